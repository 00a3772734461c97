//! The assertion that another system exchanges for a token: a JWT of its own (RFC 7523), signed with the account's key.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::accounts::{Account, Accounts};
use super::jwt::{self, CLOCK_SKEW_SECONDS, IssueError, Life, Parts, TokenError};
use super::key::SigningKey;

/// The audience an assertion has to name.
pub const ASSERTION_AUDIENCE: &str = "plumbline";
/// Longest life of an assertion.
pub const MOST_ASSERTION_SECONDS: i64 = 300;
/// The kind that other systems' libraries write into the header.
const KIND: &str = "JWT";
/// Longest id of an assertion that is remembered.
const MOST_ID_BYTES: usize = 64;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    iss: String,
    sub: String,
    aud: Audience,
    jti: String,
    iat: i64,
    exp: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nbf: Option<i64>,
}

/// One audience or several; RFC 7519 allows both.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// From when an assertion may be used, and for how many seconds.
#[derive(Clone, Copy, Debug)]
pub struct AssertionLife {
    pub issued: Timestamp,
    pub seconds: i64,
}

/// Signs an assertion, as another system would.
pub fn assert(
    key: &SigningKey,
    account: Uuid,
    id: &str,
    life: AssertionLife,
) -> Result<String, IssueError> {
    let AssertionLife { issued, seconds } = life;
    if !(1..=MOST_ASSERTION_SECONDS).contains(&seconds) {
        return Err(IssueError::Life(seconds));
    }
    let iat = issued.as_second();
    let body = Body {
        iss: account.to_string(),
        sub: account.to_string(),
        aud: Audience::One(ASSERTION_AUDIENCE.to_owned()),
        jti: id.to_owned(),
        iat,
        exp: iat.saturating_add(seconds),
        nbf: None,
    };
    jwt::sign(key, KIND, &body)
}

/// An assertion that is believed.
#[derive(Debug)]
pub struct Asserted<'a> {
    /// The account that signed it.
    pub account: &'a Account,
    /// Its own id, so that it can be used only once.
    pub id: String,
    /// Until when it has to be remembered, in seconds of the epoch.
    pub expires: i64,
}

impl Accounts {
    /// The account and id of an assertion, or why it is not believed. The caller has to check whether it was used before.
    pub fn believe(&self, assertion: &str, now: Timestamp) -> Result<Asserted<'_>, TokenError> {
        let parts = Parts::of(assertion)?;
        parts.plain(KIND)?;
        // Read before the signature is checked, only to know whose keys to try.
        let body: Body = jwt::decoded(parts.body)?;
        let account: Uuid = body.sub.parse().map_err(|_| TokenError::UnknownAccount)?;
        let account = self.account(account).ok_or(TokenError::UnknownAccount)?;
        let id = parts.key_id();
        let mut keys = account.keys.iter().filter(|key| id.is_none_or(|id| id == key.id()));
        if !keys.any(|key| parts.signed_by(key).is_ok()) {
            return Err(TokenError::UnknownAccount);
        }
        in_order(&body, now)?;
        Ok(Asserted { account, id: body.jti, expires: body.exp })
    }
}

fn in_order(body: &Body, now: Timestamp) -> Result<(), TokenError> {
    let now = now.as_second();
    Life { iat: body.iat, exp: body.exp }.holds(now, MOST_ASSERTION_SECONDS)?;
    if body.nbf.is_some_and(|from| from > now.saturating_add(CLOCK_SKEW_SECONDS)) {
        return Err(TokenError::Future);
    }
    if body.iss != body.sub {
        return Err(TokenError::Issuer);
    }
    let meant = match &body.aud {
        Audience::One(one) => one == ASSERTION_AUDIENCE,
        Audience::Several(several) => several.iter().any(|one| one == ASSERTION_AUDIENCE),
    };
    if !meant {
        return Err(TokenError::Audience);
    }
    let named = (1..=MOST_ID_BYTES).contains(&body.jti.len());
    if named { Ok(()) } else { Err(TokenError::Malformed) }
}
