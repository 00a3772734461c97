//! What schools have to know of the other schools of the trust.

use contract::commands::SchoolCommand;
use contract::invalid;
use contract::schools::v1::{SchoolDetails, UrnPeriod};
use eventlog::{Knows, Lookup};
use tonic::Status;

use super::Doors;
use crate::known::Known;
use crate::school::{School, SchoolFacts};

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
        let known = Known::now(&self.log, &self.register, lookup.trust()).await?;
        let holder = urns.iter().rev().find_map(|urn| known.school(urn));
        match holder.filter(|holder| holder.to_string() != own) {
            Some(holder) => Ok(SchoolFacts::Held(Box::new(lookup.load::<School>(holder).await?))),
            None => Ok(SchoolFacts::Nothing),
        }
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
