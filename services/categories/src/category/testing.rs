//! What the tests of this crate start from.

use contract::categories::v1::{Cell, Evidence, EvidenceKind};
use contract::commands::CategoryCommand;
use eventlog::Context;
use uuid::Uuid;

use super::RoundFacts;

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
    }
}

pub(crate) fn round(term: &str) -> RoundFacts {
    RoundFacts {
        term: term.parse().unwrap(),
        closed: false,
        school_ids: vec![SCHOOL.to_string()],
        framework_version: 1,
        area_ids: vec![AREA.to_owned(), "staff".to_owned()],
        ladder: LADDER.map(str::to_owned).to_vec(),
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

pub(crate) fn evidence() -> Vec<Evidence> {
    vec![Evidence {
        kind: EvidenceKind::Visit.into(),
        id: "visit-1".to_owned(),
        says: "Minutes show questions followed up.".to_owned(),
        position: 12,
    }]
}

/// A region with the words and the evidence for it.
#[derive(Clone, Debug)]
pub(crate) struct Judgement {
    pub region_id: String,
    pub reason: String,
    pub evidence: Vec<Evidence>,
}

pub(crate) fn judgement(region: &str) -> Judgement {
    Judgement {
        region_id: region.to_owned(),
        reason: format!("It looks like {region}."),
        evidence: evidence(),
    }
}

/// A command with the round that it is given in.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub round: RoundFacts,
    pub command: CategoryCommand,
}
