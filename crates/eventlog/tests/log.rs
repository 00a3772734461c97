//! What the log promises, tried on a real PostgreSQL.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use contract::events::{StoredEvent, WaveEvent};
use contract::surveys::v1::{AnswersCollected, WaveClosed, WaveOpened};
use eventlog::testing::TestStore;
use eventlog::tokio_postgres::{Row, error::SqlState};
use eventlog::{Append, AppendError, Metadata, NewEvent, Stream, verify};
use futures::future::join_all;
use uuid::Uuid;

fn event(text: &str) -> NewEvent {
    let event = WaveEvent::WaveClosed(WaveClosed { wave_id: text.to_owned(), batches: 1 });
    NewEvent { event_id: Uuid::now_v7(), kind: event.type_name(), body: event.to_json() }
}

fn command(trust: Uuid, stream: &str, expected: u64, events: Vec<NewEvent>) -> Append {
    Append {
        trust,
        stream: Stream::new("wave", stream),
        expected,
        fingerprint: [1; 32],
        words: vec![],
        reads: vec![],
        also: vec![],
        metadata: Metadata {
            actor: Uuid::from_u128(7),
            role: "improvement_lead".to_owned(),
            command_id: Uuid::new_v4(),
            correlation: Uuid::nil(),
            causation: None,
            traceparent: None,
            at: "2025-11-21T10:00:00Z".parse().unwrap(),
        },
        events,
    }
}

#[tokio::test]
async fn positions_are_dense_and_versions_too_under_many_writers() {
    let store = TestStore::start().await;
    let trust = store.trust().await;
    // Two processes of the service write side by side.
    let logs = [
        store.log("surveys").await,
        eventlog::Log::open(&store.config("surveys"), true).await.unwrap(),
    ];
    let appends = (0..400).map(|number| {
        let log = logs[number % 2].clone();
        let append = command(trust, &format!("w{number}"), 0, vec![event("a"), event("b")]);
        async move { log.append(append).await.unwrap() }
    });
    let answers = join_all(appends).await;
    let claimed: BTreeSet<u64> =
        answers.iter().flat_map(|answer| answer.first..=answer.last).collect();
    assert_eq!(claimed, (2..=801).collect());
    let verdict = verify(&logs[0], trust).await.unwrap();
    assert_eq!((verdict.good, verdict.fault), (801, None));
}

#[tokio::test]
async fn one_of_many_writers_to_the_same_version_wins() {
    let store = TestStore::start().await;
    let trust = store.trust().await;
    let log = store.log("surveys").await;
    let tries = (0..50).map(|_| log.append(command(trust, "w", 0, vec![event("a")])));
    let outcomes = join_all(tries).await;
    let won = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    let lost =
        outcomes.iter().filter(|outcome| matches!(outcome, Err(AppendError::Conflict))).count();
    assert_eq!((won, lost), (1, 49));
}

#[tokio::test]
async fn a_repeated_command_gets_the_first_answer() {
    let store = TestStore::start().await;
    let trust = store.trust().await;
    let log = store.log("surveys").await;
    let first = command(trust, "w", 0, vec![event("a"), event("b")]);
    let mut other_content = first.clone();
    other_content.fingerprint = [2; 32];
    let answer = log.append(first.clone()).await.unwrap();
    let again = log.append(first).await.unwrap();
    assert_eq!((again.first, again.last, again.repeated), (answer.first, answer.last, true));
    assert!(matches!(log.append(other_content).await, Err(AppendError::Mismatch)));
    assert_eq!(log.head(trust).await.unwrap(), Some(3));
}

#[tokio::test]
async fn a_repeat_among_new_commands_of_two_trusts_changes_nobodys_answer() {
    let store = TestStore::start().await;
    let trusts = [store.trust().await, store.trust().await];
    let log = store.log("surveys").await;
    let mut commands: Vec<_> = (0..40)
        .map(|n| command(trusts[n % 2], &format!("w{n}"), 0, vec![event("a"), event("b")]))
        .collect();
    let earlier = log.append(commands[11].clone()).await.unwrap();
    commands[21].expected = 3;
    commands[31].trust = Uuid::now_v7();
    let outcomes = join_all(commands.iter().map(|one| log.append(one.clone()))).await;
    for (number, outcome) in outcomes.into_iter().enumerate() {
        match (number, outcome) {
            (11, Ok(again)) => {
                assert_eq!((again.first, again.last), (earlier.first, earlier.last));
                assert!(again.repeated);
            }
            (21, Err(AppendError::Conflict)) | (31, Err(AppendError::UnknownTrust)) => {}
            (_, Ok(new)) => {
                assert_eq!((new.last, new.repeated), (new.first + 1, false));
                let read = log.read(trusts[number % 2], new.first - 1, 2).await.unwrap();
                let stands = read.iter().map(|event| (event.stream.as_str(), event.version));
                let stream = &commands[number].stream;
                assert!(stands.eq([(stream.as_str(), 1), (stream.as_str(), 2)]), "{read:?}");
            }
            (number, other) => panic!("{number}: {other:?}"),
        }
    }
    for trust in trusts {
        assert_eq!(verify(&log, trust).await.unwrap().fault, None);
    }
}

#[tokio::test]
async fn a_stream_goes_on_where_it_stands_and_nowhere_else() {
    let store = TestStore::start().await;
    let trust = store.trust().await;
    let log = store.log("surveys").await;
    log.append(command(trust, "w", 0, vec![event("a"), event("b")])).await.unwrap();
    for expected in [0, 1, 3, 7] {
        let outcome = log.append(command(trust, "w", expected, vec![event("c")])).await;
        assert!(matches!(outcome, Err(AppendError::Conflict)), "{expected}: {outcome:?}");
        let nothing = log.append(command(trust, "w", expected, Vec::new())).await;
        assert!(matches!(nothing, Err(AppendError::Conflict)), "{expected}: {nothing:?}");
    }
    let outcome = log.append(command(trust, "w", 2, vec![event("c"), event("d")])).await.unwrap();
    assert_eq!((outcome.first, outcome.last), (4, 5));
    let nothing = log.append(command(trust, "w", 4, Vec::new())).await.unwrap();
    assert_eq!((nothing.first, nothing.last), (6, 5));
    assert_eq!(log.head(trust).await.unwrap(), Some(5));
}

#[tokio::test]
async fn the_store_counts_positions_whatever_it_is_told() {
    let store = TestStore::start().await;
    let trust = store.trust().await;
    let surveys = store.log("surveys").await.across_trusts().await.unwrap();
    let append = |count: i64, version: i64| {
        format!(
            "select log.append_new(array['{trust}'::uuid], array[{count}], array[gen_random_uuid()], array['x'::bytea], \
             array[1], array[1], array[1], array['wave-{count}{version}'], array[{version}], \
             array[gen_random_uuid()], array['plumbline.surveys.v1.WaveClosed'], array['{{}}'::json], \
             array['{{\"actor\": \"{trust}\"}}'::json])"
        )
    };
    for count in [-1, 0, 2] {
        let refused = surveys.batch_execute(&append(count, 1)).await.unwrap_err();
        assert_eq!(refused.code(), Some(&SqlState::INVALID_PARAMETER_VALUE), "{count}");
    }
    let shift = |row: Row| row.get::<_, Option<Vec<i64>>>(0);
    let hole = surveys.query_one(&append(1, 2), &[]).await.unwrap();
    assert_eq!(shift(hole), None);
    let good = surveys.query_one(&append(1, 1), &[]).await.unwrap();
    assert_eq!(shift(good), Some(vec![1]));
    drop(surveys);
    let head = store.log("surveys").await.head(trust).await.unwrap();
    assert_eq!(head, Some(2));
}

#[tokio::test]
async fn a_trust_that_was_never_founded_has_no_log() {
    let store = TestStore::start().await;
    let log = store.log("surveys").await;
    let outcome = log.append(command(Uuid::now_v7(), "w", 0, vec![event("a")])).await;
    assert!(matches!(outcome, Err(AppendError::UnknownTrust)));
}

#[tokio::test]
async fn the_stored_bytes_come_back_as_they_went_in() {
    let store = TestStore::start().await;
    let trust = store.trust().await;
    let log = store.log("surveys").await;
    // White space, key order and escapes that a re-encoding would change.
    let body = r#"{ "waveId" : "caf\u00e9 é", "waveId2": 1.0 }"#.to_owned();
    let odd = NewEvent {
        event_id: Uuid::now_v7(),
        kind: "plumbline.surveys.v1.WaveClosed",
        body: body.clone(),
    };
    let position = log.append(command(trust, "w", 0, vec![odd])).await.unwrap().last;
    let read = log.read(trust, position - 1, 1).await.unwrap();
    assert_eq!(read[0].body, body);
    assert_eq!(verify(&log, trust).await.unwrap().fault, None);
}

#[tokio::test]
async fn a_service_writes_its_own_categories_only() {
    let store = TestStore::start().await;
    let trust = store.trust().await;
    let log = store.log("reviews").await;
    let outcome = log.append(command(trust, "w", 0, vec![event("a")])).await;
    assert!(matches!(outcome, Err(AppendError::Refused(_))), "{outcome:?}");
}

#[tokio::test]
async fn nobody_changes_or_removes_an_event() {
    let store = TestStore::start().await;
    store.trust().await;
    let statements = [
        "update log.event set body = '{}'",
        "delete from log.event",
        "truncate log.event",
        "truncate log.event_0",
        "update log.event_0 set body = '{}'",
        "delete from log.command",
        "truncate log.command",
    ];
    let surveys = store.log("surveys").await.across_trusts().await.unwrap();
    let owner = store.admin().await;
    for statement in statements {
        assert!(surveys.batch_execute(statement).await.is_err(), "a service: {statement}");
        // A partition without rows has nothing to refuse a row of; truncate is refused all the same.
        let outcome = owner.batch_execute(statement).await;
        let empty =
            statement.contains("log.event_0 set") || statement.contains("delete from log.command");
        assert!(outcome.is_err() || empty, "the owner: {statement}");
    }
    assert!(
        surveys
            .batch_execute("insert into log.head values (gen_random_uuid(), 0, now())")
            .await
            .is_err()
    );
}

#[tokio::test]
async fn an_event_that_must_not_stand_where_it_does_is_named_by_its_position() {
    let store = TestStore::start().await;
    let trust = store.trust().await;
    let log = store.log("surveys").await;
    for number in 0..5 {
        log.append(command(trust, &format!("w{number}"), 0, vec![event("a")])).await.unwrap();
    }
    let owner = store.admin().await;
    // What only an owner of the database can do.
    let alter = async |column: &str, value: &str| {
        let alter = format!(
            "alter table log.event disable trigger all; update log.event set {column} = {value} where position = 4"
        );
        owner.batch_execute(&alter).await.unwrap();
        let verdict = verify(&log, trust).await.unwrap();
        (verdict.good, verdict.fault.map(|fault| fault.to_string()).unwrap_or_default())
    };
    let (good, fault) = alter("metadata", "'{}'").await;
    assert_eq!((good, fault.as_str()), (3, "position 4: the metadata cannot be read"));
    let (good, fault) = alter("type", "'plumbline.schools.v1.RoleGranted', metadata = (select metadata from log.event where position = 3)").await;
    let foreign = "position 4: a plumbline.schools.v1.RoleGranted does not belong into wave-w2";
    assert_eq!((good, fault.as_str()), (3, foreign));
    assert!(log.read(trust, 3, 1).await.unwrap()[0].event().is_err());
}

#[tokio::test]
async fn listeners_hear_that_a_log_has_grown() {
    let store = TestStore::start().await;
    let trusts = [store.trust().await, store.trust().await];
    let mut grown = eventlog::listen(&store.config("relay")).await.unwrap();
    let log = store.log("surveys").await;
    let mut heard = BTreeSet::new();
    for trust in trusts {
        log.append(command(trust, "w", 0, vec![event("a")])).await.unwrap();
    }
    // One of the founding may come late.
    while heard.len() < 2 {
        heard.insert(grown.recv().await.unwrap());
    }
    assert_eq!(heard, trusts.into());
    let again = command(trusts[0], "w", 1, vec![event("a")]);
    log.append(again).await.unwrap();
    assert!(trusts.contains(&grown.recv().await.unwrap()));
}

#[tokio::test]
async fn a_refused_command_does_not_fail_its_neighbours() {
    let store = TestStore::start().await;
    let trust = store.trust().await;
    let log = store.log("surveys").await;
    let mut nul = event("a");
    nul.body = "not json".to_owned();
    let tries = (0..20).map(|number| {
        let body = if number == 7 { nul.clone() } else { event("a") };
        log.append(command(trust, &format!("w{number}"), 0, vec![body]))
    });
    let outcomes = join_all(tries).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 19);
    assert!(matches!(outcomes[7], Err(AppendError::Refused(_))));
}

#[tokio::test]
async fn every_family_names_its_events_and_reads_them_back() {
    let opened =
        WaveEvent::WaveOpened(WaveOpened { wave_id: "w".to_owned(), ..WaveOpened::default() });
    let collected = WaveEvent::AnswersCollected(AnswersCollected::default());
    for event in [opened, collected] {
        assert_eq!(WaveEvent::decode(event.type_name(), &event.to_json()).unwrap(), event);
    }
    assert!(WaveEvent::decode("plumbline.schools.v1.SchoolJoined", "{}").is_err());
}

#[tokio::test]
async fn a_store_filled_before_the_first_release_is_refused_in_a_sentence() {
    let store = TestStore::start().await;
    let admin = store.admin().await;
    let forget = "delete from refinery_schema_history where version > 14";
    store.trust().await;
    admin.batch_execute(forget).await.unwrap();
    let refused = eventlog::migrate(store.admin_config()).await.unwrap_err().to_string();
    assert!(refused.contains("begin with an empty store"), "{refused}");
}
