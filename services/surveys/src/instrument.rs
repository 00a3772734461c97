//! A set of questions under one name, in versions whose words never change.

use std::collections::HashSet;

use contract::commands::InstrumentCommand;
use contract::events::InstrumentEvent;
use contract::surveys::v1::{Counting, InstrumentPublished, Question};
use contract::{Kind, Refusal};
use eventlog::{Context, Decider};
use serde::{Deserialize, Serialize};

use crate::lines;

/// Why an instrument says no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum InstrumentRefusal {
    #[error("The next version of this set of questions is {expected}, not {given}.")]
    VersionOutOfOrder { expected: u32, given: u32 },
    #[error("The question {0} is there twice.")]
    QuestionRepeated(String),
    #[error(
        "The question {0} needs at least two different answers, each saying how it is counted."
    )]
    OptionsUnclear(String),
    #[error("The question {0} is about who answers, so none of its answers can count.")]
    AboutYouCounted(String),
    #[error("The question {0} depends on an answer that no earlier question offers.")]
    ConditionUnknown(String),
    #[error("The question {0} continues nothing: no earlier version asks a question of that id.")]
    NothingToContinue(String),
}

impl Refusal for InstrumentRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::VersionOutOfOrder { .. } => (Kind::State, "VERSION_OUT_OF_ORDER"),
            Self::QuestionRepeated(_) => (Kind::Malformed, "QUESTION_REPEATED"),
            Self::OptionsUnclear(_) => (Kind::Malformed, "OPTIONS_UNCLEAR"),
            Self::AboutYouCounted(_) => (Kind::Malformed, "ABOUT_YOU_COUNTED"),
            Self::ConditionUnknown(_) => (Kind::Malformed, "CONDITION_UNKNOWN"),
            Self::NothingToContinue(_) => (Kind::Malformed, "NOTHING_TO_CONTINUE"),
        }
    }
}

/// Every version so far: waves are scheduled, answered and counted by the words of theirs.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Instrument {
    versions: Vec<InstrumentPublished>,
}

impl Instrument {
    /// A version; 0 asks for the newest.
    pub(crate) fn version(&self, version: u32) -> Option<&InstrumentPublished> {
        match version {
            0 => self.versions.last(),
            _ => self.versions.iter().find(|published| published.version == version),
        }
    }
}

impl Decider for Instrument {
    type Command = InstrumentCommand;
    type Facts = ();
    type Event = InstrumentEvent;
    type Refusal = InstrumentRefusal;

    fn decide(
        &self,
        InstrumentCommand::PublishInstrument(asked): &InstrumentCommand,
        (): &(),
        _: &Context,
    ) -> Result<Vec<InstrumentEvent>, InstrumentRefusal> {
        let mut instrument = asked.instrument.clone().unwrap_or_default();
        let expected = self.versions.last().map_or(1, |last| last.version + 1);
        if instrument.version != expected {
            return Err(InstrumentRefusal::VersionOutOfOrder {
                expected,
                given: instrument.version,
            });
        }
        check_questions(&instrument.questions)?;
        lines::continue_from(&self.versions, &mut instrument)?;
        Ok(vec![instrument.into()])
    }

    fn evolve(&mut self, event: &InstrumentEvent) {
        match event {
            InstrumentEvent::InstrumentPublished(published) => {
                self.versions.push(published.clone())
            }
        }
    }

    fn derived_id(
        InstrumentCommand::PublishInstrument(asked): &InstrumentCommand,
        _: &Context,
    ) -> Option<String> {
        asked.instrument.as_ref().map(|instrument| instrument.instrument_id.clone())
    }
}

/// The command that publishes a version.
#[cfg(test)]
pub(crate) fn publish(instrument: InstrumentPublished) -> InstrumentCommand {
    let instrument = Some(instrument);
    contract::surveys::v1::PublishInstrumentRequest { instrument, ..Default::default() }.into()
}

fn check_questions(questions: &[Question]) -> Result<(), InstrumentRefusal> {
    for (place, question) in questions.iter().enumerate() {
        let (id, earlier) = (&question.question_id, &questions[..place]);
        if earlier.iter().any(|other| other.question_id == *id) {
            return Err(InstrumentRefusal::QuestionRepeated(id.clone()));
        }
        let different: HashSet<&str> =
            question.options.iter().map(|option| option.option_id.as_str()).collect();
        let uncounted =
            question.options.iter().any(|option| option.counting() == Counting::Unspecified);
        if different.len() < 2 || different.len() != question.options.len() || uncounted {
            return Err(InstrumentRefusal::OptionsUnclear(id.clone()));
        }
        let counts =
            question.options.iter().any(|option| option.counting() != Counting::OutsideBase);
        if question.about_you && counts {
            return Err(InstrumentRefusal::AboutYouCounted(id.clone()));
        }
        // Only earlier questions: a respondent is led forward, and no two questions can wait for
        // each other.
        let met = question.only_if.as_ref().is_none_or(|condition| {
            earlier.iter().any(|gate| {
                gate.question_id == condition.question_id
                    && gate.options.iter().any(|option| option.option_id == condition.option_id)
            })
        });
        if !met {
            return Err(InstrumentRefusal::ConditionUnknown(id.clone()));
        }
    }
    Ok(())
}

eventlog::aggregate_plug!(Instrument);

#[cfg(test)]
mod tests;
