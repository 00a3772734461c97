//! What each line of a file of people has to know before it is decided.

use contract::commands::PersonCommand;
use contract::field;
use eventlog::{Knows, Lookup};
use tonic::Status;

use super::super::Doors;
use crate::person::{Person, PersonFacts};

/// The service, asked about the lines of one file.
#[derive(Debug)]
pub struct Listing<'a> {
    pub doors: &'a Doors,
}

#[async_trait::async_trait]
impl Knows<Person> for Listing<'_> {
    async fn facts(
        &self,
        command: &PersonCommand,
        lookup: &Lookup<'_>,
    ) -> Result<PersonFacts, Status> {
        let line = match command {
            PersonCommand::RegisterPerson(asked) => &asked.command_id,
            PersonCommand::GrantRole(asked) => {
                if let Some(refusal) = self.doors.not_there(asked, lookup).await? {
                    return Ok(PersonFacts::InTheWay(refusal));
                }
                &asked.command_id
            }
            // A file leads to nothing else.
            PersonCommand::ChangePerson(_)
            | PersonCommand::EndRole(_)
            | PersonCommand::TakeBackRoleEnd(_)
            | PersonCommand::InviteGuest(_)
            | PersonCommand::EndGuest(_)
            | PersonCommand::TakeRoleEffect(_)
            | PersonCommand::HoldPerson(_)
            | PersonCommand::ReleasePerson(_)
            | PersonCommand::ErasePerson(_)
            | PersonCommand::InvitePerson(_)
            | PersonCommand::AcceptInvitation(_) => return Ok(PersonFacts::Nothing),
        };
        Ok(PersonFacts::Listed(field::uuid("command_id", line)?))
    }
}
