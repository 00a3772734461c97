//! Replays erasures: what was erased stays erased, even after a backup was restored.

mod ledger;

use contract::events::{AnyEvent, PersonEvent};
use contract::log::v1::WordsClass;
use contract::schools::v1::{ErasePersonRequest, EraseWordsRequest, ErasureReason};
use eventlog::{
    Context, Envelope, ExecuteError, FoundBefore, Log, ReadError, SealedWords, WordsStanding,
};
use uuid::Uuid;

pub use ledger::{ErasedLine, ErasedThing, Ledger, LedgerError};

use crate::person::{Person, PersonFacts, PersonRefusal};
use crate::words::{ErasableWords, WordsFacts, WordsRefusal};

const ERASED: &str = "plumbline.schools.v1.PersonErased";
/// The reason that an erasure made again is given.
const BEFORE_THE_BACKUP: &str = "Erased before a backup was restored.";
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

/// Erases a person of whose erasure the log says nothing, since the log itself was restored to a time before. Says
/// whether there was anything to do.
pub async fn erase_again(
    log: &Log,
    trust: Uuid,
    person: Uuid,
    now: jiff::Timestamp,
) -> Result<bool, ExecuteError<PersonRefusal>> {
    let (known, _) = eventlog::load::<Person>(log, trust, person).await?;
    if !known.is_known() || known.is_erased() {
        return Ok(false);
    }
    let sealed = SealedWords::of_text(BEFORE_THE_BACKUP, WordsClass::Trust);
    let command_id = Uuid::new_v5(&person, b"erased again");
    let envelope = Envelope::of_no_call(Context { sealed, ..context(trust, now, command_id) });
    let (command_id, person_id) = (command_id.to_string(), person.to_string());
    let reason = BEFORE_THE_BACKUP.to_owned();
    let command = ErasePersonRequest { command_id, person_id, reason }.into();
    let before = FoundBefore(PersonFacts::ErasedBefore);
    log.execute_knowing::<Person>(person, &command, &envelope, &before).await?;
    crate::identity::forget(log, trust, person).await?;
    Ok(true)
}

/// Erases a text of whose erasure the log says nothing, since the log itself was restored to a time before. Says whether there
/// was anything to do; a text that the restored log does not know has not come back.
pub async fn erase_named_words(
    log: &Log,
    trust: Uuid,
    commitment: &str,
    now: jiff::Timestamp,
) -> Result<bool, ExecuteError<WordsRefusal>> {
    if log.words_standing(trust, commitment).await? != WordsStanding::Kept {
        return Ok(false);
    }
    let (words, _) = eventlog::load::<ErasableWords>(log, trust, commitment).await?;
    if matches!(words, ErasableWords::Erased) {
        return Ok(log.erase_words_again(trust).await? > 0);
    }
    let command_id = Uuid::new_v5(&trust, format!("erased again/{commitment}").as_bytes());
    let envelope = Envelope::of_no_call(context(trust, now, command_id));
    let mut command = EraseWordsRequest {
        command_id: command_id.to_string(),
        commitment: commitment.to_owned(),
        ..EraseWordsRequest::default()
    };
    command.set_reason(ErasureReason::BeforeARestore);
    // It was erased before, so a hold that came later has no say.
    let standing = WordsStanding::Kept;
    let facts = WordsFacts { standing, written_for: None, writer_on_hold: false };
    let before = FoundBefore(facts);
    log.execute_knowing::<ErasableWords>(commitment, &command.into(), &envelope, &before).await?;
    Ok(true)
}

/// What Plumbline itself does after a restore.
fn context(trust: Uuid, now: jiff::Timestamp, command_id: Uuid) -> Context {
    let (actor, role) = (contract::SYSTEM_ACTOR, "system".to_owned());
    Context { trust, actor, role, now, command_id, sealed: SealedWords::default() }
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
