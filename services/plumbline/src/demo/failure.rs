//! Why a play ended early, in a sentence with the step's name.

use std::path::Path;
use std::time::Duration;

use contract::schools::v1::RegisterFault;
use tonic::{Code, Status};

use crate::demo::stage;

/// Why a play ended early.
#[derive(Debug, thiserror::Error)]
#[error("The demo stopped at the step \u{201c}{step}\u{201d}: {sentence}.")]
pub struct DemoError {
    step: String,
    sentence: String,
    refusal: Option<(Code, String)>,
}

impl DemoError {
    /// The step at which it ended, for example `wave/autumn/1/open`.
    pub fn step(&self) -> &str {
        &self.step
    }

    /// The gRPC code, where a service said no or was away.
    pub fn code(&self) -> Option<Code> {
        self.refusal.as_ref().map(|(code, _)| *code)
    }

    /// The stable reason of a refusal.
    pub(crate) fn reason(&self) -> Option<&str> {
        self.refusal.as_ref().map(|(_, reason)| reason.as_str())
    }

    pub(crate) fn refused(step: &str, status: &Status) -> Self {
        let said = status.message().trim_end_matches('.');
        let sentence = match status.code() {
            Code::Unavailable => format!("a service is away ({said})"),
            code if said.is_empty() => format!("a service answered {code:?}"),
            _ => said.to_owned(),
        };
        Self {
            step: step.to_owned(),
            sentence,
            refusal: Some((status.code(), stage::reason(status))),
        }
    }

    pub(crate) fn waited(step: &str, patience: Duration) -> Self {
        let sentence =
            format!("what it waits for did not come within {} seconds", patience.as_secs());
        Self { step: step.to_owned(), sentence, refusal: None }
    }

    pub(crate) fn missing(what: &str, name: &str) -> Self {
        let sentence = format!("there is no {what} {name}");
        Self { step: format!("look up the {what}"), sentence, refusal: None }
    }

    pub(crate) fn faulty(step: &str, fault: &RegisterFault) -> Self {
        let said = fault.sentence.trim_end_matches('.');
        let sentence =
            format!("line {} of the register file, {}: {said}", fault.line, fault.column);
        Self { step: step.to_owned(), sentence, refusal: None }
    }

    pub(crate) fn script(step: &str, error: &crate::Failure) -> Self {
        Self { step: step.to_owned(), sentence: error.to_string(), refusal: None }
    }

    pub(crate) fn file(path: &Path, error: &std::io::Error) -> Self {
        let sentence = format!("{} cannot be used: {error}", path.display());
        Self { step: "keep files".to_owned(), sentence, refusal: None }
    }
}

#[cfg(test)]
mod tests;
