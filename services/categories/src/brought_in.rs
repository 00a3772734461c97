//! What was decided of each school before it was judged in Plumbline?

use contract::british_day;
use contract::categories::v1::{BroughtInDecision, FrameworkAgreed};
use contract::events::EarlierDecisionsEvent;
use eventlog::{At, Document, ListColumns};

/// The judgements of a trust's schools that were brought in.
#[derive(Debug)]
pub(crate) struct BroughtIn;

impl Document for BroughtIn {
    const NAME: &'static str = "categories_brought_in";
    type Body = BroughtInDecision;
    type Event = EarlierDecisionsEvent;

    fn thing(event: &EarlierDecisionsEvent, _school: &str) -> String {
        match event {
            EarlierDecisionsEvent::DecisionBroughtIn(event) => event.decision_id.clone(),
            EarlierDecisionsEvent::BroughtInDecisionTakenBack(event) => event.decision_id.clone(),
        }
    }

    fn columns(decision: &BroughtInDecision) -> ListColumns<'_> {
        ListColumns::new().within("school_id", &decision.school_id)
    }

    fn fold(decision: &mut BroughtInDecision, event: &EarlierDecisionsEvent, at: &At) {
        match event {
            EarlierDecisionsEvent::DecisionBroughtIn(event) => {
                *decision = BroughtInDecision {
                    decision_id: event.decision_id.clone(),
                    school_id: event.school_id.clone(),
                    framework_id: event.framework_id.clone(),
                    framework_version: event.framework_version,
                    area_id: event.area_id.clone(),
                    region_id: event.region_id.clone(),
                    area_name: event.area_name.clone(),
                    region_name: event.region_name.clone(),
                    decided_on: event.decided_on.clone(),
                    paper: event.paper.clone(),
                    decided_by: event.decided_by.clone(),
                    brought_in_on: british_day(at.time).to_string(),
                    position: at.position,
                    ..BroughtInDecision::default()
                };
            }
            EarlierDecisionsEvent::BroughtInDecisionTakenBack(event) => {
                decision.taken_back_on = british_day(at.time).to_string();
                decision.taken_back_reason.clone_from(&event.reason);
            }
        }
    }
}

/// Puts in what the framework of the time calls areas and regions. Where none is named, the names of the paper stay.
pub(crate) fn name(decisions: &mut [BroughtInDecision], frameworks: &[FrameworkAgreed]) {
    for decision in decisions {
        let version = (&decision.framework_id, decision.framework_version);
        let of_the_time =
            |known: &&FrameworkAgreed| (&known.framework_id, known.version) == version;
        let Some(framework) = frameworks.iter().find(of_the_time) else { continue };
        let area = framework.areas.iter().find(|known| known.area_id == decision.area_id);
        let region = framework.regions.iter().find(|known| known.region_id == decision.region_id);
        decision.area_name = area.map(|area| area.name.clone()).unwrap_or_default();
        decision.region_name = region.map(|region| region.name.clone()).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests;
