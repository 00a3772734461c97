//! The token that another system gets for its assertion: for one trust, some scopes, some minutes.

use contract::field::uuid as read_uuid;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::known::KnownKeys;
use super::{ISSUER, IssueError, SigningKey, TokenError, jwt};
use access::Scopes;

/// Longest life of another system's token.
pub const MOST_ACCOUNT_SECONDS: i64 = 300;
const KIND: &str = "plumbline-account+jwt";

/// The claims of another system's token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountClaims {
    /// The account.
    pub account: Uuid,
    /// The one trust it may ask about.
    pub trust: Uuid,
    /// Its scopes.
    pub scopes: Scopes,
    /// When it was issued, to the second.
    pub issued: Timestamp,
    /// The second from which it is no longer valid.
    pub expires: Timestamp,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    iss: String,
    aud: Vec<String>,
    sub: String,
    trust: String,
    scope: String,
    iat: i64,
    exp: i64,
}

/// Signs a token for another system. The scopes say for which services it is.
pub fn issue_to_account(key: &SigningKey, claims: &AccountClaims) -> Result<String, IssueError> {
    let (iat, exp) = (claims.issued.as_second(), claims.expires.as_second());
    let life = exp.saturating_sub(iat);
    if !(1..=MOST_ACCOUNT_SECONDS).contains(&life) {
        return Err(IssueError::Life(life));
    }
    let body = Body {
        iss: ISSUER.to_owned(),
        aud: claims.scopes.iter().map(|scope| scope.service().to_owned()).collect(),
        sub: claims.account.to_string(),
        trust: claims.trust.to_string(),
        scope: claims.scopes.to_string(),
        iat,
        exp,
    };
    jwt::sign(key, KIND, &body)
}

impl KnownKeys {
    /// Whether a text says that it is the token of another system. The signature is not checked yet.
    pub fn is_of_account(token: &str) -> bool {
        jwt::Parts::of(token).is_ok_and(|parts| parts.kind() == Some(KIND))
    }

    /// The claims of another system's token, or why it is not believed.
    pub fn believe_account(
        &self,
        token: &str,
        audience: &str,
        now: Timestamp,
    ) -> Result<AccountClaims, TokenError> {
        let (body, _): (Body, _) = jwt::open(self.of_accounts(), KIND, token)?;
        let life = jwt::Life { iat: body.iat, exp: body.exp };
        life.holds(now.as_second(), MOST_ACCOUNT_SECONDS)?;
        if body.iss != ISSUER {
            return Err(TokenError::Issuer);
        }
        if !body.aud.iter().any(|service| service == audience) {
            return Err(TokenError::Audience);
        }
        claims(&body).ok_or(TokenError::Malformed)
    }
}

fn claims(body: &Body) -> Option<AccountClaims> {
    Some(AccountClaims {
        account: read_uuid("sub", &body.sub).ok()?,
        trust: read_uuid("trust", &body.trust).ok()?,
        scopes: body.scope.parse().ok()?,
        issued: Timestamp::from_second(body.iat).ok()?,
        expires: Timestamp::from_second(body.exp).ok()?,
    })
}
