//! A proposal that a school did not answer by the day is told to those who decide.

use contract::Caller;
use contract::categories::v1::categories_service_client::CategoriesServiceClient;
use contract::categories::v1::{Cell, RecordAnswerNotGivenRequest};
use contract::events::{AnyEvent, CategoryEvent};
use jiff::civil::Date;
use peers::Peers;
use tonic::Status;
use uuid::Uuid;

use super::DueAct;
use crate::clock::due::{DueStep, DueThing};

/// The day after the last on which a school's answer is waited for.
pub(super) struct AnswerIsDue;

/// A school in an area of a round, as the rows name it.
fn place(cell: &Option<Cell>) -> Option<String> {
    let Cell { round_id, school_id, area_id, .. } = cell.as_ref()?;
    Some(format!("{round_id}/{school_id}/{area_id}"))
}

#[async_trait::async_trait]
impl DueAct for AnswerIsDue {
    fn kind(&self) -> &'static str {
        "answer"
    }

    fn reads(&self) -> &'static [&'static str] {
        &[
            "plumbline.categories.v1.RegionProposed",
            "plumbline.categories.v1.ProposalWithdrawn",
            "plumbline.categories.v1.ProposalAccepted",
            "plumbline.categories.v1.ProposalChallenged",
            "plumbline.categories.v1.AnswerNotGiven",
            "plumbline.categories.v1.Moderated",
            "plumbline.categories.v1.CategoryDecided",
            "plumbline.categories.v1.CategoryNotJudged",
            "plumbline.categories.v1.CategoryReopened",
        ]
    }

    fn take(&self, event: &AnyEvent, _: Date) -> Option<DueStep> {
        let AnyEvent::Category(event) = event else { return None };
        let cell = match event {
            CategoryEvent::RegionProposed(proposed) => {
                return DueStep::due(&place(&proposed.cell)?, &proposed.answer_by, 1);
            }
            CategoryEvent::ProposalWithdrawn(event) => &event.cell,
            CategoryEvent::ProposalAccepted(event) => &event.cell,
            CategoryEvent::ProposalChallenged(event) => &event.cell,
            CategoryEvent::AnswerNotGiven(event) => &event.cell,
            CategoryEvent::Moderated(event) => &event.cell,
            CategoryEvent::CategoryDecided(event) => &event.cell,
            CategoryEvent::CategoryNotJudged(event) => &event.cell,
            CategoryEvent::CategoryReopened(event) => &event.cell,
            CategoryEvent::SchoolViewStated(_)
            | CategoryEvent::ViewNotGiven(_)
            | CategoryEvent::CategoryChanged(_)
            | CategoryEvent::CategoryShared(_) => return None,
        };
        place(cell).map(|thing| DueStep::over(&thing))
    }

    async fn act(
        &self,
        peers: &Peers,
        caller: Caller,
        due: &DueThing,
        command_id: Uuid,
    ) -> Result<(), Status> {
        let mut categories = CategoriesServiceClient::new(peers.channel("categories"));
        let mut parts = due.thing.split('/').map(str::to_owned);
        let mut part = || parts.next().unwrap_or_default();
        let (round_id, school_id, area_id) = (part(), part(), part());
        let command_id = command_id.to_string();
        let request = RecordAnswerNotGivenRequest { command_id, round_id, school_id, area_id };
        categories.record_answer_not_given(caller.request(request)).await.map(drop)
    }
}
