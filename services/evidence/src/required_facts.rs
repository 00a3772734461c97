//! Looks up the requirement that a school adopts, and the levels of independence in use.

use contract::commands::{AdoptionCommand, IndependenceCommand};
use eventlog::{Knows, Lookup};
use tonic::Status;

use crate::adoption::Adoption;
use crate::independence::{Independence, LevelsInUse};
use crate::independence_scale::{IndependenceScale, SCALE};
use crate::requirement::{AskedOfSchool, Requirement};
use crate::service::EvidenceDoors;

#[async_trait::async_trait]
impl Knows<Adoption> for EvidenceDoors {
    async fn facts(
        &self,
        command: &AdoptionCommand,
        lookup: &Lookup<'_>,
    ) -> Result<AskedOfSchool, Status> {
        let requirement: Requirement = lookup.load(command.requirement_id()).await?;
        Ok(requirement.asked_for(command.period()))
    }
}

#[async_trait::async_trait]
impl Knows<Independence> for EvidenceDoors {
    async fn facts(
        &self,
        _: &IndependenceCommand,
        lookup: &Lookup<'_>,
    ) -> Result<LevelsInUse, Status> {
        let scale: IndependenceScale = lookup.load(SCALE).await?;
        let level_ids = scale.levels.into_iter().map(|level| level.level_id).collect();
        Ok(LevelsInUse { version: scale.version, level_ids })
    }
}
