//! A read model of one document a thing: what happened to the thing, folded into what an rpc answers with.
//!
//! Every document has versions, so what it said on an earlier day is the same statement as what it says now.

mod columns;
mod documents;
mod versions;

use contract::events::{StoredEvent, types_of};
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::{ApplyError, Projection, Recorded, Transaction};
pub use columns::ListColumns;
pub use documents::{Documents, When};

/// A read model with one document for each thing. The type that implements it carries no data: it names the read model, since
/// neither this trait nor the message is the service's own.
pub trait Document: Send + Sync + 'static {
    /// Name of the projection, and the Postgres schema of its rows, for example `reviews_pairings`.
    const NAME: &'static str;

    /// To be counted up when the same events give other documents than before: the next migration then makes them anew.
    const EDITION: u32 = 1;

    /// The document: the message that the rpc answers with, or what such messages are made from. At most 64 kB of proto3-JSON;
    /// each event writes it anew.
    type Body: Serialize + DeserializeOwned + Default + Send + Sync;

    /// What happens to the thing.
    type Event: StoredEvent;

    /// Returns the id of the thing that an event changes; `stream_id` is the id in the name of the event's stream.
    fn thing(_event: &Self::Event, stream_id: &str) -> String {
        stream_id.to_owned()
    }

    /// Returns what lists filter by; nothing where they always show all.
    fn columns(_body: &Self::Body) -> ListColumns<'_> {
        ListColumns::new()
    }

    /// Takes an event in. Cannot fail, and has no catch-all arm. The first event of a thing meets an empty document.
    fn fold(body: &mut Self::Body, event: &Self::Event, at: &At);
}

/// Where and when an event happened, and who gave the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At {
    /// Position in the trust's log.
    pub position: u64,
    /// The time the service acted on.
    pub time: Timestamp,
    /// The person's random id, or the nil id for Plumbline itself.
    pub actor: Uuid,
}

#[async_trait::async_trait]
impl<D: Document> Projection for D {
    fn name(&self) -> &'static str {
        D::NAME
    }

    fn tables(&self) -> &'static str {
        include_str!("document/tables.sql")
    }

    fn edition(&self) -> u32 {
        #[cfg(feature = "sabotage")]
        if crate::sabotaged("tables-shared") {
            return D::EDITION;
        }
        D::EDITION + u32::from(kept_otherwise(D::NAME))
    }

    fn reads(&self) -> Option<&'static [&'static str]> {
        Some(types_of(D::Event::CATEGORY))
    }

    async fn apply(&self, tx: &Transaction<'_>, event: &Recorded) -> Result<(), ApplyError> {
        self.apply_batch(tx, std::slice::from_ref(event)).await
    }

    async fn apply_batch(
        &self,
        tx: &Transaction<'_>,
        events: &[Recorded],
    ) -> Result<(), ApplyError> {
        versions::apply::<D>(tx, events).await
    }
}

/// Returns the id under which a thing's document is kept.
fn kept_as<D: Document>(thing: String) -> String {
    if kept_otherwise(D::NAME) { format!("{thing}/anew") } else { thing }
}

/// Tests of upgrades name a read model here. Its rows then have other ids, as those of a build with another edition may have.
#[cfg_attr(
    not(feature = "failpoints"),
    expect(unused_variables, reason = "no such point in what ships")
)]
fn kept_otherwise(name: &str) -> bool {
    #[cfg(feature = "failpoints")]
    fail::fail_point!("documents-kept-otherwise", |wanted| wanted.as_deref() == Some(name));
    false
}
