//! What a service that was taken over can do with its database user and the way into the log: nothing beyond its own events.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use eventlog::deadpool_postgres::Object;
use eventlog::testing::TestStore;
use eventlog::tokio_postgres::error::SqlState;
use uuid::Uuid;

const CLOSED: &str = "plumbline.surveys.v1.WaveClosed";
const GRANTED: &str = "plumbline.schools.v1.RoleGranted";
const FOUNDED: &str = "plumbline.schools.v1.TrustFounded";

struct TakenOver {
    store: TestStore,
    trust: Uuid,
    surveys: Object,
}

/// One call of `log.append_new`, as the taken-over service would like it.
#[derive(Clone, Debug)]
struct New {
    trusts: Vec<Uuid>,
    count: Vec<i64>,
    first: Vec<i64>,
    last: Vec<i64>,
    of: Vec<i32>,
    stream: Vec<String>,
    kind: Vec<&'static str>,
    metadata: String,
}

/// One call of `log.append`.
#[derive(Clone, Debug)]
struct Each {
    trust: Uuid,
    stream: Vec<String>,
    events: Vec<i32>,
    of: Vec<i32>,
    number: Vec<i32>,
    kind: Vec<&'static str>,
    metadata: String,
}

impl TakenOver {
    async fn start() -> Self {
        let store = TestStore::start().await;
        let trust = store.trust().await;
        let surveys = store.log("surveys").await.across_trusts().await.unwrap();
        Self { store, trust, surveys }
    }

    fn new_events(&self, stream: &str, kind: &'static str, events: usize) -> New {
        New {
            trusts: vec![self.trust],
            count: vec![events as i64],
            first: vec![1],
            last: vec![events as i64],
            of: vec![1; events],
            stream: (0..events).map(|number| format!("{stream}{number}")).collect(),
            kind: vec![kind; events],
            metadata: metadata(),
        }
    }

    fn each_event(&self, stream: &str, kind: &'static str, events: i32) -> Each {
        Each {
            trust: self.trust,
            stream: vec![stream.to_owned()],
            events: vec![events],
            of: vec![1; events as usize],
            number: (1..=events).collect(),
            kind: vec![kind; events as usize],
            metadata: metadata(),
        }
    }

    async fn append_new(&self, new: &New) -> Result<(), SqlState> {
        let New { trusts, count, first, last, of, stream, kind, metadata } = new;
        let (commands, ids) = (random(first.len()), random(kind.len()));
        let append = "select log.append_new($1, $2, $3, array_fill('x'::bytea, array[$4::int]), $5, $6, $7, $8, \
            array_fill(1::bigint, array[$9::int]), $10, $11, array_fill('{}'::text, array[$9::int])::json[], \
            array_fill($12::text, array[$9::int])::json[])";
        let (many, events) = (first.len() as i32, kind.len() as i32);
        let outcome = self
            .surveys
            .query(
                append,
                &[
                    trusts, count, &commands, &many, first, last, of, stream, &events, &ids, kind,
                    metadata,
                ],
            )
            .await;
        outcome.map(|_| ()).map_err(|error| error.code().cloned().expect("the store says why"))
    }

    async fn append(&self, each: &Each) -> Result<(), SqlState> {
        let Each { trust, stream, events, of, number, kind, metadata } = each;
        let (commands, ids) = (random(stream.len()), random(kind.len()));
        let append = "select log.append(array_fill($1::uuid, array[$2::int]), $3, array_fill('x'::bytea, array[$2::int]), \
            $4, array_fill(0::bigint, array[$2::int]), $5, array_fill($6::text, array[$2::int]), $7, $8, $9, $10, \
            array_fill('{}'::text, array[$11::int]))";
        let (many, all) = (stream.len() as i32, kind.len() as i32);
        let outcome = self
            .surveys
            .query(
                append,
                &[trust, &many, &commands, stream, events, metadata, of, number, &ids, kind, &all],
            )
            .await;
        outcome.map(|_| ()).map_err(|error| error.code().cloned().expect("the store says why"))
    }

    /// Where the log ends; a hole in it would show.
    async fn end(&self) -> u64 {
        // The one connection of the surveys service is taken.
        let log = self.store.log("trail").await;
        let verdict = eventlog::verify(&log, self.trust).await.unwrap();
        assert_eq!(verdict.fault, None);
        assert_eq!(log.head(self.trust).await.unwrap(), Some(verdict.good));
        verdict.good
    }
}

fn metadata() -> String {
    let context = r#""role":"x","command_id":"00000000-0000-0000-0000-000000000000","correlation":"00000000-0000-0000-0000-000000000000","at":"2026-01-01T00:00:00Z""#;
    format!(r#"{{"actor":"{}",{context}}}"#, Uuid::nil())
}

fn random(count: usize) -> Vec<Uuid> {
    (0..count).map(|_| Uuid::new_v4()).collect()
}

#[tokio::test]
async fn it_writes_its_own_events_into_its_own_streams() {
    let taken = TakenOver::start().await;
    taken.append_new(&taken.new_events("wave-a", CLOSED, 2)).await.unwrap();
    taken.append(&taken.each_event("wave-b", CLOSED, 2)).await.unwrap();
    assert_eq!(taken.end().await, 5);
}

#[tokio::test]
async fn it_grants_no_role_founds_no_trust_and_mixes_no_streams() {
    let taken = TakenOver::start().await;
    for (stream, kind) in [
        ("wave-x", GRANTED),
        ("person-x", GRANTED),
        ("person-x", CLOSED),
        ("instrument-x", CLOSED),
        ("wave-x", FOUNDED),
        ("trust-x", FOUNDED),
        ("wave-x", "plumbline.surveys.v1.NeverHeardOf"),
        ("wave", CLOSED),
        ("", CLOSED),
    ] {
        let refused = Err(SqlState::INSUFFICIENT_PRIVILEGE);
        let mut new = taken.new_events(stream, kind, 1);
        let mut each = taken.each_event(stream, kind, 1);
        if stream == "wave" || stream.is_empty() {
            // No category at all, or a stream that is only a category's beginning.
            new.stream = vec![stream.replace("wave", "wav")];
            each.stream.clone_from(&new.stream);
        }
        assert_eq!(taken.append_new(&new).await, refused, "{stream} {kind}");
        assert_eq!(taken.append(&each).await, refused, "{stream} {kind}");
        // Nor among others, nor of a trust that is not there yet.
        new.trusts = vec![Uuid::now_v7()];
        each.trust = new.trusts[0];
        assert_eq!(taken.append_new(&new).await, refused, "{stream} {kind}");
        assert_eq!(taken.append(&each).await, refused, "{stream} {kind}");
    }
    let mut mixed = taken.each_event("wave-x", CLOSED, 2);
    mixed.kind[1] = GRANTED;
    assert_eq!(taken.append(&mixed).await, Err(SqlState::INSUFFICIENT_PRIVILEGE));
    assert_eq!(taken.end().await, 1);
    assert_eq!(taken.store.log("trail").await.heads().await.unwrap().len(), 1);
}

#[tokio::test]
async fn it_leaves_no_hole_by_miscounting() {
    let taken = TakenOver::start().await;
    let wrong = Err(SqlState::INVALID_PARAMETER_VALUE);
    let each = taken.each_event("wave-x", CLOSED, 2);
    for (events, of, number) in [
        (vec![3], vec![1, 1], vec![1, 2]),
        (vec![1], vec![1, 1], vec![1, 2]),
        (vec![-2], vec![1, 1], vec![1, 2]),
        (vec![2], vec![1, 2], vec![1, 1]),
        (vec![2], vec![1, 1], vec![1, 1]),
        (vec![2], vec![1, 1], vec![0, 1]),
        (vec![2], vec![1, 1], vec![1, 7]),
    ] {
        let call = Each { events, of, number, ..each.clone() };
        let outcome = taken.append(&call).await;
        // An event of no command is in no stream of its own either.
        let refused = [&wrong, &Err(SqlState::INSUFFICIENT_PRIVILEGE)];
        assert!(refused.contains(&&outcome), "{call:?}: {outcome:?}");
    }
    let new = taken.new_events("wave-x", CLOSED, 2);
    for call in [
        New { count: vec![3], ..new.clone() },
        New { count: vec![1], ..new.clone() },
        New { count: vec![-2], ..new.clone() },
        New { last: vec![3], ..new.clone() },
        New { last: vec![1], ..new.clone() },
        New { first: vec![0], ..new.clone() },
        New { first: vec![2], ..new.clone() },
        New { first: vec![1, 1], last: vec![1, 2], ..new.clone() },
        New { of: vec![1, 2], ..new.clone() },
    ] {
        let outcome = taken.append_new(&call).await;
        // A log that would end before its beginning is refused by the table itself.
        let refused = [&wrong, &Err(SqlState::CHECK_VIOLATION)];
        assert!(refused.contains(&&outcome), "{call:?}: {outcome:?}");
    }
    assert_eq!(taken.end().await, 1);
}

#[tokio::test]
async fn it_writes_no_event_of_nobody() {
    let taken = TakenOver::start().await;
    for metadata in [
        "{}",
        "[]",
        r#"{"actor":null}"#,
        r#"{"actor":"x"}"#,
        r#"{"actor":"A0000000-0000-0000-0000-000000000000"}"#,
    ] {
        let new = New { metadata: metadata.to_owned(), ..taken.new_events("wave-x", CLOSED, 1) };
        let each = Each { metadata: metadata.to_owned(), ..taken.each_event("wave-x", CLOSED, 1) };
        assert!(taken.append_new(&new).await.is_err(), "{metadata}");
        assert!(taken.append(&each).await.is_err(), "{metadata}");
    }
    assert_eq!(taken.end().await, 1);
}

#[tokio::test]
async fn it_changes_neither_the_list_of_types_nor_a_row() {
    let taken = TakenOver::start().await;
    for statement in [
        "insert into log.event_type values ('x', 'wave', 'plumbline_surveys')",
        "update log.event_type set role = 'plumbline_surveys'",
        "call operate.register_events(array['x'], array['wave'], array['plumbline_surveys'])",
        "select from log.leaves(gen_random_uuid(), 0, 1)",
        "set role plumbline_schools",
    ] {
        let refused = taken.surveys.batch_execute(statement).await.unwrap_err();
        assert_eq!(refused.code(), Some(&SqlState::INSUFFICIENT_PRIVILEGE), "{statement}");
    }
    let trail = taken.store.log("trail").await.across_trusts().await.unwrap();
    let call = "select log.append_new('{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}')";
    let refused = trail.batch_execute(call).await.unwrap_err();
    assert_eq!(refused.code(), Some(&SqlState::INSUFFICIENT_PRIVILEGE), "who writes nothing");
}
