//! The form that all tokens share: a JWT signed with Ed25519, whose header has the algorithm, the kind and the key's id.
//! The verifier knows the keys beforehand and takes none from a token.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::key::{PublicKey, SigningKey};

/// How far the clocks of two machines may be apart.
pub const CLOCK_SKEW_SECONDS: i64 = 5;
/// Most bytes of a token that is looked at.
const MOST_BYTES: usize = 2048;
const ALGORITHM: &str = "EdDSA";

/// Why a token can't be issued.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum IssueError {
    /// It would be valid for no time or for too long.
    #[error("a token is valid for 1 to {most} seconds, not {0}", most = super::MOST_SECONDS)]
    Life(i64),
    /// The library failed to sign.
    #[error("the token could not be signed")]
    Signing,
}

/// Why a token is not believed. The sender never sees this, and learns only that it was not believed.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum TokenError {
    /// Not three parts of base64url and JSON, or too long.
    #[error("the token is malformed")]
    Malformed,
    /// The algorithm is not EdDSA.
    #[error("the token's algorithm is not EdDSA")]
    Algorithm,
    /// The header has a field that ours have not.
    #[error("the token's header has a field that a token here has not: {0}")]
    Header(String),
    /// The key is not known.
    #[error("the token was signed with a key that is not known")]
    UnknownKey,
    /// The signature is not of this key.
    #[error("the token's signature is not that of its key")]
    Signature,
    /// The token is for another service.
    #[error("the token is for another service")]
    Audience,
    /// Another issuer signed it.
    #[error("the token is from another issuer")]
    Issuer,
    /// It is valid no longer.
    #[error("the token has expired")]
    Expired,
    /// It is not valid yet.
    #[error("the token is from the future")]
    Future,
    /// It is valid for longer than a token may be.
    #[error("the token is valid for too long")]
    TooLong,
    /// Its key's owner may not speak for such an actor.
    #[error("the token's key may not speak for {0}")]
    MayNot(&'static str),
    /// A service passes a person's call on, and nothing shows that the person made it.
    #[error("the call that is passed on is not shown to be the person's: {0}")]
    PassedOn(String),
    /// There is no account of that id, or the key is not its own.
    #[error("there is no such account, or the key is not one of its own")]
    UnknownAccount,
    /// The account does not have the scope, or there is no such scope.
    #[error("the account has not that scope")]
    Scope,
    /// The assertion was used before.
    #[error("the assertion was used before")]
    Replayed,
}

/// The header as it is written: the algorithm, the kind, the key's id, and nothing else.
#[derive(Serialize)]
struct Header<'a> {
    typ: &'a str,
    alg: &'a str,
    kid: &'a str,
}

/// From when to when a token says it is valid, in seconds of the epoch.
#[derive(Clone, Copy, Deserialize)]
pub(super) struct Life {
    pub(super) iat: i64,
    pub(super) exp: i64,
}

impl Life {
    /// Checks that now lies in it, and that it is not too long.
    pub(super) fn holds(self, now: i64, most_seconds: i64) -> Result<(), TokenError> {
        if self.exp <= now {
            return Err(TokenError::Expired);
        }
        if self.iat > now.saturating_add(CLOCK_SKEW_SECONDS) {
            return Err(TokenError::Future);
        }
        let life = self.exp.saturating_sub(self.iat);
        if (1..=most_seconds).contains(&life) { Ok(()) } else { Err(TokenError::TooLong) }
    }
}

/// Signs a body.
pub(super) fn sign(
    key: &SigningKey,
    kind: &str,
    body: &impl Serialize,
) -> Result<String, IssueError> {
    let header = Header { typ: kind, alg: ALGORITHM, kid: key.public().id() };
    let message = format!("{}.{}", encoded(&header)?, encoded(body)?);
    let signature = BASE64_URL_SAFE_NO_PAD.encode(key.sign(message.as_bytes()));
    Ok(format!("{message}.{signature}"))
}

/// The body of a token of this kind and the key that signed it.
pub(super) fn open<'a, T: DeserializeOwned>(
    keys: impl IntoIterator<Item = &'a PublicKey>,
    kind: &str,
    token: &str,
) -> Result<(T, &'a PublicKey), TokenError> {
    let parts = Parts::of(token)?;
    let key = parts.key(keys, kind)?;
    parts.signed_by(key)?;
    Ok((decoded(parts.body)?, key))
}

/// The parts of a token, before the signature is checked.
pub(super) struct Parts<'a> {
    header: Map<String, Value>,
    pub(super) body: &'a str,
    message: &'a str,
    signature: &'a str,
}

impl<'a> Parts<'a> {
    pub(super) fn of(token: &'a str) -> Result<Self, TokenError> {
        if token.len() > MOST_BYTES {
            return Err(TokenError::Malformed);
        }
        let parts: Vec<&str> = token.split('.').collect();
        let [header, body, signature] =
            <[&str; 3]>::try_from(parts).map_err(|_| TokenError::Malformed)?;
        let (message, _) = token.rsplit_once('.').ok_or(TokenError::Malformed)?;
        Ok(Self { header: decoded(header)?, body, message, signature })
    }

    /// The kind that the header names, without a check.
    pub(super) fn kind(&self) -> Option<&str> {
        self.header.get("typ").and_then(Value::as_str)
    }

    /// The known key that a token names, if its header has the form of ours. A key, an address of a key, a compression or an
    /// extension in the header is never used.
    fn key<'k>(
        &self,
        keys: impl IntoIterator<Item = &'k PublicKey>,
        kind: &str,
    ) -> Result<&'k PublicKey, TokenError> {
        self.plain(kind)?;
        let kid = self.key_id().ok_or(TokenError::UnknownKey)?;
        keys.into_iter().find(|key| key.id() == kid).ok_or(TokenError::UnknownKey)
    }

    /// The key's id, as the header says it.
    pub(super) fn key_id(&self) -> Option<&str> {
        self.header.get("kid").and_then(Value::as_str)
    }

    /// Checks the header: our algorithm, this kind, the key's id, and no other field.
    pub(super) fn plain(&self, kind: &str) -> Result<(), TokenError> {
        let said = |name| self.header.get(name).and_then(Value::as_str);
        if said("alg") != Some(ALGORITHM) {
            return Err(TokenError::Algorithm);
        }
        let known = ["typ", "alg", "kid"];
        let names = self.header.keys().map(String::as_str);
        let mut strange: Vec<&str> = names.filter(|name| !known.contains(name)).collect();
        if said("typ") != Some(kind) {
            strange.push("typ");
        }
        if strange.is_empty() { Ok(()) } else { Err(TokenError::Header(strange.join(", "))) }
    }

    pub(super) fn signed_by(&self, key: &PublicKey) -> Result<(), TokenError> {
        let signature =
            BASE64_URL_SAFE_NO_PAD.decode(self.signature).map_err(|_| TokenError::Malformed)?;
        match key.signed(self.message.as_bytes(), &signature) {
            true => Ok(()),
            false => Err(TokenError::Signature),
        }
    }
}

fn encoded(part: &impl Serialize) -> Result<String, IssueError> {
    let json = serde_json::to_vec(part).map_err(|_| IssueError::Signing)?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(json))
}

pub(super) fn decoded<T: DeserializeOwned>(part: &str) -> Result<T, TokenError> {
    let json = BASE64_URL_SAFE_NO_PAD.decode(part).map_err(|_| TokenError::Malformed)?;
    serde_json::from_slice(&json).map_err(|_| TokenError::Malformed)
}
