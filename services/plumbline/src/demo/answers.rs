//! The answers of all respondents. They are the same on every machine, so that a test can count again what a report says.

use contract::surveys::v1::{Answer, Counting, InstrumentPublished, Option as Choice, Question};

use crate::demo::script::{AudienceKey, SchoolScript, TermKey};
use crate::demo::topics;

/// How far a question's share may differ from the school's usual one, if the story does not give it.
const STRAYS: [f64; 7] = [-0.08, -0.05, -0.03, 0.0, 0.02, 0.04, 0.06];

/// Share of families with a child who has special needs.
const WITH_SEND: f64 = 0.2;

/// The answers of everyone who answers in a school, one list for each respondent.
pub fn answers(
    instrument: &InstrumentPublished,
    audience: AudienceKey,
    school: &SchoolScript,
    term: TermKey,
) -> Vec<Vec<Answer>> {
    let mut respondents = vec![Vec::new(); *school.answered.of(term)];
    for question in &instrument.questions {
        let mut draw = Draw::of(&[&school.slug, term.word(), &question.question_id]);
        let mut asked: Vec<usize> = (0..respondents.len())
            .filter(|place| is_asked(question, &respondents[*place]))
            .collect();
        draw.shuffle(&mut asked);
        // In larger schools some respondents leave a question out.
        if asked.len() > 20 && draw.below(4) == 0 {
            asked.pop();
        }
        let share = share(question, audience, school, term);
        for (place, option_id) in asked.iter().zip(choices(question, share, asked.len())) {
            respondents[*place]
                .push(Answer { question_id: question.question_id.clone(), option_id });
        }
    }
    respondents
}

fn is_asked(question: &Question, given: &[Answer]) -> bool {
    question.only_if.as_ref().is_none_or(|condition| {
        given.iter().any(|answer| {
            answer.question_id == condition.question_id && answer.option_id == condition.option_id
        })
    })
}

fn share(question: &Question, audience: AudienceKey, school: &SchoolScript, term: TermKey) -> f64 {
    if question.question_id == "q7a" {
        return WITH_SEND;
    }
    let shares = school.shares.of(term);
    let own = topics::word(audience, &question.question_id).and_then(|topic| shares.get(topic));
    own.copied().unwrap_or_else(|| {
        let usual = shares.get("usual").copied().unwrap_or(0.5);
        let mut draw = Draw::of(&[&school.slug, term.word(), &question.question_id, "share"]);
        if usual < 1.0 { (usual + STRAYS[draw.below(STRAYS.len())]).min(0.98) } else { usual }
    })
}

/// One option id for each respondent. The share of positive ones is exact, the rest is spread. None is positive of a question about
/// the respondent: there it is the share of the first answer.
fn choices(question: &Question, share: f64, respondents: usize) -> Vec<String> {
    if question.about_you {
        // The first answer is that of the share: yes, their child has special needs.
        let options: Vec<&Choice> = question.options.iter().collect();
        let Some((first, others)) = options.split_first() else { return Vec::new() };
        let so = part(respondents, share);
        let rest = spread(others, respondents - so);
        return std::iter::repeat_n(first.option_id.clone(), so).chain(rest).collect();
    }
    let outside = part(respondents, outside_share(question));
    let base = respondents - outside;
    let positive = part(base, share);
    let has_neither = question.options.iter().any(|option| option.counting() == Counting::Neither);
    let neither = if has_neither { (base - positive) / 3 } else { 0 };
    let mut chosen = Vec::new();
    for (counting, count) in [
        (Counting::Positive, positive),
        (Counting::Neither, neither),
        (Counting::Negative, base - positive - neither),
        (Counting::OutsideBase, outside),
    ] {
        let options: Vec<&Choice> =
            question.options.iter().filter(|o| o.counting() == counting).collect();
        chosen.extend(spread(&options, count));
    }
    chosen
}

/// How many say that the question does not apply to them.
fn outside_share(question: &Question) -> f64 {
    if question.options.iter().all(|option| option.counting() != Counting::OutsideBase) {
        return 0.0;
    }
    match question.question_id.as_str() {
        "q4" => 0.7,
        "q6" => 0.4,
        _ => 0.08,
    }
}

/// Three fifths take the first option, three fifths of the rest the second, and so on.
fn spread(options: &[&Choice], count: usize) -> Vec<String> {
    let Some((first, others)) = options.split_first() else { return Vec::new() };
    let taken = if others.is_empty() { count } else { part(count, 0.6) };
    let mut chosen = vec![first.option_id.clone(); taken];
    chosen.extend(spread(others, count - taken));
    chosen
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
fn part(of: usize, share: f64) -> usize {
    ((of as f64 * share).round() as usize).min(of)
}

/// Numbers that look random and are the same on every machine (SplitMix64 over an FNV-1a seed).
struct Draw(u64);

impl Draw {
    fn of(words: &[&str]) -> Self {
        let bytes = words.iter().flat_map(|word| word.bytes().chain([0]));
        Self(bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        }))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0, below the end.
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % (end.max(1) as u64)).unwrap_or(0)
    }

    fn shuffle(&mut self, places: &mut [usize]) {
        for last in (1..places.len()).rev() {
            places.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests;
