//! `plumbline trust import`: a trust that was exported elsewhere, once it was found to be what was sealed there.

use std::io::{BufRead as _, BufReader, Cursor};
use std::path::PathBuf;
use std::pin::pin;

use clap::Args;
use eventlog::in_words;
use eventlog::tokio_postgres::Transaction;
use futures::SinkExt as _;
use proof::{Checkpoint, Edge, Hash, Policy};
use uuid::Uuid;

use super::moving::{self, COLUMNS, MOVED, MovedColumns, MovedTable, file_of, quoted};
use crate::command::backup::bundle::{Bundle, Manifest, TrustHead};
use crate::command::migrate::OwnerArgs;
use crate::command::say;
use crate::{Failure, store};

#[derive(Args, Debug)]
#[command(
    after_help = "The store has to be migrated by a program of the same migrations, and must not know the trust. Nothing is kept where the log is \
not what its checkpoint says. Processes may run meanwhile: they compute the read models from the log.\n\nAfterwards give the sealer the public key of the other \
installation (PLUMBLINE_SEAL_KNOWN). People with an authenticator app set it up anew.\n\nExample:\n  plumbline trust import /var/lib/plumbline/arriving --policy other.policy"
)]
pub(in crate::command) struct ImportTrust {
    /// The folder that `plumbline trust export` made.
    folder: PathBuf,
    /// The policy file of the other installation's seal, got from there by another way. Otherwise the keys in the folder are believed.
    #[arg(long)]
    policy: Option<PathBuf>,
    #[command(flatten)]
    owner: OwnerArgs,
}

impl ImportTrust {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let bundle = Bundle::at(&self.folder);
        let manifest = bundle.read()?;
        let arriving = Arriving::try_new(&bundle, &manifest)?;
        let mut client = store::connect(&self.owner.config()?).await?;
        moving::superuser(&client).await?;
        let (here, there) = (moving::migration(&client).await?, manifest.migration);
        if here != there {
            return Err(Failure::Input(format!(
                "The folder was written from a store with migration {there}, and this one has {here}. Bring both to the same program first."
            )));
        }
        if moving::head(&client, arriving.head.trust).await?.is_some() {
            return Err(Failure::Input("This store holds the trust already.".to_owned()));
        }
        moving::columns(&client).await?;
        let tx = client.transaction().await?;
        for table in MOVED {
            arriving.copy(&tx, &table).await?;
        }
        let policy = self.policy.as_deref().map(read_policy).transpose()?;
        let sealed = arriving.compare(&tx, policy).await?;
        tx.commit().await?;
        let TrustHead { trust, events } = arriving.head;
        say(&format!(
            "Trust {trust} is here with {events} events. The first {sealed} are what was sealed."
        ));
        if self.policy.is_none() {
            say(
                "The keys were those of the folder itself. Compare once more with the other installation's policy: plumbline verify log --policy.",
            );
        }
        Ok(())
    }
}

fn read_policy(file: &std::path::Path) -> Result<Policy, Failure> {
    let wrong = |error: &dyn std::fmt::Display| {
        Failure::Input(format!("{} is no policy: {error}", file.display()))
    };
    let text = std::fs::read_to_string(file).map_err(|error| wrong(&error))?;
    Policy::parse(&text).map_err(|error| wrong(&error))
}

/// A trust in a folder.
struct Arriving<'a> {
    bundle: &'a Bundle,
    head: TrustHead,
    columns: MovedColumns,
    note: String,
}

/// Bytes that are sent to the store at once.
const PIECE: usize = 1 << 20;
/// Leaves that are computed at once.
const LEAVES_AT_ONCE: u64 = 50_000;

impl<'a> Arriving<'a> {
    fn try_new(bundle: &'a Bundle, manifest: &Manifest) -> Result<Self, Failure> {
        let text = |name: &str| {
            let path = bundle.path(name);
            std::fs::read_to_string(&path).map_err(|error| {
                Failure::Input(format!("{} cannot be read: {error}", path.display()))
            })
        };
        let [head] = manifest.trusts.as_slice() else {
            return Err(Failure::Input("The folder is not the export of one trust.".to_owned()));
        };
        let columns = serde_json::from_str(&text(COLUMNS)?)
            .map_err(|error| Failure::Input(format!("{COLUMNS}: {error}")))?;
        let note = text(&Bundle::checkpoint(head.trust))?;
        Ok(Self { bundle, head: head.clone(), columns, note })
    }

    /// Brings the rows of a table in.
    async fn copy(&self, tx: &Transaction<'_>, table: &MovedTable) -> Result<(), Failure> {
        let MovedTable { name, .. } = table;
        let failed = |error: &dyn std::fmt::Display| {
            Failure::Failed(format!("The rows of {name} could not be brought in: {error}"))
        };
        let refused = |error: &eventlog::tokio_postgres::Error| failed(&in_words(error));
        let columns = self.columns.get(*name).map(Vec::as_slice).unwrap_or_default();
        let place = columns.iter().position(|column| column == "trust_id");
        let place = place.ok_or_else(|| failed(&"the folder does not say of which trust"))?;
        let statement = format!("copy {name} ({}) from stdin", quoted(columns));
        let sink = tx.copy_in::<str, Cursor<Vec<u8>>>(statement.as_str()).await;
        let mut sink = pin!(sink.map_err(|error| refused(&error))?);
        let file = std::fs::File::open(self.bundle.path(&file_of(table)));
        let mut file = BufReader::new(file.map_err(|error| failed(&error))?);
        let trust = self.head.trust.to_string();
        let mut piece = Vec::new();
        loop {
            let before = piece.len();
            file.read_until(b'\n', &mut piece).map_err(|error| failed(&error))?;
            let row = piece[before..].trim_ascii_end();
            if piece.len() > before
                && row.split(|byte| *byte == b'\t').nth(place) != Some(trust.as_bytes())
            {
                return Err(not_sealed(&format!("{name} holds rows of another trust")));
            }
            let end = piece.len() == before;
            if piece.len() >= PIECE || end {
                sink.send(Cursor::new(std::mem::take(&mut piece)))
                    .await
                    .map_err(|error| refused(&error))?;
            }
            if end {
                break;
            }
        }
        sink.as_mut().finish().await.map_err(|error| refused(&error))?;
        Ok(())
    }

    /// Computes the tree from the rows that came in, and compares it with the signed checkpoint. Returns how many events that covers.
    async fn compare(&self, tx: &Transaction<'_>, policy: Option<Policy>) -> Result<u64, Failure> {
        let TrustHead { trust, events } = &self.head;
        eventlog::name_trust(tx, *trust).await?;
        let policy = match policy {
            Some(policy) => policy,
            None => Policy::new(kept_keys(tx, *trust).await?),
        };
        let checkpoint = Checkpoint::verify(&self.note, &policy)
            .map_err(|error| not_sealed(&format!("its checkpoint: {error}")))?;
        if checkpoint.origin.rsplit('/').next() != Some(trust.to_string().as_str()) {
            return Err(not_sealed("its checkpoint is of another log"));
        }
        let (root, read) = root_of(tx, *trust, checkpoint.size).await?;
        let count =
            "select count(*), coalesce(max(position), 0) from log.event where trust_id = $1";
        let row = tx.query_one(count, &[trust]).await?;
        let [count, last] = [0, 1].map(|column| row.get::<_, i64>(column).unsigned_abs());
        if read < checkpoint.size || count != *events || last != *events {
            return Err(not_sealed("events are missing"));
        }
        // The next append numbers its events from there.
        if moving::head(tx, *trust).await? != Some(last) {
            return Err(not_sealed("its head is not where its last event is"));
        }
        if root != checkpoint.root {
            return Err(not_sealed("an event is not the one that was sealed"));
        }
        if any_text_altered(tx, *trust).await? {
            return Err(not_sealed("a typed text is not the one that was typed"));
        }
        if any_file_altered(tx, *trust).await? {
            return Err(not_sealed("an attached report is not the one that was attached"));
        }
        if any_mark_altered(tx, *trust).await? {
            return Err(not_sealed("the trust's mark is not the one that was set"));
        }
        Ok(checkpoint.size)
    }
}

/// Whether a typed text is not what its commitment says. The tree covers the commitments, and not the texts.
async fn any_text_altered(tx: &Transaction<'_>, trust: Uuid) -> Result<bool, Failure> {
    const ALTERED: &str = "select exists (select from words.text where trust_id = $1 and text is not null \
        and sha256(salt || convert_to(text, 'UTF8')) <> commitment)";
    Ok(tx.query_one(ALTERED, &[&trust]).await?.get(0))
}

/// Whether the file of a report is not what its hash says. The tree covers the hashes, and not the files.
async fn any_file_altered(tx: &Transaction<'_>, trust: Uuid) -> Result<bool, Failure> {
    const ALTERED: &str = "select exists (select from attachment.file where trust_id = $1 and sha256(bytes) <> sha256)";
    Ok(tx.query_one(ALTERED, &[&trust]).await?.get(0))
}

/// The same of a mark.
async fn any_mark_altered(tx: &Transaction<'_>, trust: Uuid) -> Result<bool, Failure> {
    const ALTERED: &str = "select exists (select from attachment.mark where trust_id = $1 and sha256(bytes) <> sha256)";
    Ok(tx.query_one(ALTERED, &[&trust]).await?.get(0))
}

async fn kept_keys(tx: &Transaction<'_>, trust: Uuid) -> Result<Vec<String>, Failure> {
    let keys = "select public_key from seal.key where trust_id = $1 order by since, public_key";
    let rows = tx.query(keys, &[&trust]).await?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

/// The root of the tree of the first events, as far as there are rows; and how many there were.
async fn root_of(tx: &Transaction<'_>, trust: Uuid, size: u64) -> Result<(Hash, u64), Failure> {
    const LEAVES: &str = "select leaf from log.leaves($1, $2, $3)";
    let mut edge = Edge::default();
    while edge.size() < size {
        let (after, most) = (edge.size().cast_signed(), LEAVES_AT_ONCE.min(size - edge.size()));
        let rows = tx.query(LEAVES, &[&trust, &after, &most.cast_signed()]).await?;
        if rows.is_empty() {
            break;
        }
        // The store computed it with sha256; another length can't be.
        let leaf = |row: &eventlog::tokio_postgres::Row| -> Hash {
            row.get::<_, &[u8]>(0).try_into().unwrap_or_default()
        };
        edge.grow(rows.iter().map(leaf));
    }
    Ok((edge.root(), edge.size()))
}

fn not_sealed(what: &str) -> Failure {
    Failure::Failed(format!(
        "The trust is not what was sealed, and nothing of it was kept: {what}."
    ))
}
