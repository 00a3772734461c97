//! What schools have to know of the other schools of the trust.

use contract::commands::SchoolCommand;
use contract::events::{SchoolEvent, StoredEvent as _};
use contract::invalid;
use contract::schools::v1::{SchoolDetails, UrnPeriod};
use eventlog::{Knows, Lookup, Stream};
use tonic::Status;

use super::Doors;
use crate::known::Known;
use crate::school::{School, SchoolFacts};
use crate::urn::school_id;

#[async_trait::async_trait]
impl Knows<School> for Doors {
    async fn facts(
        &self,
        command: &SchoolCommand,
        lookup: &Lookup<'_>,
    ) -> Result<SchoolFacts, Status> {
        let (own, urns) = match command {
            SchoolCommand::JoinSchool(asked) => {
                let details = asked.school.clone().unwrap_or_default();
                consistent(&details)?;
                let earlier = details.earlier_urns.into_iter().map(|past| past.urn);
                ("", earlier.chain([details.urn]).collect::<Vec<_>>())
            }
            SchoolCommand::SucceedSchool(asked) => {
                (asked.school_id.as_str(), vec![asked.new_urn.clone()])
            }
            SchoolCommand::LeaveTrust(_)
            | SchoolCommand::TakeBackMove(_)
            | SchoolCommand::ReturnToTrust(_)
            | SchoolCommand::TakeEffect(_)
            | SchoolCommand::StateUniqueness(_)
            | SchoolCommand::RefreshSchools(_)
            | SchoolCommand::ImportRegister(_) => return Ok(SchoolFacts::Nothing),
        };
        let known = self.known_of_urns(&urns, lookup).await?;
        let holder = urns.iter().rev().find_map(|urn| known.school(urn));
        match holder.filter(|holder| holder.to_string() != own) {
            Some(holder) => Ok(SchoolFacts::Held(Box::new(lookup.load::<School>(holder).await?))),
            None => Ok(SchoolFacts::Nothing),
        }
    }
}

impl Doors {
    /// The URNs of the trust's schools. The append refuses the command where another school got a URN meanwhile, or one joined
    /// under a URN that the command names. One that joins under another URN, with this one before it, has no stream yet to read.
    async fn known_of_urns(&self, urns: &[String], lookup: &Lookup<'_>) -> Result<Known, Status> {
        let trust = lookup.trust();
        let known = Known::now(&self.log, &self.register, trust).await?;
        let joining = urns.iter().map(|urn| school_id(trust, urn));
        let schools = known.schools().chain(joining);
        let streams: Vec<_> = schools.map(|id| Stream::new(SchoolEvent::CATEGORY, id)).collect();
        lookup.read_ahead(&streams).await?;
        Known::now(&self.log, &self.register, trust).await
    }
}

/// What the rules of the fields cannot say. URNs are the aggregate's to judge.
fn consistent(given: &SchoolDetails) -> Result<(), Status> {
    let digits = given.laestab.bytes().all(|byte| byte.is_ascii_digit());
    if !given.laestab.is_empty() && (given.laestab.len() != 7 || !digits) {
        return Err(invalid("school.laestab", "must be seven digits"));
    }
    let backwards = |past: &UrnPeriod| !past.until.is_empty() && past.until < past.from;
    if given.earlier_urns.iter().any(backwards) {
        return Err(invalid("school.earlier_urns.until", "must not be before from"));
    }
    Ok(())
}
