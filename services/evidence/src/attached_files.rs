//! The files of reports, kept beside the log by the SHA-256 of their bytes.

use std::sync::Arc;

use contract::evidence::v1::AttachedReport;
use eventlog::{Log, ReadError};
use sha2::{Digest as _, Sha256};
use tokio::sync::{Semaphore, SemaphorePermit};
use tonic::Status;
use uuid::Uuid;

use crate::report_reader::ReportReader;

/// How many files are read and scanned at a time. Each takes processes with memory of their own.
const AT_A_TIME: usize = 2;

/// The files of every trust, kept with the role of this service. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct AttachedFiles {
    store: Log,
    reader: ReportReader,
    turns: Arc<Semaphore>,
}

impl AttachedFiles {
    pub(crate) fn new(store: Log, reader: ReportReader) -> Self {
        Self { store, reader, turns: Arc::new(Semaphore::new(AT_A_TIME)) }
    }

    /// Waits until a file may be read and scanned; the others wait until this is dropped.
    pub(crate) async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        self.turns.acquire().await.ok()
    }

    /// Reads a file; gives what an event says of it. Nothing is stored.
    pub(crate) async fn read(&self, file: &[u8], title: &str) -> Result<AttachedReport, Status> {
        Ok(AttachedReport {
            pages: self.reader.pages(file).await?,
            sha256: eventlog::hex(&Sha256::digest(file)),
            bytes: u32::try_from(file.len()).unwrap_or(u32::MAX),
            title: title.to_owned(),
        })
    }

    /// Keeps a file by its hash, before the event that names it. Keeping it again is keeping it once, from now on.
    pub(crate) async fn keep(
        &self,
        trust: Uuid,
        sha256: &str,
        file: &[u8],
    ) -> Result<(), ReadError> {
        const KEEP: &str = "insert into attachment.file (trust_id, sha256, bytes, kept_at) \
            values ($1, decode($2, 'hex'), $3, now()) \
            on conflict (trust_id, sha256) do update set kept_at = excluded.kept_at";
        self.store.of(trust).await?.execute(KEEP, &[&trust, &sha256, &file]).await?;
        Ok(())
    }

    /// The bytes that a hash names; `None` where the trust does not keep them, or keeps others under that name.
    pub(crate) async fn find(
        &self,
        trust: Uuid,
        sha256: &str,
    ) -> Result<Option<Vec<u8>>, ReadError> {
        const FIND: &str =
            "select bytes from attachment.file where trust_id = $1 and sha256 = decode($2, 'hex')";
        let row = self.store.of(trust).await?.query_opt(FIND, &[&trust, &sha256]).await?;
        let found: Option<Vec<u8>> = row.map(|row| row.get(0));
        Ok(found.filter(|bytes| eventlog::hex(&Sha256::digest(bytes)) == sha256))
    }
}
