//! The outbox: which letters are to be sent to which persons, and what became of them. It holds no address.

use contract::letters::v1::{LetterKind, ReturnedLetter};
use eventlog::tokio_postgres::{self, Row};
use eventlog::{Log, ReadError, Transaction};
use jiff::{SignedDuration, Timestamp};
use mail::SendOutcome;
use uuid::Uuid;

/// A letter that was not sent by then is told no more: its page says what stands.
pub(crate) const OLDEST: SignedDuration = SignedDuration::from_hours(72);
/// How long it is remembered what became of a letter.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24 * 90);
/// How long one process has a letter in hand. Another sends it afterwards, where the first one died.
const IN_HAND: SignedDuration = SignedDuration::from_mins(5);
/// Until the second try; each further one waits twice as long.
const AGAIN_AFTER: SignedDuration = SignedDuration::from_mins(5);
const MOST_DOUBLINGS: i32 = 6;

/// What leads to letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Occasion {
    pub kind: LetterKind,
    /// What makes it one occasion: with the same key and the same person it is the same letter.
    pub key: String,
    /// Empty where the letter is about no school.
    pub school_id: String,
    /// The round or report; empty where there is none.
    pub thing_id: String,
    /// ISO 8601 date; empty where nothing is due.
    pub due_on: String,
    pub waiting: i32,
    pub overdue: i32,
    pub at: Timestamp,
}

impl Occasion {
    /// The id of the letter to a person.
    pub(crate) fn letter_id(&self, trust: Uuid, person: Uuid) -> Uuid {
        Uuid::new_v5(&trust, format!("letter/{}/{person}", self.key).as_bytes())
    }
}

/// A letter that a process has in hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ClaimedLetter {
    pub letter_id: Uuid,
    pub person_id: Uuid,
    pub kind: LetterKind,
    pub school_id: String,
    pub thing_id: String,
    pub due_on: String,
    pub waiting: i32,
    pub overdue: i32,
    /// This one counted.
    pub tries: i32,
}

/// Why a letter is not sent at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotSent {
    /// The person has no address, or was erased.
    NoAddress,
    /// The person turned the digest off after it was made.
    NotWanted,
}

impl NotSent {
    fn state(self) -> &'static str {
        match self {
            Self::NoAddress => "no address",
            Self::NotWanted => "not wanted",
        }
    }
}

const PUT: &str = "insert into letters.outbox \
    (trust_id, letter_id, person_id, kind, school_id, thing_id, due_on, waiting, overdue, made_at, not_before) \
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::text::timestamptz, $10::text::timestamptz) on conflict do nothing";

/// Puts a letter to each person into the outbox, in a transaction of the trust. A letter that is there stays as it is.
pub(crate) async fn put(
    tx: &Transaction<'_>,
    trust: Uuid,
    occasion: &Occasion,
    persons: &[Uuid],
) -> Result<(), tokio_postgres::Error> {
    let Occasion { kind, school_id, thing_id, due_on, waiting, overdue, at, .. } = occasion;
    let (kind, at) = (kind.as_str_name(), at.to_string());
    for person in persons {
        let letter = occasion.letter_id(trust, *person);
        let values: [&(dyn tokio_postgres::types::ToSql + Sync); 10] =
            [&trust, &letter, person, &kind, school_id, thing_id, due_on, waiting, overdue, &at];
        tx.execute(PUT, &values).await?;
    }
    Ok(())
}

/// The rows, with this service's role.
#[derive(Clone, Debug)]
pub(crate) struct Outbox {
    pub(crate) log: Log,
}

impl Outbox {
    pub(crate) fn new(log: Log) -> Self {
        Self { log }
    }

    /// Whether there is a letter to be sent by now that no process has in hand.
    pub(crate) async fn has_waiting(&self, trust: Uuid, now: Timestamp) -> Result<bool, ReadError> {
        const WAITING: &str = "select exists (select from letters.outbox \
            where trust_id = $1 and state = 'waiting' and not_before <= $2::text::timestamptz)";
        let client = self.log.of(trust).await?;
        let row = client.query_opt(WAITING, &[&trust, &now.to_string()]).await?;
        Ok(row.is_some_and(|row| row.get(0)))
    }

    /// Takes one letter in hand that is to be sent by now; `None` where there is none.
    pub(crate) async fn claim(
        &self,
        trust: Uuid,
        now: Timestamp,
    ) -> Result<Option<ClaimedLetter>, ReadError> {
        const CLAIM: &str = "update letters.outbox set not_before = $3::text::timestamptz, tries = tries + 1 \
            where trust_id = $1 and letter_id = (select letter_id from letters.outbox \
            where trust_id = $1 and state = 'waiting' and not_before <= $2::text::timestamptz \
            order by not_before limit 1 for update skip locked) \
            returning letter_id, person_id, kind, school_id, thing_id, due_on, waiting, overdue, tries";
        let (at, until) = (now.to_string(), (now + IN_HAND).to_string());
        let row = self.log.of(trust).await?.query_opt(CLAIM, &[&trust, &at, &until]).await?;
        Ok(row.map(|row| claimed(&row)))
    }

    /// Notes what the server answered.
    pub(crate) async fn note(
        &self,
        trust: Uuid,
        letter: &ClaimedLetter,
        outcome: &SendOutcome,
        now: Timestamp,
    ) -> Result<(), ReadError> {
        const SETTLED: &str = "update letters.outbox set state = $3, code = $4, settled_at = $5::text::timestamptz \
            where trust_id = $1 and letter_id = $2";
        const LATER: &str = "update letters.outbox set code = $3, not_before = $4::text::timestamptz \
            where trust_id = $1 and letter_id = $2";
        let client = self.log.of(trust).await?;
        let id = letter.letter_id;
        match outcome {
            SendOutcome::Taken => {
                let values: [&(dyn tokio_postgres::types::ToSql + Sync); 5] =
                    [&trust, &id, &"sent", &"", &now.to_string()];
                client.execute(SETTLED, &values).await?;
            }
            SendOutcome::Returned(code) => {
                client
                    .execute(SETTLED, &[&trust, &id, &"returned", code, &now.to_string()])
                    .await?;
            }
            SendOutcome::Delayed(code) => {
                let again = (now + again_after(letter.tries)).to_string();
                client.execute(LATER, &[&trust, &id, code, &again]).await?;
            }
        }
        Ok(())
    }

    /// Notes that a letter is not sent, and why.
    pub(crate) async fn leave(
        &self,
        trust: Uuid,
        letter: &ClaimedLetter,
        left: NotSent,
        now: Timestamp,
    ) -> Result<(), ReadError> {
        const LEAVE: &str = "update letters.outbox set state = $3, settled_at = $4::text::timestamptz \
            where trust_id = $1 and letter_id = $2";
        let values: [&(dyn tokio_postgres::types::ToSql + Sync); 4] =
            [&trust, &letter.letter_id, &left.state(), &now.to_string()];
        Ok(self.log.of(trust).await?.execute(LEAVE, &values).await?)
    }

    /// Ends what waited too long, and forgets what was settled long ago.
    pub(crate) async fn tidy(&self, trust: Uuid, now: Timestamp) -> Result<(), ReadError> {
        const OLD: &str = "update letters.outbox set state = 'too old', settled_at = $3::text::timestamptz \
            where trust_id = $1 and state = 'waiting' and made_at < $2::text::timestamptz";
        const FORGET: &str = "delete from letters.outbox \
            where trust_id = $1 and state <> 'waiting' and made_at < $2::text::timestamptz";
        const DAYS: &str =
            "delete from letters.digest_day where trust_id = $1 and on_day < $2::text::date";
        let (oldest, at) = ((now - OLDEST).to_string(), now.to_string());
        let remembered = now - REMEMBERED;
        let client = self.log.of(trust).await?;
        client.execute(OLD, &[&trust, &oldest, &at]).await?;
        client.execute(FORGET, &[&trust, &remembered.to_string()]).await?;
        let first_day = contract::british_day(remembered).to_string();
        Ok(client.execute(DAYS, &[&trust, &first_day]).await?)
    }

    /// The letters that the server refused for good, newest first.
    pub(crate) async fn returned(&self, trust: Uuid) -> Result<Vec<ReturnedLetter>, ReadError> {
        const RETURNED: &str = "select letter_id, person_id, kind, code, \
            to_char(settled_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') as at \
            from letters.outbox where trust_id = $1 and state = 'returned' order by settled_at desc, letter_id limit 500";
        let rows = self.log.of(trust).await?.query(RETURNED, &[&trust]).await?;
        let letter = |row: &Row| ReturnedLetter {
            letter_id: row.get::<_, Uuid>("letter_id").to_string(),
            person_id: row.get::<_, Uuid>("person_id").to_string(),
            kind: kind_of(row).into(),
            at: row.get("at"),
            code: row.get("code"),
        };
        Ok(rows.iter().map(letter).collect())
    }
}

/// How long to wait after a try that the server did not take.
fn again_after(tries: i32) -> SignedDuration {
    AGAIN_AFTER * 2_i32.pow(tries.clamp(1, MOST_DOUBLINGS).unsigned_abs() - 1)
}

fn kind_of(row: &Row) -> LetterKind {
    LetterKind::from_str_name(row.get("kind")).unwrap_or_default()
}

fn claimed(row: &Row) -> ClaimedLetter {
    ClaimedLetter {
        letter_id: row.get("letter_id"),
        person_id: row.get("person_id"),
        kind: kind_of(row),
        school_id: row.get("school_id"),
        thing_id: row.get("thing_id"),
        due_on: row.get("due_on"),
        waiting: row.get("waiting"),
        overdue: row.get("overdue"),
        tries: row.get("tries"),
    }
}

#[cfg(test)]
mod tests;
