//! Sentences about judgements that were made before Plumbline, and brought in from papers.

use contract::categories::v1::DecisionBroughtIn;
use contract::events::EarlierDecisionsEvent;
use contract::log::v1::Words;

use super::Line;
use super::words::{area, because, commitment, day, plain, quoted, region, school};

pub(super) fn earlier_decisions(event: &EarlierDecisionsEvent) -> Line {
    match event {
        EarlierDecisionsEvent::DecisionBroughtIn(brought) => {
            let Named { area, region } = named(brought);
            let sentence = format!(
                "A judgement of {} was brought in: {region} in {area}, decided on {}{}{}.",
                school(&brought.school_id),
                day(&brought.decided_on),
                in_quotes(" by", &brought.decided_by),
                in_quotes(", from", &brought.paper)
            );
            Line::new(sentence).about([&brought.school_id]).in_areas([&brought.area_id])
        }
        EarlierDecisionsEvent::BroughtInDecisionTakenBack(back) => {
            let sentence = format!(
                "A judgement of {} in {}, brought in as decided on {}, was taken back{}",
                school(&back.school_id),
                area(&back.area_id),
                day(&back.decided_on),
                because(&back.reason)
            );
            Line::new(sentence).about([&back.school_id]).in_areas([&back.area_id])
        }
    }
}

/// Area and region of a judgement, as a sentence says them.
struct Named {
    area: String,
    region: String,
}

/// By the framework, or in the words of the paper.
fn named(brought: &DecisionBroughtIn) -> Named {
    if brought.framework_id.is_empty() {
        let of_the_paper = |name: &str| format!("“{}”", plain(name));
        let (area, region) = (&brought.area_name, &brought.region_name);
        Named { area: of_the_paper(area), region: of_the_paper(region) }
    } else {
        Named { area: area(&brought.area_id), region: region(&brought.region_id) }
    }
}

/// A word and what a person wrote; nothing where nothing was written.
fn in_quotes(word: &str, words: &Option<Words>) -> String {
    match commitment(words) {
        "" => String::new(),
        commitment => format!("{word} {}", quoted(commitment)),
    }
}

#[cfg(test)]
mod tests;
