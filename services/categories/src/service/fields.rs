//! Reading the parts that many requests of this service share.

use contract::categories::v1::{Evidence, EvidenceKind, FrameworkAgreed};
use contract::{field, invalid};
use tonic::Status;
use uuid::Uuid;

use crate::category::Judgement;

const WORDS: usize = 4_000;
const NAME: usize = 100;
const CITED: usize = 50;
const ENTRIES: usize = 500;

/// The round, school and area a step is about.
pub(super) struct Place {
    pub round_id: Uuid,
    pub school_id: Uuid,
    pub area_id: String,
}

impl Place {
    pub(super) fn read(round_id: &str, school_id: &str, area_id: &str) -> Result<Self, Status> {
        Ok(Self {
            round_id: field::uuid("round_id", round_id)?,
            school_id: field::uuid("school_id", school_id)?,
            area_id: field::slug("area_id", area_id)?,
        })
    }
}

/// A region with its words. Whether region, reason and evidence suffice is for the category to say.
pub(super) fn judgement(
    region_id: String,
    reason_text: &str,
    evidence: Vec<Evidence>,
) -> Result<Judgement, Status> {
    if evidence.len() > CITED {
        return Err(invalid("evidence", &format!("must not be more than {CITED} pieces")));
    }
    let evidence = evidence.into_iter().map(cited).collect::<Result<_, _>>()?;
    Ok(Judgement { region_id, reason: reason(reason_text)?, evidence })
}

pub(super) fn reason(text: &str) -> Result<String, Status> {
    field::optional_text("reason", text, WORDS)
}

fn cited(evidence: Evidence) -> Result<Evidence, Status> {
    if matches!(EvidenceKind::try_from(evidence.kind), Err(_) | Ok(EvidenceKind::Unspecified)) {
        return Err(invalid("evidence.kind", "must say what kind of evidence it is"));
    }
    Ok(Evidence {
        id: field::text("evidence.id", &evidence.id, 200)?,
        says: field::optional_text("evidence.says", &evidence.says, WORDS)?,
        ..evidence
    })
}

pub(super) fn school_ids(ids: &[String]) -> Result<Vec<Uuid>, Status> {
    ids.iter().map(|id| field::uuid("school_ids", id)).collect()
}

/// Ids and names a framework can be kept under; what it must hold is for the framework to say.
pub(super) fn framework(given: Option<FrameworkAgreed>) -> Result<FrameworkAgreed, Status> {
    let mut framework = given.ok_or_else(|| invalid("framework", "must be given"))?;
    if framework.areas.len().max(framework.regions.len()).max(framework.descriptors.len()) > ENTRIES
    {
        return Err(invalid("framework", &format!("must not list more than {ENTRIES} of a kind")));
    }
    framework.framework_id = field::slug("framework.framework_id", &framework.framework_id)?;
    framework.name = field::text("framework.name", &framework.name, NAME)?;
    for area in &mut framework.areas {
        area.area_id = field::slug("framework.areas.area_id", &area.area_id)?;
        area.name = field::text("framework.areas.name", &area.name, NAME)?;
    }
    for region in &mut framework.regions {
        region.region_id = field::slug("framework.regions.region_id", &region.region_id)?;
        region.name = field::text("framework.regions.name", &region.name, NAME)?;
    }
    for descriptor in &mut framework.descriptors {
        let text = field::optional_text("framework.descriptors.text", &descriptor.text, WORDS)?;
        descriptor.text = text;
    }
    Ok(framework)
}
