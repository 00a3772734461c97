//! Days pass, and each command of the clock reaches the service that it is for. A survey opens and closes, a report is drafted, and
//! an answer that did not come is told.

use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use contract::schools::v1::{
    ActOnDueDaysRequest, MeetingKind, Role, ScheduleMeetingRequest, Scope, ScopeKind,
};
use contract::surveys::v1::surveys_service_client::SurveysServiceClient;
use contract::surveys::v1::{Invited, PlanInvitationsRequest, Privacy, ScheduleWaveRequest};
use contract::{Caller, SYSTEM_ACTOR};
use plumbline::demo::Played;
use plumbline::demo::script::AudienceKey;
use plumbline_tests::{World, appoint};

use crate::doors::{Doors, new_id, on};
use crate::round::Further;

/// A term for which nothing else in the story has a meeting, a report or a round.
const TERM: &str = "2027-28-spring";
const PLANNED: &str = "2026-11-26";
const OPENS: &str = "2026-11-30";
/// The survey's last day, and the last on which the school is waited for.
const LAST: &str = "2026-12-01";
const AFTER: &str = "2026-12-02";
/// The report is due fifteen days before, on 28 November. No other meeting is on a Sunday.
const MEETING: &str = "2026-12-13";

/// What was planned, by what names it in the log.
struct Planned {
    wave: String,
    round: String,
}

/// How many events the clock's commands led to, of what was planned.
#[derive(Debug, Default, PartialEq, Eq)]
struct Came {
    opened: i64,
    drafted: i64,
    closed: i64,
    unanswered: i64,
}

pub async fn each_day_brings_its_act_once(doors: &Doors, played: &Played, world: &World) {
    let planned = planned(doors, played).await;
    assert_eq!(planned.came(world).await, Came::default());
    pass(doors, OPENS).await;
    let first = Came { opened: 1, drafted: 1, ..Came::default() };
    assert_eq!(planned.came(world).await, first, "{}", world.said("schools"));
    pass(doors, AFTER).await;
    let all = Came { closed: 1, unanswered: 1, ..first };
    assert_eq!(planned.came(world).await, all, "{}", world.said("schools"));
    for day in [AFTER, "2026-12-03"] {
        pass(doors, day).await;
        assert_eq!(planned.came(world).await, all, "a further pass on {day}");
    }
}

/// Plans a survey, a meeting that wants a report, and a proposal that the school leaves unanswered.
async fn planned(doors: &Doors, played: &Played) -> Planned {
    let mut round = Further::opened(doors, TERM).await;
    round.goes_without_a_view(PLANNED).await.unwrap();
    round.propose(PLANNED, LAST).await;
    meeting(doors, played, &round.school).await;
    Planned { wave: wave(doors, &round.school).await, round: round.round }
}

async fn wave(doors: &Doors, school: &str) -> String {
    let mut surveys = SurveysServiceClient::new(doors.peers.channel("surveys"));
    let lead = on(&doors.caller, PLANNED);
    let schedule = ScheduleWaveRequest {
        command_id: new_id(),
        instrument_id: AudienceKey::Parents.instrument_id().to_owned(),
        instrument_version: 1,
        title: "A survey that opens by itself".to_owned(),
        term: TERM.to_owned(),
        opens_on: OPENS.to_owned(),
        closes_on: LAST.to_owned(),
        school_ids: vec![school.to_owned()],
        floor: 0,
        privacy: Privacy::Anonymous.into(),
    };
    let scheduled = surveys.schedule_wave(lead.request(schedule)).await.unwrap().into_inner();
    let plan = PlanInvitationsRequest {
        command_id: new_id(),
        wave_id: scheduled.wave_id.clone(),
        invited: vec![Invited { school_id: school.to_owned(), count: 12 }],
    };
    surveys.plan_invitations(lead.request(plan)).await.unwrap();
    scheduled.wave_id
}

async fn meeting(doors: &Doors, played: &Played, school: &str) {
    let mut schools = SchoolsServiceClient::new(doors.peers.channel("schools"));
    let (administrator, committee_id) =
        (doors.administrator(played), doors.committee(school).await);
    let over = Scope { kind: ScopeKind::Committee.into(), id: committee_id.clone() };
    let (clerk, _) = appoint(&mut schools, &administrator, (Role::Clerk, over)).await;
    let clerk = Caller::new(administrator.trust, clerk, "clerk");
    let schedule = ScheduleMeetingRequest {
        command_id: new_id(),
        committee_id,
        term: TERM.to_owned(),
        on: MEETING.to_owned(),
        kind: MeetingKind::Ordinary.into(),
    };
    schools.schedule_meeting(on(&clerk, PLANNED).request(schedule)).await.unwrap();
}

/// The operator lets the clock act on a day, with all that was told before.
async fn pass(doors: &Doors, day: &str) {
    let mut schools = SchoolsServiceClient::new(doors.peers.channel("schools"));
    let operator = Caller::new(doors.caller.trust, SYSTEM_ACTOR, "administrator");
    let act = ActOnDueDaysRequest { at_least: doors.head().await };
    schools.act_on_due_days(on(&operator, day).request(act)).await.unwrap();
}

impl Planned {
    async fn came(&self, world: &World) -> Came {
        Came {
            opened: events(world, "plumbline.surveys.v1.WaveOpened", &self.wave).await,
            drafted: events(world, "plumbline.reports.v1.ReportDrafted", TERM).await,
            closed: events(world, "plumbline.surveys.v1.WaveClosed", &self.wave).await,
            unanswered: events(world, "plumbline.categories.v1.AnswerNotGiven", &self.round).await,
        }
    }
}

/// How many events of a kind name something.
async fn events(world: &World, kind: &str, named: &str) -> i64 {
    let events = "select count(*) from log.event where type = $1 and strpos(body::text, $2) > 0";
    world.owner().await.query_one(events, &[&kind, &named]).await.unwrap().get(0)
}
