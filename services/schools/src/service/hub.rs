//! What hubs have to know of schools.

use contract::commands::HubCommand;
use contract::events::{HubEvent, StoredEvent as _};
use contract::field;
use eventlog::{Knows, Lookup, Stream};
use tonic::Status;

use super::Doors;
use crate::hub::{Hub, Newcomer};
use crate::known::Known;
use crate::school::School;

#[async_trait::async_trait]
impl Knows<Hub> for Doors {
    async fn facts(
        &self,
        command: &HubCommand,
        lookup: &Lookup<'_>,
    ) -> Result<Option<Newcomer>, Status> {
        let HubCommand::EnterHub(asked) = command else { return Ok(None) };
        let hub = field::uuid("hub_id", &asked.hub_id)?;
        let school = field::uuid("school_id", &asked.school_id)?;
        let standing = lookup.load::<School>(school).await?.standing(lookup.today());
        // The append refuses the command where the school entered one of them meanwhile.
        let hubs = Known::now(&self.log, &self.register, lookup.trust()).await?;
        let hubs: Vec<_> = hubs.hubs().map(|id| Stream::new(HubEvent::CATEGORY, id)).collect();
        lookup.read_ahead(&hubs).await?;
        let known = Known::now(&self.log, &self.register, lookup.trust()).await?;
        Ok(Some(Newcomer {
            standing,
            in_another_hub: known.in_another_hub(school, hub, &asked.from),
        }))
    }
}
