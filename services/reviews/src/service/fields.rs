//! Reading the parts of this service's requests.

use contract::reviews::v1::{
    FindingKind, PairingProposed, ProposePairingRequest, Recipient, Reviewer,
};
use contract::{field, invalid};
use tonic::Status;
use uuid::Uuid;

use crate::pairing::Pairing;

/// Characters of a longer text.
pub(super) const WORDS: usize = 4_000;
const PEOPLE: usize = 50;

/// Text that may be empty as far as its form goes; whether it may be is for the aggregate to say.
pub(super) fn words(name: &str, text: &str) -> Result<String, Status> {
    field::optional_text(name, text, WORDS)
}

/// Ids of areas, each once.
pub(super) fn areas(ids: &[String]) -> Result<Vec<String>, Status> {
    let mut areas: Vec<String> = Vec::new();
    for id in ids {
        let id = field::slug("areas", id)?;
        if !areas.contains(&id) {
            areas.push(id);
        }
    }
    Ok(areas)
}

pub(super) fn reviewers(reviewers: &[Reviewer]) -> Result<Vec<Reviewer>, Status> {
    if reviewers.len() > PEOPLE {
        return Err(invalid("reviewers", &format!("must not be more than {PEOPLE} people")));
    }
    let read = |one: &Reviewer| {
        Ok(Reviewer {
            person_id: field::uuid("reviewers.person_id", &one.person_id)?.to_string(),
            school_id: field::uuid("reviewers.school_id", &one.school_id)?.to_string(),
            lead: one.lead,
        })
    };
    reviewers.iter().map(read).collect()
}

/// Who receives the findings, each once.
pub(super) fn recipients(numbers: &[i32]) -> Result<Vec<Recipient>, Status> {
    let mut recipients: Vec<Recipient> = Vec::new();
    for number in numbers {
        match Recipient::try_from(*number) {
            Err(_) | Ok(Recipient::Unspecified) => {
                return Err(invalid("recipients", "must say who receives the findings"));
            }
            Ok(recipient) if recipients.contains(&recipient) => {}
            Ok(recipient) => recipients.push(recipient),
        }
    }
    Ok(recipients)
}

pub(super) fn finding_kind(number: i32) -> Result<FindingKind, Status> {
    match FindingKind::try_from(number) {
        Err(_) | Ok(FindingKind::Unspecified) => {
            Err(invalid("kind", "must say whether it is a strength or something to improve"))
        }
        Ok(kind) => Ok(kind),
    }
}

pub(super) fn optional_term(text: &str) -> Result<Option<String>, Status> {
    if text.is_empty() {
        return Ok(None);
    }
    Ok(Some(field::term("term", text)?.to_string()))
}

/// A proposal with the id that its schools and area give it.
/// The school that gives and the one that receives.
pub(super) fn between(asked: &ProposePairingRequest) -> Result<[Uuid; 2], Status> {
    let giving = field::uuid("giving_school_id", &asked.giving_school_id)?;
    Ok([giving, field::uuid("receiving_school_id", &asked.receiving_school_id)?])
}

pub(super) fn proposal(
    trust: Uuid,
    [giving, receiving]: [Uuid; 2],
    asked: &ProposePairingRequest,
) -> Result<PairingProposed, Status> {
    let area_id = field::slug("area_id", &asked.area_id)?;
    let because = field::optional_uuid("because_event_id", &asked.because_event_id)?;
    Ok(PairingProposed {
        pairing_id: Pairing::id(trust, &area_id, giving, receiving).to_string(),
        area_id,
        giving_school_id: giving.to_string(),
        receiving_school_id: receiving.to_string(),
        because_event_id: because.map(|id| id.to_string()).unwrap_or_default(),
        because_position: asked.because_position,
        reason: words("reason", &asked.reason)?,
    })
}
