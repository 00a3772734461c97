//! A report's PDF as its reader has it: its attachments, and whether they prove the issue of the report.

use std::collections::HashMap;

use contract::reports::v1::ReportIssued;
use proof::{Checkpoint, ConsistencyError, Inclusion, InclusionError, Policy};
use sha2::{Digest as _, Sha256};

/// The attachments of a report with its proof.
#[derive(Clone, Debug)]
pub struct Paper {
    data: Vec<u8>,
    issued: Vec<u8>,
    leaf: Vec<u8>,
    inclusion: Inclusion,
    policy: Policy,
}

/// The step of the check that does not hold.
#[derive(Debug, thiserror::Error)]
pub enum PaperFault {
    /// Not a PDF, or without its attachments.
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
        }
    }
}

/// The part of a leaf that this check reads.
#[derive(serde::Deserialize)]
struct Leaf {
    body_sha256: String,
    #[serde(rename = "type")]
    kind: String,
}

const ISSUED: &str = "plumbline.reports.v1.ReportIssued";

impl Paper {
    /// Reads the attachments, without a check.
    pub fn read(pdf: &[u8]) -> Result<Self, PaperFault> {
        let mut attached =
            attachments(pdf).map_err(|error| PaperFault::NoProof(error.to_string()))?;
        let mut take = |name: &str| {
            attached.remove(name).ok_or_else(|| {
                PaperFault::NoProof(format!(
                    "{name} is not attached; only the edition \u{201c}with its proof\u{201d} can be checked"
                ))
            })
        };
        let (data, issued, leaf) = (
            take("report-data.json")?,
            take("report-issued.json")?,
            take("report-issued.leaf.json")?,
        );
        let inclusion =
            Inclusion::parse(&text(take("report.tlog-proof")?)).map_err(PaperFault::Inclusion)?;
        let policy = Policy::parse(&text(take("policy.txt")?))
            .map_err(|error| PaperFault::NoProof(error.to_string()))?;
        Ok(Self { data, issued, leaf, inclusion, policy })
    }

    /// The keys the paper itself names.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Checks every step, with one plain sentence each, by the keys of `trusted` or else by the paper's own. Returns the seal.
    pub fn check(
        &self,
        trusted: Option<&Policy>,
        say: impl Fn(&str),
    ) -> Result<Checkpoint, PaperFault> {
        let leaf: Leaf = serde_json::from_slice(&self.leaf)
            .map_err(|_| PaperFault::Event("its leaf cannot be read"))?;
        if leaf.kind != ISSUED {
            return Err(PaperFault::Event("it is an event of another kind"));
        }
        if leaf.body_sha256 != sha256_hex(&self.issued) {
            return Err(PaperFault::Event("its text was altered"));
        }
        let issued: ReportIssued = serde_json::from_slice(&self.issued)
            .map_err(|_| PaperFault::Event("it cannot be read"))?;
        if issued.data_sha256 != sha256_hex(&self.data) {
            return Err(PaperFault::Data);
        }
        say(&format!(
            "  The data in this paper is the data that was issued on {}.",
            issued.issued_on
        ));
        let mut hasher = Sha256::new();
        hasher.update([0]);
        hasher.update(&self.leaf);
        let checkpoint = self
            .inclusion
            .verify(hasher.finalize().into(), trusted.unwrap_or(&self.policy))
            .map_err(|error| match error {
                InclusionError::Checkpoint(_) => PaperFault::Signature(error),
                error => PaperFault::Inclusion(error),
            })?;
        let position = self.inclusion.index + 1;
        say(&format!("  Its issue is event {position} of the sealed log {}.", checkpoint.origin));
        say(&format!(
            "  The log was sealed up to event {}; the seal's signature holds.",
            checkpoint.size
        ));
        Ok(checkpoint)
    }
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8_lossy(&bytes).into_owned()
}

fn sha256_hex(bytes: &[u8]) -> String {
    eventlog::hex(&Sha256::digest(bytes))
}

/// Every embedded file by its name.
fn attachments(pdf: &[u8]) -> Result<HashMap<String, Vec<u8>>, lopdf::Error> {
    let document = lopdf::Document::load_mem(pdf)?;
    let mut found = HashMap::new();
    for object in document.objects.values() {
        let Ok(entry) = object.as_dict() else { continue };
        let (Ok(name), Ok(files)) =
            (entry.get(b"F"), entry.get(b"EF").and_then(lopdf::Object::as_dict))
        else {
            continue;
        };
        let stream = files.get(b"F").and_then(lopdf::Object::as_reference)?;
        let stream = document.get_object(stream)?.as_stream()?;
        let content = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
        found.insert(String::from_utf8_lossy(name.as_str()?).into_owned(), content);
    }
    Ok(found)
}
