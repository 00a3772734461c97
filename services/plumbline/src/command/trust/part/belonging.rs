//! Which events tell of one school alone, and so leave with it.

use std::collections::BTreeSet;

use ::trail::Concerned;
use contract::events::{AnyEvent, StoredEvent as _, WordsEvent};
use eventlog::Recorded;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// What an event tells of, beside a school that leaves.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::command) enum Belonging {
    /// Of the school and of nothing else. No manifest gives this as a reason to leave an event out.
    #[serde(skip)]
    Alone,
    /// Of the school and of others.
    WithOthers,
    /// Of the school, in a note of a visit that it was not shown.
    Unsent,
    /// Of the trust as a whole, or of a person.
    WholeTrust,
    /// Of other schools.
    Elsewhere,
}

impl Belonging {
    /// Why such events are not in the folder.
    pub(in crate::command) fn why(self) -> &'static str {
        match self {
            Self::Alone => "They are in the folder.",
            Self::WithOthers => "They tell of other schools too.",
            Self::Unsent => "They are what notes of visits said before the school was sent them.",
            Self::WholeTrust => {
                "They tell of the trust as a whole, or of a person, and of no school."
            }
            Self::Elsewhere => "They tell of other schools alone.",
        }
    }
}

/// The events that leave with a school, as far as they were taken. They have to say by themselves of whom they tell, since a reader of the
/// folder has no others.
#[derive(Debug)]
pub(super) struct OwnEvents {
    school: String,
    concerned: Concerned,
    /// What they commit to.
    commitments: BTreeSet<String>,
}

impl OwnEvents {
    pub(super) fn new(school: Uuid) -> Self {
        Self {
            school: school.to_string(),
            concerned: Concerned::default(),
            commitments: BTreeSet::new(),
        }
    }

    /// Whether the next event tells of the school alone, or of a text in one that does; `body` is its stored text.
    pub(super) fn take(&mut self, event: &mut AnyEvent, body: &str) -> bool {
        let about = self.concerned.take(event);
        let tells_of_it = match about.as_slice() {
            [] => self.is_about_a_text(event),
            [school] => *school == self.school,
            _ => false,
        };
        let own = tells_of_it && !names_another(body, &self.school);
        if own {
            event.words(&mut |words| {
                if !words.commitment.is_empty() {
                    self.commitments.insert(words.commitment.clone());
                }
            });
        }
        own
    }

    /// What they commit to, each once.
    pub(super) fn commitments(&self) -> &BTreeSet<String> {
        &self.commitments
    }

    /// Whether it erases or classes a text that one of them commits to.
    fn is_about_a_text(&self, event: &AnyEvent) -> bool {
        let AnyEvent::Words(event) = event else { return false };
        let commitment = match event {
            WordsEvent::WordsErased(erased) => &erased.commitment,
            WordsEvent::WordsClassed(classed) => &classed.commitment,
        };
        self.commitments.contains(commitment)
    }
}

/// Whether a stored text has another id where a school is named. A reader of the folder knows the ids of no other schools.
fn names_another(body: &str, school: &str) -> bool {
    match serde_json::from_str::<Value>(body) {
        Ok(body) => holds_another(&body, school, false),
        Err(_) => true,
    }
}

/// The same of a value, which may itself be the ids of schools.
fn holds_another(value: &Value, school: &str, names_schools: bool) -> bool {
    match value {
        Value::String(id) => names_schools && id != school,
        Value::Array(values) => {
            values.iter().any(|value| holds_another(value, school, names_schools))
        }
        Value::Object(fields) => fields.iter().any(|(name, value)| {
            let names_schools = name.ends_with("choolId") || name.ends_with("choolIds");
            holds_another(value, school, names_schools)
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// A school that leaves, beside the log of its trust from the first event on.
#[derive(Debug)]
pub(super) struct LeavingSchool {
    own: OwnEvents,
    /// By every event of the log.
    concerned: Concerned,
    /// Ids of the trust's other schools.
    others: BTreeSet<String>,
    /// Positions of what notes of visits said before they were sent.
    unsent: BTreeSet<u64>,
}

impl LeavingSchool {
    pub(super) fn new(school: Uuid, unsent: BTreeSet<u64>) -> Self {
        Self {
            own: OwnEvents::new(school),
            concerned: Concerned::default(),
            others: BTreeSet::new(),
            unsent,
        }
    }

    /// The events that leave with it.
    pub(super) fn own(&self) -> &OwnEvents {
        &self.own
    }

    /// What the next event tells of.
    pub(super) fn belonging(&mut self, event: &mut AnyEvent, recorded: &Recorded) -> Belonging {
        let body = recorded.body.as_str();
        if let AnyEvent::School(event) = event
            && event.thing_id() != self.own.school
        {
            self.others.insert(event.thing_id().to_owned());
        }
        let about = self.concerned.take(event);
        let is_alone = about.len() == 1 && !self.holds_an_id_of_another(body);
        if about.is_empty() {
            let of_its_text = matches!(event, AnyEvent::Words(_)) && self.own.take(event, body);
            if of_its_text { Belonging::Alone } else { Belonging::WholeTrust }
        } else if !about.contains(&self.own.school) {
            Belonging::Elsewhere
        } else if self.unsent.contains(&recorded.position) {
            Belonging::Unsent
        } else if is_alone && self.own.take(event, body) {
            Belonging::Alone
        } else {
            Belonging::WithOthers
        }
    }

    /// Whether another school's id stands anywhere in the stored text, in a title for example.
    fn holds_an_id_of_another(&self, body: &str) -> bool {
        self.others.iter().any(|other| body.contains(other.as_str()))
    }
}

#[cfg(test)]
mod tests;
