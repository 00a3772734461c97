//! One document a thing, with versions: the same rows from any batches, and each earlier day still there.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use contract::Said as _;
use std::sync::Arc;

use contract::events::{PairingEvent, WaveEvent};
use contract::reviews::v1::{
    Pairing, PairingAccepted, PairingDeclined, PairingProposed, PairingState,
};
use contract::surveys::v1::WaveClosed;
use eventlog::testing::TestStore;
use eventlog::{
    At, Document, Documents, FollowError, Follower, Keeper, ListColumns, Moment, ProjectionTables,
    When, rebuild,
};
use jiff::Timestamp;
use tonic::{Code, Status};
use uuid::Uuid;

/// The pairings of a trust by area.
struct Pairings;

impl Document for Pairings {
    const NAME: &'static str = "reviews_tried";
    type Body = Pairing;
    type Event = PairingEvent;

    fn columns(pairing: &Pairing) -> ListColumns<'_> {
        ListColumns::new()
            .within("giving_school_id", &pairing.giving_school_id)
            .with("area_id", &pairing.area_id)
    }

    fn fold(pairing: &mut Pairing, event: &PairingEvent, at: &At) {
        match event {
            PairingEvent::PairingProposed(proposed) => {
                pairing.pairing_id.clone_from(&proposed.pairing_id);
                pairing.area_id.clone_from(&proposed.area_id);
                pairing.giving_school_id.clone_from(&proposed.giving_school_id);
                pairing.because_position = at.position;
                pairing.declined_because = Some(format!("{} at {}", at.actor, at.time).into());
                pairing.set_state(PairingState::Proposed);
            }
            PairingEvent::PairingTakenUp(_) | PairingEvent::PairingGroundReopened(_) => {}
            PairingEvent::PairingAccepted(_) => pairing.set_state(PairingState::Accepted),
            PairingEvent::PairingDeclined(_) => pairing.set_state(PairingState::Declined),
            PairingEvent::PairingWithdrawn(_) => pairing.set_state(PairingState::Withdrawn),
        }
    }
}

fn proposed(id: &str, area_id: &str) -> PairingEvent {
    let (pairing_id, area_id) = (id.to_owned(), area_id.to_owned());
    PairingProposed { pairing_id, area_id, ..PairingProposed::default() }.into()
}

fn accepted(id: &str) -> PairingEvent {
    PairingAccepted { pairing_id: id.to_owned(), ..Default::default() }.into()
}

fn declined(id: &str) -> PairingEvent {
    PairingDeclined { pairing_id: id.to_owned(), reason: Some("Too far.".into()) }.into()
}

/// A store with a trust and a reader of its pairings.
struct House {
    store: TestStore,
    trust: Uuid,
    pairings: Documents<Pairings>,
}

impl House {
    async fn start() -> Self {
        let store = TestStore::start().await;
        let trust = store.trust().await;
        let follower = store.follower("reviews", Arc::new(Pairings)).await;
        let pairings = Documents::new(follower.read_model());
        Self { store, trust, pairings }
    }

    /// Records events of a pairing at a time, without letting the projection take them in.
    async fn happened(&self, at: &str, id: &str, events: Vec<PairingEvent>) -> u64 {
        let at: Timestamp = at.parse().unwrap();
        self.store.record_at(self.trust, id, events, at).await
    }

    /// Takes the log in, so many events at once.
    async fn take_in(&self, at_once: usize) {
        let events = self.store.log("reviews").await.read(self.trust, 0, 1_000).await.unwrap();
        let follower = self.store.follower("reviews", Arc::new(Pairings)).await;
        for events in events.chunks(at_once) {
            follower.offer(self.trust, events).await.unwrap();
        }
    }

    async fn forget(&self, tables: &[&str]) {
        let admin = self.store.admin().await;
        for table in tables {
            let forget = format!("delete from reviews_tried.{table}");
            admin.batch_execute(&forget).await.unwrap();
        }
    }

    async fn states(&self, moment: Moment, area_id: &str) -> (u64, Vec<(String, PairingState)>) {
        let like = Pairing { area_id: area_id.to_owned(), ..Pairing::default() };
        let when = When { at_least: 0, moment };
        let (as_of, pairings) = self.pairings.list(self.trust, when, &like).await.unwrap();
        let states = pairings.iter().map(|pairing| (pairing.pairing_id.clone(), pairing.state()));
        (as_of.position, states.collect())
    }

    /// Every row of the projection, as text.
    async fn rows(&self) -> Vec<String> {
        let admin = self.store.admin().await;
        let mut rows = Vec::new();
        for table in ["document", "day"] {
            let all = format!("select t::text from reviews_tried.{table} t order by 1");
            rows.extend(admin.query(&all, &[]).await.unwrap().iter().map(|row| row.get(0)));
        }
        rows
    }

    /// Three pairings on three days, answered on the last.
    async fn three_days(&self) {
        self.happened("2025-11-24T10:00:00Z", "a", vec![proposed("a", "staff")]).await;
        self.happened("2025-11-25T10:00:00Z", "b", vec![proposed("b", "outcomes")]).await;
        let at_once = vec![proposed("c", "staff"), declined("c"), proposed("c", "staff")];
        self.happened("2025-11-26T09:00:00Z", "c", at_once).await;
        self.happened("2025-11-26T10:00:00Z", "a", vec![accepted("a")]).await;
        self.happened("2025-11-26T11:00:00Z", "c", vec![accepted("c")]).await;
    }
}

fn a(id: &str, state: PairingState) -> (String, PairingState) {
    (id.to_owned(), state)
}

fn day(text: &str) -> Moment {
    Moment::end_of(text).unwrap()
}

use PairingState::{Accepted, Declined, Proposed};

#[tokio::test]
async fn the_newest_thing_comes_first_and_columns_choose() {
    let house = House::start().await;
    house.three_days().await;
    house.take_in(100).await;
    let all = vec![a("c", Accepted), a("b", Proposed), a("a", Accepted)];
    assert_eq!(house.states(Moment::Latest, "").await, (8, all));
    let of_staff = vec![a("c", Accepted), a("a", Accepted)];
    assert_eq!(house.states(Moment::Latest, "staff").await, (8, of_staff));
    assert_eq!(house.states(Moment::Latest, "governance").await, (8, vec![]));
}

#[tokio::test]
async fn the_column_with_an_index_chooses_together_with_the_others() {
    let house = House::start().await;
    for (id, giving, area_id) in
        [("a", "oak", "staff"), ("b", "elm", "staff"), ("c", "oak", "outcomes")]
    {
        let event = PairingProposed {
            pairing_id: id.to_owned(),
            giving_school_id: giving.to_owned(),
            area_id: area_id.to_owned(),
            ..PairingProposed::default()
        };
        house.happened("2025-11-24T10:00:00Z", id, vec![event.into()]).await;
    }
    let at_least = 4;
    let (follower, trust) =
        (house.store.follower("reviews", Arc::new(Pairings)).await, house.trust);
    // A reader waits for the position that it asks for.
    let pairings = Documents::<Pairings>::new(follower.read_model());
    let chosen = async |giving: &str, area_id: &str| {
        let (giving_school_id, area_id) = (giving.to_owned(), area_id.to_owned());
        let like = Pairing { giving_school_id, area_id, ..Pairing::default() };
        let (as_of, found) = pairings.list(trust, When::now(at_least), &like).await.unwrap();
        assert_eq!(as_of.position, at_least);
        let columns = pairings.columns(trust, When::at(at_least), &like).await.unwrap();
        assert!(columns.iter().all(|row| !row["area_id"].is_empty() && row.len() == 2));
        assert_eq!(columns.len(), found.len());
        found.into_iter().map(|pairing| pairing.pairing_id).collect::<Vec<_>>()
    };
    let (of_oak, _) = tokio::join!(chosen("oak", ""), follower.catch_up(trust));
    assert_eq!(of_oak, ["c", "a"]);
    assert_eq!(chosen("oak", "staff").await, ["a"]);
    assert_eq!(chosen("", "staff").await, ["b", "a"]);
    assert!(chosen("ash", "").await.is_empty());
}

#[tokio::test]
async fn each_position_can_be_read_as_it_stood() {
    let house = House::start().await;
    house.three_days().await;
    house.take_in(100).await;
    let expected = [
        (1, vec![]),
        (2, vec![a("a", Proposed)]),
        (3, vec![a("b", Proposed), a("a", Proposed)]),
        (4, vec![a("c", Proposed), a("b", Proposed), a("a", Proposed)]),
        (5, vec![a("c", Declined), a("b", Proposed), a("a", Proposed)]),
        (6, vec![a("c", Proposed), a("b", Proposed), a("a", Proposed)]),
        (7, vec![a("c", Proposed), a("b", Proposed), a("a", Accepted)]),
        (8, vec![a("c", Accepted), a("b", Proposed), a("a", Accepted)]),
    ];
    for (position, states) in expected {
        assert_eq!(house.states(Moment::Position(position), "").await, (position, states));
    }
    assert_eq!(house.states(Moment::Position(900), "").await.0, 8, "never past the rows");
    let when = |position| When { at_least: 0, moment: Moment::Position(position) };
    let state = async |position| {
        let (_, found) = house.pairings.get(house.trust, when(position), "c").await.unwrap();
        found.map(|pairing| pairing.state())
    };
    assert_eq!((state(3).await, state(5).await), (None, Some(Declined)));
    assert_eq!(state(8).await, Some(Accepted));
}

#[tokio::test]
async fn a_day_ends_at_midnight_in_britain() {
    let house = House::start().await;
    // The trust of the test was founded on 21 November.
    house.happened("2026-06-01T22:30:00Z", "a", vec![proposed("a", "staff")]).await;
    house.happened("2026-06-01T23:30:00Z", "a", vec![accepted("a")]).await;
    house.take_in(100).await;
    assert_eq!(house.states(day("2025-11-20"), "").await, (0, vec![]));
    assert_eq!(house.states(day("2026-05-31"), "").await, (1, vec![]));
    assert_eq!(house.states(day("2026-06-01"), "").await, (2, vec![a("a", Proposed)]));
    assert_eq!(house.states(day("2026-06-02"), "").await, (3, vec![a("a", Accepted)]));
    let when = When::asked(0, "2026-06-01").unwrap();
    let (as_of, _) = house.pairings.get(house.trust, when, "a").await.unwrap();
    let second = &house.store.log("reviews").await.read(house.trust, 1, 1).await.unwrap()[0];
    assert_eq!(as_of.time, second.recorded_at.to_string());
    let status = Status::from(When::asked(0, "1 June").unwrap_err());
    assert_eq!(status.code(), Code::InvalidArgument);
}

#[tokio::test]
async fn the_rows_do_not_depend_on_the_batches() {
    let house = House::start().await;
    house.three_days().await;
    house.take_in(1).await;
    let one_by_one = house.rows().await;
    // Of the versions one a changing event, of the days one each with the day of the founding.
    assert_eq!(one_by_one.len(), 7 + 4, "{one_by_one:?}");
    for at_once in [2, 3, 5, 100] {
        house.forget(&["document", "day", "checkpoint"]).await;
        house.take_in(at_once).await;
        assert_eq!(house.rows().await, one_by_one, "{at_once} at once");
    }
}

#[tokio::test]
async fn events_taken_twice_give_the_same_rows() {
    let house = House::start().await;
    house.three_days().await;
    house.take_in(100).await;
    let once = house.rows().await;
    for at_once in [1, 4, 100] {
        house.forget(&["checkpoint"]).await;
        house.take_in(at_once).await;
        assert_eq!(house.rows().await, once);
    }
}

#[tokio::test]
async fn an_event_that_changes_nothing_makes_no_version() {
    let house = House::start().await;
    house.happened("2025-11-24T10:00:00Z", "a", vec![proposed("a", "staff")]).await;
    house.happened("2025-11-24T10:00:00Z", "a", vec![accepted("a"), accepted("a")]).await;
    house.take_in(100).await;
    assert_eq!(house.rows().await.len(), 2 + 2);
    house.happened("2025-11-24T10:00:00Z", "a", vec![accepted("a"), declined("a")]).await;
    house.take_in(1).await;
    assert_eq!(house.rows().await.len(), 3 + 2);
    assert_eq!(house.states(Moment::Position(5), "").await.1, [a("a", Accepted)]);
    assert_eq!(house.states(Moment::Position(6), "").await.1, [a("a", Declined)]);
}

#[tokio::test]
async fn a_rebuild_gives_the_same_rows_and_mends_others() {
    let house = House::start().await;
    house.three_days().await;
    house.take_in(2).await;
    let before = house.rows().await;
    let log = house.store.log("reviews").await;
    let keeper = Keeper { role: "plumbline_reviews", log: &log };
    let mut admin = house.store.admin().await;
    let rebuilt = rebuild(&mut admin, keeper, Arc::new(Pairings)).await.unwrap();
    assert_eq!((rebuilt.events, rebuilt.differing_rows), (8, 0));
    assert_eq!(house.rows().await, before);
    let alter =
        "update reviews_tried.document set body = '{}' where id = 'a' and to_position is null";
    admin.batch_execute(alter).await.unwrap();
    let mended = rebuild(&mut admin, keeper, Arc::new(Pairings)).await.unwrap();
    assert_eq!(mended.differing_rows, 2, "the altered row and the one it should be");
    assert_eq!(house.rows().await, before);
}

#[tokio::test]
async fn two_trusts_may_have_things_of_one_id() {
    let house = House::start().await;
    let other = house.store.trust().await;
    house.happened("2025-11-24T10:00:00Z", "a", vec![proposed("a", "staff")]).await;
    house.store.record(other, "a", vec![proposed("a", "outcomes"), accepted("a")]).await;
    house.take_in(100).await;
    let follower = house.store.follower("reviews", Arc::new(Pairings)).await;
    follower.catch_up(other).await.unwrap();
    assert_eq!(house.states(Moment::Latest, "").await, (2, vec![a("a", Proposed)]));
    let (as_of, theirs) = house.pairings.get(other, When::now(0), "a").await.unwrap();
    assert_eq!((as_of.position, theirs.unwrap().state()), (3, Accepted));
    // The store itself shows no row of another trust, whatever the statement asks for.
    let client = house.store.log("reviews").await.of(other).await.unwrap();
    let rows = client.query("select trust_id from reviews_tried.document", &[]).await.unwrap();
    assert!(rows.len() == 2 && rows.iter().all(|row| row.get::<_, Uuid>(0) == other));
}

#[tokio::test]
async fn the_fold_knows_where_when_and_who() {
    let house = House::start().await;
    let position = house.happened("2025-11-24T10:00:00Z", "a", vec![proposed("a", "staff")]).await;
    house.take_in(100).await;
    let (_, found) = house.pairings.get(house.trust, When::now(0), "a").await.unwrap();
    let pairing = found.unwrap();
    assert_eq!(pairing.because_position, position);
    assert_eq!(pairing.declined_because.said(), format!("{} at 2025-11-24T10:00:00Z", Uuid::nil()));
}

#[tokio::test]
async fn it_stops_at_what_it_cannot_read_of_its_own_things_and_passes_what_others_say() {
    let house = House::start().await;
    house.happened("2025-11-24T10:00:00Z", "a", vec![proposed("a", "staff")]).await;
    let closed = WaveEvent::WaveClosed(WaveClosed { wave_id: "w".to_owned(), batches: 1 });
    house.store.record(house.trust, "w", vec![closed]).await;
    house.happened("2025-11-24T10:00:00Z", "a", vec![accepted("a")]).await;
    let mut events = house.store.log("reviews").await.read(house.trust, 0, 10).await.unwrap();
    for event in &mut events[2..] {
        event.kind = "plumbline.surveys.v1.FromTheFuture".to_owned();
    }
    let follower = house.store.follower("reviews", Arc::new(Pairings)).await;
    let stopped = follower.offer(house.trust, &events).await.unwrap_err();
    assert!(matches!(stopped, FollowError::Stopped { position: 4, .. }), "{stopped}");
    assert_eq!(house.states(Moment::Latest, "").await, (3, vec![a("a", Proposed)]));
}

/// The same documents by other rules.
struct Changed;

impl Document for Changed {
    const NAME: &'static str = Pairings::NAME;
    const EDITION: u32 = 2;
    type Body = Pairing;
    type Event = PairingEvent;

    fn thing(event: &PairingEvent, stream_id: &str) -> String {
        match event {
            PairingEvent::PairingProposed(proposed) => format!("{stream_id}/{}", proposed.area_id),
            PairingEvent::PairingAccepted(_)
            | PairingEvent::PairingTakenUp(_)
            | PairingEvent::PairingGroundReopened(_)
            | PairingEvent::PairingDeclined(_)
            | PairingEvent::PairingWithdrawn(_) => stream_id.to_owned(),
        }
    }

    fn columns(pairing: &Pairing) -> ListColumns<'_> {
        Pairings::columns(pairing)
    }

    fn fold(pairing: &mut Pairing, event: &PairingEvent, at: &At) {
        Pairings::fold(pairing, event, at);
    }
}

#[tokio::test]
async fn another_edition_has_tables_of_its_own_beside_those_of_the_earlier_one() {
    let house = House::start().await;
    house.happened("2025-11-24T10:00:00Z", "a", vec![proposed("a", "staff")]).await;
    house.take_in(100).await;
    let mut admin = house.store.admin().await;
    let role = "plumbline_reviews";
    assert!(!eventlog::provision(&admin, &Pairings, role).await.unwrap());
    assert!(eventlog::provision(&admin, &Changed, role).await.unwrap(), "they are to be built");
    let log = house.store.log("reviews").await;
    let later = Follower::open(Arc::new(Changed), log.clone()).await.unwrap();
    let waits = later.catch_up(house.trust).await.unwrap_err();
    assert!(waits.to_string().contains("run `plumbline migrate`"), "{waits}");
    rebuild(&mut admin, Keeper { role, log: &log }, Arc::new(Changed)).await.unwrap();
    assert!(!eventlog::provision(&admin, &Changed, role).await.unwrap());

    // The process that waited goes on, and each build keeps and reads its own.
    house.happened("2025-11-25T10:00:00Z", "b", vec![proposed("b", "outcomes")]).await;
    house.take_in(100).await;
    later.catch_up(house.trust).await.unwrap();
    let changed = Documents::<Changed>::new(later.read_model());
    for (id, of_later) in [("a", "a/staff"), ("b", "b/outcomes")] {
        assert!(house.pairings.get(house.trust, When::now(0), id).await.unwrap().1.is_some());
        assert!(house.pairings.get(house.trust, When::now(0), of_later).await.unwrap().1.is_none());
        assert!(changed.get(house.trust, When::now(0), of_later).await.unwrap().1.is_some());
    }
}

#[tokio::test]
async fn tables_go_only_where_another_build_migrated_since_and_their_readers_may_try_again() {
    let house = House::start().await;
    let mut admin = house.store.admin().await;
    let role = "plumbline_reviews";
    let log = house.store.log("reviews").await;
    rebuild(&mut admin, Keeper { role, log: &log }, Arc::new(Changed)).await.unwrap();
    let own = [ProjectionTables::find(&admin, &Changed).await.unwrap().schema];
    assert!(own[0].starts_with("reviews_tried_"), "{own:?}");
    assert!(eventlog::drop_earlier(&mut admin, &own).await.unwrap().is_empty(), "none is noted");
    eventlog::note_earlier(&admin, &own).await.unwrap();
    let earlier = ["reviews_tried".to_owned()];
    eventlog::note_earlier(&admin, &earlier).await.unwrap();
    assert!(eventlog::drop_earlier(&mut admin, &earlier).await.unwrap() == own, "set back");

    rebuild(&mut admin, Keeper { role, log: &log }, Arc::new(Changed)).await.unwrap();
    eventlog::note_earlier(&admin, &own).await.unwrap();
    assert_eq!(eventlog::drop_earlier(&mut admin, &own).await.unwrap(), earlier);
    let gone = house.pairings.get(house.trust, When::now(0), "a").await.unwrap_err();
    assert_eq!(Status::from(gone).code(), Code::Unavailable);
    // A build that is set back has its own built again, under a name that no process has followed.
    assert!(eventlog::provision(&admin, &Pairings, role).await.unwrap(), "they are to be built");
    let again = ProjectionTables::find(&admin, &Pairings).await.unwrap();
    assert!(!again.made && again.schema != own[0] && again.schema != earlier[0], "{again:?}");
    assert_eq!(ProjectionTables::find(&admin, &Changed).await.unwrap().schema, own[0]);
    // As a rebuild leaves it that was killed. One that goes on holds its lock.
    let begun = format!(
        "create schema {0}_rebuild authorization plumbline_owner; \
         comment on schema {0}_rebuild is 'tables of a rebuild'",
        again.schema
    );
    admin.batch_execute(&begun).await.unwrap();
    let other = house.store.admin().await;
    let lock = "select pg_advisory_lock('operate.projection'::regclass::oid::int, hashtext($1))";
    other.query_one(lock, &[&again.schema]).await.unwrap();
    assert!(eventlog::drop_earlier(&mut admin, &own).await.unwrap().is_empty());
    let unlock =
        "select pg_advisory_unlock('operate.projection'::regclass::oid::int, hashtext($1))";
    other.query_one(unlock, &[&again.schema]).await.unwrap();
    let left = format!("{}_rebuild", again.schema);
    assert_eq!(eventlog::drop_earlier(&mut admin, &own).await.unwrap(), [left]);
}
