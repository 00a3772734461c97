//! Lets callers in: who calls, whether the rules allow it, and what becomes of a command. Every rpc passes here.

mod admit;
mod authenticate;
mod disclosures;
mod hold_answers;
pub mod limit_calls;
mod permissions;
mod tell;
#[cfg(feature = "testing")]
pub mod testing;
mod token_exchange;
mod trace;

pub use admit::{Admission, Door, LONGEST_WHY, Reading};
pub use authenticate::{AuthenticationSettings, CallerAuthenticator};
pub use disclosures::Disclosures;
pub use hold_answers::HoldAnswers;
pub use permissions::{Allowed, Asked, Permissions};
pub use token_exchange::TokenExchange;
pub use trace::call_span;

/// What an rpc answers with.
pub type Answer<T> = Result<tonic::Response<T>, tonic::Status>;
