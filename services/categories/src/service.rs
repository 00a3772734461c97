//! The gRPC doors: read a request, tell the aggregate or ask a read model, answer.

mod drafts;
mod facts;

use std::cmp::Reverse;

use contract::categories::v1::*;
use contract::events::{CategoryEvent, RoundEvent};
use contract::{Term, field, not_found};
use door::{Answer, Door, Reading};
use eventlog::{Documents, SealedWords, When};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use crate::brought_in::{self, BroughtIn};
use crate::cells::Cells;
use crate::closing::Closing;
use crate::framework_comments::FrameworkCommentsList;
use crate::framework_drafts::FrameworkDraftsList;
use crate::frameworks::Frameworks;
use crate::meeting::DecidingMeeting;
use crate::rounds::Rounds;
use crate::{cells, closing, shown, together};

/// The rpcs of this service.
#[derive(Clone, Debug)]
pub(crate) struct Doors {
    pub door: Door,
    pub frameworks: Documents<Frameworks>,
    pub framework_drafts: Documents<FrameworkDraftsList>,
    pub framework_comments: Documents<FrameworkCommentsList>,
    pub rounds: Documents<Rounds>,
    pub cells: Documents<Cells>,
    pub brought_in: Documents<BroughtIn>,
}

impl Doors {
    /// What names the framework of the newest round, in its version. FRAMEWORK_UNKNOWN before the first round.
    async fn newest_in_use(&self, trust: Uuid, when: When) -> Result<FrameworkAgreed, Status> {
        let every = contract::categories::v1::Round::default();
        let (_, rounds) = self.rounds.list(trust, when, &every).await?;
        let newest = rounds.into_iter().max_by_key(|round| round.term.parse::<Term>().ok());
        let newest = newest.ok_or_else(|| {
            not_found("FRAMEWORK_UNKNOWN", "No round was opened yet, so no framework is in use.")
        })?;
        let (framework_id, version) = (newest.framework_id, newest.framework_version);
        Ok(FrameworkAgreed { framework_id, version, ..FrameworkAgreed::default() })
    }
}

/// What decides the commands, by the names that the contract gives.
mod aggregates {
    pub(super) use crate::category::Category;
    pub(super) use crate::earlier::EarlierDecisions;
    pub(super) use crate::framework::Framework;
    pub(super) use crate::framework_comment::FrameworkComment;
    pub(super) use crate::framework_draft::FrameworkDraft;
    pub(super) use crate::round::Round;
}

contract::categories_service!(Doors);

#[tonic::async_trait]
impl contract::answers::CategoriesAnswers for Doors {
    async fn close_round(&self, request: Request<CloseRoundRequest>) -> Answer<CloseRoundResponse> {
        let (mut envelope, asked) = self.door.command(request).await?;
        Closing::leave(self, &envelope, &asked).await?;
        // The reasons are the categories'.
        envelope.context.sealed = SealedWords::default();
        let told = self.door.tell_admitted::<aggregates::Round, _>(&envelope, asked, self).await?.0;
        Ok(Response::new(CloseRoundResponse { position: told.position }))
    }

    async fn reopen_round(
        &self,
        request: Request<ReopenRoundRequest>,
    ) -> Answer<ReopenRoundResponse> {
        let (envelope, asked) = self.door.command(request).await?;
        let reason = asked.reason.clone();
        let told = self.door.tell_admitted::<aggregates::Round, _>(&envelope, asked, self).await?;
        let (told, receipt) = told;
        for event in &receipt.events {
            if let RoundEvent::RoundReopened(reopened) = event {
                closing::open_again(self, &envelope, reopened, &reason).await?;
            }
        }
        Ok(Response::new(ReopenRoundResponse { position: told.position }))
    }

    async fn state_school_views(
        &self,
        request: Request<StateSchoolViewsRequest>,
    ) -> Answer<StateSchoolViewsResponse> {
        let (envelope, asked) = self.door.command(request).await?;
        let commands = together::views(asked);
        let receipt =
            self.door.tell_each::<aggregates::Category>(&envelope, commands, self).await?;
        Ok(Response::new(StateSchoolViewsResponse { position: receipt.position }))
    }

    async fn propose_regions(
        &self,
        request: Request<ProposeRegionsRequest>,
    ) -> Answer<ProposeRegionsResponse> {
        let (envelope, asked) = self.door.command(request).await?;
        let commands = together::proposals(asked);
        let receipt =
            self.door.tell_each::<aggregates::Category>(&envelope, commands, self).await?;
        Ok(Response::new(ProposeRegionsResponse { position: receipt.position }))
    }

    async fn answer_proposals(
        &self,
        request: Request<AnswerProposalsRequest>,
    ) -> Answer<AnswerProposalsResponse> {
        let (envelope, asked) = self.door.command(request).await?;
        let commands = together::answers(asked);
        let receipt =
            self.door.tell_each::<aggregates::Category>(&envelope, commands, self).await?;
        Ok(Response::new(AnswerProposalsResponse { position: receipt.position }))
    }

    async fn moderate_categories(
        &self,
        request: Request<ModerateCategoriesRequest>,
    ) -> Answer<ModerateCategoriesResponse> {
        let (envelope, asked) = self.door.command(request).await?;
        let (commands, meeting) = DecidingMeeting::moderating(self, asked, &envelope.context);
        let meeting_id = meeting.held.meeting_id.clone();
        let receipt =
            self.door.tell_each::<aggregates::Category>(&envelope, commands, &meeting).await?;
        Ok(Response::new(ModerateCategoriesResponse { position: receipt.position, meeting_id }))
    }

    async fn decide_categories(
        &self,
        request: Request<DecideCategoriesRequest>,
    ) -> Answer<DecideCategoriesResponse> {
        let (envelope, asked) = self.door.command(request).await?;
        let (commands, meeting) = DecidingMeeting::called(self, asked, &envelope.context);
        let meeting_id = meeting.held.meeting_id.clone();
        let receipt =
            self.door.tell_each::<aggregates::Category>(&envelope, commands, &meeting).await?;
        Ok(Response::new(DecideCategoriesResponse { position: receipt.position, meeting_id }))
    }

    async fn share(&self, request: Request<ShareRequest>) -> Answer<ShareResponse> {
        let (told, receipt) = self.door.told::<aggregates::Category, _>(request, self).await?;
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
        let receipt =
            self.door.tell_each::<aggregates::Category>(&envelope, commands, self).await?;
        Ok(Response::new(ShareDecisionsResponse { position: receipt.position }))
    }

    async fn get_framework(
        &self,
        request: Request<GetFrameworkRequest>,
    ) -> Answer<GetFrameworkResponse> {
        let caller = self.door.caller(&request).await?;
        let asked = request.into_inner();
        let when = When::asked(asked.at_least, &asked.as_of_date)?;
        let like = match asked.framework_id.as_str() {
            "" => self.newest_in_use(caller.trust, when).await?,
            named => FrameworkAgreed {
                framework_id: field::slug("framework_id", named)?,
                version: asked.version,
                ..FrameworkAgreed::default()
            },
        };
        let (as_of, versions) = self.frameworks.list(caller.trust, when, &like).await?;
        let found = versions.into_iter().max_by_key(|framework| framework.version);
        let framework = found.ok_or_else(|| {
            not_found("FRAMEWORK_UNKNOWN", "There is no such version of a framework here.")
        })?;
        Ok(Response::new(GetFrameworkResponse { as_of: Some(as_of), framework: Some(framework) }))
    }

    async fn get_framework_draft(
        &self,
        request: Request<GetFrameworkDraftRequest>,
    ) -> Answer<GetFrameworkDraftResponse> {
        drafts::get(self, request).await
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

    async fn list_brought_in(
        &self,
        request: Request<ListBroughtInRequest>,
    ) -> Answer<ListBroughtInResponse> {
        let Reading { caller, reach, .. } = self.door.reading(&request).await?;
        let asked = request.into_inner();
        let school_id = field::uuid("school_id", &asked.school_id)?.to_string();
        let when = When::asked(asked.at_least, &asked.as_of_date)?;
        let like = BroughtInDecision { school_id, ..BroughtInDecision::default() };
        let (as_of, all) = self.brought_in.list(caller.trust, when, &like).await?;
        let shown = all.into_iter().filter_map(|decision| shown::brought_in(decision, &reach));
        let mut decisions: Vec<BroughtInDecision> = shown.collect();
        // The words of a version never change, so the newest rows serve an earlier day too.
        let every = FrameworkAgreed::default();
        let versions =
            self.frameworks.list(caller.trust, When::now(as_of.position), &every).await?.1;
        brought_in::name(&mut decisions, &versions);
        decisions.sort_by(|a, b| (&b.decided_on, &a.area_name).cmp(&(&a.decided_on, &b.area_name)));
        self.door.fill(&caller, decisions.as_mut_slice()).await?;
        Ok(Response::new(ListBroughtInResponse { as_of: Some(as_of), decisions }))
    }
}

#[cfg(test)]
mod tests;
