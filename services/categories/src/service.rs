//! The gRPC doors: read a request, tell the aggregate or ask a read model, answer.

mod fields;

use std::cmp::Reverse;

use contract::categories::v1::categories_service_server::CategoriesService;
use contract::categories::v1::*;
use contract::events::CategoryEvent;
use contract::{Refusal as _, Term, field, not_found};
use eventlog::{Documents, Envelope, Log, Receipt, When};
use host::{Door, Reading};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use crate::category::{Category, CategoryCommand, RoundFacts, Step};
use crate::cells::Cells;
use crate::framework::{Framework, FrameworkCommand};
use crate::frameworks::Frameworks;
use crate::round::{Opening, Round, RoundCommand};
use crate::rounds::Rounds;
use crate::{cells, shown};
use fields::{Place, judgement, reason};

/// The rpcs of this service.
#[derive(Debug)]
pub(crate) struct Doors {
    pub log: Log,
    pub door: Door,
    pub frameworks: Documents<Frameworks>,
    pub rounds: Documents<Rounds>,
    pub cells: Documents<Cells>,
}

type Answer<T> = Result<Response<T>, Status>;

impl Doors {
    /// What a category has to know of a round and its framework.
    async fn facts(&self, trust: Uuid, round_id: Uuid) -> Result<RoundFacts, Status> {
        let (round, _) = eventlog::load::<Round>(&self.log, trust, round_id).await?;
        let (round, closed) = round.opened().map_err(|unknown| unknown.to_status())?;
        let (framework, _) =
            eventlog::load::<Framework>(&self.log, trust, &round.framework_id).await?;
        let version = framework.version(round.framework_version).cloned().unwrap_or_default();
        Ok(RoundFacts {
            round_id,
            term: field::term("term", &round.term)?,
            closed,
            school_ids: round.school_ids,
            framework_version: round.framework_version,
            area_ids: version.area_ids,
            ladder: version.ladder,
        })
    }

    /// Takes one step of a categorisation.
    async fn take(
        &self,
        envelope: &Envelope,
        place: Place,
        step: Step,
    ) -> Result<Receipt<CategoryEvent>, Status> {
        let Place { round_id, school_id, area_id } = place;
        let round = self.facts(envelope.trust, round_id).await?;
        let id = Category::id(school_id, &area_id);
        let command = CategoryCommand { round, school_id, area_id, step };
        Ok(eventlog::execute::<Category>(&self.log, id, &command, envelope).await?)
    }
}

#[tonic::async_trait]
impl CategoriesService for Doors {
    async fn agree_framework(
        &self,
        request: Request<AgreeFrameworkRequest>,
    ) -> Answer<AgreeFrameworkResponse> {
        let envelope = self.door.command(&request, &request.get_ref().command_id).await?;
        let agreed = fields::framework(request.into_inner().framework)?;
        let id = agreed.framework_id.clone();
        let command = FrameworkCommand::Agree(agreed);
        let receipt = eventlog::execute::<Framework>(&self.log, id, &command, &envelope).await?;
        Ok(Response::new(AgreeFrameworkResponse { position: receipt.position }))
    }

    async fn open_round(&self, request: Request<OpenRoundRequest>) -> Answer<OpenRoundResponse> {
        let envelope = self.door.command(&request, &request.get_ref().command_id).await?;
        let asked = request.into_inner();
        let term = field::term("term", &asked.term)?;
        let framework_id = field::slug("framework_id", &asked.framework_id)?;
        let school_ids = fields::school_ids(&asked.school_ids)?;
        self.door.has_schools(&envelope, &school_ids).await?;
        let (framework, _) =
            eventlog::load::<Framework>(&self.log, envelope.trust, &framework_id).await?;
        let round_id = Round::id(envelope.trust, term);
        let command = RoundCommand::Open(Opening {
            round_id,
            term,
            framework_id,
            framework_version: asked.framework_version,
            framework_known: framework.version(asked.framework_version).is_some(),
            school_ids: school_ids.iter().map(Uuid::to_string).collect(),
        });
        let receipt = eventlog::execute::<Round>(&self.log, round_id, &command, &envelope).await?;
        let round_id = round_id.to_string();
        Ok(Response::new(OpenRoundResponse { position: receipt.position, round_id }))
    }

    async fn close_round(&self, request: Request<CloseRoundRequest>) -> Answer<CloseRoundResponse> {
        let envelope = self.door.command(&request, &request.get_ref().command_id).await?;
        let round_id = field::uuid("round_id", &request.get_ref().round_id)?;
        let command = RoundCommand::Close { round_id };
        let receipt = eventlog::execute::<Round>(&self.log, round_id, &command, &envelope).await?;
        Ok(Response::new(CloseRoundResponse { position: receipt.position }))
    }

    async fn state_school_view(
        &self,
        request: Request<StateSchoolViewRequest>,
    ) -> Answer<StateSchoolViewResponse> {
        let envelope = self.door.command(&request, &request.get_ref().command_id).await?;
        let asked = request.into_inner();
        let place = Place::read(&asked.round_id, &asked.school_id, &asked.area_id)?;
        let view = judgement(asked.region_id, &asked.reason, asked.evidence)?;
        let receipt = self.take(&envelope, place, Step::StateView(view)).await?;
        Ok(Response::new(StateSchoolViewResponse { position: receipt.position }))
    }

    async fn propose_region(
        &self,
        request: Request<ProposeRegionRequest>,
    ) -> Answer<ProposeRegionResponse> {
        let envelope = self.door.command(&request, &request.get_ref().command_id).await?;
        let asked = request.into_inner();
        let place = Place::read(&asked.round_id, &asked.school_id, &asked.area_id)?;
        let proposal = judgement(asked.region_id, &asked.reason, asked.evidence)?;
        let receipt = self.take(&envelope, place, Step::Propose(proposal)).await?;
        Ok(Response::new(ProposeRegionResponse { position: receipt.position }))
    }

    async fn accept_proposal(
        &self,
        request: Request<AcceptProposalRequest>,
    ) -> Answer<AcceptProposalResponse> {
        let envelope = self.door.command(&request, &request.get_ref().command_id).await?;
        let asked = request.into_inner();
        let place = Place::read(&asked.round_id, &asked.school_id, &asked.area_id)?;
        let receipt = self.take(&envelope, place, Step::Accept).await?;
        Ok(Response::new(AcceptProposalResponse { position: receipt.position }))
    }

    async fn challenge_proposal(
        &self,
        request: Request<ChallengeProposalRequest>,
    ) -> Answer<ChallengeProposalResponse> {
        let envelope = self.door.command(&request, &request.get_ref().command_id).await?;
        let asked = request.into_inner();
        let place = Place::read(&asked.round_id, &asked.school_id, &asked.area_id)?;
        let instead = judgement(asked.region_id, &asked.reason, asked.evidence)?;
        let receipt = self.take(&envelope, place, Step::Challenge(instead)).await?;
        Ok(Response::new(ChallengeProposalResponse { position: receipt.position }))
    }

    async fn moderate(&self, request: Request<ModerateRequest>) -> Answer<ModerateResponse> {
        let envelope = self.door.command(&request, &request.get_ref().command_id).await?;
        let asked = request.into_inner();
        let place = Place::read(&asked.round_id, &asked.school_id, &asked.area_id)?;
        let outcome = judgement(asked.region_id, &asked.reason, Vec::new())?;
        let receipt = self.take(&envelope, place, Step::Moderate(outcome)).await?;
        Ok(Response::new(ModerateResponse { position: receipt.position }))
    }

    async fn decide(&self, request: Request<DecideRequest>) -> Answer<DecideResponse> {
        let envelope = self.door.command(&request, &request.get_ref().command_id).await?;
        let asked = request.into_inner();
        let place = Place::read(&asked.round_id, &asked.school_id, &asked.area_id)?;
        let decision = judgement(asked.region_id, &asked.reason, asked.evidence)?;
        let receipt = self.take(&envelope, place, Step::Decide(decision)).await?;
        let is_change = |event: &CategoryEvent| matches!(event, CategoryEvent::CategoryChanged(_));
        let changed = receipt.events.iter().any(is_change);
        Ok(Response::new(DecideResponse { position: receipt.position, changed }))
    }

    async fn share(&self, request: Request<ShareRequest>) -> Answer<ShareResponse> {
        let envelope = self.door.command(&request, &request.get_ref().command_id).await?;
        let asked = request.into_inner();
        let place = Place::read(&asked.round_id, &asked.school_id, &asked.area_id)?;
        let receipt = self.take(&envelope, place, Step::Share).await?;
        Ok(Response::new(ShareResponse { position: receipt.position }))
    }

    async fn reopen(&self, request: Request<ReopenRequest>) -> Answer<ReopenResponse> {
        let envelope = self.door.command(&request, &request.get_ref().command_id).await?;
        let asked = request.into_inner();
        let place = Place::read(&asked.round_id, &asked.school_id, &asked.area_id)?;
        let step = Step::Reopen { reason: reason(&asked.reason)? };
        let receipt = self.take(&envelope, place, step).await?;
        Ok(Response::new(ReopenResponse { position: receipt.position }))
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
            not_found("FRAMEWORK_UNKNOWN", "there is no such version of a framework here")
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
        let school_id = school_id.map(|id| id.to_string()).unwrap_or_default();
        let of_school = Cell { school_id, ..Cell::default() };
        let cell = Cell { round_id: round_id.to_string(), ..of_school.clone() };
        let like =
            |cell| contract::categories::v1::Category { cell: Some(cell), ..Default::default() };
        let (as_of, mut categories) = self.cells.list(caller.trust, when, &like(cell)).await?;
        if categories.is_empty() {
            let round = self.rounds.get(caller.trust, when, &round_id.to_string()).await?.1;
            round.ok_or_else(|| not_found("ROUND_UNKNOWN", "there is no such round here"))?;
        }
        let then = When::at(as_of.position);
        let rounds = self.cells.columns(caller.trust, then, &like(of_school)).await?;
        cells::name_previous(&mut categories, &rounds);
        categories.sort_by(|a, b| place(a).cmp(&place(b)));
        let categories =
            categories.into_iter().filter_map(|category| shown::category(category, &reach));
        let categories = categories.collect();
        Ok(Response::new(ListCategoriesResponse { as_of: Some(as_of), categories }))
    }
}

/// What categories are sorted by.
fn place(category: &contract::categories::v1::Category) -> Option<(&str, &str)> {
    category.cell.as_ref().map(|cell| (cell.school_id.as_str(), cell.area_id.as_str()))
}

#[cfg(test)]
mod tests;
