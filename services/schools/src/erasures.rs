//! Replays erasures: what was erased stays erased, even after a backup was restored.

mod intent;
mod ledger;

use contract::Refusal;
use contract::events::{AnyEvent, PersonEvent};
use contract::log::v1::WordsClass;
use contract::schools::v1::{ErasePersonRequest, EraseWordsRequest, ErasureReason};
use eventlog::{
    Context, Envelope, ExecuteError, FoundBefore, Log, ReadError, SealedWords, WordsStanding,
};
use jiff::Timestamp;
use tonic::Status;
use uuid::Uuid;

pub use intent::ErasureIntent;
pub use ledger::{ErasedLine, ErasedThing, ErasureStanding, Ledger, LedgerError};

use crate::person::{Person, PersonFacts, PersonRefusal};
use crate::words::{ErasableWords, WordsFacts, WordsRefusal};

const ERASED: &str = "plumbline.schools.v1.PersonErased";
/// Positions looked through at once.
const CHUNK: u32 = 20_000;

/// Names and addresses that are here although the log says that they were erased.
pub async fn come_back(log: &Log) -> Result<Vec<(Uuid, Uuid)>, ReadError> {
    let kept = "select person_id from identity.person where trust_id = $1 and person_id = any ($2)";
    let mut found = Vec::new();
    for (trust, head) in log.heads().await? {
        let erased = erased(log, trust, head).await?;
        let rows = log.of(trust).await?.query(kept, &[&trust, &erased]).await?;
        found.extend(rows.iter().map(|row| (trust, row.get(0))));
    }
    Ok(found)
}

/// Erases once more what has come back; returns how many names that were.
pub async fn replay(log: &Log) -> Result<usize, ReadError> {
    let back = come_back(log).await?;
    for (trust, person) in &back {
        crate::identity::forget(log, *trust, *person).await?;
    }
    Ok(back.len())
}

/// Erases once more the words that the log says were erased; returns how many had come back.
pub async fn erase_words_again(log: &Log) -> Result<u64, ReadError> {
    let mut again = 0;
    for (trust, _) in log.heads().await? {
        again += log.erase_words_again(trust).await?;
    }
    Ok(again)
}

/// What came of a line of a ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReplayedLine {
    /// It is erased already, or is not known here.
    Nothing,
    /// It was there, and was erased.
    Again,
    /// It was only to be erased, and the rules do not let it be erased now; the sentence says why.
    Left(String),
}

/// What a replay of a line goes by.
#[derive(Clone, Copy, Debug)]
struct ReplayFacts {
    trust: Uuid,
    standing: ErasureStanding,
    now: Timestamp,
}

/// Erases what a line of a ledger names and the log says nothing of, since the log was restored to a time before. What the line
/// calls erased goes in any case. What was only to be erased goes where the rules let it, since it may have been refused.
pub async fn replay_line(
    log: &Log,
    line: &ErasedLine,
    now: Timestamp,
) -> Result<ReplayedLine, Status> {
    let ErasedLine { trust, erased, standing } = line;
    let by = ReplayFacts { trust: *trust, standing: *standing, now };
    match erased {
        ErasedThing::Person(person) => replayed(by, erase_person(log, *person, by).await),
        ErasedThing::Words(commitment) => replayed(by, erase_words(log, commitment, by).await),
    }
}

fn replayed<R: Refusal>(
    by: ReplayFacts,
    done: Result<bool, ExecuteError<R>>,
) -> Result<ReplayedLine, Status> {
    match done {
        Ok(true) => Ok(ReplayedLine::Again),
        Ok(false) => Ok(ReplayedLine::Nothing),
        Err(ExecuteError::Refused(refusal)) if by.standing == ErasureStanding::Intended => {
            Ok(ReplayedLine::Left(refusal.to_string()))
        }
        Err(error) => Err(error.into()),
    }
}

/// Says whether there was anything to do.
async fn erase_person(
    log: &Log,
    person: Uuid,
    by: ReplayFacts,
) -> Result<bool, ExecuteError<PersonRefusal>> {
    let (known, _) = eventlog::load::<Person>(log, by.trust, person).await?;
    if !known.is_known() || known.is_erased() {
        return Ok(false);
    }
    let facts = match by.standing {
        ErasureStanding::Erased => PersonFacts::ErasedBefore,
        ErasureStanding::Intended => PersonFacts::Nothing,
    };
    let reason = by.reason().to_owned();
    let sealed = SealedWords::of_text(&reason, WordsClass::Trust);
    let command_id = Uuid::new_v5(&person, b"erased again");
    let envelope = Envelope::of_no_call(Context { sealed, ..by.context(command_id) });
    let (command_id, person_id) = (command_id.to_string(), person.to_string());
    let command = ErasePersonRequest { command_id, person_id, reason }.into();
    log.execute_knowing::<Person>(person, &command, &envelope, &FoundBefore(facts)).await?;
    crate::identity::forget(log, by.trust, person).await?;
    Ok(true)
}

/// Says whether there was anything to do; a text that the restored log does not know has not come back.
async fn erase_words(
    log: &Log,
    commitment: &str,
    by: ReplayFacts,
) -> Result<bool, ExecuteError<WordsRefusal>> {
    let trust = by.trust;
    if log.words_standing(trust, commitment).await? != WordsStanding::Kept {
        return Ok(false);
    }
    let (words, _) = eventlog::load::<ErasableWords>(log, trust, commitment).await?;
    if matches!(words, ErasableWords::Erased) {
        return Ok(log.erase_words_again(trust).await? > 0);
    }
    let command_id = Uuid::new_v5(&trust, format!("erased again/{commitment}").as_bytes());
    let envelope = Envelope::of_no_call(by.context(command_id));
    let mut command = EraseWordsRequest {
        command_id: command_id.to_string(),
        commitment: commitment.to_owned(),
        ..EraseWordsRequest::default()
    };
    command.set_reason(ErasureReason::BeforeARestore);
    let writer_on_hold = match by.standing {
        // A hold that came later has no say.
        ErasureStanding::Erased => false,
        ErasureStanding::Intended => match writer_of(log, trust, commitment).await? {
            Some(writer) => eventlog::load::<Person>(log, trust, writer).await?.0.is_on_hold(),
            None => false,
        },
    };
    let facts = WordsFacts { standing: WordsStanding::Kept, written_for: None, writer_on_hold };
    let before = FoundBefore(facts);
    log.execute_knowing::<ErasableWords>(commitment, &command.into(), &envelope, &before).await?;
    Ok(true)
}

/// Who gave the command that brought a text. It reads the whole log of a trust: erasures are rare, and no index of the words is kept.
pub(crate) async fn writer_of(
    log: &Log,
    trust: Uuid,
    commitment: &str,
) -> Result<Option<Uuid>, ReadError> {
    const WRITER: &str = "select (metadata ->> 'actor')::uuid as writer from log.event \
        where trust_id = $1 and strpos(body::text, $2) > 0 order by position limit 1";
    let row = log.of(trust).await?.query_opt(WRITER, &[&trust, &commitment]).await?;
    Ok(row.map(|row| row.get("writer")))
}

impl ReplayFacts {
    /// The reason that the erasure is given.
    fn reason(self) -> &'static str {
        match self.standing {
            ErasureStanding::Erased => "Erased before a backup was restored.",
            ErasureStanding::Intended => "The erasure was begun, and its end was not noted.",
        }
    }

    /// What Plumbline itself does in a replay.
    fn context(self, command_id: Uuid) -> Context {
        let Self { trust, now, .. } = self;
        let (actor, role) = (contract::SYSTEM_ACTOR, "system".to_owned());
        Context { trust, actor, role, now, command_id, sealed: SealedWords::default() }
    }
}

async fn erased(log: &Log, trust: Uuid, head: u64) -> Result<Vec<Uuid>, ReadError> {
    let mut people = Vec::new();
    let mut position = 0;
    while position < head {
        for recorded in log.read_of(trust, &[ERASED], position, CHUNK).await? {
            if let AnyEvent::Person(PersonEvent::PersonErased(erased)) = recorded.event()? {
                people.extend(Uuid::try_parse(&erased.person_id).ok());
            }
        }
        position += u64::from(CHUNK);
    }
    Ok(people)
}
