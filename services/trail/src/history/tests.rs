//! The history through the doors, on a real store.

mod causes;
mod figures;
mod opening;
mod self_evaluations;
mod visits;

use std::sync::Arc;

use contract::Said as _;
use contract::categories::v1::{CategoryDecided, Cell};
use contract::events::{
    AnyEvent, CategoryEvent, EVENT_TYPES, PairingEvent, PersonEvent, ReviewEvent, StoredEvent,
    WaveEvent,
};
use contract::log::v1::{StoredEvent as Stored, Words, WordsClass};
use contract::reviews::v1::{PairingProposed, ReviewCompleted};
use contract::schools::v1::{Role, RoleGranted, Scope, ScopeKind};
use contract::surveys::v1::{AnswersCollected, WaveScheduled};
use contract::trail::v1::trail_service_server::TrailService as _;
use contract::trail::v1::{
    GetEventRequest, HistoryLine, ListHistoryRequest, ListHistoryResponse, ListProjectionsRequest,
    SearchWordsRequest, SearchWordsResponse,
};
use door::testing::TestService;
use eventlog::rebuild;
use eventlog::testing::TestStore;
use tonic::{Code, Status};
use uuid::Uuid;

use super::*;
use crate::service::Doors;

const S1: &str = "00000000-0000-4000-8000-000000000001";
const S2: &str = "00000000-0000-4000-8000-000000000002";

struct Stand {
    service: TestService,
    doors: Doors,
}

impl std::ops::Deref for Stand {
    type Target = TestService;

    fn deref(&self) -> &TestService {
        &self.service
    }
}

impl Stand {
    async fn start() -> Self {
        let mut service = TestService::start("trail", vec![Arc::new(History)]).await;
        "trustee".clone_into(&mut service.caller.role);
        service.caller.now = None;
        let doors = Doors {
            door: service.door().await,
            log: service.log().await,
            history: service.read_model(History.name()),
            backup_days: 2,
        };
        Self { service, doors }
    }

    async fn happens_at<E: StoredEvent>(&self, at: &str, id: &str, event: E) -> u64 {
        let position = self.store.record_at(self.trust, id, vec![event], at.parse().unwrap()).await;
        assert_eq!(self.catch_up().await, position);
        position
    }

    /// Gives a person a role, over the trust or over a school by its id, for good.
    async fn grants(&self, person: Uuid, role: Role, over: Option<&str>) {
        let scope = match over {
            Some(school) => Scope { kind: ScopeKind::School.into(), id: school.to_owned() },
            None => Scope { kind: ScopeKind::Trust.into(), id: self.trust.to_string() },
        };
        let granted = RoleGranted {
            person_id: person.to_string(),
            grant_id: person.to_string(),
            role: role.into(),
            scope: Some(scope),
            from: "2025-09-01".into(),
            until: String::new(),
        };
        self.happens(&person.to_string(), PersonEvent::RoleGranted(granted)).await;
    }

    async fn happens<E: StoredEvent>(&self, id: &str, event: E) -> u64 {
        self.happens_at("2025-11-21T10:00:00Z", id, event).await
    }

    async fn page(&self, request: ListHistoryRequest) -> ListHistoryResponse {
        self.doors.list_history(self.request(request)).await.unwrap().into_inner()
    }

    async fn positions(&self, request: ListHistoryRequest) -> Vec<u64> {
        self.page(request).await.lines.iter().map(|line| line.position).collect()
    }

    async fn event(&self, position: u64) -> Result<Stored, Status> {
        let request = self.request(GetEventRequest { position });
        Ok(self.doors.get_event(request).await?.into_inner().event.unwrap())
    }
}

fn all() -> ListHistoryRequest {
    ListHistoryRequest::default()
}

fn decided(school_id: &str, area_id: &str) -> CategoryEvent {
    CategoryEvent::CategoryDecided(CategoryDecided {
        cell: Some(Cell {
            school_id: school_id.into(),
            area_id: area_id.into(),
            term: "2025-26-autumn".into(),
            ..Cell::default()
        }),
        region_id: "improve".into(),
        reason: Some("Minutes show challenge".into()),
        ..CategoryDecided::default()
    })
}

fn paired() -> PairingEvent {
    PairingEvent::PairingProposed(PairingProposed {
        area_id: "staff".into(),
        giving_school_id: S2.into(),
        receiving_school_id: S1.into(),
        ..PairingProposed::default()
    })
}

#[tokio::test]
async fn a_line_says_who_what_when_and_about_whom() {
    let stand = Stand::start().await;
    let position = stand.happens("c1", decided(S1, "governance")).await;
    let page = stand.page(all()).await;
    assert_eq!(page.as_of.unwrap().position, position);
    let HistoryLine {
        sentence, at, actor_id, actor_role, school_id, area_id, r#type, stream, ..
    } = &page.lines[0];
    assert_eq!(
        sentence,
        &format!(
            "{{school:{S1}}} was judged {{region:improve}} in {{area:governance}} for Autumn 2025-26: \
             Minutes show challenge."
        )
    );
    assert_eq!(at, "2025-11-21T10:00:00Z");
    assert_eq!(
        (actor_id.as_str(), actor_role.as_str()),
        (Uuid::nil().to_string().as_str(), "test")
    );
    assert_eq!((school_id.as_str(), area_id.as_str()), (S1, "governance"));
    assert_eq!(
        (r#type.as_str(), stream.as_str()),
        ("plumbline.categories.v1.CategoryDecided", "category-c1")
    );
    assert_eq!(page.lines[1].sentence, "A trust began to keep its record here.");
}

#[tokio::test]
async fn a_line_is_found_under_every_school_and_area_it_is_about() {
    let stand = Stand::start().await;
    let first = stand.happens("c1", decided(S1, "governance")).await;
    let other = stand.happens("c2", decided(S2, "staff")).await;
    let pair = stand.happens("p1", paired()).await;
    let at = |school_id: &str| ListHistoryRequest { school_id: school_id.into(), ..all() };
    let of = |area_id: &str| ListHistoryRequest { area_id: area_id.into(), ..all() };
    let by = |actor_id: Uuid| ListHistoryRequest { actor_id: actor_id.to_string(), ..all() };
    assert_eq!(stand.positions(at(S1)).await, [pair, first]);
    assert_eq!(stand.positions(at(S2)).await, [pair, other]);
    assert_eq!(stand.positions(of("staff")).await, [pair, other]);
    assert_eq!(stand.positions(by(Uuid::nil())).await, [pair, other, first, 1]);
    assert_eq!(stand.positions(by(Uuid::from_u128(9))).await, [0_u64; 0]);
    let both = ListHistoryRequest { area_id: "governance".into(), ..at(S2) };
    assert_eq!(stand.positions(both).await, [0_u64; 0]);
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repeat() {
    let stand = Stand::start().await;
    for round in 0..4 {
        stand.happens(&format!("c{round}"), decided(S1, "governance")).await;
    }
    let page = |before_position| ListHistoryRequest { page_size: 2, before_position, ..all() };
    let mut before = 0;
    let mut seen = Vec::new();
    loop {
        let answer = stand.page(page(before)).await;
        seen.extend(answer.lines.iter().map(|line| line.position));
        before = answer.next_before;
        if before == 0 {
            break;
        }
    }
    assert_eq!(seen, [5, 4, 3, 2, 1]);
    assert_eq!(stand.page(ListHistoryRequest { page_size: 5, ..all() }).await.next_before, 0);
}

#[tokio::test]
async fn days_are_british_and_both_ends_belong_to_them() {
    let stand = Stand::start().await;
    let last = stand.happens_at("2026-08-31T22:59:59Z", "c1", decided(S1, "governance")).await;
    let first = stand.happens_at("2026-08-31T23:00:00Z", "c1", decided(S1, "governance")).await;
    let days = |from: &str, until: &str| ListHistoryRequest {
        from: from.into(),
        until: until.into(),
        ..all()
    };
    assert_eq!(stand.positions(days("2026-08-31", "2026-08-31")).await, [last]);
    assert_eq!(stand.positions(days("2026-09-01", "")).await, [first]);
    assert_eq!(stand.positions(days("", "2026-08-31")).await, [last, 1]);
    assert_eq!(stand.positions(days("2026-08-31", "2026-09-01")).await, [first, last]);
}

#[tokio::test]
async fn an_event_is_shown_as_stored() {
    let stand = Stand::start().await;
    let position = stand.happens("c1", decided(S1, "governance")).await;
    let event = stand.event(position).await.unwrap();
    let log = stand.store.log("trail").await.read(stand.trust, position - 1, 1).await.unwrap();
    assert_eq!(event.body, log[0].body);
    assert_eq!(event.metadata, log[0].metadata);
    assert_eq!(event.version, 1);
    assert_eq!(event.leaf_hash.len(), 64);
    for position in [0, position + 1, u64::MAX] {
        let status = stand.event(position).await.unwrap_err();
        assert_eq!(status.code(), Code::NotFound);
        use tonic_types::StatusExt as _;
        assert_eq!(status.get_details_error_info().unwrap().reason, "EVENT_UNKNOWN");
    }
}

#[tokio::test]
async fn another_trust_sees_nothing_of_it() {
    let stand = Stand::start().await;
    let position = stand.happens("c1", decided(S1, "governance")).await;
    let stranger = contract::Caller::new(Uuid::from_u128(99), Uuid::from_u128(7), "trustee");
    let page = stand.doors.list_history(stranger.request(all())).await.unwrap().into_inner();
    assert!(page.lines.is_empty());
    let event = stand.doors.get_event(stranger.request(GetEventRequest { position })).await;
    assert_eq!(event.unwrap_err().code(), Code::NotFound);
}

#[tokio::test]
async fn projections_of_every_service_are_listed_with_lag_and_stop() {
    let stand = Stand::start().await;
    let other = Arc::new(Elsewhere);
    let stopped = stand.store.follower("surveys", other).await;
    stand.happens("c1", decided(S1, "governance")).await;
    stopped.catch_up(stand.trust).await.unwrap_err();
    let request = stand.request(ListProjectionsRequest {});
    let listed = stand.doors.list_projections(request).await.unwrap().into_inner().projections;
    let told: Vec<_> = listed
        .iter()
        .map(|line| (line.name.as_str(), line.position, line.lag, line.state.as_str()))
        .collect();
    assert_eq!(
        told,
        [("surveys_elsewhere", 1, 1, "stopped"), ("trail_history", 2, 0, "following")]
    );
    assert!(listed[0].error.contains("no further"), "{}", listed[0].error);
    assert!(listed[1].error.is_empty());
}

/// Another service's projection, which stops at its second event.
struct Elsewhere;

#[async_trait::async_trait]
impl Projection for Elsewhere {
    fn name(&self) -> &'static str {
        "surveys_elsewhere"
    }

    fn tables(&self) -> &'static str {
        "create table nothing (trust_id uuid primary key)"
    }

    async fn apply(&self, _tx: &Transaction<'_>, event: &Recorded) -> Result<(), ApplyError> {
        if event.position > 1 {
            return Err(ApplyError::Contradiction("no further".to_owned()));
        }
        Ok(())
    }
}

#[tokio::test]
async fn only_the_trail_may_look_at_every_projection() {
    let store = TestStore::start().await;
    let client = store.log("surveys").await.across_trusts().await.unwrap();
    let refused =
        client.query("select * from operate.projections($1)", &[&Uuid::nil()]).await.unwrap_err();
    assert_eq!(refused.code(), Some(&tokio_postgres::error::SqlState::INSUFFICIENT_PRIVILEGE));
}

fn event_of_every_type(trust: Uuid) -> Vec<Recorded> {
    let at: jiff::Timestamp = "2025-11-21T10:00:00Z".parse().unwrap();
    let placed = EVENT_TYPES.iter().zip(1_u64..);
    placed
        .map(|(kind, position)| {
            AnyEvent::decode(kind.name, "{}").unwrap();
            Recorded {
                trust,
                position,
                stream: format!("{}-x", kind.category),
                version: position,
                event_id: Uuid::from_u128(u128::from(position)),
                kind: kind.name.to_owned(),
                body: "{}".to_owned(),
                metadata: format!(
                    r#"{{"actor":"{0}","role":"test","command_id":"{0}","correlation":"{0}","at":"{at}"}}"#,
                    Uuid::nil()
                ),
                recorded_at: at,
            }
        })
        .collect()
}

#[tokio::test]
async fn every_type_of_event_finds_its_line() {
    let stand = Stand::start().await;
    let trust = Uuid::new_v4();
    let events = event_of_every_type(trust);
    stand.follower(History.name()).offer(trust, &events).await.unwrap();
    let caller = contract::Caller::new(trust, Uuid::nil(), "trustee");
    let request = caller.request(ListHistoryRequest { page_size: 200, ..all() });
    let lines = stand.doors.list_history(request).await.unwrap().into_inner().lines;
    assert_eq!(lines.len(), EVENT_TYPES.len());
    assert!(lines.iter().all(|line| !line.sentence.is_empty()));
}

#[tokio::test]
async fn filled_again_the_rows_are_the_same() {
    let stand = Stand::start().await;
    let scheduled = WaveScheduled {
        wave_id: "w1".into(),
        title: "Parents' views".into(),
        school_ids: vec![S1.into(), S2.into()],
        ..WaveScheduled::default()
    };
    stand.happens("w1", WaveEvent::WaveScheduled(scheduled)).await;
    let collected = AnswersCollected { wave_id: "w1".into(), number: 1, ..Default::default() };
    stand.happens("w1", WaveEvent::AnswersCollected(collected)).await;
    stand.happens("p1", paired()).await;
    let mut admin = stand.store.admin().await;
    let log = stand.store.log("trail").await;
    let rebuilt = rebuild(
        &mut admin,
        eventlog::Keeper { role: "plumbline_trail", log: &log },
        Arc::new(History),
    )
    .await
    .unwrap();
    assert_eq!((rebuilt.events, rebuilt.differing_rows), (4, 0));
}

/// What a person wrote, kept under a class, in an event of the reviews service.
async fn wrote(stand: &Stand, text: &str, class: WordsClass) -> u64 {
    let words = Words { text: text.to_owned(), class: class.into(), ..Words::default() };
    let id = Uuid::now_v7().to_string();
    let completed = ReviewCompleted {
        review_id: id.clone(),
        host_school_id: S1.to_owned(),
        summary: Some(words),
        on: "2025-11-21".to_owned(),
    };
    stand.happens(&id, ReviewEvent::ReviewCompleted(completed)).await
}

async fn searched(stand: &Stand, request: SearchWordsRequest) -> SearchWordsResponse {
    let why = "request 7".to_owned();
    let request = stand.request(SearchWordsRequest { why, ..request });
    stand.doors.search_words(request).await.unwrap().into_inner()
}

fn looking_for(text: &str) -> SearchWordsRequest {
    SearchWordsRequest { text: text.to_owned(), ..SearchWordsRequest::default() }
}

#[tokio::test]
async fn every_text_that_is_kept_is_found_with_its_event_whoever_it_is_for() {
    let stand = Stand::start().await;
    let first = wrote(&stand, "Mrs Canary leads well", WordsClass::Governors).await;
    let second = wrote(&stand, "Less of CANARY_ 100% please", WordsClass::Author).await;
    wrote(&stand, "Nothing of the kind", WordsClass::Trust).await;
    let found = searched(&stand, looking_for("canary")).await;
    let told: Vec<(u64, String)> = found
        .found
        .iter()
        .map(|one| (one.line.as_ref().unwrap().position, one.words.said().into_owned()))
        .collect();
    let (one, other) = ("Mrs Canary leads well", "Less of CANARY_ 100% please");
    assert_eq!(told, [(second, other.to_owned()), (first, one.to_owned())]);
    let line = found.found[1].line.as_ref().unwrap();
    assert!(line.sentence.ends_with("Mrs Canary leads well."), "{}", line.sentence);
    assert_eq!((line.commitments.len(), line.classes[0]), (1, WordsClass::Governors.into()));
    // What stands for anything in a pattern stands for itself here.
    assert_eq!(searched(&stand, looking_for("canary_ 100%")).await.found.len(), 1);
    assert!(searched(&stand, looking_for("c_nary")).await.found.is_empty());
    let class = WordsClass::Author.into();
    let only = SearchWordsRequest { class, ..looking_for("canary") };
    assert_eq!(searched(&stand, only).await.found.len(), 1);
    let page = SearchWordsRequest { page_size: 1, ..looking_for("canary") };
    let newest = searched(&stand, page.clone()).await;
    assert_eq!((newest.found.len(), newest.next_before), (1, second));
    let older = searched(&stand, SearchWordsRequest { before_position: second, ..page }).await;
    assert_eq!((older.found[0].line.as_ref().unwrap().position, older.next_before), (first, 0));
    let admin = stand.store.admin().await;
    let erase = "update words.text set salt = null, text = null, removed_on = '2026-03-03' where text like 'Mrs%'";
    admin.execute(erase, &[]).await.unwrap();
    assert_eq!(searched(&stand, looking_for("canary")).await.found.len(), 1, "erased is not found");
}

#[tokio::test]
async fn words_of_another_trust_are_not_found() {
    let (stand, other) = (Stand::start().await, Stand::start().await);
    wrote(&other, "Mrs Canary leads well", WordsClass::Open).await;
    assert!(searched(&stand, looking_for("canary")).await.found.is_empty());
}
