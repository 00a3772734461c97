//! `plumbline trust export`: all of one trust in a folder, for another installation; or one school's part, for the school.

use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::pin::pin;

use clap::Args;
use contract::Clock;
use eventlog::tokio_postgres::{Client, IsolationLevel, Transaction};
use eventlog::{Log, Stream};
use futures::TryStreamExt as _;
use host::Settings;
use jiff::Timestamp;
use uuid::Uuid;

use super::moving::{self, COLUMNS, MOVED, MovedColumns, MovedTable, file_of, quoted};
use super::part::PartWriter;
use crate::command::backup::bundle::{Bundle, Manifest, TrustHead};
use crate::command::backup::unfinished::Unfinished;
use crate::command::migrate::OwnerArgs;
use crate::command::say;
use crate::command::verify::verify_sealed;
use crate::{Failure, store};

#[derive(Args, Debug)]
#[command(
    after_help = "The folder holds the events as they are stored, typed texts, names and addresses, documents, attached reports, the trust's mark, who was shown \
what, and the seal. Authenticators, sessions, invitations, links of open surveys, saved drafts, calendar links and letters that wait are not in it. Close every \
survey first: its key does not leave. Stop this installation's letters before the export, or people get some letters twice.\n\nThe trust \
stays here. Let nobody write to it any more once it was imported elsewhere.\n\nWith --school the folder holds the events that tell of this school alone, \
each with its proof, texts that a school may read, and issued papers. It holds no names and no addresses. `plumbline verify export` checks \
it without an installation.\n\nExamples:\n  plumbline trust export /var/lib/plumbline/leaving --trust 0199...\n  plumbline trust export /var/lib/plumbline/quaymarsh --trust 0199... --school 0199..."
)]
pub(in crate::command) struct ExportTrust {
    /// A folder that is not there yet.
    folder: PathBuf,
    /// Which trust.
    #[arg(long)]
    trust: Uuid,
    /// A school that leaves: what tells of this school alone, with proofs.
    #[arg(long)]
    school: Option<Uuid>,
    #[command(flatten)]
    owner: OwnerArgs,
    #[command(flatten)]
    settings: Settings,
}

impl ExportTrust {
    pub(super) async fn run(self) -> Result<(), Failure> {
        if self.folder.exists() {
            let folder = self.folder.display();
            return Err(Failure::Input(format!("{folder} is there already; name a new folder.")));
        }
        let mut client = store::connect(&self.owner.config()?).await?;
        moving::superuser(&client).await?;
        let events = moving::head(&client, self.trust).await?;
        let events =
            events.ok_or_else(|| Failure::Input("There is no such trust here.".to_owned()))?;
        if let Some(school) = self.school {
            verify_sealed(&self.settings, vec![(self.trust, events, None)]).await?;
            return self.part(&client, school).await;
        }
        let columns = moving::columns(&client).await?;
        let migration = moving::migration(&client).await?;
        verify_sealed(&self.settings, vec![(self.trust, events, None)]).await?;
        let taken = Clock::new(false).machine();
        let transaction = client.build_transaction().read_only(true);
        let tx = transaction.isolation_level(IsolationLevel::RepeatableRead).start().await?;
        no_open_survey(&tx, self.trust).await?;
        let unfinished = Unfinished::beside(&self.folder)?;
        let bundle = Bundle::at(unfinished.path());
        let leaving = Leaving { tx, trust: self.trust, columns, taken };
        let manifest = leaving.write(&bundle, migration).await?;
        bundle.write(&manifest)?;
        unfinished.finish()?;
        let events: u64 = manifest.trusts.iter().map(|trust| trust.events).sum();
        say(&format!(
            "{events} events of the trust and all that stands beside them are in {}.",
            self.folder.display()
        ));
        say("It holds names and typed texts: carry it as you would a backup.");
        Ok(())
    }

    /// What tells of one school alone.
    async fn part(&self, client: &Client, school: Uuid) -> Result<(), Failure> {
        let log = Log::open(&self.settings.store_as("plumbline_trail")?, true).await?;
        if log.load(self.trust, &Stream::new("school", school)).await?.is_empty() {
            return Err(Failure::Input("There is no such school in the trust.".to_owned()));
        }
        let unfinished = Unfinished::beside(&self.folder)?;
        let bundle = Bundle::at(unfinished.path());
        let part = PartWriter { log: &log, client, trust: self.trust, school };
        let manifest = part.write(&bundle).await?;
        let sha256 = bundle.hash(Bundle::MANIFEST)?;
        unfinished.finish()?;
        let (events, folder) = (manifest.held(), self.folder.display());
        say(&format!("{events} events that tell of the school alone are in {folder}."));
        for left_out in &manifest.left_out {
            say(&format!("{} events are not in it: {}", left_out.events, left_out.why));
        }
        say(
            "It holds typed texts: carry it as you would a backup. The school checks it: plumbline verify export.",
        );
        say(&format!("Keep the SHA-256 of its manifest, and tell it to the school: {sha256}"));
        Ok(())
    }
}

/// The key of an open survey stands outside the store and does not leave. Asked at the moment that leaves: a survey may be opened until then.
async fn no_open_survey(tx: &Transaction<'_>, trust: Uuid) -> Result<(), Failure> {
    let open = "select count(*) from collector.wave where trust_id = $1 and not closing";
    let open = tx.query_one(open, &[&trust]).await?;
    match open.get::<_, i64>(0) {
        0 => Ok(()),
        open => Err(Failure::Failed(format!(
            "{open} surveys of the trust are open, and their keys do not leave. Close them first."
        ))),
    }
}

/// A trust at one moment of its store.
struct Leaving<'a> {
    tx: Transaction<'a>,
    trust: Uuid,
    columns: MovedColumns,
    /// Before that moment.
    taken: Timestamp,
}

impl Leaving<'_> {
    async fn write(self, bundle: &Bundle, migration: i32) -> Result<Manifest, Failure> {
        let Self { tx, trust, columns, taken } = &self;
        let newest =
            "select note from seal.checkpoint where trust_id = $1 order by size desc limit 1";
        let note = tx.query_opt(newest, &[trust]).await?;
        let note = note.ok_or_else(|| {
            Failure::Failed(
                "The trust's log is not sealed yet. Let the sealer run first.".to_owned(),
            )
        })?;
        bundle.add(&Bundle::checkpoint(*trust), note.get::<_, &str>(0).as_bytes())?;
        for table in MOVED {
            self.copy(&table, &bundle.path(&file_of(&table))).await?;
        }
        let columns = serde_json::to_vec_pretty(columns).map_err(Failure::failed)?;
        bundle.add(COLUMNS, &columns)?;
        let head = "select position, current_database()::text from log.head where trust_id = $1";
        let head = tx.query_one(head, &[trust]).await?;
        Ok(Manifest {
            program: env!("CARGO_PKG_VERSION").to_owned(),
            migration,
            taken: *taken,
            database: head.get(1),
            trusts: vec![TrustHead { trust: *trust, events: head.get::<_, i64>(0).unsigned_abs() }],
            files: bundle.hashes()?,
        })
    }

    /// Writes the trust's rows of a table into a file. Names come from this build's code and the store's catalogue.
    async fn copy(&self, table: &MovedTable, file: &Path) -> Result<(), Failure> {
        let MovedTable { name, order, only, .. } = table;
        let columns = quoted(self.columns.get(*name).map(Vec::as_slice).unwrap_or_default());
        let trust = self.trust;
        let statement = format!(
            "copy (select {columns} from {name} where trust_id = '{trust}' and {only} order by {order}) to stdout"
        );
        let rows = self.tx.copy_out(statement.as_str()).await?;
        let mut rows = pin!(rows);
        let mut out = BufWriter::new(std::fs::File::create(file).map_err(Failure::failed)?);
        while let Some(piece) = rows.try_next().await? {
            out.write_all(&piece).map_err(Failure::failed)?;
        }
        out.flush().map_err(Failure::failed)
    }
}
