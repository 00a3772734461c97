//! The record of every look: who was shown what is in the store before the answer leaves.
//!
//! The door hands a look over as soon as it has said yes, so that it is written while the service reads; the answer then
//! waits for whichever is later. What can't be recorded is not shown.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use contract::{Shown, unavailable};
use eventlog::{Lane, Log, ReadError, Writer};
use jiff::Timestamp;
use tokio::sync::oneshot;
use tonic::{Extensions, Status};
use uuid::Uuid;

/// One answer to one person.
#[derive(Clone, Debug)]
pub(crate) struct Look {
    /// Random: makes a repeated write harmless.
    pub(crate) id: Uuid,
    pub(crate) trust: Uuid,
    pub(crate) at: Timestamp,
    pub(crate) person: Uuid,
    pub(crate) role: String,
    pub(crate) action: &'static str,
    pub(crate) shown: Shown,
    pub(crate) thing: (&'static str, String),
    /// The schools an answer about several was about; `None`: every school of the trust.
    pub(crate) schools: Option<Vec<Uuid>>,
    pub(crate) position: u64,
    pub(crate) trace: String,
    pub(crate) why: String,
}

/// Where the looks of a process go: the store, as the role of one of its services. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Disclosures(Lane<Looks>);

/// Looks that may wait; more are not shown until the store keeps up.
const WAITING: usize = 4_096;
/// How long an answer waits for its look to be written.
const PATIENCE: Duration = Duration::from_secs(5);

impl Disclosures {
    /// Recorded in the store, with the role whose log this is.
    pub fn kept_in(log: Log) -> Self {
        Self(Lane::start([Looks { log, complained: false }], WAITING))
    }

    /// Begins to write a look. The answer of the call it belongs to is held back until it is written; where nobody
    /// holds answers back, this waits.
    pub(crate) async fn record(&self, look: Look, call: &Extensions) -> Result<(), Status> {
        let begun = tokio::time::timeout(PATIENCE, self.0.begin(look)).await;
        let Ok(Ok(written)) = begun else { return Err(unrecorded()) };
        match call.get::<Held>() {
            Some(held) => {
                held.lock().push(written);
                Ok(())
            }
            None => is_written(written).await,
        }
    }
}

async fn is_written(written: Pending) -> Result<(), Status> {
    match tokio::time::timeout(PATIENCE, written).await {
        Ok(Ok(Written(true))) => Ok(()),
        _ => Err(unrecorded()),
    }
}

fn unrecorded() -> Status {
    unavailable(
        "This cannot be shown at the moment: who has seen it is always recorded, and the record cannot be reached.",
    )
}

/// Tells once a look is in the store, or is not.
type Pending = oneshot::Receiver<Written>;

/// The looks an answer waits for; travels with its request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Held(Arc<Mutex<Vec<Pending>>>);

impl Held {
    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Pending>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until all are written; UNAVAILABLE where one could not be.
    pub(crate) async fn written(&self) -> Result<(), Status> {
        loop {
            let next = self.lock().pop();
            match next {
                Some(look) => is_written(look).await?,
                None => return Ok(()),
            }
        }
    }
}

/// Whether a look is in the store.
#[derive(Clone, Copy, Debug)]
struct Written(bool);

/// Writes what has gathered as one statement.
#[derive(Debug)]
struct Looks {
    log: Log,
    complained: bool,
}

const INSERT: &str = "insert into disclosure.look (trust_id, look_id, at, person_id, role, action, shown, thing_kind, thing_id, \
    schools, position, trace_id, why) \
    select l.trust_id, l.look_id, l.at::timestamptz, l.person_id, l.role, l.action, l.shown, l.thing_kind, l.thing_id, \
    l.schools::uuid[], l.position, l.trace_id, l.why \
    from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], \
    $10::text[], $11::bigint[], $12::text[], $13::text[]) \
    as l(trust_id, look_id, at, person_id, role, action, shown, thing_kind, thing_id, schools, position, trace_id, why) \
    on conflict do nothing";

#[async_trait::async_trait]
impl Writer for Looks {
    type Item = Look;
    type Answer = Written;

    /// Looks never stand in each other's way.
    fn keys(look: &Look) -> [u64; 2] {
        let (high, low) = look.id.as_u64_pair();
        [high, low]
    }

    fn size(look: &Look) -> usize {
        300 + 40 * look.schools.as_ref().map_or(0, Vec::len)
    }

    async fn write(&mut self, batch: Vec<Look>) -> Vec<Written> {
        let rows = Rows::of(&batch);
        let mut outcome = self.insert(&rows).await;
        if outcome.is_err() {
            // The pool may have lent a connection that had ended unnoticed; the ids make a repeat harmless.
            outcome = self.insert(&rows).await;
        }
        match &outcome {
            Ok(()) => self.complained = false,
            Err(error) if !self.complained => {
                tracing::warn!(%error, "looks cannot be recorded, so nothing is shown that would have to be");
                self.complained = true;
            }
            Err(_) => {}
        }
        vec![Written(outcome.is_ok()); batch.len()]
    }
}

impl Looks {
    async fn insert(&self, rows: &Rows) -> Result<(), ReadError> {
        // One batch holds looks of many trusts.
        let client = self.log.across_trusts().await?;
        let insert = client.prepare_cached(INSERT).await?;
        client.execute(&insert, &rows.parameters()).await?;
        metrics::counter!("plumbline_looks_recorded_total").increment(rows.ids.len() as u64);
        Ok(())
    }
}

/// A batch, column by column.
#[derive(Debug, Default)]
struct Rows {
    trusts: Vec<Uuid>,
    ids: Vec<Uuid>,
    at: Vec<String>,
    people: Vec<Uuid>,
    /// role, action, shown, thing's kind, thing's id, trace, why
    texts: [Vec<String>; 7],
    schools: Vec<Option<String>>,
    positions: Vec<i64>,
}

impl Rows {
    fn of(batch: &[Look]) -> Self {
        let mut rows = Self::default();
        for look in batch {
            rows.trusts.push(look.trust);
            rows.ids.push(look.id);
            rows.at.push(look.at.to_string());
            rows.people.push(look.person);
            let (kind, id) = &look.thing;
            let (shown, kind) = (look.shown.to_string(), (*kind).to_owned());
            let (role, action, id) = (look.role.clone(), look.action.to_owned(), id.clone());
            let texts = [role, action, shown, kind, id, look.trace.clone(), look.why.clone()];
            for (column, text) in rows.texts.iter_mut().zip(texts) {
                column.push(text);
            }
            rows.schools.push(look.schools.as_deref().map(array));
            rows.positions.push(look.position.cast_signed());
        }
        rows
    }

    fn parameters(&self) -> [&(dyn eventlog::tokio_postgres::types::ToSql + Sync); 13] {
        let [role, action, shown, kind, id, trace, why] = &self.texts;
        [
            &self.trusts,
            &self.ids,
            &self.at,
            &self.people,
            role,
            action,
            shown,
            kind,
            id,
            &self.schools,
            &self.positions,
            trace,
            why,
        ]
    }
}

/// `{0190...,0191...}`: an array within an array, as text.
fn array(ids: &[Uuid]) -> String {
    let ids: Vec<String> = ids.iter().map(Uuid::to_string).collect();
    format!("{{{}}}", ids.join(","))
}
