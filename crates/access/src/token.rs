//! The short-lived token with which one service tells another for whom it asks.
//!
//! A JWT signed with Ed25519, for one audience and at most a minute. The header says no more than the algorithm, the
//! kind and the key's id: whoever verifies knows the keys beforehand and takes none from a token.

mod key;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use contract::field::uuid as read_uuid;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

pub use key::{KeyFileError, PublicKey, SigningKey, SigningKeyFile};

/// Longest life of a token.
pub const MOST_SECONDS: i64 = 60;
/// How far the clocks of two machines may be apart.
pub const CLOCK_SKEW_SECONDS: i64 = 5;
/// Longest token that is looked at.
const MOST_BYTES: usize = 2048;

const ALGORITHM: &str = "EdDSA";
const KIND: &str = "plumbline+jwt";
const ISSUER: &str = "plumbline";

/// For whom a service asks another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// The trust whose log is meant.
    pub trust: Uuid,
    /// The person.
    pub person: Uuid,
    /// The role the person would rather act in; the far side decides by the roles held.
    pub role: String,
    /// The service that is asked, for example `surveys`.
    pub audience: String,
    /// When it was issued, to the second.
    pub issued: Timestamp,
    /// From when on it is no longer valid, to the second.
    pub expires: Timestamp,
}

/// Why a token can't be issued.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum IssueError {
    /// Its life is none or too long.
    #[error("a token is valid for 1 to {MOST_SECONDS} seconds, not {0}")]
    Life(i64),
    /// The library.
    #[error("the token could not be signed")]
    Signing,
}

/// Why a token is not believed. Never shown to whoever sent it: a stranger learns only that it was not.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum TokenError {
    /// Not three parts of base64url and JSON, or too long.
    #[error("the token is malformed")]
    Malformed,
    /// Anything but EdDSA.
    #[error("the token's algorithm is not EdDSA")]
    Algorithm,
    /// A header with more in it than ours.
    #[error("the token's header has a field that a token here has not: {0}")]
    Header(String),
    /// A key that is not among those known.
    #[error("the token was signed with a key that is not known")]
    UnknownKey,
    /// The signature.
    #[error("the token's signature is not that of its key")]
    Signature,
    /// For another service.
    #[error("the token is for another service")]
    Audience,
    /// From somebody else.
    #[error("the token is from another issuer")]
    Issuer,
    /// Too late.
    #[error("the token has expired")]
    Expired,
    /// Too early.
    #[error("the token is from the future")]
    Future,
    /// Valid for longer than a token may be.
    #[error("the token is valid for too long")]
    TooLong,
}

/// The claims as they are written.
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
}

/// The header as it is written: the algorithm, the kind, the key's id, and nothing else.
#[derive(Serialize)]
struct Header<'a> {
    typ: &'a str,
    alg: &'a str,
    kid: &'a str,
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
    };
    let header = Header { typ: KIND, alg: ALGORITHM, kid: key.public().id() };
    let message = format!("{}.{}", encoded(&header)?, encoded(&body)?);
    let signature = BASE64_URL_SAFE_NO_PAD.encode(key.sign(message.as_bytes()));
    Ok(format!("{message}.{signature}"))
}

/// Believes a token, or says why not. `keys` are those of the services that may ask; `audience` is the service that is
/// asked; `now` is the time.
pub fn verify(
    keys: &[PublicKey],
    token: &str,
    (audience, now): (&str, Timestamp),
) -> Result<Claims, TokenError> {
    if token.len() > MOST_BYTES {
        return Err(TokenError::Malformed);
    }
    let [header, body, signature] = three(token)?;
    let key = key_of(keys, &decoded(header)?)?;
    let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).map_err(|_| TokenError::Malformed)?;
    let message = token.rsplit_once('.').map_or("", |(message, _)| message);
    if !key.signed(message.as_bytes(), &signature) {
        return Err(TokenError::Signature);
    }
    let body: Body = decoded(body)?;
    in_time(&body, now.as_second())?;
    if body.iss != ISSUER {
        return Err(TokenError::Issuer);
    }
    if body.aud != audience {
        return Err(TokenError::Audience);
    }
    claims(body).ok_or(TokenError::Malformed)
}

fn encoded(part: &impl Serialize) -> Result<String, IssueError> {
    let json = serde_json::to_vec(part).map_err(|_| IssueError::Signing)?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(json))
}

fn three(token: &str) -> Result<[&str; 3], TokenError> {
    let parts: Vec<&str> = token.split('.').collect();
    parts.try_into().map_err(|_| TokenError::Malformed)
}

fn decoded<T: DeserializeOwned>(part: &str) -> Result<T, TokenError> {
    let json = BASE64_URL_SAFE_NO_PAD.decode(part).map_err(|_| TokenError::Malformed)?;
    serde_json::from_slice(&json).map_err(|_| TokenError::Malformed)
}

/// The known key a token names, once its header is seen to be one of ours: no key, address of a key, compression or
/// extension is ever looked at.
fn key_of<'a>(
    keys: &'a [PublicKey],
    header: &Map<String, Value>,
) -> Result<&'a PublicKey, TokenError> {
    let said = |name| header.get(name).and_then(Value::as_str);
    if said("alg") != Some(ALGORITHM) {
        return Err(TokenError::Algorithm);
    }
    let kid = said("kid").ok_or(TokenError::UnknownKey)?;
    let known = ["typ", "alg", "kid"];
    let mut strange: Vec<&str> =
        header.keys().map(String::as_str).filter(|name| !known.contains(name)).collect();
    if said("typ") != Some(KIND) {
        strange.push("typ");
    }
    if !strange.is_empty() {
        return Err(TokenError::Header(strange.join(", ")));
    }
    keys.iter().find(|key| key.id() == kid).ok_or(TokenError::UnknownKey)
}

fn in_time(body: &Body, now: i64) -> Result<(), TokenError> {
    if body.exp <= now {
        return Err(TokenError::Expired);
    }
    if body.iat > now.saturating_add(CLOCK_SKEW_SECONDS) {
        return Err(TokenError::Future);
    }
    let life = body.exp.saturating_sub(body.iat);
    if (1..=MOST_SECONDS).contains(&life) { Ok(()) } else { Err(TokenError::TooLong) }
}

fn claims(body: Body) -> Option<Claims> {
    Some(Claims {
        trust: read_uuid("trust", &body.trust).ok()?,
        person: read_uuid("sub", &body.sub).ok()?,
        role: body.role,
        audience: body.aud,
        issued: Timestamp::from_second(body.iat).ok()?,
        expires: Timestamp::from_second(body.exp).ok()?,
    })
}
