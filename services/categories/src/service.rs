//! The gRPC doors: read a request, tell the aggregate or ask a read model, answer.

use std::cmp::Reverse;

use contract::categories::v1::categories_service_server::CategoriesService;
use contract::categories::v1::*;
use contract::commands::{CategoryCommand, RoundCommand};
use contract::events::{CategoryEvent, RoundEvent};
use contract::{Refusal as _, Term, field, not_found};
use door::{Answer, Door, Reading};
use eventlog::{Documents, Knows, Lookup, SealedWords, When};
use tonic::{Request, Response, Status};

use crate::category::{Category as CategoryDecider, RoundFacts};
use crate::cells::Cells;
use crate::citing::backings;
use crate::closing::Closing;
use crate::days::SchoolDays;
use crate::framework::Framework;
use crate::frameworks::Frameworks;
use crate::meeting::DecidingMeeting;
use crate::round::{Round as RoundDecider, RoundSurroundings};
use crate::rounds::Rounds;
use crate::{cells, closing, shown, together};

/// The rpcs of this service.
#[derive(Debug)]
pub(crate) struct Doors {
    pub door: Door,
    pub frameworks: Documents<Frameworks>,
    pub rounds: Documents<Rounds>,
    pub cells: Documents<Cells>,
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

#[tonic::async_trait]
impl CategoriesService for Doors {
    async fn agree_framework(
        &self,
        request: Request<AgreeFrameworkRequest>,
    ) -> Answer<AgreeFrameworkResponse> {
        self.door.tell::<Framework, _>(request).await
    }

    async fn open_round(&self, request: Request<OpenRoundRequest>) -> Answer<OpenRoundResponse> {
        self.door.tell_knowing::<RoundDecider, _>(request, self).await
    }

    async fn close_round(&self, request: Request<CloseRoundRequest>) -> Answer<CloseRoundResponse> {
        let (mut envelope, asked) = self.door.command(request).await?;
        Closing::leave(self, &envelope, &asked).await?;
        // The reasons are the categories'.
        envelope.context.sealed = SealedWords::default();
        let told = self.door.tell_admitted::<RoundDecider, _>(&envelope, asked, self).await?.0;
        Ok(Response::new(CloseRoundResponse { position: told.position }))
    }

    async fn reopen_round(
        &self,
        request: Request<ReopenRoundRequest>,
    ) -> Answer<ReopenRoundResponse> {
        let (envelope, asked) = self.door.command(request).await?;
        let reason = asked.reason.clone();
        let told = self.door.tell_admitted::<RoundDecider, _>(&envelope, asked, self).await?;
        let (told, receipt) = told;
        for event in &receipt.events {
            if let RoundEvent::RoundReopened(reopened) = event {
                closing::open_again(self, &envelope, reopened, &reason).await?;
            }
        }
        Ok(Response::new(ReopenRoundResponse { position: told.position }))
    }

    async fn add_school_to_round(
        &self,
        request: Request<AddSchoolToRoundRequest>,
    ) -> Answer<AddSchoolToRoundResponse> {
        self.door.tell_knowing::<RoundDecider, _>(request, self).await
    }

    async fn take_school_out_of_round(
        &self,
        request: Request<TakeSchoolOutOfRoundRequest>,
    ) -> Answer<TakeSchoolOutOfRoundResponse> {
        self.door.tell_knowing::<RoundDecider, _>(request, self).await
    }

    async fn state_school_view(
        &self,
        request: Request<StateSchoolViewRequest>,
    ) -> Answer<StateSchoolViewResponse> {
        self.door.tell_knowing::<CategoryDecider, _>(request, self).await
    }

    async fn state_school_views(
        &self,
        request: Request<StateSchoolViewsRequest>,
    ) -> Answer<StateSchoolViewsResponse> {
        let (envelope, asked) = self.door.command(request).await?;
        let commands = together::views(asked);
        let receipt = self.door.tell_each::<CategoryDecider>(&envelope, commands, self).await?;
        Ok(Response::new(StateSchoolViewsResponse { position: receipt.position }))
    }

    async fn record_view_not_given(
        &self,
        request: Request<RecordViewNotGivenRequest>,
    ) -> Answer<RecordViewNotGivenResponse> {
        self.door.tell_knowing::<CategoryDecider, _>(request, self).await
    }

    async fn propose_regions(
        &self,
        request: Request<ProposeRegionsRequest>,
    ) -> Answer<ProposeRegionsResponse> {
        let (envelope, asked) = self.door.command(request).await?;
        let commands = together::proposals(asked);
        let receipt = self.door.tell_each::<CategoryDecider>(&envelope, commands, self).await?;
        Ok(Response::new(ProposeRegionsResponse { position: receipt.position }))
    }

    async fn record_answer_not_given(
        &self,
        request: Request<RecordAnswerNotGivenRequest>,
    ) -> Answer<RecordAnswerNotGivenResponse> {
        self.door.tell_knowing::<CategoryDecider, _>(request, self).await
    }

    async fn withdraw_proposal(
        &self,
        request: Request<WithdrawProposalRequest>,
    ) -> Answer<WithdrawProposalResponse> {
        self.door.tell_knowing::<CategoryDecider, _>(request, self).await
    }

    async fn answer_proposals(
        &self,
        request: Request<AnswerProposalsRequest>,
    ) -> Answer<AnswerProposalsResponse> {
        let (envelope, asked) = self.door.command(request).await?;
        let commands = together::answers(asked);
        let receipt = self.door.tell_each::<CategoryDecider>(&envelope, commands, self).await?;
        Ok(Response::new(AnswerProposalsResponse { position: receipt.position }))
    }

    async fn propose_region(
        &self,
        request: Request<ProposeRegionRequest>,
    ) -> Answer<ProposeRegionResponse> {
        self.door.tell_knowing::<CategoryDecider, _>(request, self).await
    }

    async fn accept_proposal(
        &self,
        request: Request<AcceptProposalRequest>,
    ) -> Answer<AcceptProposalResponse> {
        self.door.tell_knowing::<CategoryDecider, _>(request, self).await
    }

    async fn challenge_proposal(
        &self,
        request: Request<ChallengeProposalRequest>,
    ) -> Answer<ChallengeProposalResponse> {
        self.door.tell_knowing::<CategoryDecider, _>(request, self).await
    }

    async fn moderate(&self, request: Request<ModerateRequest>) -> Answer<ModerateResponse> {
        self.door.tell_knowing::<CategoryDecider, _>(request, self).await
    }

    async fn moderate_categories(
        &self,
        request: Request<ModerateCategoriesRequest>,
    ) -> Answer<ModerateCategoriesResponse> {
        let (envelope, asked) = self.door.command(request).await?;
        let (commands, meeting) = DecidingMeeting::moderating(self, asked, &envelope.context);
        let meeting_id = meeting.held.meeting_id.clone();
        let receipt = self.door.tell_each::<CategoryDecider>(&envelope, commands, &meeting).await?;
        Ok(Response::new(ModerateCategoriesResponse { position: receipt.position, meeting_id }))
    }

    async fn decide(&self, request: Request<DecideRequest>) -> Answer<DecideResponse> {
        self.door.tell_knowing::<CategoryDecider, _>(request, self).await
    }

    async fn decide_categories(
        &self,
        request: Request<DecideCategoriesRequest>,
    ) -> Answer<DecideCategoriesResponse> {
        let (envelope, asked) = self.door.command(request).await?;
        let (commands, meeting) = DecidingMeeting::called(self, asked, &envelope.context);
        let meeting_id = meeting.held.meeting_id.clone();
        let receipt = self.door.tell_each::<CategoryDecider>(&envelope, commands, &meeting).await?;
        Ok(Response::new(DecideCategoriesResponse { position: receipt.position, meeting_id }))
    }

    async fn share(&self, request: Request<ShareRequest>) -> Answer<ShareResponse> {
        let (told, receipt) = self.door.told::<CategoryDecider, _>(request, self).await?;
        let is_change = |event: &CategoryEvent| matches!(event, CategoryEvent::CategoryChanged(_));
        let changed = receipt.events.iter().any(is_change);
        Ok(Response::new(ShareResponse { position: told.position, changed }))
    }

    async fn share_decisions(
        &self,
        request: Request<ShareDecisionsRequest>,
    ) -> Answer<ShareDecisionsResponse> {
        let (envelope, asked) = self.door.command(request).await?;
        let commands = together::sharing(asked);
        let receipt = self.door.tell_each::<CategoryDecider>(&envelope, commands, self).await?;
        Ok(Response::new(ShareDecisionsResponse { position: receipt.position }))
    }

    async fn reopen(&self, request: Request<ReopenRequest>) -> Answer<ReopenResponse> {
        self.door.tell_knowing::<CategoryDecider, _>(request, self).await
    }

    async fn get_framework(
        &self,
        request: Request<GetFrameworkRequest>,
    ) -> Answer<GetFrameworkResponse> {
        let caller = self.door.caller(&request).await?;
        let asked = request.into_inner();
        let framework_id = field::slug("framework_id", &asked.framework_id)?;
        let like =
            FrameworkAgreed { framework_id, version: asked.version, ..FrameworkAgreed::default() };
        let when = When::now(asked.at_least);
        let (as_of, versions) = self.frameworks.list(caller.trust, when, &like).await?;
        let found = versions.into_iter().max_by_key(|framework| framework.version);
        let framework = found.ok_or_else(|| {
            not_found("FRAMEWORK_UNKNOWN", "There is no such version of a framework here.")
        })?;
        Ok(Response::new(GetFrameworkResponse { as_of: Some(as_of), framework: Some(framework) }))
    }

    async fn list_rounds(&self, request: Request<ListRoundsRequest>) -> Answer<ListRoundsResponse> {
        let caller = self.door.caller(&request).await?;
        let asked = request.into_inner();
        let when = When::asked(asked.at_least, &asked.as_of_date)?;
        let every = contract::categories::v1::Round::default();
        let (as_of, mut rounds) = self.rounds.list(caller.trust, when, &every).await?;
        rounds.sort_by_key(|round| Reverse(round.term.parse::<Term>().ok()));
        Ok(Response::new(ListRoundsResponse { as_of: Some(as_of), rounds }))
    }

    async fn list_categories(
        &self,
        request: Request<ListCategoriesRequest>,
    ) -> Answer<ListCategoriesResponse> {
        let Reading { caller, reach, .. } = self.door.reading(&request).await?;
        let asked = request.into_inner();
        let round_id = field::uuid("round_id", &asked.round_id)?;
        let school_id = field::optional_uuid("school_id", &asked.school_id)?;
        let when = When::asked(asked.at_least, &asked.as_of_date)?;
        let of = Cell {
            round_id: round_id.to_string(),
            school_id: school_id.map(|id| id.to_string()).unwrap_or_default(),
            ..Cell::default()
        };
        let (as_of, categories) = cells::of_round(&self.cells, caller.trust, when, of).await?;
        if categories.is_empty() {
            let round = self.rounds.get(caller.trust, when, &round_id.to_string()).await?.1;
            round.ok_or_else(|| not_found("ROUND_UNKNOWN", "There is no such round here."))?;
        }
        let categories =
            categories.into_iter().filter_map(|category| shown::category(category, &reach));
        let mut categories: Vec<Category> = categories.collect();
        self.door.fill(&caller, categories.as_mut_slice()).await?;
        Ok(Response::new(ListCategoriesResponse { as_of: Some(as_of), categories }))
    }
}

#[cfg(test)]
mod tests;
