//! What committees have to know of their school.

use contract::commands::CommitteeCommand;
use eventlog::{Knows, Lookup};
use tonic::Status;

use super::Doors;
use crate::committee::Committee;
use crate::school::{School, Standing};

#[async_trait::async_trait]
impl Knows<Committee> for Doors {
    async fn facts(
        &self,
        command: &CommitteeCommand,
        lookup: &Lookup<'_>,
    ) -> Result<Standing, Status> {
        match command {
            CommitteeCommand::FormCommittee(asked) => {
                Ok(lookup.load::<School>(&asked.school_id).await?.standing(lookup.today()))
            }
            CommitteeCommand::ScheduleMeeting(_) => Ok(Standing::Unknown),
        }
    }
}
