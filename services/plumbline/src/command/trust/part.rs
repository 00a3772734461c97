//! A school's own part of its trust's record: a folder that a reader checks without an installation.

mod belonging;
mod check;
mod fault;
mod papers;
mod readme;
mod unsent;
mod write;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;

use ::trail::evidence::EventProof;
use eventlog::Recorded;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Failure;
use crate::command::backup::bundle::Bundle;
pub(in crate::command) use belonging::Belonging;
pub(in crate::command) use check::PartCheck;
pub(super) use write::PartWriter;

/// The events, one a line, in the order of the log.
const EVENTS: &str = "events.jsonl";
/// What stands for each text of the events, one a line.
const TEXTS: &str = "texts.jsonl";
/// The keys that the log was sealed with.
const POLICY: &str = "policy.txt";
/// What the folder is, for a person.
const README: &str = "README.txt";

/// Bytes of a manifest, and of one line, that are read at most. A part has far less, and a hostile one is not to take all memory.
const MOST_BYTES: u64 = 64 << 20;

/// What the folder holds, as its `manifest.json` says it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(in crate::command) struct PartManifest {
    /// The version of the program that wrote the folder.
    pub(in crate::command) program: String,
    /// When it was written.
    pub(in crate::command) taken: Timestamp,
    pub(in crate::command) trust: Uuid,
    pub(in crate::command) school: Uuid,
    /// Positions of the events, by their types.
    pub(in crate::command) events: BTreeMap<String, Vec<u64>>,
    /// What becomes of the other events that were sealed.
    pub(in crate::command) left_out: Vec<LeftOut>,
    pub(in crate::command) texts: PartTexts,
    /// Papers that the events name and the folder does not hold, with the reason.
    pub(in crate::command) papers_left_out: BTreeMap<String, String>,
    /// The public keys that the log was sealed with.
    pub(in crate::command) keys: Vec<String>,
    /// The signed checkpoint that every proof leads to.
    pub(in crate::command) checkpoint: String,
    /// SHA-256 of each file, in hexadecimal digits.
    pub(in crate::command) files: BTreeMap<String, String>,
}

/// Events that are not in the folder.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(in crate::command) struct LeftOut {
    pub(in crate::command) which: Belonging,
    pub(in crate::command) why: String,
    pub(in crate::command) events: u64,
    /// How many of each type, where they tell of the school too.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(in crate::command) by_type: BTreeMap<String, u64>,
}

/// How many texts are here, and how many are not.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
pub(in crate::command) struct PartTexts {
    pub(in crate::command) given: u64,
    pub(in crate::command) erased: u64,
    pub(in crate::command) kept_back: u64,
}

/// An event as it is stored, with its proof.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct PartEvent {
    position: u64,
    /// The stored text, byte for byte.
    body: String,
    /// The stored text of who, when, by which command; byte for byte.
    metadata: String,
    /// The canonical JSON that the leaf is the hash of.
    leaf: String,
    /// The text of a `.tlog-proof` file.
    proof: String,
}

/// The parts of a leaf that the event does not say by itself.
#[derive(Deserialize)]
struct PartLeaf {
    event_id: Uuid,
    recorded_at: Timestamp,
    stream: String,
    #[serde(rename = "type")]
    kind: String,
    version: u64,
}

/// A text that an event commits to.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
struct PartText {
    /// SHA-256 of the salt and the text, as the event holds it.
    commitment: String,
    standing: TextStanding,
}

/// What became of a text.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum TextStanding {
    /// The salt is in hexadecimal digits.
    Given { salt: String, text: String },
    /// On this day, with its salt.
    ErasedOn(String),
    /// It was written for fewer readers than a school has: its class.
    KeptBackAs(String),
}

impl PartManifest {
    /// Reads it; nothing in it is believed yet.
    fn read(bundle: &Bundle) -> Result<Self, Failure> {
        let path = bundle.path(Bundle::MANIFEST);
        let wrong = |what: &str, error: &dyn std::fmt::Display| {
            Failure::Input(format!("{} {what}: {error}", path.display()))
        };
        let mut text = String::new();
        File::open(&path)
            .and_then(|file| file.take(MOST_BYTES).read_to_string(&mut text))
            .map_err(|error| wrong("cannot be read", &error))?;
        serde_json::from_str(&text).map_err(|error| wrong("is not the manifest of a part", &error))
    }

    /// How many events it lists.
    pub(in crate::command) fn held(&self) -> usize {
        self.events.values().map(Vec::len).sum()
    }
}

impl PartTexts {
    fn count(&mut self, standing: &TextStanding) {
        let counted = match standing {
            TextStanding::Given { .. } => &mut self.given,
            TextStanding::ErasedOn(_) => &mut self.erased,
            TextStanding::KeptBackAs(_) => &mut self.kept_back,
        };
        *counted += 1;
    }
}

impl PartEvent {
    fn new(recorded: &Recorded, proof: &EventProof) -> Self {
        Self {
            position: recorded.position,
            body: recorded.body.clone(),
            metadata: recorded.metadata.clone(),
            leaf: proof.leaf.clone(),
            proof: proof.inclusion.file(),
        }
    }

    /// The event as the log has it; `None` where the leaf is not made of this event.
    fn recorded(&self, trust: Uuid) -> Option<Recorded> {
        let leaf: PartLeaf = serde_json::from_str(&self.leaf).ok()?;
        let recorded = Recorded {
            trust,
            position: self.position,
            stream: leaf.stream,
            version: leaf.version,
            event_id: leaf.event_id,
            kind: leaf.kind,
            body: self.body.clone(),
            metadata: self.metadata.clone(),
            recorded_at: leaf.recorded_at,
        };
        let is_of_it = recorded.leaf().ok()?.text() == self.leaf;
        is_of_it.then_some(recorded)
    }
}

impl PartText {
    /// Whether a text that is given is the one that was written.
    fn holds(&self) -> bool {
        match &self.standing {
            TextStanding::Given { salt, text } => eventlog::unhex(salt).is_some_and(|salt| {
                eventlog::hex(&eventlog::digest(&salt, text)) == self.commitment
            }),
            TextStanding::ErasedOn(_) | TextStanding::KeptBackAs(_) => true,
        }
    }
}
