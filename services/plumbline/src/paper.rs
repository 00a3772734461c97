//! A report's PDF as its reader has it. Does what is attached prove the issue of the report, and do the pages show it?

mod attached;
mod pages;
mod said;
#[cfg(test)]
mod tests;

use contract::reports::v1::{ReportData, ReportIssued};
use proof::{Checkpoint, CheckpointError, ConsistencyError, Inclusion, InclusionError, Policy};
use sha2::{Digest as _, Sha256};

use attached::Attached;

/// What a report with its proof carries.
#[derive(Clone, Debug)]
pub struct Paper {
    pdf: Vec<u8>,
    attached: Attached,
    inclusion: Inclusion,
    policy: Policy,
}

/// The step of the check that does not hold.
#[derive(Debug, thiserror::Error)]
pub enum PaperFault {
    /// Not a PDF, or without its attachments, or with others.
    #[error("{0}")]
    NoProof(String),
    /// The data was altered.
    #[error("the data in this paper is not the data that was issued")]
    Data,
    /// The event is another one, or was altered.
    #[error("the attached event is not the issue of this report: {0}")]
    Event(&'static str),
    /// The event is not in the sealed log.
    #[error("{0}")]
    Inclusion(InclusionError),
    /// The seal is not that of a trusted key.
    #[error("{0}")]
    Signature(InclusionError),
    /// The log does not continue the one that this paper was sealed with.
    #[error("{0}")]
    Growth(#[from] ConsistencyError),
    /// The pages were made from something else.
    #[error(
        "the pages are not those that the data in this paper gives, so what they show is not what was issued"
    )]
    Pages,
    /// The pages were made by another edition of the typesetter, and this program cannot say what they show.
    #[error(
        "the pages were set by {0}, and this program sets them as {1} does; compare what they show with the data above, \
         or check the paper with a program of its own edition"
    )]
    OtherEdition(String, String),
}

impl PaperFault {
    /// The exit code of the step.
    pub fn code(&self) -> u8 {
        match self {
            Self::NoProof(_) => 10,
            Self::Data => 11,
            Self::Event(_) => 12,
            Self::Inclusion(_) => 13,
            Self::Signature(_) => 14,
            Self::Growth(_) => 15,
            Self::Pages => 16,
            Self::OtherEdition(..) => 17,
        }
    }
}

/// The part of a leaf that this check reads.
#[derive(serde::Deserialize)]
struct Leaf {
    body_sha256: String,
    stream: String,
    #[serde(rename = "type")]
    kind: String,
}

const ISSUED: &str = "plumbline.reports.v1.ReportIssued";

impl Paper {
    /// Reads the attachments, without a check.
    pub fn read(pdf: &[u8]) -> Result<Self, PaperFault> {
        let attached = Attached::read(pdf).map_err(PaperFault::NoProof)?;
        let inclusion = Inclusion::parse(&attached.tlog_proof).map_err(PaperFault::Inclusion)?;
        let policy = Policy::parse(&attached.policy)
            .map_err(|error| PaperFault::NoProof(error.to_string()))?;
        Ok(Self { pdf: pdf.to_vec(), attached, inclusion, policy })
    }

    /// The keys the paper itself names.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Checks that the attached data was issued, one plain sentence a step; by the keys of `trusted`, else by the paper's
    /// own. Returns the seal. Says nothing about the pages: [`Paper::check_pages`] does.
    pub fn check(
        &self,
        trusted: Option<&Policy>,
        say: impl Fn(&str),
    ) -> Result<Checkpoint, PaperFault> {
        let issued = self.issued()?;
        say(&format!(
            "  The data in this paper is the data that was issued on {}.",
            issued.issued_on
        ));
        let mut hasher = Sha256::new();
        hasher.update([0]);
        hasher.update(&self.attached.leaf);
        let checkpoint = self
            .inclusion
            .verify(hasher.finalize().into(), trusted.unwrap_or(&self.policy))
            .map_err(|error| match error {
                InclusionError::Checkpoint(_) => PaperFault::Signature(error),
                error => PaperFault::Inclusion(error),
            })?;
        if trust_of(&checkpoint) != self.data()?.trust_id {
            return Err(PaperFault::Event("it is in the log of another trust"));
        }
        let position = self.inclusion.index + 1;
        say(&format!("  Its issue is event {position} of the sealed log {}.", checkpoint.origin));
        say(&format!(
            "  The log was sealed up to event {}; the seal's signature holds.",
            checkpoint.size
        ));
        Ok(checkpoint)
    }

    /// The event that issued this report, once event, leaf and data belong together.
    fn issued(&self) -> Result<ReportIssued, PaperFault> {
        let leaf: Leaf = serde_json::from_str(&self.attached.leaf)
            .map_err(|_| PaperFault::Event("its leaf cannot be read"))?;
        if leaf.kind != ISSUED {
            return Err(PaperFault::Event("it is an event of another kind"));
        }
        if leaf.body_sha256 != sha256_hex(&self.attached.issued) {
            return Err(PaperFault::Event("its text was altered"));
        }
        let issued: ReportIssued = serde_json::from_str(&self.attached.issued)
            .map_err(|_| PaperFault::Event("it cannot be read"))?;
        if issued.data_sha256 != sha256_hex(&self.attached.data) {
            return Err(PaperFault::Data);
        }
        let data = self.data()?;
        if leaf.stream != format!("report-{}", issued.report_id) {
            return Err(PaperFault::Event("it stands in the stream of another report"));
        }
        if issued.report_id != data.report_id || issued.issued_on != data.issued_on {
            return Err(PaperFault::Event("it names another report than the data does"));
        }
        Ok(issued)
    }

    fn data(&self) -> Result<ReportData, PaperFault> {
        serde_json::from_str(&self.attached.data)
            .map_err(|_| PaperFault::NoProof("report-data.json cannot be read".to_owned()))
    }

    /// The checkpoint on its own word.
    fn seal(&self) -> Result<Checkpoint, PaperFault> {
        let malformed = || InclusionError::Checkpoint(CheckpointError::Malformed);
        Checkpoint::read_unverified(&self.inclusion.checkpoint)
            .ok_or_else(|| PaperFault::Signature(malformed()))
    }
}

/// The trust whose log a checkpoint is of: the last part of its name.
fn trust_of(checkpoint: &Checkpoint) -> &str {
    checkpoint.origin.rsplit('/').next().unwrap_or_default()
}

fn sha256_hex(text: &str) -> String {
    eventlog::hex(&Sha256::digest(text.as_bytes()))
}
