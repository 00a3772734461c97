//! Under which URNs does a file of the Department know each school of the trust?

use contract::events::SchoolEvent;
use eventlog::{At, Document};
use serde::{Deserialize, Serialize};

/// The URNs of a trust's schools.
#[derive(Debug)]
pub(crate) struct SchoolUrnsList;

/// A school with every URN that it ever had: a conversion gives it another, and it stays the same school.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SchoolUrns {
    pub school_id: String,
    /// The oldest first.
    pub urns: Vec<String>,
    /// It is no school of the trust now.
    pub left: bool,
}

impl SchoolUrns {
    fn add(&mut self, urn: &str) {
        if !urn.is_empty() && !self.urns.iter().any(|known| known == urn) {
            self.urns.push(urn.to_owned());
        }
    }
}

impl Document for SchoolUrnsList {
    const NAME: &'static str = "evidence_school_urns";
    type Body = SchoolUrns;
    type Event = SchoolEvent;

    fn fold(school: &mut SchoolUrns, event: &SchoolEvent, _: &At) {
        match event {
            SchoolEvent::SchoolJoined(joined) => {
                school.school_id.clone_from(&joined.school_id);
                joined.earlier_urns.iter().for_each(|earlier| school.add(&earlier.urn));
                school.add(&joined.urn);
                school.left = false;
            }
            SchoolEvent::SchoolSucceeded(succeeded) => school.add(&succeeded.new_urn),
            SchoolEvent::SchoolDescribed(described) => school.add(&described.urn),
            SchoolEvent::SchoolLeft(_) => school.left = true,
            SchoolEvent::SchoolReturned(_) | SchoolEvent::LeaveCorrected(_) => school.left = false,
            SchoolEvent::UniquenessStated(_)
            | SchoolEvent::JoinArranged(_)
            | SchoolEvent::LeaveArranged(_)
            | SchoolEvent::ArrangementTakenBack(_)
            | SchoolEvent::ReturnArranged(_) => {}
        }
    }
}

#[cfg(test)]
mod tests;
