//! Follows a category change: waits until a pairing is proposed, and takes it up.

use contract::reviews::v1::{AcceptPairingRequest, ListPairingsRequest, Pairing, PairingState};

use crate::demo::DemoError;
use crate::demo::cast::Cast;
use crate::demo::script::Script;
use crate::demo::script::TermKey;
use crate::demo::stage::{Stage, at, command, send};

/// The school that reaches Sustain in spring, and the area.
const GIVING: &str = "sallowfield";
const AREA: &str = "behaviour-and-attendance";

/// Waits until the reviews service has proposed a partner for Sallowfield, then both heads take the pairing up.
pub(crate) async fn take_up(
    stage: &Stage,
    script: &Script,
    cast: &Cast,
    shared: u64,
) -> Result<(), DemoError> {
    let giving = &cast.school(GIVING)?.school_id;
    let day = script.trust.terms.of(TermKey::Spring).shared;
    let caller = cast.caller(stage, "improvement-lead", at(day, 16 * 60))?;
    let step = "pairing/spring/wait for the proposal";
    let proposed = stage.until(step, || async {
        let message = ListPairingsRequest { at_least: shared, ..Default::default() };
        let pairings = send!(stage.reviews.list_pairings, step, &caller, message)?.pairings;
        let mut ours: Vec<Pairing> = pairings
            .into_iter()
            .filter(|p| &p.giving_school_id == giving && p.area_id == AREA)
            .collect();
        ours.sort_by(|one, other| one.pairing_id.cmp(&other.pairing_id));
        Ok(ours.into_iter().min_by_key(|pairing| pairing.because_position))
    });
    let pairing = proposed.await?;
    if pairing.state() != PairingState::Proposed {
        return Ok(());
    }
    for (minute, school_id) in (0..).zip([&pairing.giving_school_id, &pairing.receiving_school_id])
    {
        let step = format!("pairing/spring/accept/{minute}");
        let message = AcceptPairingRequest {
            command_id: command(&step),
            pairing_id: pairing.pairing_id.clone(),
            school_id: school_id.clone(),
        };
        let slug = cast.slug(school_id)?;
        let caller = cast.caller(stage, &format!("head-{slug}"), at(day, 17 * 60 + minute))?;
        send!(stage.reviews.accept_pairing, &step, &caller, message)?;
    }
    Ok(())
}
