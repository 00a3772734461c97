//! What commands of this service have to know of other streams.

use contract::commands::{
    CategoryCommand, FrameworkCommand, FrameworkCommentCommand, FrameworkDraftCommand, RoundCommand,
};
use contract::{Refusal as _, field};
use eventlog::{Knows, Lookup, ReadError};
use tonic::Status;

use super::Doors;
use crate::category::{Category as CategoryDecider, RoundFacts};
use crate::citing::backings;
use crate::closing;
use crate::days::SchoolDays;
use crate::framework::{DraftBefore, Framework};
use crate::framework_comment::FrameworkComment;
use crate::framework_draft::{DraftedVersion, FrameworkConsultation, FrameworkDraft};
use crate::round::{Round as RoundDecider, RoundSurroundings};

#[tonic::async_trait]
impl Knows<Framework> for Doors {
    async fn facts(
        &self,
        command: &FrameworkCommand,
        lookup: &Lookup<'_>,
    ) -> Result<DraftBefore, Status> {
        let FrameworkCommand::AgreeFramework(asked) = command;
        let agreed = asked.framework.clone().unwrap_or_default();
        let version = DraftedVersion::of(&agreed);
        Ok(DraftBefore { comment_by: consultation(&version, lookup).await?.until })
    }
}

#[tonic::async_trait]
impl Knows<FrameworkDraft> for Doors {
    async fn facts(
        &self,
        command: &FrameworkDraftCommand,
        lookup: &Lookup<'_>,
    ) -> Result<u32, Status> {
        let version = DraftedVersion::named_by(command);
        let framework: Framework = lookup.load(&version.framework_id).await?;
        Ok(framework.next())
    }
}

#[tonic::async_trait]
impl Knows<FrameworkComment> for Doors {
    async fn facts(
        &self,
        command: &FrameworkCommentCommand,
        lookup: &Lookup<'_>,
    ) -> Result<FrameworkConsultation, Status> {
        let FrameworkCommentCommand::CommentOnFramework(asked) = command;
        let (framework_id, version) = (asked.framework_id.clone(), asked.version);
        Ok(consultation(&DraftedVersion { framework_id, version }, lookup).await?)
    }
}

/// Which draft of a version headteachers are asked about, and until when.
async fn consultation(
    version: &DraftedVersion,
    lookup: &Lookup<'_>,
) -> Result<FrameworkConsultation, ReadError> {
    let draft: FrameworkDraft = lookup.load(version.draft_id(lookup.trust())).await?;
    Ok(draft.consultation())
}

#[tonic::async_trait]
impl Knows<RoundDecider> for Doors {
    async fn facts(
        &self,
        command: &RoundCommand,
        lookup: &Lookup<'_>,
    ) -> Result<RoundSurroundings, Status> {
        let (open, left) = closing::places(command, lookup).await?;
        let agreed = match command {
            RoundCommand::OpenRound(asked) => {
                let framework: Framework = lookup.load(&asked.framework_id).await?;
                framework.version(asked.framework_version).is_some()
            }
            _ => true,
        };
        let school_days = match command {
            RoundCommand::OpenRound(_) => SchoolDays::load("", lookup).await?,
            RoundCommand::AddSchoolToRound(asked) => {
                SchoolDays::load(&asked.school_id, lookup).await?
            }
            _ => SchoolDays::default(),
        };
        Ok(RoundSurroundings { agreed, school_days, open, left })
    }
}

#[tonic::async_trait]
impl Knows<CategoryDecider> for Doors {
    async fn facts(
        &self,
        command: &CategoryCommand,
        lookup: &Lookup<'_>,
    ) -> Result<RoundFacts, Status> {
        let round: RoundDecider = lookup.load(command.round_id()).await?;
        let (round, closed) = round.opened().map_err(|unknown| unknown.to_status())?;
        let framework: Framework = lookup.load(&round.framework_id).await?;
        let version = framework.version(round.framework_version).cloned().unwrap_or_default();
        let school_days = match command {
            CategoryCommand::ProposeRegion(asked) => {
                SchoolDays::load(&asked.school_id, lookup).await?
            }
            _ => SchoolDays::default(),
        };
        Ok(RoundFacts {
            term: field::term("term", &round.term)?,
            closed,
            views_by: round.views_by(command.school_id()).to_owned(),
            school_days,
            school_ids: round.school_ids,
            framework_version: round.framework_version,
            area_ids: version.area_ids,
            ladder: version.ladder,
            backings: backings(command, lookup).await?,
            meeting: None,
        })
    }
}
