//! What a command brings beside its events: streams it rests on, and words of persons.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use contract::Said as _;
use contract::commands::PairingCommand;
use contract::events::{PairingEvent, StoredEvent as _, WordsEvent};
use contract::log::v1::{Words, WordsClass};
use contract::reviews::v1::{DeclinePairingRequest, PairingDeclined, PairingProposed};
use contract::schools::v1::WordsClassed;
use contract::{Caller, Kind, Refusal};
use eventlog::testing::TestStore;
use eventlog::tokio_postgres::error::SqlState;
use eventlog::{
    Append, AppendError, Context, Decider, Envelope, ExecuteError, Log, Metadata, NewEvent,
    SealedWords, Stream, StreamRead, WordsReader, execute,
};
use futures::future::join_all;
use uuid::Uuid;

/// Turns down whatever it is asked to.
#[derive(Debug, Default)]
struct Declining;

#[derive(Debug, thiserror::Error)]
#[error("never")]
struct Never;

impl Refusal for Never {
    fn code(&self) -> (Kind, &'static str) {
        (Kind::State, "NEVER")
    }
}

impl Decider for Declining {
    type Command = PairingCommand;
    type Facts = ();
    type Event = PairingEvent;
    type Refusal = Never;

    fn decide(
        &self,
        command: &PairingCommand,
        _: &(),
        context: &Context,
    ) -> Result<Vec<PairingEvent>, Never> {
        let PairingCommand::DeclinePairing(asked) = command else { return Ok(Vec::new()) };
        let reason = context.words(&asked.reason);
        Ok(vec![PairingDeclined { pairing_id: asked.pairing_id.clone(), reason }.into()])
    }

    fn evolve(&mut self, _: &PairingEvent) {}
}

const READER: WordsReader = WordsReader::OF_EVERYTHING;
const TEXT: &str = "It is too far for Mrs Canary to drive.";

/// A command that brings a text, as the door would hand it on.
fn decline(trust: Uuid, command_id: Uuid, text: &str) -> (PairingCommand, Envelope) {
    let mut asked = DeclinePairingRequest { reason: text.to_owned(), ..Default::default() };
    let context = Context {
        trust,
        actor: Uuid::from_u128(7),
        role: "headteacher".to_owned(),
        now: "2025-11-21T10:00:00Z".parse().unwrap(),
        command_id,
        sealed: SealedWords::of(&mut asked),
    };
    (asked.into(), Envelope::of_no_call(context))
}

async fn declined(log: &Log, trust: Uuid, text: &str) -> Words {
    let (command, envelope) = decline(trust, Uuid::new_v4(), text);
    let receipt = execute::<Declining>(log, Uuid::new_v4(), &command, &envelope).await.unwrap();
    let [PairingEvent::PairingDeclined(event)] = &receipt.events[..] else { panic!("one event") };
    event.reason.clone().unwrap()
}

#[tokio::test]
async fn words_stand_beside_the_log_and_never_in_it() {
    let store = TestStore::start().await;
    let (trust, log) = (store.trust().await, store.log("reviews").await);
    let mut words = declined(&log, trust, TEXT).await;
    for event in log.read(trust, 0, 100).await.unwrap() {
        assert!(!event.body.contains("Canary") && !event.metadata.contains("Canary"));
    }
    let sealed = words.clone();
    log.fill(trust, READER, &mut words).await.unwrap();
    assert_eq!(words.said(), TEXT);
    // Who writes other things sees other things; who tells of all sees all.
    for (service, seen) in [("trail", TEXT), ("reports", TEXT), ("surveys", ""), ("schools", "")] {
        let mut words = sealed.clone();
        store.log(service).await.fill(trust, READER, &mut words).await.unwrap();
        assert_eq!(words.said(), seen, "{service}");
    }
    let mut elsewhere = sealed;
    log.fill(store.trust().await, READER, &mut elsewhere).await.unwrap();
    assert_eq!(elsewhere.said(), "", "another trust's");
}

#[tokio::test]
async fn many_commands_at_once_keep_the_words_of_each() {
    let store = TestStore::start().await;
    let (trust, log) = (store.trust().await, store.log("reviews").await);
    let texts: Vec<String> = (0..60).map(|number| format!("{TEXT} {number}")).collect();
    let mut words = join_all(texts.iter().map(|text| declined(&log, trust, text))).await;
    log.fill(trust, READER, words.as_mut_slice()).await.unwrap();
    let said: Vec<_> = words.iter().map(|words| words.said()).collect();
    assert_eq!(said, texts);
}

#[tokio::test]
async fn a_repeat_brings_the_same_words_or_is_told_that_it_does_not() {
    let store = TestStore::start().await;
    let (trust, log) = (store.trust().await, store.log("reviews").await);
    let (id, command_id) = (Uuid::new_v4(), Uuid::new_v4());
    let send = async |text: &str| {
        let (command, envelope) = decline(trust, command_id, text);
        execute::<Declining>(&log, id, &command, &envelope).await
    };
    let first = send(TEXT).await.unwrap();
    let again = send(TEXT).await.unwrap();
    assert!(again.repeated && again.events == first.events);
    let other = send("It is too near.").await;
    assert!(matches!(other, Err(ExecuteError::Append(AppendError::Mismatch))), "{other:?}");
    let admin = store.admin().await;
    let erase = "update words.text set salt = null, text = null, removed_on = '2026-03-03'";
    assert_eq!(admin.execute(erase, &[]).await.unwrap(), 1);
    let erased = send("Nobody can tell any more.").await.unwrap();
    assert!(erased.repeated && erased.events == first.events);
    let [PairingEvent::PairingDeclined(event)] = &erased.events[..] else { panic!("one event") };
    let mut words = event.reason.clone().unwrap();
    log.fill(trust, READER, &mut words).await.unwrap();
    assert_eq!(words.said(), "Removed on 3 March 2026, at a person's request.");
}

/// Where a thing is for more readers than its words, the class that the words were written in decides.
#[tokio::test]
async fn words_are_kept_back_from_readers_outside_their_class() {
    let store = TestStore::start().await;
    let (trust, log) = (store.trust().await, store.log("reviews").await);
    let sealed = declined(&log, trust, TEXT).await;
    let kept_back = async |role: &str| {
        let mut words = sealed.clone();
        let reader = WordsReader::of(&Caller::new(trust, Uuid::from_u128(9), role));
        log.fill(trust, reader, &mut words).await.unwrap();
        words.kept_back
    };
    assert!(kept_back("governor").await && kept_back("member").await);
    assert!(!kept_back("improvement_lead").await && !kept_back("headteacher").await);
    // A person of two roles reads what either lets read.
    let mut words = sealed.clone();
    let governor = Caller::new(trust, Uuid::from_u128(9), "governor");
    let also_head = Caller { reads_up_to: Some(WordsClass::School), ..governor };
    log.fill(trust, WordsReader::of(&also_head), &mut words).await.unwrap();
    assert_eq!(words.said(), TEXT);
}

/// A text of a headteacher is classed for the improvement lead: other readers are told that it is kept from them, its writer is not.
#[tokio::test]
async fn words_that_are_classed_anew_are_kept_back_from_other_readers() {
    let store = TestStore::start().await;
    let (trust, log) = (store.trust().await, store.log("reviews").await);
    let sealed = declined(&log, trust, TEXT).await;
    let written_at = log.head(trust).await.unwrap().unwrap();
    let said = async |actor: u128, role: &str| {
        let mut words = sealed.clone();
        let caller = Caller::new(trust, Uuid::from_u128(actor), role);
        log.fill(trust, WordsReader::of(&caller), &mut words).await.unwrap();
        (words.said().into_owned(), words.kept_back)
    };
    let class = async |class: WordsClass| {
        let commitment = sealed.commitment.clone();
        let classed =
            WordsClassed { commitment: commitment.clone(), class: class.into(), written_at };
        store.record(trust, &commitment, vec![WordsEvent::WordsClassed(classed)]).await;
    };
    let kept = ("Not shown: this text is kept for fewer readers.".to_owned(), true);
    let (seen, hidden) = ((TEXT.to_owned(), false), kept);
    assert_eq!(said(9, "governor").await, hidden, "written for the school");
    assert_eq!(said(9, "headteacher").await, seen);
    class(WordsClass::Trust).await;
    for (actor, role, expected) in [
        (9, "governor", &hidden),
        (9, "headteacher", &hidden),
        (7, "headteacher", &seen),
        (9, "improvement_lead", &seen),
        (9, "system", &seen),
    ] {
        assert_eq!(said(actor, role).await, *expected, "{actor} {role}");
    }
    class(WordsClass::Author).await;
    assert_eq!(said(9, "improvement_lead").await, hidden);
    assert_eq!(said(7, "headteacher").await, seen);
    class(WordsClass::Open).await;
    assert_eq!(said(9, "governor").await, seen);
    assert!(eventlog::verify(&log, trust).await.unwrap().fault.is_none());
}

#[tokio::test]
async fn a_service_can_neither_write_nor_remove_words_by_itself() {
    let store = TestStore::start().await;
    let trust = store.trust().await;
    declined(&store.log("reviews").await, trust, TEXT).await;
    let (reviews, driver) =
        store.config("reviews").connect(eventlog::tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(driver);
    let named = format!("set plumbline.trust = '{trust}'");
    reviews.batch_execute(&named).await.unwrap();
    for statement in [
        "update words.text set text = 'another'",
        "delete from words.text",
        "insert into words.text (trust_id, commitment, class, role) values (gen_random_uuid(), 'x', 'x', 'x')",
        "select words.erase(gen_random_uuid(), '00', now())",
        "select words.erase_again(gen_random_uuid())",
    ] {
        let refused = reviews.batch_execute(statement).await.unwrap_err();
        assert_eq!(refused.code(), Some(&SqlState::INSUFFICIENT_PRIVILEGE), "{statement}");
    }
}

/// A command that rests on another stream as it stood at a version.
fn resting(trust: Uuid, stream: &str, version: u64) -> Append {
    let event: PairingEvent = PairingProposed::default().into();
    Append {
        trust,
        stream: Stream::new("pairing", Uuid::new_v4()),
        expected: 0,
        fingerprint: [1; 32],
        words: vec![],
        reads: vec![StreamRead { stream: Stream::new("pairing", stream), version }],
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
        events: vec![NewEvent {
            event_id: Uuid::now_v7(),
            kind: event.type_name(),
            body: event.to_json(),
        }],
    }
}

#[tokio::test]
async fn a_command_conflicts_where_what_it_read_has_moved_on() {
    let store = TestStore::start().await;
    let (trust, log) = (store.trust().await, store.log("reviews").await);
    let grow = |expected| Append {
        stream: Stream::new("pairing", "read"),
        expected,
        reads: vec![],
        also: vec![],
        ..resting(trust, "", 0)
    };
    log.append(resting(trust, "read", 0)).await.unwrap();
    log.append(grow(0)).await.unwrap();
    let stale = log.append(resting(trust, "read", 0)).await;
    assert!(matches!(stale, Err(AppendError::Conflict)), "{stale:?}");
    log.append(resting(trust, "read", 1)).await.unwrap();
    // A command that led to nothing travels by the other function.
    let nothing = |version| Append { events: vec![], ..resting(trust, "read", version) };
    let stale = log.append(nothing(0)).await;
    assert!(matches!(stale, Err(AppendError::Conflict)), "{stale:?}");
    log.append(nothing(1)).await.unwrap();
}

#[tokio::test]
async fn whoever_reads_and_whoever_writes_at_once_stand_in_one_order() {
    let store = TestStore::start().await;
    let (trust, log) = (store.trust().await, store.log("reviews").await);
    // Wherever the writer stands in the log, nobody after it rests on what was before.
    for version in 0..20 {
        let write = Append {
            stream: Stream::new("pairing", "read"),
            expected: version,
            reads: vec![],
            also: vec![],
            ..resting(trust, "", 0)
        };
        let reads = join_all((0..8).map(|_| log.append(resting(trust, "read", version))));
        let (written, read) = tokio::join!(log.append(write), reads);
        let written = written.unwrap().first;
        for outcome in read {
            match outcome {
                Ok(appended) => assert!(appended.last < written, "{appended:?} {written}"),
                Err(error) => assert!(matches!(error, AppendError::Conflict), "{error:?}"),
            }
        }
    }
}
