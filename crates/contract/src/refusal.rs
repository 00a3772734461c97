//! Answers of the kind "no, because": one way from a refusal to a gRPC status with a stable reason.

use std::collections::HashMap;

use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

/// Domain of every `ErrorInfo` Plumbline sends.
pub const DOMAIN: &str = "plumbline";

/// What sort of "no" a refusal is; decides the gRPC code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The request itself can never be right: INVALID_ARGUMENT.
    Malformed,
    /// The present state forbids it: FAILED_PRECONDITION.
    State,
    /// There is no such thing here: NOT_FOUND.
    Unknown,
    /// It is already there: ALREADY_EXISTS.
    Repeated,
    /// Not allowed for this caller: PERMISSION_DENIED.
    Forbidden,
}

/// A "no" with a sentence a headteacher can read (`Display`) and a reason a program can match.
pub trait Refusal: std::error::Error + Send + Sync + 'static {
    /// What sort of "no" this is, and its stable reason in capitals, for example `WAVE_NOT_OPEN`.
    fn code(&self) -> (Kind, &'static str);

    /// The stable reason.
    fn reason(&self) -> &'static str {
        self.code().1
    }

    /// What sort of "no" this is.
    fn kind(&self) -> Kind {
        self.code().0
    }

    /// The status sent to the caller.
    fn to_status(&self) -> Status {
        let code = match self.kind() {
            Kind::Malformed => Code::InvalidArgument,
            Kind::State => Code::FailedPrecondition,
            Kind::Unknown => Code::NotFound,
            Kind::Repeated => Code::AlreadyExists,
            Kind::Forbidden => Code::PermissionDenied,
        };
        status(code, self.reason(), self.to_string())
    }
}

/// A status with `ErrorInfo { reason, domain }`.
pub(crate) fn status(code: Code, reason: &str, sentence: impl Into<String>) -> Status {
    let details = ErrorDetails::with_error_info(reason, DOMAIN, HashMap::<String, String>::new());
    Status::with_error_details(code, sentence, details)
}

/// INVALID_ARGUMENT that names the field.
pub fn invalid(field: &str, sentence: &str) -> Status {
    let mut details =
        ErrorDetails::with_error_info("MALFORMED", DOMAIN, HashMap::<String, String>::new());
    details.add_bad_request_violation(field, sentence);
    Status::with_error_details(Code::InvalidArgument, format!("{field}: {sentence}"), details)
}

/// Whether a status says that this field was wrong.
pub fn names_field(status: &Status, field: &str) -> bool {
    let wrong = status.get_details_bad_request().map(|bad| bad.field_violations);
    wrong.unwrap_or_default().iter().any(|violation| violation.field == field)
}

/// Whether a status says no for this stable reason.
pub fn says_no_for(status: &Status, reason: &str) -> bool {
    status.get_details_error_info().is_some_and(|info| info.reason == reason)
}

/// NOT_FOUND with a stable reason.
pub fn not_found(reason: &str, sentence: &str) -> Status {
    status(Code::NotFound, reason, sentence)
}

/// PERMISSION_DENIED: the rules do not let this caller.
pub fn not_allowed(sentence: &str) -> Status {
    status(Code::PermissionDenied, "NOT_ALLOWED", sentence)
}

/// INVALID_ARGUMENT: the bytes are no message of this call.
pub fn unreadable() -> Status {
    const SENTENCE: &str =
        "What was sent cannot be read as this call's request; the messages are those of proto/.";
    status(Code::InvalidArgument, "UNREADABLE", SENTENCE)
}

/// UNAUTHENTICATED: nothing shows who calls. A stranger does not learn what was wrong.
pub fn not_believed() -> Status {
    const SENTENCE: &str = "Nothing that can be believed says who is asking.";
    status(Code::Unauthenticated, "NOT_BELIEVED", SENTENCE)
}

/// UNAVAILABLE: the store or another service is away; the same call may be made again.
pub fn unavailable(sentence: &str) -> Status {
    status(Code::Unavailable, "UNAVAILABLE", sentence)
}
