//! What the clock does on which day: one entry in [`ACTS`] for each kind of due day.

mod answers;
mod roles;
mod waves;

use contract::events::{AnyEvent, ReportEvent, SchoolEvent};
use contract::reports::v1::DraftReportRequest;
use contract::reports::v1::reports_service_client::ReportsServiceClient;
use contract::schools::v1::TakeEffectRequest;
use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use contract::{Caller, ReportMeeting};
use jiff::civil::Date;
use peers::Peers;
use tonic::Status;
use uuid::Uuid;

use super::due::{DueStep, DueThing};

/// A kind of due day: which events fix or settle one, and what is done on it.
#[async_trait::async_trait]
pub trait DueAct: Send + Sync {
    /// Its name in the rows.
    fn kind(&self) -> &'static str;

    /// Full names of the events that it takes.
    fn reads(&self) -> &'static [&'static str];

    /// What an event that was told on a day fixes or settles.
    fn take(&self, event: &AnyEvent, told: Date) -> Option<DueStep>;

    /// The command of the day.
    async fn act(
        &self,
        peers: &Peers,
        caller: Caller,
        due: &DueThing,
        command_id: Uuid,
    ) -> Result<(), Status>;
}

/// Every kind of due day.
pub const ACTS: [&dyn DueAct; 7] = [
    &MoveTakesEffect,
    &roles::RoleBegins,
    &roles::RoleIsOver,
    &waves::WaveOpens,
    &waves::WaveCloses,
    &answers::AnswerIsDue,
    &ReportIsDrafted,
];

/// A join, leave or return that was arranged is in force on its day.
struct MoveTakesEffect;

#[async_trait::async_trait]
impl DueAct for MoveTakesEffect {
    fn kind(&self) -> &'static str {
        "move"
    }

    fn reads(&self) -> &'static [&'static str] {
        &[
            "plumbline.schools.v1.JoinArranged",
            "plumbline.schools.v1.LeaveArranged",
            "plumbline.schools.v1.ReturnArranged",
            "plumbline.schools.v1.ArrangementTakenBack",
            "plumbline.schools.v1.SchoolJoined",
            "plumbline.schools.v1.SchoolLeft",
            "plumbline.schools.v1.SchoolReturned",
        ]
    }

    fn take(&self, event: &AnyEvent, _: Date) -> Option<DueStep> {
        let AnyEvent::School(event) = event else { return None };
        match event {
            SchoolEvent::JoinArranged(arranged) => {
                let on = arranged.school.as_ref().map(|school| school.joined_on.as_str());
                DueStep::due(&arranged.school_id, on.unwrap_or_default(), 0)
            }
            SchoolEvent::LeaveArranged(leaves) => DueStep::due(&leaves.school_id, &leaves.on, 0),
            SchoolEvent::ReturnArranged(returns) => {
                DueStep::due(&returns.school_id, &returns.on, 0)
            }
            SchoolEvent::SchoolReturned(back) => Some(DueStep::over(&back.school_id)),
            SchoolEvent::ArrangementTakenBack(taken) => Some(DueStep::over(&taken.school_id)),
            SchoolEvent::SchoolJoined(joined) => Some(DueStep::over(&joined.school_id)),
            SchoolEvent::SchoolLeft(left) => Some(DueStep::over(&left.school_id)),
            SchoolEvent::SchoolSucceeded(_)
            | SchoolEvent::LeaveCorrected(_)
            | SchoolEvent::SchoolDescribed(_)
            | SchoolEvent::UniquenessStated(_) => None,
        }
    }

    async fn act(
        &self,
        peers: &Peers,
        caller: Caller,
        due: &DueThing,
        command_id: Uuid,
    ) -> Result<(), Status> {
        let mut schools = SchoolsServiceClient::new(peers.channel("schools"));
        let (command_id, school_id) = (command_id.to_string(), due.thing.clone());
        let request = TakeEffectRequest { command_id, school_id };
        schools.take_effect(caller.request(request)).await.map(drop)
    }
}

/// A report is drafted so long before its meeting that it can be approved before the papers go out.
struct ReportIsDrafted;

#[async_trait::async_trait]
impl DueAct for ReportIsDrafted {
    fn kind(&self) -> &'static str {
        "report"
    }

    fn reads(&self) -> &'static [&'static str] {
        &[
            "plumbline.schools.v1.MeetingScheduled",
            "plumbline.schools.v1.MeetingMoved",
            "plumbline.schools.v1.MeetingCancelled",
            "plumbline.reports.v1.ReportDrafted",
        ]
    }

    fn take(&self, event: &AnyEvent, _: Date) -> Option<DueStep> {
        match event {
            AnyEvent::Committee(event) => {
                let meeting = ReportMeeting::after(event)?;
                let thing = format!("{}/{}", meeting.school_id, meeting.term);
                match meeting.on {
                    "" => Some(DueStep::over(&thing)),
                    on => DueStep::due(&thing, on, -contract::DRAFT_DUE),
                }
            }
            AnyEvent::Report(ReportEvent::ReportDrafted(report)) => {
                let thing = format!("{}/{}", report.school_id, report.term);
                Some(DueStep::over(&thing).for_good())
            }
            _ => None,
        }
    }

    async fn act(
        &self,
        peers: &Peers,
        caller: Caller,
        due: &DueThing,
        command_id: Uuid,
    ) -> Result<(), Status> {
        let mut reports = ReportsServiceClient::new(peers.channel("reports"));
        let (school_id, term) = due.thing.split_once('/').unwrap_or_default();
        let (command_id, at_least) = (command_id.to_string(), due.position);
        let (school_id, term) = (school_id.to_owned(), term.to_owned());
        let request = DraftReportRequest { command_id, school_id, term, at_least };
        reports.draft_report(caller.request(request)).await.map(drop)
    }
}
