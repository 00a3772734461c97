//! Writes a school's part: events with their proofs, texts, papers, and what says how to check them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufWriter, Write as _};

use ::trail::evidence::Prover;
use contract::Clock;
use contract::events::{AnyEvent, SchoolEvent, StoredEvent as _, VisitNoteEvent, types_of};
use contract::log::v1::WordsClass;
use eventlog::tokio_postgres::{Client, Row};
use eventlog::{Log, Recorded};
use serde::Serialize;
use uuid::Uuid;

use super::belonging::LeavingSchool;
use super::papers::{OwnPapers, PaperStore};
use super::readme::Readme;
use super::unsent::UnsentSteps;
use super::{
    Belonging, EVENTS, LeftOut, POLICY, PartEvent, PartManifest, PartText, PartTexts, README,
    TEXTS, TextStanding,
};
use crate::Failure;
use crate::command::backup::bundle::Bundle;

/// A text is given where the readers of the widest circle in a school may read it.
const READERS: WordsClass = WordsClass::School;

/// Events that are read at once.
const EVENTS_AT_ONCE: u32 = 2_000;

const TEXTS_OF: &str = "select encode(t.commitment, 'hex') as commitment, encode(t.salt, 'hex') as salt, t.text, \
    t.class, t.removed_on::text as removed_on from unnest($2::text[]) as asked(commitment) \
    join words.text t on t.trust_id = $1 and t.commitment = decode(asked.commitment, 'hex') \
    order by t.commitment";

const DOCUMENT: &str =
    "select bytes from document.content where trust_id = $1 and sha256 = decode($2, 'hex')";

const ATTACHMENT: &str =
    "select bytes from attachment.file where trust_id = $1 and sha256 = decode($2, 'hex')";

/// A school of a trust that is sealed, and where its record is read.
pub(in crate::command::trust) struct PartWriter<'a> {
    /// As the trail service reads it.
    pub(in crate::command::trust) log: &'a Log,
    /// A superuser of the store, who sees the texts and papers of every service.
    pub(in crate::command::trust) client: &'a Client,
    pub(in crate::command::trust) trust: Uuid,
    pub(in crate::command::trust) school: Uuid,
}

/// What the events give.
#[derive(Default)]
struct Gathered {
    /// What the school was called last.
    name: String,
    events: BTreeMap<String, Vec<u64>>,
    left_out: BTreeMap<Belonging, BTreeMap<String, u64>>,
    commitments: BTreeSet<String>,
    papers: OwnPapers,
}

impl PartWriter<'_> {
    /// Fills the folder; the manifest comes last.
    pub(in crate::command::trust) async fn write(
        &self,
        bundle: &Bundle,
    ) -> Result<PartManifest, Failure> {
        let taken = Clock::new(false).machine();
        let prover = Prover::newest(self.log, self.trust).await.map_err(Failure::failed)?;
        let mut prover = prover.ok_or_else(|| {
            Failure::Failed(
                "The trust's log is not sealed yet. Let the sealer run first.".to_owned(),
            )
        })?;
        let gathered = self.events(bundle, &mut prover).await?;
        let texts = self.texts(bundle, &gathered.commitments).await?;
        let papers_left_out = self.papers(bundle, &gathered.papers).await?;
        bundle.add(POLICY, prover.policy().file().as_bytes())?;
        let mut manifest = PartManifest {
            program: env!("CARGO_PKG_VERSION").to_owned(),
            taken,
            trust: self.trust,
            school: self.school,
            events: gathered.events,
            left_out: left_out(gathered.left_out),
            texts,
            papers_left_out,
            keys: prover.policy().keys().to_vec(),
            checkpoint: prover.note().to_owned(),
            files: BTreeMap::new(),
        };
        let readme = Readme { manifest: &manifest, name: &gathered.name, sealed: prover.size() };
        bundle.add(README, readme.text().as_bytes())?;
        manifest.files = bundle.hashes()?;
        let text = serde_json::to_string_pretty(&manifest).map_err(Failure::failed)?;
        bundle.add(Bundle::MANIFEST, text.as_bytes())?;
        Ok(manifest)
    }

    async fn events(&self, bundle: &Bundle, prover: &mut Prover<'_>) -> Result<Gathered, Failure> {
        let mut out = LineFile::create(bundle, EVENTS)?;
        let sealed = prover.size();
        let mut school = LeavingSchool::new(self.school, self.unsent(sealed).await?);
        let mut gathered = Gathered::default();
        let mut read = 0;
        while read < sealed {
            let events = self.log.read(self.trust, read, EVENTS_AT_ONCE).await?;
            if events.is_empty() {
                return Err(Failure::Failed("The log ends before its seal.".to_owned()));
            }
            read += events.len() as u64;
            for recorded in events.iter().filter(|event| event.position <= sealed) {
                let mut event = recorded.event().map_err(Failure::failed)?;
                match school.belonging(&mut event, recorded) {
                    Belonging::Alone => {
                        let proof = prover.proof_of(recorded).await.map_err(Failure::failed)?;
                        out.write(&PartEvent::new(recorded, &proof))?;
                        gathered.take(&event, recorded);
                    }
                    belonging => gathered.leave_out(belonging, recorded),
                }
            }
        }
        out.finish()?;
        gathered.commitments.clone_from(school.own().commitments());
        Ok(gathered)
    }

    /// Positions of what notes of visits said before they were sent.
    async fn unsent(&self, sealed: u64) -> Result<BTreeSet<u64>, Failure> {
        let of_notes = types_of(VisitNoteEvent::CATEGORY);
        let mut steps = UnsentSteps::default();
        let mut read = 0;
        while read < sealed {
            for recorded in self.log.read_of(self.trust, of_notes, read, EVENTS_AT_ONCE).await? {
                if let AnyEvent::VisitNote(event) = recorded.event().map_err(Failure::failed)? {
                    steps.take(&event, recorded.position);
                }
            }
            read += u64::from(EVENTS_AT_ONCE);
        }
        Ok(steps.positions())
    }

    /// Writes what stands for each text: itself with its salt, the day of its removal, or that it was written for fewer readers.
    async fn texts(
        &self,
        bundle: &Bundle,
        commitments: &BTreeSet<String>,
    ) -> Result<PartTexts, Failure> {
        let mut out = LineFile::create(bundle, TEXTS)?;
        let mut counted = PartTexts::default();
        let asked: Vec<&str> = commitments.iter().map(String::as_str).collect();
        let rows = self.client.query(TEXTS_OF, &[&self.trust, &asked]).await?;
        if rows.len() != asked.len() {
            let missing = asked.len() - rows.len();
            return Err(Failure::Failed(format!(
                "The store keeps neither text nor day of removal of {missing} texts."
            )));
        }
        for row in &rows {
            let text = PartText::from_row(row);
            counted.count(&text.standing);
            out.write(&text)?;
        }
        out.finish()?;
        Ok(counted)
    }

    /// Writes the papers; returns those that are not here, with the reason.
    async fn papers(
        &self,
        bundle: &Bundle,
        papers: &OwnPapers,
    ) -> Result<BTreeMap<String, String>, Failure> {
        let mut left_out = BTreeMap::new();
        for paper in papers.named() {
            if paper.detached {
                let why = "The record has it attached no more.".to_owned();
                left_out.insert(paper.file.clone(), why);
                continue;
            }
            let statement = match paper.store {
                PaperStore::Documents => DOCUMENT,
                PaperStore::Attachments => ATTACHMENT,
            };
            let row = self.client.query_opt(statement, &[&self.trust, &paper.sha256]).await?;
            match row {
                Some(row) => bundle.add(&paper.file, row.get(0))?,
                None => {
                    let why = "The installation keeps it no more.".to_owned();
                    left_out.insert(paper.file.clone(), why);
                }
            }
        }
        Ok(left_out)
    }
}

impl Gathered {
    /// An event that leaves.
    fn take(&mut self, event: &AnyEvent, recorded: &Recorded) {
        let name = match event {
            AnyEvent::School(SchoolEvent::SchoolJoined(joined)) => joined.name.as_str(),
            AnyEvent::School(SchoolEvent::SchoolDescribed(shown)) => &shown.name,
            _ => "",
        };
        if !name.is_empty() {
            name.clone_into(&mut self.name);
        }
        self.papers.take(event, recorded);
        self.events.entry(recorded.kind.clone()).or_default().push(recorded.position);
    }

    fn leave_out(&mut self, which: Belonging, recorded: &Recorded) {
        let by_type = self.left_out.entry(which).or_default();
        *by_type.entry(recorded.kind.clone()).or_default() += 1;
    }
}

/// What the manifest says of the events that stay. It tells types only of those that tell of the school too. Other types would say that a
/// hold was placed on a person, or that a text was erased elsewhere.
fn left_out(counted: BTreeMap<Belonging, BTreeMap<String, u64>>) -> Vec<LeftOut> {
    let told = counted.into_iter().map(|(which, by_type)| LeftOut {
        which,
        why: which.why().to_owned(),
        events: by_type.values().sum(),
        by_type: if which == Belonging::WithOthers { by_type } else { BTreeMap::new() },
    });
    told.collect()
}

impl PartText {
    fn from_row(row: &Row) -> Self {
        let class: &str = row.get("class");
        // A class of a newer program may be for fewer readers.
        let is_for_it =
            WordsClass::from_str_name(class).is_some_and(|class| class.is_read_up_to(READERS));
        let (salt, text): (Option<String>, Option<String>) = (row.get("salt"), row.get("text"));
        let standing = match salt.zip(text) {
            None => TextStanding::ErasedOn(
                row.get::<_, Option<String>>("removed_on").unwrap_or_default(),
            ),
            Some((salt, text)) if is_for_it => TextStanding::Given { salt, text },
            Some(_) => TextStanding::KeptBackAs(class.to_owned()),
        };
        Self { commitment: row.get("commitment"), standing }
    }
}

/// A file of JSON, a value a line.
struct LineFile(BufWriter<File>);

impl LineFile {
    fn create(bundle: &Bundle, name: &str) -> Result<Self, Failure> {
        let file = File::create(bundle.path(name)).map_err(Failure::failed)?;
        Ok(Self(BufWriter::new(file)))
    }

    fn write(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        serde_json::to_writer(&mut self.0, value).map_err(Failure::failed)?;
        self.0.write_all(b"\n").map_err(Failure::failed)
    }

    fn finish(mut self) -> Result<(), Failure> {
        self.0.flush().map_err(Failure::failed)
    }
}
