//! A text that a person typed, known by what commits to it.

use contract::commands::WordsCommand;
use contract::events::WordsEvent;
use contract::log::v1::WordsClass;
use contract::schools::v1::{ClassWordsRequest, EraseWordsRequest, WordsClassed, WordsErased};
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
    #[error(
        "A legal hold stands on the person who wrote these words. Nothing of that person is erased until it is released."
    )]
    WriterOnHold,
    #[error("Say which readers the text is for.")]
    NoClass,
    #[error("The text is for these readers already.")]
    SameClass,
}

impl Refusal for WordsRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::Unknown => (Kind::Unknown, "WORDS_UNKNOWN"),
            Self::Erased => (Kind::State, "WORDS_ERASED"),
            Self::WriterOnHold => (Kind::State, "WRITER_ON_HOLD"),
            Self::NoClass => (Kind::Malformed, "WORDS_CLASS_MISSING"),
            Self::SameClass => (Kind::State, "WORDS_CLASS_SAME"),
        }
    }
}

/// What the store and the log know of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WordsFacts {
    /// Whether it is kept.
    pub standing: WordsStanding,
    /// The class it was written for, where the event that is said to hold it does.
    pub written_for: Option<WordsClass>,
    /// Whether a legal hold stands on the person who wrote it.
    pub writer_on_hold: bool,
}

/// Whether the text was erased, and how it was classed last. The store knows whether it was ever written.
#[derive(Debug, Serialize, Deserialize)]
pub enum ErasableWords {
    /// Never erased.
    Standing {
        /// The class that was said last; none while it is the one it was written for.
        classed: Option<i32>,
    },
    /// Erased, with its salt.
    Erased,
}

impl Default for ErasableWords {
    fn default() -> Self {
        Self::Standing { classed: None }
    }
}

impl ErasableWords {
    fn erase(&self, asked: &EraseWordsRequest, facts: &WordsFacts) -> Decided {
        match (self, facts.standing) {
            (Self::Erased, _) | (_, WordsStanding::Erased) => Err(WordsRefusal::Erased),
            (_, WordsStanding::Unknown) => Err(WordsRefusal::Unknown),
            (Self::Standing { .. }, WordsStanding::Kept) if facts.writer_on_hold => {
                Err(WordsRefusal::WriterOnHold)
            }
            (Self::Standing { .. }, WordsStanding::Kept) => {
                let (commitment, reason) = (asked.commitment.clone(), asked.reason);
                Ok(vec![WordsErased { commitment, reason }.into()])
            }
        }
    }

    fn class(&self, asked: &ClassWordsRequest, facts: &WordsFacts) -> Decided {
        let Self::Standing { classed } = self else { return Err(WordsRefusal::Erased) };
        let Some(written_for) = facts.written_for else { return Err(WordsRefusal::Unknown) };
        match facts.standing {
            WordsStanding::Unknown => return Err(WordsRefusal::Unknown),
            WordsStanding::Erased => return Err(WordsRefusal::Erased),
            WordsStanding::Kept => {}
        }
        if asked.class() == WordsClass::Unspecified {
            return Err(WordsRefusal::NoClass);
        }
        if classed.unwrap_or(written_for.into()) == asked.class {
            return Err(WordsRefusal::SameClass);
        }
        let ClassWordsRequest { commitment, class, written_at, .. } = asked.clone();
        Ok(vec![WordsClassed { commitment, class, written_at }.into()])
    }
}

/// What happens to a text, or why nothing does.
type Decided = Result<Vec<WordsEvent>, WordsRefusal>;

impl Decider for ErasableWords {
    type Command = WordsCommand;
    type Facts = WordsFacts;
    type Event = WordsEvent;
    type Refusal = WordsRefusal;

    fn decide(&self, command: &WordsCommand, facts: &WordsFacts, _: &Context) -> Decided {
        match command {
            WordsCommand::EraseWords(asked) => self.erase(asked, facts),
            WordsCommand::ClassWords(asked) => self.class(asked, facts),
        }
    }

    fn evolve(&mut self, event: &WordsEvent) {
        *self = match event {
            WordsEvent::WordsErased(_) => Self::Erased,
            WordsEvent::WordsClassed(classed) => Self::Standing { classed: Some(classed.class) },
        };
    }

    fn derived_id(command: &WordsCommand, _: &Context) -> Option<String> {
        Some(match command {
            WordsCommand::EraseWords(asked) => asked.commitment.clone(),
            WordsCommand::ClassWords(asked) => asked.commitment.clone(),
        })
    }
}

eventlog::aggregate_plug!(ErasableWords);

#[cfg(test)]
mod tests;
