//! Events in, tasks out; and whose they are.

mod by_day;
mod papers;
mod printed;

use std::sync::Arc;

use contract::categories::v1::{
    Area, CategoryDecided, CategoryNotJudged, CategoryReopened, CategoryShared, Cell, Moderated,
    ProposalAccepted, ProposalChallenged, ProposalWithdrawn, RegionProposed, RoundClosed,
    SchoolAddedToRound, SchoolTakenOutOfRound, SchoolViewStated, ViewNotGiven,
};
use contract::dashboards::v1::{ListTasksRequest, Task, TaskKind, list_tasks_request};
use contract::events::{
    CategoryEvent, CommitteeEvent, FrameworkEvent, PairingEvent, PersonEvent, ReportEvent,
    ReviewEvent, RoundEvent, SchoolEvent, WaveEvent,
};
use contract::reports::v1::{
    CommentaryAdded, QuestionAnswered, QuestionAsked, ReportApproved, ReportDrafted, ReportIssued,
};
use contract::reviews::v1::{
    DistributionAgreed, FindingKind, FindingRecorded, FollowUpRecorded, PairingAccepted,
    PairingGroundReopened, PairingProposed, PairingTakenUp, ReviewCancelled, ReviewCompleted,
    ReviewHeld, ReviewRequested, TeamMatched,
};
use contract::schools::v1::{
    InvitationAccepted, MeetingCancelled, MeetingScheduled, PersonInvited, Role, RoleEnded,
    RoleGranted, SchoolJoined, SchoolLeft, Scope, ScopeKind,
};
use contract::surveys::v1::{
    InvitationsPlanned, LinksHandedOut, OpeningHeldUp, OpeningObstacle, ResultsReleased,
    WaveClosed, WaveExtended, WaveOpened, WaveScheduled,
};
use tonic::Code;
use uuid::Uuid;

use super::owed::task_rule;
use super::*;
use crate::stand::{LADDER, Stand, framework, round};

const TERM: &str = "2026-27-autumn";
const TODAY: &str = "2026-11-20";
const MARYS: Uuid = Uuid::from_u128(0x51);
const OAK: Uuid = Uuid::from_u128(0x52);
const LEAD: Uuid = Uuid::from_u128(0xa);
const HEAD: Uuid = Uuid::from_u128(0xb);
const CHIEF: Uuid = Uuid::from_u128(0xc);
const GOVERNOR: Uuid = Uuid::from_u128(0xd);
const ADMINISTRATOR: Uuid = Uuid::from_u128(0xe);
const REVIEWER: Uuid = Uuid::from_u128(0xf);
const REVIEW: Uuid = Uuid::from_u128(0x71);

impl Stand {
    /// A trust of two schools, with a person in each role that has tasks.
    async fn peopled() -> Self {
        let mut stand = Self::start().await;
        for school in [MARYS, OAK] {
            let school_id = school.to_string();
            let joined = SchoolJoined { school_id, ..SchoolJoined::default() };
            stand.happens(&school.to_string(), SchoolEvent::SchoolJoined(joined)).await;
        }
        let trust = over(ScopeKind::Trust, stand.trust);
        stand.grants(LEAD, Role::ImprovementLead, trust.clone()).await;
        stand.grants(CHIEF, Role::ChiefExecutive, trust.clone()).await;
        stand.grants(ADMINISTRATOR, Role::Administrator, trust).await;
        stand.grants(HEAD, Role::Headteacher, over(ScopeKind::School, MARYS)).await;
        stand.grants(GOVERNOR, Role::Governor, over(ScopeKind::School, MARYS)).await;
        stand.guard().await;
        stand
    }

    async fn grants(&self, person: Uuid, role: Role, scope: Scope) {
        self.grants_for(person, role, scope, ["2025-09-01", ""]).await;
    }

    /// The same from a day to a last one.
    async fn grants_for(&self, person: Uuid, role: Role, scope: Scope, [from, until]: [&str; 2]) {
        let granted = RoleGranted {
            person_id: person.to_string(),
            grant_id: grant(person).to_string(),
            role: role.into(),
            scope: Some(scope),
            from: from.to_owned(),
            until: until.to_owned(),
        };
        self.happens(&person.to_string(), PersonEvent::RoleGranted(granted)).await;
    }

    /// A round of both schools in two areas.
    async fn judging(&self) {
        let area = |id: &str| Area { area_id: id.to_owned(), name: id.to_owned() };
        let areas = vec![area("governance"), area("staff")];
        let agreed = contract::categories::v1::FrameworkAgreed { areas, ..framework(1, &LADDER) };
        self.happens("house-1", FrameworkEvent::FrameworkAgreed(agreed)).await;
        let school_ids = vec![MARYS.to_string(), OAK.to_string()];
        let opened = contract::categories::v1::RoundOpened { school_ids, ..round(TERM, 1) };
        self.happens("round", RoundEvent::RoundOpened(opened)).await;
    }

    async fn of(&self, person: Uuid) -> Vec<Task> {
        let asked = ListTasksRequest::default();
        self.tasks(person, TODAY, asked).await.unwrap().tasks
    }

    /// The kinds of a person's own tasks.
    async fn kinds(&self, person: Uuid) -> Vec<TaskKind> {
        self.of(person).await.iter().map(Task::kind).collect()
    }

    async fn judged(&self, event: impl Into<CategoryEvent>) -> u64 {
        self.happens("category", event.into()).await
    }

    async fn reviewed(&self, event: impl Into<ReviewEvent>) {
        self.happens(&REVIEW.to_string(), event.into()).await;
    }

    async fn reported(&self, event: impl Into<ReportEvent>) {
        self.happens("report", event.into()).await;
    }
}

fn over(kind: ScopeKind, id: Uuid) -> Scope {
    Scope { kind: kind.into(), id: id.to_string() }
}

fn grant(person: Uuid) -> Uuid {
    Uuid::from_u128(0x1000 + person.as_u128())
}

fn cell(school: Uuid, area: &str) -> Option<Cell> {
    Some(Cell {
        school_id: school.to_string(),
        area_id: area.to_owned(),
        round_id: format!("round-{TERM}"),
        term: TERM.to_owned(),
        framework_version: 1,
    })
}

fn viewed(school: Uuid, area: &str) -> SchoolViewStated {
    SchoolViewStated { cell: cell(school, area), ..SchoolViewStated::default() }
}

#[tokio::test]
async fn a_head_owes_a_view_in_each_area_of_the_own_school() {
    let stand = Stand::peopled().await;
    assert!(stand.of(HEAD).await.is_empty(), "nothing is asked yet");
    stand.judging().await;
    let tasks = stand.of(HEAD).await;
    assert_eq!(tasks.len(), 1);
    let task = &tasks[0];
    assert_eq!((task.kind(), task.school_id.as_str()), (TaskKind::StateView, &*MARYS.to_string()));
    assert_eq!(
        (task.part_ids.as_slice(), task.parts),
        (&["governance".into(), "staff".into()][..], 2)
    );
    assert_eq!((task.term.as_str(), task.since.as_str()), (TERM, "2025-11-21"));
    assert_eq!((task.owed_by.as_str(), task.yours, task.overdue), ("headteacher", true, false));
    stand.judged(viewed(MARYS, "staff")).await;
    let task = stand.of(HEAD).await.remove(0);
    assert_eq!((task.part_ids, task.parts), (vec!["governance".to_owned()], 2));
    assert_eq!(stand.kinds(LEAD).await, [TaskKind::Propose]);
    let closed = RoundClosed { round_id: format!("round-{TERM}"), not_judged: vec![] };
    stand.happens("round", RoundEvent::RoundClosed(closed)).await;
    assert!(stand.of(HEAD).await.is_empty() && stand.of(LEAD).await.is_empty());
    assert_eq!(stand.rebuilt_differs(Arc::new(Tasks)).await, 0);
}

#[tokio::test]
async fn a_judgement_goes_from_one_person_to_the_next() {
    let stand = Stand::peopled().await;
    stand.judging().await;
    let cell = || cell(MARYS, "governance");
    stand.judged(viewed(MARYS, "governance")).await;
    stand.judged(RegionProposed { cell: cell(), ..Default::default() }).await;
    assert_eq!(stand.kinds(HEAD).await, [TaskKind::StateView, TaskKind::AnswerProposal]);
    assert!(stand.kinds(LEAD).await.is_empty());
    stand.judged(ProposalChallenged { cell: cell(), ..Default::default() }).await;
    assert_eq!(stand.kinds(HEAD).await, [TaskKind::StateView]);
    assert_eq!(stand.kinds(LEAD).await, [TaskKind::Moderate]);
    stand.judged(Moderated { cell: cell(), ..Default::default() }).await;
    assert_eq!(stand.kinds(CHIEF).await, [TaskKind::Decide]);
    stand.judged(CategoryDecided { cell: cell(), ..Default::default() }).await;
    assert!(stand.kinds(CHIEF).await.is_empty());
    assert_eq!(stand.kinds(LEAD).await, [TaskKind::Share]);
    stand.judged(CategoryShared { cell: cell(), ..Default::default() }).await;
    assert!(stand.kinds(LEAD).await.is_empty());
    // The proposal stands, and the head is asked again.
    let again = CategoryReopened { cell: cell(), proposed: true, viewed: true, reason: None };
    stand.judged(again).await;
    assert_eq!(stand.kinds(HEAD).await, [TaskKind::StateView, TaskKind::AnswerProposal]);
    stand.judged(ProposalAccepted { cell: cell() }).await;
    assert_eq!(stand.kinds(CHIEF).await, [TaskKind::Decide]);
    assert_eq!(stand.rebuilt_differs(Arc::new(Tasks)).await, 0);
}

#[tokio::test]
async fn the_tasks_of_others_are_told_to_those_who_see_what_they_are_about() {
    let stand = Stand::peopled().await;
    stand.judging().await;
    let all =
        |school_id: String| ListTasksRequest { of_others: true, school_id, ..Default::default() };
    let lead = stand.tasks(LEAD, TODAY, all(String::new())).await.unwrap().tasks;
    assert_eq!(lead.len(), 2, "{lead:?}");
    assert!(lead.iter().all(|task| !task.yours && task.owed_by == "headteacher"));
    let one = stand.tasks(LEAD, TODAY, all(OAK.to_string())).await.unwrap().tasks;
    assert_eq!(
        one.iter().map(|task| task.school_id.clone()).collect::<Vec<_>>(),
        [OAK.to_string()]
    );
    let head = stand.tasks(HEAD, TODAY, all(String::new())).await.unwrap().tasks;
    assert!(head.len() == 1 && head[0].yours, "another school's is not told: {head:?}");
    let governor = stand.tasks(GOVERNOR, TODAY, all(String::new())).await.unwrap().tasks;
    assert!(governor.is_empty(), "what is not shared is not told: {governor:?}");
    let stranger = stand.tasks(Uuid::from_u128(99), TODAY, all(String::new())).await;
    assert_eq!(stranger.unwrap_err().code(), Code::PermissionDenied);
}

#[tokio::test]
async fn who_takes_the_post_takes_the_tasks() {
    let stand = Stand::peopled().await;
    stand.judging().await;
    let successor = Uuid::from_u128(0xb2);
    stand.grants(successor, Role::Headteacher, over(ScopeKind::School, MARYS)).await;
    let ended = RoleEnded {
        person_id: HEAD.to_string(),
        grant_id: grant(HEAD).to_string(),
        on: "2026-11-01".to_owned(),
        reason: None,
    };
    stand.happens(&HEAD.to_string(), PersonEvent::RoleEnded(ended)).await;
    let mut stand = stand;
    stand.guard().await;
    assert_eq!(stand.kinds(successor).await, [TaskKind::StateView]);
    let gone = stand.tasks(HEAD, TODAY, ListTasksRequest::default()).await;
    assert_eq!(gone.unwrap_err().code(), Code::PermissionDenied);
}

#[tokio::test]
async fn a_task_is_a_persons_from_the_first_day_of_the_role_to_its_last() {
    let mut stand = Stand::peopled().await;
    stand.judging().await;
    let acting = Uuid::from_u128(0xb3);
    let (role, at) = (Role::Headteacher, over(ScopeKind::School, MARYS));
    stand.grants_for(acting, role, at, ["2026-11-20", "2026-11-22"]).await;
    stand.guard().await;
    for (day, held) in
        [("2026-11-19", false), ("2026-11-20", true), ("2026-11-22", true), ("2026-11-23", false)]
    {
        let listed = stand.tasks(acting, day, ListTasksRequest::default()).await;
        let kinds = listed.map(|listed| listed.tasks.iter().map(Task::kind).collect::<Vec<_>>());
        let owed = if held { Ok(vec![TaskKind::StateView]) } else { Err(Code::PermissionDenied) };
        assert_eq!(kinds.map_err(|refused| refused.code()), owed, "{day}");
    }
}

#[tokio::test]
async fn nothing_waits_at_a_school_that_has_left() {
    let stand = Stand::peopled().await;
    stand.judging().await;
    let left = SchoolLeft { school_id: MARYS.to_string(), on: "2026-11-21".into(), reason: None };
    stand.happens(&MARYS.to_string(), SchoolEvent::SchoolLeft(left)).await;
    let all = || ListTasksRequest { of_others: true, ..Default::default() };
    let before = stand.tasks(LEAD, "2026-11-20", all()).await.unwrap().tasks;
    assert_eq!(before.len(), 2, "it is still here on its last day");
    let after = stand.tasks(LEAD, "2026-11-21", all()).await.unwrap().tasks;
    assert_eq!(after.len(), 1);
}

#[tokio::test]
async fn a_survey_is_opened_closed_and_released_each_by_its_day() {
    let stand = Stand::peopled().await;
    let scheduled = WaveScheduled {
        wave_id: "w1".to_owned(),
        title: "Parents' views".to_owned(),
        term: TERM.to_owned(),
        opens_on: "2026-11-19".to_owned(),
        closes_on: "2026-12-04".to_owned(),
        ..WaveScheduled::default()
    };
    stand.happens("w1", WaveEvent::WaveScheduled(scheduled)).await;
    let task = stand.of(LEAD).await.remove(0);
    assert_eq!((task.kind(), task.title.as_str()), (TaskKind::OpenWave, "Parents' views"));
    assert_eq!((task.due_on.as_str(), task.overdue), ("2026-11-19", true));
    let wave_id = || "w1".to_owned();
    let opened = WaveOpened { wave_id: wave_id(), ..WaveOpened::default() };
    stand.happens("w1", WaveEvent::WaveOpened(opened)).await;
    let task = stand.of(LEAD).await.remove(0);
    assert_eq!((task.kind(), task.due_on.as_str()), (TaskKind::CloseWave, "2026-12-04"));
    assert!(!task.overdue);
    let (from, closes_on) = (task.due_on, "2026-12-11".to_owned());
    let extended = WaveExtended { wave_id: wave_id(), from, closes_on };
    stand.happens("w1", WaveEvent::WaveExtended(extended)).await;
    let mut waits = stand.of(LEAD).await;
    assert_eq!(waits.len(), 1);
    assert_eq!(waits.remove(0).due_on, "2026-12-11");
    stand.happens("w1", WaveEvent::WaveClosed(WaveClosed { wave_id: wave_id(), batches: 1 })).await;
    assert_eq!(stand.kinds(LEAD).await, [TaskKind::ReleaseResults]);
    let released = ResultsReleased { wave_id: wave_id(), ..ResultsReleased::default() };
    stand.happens("w1", WaveEvent::ResultsReleased(released)).await;
    assert!(stand.of(LEAD).await.is_empty());
    assert_eq!(stand.rebuilt_differs(Arc::new(Tasks)).await, 0);
}

#[tokio::test]
async fn a_survey_that_opens_by_itself_waits_for_its_lead_where_it_is_held_up_and_with_its_links() {
    let stand = Stand::peopled().await;
    let wave_id = || "w1".to_owned();
    let scheduled = WaveScheduled { wave_id: wave_id(), ..WaveScheduled::default() };
    let planned = || -> WaveEvent {
        InvitationsPlanned { wave_id: wave_id(), ..InvitationsPlanned::default() }.into()
    };
    let held = |obstacle: OpeningObstacle| -> WaveEvent {
        OpeningHeldUp { wave_id: wave_id(), obstacle: obstacle.into() }.into()
    };
    stand.happens("w1", WaveEvent::WaveScheduled(scheduled)).await;
    assert_eq!(stand.kinds(LEAD).await, [TaskKind::OpenWave]);
    stand.happens("w1", planned()).await;
    assert!(stand.of(LEAD).await.is_empty(), "it opens by itself");
    stand.happens("w1", held(OpeningObstacle::KeyFolder)).await;
    assert_eq!(stand.kinds(LEAD).await, [TaskKind::OpenWave]);
    stand.happens("w1", planned()).await;
    let opened = WaveOpened { wave_id: wave_id(), by_itself: true, ..WaveOpened::default() };
    stand.happens("w1", WaveEvent::WaveOpened(opened)).await;
    let mut kinds = stand.kinds(LEAD).await;
    kinds.sort();
    assert_eq!(kinds, [TaskKind::CloseWave, TaskKind::HandOutLinks]);
    let handed = LinksHandedOut { wave_id: wave_id(), ..LinksHandedOut::default() };
    stand.happens("w1", WaveEvent::LinksHandedOut(handed)).await;
    assert_eq!(stand.kinds(LEAD).await, [TaskKind::CloseWave]);
    let never = WaveScheduled { wave_id: "w2".to_owned(), ..WaveScheduled::default() };
    stand.happens("w2", WaveEvent::WaveScheduled(never)).await;
    let obstacle = OpeningObstacle::WindowOver.into();
    let over = OpeningHeldUp { wave_id: "w2".to_owned(), obstacle };
    stand.happens("w2", WaveEvent::OpeningHeldUp(over)).await;
    assert_eq!(stand.kinds(LEAD).await, [TaskKind::CloseWave], "it cannot be opened any more");
    assert_eq!(stand.rebuilt_differs(Arc::new(Tasks)).await, 0);
}

#[tokio::test]
async fn of_a_review_that_is_called_off_nothing_waits() {
    let stand = Stand::peopled().await;
    let requested = ReviewRequested {
        review_id: REVIEW.to_string(),
        host_school_id: MARYS.to_string(),
        term: TERM.to_owned(),
        ..ReviewRequested::default()
    };
    stand.reviewed(requested).await;
    assert_eq!(stand.kinds(LEAD).await, [TaskKind::MatchTeam]);
    let review_id = REVIEW.to_string();
    stand.reviewed(ReviewCancelled { review_id, ..ReviewCancelled::default() }).await;
    assert!(stand.kinds(LEAD).await.is_empty());
    assert_eq!(stand.rebuilt_differs(Arc::new(Tasks)).await, 0);
}

#[tokio::test]
async fn a_review_goes_from_the_lead_to_the_host_to_the_team() {
    let stand = Stand::peopled().await;
    let review_id = || REVIEW.to_string();
    let requested = ReviewRequested {
        review_id: review_id(),
        host_school_id: MARYS.to_string(),
        term: TERM.to_owned(),
        ..ReviewRequested::default()
    };
    stand.reviewed(requested).await;
    assert_eq!(stand.kinds(LEAD).await, [TaskKind::MatchTeam]);
    stand.grants(REVIEWER, Role::PeerReviewer, over(ScopeKind::Review, REVIEW)).await;
    let mut stand = stand;
    stand.guard().await;
    let matched = || TeamMatched { review_id: review_id(), ..TeamMatched::default() };
    stand.reviewed(matched()).await;
    assert_eq!(stand.kinds(HEAD).await, [TaskKind::AgreeDistribution]);
    stand.reviewed(DistributionAgreed { review_id: review_id(), ..Default::default() }).await;
    stand.reviewed(matched()).await;
    assert!(stand.kinds(HEAD).await.is_empty(), "a team named anew asks nothing again");
    assert_eq!(stand.kinds(REVIEWER).await, [TaskKind::HoldReview]);
    stand.reviewed(ReviewHeld { review_id: review_id(), on: "2026-11-10".into() }).await;
    assert_eq!(stand.kinds(REVIEWER).await, [TaskKind::CompleteReview]);
    for (finding, kind) in [("f1", FindingKind::ToImprove), ("f2", FindingKind::Strength)] {
        let (finding_id, kind) = (finding.to_owned(), kind.into());
        let review_id = review_id();
        stand.reviewed(FindingRecorded { review_id, finding_id, kind, ..Default::default() }).await;
    }
    let completed = ReviewCompleted {
        review_id: review_id(),
        host_school_id: MARYS.to_string(),
        on: "2026-08-01".to_owned(),
        ..ReviewCompleted::default()
    };
    stand.reviewed(completed).await;
    let task = stand.of(REVIEWER).await.remove(0);
    assert_eq!((task.kind(), task.due_on.as_str()), (TaskKind::FollowUp, "2026-10-30"));
    assert_eq!((task.part_ids, task.overdue), (vec!["f1".to_owned()], true));
    let finding_id = "f1".to_owned();
    stand
        .reviewed(FollowUpRecorded { review_id: review_id(), finding_id, ..Default::default() })
        .await;
    assert!(stand.of(REVIEWER).await.is_empty());
    assert_eq!(stand.rebuilt_differs(Arc::new(Tasks)).await, 0);
}

#[tokio::test]
async fn each_school_answers_a_pairing_and_then_its_review_is_to_be_asked_for() {
    let stand = Stand::peopled().await;
    let proposed = PairingProposed {
        pairing_id: "p1".into(),
        area_id: "staff".into(),
        giving_school_id: OAK.to_string(),
        receiving_school_id: MARYS.to_string(),
        ..PairingProposed::default()
    };
    stand.happens("p1", PairingEvent::PairingProposed(proposed)).await;
    let task = stand.of(HEAD).await.remove(0);
    assert_eq!((task.kind(), task.other_school_id), (TaskKind::AnswerPairing, OAK.to_string()));
    let all = ListTasksRequest { of_others: true, ..Default::default() };
    assert_eq!(stand.tasks(LEAD, TODAY, all.clone()).await.unwrap().tasks.len(), 2);
    let taken_up = |school: Uuid| {
        let (pairing_id, school_id) = ("p1".to_owned(), school.to_string());
        PairingEvent::PairingTakenUp(PairingTakenUp { pairing_id, school_id })
    };
    stand.happens("p1", taken_up(OAK)).await;
    let left = stand.tasks(LEAD, TODAY, all.clone()).await.unwrap().tasks;
    let left: Vec<_> = left.iter().map(|task| (task.kind(), task.school_id.clone())).collect();
    assert_eq!(left, [(TaskKind::AnswerPairing, MARYS.to_string())]);
    stand.happens("p1", taken_up(MARYS)).await;
    let accepted = PairingAccepted {
        pairing_id: "p1".into(),
        area_id: "staff".into(),
        giving_school_id: OAK.to_string(),
        receiving_school_id: MARYS.to_string(),
    };
    stand.happens("p1", PairingEvent::PairingAccepted(accepted)).await;
    let [task] = &stand.tasks(LEAD, TODAY, all.clone()).await.unwrap().tasks[..] else {
        panic!("the review that was agreed is to be asked for")
    };
    assert_eq!((task.kind(), task.school_id.clone()), (TaskKind::RequestReview, MARYS.to_string()));
    assert_eq!(
        (&task.other_school_id, &task.part_ids[..]),
        (&OAK.to_string(), &["staff".to_owned()][..])
    );
    assert!(task.yours, "the lead may ask for it too");
    let requested = ReviewRequested {
        review_id: "v1".into(),
        host_school_id: MARYS.to_string(),
        pairing_id: "p1".into(),
        ..ReviewRequested::default()
    };
    stand.happens("v1", ReviewEvent::ReviewRequested(requested)).await;
    let [task] = &stand.tasks(LEAD, TODAY, all).await.unwrap().tasks[..] else {
        panic!("the review goes on")
    };
    assert_eq!(task.kind(), TaskKind::MatchTeam);
}

#[tokio::test]
async fn a_review_that_is_called_off_is_asked_for_again_where_its_pairing_stands_without_another() {
    let stand = Stand::peopled().await;
    let pairing_id = || "p1".to_owned();
    let accepted = PairingAccepted {
        pairing_id: pairing_id(),
        area_id: "staff".into(),
        giving_school_id: OAK.to_string(),
        receiving_school_id: MARYS.to_string(),
    };
    stand.happens("p1", PairingEvent::PairingAccepted(accepted)).await;
    let asks = async |review: &str| {
        let requested = ReviewRequested {
            review_id: review.to_owned(),
            host_school_id: MARYS.to_string(),
            pairing_id: pairing_id(),
            ..ReviewRequested::default()
        };
        stand.happens(review, ReviewEvent::ReviewRequested(requested)).await;
    };
    let calls_off = async |review: &str| {
        let review_id = review.to_owned();
        let off = ReviewCancelled { review_id, ..ReviewCancelled::default() };
        stand.happens(review, ReviewEvent::ReviewCancelled(off)).await;
    };
    asks("v1").await;
    asks("v2").await;
    calls_off("v1").await;
    assert_eq!(stand.kinds(LEAD).await, [TaskKind::MatchTeam], "the other one goes on");
    calls_off("v2").await;
    let task = stand.of(HEAD).await.remove(0);
    assert_eq!((task.kind(), task.thing_id), (TaskKind::RequestReview, pairing_id()));
    assert_eq!((task.other_school_id, task.part_ids), (OAK.to_string(), vec!["staff".to_owned()]));
    asks("v3").await;
    let reopened = PairingGroundReopened { pairing_id: pairing_id(), ..Default::default() };
    stand.happens("p1", PairingEvent::PairingGroundReopened(reopened)).await;
    calls_off("v3").await;
    assert!(stand.of(HEAD).await.is_empty(), "the decision behind the pairing is open");
    assert_eq!(stand.rebuilt_differs(Arc::new(Tasks)).await, 0);
}

#[tokio::test]
async fn an_invitation_that_is_not_taken_up_is_the_administrators() {
    let stand = Stand::peopled().await;
    let invited = |id: &str, until: &str| {
        PersonEvent::PersonInvited(PersonInvited {
            person_id: HEAD.to_string(),
            invitation_id: id.to_owned(),
            secret_sha256: String::new(),
            until: until.to_owned(),
        })
    };
    stand.happens(&HEAD.to_string(), invited("i1", "2026-11-10T10:00:00Z")).await;
    stand.happens(&HEAD.to_string(), invited("i2", "2026-11-27T10:00:00Z")).await;
    let tasks = stand.of(ADMINISTRATOR).await;
    assert_eq!(tasks.len(), 1, "the second invitation ended the first");
    assert_eq!(
        (tasks[0].thing_id.clone(), tasks[0].due_on.as_str()),
        (HEAD.to_string(), "2026-11-27")
    );
    assert!(stand.of(LEAD).await.is_empty());
    let (person_id, invitation_id) = (HEAD.to_string(), "i2".to_owned());
    let accepted = InvitationAccepted { person_id, invitation_id };
    stand.happens(&HEAD.to_string(), PersonEvent::InvitationAccepted(accepted)).await;
    assert!(stand.of(ADMINISTRATOR).await.is_empty());
}

#[tokio::test]
async fn the_list_is_told_as_it_stood() {
    let stand = Stand::peopled().await;
    stand.judging().await;
    let before = stand.judged(viewed(MARYS, "staff")).await;
    let at = "2025-11-22T10:00:00Z";
    let proposed = RegionProposed { cell: cell(MARYS, "staff"), ..Default::default() };
    let later = stand.happens_at(at, "category", CategoryEvent::from(proposed)).await;
    let asked =
        |as_of| ListTasksRequest { as_of: Some(as_of), at_least: later, ..Default::default() };
    let at_position = asked(list_tasks_request::AsOf::AsOfPosition(before));
    let on_day = asked(list_tasks_request::AsOf::AsOfDate("2025-11-21".to_owned()));
    for earlier in [at_position, on_day] {
        let told = stand.tasks(LEAD, TODAY, earlier).await.unwrap();
        assert_eq!(told.as_of.unwrap().position, before);
        assert_eq!(told.tasks.iter().map(Task::kind).collect::<Vec<_>>(), [TaskKind::Propose]);
    }
    let wrong = asked(list_tasks_request::AsOf::AsOfDate("soon".to_owned()));
    crate::stand::refused(&stand.tasks(LEAD, TODAY, wrong).await.unwrap_err(), "AS_OF_MALFORMED");
}

#[test]
fn every_kind_has_a_rule_and_no_number_is_left_out() {
    let kinds: Vec<TaskKind> =
        (0..100).filter_map(|number| TaskKind::try_from(number).ok()).collect();
    assert_eq!(kinds.len(), 30);
    for kind in kinds {
        assert_eq!(task_rule(kind).is_some(), kind != TaskKind::Unspecified, "{kind:?}");
    }
}

#[tokio::test]
async fn a_view_and_an_answer_are_due_on_the_days_that_were_named() {
    let stand = Stand::peopled().await;
    stand.judging().await;
    let joined = SchoolAddedToRound {
        round_id: format!("round-{TERM}"),
        school_id: MARYS.to_string(),
        term: TERM.to_owned(),
        framework_id: "house".to_owned(),
        framework_version: 1,
        views_by: "2025-12-05".to_owned(),
        reason: None,
    };
    let out = SchoolTakenOutOfRound {
        round_id: format!("round-{TERM}"),
        school_id: MARYS.to_string(),
        ..SchoolTakenOutOfRound::default()
    };
    stand.happens("round", RoundEvent::SchoolTakenOutOfRound(out)).await;
    assert!(stand.of(HEAD).await.is_empty(), "nothing is asked of a school that was taken out");
    stand.happens("round", RoundEvent::SchoolAddedToRound(joined)).await;
    let task = stand.of(HEAD).await.remove(0);
    assert_eq!((task.kind(), task.due_on.as_str()), (TaskKind::StateView, "2025-12-05"));
    let cell = || cell(MARYS, "governance");
    stand.judged(ViewNotGiven { cell: cell(), reason: None }).await;
    assert_eq!(stand.kinds(LEAD).await, [TaskKind::Propose], "no view is needed any more");
    let answer_by = "2025-12-12".to_owned();
    stand.judged(RegionProposed { cell: cell(), answer_by, ..Default::default() }).await;
    let task = stand.of(HEAD).await.remove(1);
    assert_eq!((task.kind(), task.due_on.as_str()), (TaskKind::AnswerProposal, "2025-12-12"));
    stand.judged(ProposalWithdrawn { cell: cell(), reason: None }).await;
    assert_eq!(stand.kinds(LEAD).await, [TaskKind::Propose]);
    assert_eq!(stand.kinds(HEAD).await, [TaskKind::StateView]);
    // Opened again before anything was proposed: the view is asked for.
    stand.judged(CategoryNotJudged { cell: cell(), ..Default::default() }).await;
    stand.judged(CategoryReopened { cell: cell(), ..Default::default() }).await;
    let task = stand.of(HEAD).await.remove(0);
    assert_eq!((task.kind(), task.part_ids.len()), (TaskKind::StateView, 2));
    assert_eq!(stand.rebuilt_differs(Arc::new(Tasks)).await, 0);
}
