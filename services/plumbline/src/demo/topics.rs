//! The story's short words for survey questions.

use crate::demo::script::AudienceKey;

/// Audience, topic, question of the shipped instrument.
const TOPICS: [(AudienceKey, &str, &str); 19] = [
    (AudienceKey::Parents, "happy", "q1"),
    (AudienceKey::Parents, "safe", "q2"),
    (AudienceKey::Parents, "behaved", "q3"),
    (AudienceKey::Parents, "bullying", "q4"),
    (AudienceKey::Parents, "learn", "q5"),
    (AudienceKey::Parents, "concerns", "q6"),
    (AudienceKey::Parents, "send", "q7b"),
    (AudienceKey::Parents, "expectations", "q8"),
    (AudienceKey::Parents, "well", "q9"),
    (AudienceKey::Parents, "informed", "q10"),
    (AudienceKey::Parents, "subjects", "q11"),
    (AudienceKey::Parents, "clubs", "q12"),
    (AudienceKey::Parents, "development", "q13"),
    (AudienceKey::Parents, "recommend", "q14"),
    (AudienceKey::Staff, "marking", "w13"),
    (AudienceKey::Staff, "supported", "a1"),
    (AudienceKey::Staff, "purpose", "a2"),
    (AudienceKey::Staff, "balance", "a3"),
    (AudienceKey::Staff, "improved", "a4"),
];

/// The figures that a judgement of an area cites.
const LOOKED_AT: [(&str, &[&str]); 7] = [
    ("foundations", &["parents:happy", "parents:development"]),
    ("outcomes", &["parents:well", "parents:informed"]),
    ("quality-of-education", &["parents:subjects", "parents:learn"]),
    ("behaviour-and-attendance", &["parents:behaved", "parents:safe"]),
    ("leadership-and-management", &["parents:recommend", "parents:concerns", "staff:purpose"]),
    ("governance", &[]),
    ("staff", &["staff:supported", "staff:balance"]),
];

/// Audience and question of `parents:behaved`.
pub(crate) fn question_id(topic: &str) -> Option<(AudienceKey, &'static str)> {
    let (audience, word) = topic.split_once(':')?;
    let audience = match audience {
        "parents" => AudienceKey::Parents,
        "staff" => AudienceKey::Staff,
        _ => return None,
    };
    TOPICS
        .iter()
        .find(|(of, named, _)| *of == audience && *named == word)
        .map(|(of, _, id)| (*of, *id))
}

/// The word for a question, if the story has one.
pub(crate) fn word(audience: AudienceKey, question_id: &str) -> Option<&'static str> {
    let found = TOPICS.iter().find(|(of, _, id)| *of == audience && *id == question_id);
    found.map(|(_, word, _)| *word)
}

/// The figures that a judgement of an area cites, for example `parents:behaved`.
pub(crate) fn looked_at(area_id: &str) -> &'static [&'static str] {
    LOOKED_AT.iter().find(|(area, _)| *area == area_id).map_or(&[], |(_, topics)| topics)
}

/// The topics a text quotes in braces.
pub(crate) fn quoted(text: &str) -> Vec<&str> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(topic, _)| topic))
        .collect()
}

#[cfg(test)]
pub(crate) fn any_audience(topic: &str) -> bool {
    TOPICS.iter().any(|(_, word, _)| *word == topic)
}

#[cfg(test)]
mod tests;
