//! What waits to be done at each school and in the trust, since when, and until which day?

mod days;
mod list;
mod owed;
mod rights;
mod rows;
mod take;
#[cfg(test)]
mod tests;

use contract::events::AnyEvent;
use eventlog::{ApplyError, Projection, Recorded, Transaction, remember_days};

pub(crate) use list::{TaskFilter, list};
pub(crate) use rights::TaskRights;

use rows::TaskRows;

/// The rows of `dashboards_tasks`.
#[derive(Clone, Copy, Debug)]
pub struct Tasks;

#[async_trait::async_trait]
impl Projection for Tasks {
    fn name(&self) -> &'static str {
        "dashboards_tasks"
    }

    fn tables(&self) -> &'static str {
        include_str!("tasks.sql")
    }

    fn reads(&self) -> Option<&'static [&'static str]> {
        Some(&OF_INTEREST)
    }

    async fn apply(&self, tx: &Transaction<'_>, event: &Recorded) -> Result<(), ApplyError> {
        self.apply_batch(tx, std::slice::from_ref(event)).await
    }

    async fn apply_batch(
        &self,
        tx: &Transaction<'_>,
        events: &[Recorded],
    ) -> Result<(), ApplyError> {
        for event in events.iter().filter(|event| OF_INTEREST.contains(&event.kind.as_str())) {
            let told: AnyEvent = event.event()?;
            let since = contract::british_day(event.at()?);
            let rows = TaskRows { tx, trust: event.trust, position: event.position, since };
            for step in take::take(&told) {
                rows.step(step).await?;
            }
        }
        remember_days(tx, events).await
    }
}

/// The types of event that begin or end a task, or say what one is about.
const OF_INTEREST: [&str; 54] = [
    "plumbline.categories.v1.AnswerNotGiven",
    "plumbline.categories.v1.CategoryDecided",
    "plumbline.categories.v1.CategoryNotJudged",
    "plumbline.categories.v1.CategoryReopened",
    "plumbline.categories.v1.CategoryShared",
    "plumbline.categories.v1.FrameworkAgreed",
    "plumbline.categories.v1.Moderated",
    "plumbline.categories.v1.ProposalAccepted",
    "plumbline.categories.v1.ProposalChallenged",
    "plumbline.categories.v1.ProposalWithdrawn",
    "plumbline.categories.v1.RegionProposed",
    "plumbline.categories.v1.RoundClosed",
    "plumbline.categories.v1.RoundOpened",
    "plumbline.categories.v1.SchoolAddedToRound",
    "plumbline.categories.v1.SchoolTakenOutOfRound",
    "plumbline.categories.v1.SchoolViewStated",
    "plumbline.categories.v1.ViewNotGiven",
    "plumbline.reports.v1.CommentaryAdded",
    "plumbline.reports.v1.QuestionAnswered",
    "plumbline.reports.v1.QuestionAsked",
    "plumbline.reports.v1.ReportApproved",
    "plumbline.reports.v1.ReportDrafted",
    "plumbline.reports.v1.ReportIssued",
    "plumbline.reviews.v1.DistributionAgreed",
    "plumbline.reviews.v1.FindingRecorded",
    "plumbline.reviews.v1.FollowUpRecorded",
    "plumbline.reviews.v1.PairingAccepted",
    "plumbline.reviews.v1.PairingDeclined",
    "plumbline.reviews.v1.PairingGroundReopened",
    "plumbline.reviews.v1.PairingProposed",
    "plumbline.reviews.v1.PairingTakenUp",
    "plumbline.reviews.v1.PairingWithdrawn",
    "plumbline.reviews.v1.ReviewCompleted",
    "plumbline.reviews.v1.ReviewHeld",
    "plumbline.reviews.v1.ReviewRequested",
    "plumbline.reviews.v1.TeamMatched",
    "plumbline.schools.v1.InvitationAccepted",
    "plumbline.schools.v1.InvitationEnded",
    "plumbline.schools.v1.LeaveCorrected",
    "plumbline.schools.v1.MeetingCancelled",
    "plumbline.schools.v1.MeetingMoved",
    "plumbline.schools.v1.MeetingScheduled",
    "plumbline.schools.v1.PersonErased",
    "plumbline.schools.v1.PersonInvited",
    "plumbline.schools.v1.SchoolJoined",
    "plumbline.schools.v1.SchoolLeft",
    "plumbline.schools.v1.SchoolReturned",
    "plumbline.surveys.v1.InvitationsPlanned",
    "plumbline.surveys.v1.LinksHandedOut",
    "plumbline.surveys.v1.OpeningHeldUp",
    "plumbline.surveys.v1.ResultsReleased",
    "plumbline.surveys.v1.WaveClosed",
    "plumbline.surveys.v1.WaveOpened",
    "plumbline.surveys.v1.WaveScheduled",
];
