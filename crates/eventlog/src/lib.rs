//! Keeps and follows the log: one dense, append-only sequence of events per trust.
//!
//! Write side: [`execute`] loads an aggregate's stream, lets it decide, and appends. Read side: a
//! [`Projection`] turns events into rows, a [`Follower`] drives it by position, a [`ReadModel`] reads the rows. A
//! [`Document`] is a projection that only says how the events of one thing become what an rpc answers with.

mod append;
mod as_of;
mod backup_standing;
mod connections;
mod decider;
mod document;
mod execute;
mod execute_each;
mod follow;
mod happened;
mod heads;
mod json_text;
mod lane;
mod leaf;
mod line;
mod listen;
mod log;
mod log_stamps;
mod lookup;
mod migrate;
mod one_trust;
mod pause;
mod progress;
mod projection;
mod provision;
mod reaction;
mod read_model;
mod rebuild;
mod recorded;
mod rows;
mod standing;
mod store_config;
mod store_trouble;
mod tables;
mod tell;
#[cfg(feature = "testing")]
pub mod testing;
pub mod trace;
mod transaction;
mod verify;
mod words;

pub use append::{Append, AppendError, Appended, NewEvent, StreamEvents, StreamRead};
pub use as_of::{Malformed, Moment, remember_days};
pub use backup_standing::{BackupStanding, NewestProved, ProvedBackup};
pub use connections::{StoreConnections, pool, with_timeouts};
pub use decider::{Context, Decider};
pub use document::{At, Document, Documents, ListColumns, When};
pub use execute::{Envelope, ExecuteError, Receipt, execute, load};
pub use execute_each::{ActError, ActPart, RefusedPart};
pub use follow::{FollowError, Follower};
pub use happened::Happened;
pub use heads::{Grown, Heads};
pub use lane::{Lane, LaneClosed, SpareTurns, Writer};
pub use leaf::{LeafContent, hex, unhex};
pub use line::LogLine;
pub use listen::{listen, listening};
pub use log::{Log, PoolUse, ReadError, StartError};
pub use log_stamps::LogStamps;
pub use lookup::{FoundBefore, Knows, Lookup, Nothing};
pub use migrate::{Fit, MigrateError, become_owner, fit, migrate, provision};
pub use one_trust::{OneTrust, name_trust};
pub use pause::{paused_projections, set_paused};
pub use progress::Progress;
pub use projection::{ApplyError, Projection};
pub use provision::role_of;
pub use reaction::{CommandOutcome, Reaction};
pub use read_model::{ReadModel, Reader, Snapshot, Unready};
pub use rebuild::{Keeper, RebuildError, Rebuilt, rebuild, rebuild_telling};
pub use recorded::{Metadata, Recorded, Stream};
pub use standing::Standing;
pub use store_config::{
    StoreAddressError, StoreConfig, StoreConnection, StoreEncryption, distrust, in_words,
};
pub use store_trouble::StoreTrouble;
pub use tables::{
    ListedProjection, ProjectionTables, drop_earlier, listed_projections, note_earlier,
};
pub use transaction::Transaction;
pub use verify::{Fault, Sequence, Verdict, verify};
pub use words::{SealedText, SealedWords, WordsReader, WordsStanding, digest, unsaid};

#[doc(hidden)]
pub use cqrs_es;
#[doc(hidden)]
pub use deadpool_postgres;
#[doc(hidden)]
pub use tokio_postgres;

#[cfg(all(feature = "sabotage", not(debug_assertions)))]
compile_error!("sabotage breaks promises on purpose and never belongs in a release build");

/// Whether this process is to break a promise on purpose: `FAILPOINTS="no-repeat-detection=return"`.
/// Such a build exists so that the checker of fault runs can be seen to turn red.
#[cfg(feature = "sabotage")]
#[doc(hidden)]
pub fn sabotaged(promise: &str) -> bool {
    fail::eval(promise, |_| ()).is_some()
}

/// What a fail point does: ends the process as `kill -9` would, with nothing tidied up.
#[cfg(feature = "failpoints")]
#[doc(hidden)]
#[expect(clippy::disallowed_methods, reason = "dying without a shutdown is the point")]
pub fn die(_: Option<String>) {
    std::process::abort()
}
