//! What was decided of a school before it was judged in Plumbline: brought in from papers, and taken back.

mod facts;
mod refusal;

use contract::categories::v1::{
    BringInDecisionsRequest, BroughtInDecisionTakenBack, DecisionBroughtIn, EarlierDecision,
    TakeBackBroughtInRequest,
};
use contract::commands::EarlierDecisionsCommand;
use contract::events::EarlierDecisionsEvent;
use contract::field;
use eventlog::{Context, Decider};
use serde::{Deserialize, Serialize};

pub(crate) use facts::EarlierFacts;
pub(crate) use refusal::EarlierRefusal;

/// A judgement that was brought in and not taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct KeptDecision {
    decision_id: String,
    area_id: String,
    /// What the paper calls the area; empty where a framework is named.
    area_name: String,
    /// ISO 8601 date.
    decided_on: String,
}

impl KeptDecision {
    /// Whether it is of the area that is asked for. A paper may write a name once with capitals and once without.
    fn is_of(&self, asked: &EarlierDecision) -> bool {
        self.area_id == asked.area_id && same_name(&self.area_name, &asked.area_name)
    }
}

/// The judgements of one school that were brought in.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct EarlierDecisions {
    standing: Vec<KeptDecision>,
}

impl EarlierDecisions {
    fn bring_in(
        &self,
        asked: &BringInDecisionsRequest,
        facts: &EarlierFacts,
        context: &Context,
    ) -> Result<Vec<EarlierDecisionsEvent>, EarlierRefusal> {
        let on = field::day(&asked.decided_on).unwrap_or_else(|| context.today());
        if on > context.today() {
            return Err(EarlierRefusal::Ahead(on));
        }
        if !asked.framework_id.is_empty() && !facts.agreed {
            return Err(EarlierRefusal::FrameworkUnknown);
        }
        if let Some(first) = facts.first_in_any_area.filter(|first| on >= *first) {
            return Err(EarlierRefusal::JudgedHere(first));
        }
        let mut events = Vec::new();
        for (place, decision) in asked.decisions.iter().enumerate() {
            facts.check(&asked.framework_id, decision)?;
            if let Some(first) = facts.first_decided.get(&decision.area_id)
                && on >= *first
            {
                let area = called(decision);
                return Err(EarlierRefusal::DecidedHere { area, on: *first });
            }
            if self.has(decision, &asked.decided_on)
                || asked.decisions.iter().take(place).any(|other| same_area(other, decision))
            {
                return Err(EarlierRefusal::Repeated { area: called(decision), on });
            }
            let decision_id = context.new_id(&format!("decision/{place}")).to_string();
            events.push(brought_in(asked, decision, decision_id, context).into());
        }
        Ok(events)
    }

    fn take_back(
        &self,
        asked: &TakeBackBroughtInRequest,
        context: &Context,
    ) -> Result<Vec<EarlierDecisionsEvent>, EarlierRefusal> {
        let taken_back = |decision_id: &String| -> Result<EarlierDecisionsEvent, EarlierRefusal> {
            let mut standing = self.standing.iter();
            let known = standing
                .find(|known| known.decision_id == *decision_id)
                .ok_or(EarlierRefusal::Unknown)?;
            Ok(BroughtInDecisionTakenBack {
                decision_id: known.decision_id.clone(),
                school_id: asked.school_id.clone(),
                area_id: known.area_id.clone(),
                decided_on: known.decided_on.clone(),
                reason: context.words(&asked.reason),
            }
            .into())
        };
        asked.decision_ids.iter().map(taken_back).collect()
    }

    /// Whether the school has a judgement of that area and day already.
    fn has(&self, asked: &EarlierDecision, decided_on: &str) -> bool {
        self.standing.iter().any(|known| known.decided_on == decided_on && known.is_of(asked))
    }
}

fn brought_in(
    asked: &BringInDecisionsRequest,
    decision: &EarlierDecision,
    decision_id: String,
    context: &Context,
) -> DecisionBroughtIn {
    DecisionBroughtIn {
        decision_id,
        school_id: asked.school_id.clone(),
        framework_id: asked.framework_id.clone(),
        framework_version: asked.framework_version,
        area_id: decision.area_id.clone(),
        region_id: decision.region_id.clone(),
        area_name: decision.area_name.clone(),
        region_name: decision.region_name.clone(),
        decided_on: asked.decided_on.clone(),
        paper: context.words(&asked.paper),
        decided_by: context.words(&asked.decided_by),
    }
}

/// The area as a sentence says it.
fn called(decision: &EarlierDecision) -> String {
    match decision.area_name.as_str() {
        "" => decision.area_id.replace('-', " "),
        name => name.to_owned(),
    }
}

fn same_area(one: &EarlierDecision, other: &EarlierDecision) -> bool {
    one.area_id == other.area_id && same_name(&one.area_name, &other.area_name)
}

fn same_name(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

impl Decider for EarlierDecisions {
    type Command = EarlierDecisionsCommand;
    type Facts = EarlierFacts;
    type Event = EarlierDecisionsEvent;
    type Refusal = EarlierRefusal;

    fn decide(
        &self,
        command: &EarlierDecisionsCommand,
        facts: &EarlierFacts,
        context: &Context,
    ) -> Result<Vec<EarlierDecisionsEvent>, EarlierRefusal> {
        match command {
            EarlierDecisionsCommand::BringInDecisions(asked) => {
                self.bring_in(asked, facts, context)
            }
            EarlierDecisionsCommand::TakeBackBroughtIn(asked) => self.take_back(asked, context),
        }
    }

    fn evolve(&mut self, event: &EarlierDecisionsEvent) {
        match event {
            EarlierDecisionsEvent::DecisionBroughtIn(event) => self.standing.push(KeptDecision {
                decision_id: event.decision_id.clone(),
                area_id: event.area_id.clone(),
                area_name: event.area_name.clone(),
                decided_on: event.decided_on.clone(),
            }),
            EarlierDecisionsEvent::BroughtInDecisionTakenBack(event) => {
                self.standing.retain(|known| known.decision_id != event.decision_id);
            }
        }
    }

    fn derived_id(command: &EarlierDecisionsCommand, _: &Context) -> Option<String> {
        Some(command.school_id().to_owned())
    }
}

eventlog::aggregate_plug!(EarlierDecisions);

#[cfg(test)]
mod tests;
