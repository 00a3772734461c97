//! Due days become commands: on their day, after days off, once for two clocks, and whatever else is refused.

use std::collections::BTreeMap;

use contract::categories::v1::{Cell, ProposalAccepted, RegionProposed};
use contract::events::{CategoryEvent, CommitteeEvent, ReportEvent, SchoolEvent, WaveEvent};
use contract::reports::v1::ReportDrafted;
use contract::surveys::v1::{
    InvitationsPlanned, OpeningHeldUp, OpeningObstacle, WaveClosed, WaveExtended, WaveOpened,
    WaveScheduled,
};
use jiff::Timestamp;
use tokio::net::TcpListener;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;

use super::*;

/// A day at half past midnight, British summer time or not.
fn at(day: &str) -> Timestamp {
    format!("{day}T00:30:00Z").parse().unwrap()
}

impl World {
    /// A clock that reaches the schools service; the other services are away.
    pub(super) async fn clock(&self) -> ActsOnDays {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let server = doors(&self.service).await.server();
        let server = Server::builder().add_service(server);
        tokio::spawn(server.serve_with_incoming(TcpIncoming::from(listener)));
        let away = |name: &str| (name.to_owned(), "http://127.0.0.1:1".to_owned());
        let away = BTreeMap::from([away("surveys"), away("reports"), away("categories")]);
        let peers = peers::Peers::try_new(&address, &away).unwrap();
        ActsOnDays::new(self.read_model(DueDays.name()), peers)
    }

    pub(super) async fn pass(&self, clock: &ActsOnDays, day: &str) -> ClockPass {
        self.catch_up().await;
        clock.pass(at(day)).await.unwrap()
    }

    async fn joins(&self, urn: &str, on: &str) -> String {
        let details = v1::SchoolDetails { joined_on: on.to_owned(), ..details(urn, urn) };
        self.join_with(details).await.unwrap().school_id
    }

    /// The names of what happened to a school.
    async fn happened(&self, school_id: &str) -> Vec<&'static str> {
        let stream = eventlog::Stream::new("school", school_id);
        let events = self.doors.log.load(self.caller.trust, &stream).await.unwrap();
        let name = |event: SchoolEvent| {
            use contract::events::StoredEvent as _;
            event.type_name().rsplit('.').next().unwrap_or_default()
        };
        events.iter().map(|event| name(event.decode().unwrap())).collect()
    }

    async fn wave(&self, event: WaveEvent) {
        self.store.record(self.caller.trust, "w1", vec![event]).await;
    }
}

pub(super) const DONE: ClockPass = ClockPass { done: 1, refused: 0, away: 0 };
pub(super) const NOTHING: ClockPass = ClockPass { done: 0, refused: 0, away: 0 };
const AWAY: ClockPass = ClockPass { done: 0, refused: 0, away: 1 };

#[tokio::test]
async fn on_its_day_and_not_before_what_was_arranged_takes_effect() {
    let world = World::start().await;
    let wilby = world.joins("150251", "2026-06-01").await;
    let clock = world.clock().await;
    assert_eq!(world.pass(&clock, "2026-05-30").await, NOTHING);
    // Half past midnight, British summer time, is half an hour before midnight by UTC.
    world.catch_up().await;
    let early: Timestamp = "2026-05-31T22:59:59Z".parse().unwrap();
    assert_eq!(clock.pass(early).await.unwrap(), NOTHING);
    let turned: Timestamp = "2026-05-31T23:00:00Z".parse().unwrap();
    assert_eq!(clock.pass(turned).await.unwrap(), DONE);
    assert_eq!(world.happened(&wilby).await, ["JoinArranged", "SchoolJoined"]);
    assert_eq!(world.pass(&clock, "2026-06-01").await, NOTHING);
}

#[tokio::test]
async fn after_ten_days_off_the_clock_catches_up() {
    let world = World::start().await;
    let wilby = world.joins("150251", "2026-06-01").await;
    let orford = world.join("150252", "Orford").await.unwrap().school_id;
    world.leave(&orford, "2026-06-03").await.unwrap();
    let clock = world.clock().await;
    assert_eq!(world.pass(&clock, "2026-06-13").await.done, 2);
    assert_eq!(world.happened(&wilby).await, ["JoinArranged", "SchoolJoined"]);
    assert_eq!(world.happened(&orford).await, ["SchoolJoined", "LeaveArranged", "SchoolLeft"]);
    let left = world.store.log("schools").await;
    let stream = eventlog::Stream::new("school", &orford);
    let left = left.load(world.caller.trust, &stream).await.unwrap();
    let SchoolEvent::SchoolLeft(left) = left.last().unwrap().decode().unwrap() else { panic!() };
    assert_eq!(left.on, "2026-06-03", "the day it was arranged for, not the day of the pass");
}

#[tokio::test]
async fn two_clocks_at_once_do_it_once() {
    let world = World::start().await;
    let wilby = world.joins("150251", "2026-06-01").await;
    let (one, other) = (world.clock().await, world.clock().await);
    world.catch_up().await;
    let (one, other) = tokio::join!(one.pass(at("2026-06-01")), other.pass(at("2026-06-01")));
    assert_eq!((one.unwrap(), other.unwrap()), (DONE, DONE), "a repeat gets the first answer");
    assert_eq!(world.happened(&wilby).await, ["JoinArranged", "SchoolJoined"]);
}

#[tokio::test]
async fn what_is_refused_or_away_does_not_stop_the_others() {
    let world = World::start().await;
    // Nothing ever joined under this id, so that its leave is refused.
    let nowhere = Uuid::from_u128(77).to_string();
    let leaves =
        v1::LeaveArranged { school_id: nowhere.clone(), on: "2026-05-01".into(), reason: None };
    let leaves = SchoolEvent::LeaveArranged(leaves);
    world.store.record(world.caller.trust, &nowhere, vec![leaves]).await;
    let (wave_id, closes_on) = ("w1".to_owned(), "2026-05-15".to_owned());
    let plan = WaveScheduled { wave_id: wave_id.clone(), closes_on, ..WaveScheduled::default() };
    world.wave(plan.into()).await;
    world.wave(WaveOpened { wave_id, ..WaveOpened::default() }.into()).await;
    let wilby = world.joins("150251", "2026-06-01").await;
    let clock = world.clock().await;
    let pass = world.pass(&clock, "2026-06-01").await;
    assert_eq!(pass, ClockPass { done: 1, refused: 1, away: 1 });
    assert_eq!(world.happened(&wilby).await, ["JoinArranged", "SchoolJoined"]);
    assert_eq!(world.pass(&clock, "2026-06-01").await, AWAY, "what was refused is not asked again");
    assert_eq!(world.pass(&clock, "2026-06-02").await.refused, 1, "until the next day");
}

#[tokio::test]
async fn what_is_taken_back_is_not_due() {
    let world = World::start().await;
    let wilby = world.joins("150251", "2026-06-01").await;
    let (command_id, reason) = (new_id(), "Not this year".to_owned());
    let request = v1::TakeBackMoveRequest { command_id, school_id: wilby, reason };
    world.doors.take_back_move(world.request(request)).await.unwrap();
    let clock = world.clock().await;
    assert_eq!(world.pass(&clock, "2026-06-01").await, NOTHING);
}

#[tokio::test]
async fn an_open_wave_is_due_the_day_after_its_last_and_a_planned_one_is_not() {
    let world = World::start().await;
    let wave_id = "w1".to_owned();
    let closes_on = "2026-06-12".to_owned();
    let plan = WaveScheduled { wave_id: wave_id.clone(), closes_on, ..WaveScheduled::default() };
    world.wave(plan.into()).await;
    let clock = world.clock().await;
    assert_eq!(world.pass(&clock, "2026-06-13").await, NOTHING);
    world.wave(WaveOpened { wave_id: wave_id.clone(), ..WaveOpened::default() }.into()).await;
    assert_eq!(world.pass(&clock, "2026-06-12").await, NOTHING);
    assert_eq!(world.pass(&clock, "2026-06-13").await, AWAY);
    let (from, closes_on) = ("2026-06-12".to_owned(), "2026-06-19".to_owned());
    world.wave(WaveExtended { wave_id: wave_id.clone(), from, closes_on }.into()).await;
    assert_eq!(world.pass(&clock, "2026-06-19").await, NOTHING, "it was extended");
    assert_eq!(world.pass(&clock, "2026-06-20").await, AWAY);
    world.wave(WaveClosed { wave_id, batches: 0 }.into()).await;
    assert_eq!(world.pass(&clock, "2026-06-20").await, NOTHING);
}

#[tokio::test]
async fn a_report_is_due_a_week_before_its_papers_until_it_is_drafted() {
    let world = World::start().await;
    let (school_id, term) = ("s1".to_owned(), "2025-26-summer".to_owned());
    let meeting = || {
        CommitteeEvent::MeetingScheduled(v1::MeetingScheduled {
            committee_id: Uuid::from_u128(5).to_string(),
            meeting_id: new_id(),
            school_id: school_id.clone(),
            term: term.clone(),
            on: "2026-07-09".to_owned(),
            ..Default::default()
        })
    };
    world.store.record(world.caller.trust, "c1", vec![meeting()]).await;
    let clock = world.clock().await;
    assert_eq!(world.pass(&clock, "2026-06-23").await, NOTHING);
    assert_eq!(world.pass(&clock, "2026-06-24").await, AWAY);
    let report = ReportDrafted {
        school_id: school_id.clone(),
        term: term.clone(),
        ..ReportDrafted::default()
    };
    let report = ReportEvent::ReportDrafted(report);
    world.store.record(world.caller.trust, "r1", vec![report]).await;
    assert_eq!(world.pass(&clock, "2026-06-24").await, NOTHING);
    world.store.record(world.caller.trust, "c1", vec![meeting()]).await;
    assert_eq!(world.pass(&clock, "2026-06-24").await, NOTHING, "it is drafted already");
}

#[tokio::test]
async fn a_report_is_not_drafted_for_a_meeting_that_was_moved_away_or_cancelled() {
    let world = World::start().await;
    let id = |number| Uuid::from_u128(number).to_string();
    let (school_id, term) = (id(0x51), "2025-26-summer".to_owned());
    let (committee_id, meeting_id) = (id(0xc1), id(0x3e));
    let fixed = v1::MeetingScheduled {
        committee_id: committee_id.clone(),
        meeting_id: meeting_id.clone(),
        school_id: school_id.clone(),
        term: term.clone(),
        on: "2026-07-09".to_owned(),
        ..Default::default()
    };
    let moved = v1::MeetingMoved {
        committee_id: committee_id.clone(),
        meeting_id: meeting_id.clone(),
        school_id: school_id.clone(),
        term: term.clone(),
        on: "2026-07-16".to_owned(),
        report_meeting_on: "2026-07-16".to_owned(),
        ..Default::default()
    };
    let cancelled =
        v1::MeetingCancelled { committee_id, meeting_id, school_id, term, ..Default::default() };
    let clock = world.clock().await;
    let tell = async |event| {
        world.store.record(world.caller.trust, "c1", vec![event]).await;
    };
    tell(CommitteeEvent::MeetingScheduled(fixed)).await;
    tell(CommitteeEvent::MeetingMoved(moved)).await;
    assert_eq!(world.pass(&clock, "2026-06-30").await, NOTHING);
    assert_eq!(world.pass(&clock, "2026-07-01").await, AWAY);
    tell(CommitteeEvent::MeetingCancelled(cancelled)).await;
    assert_eq!(world.pass(&clock, "2026-07-16").await, NOTHING);
}

#[tokio::test]
async fn a_planned_wave_is_due_on_its_first_day_until_it_is_open_or_its_last_day_is_over() {
    let world = World::start().await;
    let wave_id = || "w1".to_owned();
    let (opens_on, closes_on) = ("2026-06-08".to_owned(), "2026-06-12".to_owned());
    let plan = WaveScheduled { wave_id: wave_id(), opens_on, closes_on, ..Default::default() };
    world.wave(plan.into()).await;
    let held = |obstacle: OpeningObstacle| -> WaveEvent {
        OpeningHeldUp { wave_id: wave_id(), obstacle: obstacle.into() }.into()
    };
    let clock = world.clock().await;
    assert_eq!(world.pass(&clock, "2026-06-07").await, NOTHING);
    assert_eq!(world.pass(&clock, "2026-06-08").await, AWAY);
    world.wave(held(OpeningObstacle::NumbersMissing)).await;
    assert_eq!(world.pass(&clock, "2026-06-09").await, AWAY, "tried again");
    world.wave(InvitationsPlanned { wave_id: wave_id(), ..Default::default() }.into()).await;
    assert_eq!(world.pass(&clock, "2026-06-09").await, AWAY, "and on the same day");
    let opened = WaveOpened { wave_id: wave_id(), by_itself: true, ..Default::default() };
    world.wave(opened.into()).await;
    assert_eq!(world.pass(&clock, "2026-06-09").await, NOTHING);
    assert_eq!(world.pass(&clock, "2026-06-13").await, AWAY, "its close");
    let second = WaveScheduled {
        wave_id: "w2".to_owned(),
        opens_on: "2026-06-08".to_owned(),
        closes_on: "2026-06-12".to_owned(),
        ..Default::default()
    };
    world.store.record(world.caller.trust, "w2", vec![WaveEvent::from(second)]).await;
    let over =
        OpeningHeldUp { wave_id: "w2".to_owned(), obstacle: OpeningObstacle::WindowOver.into() };
    world.store.record(world.caller.trust, "w2", vec![WaveEvent::from(over)]).await;
    world.wave(WaveClosed { wave_id: wave_id(), batches: 0 }.into()).await;
    assert_eq!(world.pass(&clock, "2026-06-14").await, NOTHING, "never open, and over");
}

#[tokio::test]
async fn a_proposal_is_due_the_day_after_the_last_to_answer_it_until_it_is_answered() {
    let world = World::start().await;
    let cell = || {
        let of = |text: &str| text.to_owned();
        let (school_id, area_id, round_id) = (of("s1"), of("staff"), of("r1"));
        Some(Cell { school_id, area_id, round_id, ..Cell::default() })
    };
    let answer_by = "2026-06-12".to_owned();
    let proposed = || -> CategoryEvent {
        RegionProposed { cell: cell(), answer_by: answer_by.clone(), ..Default::default() }.into()
    };
    let trust = world.caller.trust;
    world.store.record(trust, "s1.staff", vec![proposed()]).await;
    let clock = world.clock().await;
    assert_eq!(world.pass(&clock, "2026-06-12").await, NOTHING);
    assert_eq!(world.pass(&clock, "2026-06-13").await, AWAY);
    let accepted = CategoryEvent::from(ProposalAccepted { cell: cell() });
    world.store.record(trust, "s1.staff", vec![accepted]).await;
    assert_eq!(world.pass(&clock, "2026-06-13").await, NOTHING);
    let missed =
        contract::categories::v1::AnswerNotGiven { cell: cell(), answer_by: answer_by.clone() };
    world.store.record(trust, "s1.staff", vec![proposed(), missed.into()]).await;
    assert_eq!(world.pass(&clock, "2026-06-14").await, NOTHING, "it was told");
}
