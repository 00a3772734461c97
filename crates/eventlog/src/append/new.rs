//! A batch of commands of which each is new, as nearly all are: the arguments of `log.append_new`.

use bytes::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use uuid::Uuid;

use super::beside::Beside;
use super::{Append, Appended, Outcome, json};

/// The wait for a lock ends as `$22` says, until the end of this statement. PostgreSQL works a list of columns out from left to
/// right.
pub(super) const STATEMENT: &str = "select set_config('lock_timeout', $22::text, true), \
    log.append_new($1::uuid[], $2::bigint[], \
    $3::uuid[], $4::bytea[], $5::bigint[], $6::bigint[], \
    $7::int[], $8::text[], $9::bigint[], $10::uuid[], $11::text[], $12::json[], $13::json[], \
    $14::int[], $15::text[], $16::bigint[], $17::int[], $18::bytea[], $19::bytea[], $20::text[], $21::text[])";

/// The batch turned into the arrays the function takes: its events trust by trust, numbered from one.
#[derive(Default)]
pub(super) struct Columns<'a> {
    trust: Vec<Uuid>,
    count: Vec<i64>,
    command: Vec<Uuid>,
    fingerprint: Vec<&'a [u8]>,
    first: Vec<i64>,
    last: Vec<i64>,
    of: Vec<i32>,
    stream: Vec<&'a str>,
    version: Vec<i64>,
    id: Vec<Uuid>,
    kind: Vec<&'a str>,
    body: Vec<Json<&'a str>>,
    metadata: Vec<Json<String>>,
    beside: Beside<'a>,
    /// How long the store waits for a lock.
    lock_wait: &'static str,
    /// Where in the batch each command stands, and which trust is its own.
    places: Vec<(usize, usize)>,
}

impl<'a> Columns<'a> {
    /// `None` where a command leads to no event: there is no row by which the store would see that its stream moved on.
    pub(super) fn of(batch: &'a [Append], lock_wait: &'static str) -> Option<Self> {
        if batch.iter().any(|item| item.events.is_empty()) {
            return None;
        }
        let mut columns = Self { lock_wait, ..Self::default() };
        let mut by_trust: Vec<usize> = (0..batch.len()).collect();
        // The same order in every process, so that no two wait for each other.
        by_trust.sort_by_key(|&place| batch[place].trust);
        for place in by_trust {
            columns.add(place, &batch[place]);
        }
        Some(columns)
    }

    fn add(&mut self, place: usize, item: &'a Append) {
        if self.trust.last() != Some(&item.trust) {
            self.trust.push(item.trust);
            self.count.push(0);
        }
        let events = item.every_event().count() as i64;
        let before = self.id.len() as i64;
        if let Some(count) = self.count.last_mut() {
            *count += events;
        }
        self.places.push((place, self.trust.len() - 1));
        self.command.push(item.metadata.command_id);
        self.fingerprint.push(&item.fingerprint);
        self.first.push(before + 1);
        self.last.push(before + events);
        self.beside.add(self.trust.len(), item);
        let metadata = json(&item.metadata);
        let own = (item.stream.as_str(), item.expected, &item.events);
        let also = item.also.iter();
        let also = also.map(|more| (more.to.stream.as_str(), more.to.version, &more.events));
        for (stream, expected, events) in std::iter::once(own).chain(also) {
            for (event, version) in events.iter().zip(expected.cast_signed() + 1..) {
                self.of.push(self.trust.len() as i32);
                self.stream.push(stream);
                self.version.push(version);
                self.id.push(event.event_id);
                self.kind.push(event.kind);
                self.body.push(Json(&event.body));
                self.metadata.push(Json(metadata.clone()));
            }
        }
    }

    pub(super) fn parameters(&self) -> [&(dyn ToSql + Sync); 22] {
        [
            &self.trust,
            &self.count,
            &self.command,
            &self.fingerprint,
            &self.first,
            &self.last,
            &self.of,
            &self.stream,
            &self.version,
            &self.id,
            &self.kind,
            &self.body,
            &self.metadata,
            &self.beside.read_of,
            &self.beside.read_stream,
            &self.beside.read_version,
            &self.beside.words_of,
            &self.beside.commitment,
            &self.beside.salt,
            &self.beside.text,
            &self.beside.class,
            &self.lock_wait,
        ]
    }

    /// The answers in the order of the batch; `shift` leads from a trust's numbers here to positions in its log.
    pub(super) fn outcomes(&self, shift: &[i64]) -> Vec<Outcome> {
        let mut answers: Vec<_> = self
            .places
            .iter()
            .zip(self.first.iter().zip(&self.last))
            .map(|(&(place, trust), (first, last))| {
                let position = |number: i64| (shift[trust] + number).unsigned_abs();
                (
                    place,
                    Appended { first: position(*first), last: position(*last), repeated: false },
                )
            })
            .collect();
        answers.sort_by_key(|(place, _)| *place);
        answers.into_iter().map(|(_, appended)| Ok(appended)).collect()
    }
}

/// JSON text as it stands; the store reads it once, before anything is locked.
#[derive(Debug)]
struct Json<T>(T);

impl<T: AsRef<str> + std::fmt::Debug> ToSql for Json<T> {
    fn to_sql(
        &self,
        _: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        out.extend_from_slice(self.0.as_ref().as_bytes());
        Ok(IsNull::No)
    }

    fn accepts(kind: &Type) -> bool {
        *kind == Type::JSON
    }

    to_sql_checked!();
}
