//! A text that a person typed, known by what commits to it.

use contract::commands::WordsCommand;
use contract::events::WordsEvent;
use contract::schools::v1::WordsErased;
use contract::{Kind, Refusal};
use eventlog::{Context, Decider, WordsStanding};
use serde::{Deserialize, Serialize};

/// Why a text says no.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum WordsRefusal {
    #[error("There are no such words in this trust's record.")]
    Unknown,
    #[error("These words have already been erased.")]
    Erased,
}

impl Refusal for WordsRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::Unknown => (Kind::Unknown, "WORDS_UNKNOWN"),
            Self::Erased => (Kind::State, "WORDS_ERASED"),
        }
    }
}

/// Whether the text was erased. The store knows whether it was ever written.
#[derive(Debug, Default, Serialize, Deserialize)]
pub enum ErasableWords {
    /// Never erased.
    #[default]
    Standing,
    /// Erased, with its salt.
    Erased,
}

impl Decider for ErasableWords {
    type Command = WordsCommand;
    type Facts = WordsStanding;
    type Event = WordsEvent;
    type Refusal = WordsRefusal;

    fn decide(
        &self,
        command: &WordsCommand,
        standing: &WordsStanding,
        _: &Context,
    ) -> Result<Vec<WordsEvent>, WordsRefusal> {
        let WordsCommand::EraseWords(asked) = command;
        match (self, standing) {
            (Self::Erased, _) | (_, WordsStanding::Erased) => Err(WordsRefusal::Erased),
            (_, WordsStanding::Unknown) => Err(WordsRefusal::Unknown),
            (Self::Standing, WordsStanding::Kept) => {
                let (commitment, reason) = (asked.commitment.clone(), asked.reason);
                Ok(vec![WordsErased { commitment, reason }.into()])
            }
        }
    }

    fn evolve(&mut self, event: &WordsEvent) {
        match event {
            WordsEvent::WordsErased(_) => *self = Self::Erased,
        }
    }

    fn derived_id(command: &WordsCommand, _: &Context) -> Option<String> {
        let WordsCommand::EraseWords(asked) = command;
        Some(asked.commitment.clone())
    }
}

eventlog::aggregate_plug!(ErasableWords);

#[cfg(test)]
mod tests {
    use contract::schools::v1::{EraseWordsRequest, ErasureReason};
    use eventlog::cqrs_es::test::{AggregateTestExecutor, TestFramework};

    use super::*;
    use crate::given::context;

    fn given(
        standing: WordsStanding,
        events: Vec<WordsEvent>,
    ) -> AggregateTestExecutor<ErasableWords> {
        TestFramework::<ErasableWords>::with((standing, context())).given(events)
    }

    fn erase() -> WordsCommand {
        let mut asked = EraseWordsRequest { commitment: "c0".to_owned(), ..Default::default() };
        asked.set_reason(ErasureReason::NamesAChild);
        asked.into()
    }

    fn erased() -> WordsEvent {
        let reason = ErasureReason::NamesAChild.into();
        WordsErased { commitment: "c0".to_owned(), reason }.into()
    }

    #[test]
    fn words_are_erased_once() {
        given(WordsStanding::Kept, vec![]).when(erase()).then_expect_events(vec![erased()]);
        given(WordsStanding::Erased, vec![erased()])
            .when(erase())
            .then_expect_error(WordsRefusal::Erased);
    }

    #[test]
    fn what_was_never_written_is_unknown() {
        given(WordsStanding::Unknown, vec![])
            .when(erase())
            .then_expect_error(WordsRefusal::Unknown);
    }
}
