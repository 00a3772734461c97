//! Short-lived tokens: the one with which a service tells another for whom it asks, and those of other systems.
//!
//! Each is for one audience. A service's token is valid for a minute at most, another system's for five. `jwt.rs` has their
//! form, `known.rs` the keys and what each may say, and `account.rs` how another system gets one.

mod account;
mod accounts;
mod assertion;
mod jwt;
mod key;
mod known;

use contract::field::uuid as read_uuid;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use account::{AccountClaims, MOST_ACCOUNT_SECONDS, issue_to_account};
pub use accounts::{Account, Accounts, AccountsError};
pub use assertion::{ASSERTION_AUDIENCE, Asserted, AssertionLife, MOST_ASSERTION_SECONDS, assert};
pub use jwt::{CLOCK_SKEW_SECONDS, IssueError, TokenError};
pub use key::{KeyFileError, PublicKey, SigningKey, SigningKeyFile};
pub use known::{Believed, KnownKey, KnownKeys, KnownKeysError, SpeaksFor};

use jwt::{Life, Parts};

/// The header in which a request carries its token.
pub const HEADER: &str = "authorization";

/// Longest life of a service's token.
pub const MOST_SECONDS: i64 = 60;

const KIND: &str = "plumbline+jwt";
const ISSUER: &str = "plumbline";

/// For whom a service asks another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// The trust whose log is meant; nil where none is.
    pub trust: Uuid,
    /// The person; nil for Plumbline itself, the installation, and a person who has not signed in.
    pub person: Uuid,
    /// The role the person prefers to act in; the asked service decides by the roles held.
    pub role: String,
    /// The service that is asked, for example `surveys`.
    pub audience: String,
    /// When it was issued, to the second.
    pub issued: Timestamp,
    /// The second from which it is no longer valid.
    pub expires: Timestamp,
    /// The token of the call in the course of which this one is made, where there is one.
    pub in_course_of: Option<String>,
}

/// The claims as the token writes them.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    iss: String,
    aud: String,
    sub: String,
    trust: String,
    role: String,
    iat: i64,
    exp: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    via: Option<String>,
}

/// Signs a token.
pub fn issue(key: &SigningKey, claims: &Claims) -> Result<String, IssueError> {
    let (iat, exp) = (claims.issued.as_second(), claims.expires.as_second());
    let life = exp.saturating_sub(iat);
    if !(1..=MOST_SECONDS).contains(&life) {
        return Err(IssueError::Life(life));
    }
    let body = Body {
        iss: ISSUER.to_owned(),
        aud: claims.audience.clone(),
        sub: claims.person.to_string(),
        trust: claims.trust.to_string(),
        role: claims.role.clone(),
        iat,
        exp,
        via: claims.in_course_of.clone(),
    };
    jwt::sign(key, KIND, &body)
}

/// The claims of a token, or why it is not believed. `keys` are those of the services that may ask; `audience` is the
/// service that is asked; `now` is the time.
pub fn verify(
    keys: &[PublicKey],
    token: &str,
    audience: &str,
    now: Timestamp,
) -> Result<Claims, TokenError> {
    signed(keys, token, audience, now).map(|(claims, _)| claims)
}

/// The same claims, with the key that signed them.
fn signed<'a>(
    keys: impl IntoIterator<Item = &'a PublicKey>,
    token: &str,
    audience: &str,
    now: Timestamp,
) -> Result<(Claims, &'a PublicKey), TokenError> {
    let (body, key): (Body, _) = jwt::open(keys, KIND, token)?;
    Life { iat: body.iat, exp: body.exp }.holds(now.as_second(), MOST_SECONDS)?;
    if body.iss != ISSUER {
        return Err(TokenError::Issuer);
    }
    if body.aud != audience {
        return Err(TokenError::Audience);
    }
    Ok((claims(body).ok_or(TokenError::Malformed)?, key))
}

/// Whether a token is of a service, and was not itself made in the course of another call. The signature is not checked
/// yet.
pub fn is_first_hand(token: &str) -> bool {
    let body = Parts::of(token).and_then(|parts| jwt::decoded::<Body>(parts.body));
    body.is_ok_and(|body| body.via.is_none())
}

fn claims(body: Body) -> Option<Claims> {
    Some(Claims {
        trust: read_uuid("trust", &body.trust).ok()?,
        person: read_uuid("sub", &body.sub).ok()?,
        role: body.role,
        audience: body.aud,
        issued: Timestamp::from_second(body.iat).ok()?,
        expires: Timestamp::from_second(body.exp).ok()?,
        in_course_of: body.via,
    })
}
