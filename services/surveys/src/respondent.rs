//! The respondent's side of a wave: its questions, the check of the answers, and kind refusals.

use std::collections::HashMap;

use contract::surveys::v1::{Answer, GetQuestionnaireResponse, Question, WaveScheduled};
use contract::{Kind, Refusal};
use jiff::civil::Date;

/// Why a respondent is refused. No sentence tells more than the holder of the code may know.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum RespondentRefusal {
    #[error(
        "We don't know this link. Please check it for a slip, or ask the school: the survey may have closed, and closed surveys forget their links."
    )]
    TokenUnknown,
    #[error(
        "This link has been used for other answers. Each link takes one set; to change them, take them back with the receipt code first."
    )]
    TokenSpent,
    #[error("This survey has closed. Thank you for wanting to answer.")]
    WaveNotOpen,
    #[error(
        "This survey can take no more answers, because its key was lost. Answers that were sent before are counted. Please tell the school."
    )]
    KeyLost,
    #[error("The answer to {0} is not one of those offered.")]
    AnswerUnknown(String),
    #[error("The question {0} is answered twice.")]
    AnswerRepeated(String),
    #[error("Please answer at least one question.")]
    NothingAnswered,
    #[error(
        "We don't know this receipt code. Please check it for a slip; when a survey has closed, answers can no longer be told apart and so can't be taken back."
    )]
    ReceiptUnknown,
}

impl Refusal for RespondentRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::TokenUnknown => (Kind::Unknown, "TOKEN_UNKNOWN"),
            Self::TokenSpent => (Kind::State, "TOKEN_SPENT"),
            Self::WaveNotOpen => (Kind::State, "WAVE_NOT_OPEN"),
            Self::KeyLost => (Kind::State, "WAVE_KEY_LOST"),
            Self::AnswerUnknown(_) => (Kind::Malformed, "ANSWER_UNKNOWN"),
            Self::AnswerRepeated(_) => (Kind::Malformed, "ANSWER_REPEATED"),
            Self::NothingAnswered => (Kind::Malformed, "NOTHING_ANSWERED"),
            Self::ReceiptUnknown => (Kind::Unknown, "RECEIPT_UNKNOWN"),
        }
    }
}

/// The questions of a wave, fixed when it was scheduled, and its last day as it stood when it was read.
#[derive(Clone, Debug)]
pub(crate) struct Questionnaire {
    wave: WaveScheduled,
    questions: Vec<Question>,
    closes_on: Date,
    trust_name: String,
}

impl Questionnaire {
    /// `None` if the stored closing day is no date; the service stores no such wave.
    pub(crate) fn try_new(wave: WaveScheduled, questions: Vec<Question>) -> Option<Self> {
        let closes_on = wave.closes_on.parse().ok()?;
        Some(Self { wave, questions, closes_on, trust_name: String::new() })
    }

    /// The same with the name of the trust that asks.
    pub(crate) fn asked_by(self, trust_name: String) -> Self {
        Self { trust_name, ..self }
    }

    /// Whether it is made of this plan, with this last day.
    pub(crate) fn is_of(&self, wave: &WaveScheduled) -> bool {
        self.wave == *wave
    }

    /// Refuses after the closing day. A wave that was opened before its opening day takes answers,
    /// since the lead opened it.
    pub(crate) fn admits(&self, today: Date) -> Result<(), RespondentRefusal> {
        if today > self.closes_on { Err(RespondentRefusal::WaveNotOpen) } else { Ok(()) }
    }

    /// The answers as they are kept. Each is one that its question offers. They are in the order of
    /// the questions, since the order of answering could identify a person. Answers to questions
    /// that other answers rule out are dropped.
    pub(crate) fn check(&self, answers: &[Answer]) -> Result<Vec<Answer>, RespondentRefusal> {
        let mut given: HashMap<&str, &str> = HashMap::new();
        for Answer { question_id, option_id } in answers {
            let question =
                self.questions.iter().find(|question| question.question_id == *question_id);
            if !question.is_some_and(|question| {
                question.options.iter().any(|option| option.option_id == *option_id)
            }) {
                return Err(RespondentRefusal::AnswerUnknown(shortened(question_id)));
            }
            if given.insert(question_id, option_id).is_some() {
                return Err(RespondentRefusal::AnswerRepeated(question_id.clone()));
            }
        }
        let mut kept: Vec<Answer> = Vec::new();
        for question in &self.questions {
            // A respondent who goes back and changes a deciding answer leaves answers that no longer
            // apply.
            let asked = question.only_if.as_ref().is_none_or(|condition| {
                kept.iter().any(|a| {
                    a.question_id == condition.question_id && a.option_id == condition.option_id
                })
            });
            if let (true, Some(option_id)) = (asked, given.get(question.question_id.as_str())) {
                kept.push(Answer {
                    question_id: question.question_id.clone(),
                    option_id: (*option_id).to_owned(),
                });
            }
        }
        if kept.is_empty() { Err(RespondentRefusal::NothingAnswered) } else { Ok(kept) }
    }

    /// The questionnaire for the holder of a token of a school, without the name of the school.
    pub(crate) fn shown(&self, trust_id: String, school_id: String) -> GetQuestionnaireResponse {
        GetQuestionnaireResponse {
            wave_id: self.wave.wave_id.clone(),
            title: self.wave.title.clone(),
            school_id,
            audience: self.wave.audience,
            privacy: self.wave.privacy,
            closes_on: self.wave.closes_on.clone(),
            floor: self.wave.floor,
            questions: self.questions.clone(),
            trust_id,
            trust_name: self.trust_name.clone(),
            school_name: String::new(),
        }
    }
}

/// An unknown id, cut so that it can be repeated in a sentence.
fn shortened(id: &str) -> String {
    id.chars().take(64).collect()
}

#[cfg(test)]
mod tests;
