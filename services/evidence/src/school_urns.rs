//! Under which URNs does a file of the Department know each school of the trust, and in which authority?

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
    /// Code of its local authority, for example `935`; empty where the register gives it none.
    pub authority: String,
}

impl SchoolUrns {
    fn add(&mut self, urn: &str) {
        if !urn.is_empty() && !self.urns.iter().any(|known| known == urn) {
            self.urns.push(urn.to_owned());
        }
    }

    /// The number begins with the code of the authority. A register that has no number says nothing of the authority.
    fn lies_in(&mut self, laestab: &str) {
        if let Some(authority) = laestab.get(..3).filter(|_| laestab.len() == 7) {
            authority.clone_into(&mut self.authority);
        }
    }
}

impl Document for SchoolUrnsList {
    const NAME: &'static str = "evidence_school_urns";
    const EDITION: u32 = 2;
    type Body = SchoolUrns;
    type Event = SchoolEvent;

    fn fold(school: &mut SchoolUrns, event: &SchoolEvent, _: &At) {
        match event {
            SchoolEvent::SchoolJoined(joined) => {
                school.school_id.clone_from(&joined.school_id);
                joined.earlier_urns.iter().for_each(|earlier| school.add(&earlier.urn));
                school.add(&joined.urn);
                school.lies_in(&joined.laestab);
                school.left = false;
            }
            SchoolEvent::SchoolSucceeded(succeeded) => school.add(&succeeded.new_urn),
            SchoolEvent::SchoolDescribed(described) => {
                school.add(&described.urn);
                school.lies_in(&described.laestab);
            }
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
