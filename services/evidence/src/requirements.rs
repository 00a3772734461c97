//! What does the trust's register ask of its schools, in which academic year?

use contract::british_day;
use contract::events::RequirementEvent;
use contract::evidence::v1::{Requirement, RequirementVersion};
use eventlog::{At, Document};

/// The requirements of a trust's register, with what was said of each for each year.
#[derive(Debug)]
pub(crate) struct RequirementsList;

impl Document for RequirementsList {
    const NAME: &'static str = "evidence_requirements";
    type Body = Requirement;
    type Event = RequirementEvent;

    fn fold(requirement: &mut Requirement, event: &RequirementEvent, at: &At) {
        let version = match event {
            RequirementEvent::RequirementAdded(added) => {
                requirement.requirement_id.clone_from(&added.requirement_id);
                RequirementVersion {
                    year: added.year.clone(),
                    terms: added.terms.clone(),
                    why: added.why.clone(),
                    ..said(at)
                }
            }
            RequirementEvent::RequirementChanged(changed) => RequirementVersion {
                year: changed.year.clone(),
                terms: changed.terms.clone(),
                why: changed.why.clone(),
                ..said(at)
            },
            RequirementEvent::RequirementDropped(dropped) => RequirementVersion {
                year: dropped.year.clone(),
                why: dropped.reason.clone(),
                dropped: true,
                ..said(at)
            },
        };
        requirement.say(version);
    }
}

fn said(at: &At) -> RequirementVersion {
    RequirementVersion {
        recorded_on: british_day(at.time).to_string(),
        position: at.position,
        ..RequirementVersion::default()
    }
}

#[cfg(test)]
mod tests;
