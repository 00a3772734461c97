//! Checks a school's part: every event with its proof, every text, every paper, every file.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _};

use eventlog::Recorded;
use proof::{Checkpoint, Inclusion, InclusionError, Policy};
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

use super::belonging::OwnEvents;
use super::fault::PartFault;
use super::papers::OwnPapers;
use super::{
    EVENTS, MOST_BYTES, POLICY, PartEvent, PartManifest, PartText, PartTexts, README, TEXTS,
};
use crate::Failure;
use crate::command::backup::bundle::Bundle;

/// A folder that is to be checked, and the keys that its reader trusts.
#[derive(Debug)]
pub(in crate::command) struct PartCheck<'a> {
    pub(in crate::command) bundle: &'a Bundle,
    /// The folder's own keys where there are none.
    pub(in crate::command) trusted: Option<&'a Policy>,
}

/// A folder whose every step holds.
#[derive(Debug)]
pub(in crate::command) struct ProvedPart {
    pub(in crate::command) manifest: PartManifest,
    pub(in crate::command) seal: Checkpoint,
    /// Events that are here.
    pub(in crate::command) events: usize,
    /// Papers that are here.
    pub(in crate::command) papers: usize,
}

impl PartCheck<'_> {
    /// Checks everything, and names the first thing that does not hold.
    pub(in crate::command) fn run(&self) -> Result<ProvedPart, Failure> {
        if let Some(name) = self.bundle.no_plain_file()? {
            return Err(PartFault::NotPlain(name).into());
        }
        let manifest = PartManifest::read(self.bundle)?;
        let named = Policy::new(manifest.keys.clone());
        let policy = self.trusted.unwrap_or(&named);
        let seal = seal(&manifest, policy)?;
        let mut events = EventCheck {
            manifest: &manifest,
            policy,
            own: OwnEvents::new(manifest.school),
            papers: OwnPapers::default(),
            found: BTreeSet::new(),
        };
        for line in lines::<PartEvent>(self.bundle, EVENTS)? {
            events.take(&line?)?;
        }
        events.all_are_there(&seal)?;
        self.texts(&manifest, events.own.commitments())?;
        let papers = papers(&manifest, &events.papers)?;
        self.files(&manifest, &events.papers)?;
        let events = events.found.len();
        Ok(ProvedPart { manifest, seal, events, papers })
    }

    /// Every text that an event commits to has one line, and no other has.
    fn texts(
        &self,
        manifest: &PartManifest,
        commitments: &BTreeSet<String>,
    ) -> Result<(), PartFault> {
        let mut left = commitments.clone();
        let mut counted = PartTexts::default();
        for line in lines::<PartText>(self.bundle, TEXTS)? {
            let text = line?;
            if !left.remove(&text.commitment) {
                return Err(PartFault::Text(text.commitment, "stands in no event, or twice"));
            }
            if !text.holds() {
                return Err(PartFault::Text(text.commitment, "is not the one that was written"));
            }
            counted.count(&text.standing);
        }
        match left.pop_first() {
            Some(missing) => Err(PartFault::Text(missing, "is neither given nor told of")),
            None if counted != manifest.texts => Err(PartFault::Texts),
            None => Ok(()),
        }
    }

    /// Every file is as the manifest says, and is one that a part has.
    fn files(&self, manifest: &PartManifest, papers: &OwnPapers) -> Result<(), Failure> {
        if let Some(altered) = self.bundle.altered(&manifest.files)? {
            return Err(PartFault::File(altered).into());
        }
        let policy = Sha256::digest(Policy::new(manifest.keys.clone()).file());
        if manifest.files.get(POLICY) != Some(&eventlog::hex(&policy)) {
            return Err(PartFault::File(POLICY.to_owned()).into());
        }
        let is_known = |name: &str| {
            [EVENTS, TEXTS, POLICY, README].contains(&name)
                || papers.named().iter().any(|paper| paper.file == name)
        };
        match manifest.files.keys().find(|name| !is_known(name.as_str())) {
            Some(stranger) => Err(PartFault::File(stranger.clone()).into()),
            None => Ok(()),
        }
    }
}

/// The checkpoint that every proof has to lead to.
fn seal(manifest: &PartManifest, policy: &Policy) -> Result<Checkpoint, PartFault> {
    let seal = Checkpoint::verify(&manifest.checkpoint, policy)
        .map_err(|error| PartFault::Seal(error.to_string()))?;
    if seal.origin.rsplit('/').next() != Some(manifest.trust.to_string().as_str()) {
        let origin = seal.origin;
        return Err(PartFault::Seal(format!(
            "the checkpoint is of {origin}, which is another log"
        )));
    }
    Ok(seal)
}

/// How many papers are here; each that is not has to be told of.
fn papers(manifest: &PartManifest, papers: &OwnPapers) -> Result<usize, PartFault> {
    let mut here = 0;
    for paper in papers.named() {
        match manifest.files.get(&paper.file) {
            Some(sha256) if *sha256 == paper.sha256 => here += 1,
            None if manifest.papers_left_out.contains_key(&paper.file) => {}
            _ => return Err(PartFault::Paper(paper.file.clone(), paper.position)),
        }
    }
    Ok(here)
}

/// The lines of a file, each read as what it holds.
fn lines<T: DeserializeOwned>(
    bundle: &Bundle,
    name: &'static str,
) -> Result<impl Iterator<Item = Result<T, PartFault>>, PartFault> {
    let damaged = move || PartFault::File(name.to_owned());
    let mut file = BufReader::new(File::open(bundle.path(name)).map_err(|_| damaged())?);
    Ok(std::iter::from_fn(move || {
        let mut line = String::new();
        match file.by_ref().take(MOST_BYTES).read_line(&mut line) {
            Ok(0) => None,
            Ok(_) => Some(serde_json::from_str::<T>(&line).map_err(|_| damaged())),
            Err(_) => Some(Err(damaged())),
        }
    }))
}

/// The events of a folder as far as they were taken.
struct EventCheck<'a> {
    manifest: &'a PartManifest,
    policy: &'a Policy,
    own: OwnEvents,
    papers: OwnPapers,
    /// Their positions.
    found: BTreeSet<u64>,
}

impl EventCheck<'_> {
    fn take(&mut self, line: &PartEvent) -> Result<(), PartFault> {
        let position = line.position;
        let recorded = line.recorded(self.manifest.trust).ok_or(PartFault::Altered(position))?;
        self.is_sealed(line, &recorded)?;
        self.is_listed(&recorded)?;
        let mut event = recorded.event().map_err(|error| PartFault::Unknown(position, error))?;
        if !self.own.take(&mut event, &recorded.body) {
            return Err(PartFault::Foreign(position));
        }
        self.papers.take(&event, &recorded);
        Ok(())
    }

    fn is_sealed(&self, line: &PartEvent, recorded: &Recorded) -> Result<(), PartFault> {
        let position = line.position;
        let not_sealed = |error| PartFault::NotSealed(position, error);
        let inclusion = Inclusion::parse(&line.proof).map_err(not_sealed)?;
        if inclusion.checkpoint != self.manifest.checkpoint {
            return Err(PartFault::OtherCheckpoint(position));
        }
        if inclusion.index.checked_add(1) != Some(position) {
            return Err(not_sealed(InclusionError::NotIncluded));
        }
        let leaf = recorded.leaf().map_err(|_| PartFault::Altered(position))?;
        inclusion.verify(leaf.hash(), self.policy).map_err(not_sealed)?;
        Ok(())
    }

    fn is_listed(&mut self, recorded: &Recorded) -> Result<(), PartFault> {
        let position = recorded.position;
        let listed = self.manifest.events.get(&recorded.kind);
        if listed.is_none_or(|listed| listed.binary_search(&position).is_err()) {
            return Err(PartFault::Unlisted(position));
        }
        if self.found.last().is_some_and(|last| *last >= position) {
            return Err(PartFault::OutOfOrder(position));
        }
        self.found.insert(position);
        Ok(())
    }

    /// Whether every event that is listed was found, and every event that was sealed is told of.
    fn all_are_there(&self, seal: &Checkpoint) -> Result<(), PartFault> {
        let listed: BTreeSet<u64> = self.manifest.events.values().flatten().copied().collect();
        if let Some(gone) = listed.difference(&self.found).next() {
            return Err(PartFault::Gone(*gone));
        }
        let left_out = self.manifest.left_out.iter().map(|left_out| left_out.events);
        let told = left_out.fold(self.found.len() as u64, u64::saturating_add);
        if told != seal.size {
            return Err(PartFault::Accounts { told, sealed: seal.size });
        }
        Ok(())
    }
}
