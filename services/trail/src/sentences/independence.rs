//! Sentences about the levels of independence, and at which level schools work.

use contract::events::{IndependenceEvent, IndependenceScaleEvent};

use super::Line;
use super::words::{because, list, plain, school, term};

pub(super) fn scale(event: &IndependenceScaleEvent) -> Line {
    let IndependenceScaleEvent::IndependenceLevelsSet(set) = event;
    let names = list(set.levels.iter().map(|level| format!("“{}”", plain(&level.name))));
    let names = if names.is_empty() { names } else { format!(": {names}") };
    let version = match set.version {
        0 | 1 => String::new(),
        version => format!(", as version {version}"),
    };
    Line::new(format!("The levels of independence were set{version}{names}."))
}

pub(super) fn independence(event: &IndependenceEvent) -> Line {
    match event {
        IndependenceEvent::IndependenceRecorded(recorded) => {
            let of = &recorded.school_id;
            let level = match plain(&recorded.level_id).replace('-', " ") {
                level if level.is_empty() => String::new(),
                level => format!(" as “{level}”"),
            };
            let sentence = format!(
                "The independence of {} in {} was recorded{level}{}",
                school(of),
                term(&recorded.term),
                because(&recorded.reasons)
            );
            Line::new(sentence).about([of])
        }
        IndependenceEvent::IndependenceWithdrawn(withdrawn) => {
            let of = &withdrawn.school_id;
            let sentence = format!(
                "The level of independence of {} in {} was withdrawn{}",
                school(of),
                term(&withdrawn.term),
                because(&withdrawn.reason)
            );
            Line::new(sentence).about([of])
        }
    }
}

#[cfg(test)]
mod tests;
