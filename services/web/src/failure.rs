//! What becomes of a request that cannot be answered as asked: a page in plain words, never a stack or a code.

mod framed;
mod page;

use tonic::{Code, Status};
use tonic_types::StatusExt as _;
use uuid::Uuid;

pub(crate) use framed::frame_failures;

/// A request that cannot be answered as asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The visitor is not signed in; the page asked for is shown after signing in.
    SignInFirst { next: String },
    /// There is no such thing here.
    NotFound(String),
    /// The person signed in may not see or do this.
    Forbidden(String),
    /// A guest of a visit asked for something else.
    Guest,
    /// The visitor was not signed in; it may be tried again.
    NotSignedIn(String),
    /// The request itself makes no sense.
    Malformed(String),
    /// More was sent than any form holds.
    TooLarge,
    /// A service says no; a form shows this beside itself.
    Refused(Refused),
    /// A service or the store cannot be reached; the same request may be made again.
    Away,
    /// A setting of this installation is wrong; the same request fails until it is changed.
    Settings(String),
    /// A bug, told by its incident id only.
    Broken { incident: String },
}

/// A service's "no" with its stable reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    pub reason: String,
    /// A plain sentence.
    pub sentence: String,
    /// Whether the same command may be tried again with the same words.
    pub again: bool,
}

impl Failure {
    pub(crate) fn no_page() -> Self {
        Self::NotFound("If you typed the web address, check it is correct.".to_owned())
    }

    /// What a form says beside itself when its own command was refused, under any code: what was entered is kept there.
    /// Only signing in comes first.
    pub(crate) fn beside_the_form(self) -> Result<Refused, Self> {
        let said = |reason: &str, sentence: String, again| {
            Ok(Refused { reason: reason.to_owned(), sentence, again })
        };
        match self {
            Self::Refused(refused) => Ok(refused),
            Self::Away => {
                let sentence = "Plumbline can’t be reached at the moment. What you entered is still here: \
                                try again in a minute";
                said("UNAVAILABLE", sentence.to_owned(), true)
            }
            Self::Settings(sentence) => said("SETTINGS", sentence, false),
            Self::NotFound(sentence) => said("NOT_FOUND", sentence, false),
            Self::Forbidden(sentence) => said("NOT_ALLOWED", sentence, false),
            Self::Malformed(sentence) => said("MALFORMED", sentence, false),
            Self::TooLarge => {
                said("TOO_LARGE", "Shorten what you entered and send it again".to_owned(), false)
            }
            Self::Broken { incident } => {
                let sentence = format!(
                    "Something went wrong, and it was not you. What you entered is still here. If you ask \
                     for help, give this incident number: {incident}"
                );
                said("INTERNAL", sentence, true)
            }
            first @ (Self::SignInFirst { .. } | Self::NotSignedIn(_) | Self::Guest) => Err(first),
        }
    }
}

impl From<Status> for Failure {
    fn from(status: Status) -> Self {
        match status.code() {
            Code::NotFound => Self::NotFound(sentence(&status)),
            Code::Unavailable | Code::DeadlineExceeded | Code::Cancelled => {
                tracing::warn!(code = ?status.code(), message = status.message(), "a service is away");
                Self::Away
            }
            Code::AlreadyExists if reason(&status) == "COMMAND_ID_REUSED" => Self::Refused(Refused {
                reason: reason(&status),
                sentence: "This was sent before with other words, and that was recorded. Look below: if what \
                           you wrote now is still missing, send it again"
                    .to_owned(),
                again: false,
            }),
            // Why, with its ids and rules, is for those who run Plumbline: `plumbline access explain`.
            Code::PermissionDenied if reason(&status) == "NOT_ALLOWED" => Self::Forbidden(
                "Your role does not include this. Ask your administrator if you think it should."
                    .to_owned(),
            ),
            Code::InvalidArgument
            | Code::FailedPrecondition
            | Code::AlreadyExists
            | Code::PermissionDenied
            | Code::ResourceExhausted
            | Code::OutOfRange
            | Code::Aborted => Self::Refused(Refused {
                reason: reason(&status),
                sentence: sentence(&status),
                again: status.code() == Code::Aborted,
            }),
            _ => Self::broken(&status),
        }
    }
}

impl Failure {
    fn broken(status: &Status) -> Self {
        let told =
            status.message().split(|letter: char| !letter.is_ascii_hexdigit() && letter != '-');
        let told = told.filter_map(|word| Uuid::try_parse(word).ok()).next();
        let incident = told.unwrap_or_else(Uuid::new_v4).to_string();
        tracing::error!(%incident, code = ?status.code(), message = status.message(), "a service failed");
        Self::Broken { incident }
    }
}

/// The stable reason of a status, for example `TOKEN_SPENT`.
pub(crate) fn reason(status: &Status) -> String {
    status.get_error_details().error_info().map(|info| info.reason.clone()).unwrap_or_default()
}

/// Why an act of many did nothing: some of them were refused.
pub(crate) const SOME_REFUSED: &str = "SOME_REFUSED";

/// Names what was refused of an act of many, each with its sentence.
pub(crate) fn some_refused(status: &Status, part: impl Fn(&str) -> String) -> Failure {
    let details = status.get_error_details();
    let violations = details.precondition_failure().map(|failure| failure.violations.as_slice());
    let each = violations.unwrap_or_default().iter();
    let each = each.map(|one| format!("{}: {}", part(&one.subject), one.description));
    let sentence = format!("{} {}", status.message(), each.collect::<Vec<_>>().join(" "));
    Failure::Refused(Refused { reason: SOME_REFUSED.to_owned(), sentence, again: false })
}

/// What a service says, begun with a capital and without a field's technical name.
fn sentence(status: &Status) -> String {
    let details = status.get_error_details();
    let violation = details.bad_request().and_then(|request| request.field_violations.first());
    let text = match violation {
        Some(violation) => {
            format!("{} {}", violation.field.replace('_', " "), violation.description)
        }
        None => status.message().to_owned(),
    };
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What a page can do without, such as the choices of a form. Nothing where its service is away or keeps it from this person.
/// What a page shows is [`crate::shown::Shown`] instead, so that nothing is never told as "none".
pub(crate) fn spare<T>(answer: Result<tonic::Response<T>, Status>) -> Result<Option<T>, Failure> {
    match answer.map_err(Failure::from) {
        Ok(answer) => Ok(Some(answer.into_inner())),
        Err(Failure::Away | Failure::Forbidden(_)) => Ok(None),
        Err(other) => Err(other),
    }
}

#[cfg(test)]
mod tests;
