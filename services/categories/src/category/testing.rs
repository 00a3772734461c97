//! What the tests of this crate start from.

use cited::Backing;
use contract::categories::v1::{Cell, Citation, Evidence, EvidenceKind};
use contract::commands::CategoryCommand;
use contract::log::v1::Words;
use eventlog::{Context, SealedWords};
use uuid::Uuid;

use super::RoundFacts;
use crate::days::SchoolDays;

pub(crate) const LADDER: [&str; 4] = ["stabilise", "repair", "improve", "sustain"];
pub(crate) const SCHOOL: Uuid = Uuid::from_u128(0x5c);
pub(crate) const AREA: &str = "governance";

pub(crate) fn context() -> Context {
    Context {
        trust: Uuid::from_u128(0x7),
        actor: Uuid::from_u128(0xac),
        role: "improvement_lead".to_owned(),
        now: "2025-11-21T10:00:00Z".parse().unwrap(),
        command_id: Uuid::from_u128(0xc0),
        sealed: SealedWords::unsalted(),
    }
}

pub(crate) fn round(term: &str) -> RoundFacts {
    RoundFacts {
        term: term.parse().unwrap(),
        closed: false,
        school_ids: vec![SCHOOL.to_string()],
        views_by: String::new(),
        school_days: SchoolDays::default(),
        framework_version: 1,
        area_ids: vec![AREA.to_owned(), "staff".to_owned()],
        ladder: LADDER.map(str::to_owned).to_vec(),
        backings: vec![Backing::InWords],
        meeting: None,
    }
}

pub(crate) fn round_id(term: &str) -> String {
    Uuid::new_v5(&Uuid::nil(), term.as_bytes()).to_string()
}

pub(crate) fn cell(term: &str) -> Option<Cell> {
    Some(Cell {
        school_id: SCHOOL.to_string(),
        area_id: AREA.to_owned(),
        round_id: round_id(term),
        term: term.to_owned(),
        framework_version: 1,
    })
}

pub(crate) fn citations() -> Vec<Citation> {
    vec![Citation {
        kind: EvidenceKind::Visit.into(),
        id: "visit-1".to_owned(),
        says: "Minutes show questions followed up.".to_owned(),
        position: 0,
    }]
}

/// A region with the words and the evidence for it, as events hold them.
#[derive(Clone, Debug)]
pub(crate) struct Judgement {
    pub region_id: String,
    pub reason: Option<Words>,
    pub evidence: Vec<Evidence>,
}

/// The same as requests hold them.
#[derive(Clone, Debug)]
pub(crate) struct Asks {
    pub region_id: String,
    pub reason: String,
    pub evidence: Vec<Citation>,
}

pub(crate) fn asks(region: &str) -> Asks {
    let (region_id, reason) = (region.to_owned(), format!("It looks like {region}."));
    Asks { region_id, reason, evidence: citations() }
}

pub(crate) fn judgement(region: &str) -> Judgement {
    let Asks { region_id, reason, evidence } = asks(region);
    let evidence = round("2025-26-autumn").evidence(evidence, &context()).unwrap();
    Judgement { region_id, reason: context().words(&reason), evidence }
}

/// A command with the round that it is given in.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub round: RoundFacts,
    pub command: CategoryCommand,
}
