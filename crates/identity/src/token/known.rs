//! The public keys that an installation believes, each with its owner and for whom that owner may speak.
//!
//! Kept in one file that every process reads. While one key follows another both are in it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::jwt::{self, Life, TokenError};
use super::key::{KeyFileError, PublicKey};
use super::{Body, Claims, KIND, MOST_SECONDS, claims, signed};
use access::Actor;

/// How long after a person's call began a service may still pass it on. A long report is typeset meanwhile.
const MOST_PASSED_ON_SECONDS: i64 = 300;

/// A kind of actor that the owner of a key may speak for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SpeaksFor {
    /// Persons; for the process that signs them in.
    Persons,
    /// Persons whose call the owner is answering; it has to show that call's token.
    PassedOn,
    /// Plumbline itself, acting on an event.
    System,
    /// The sign-in, before there is a person to speak for.
    SignIn,
    /// The operator of this installation, at the command line.
    Installation,
    /// Other systems, to which it gives tokens.
    Accounts,
}

/// A public key, its owner, and for whom the owner may speak.
#[derive(Clone, Debug)]
pub struct KnownKey {
    /// The process that has the private half, for example `web`.
    pub owner: String,
    /// For whom it may speak.
    pub speaks_for: Vec<SpeaksFor>,
    /// The services that the owner serves; it may pass on calls to these.
    pub serves: Vec<String>,
    /// The key.
    pub public: PublicKey,
}

/// The known keys of an installation.
#[derive(Clone, Debug, Default)]
pub struct KnownKeys {
    keys: Vec<KnownKey>,
}

/// A token that is believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Believed {
    /// What it says.
    pub claims: Claims,
    /// For whom it speaks.
    pub actor: Actor,
    /// Whose key signed it.
    pub owner: String,
}

/// Why a file of known keys is not taken.
#[derive(Debug, thiserror::Error)]
pub enum KnownKeysError {
    /// The file is no TOML of the expected form.
    #[error("the known keys cannot be read: {0}")]
    Form(#[from] toml::de::Error),
    /// The keys cannot be written.
    #[error("the known keys cannot be written: {0}")]
    Write(#[from] toml::ser::Error),
    /// Not a key.
    #[error("the key of {0} among the known keys is no Ed25519 public key")]
    NoKey(String),
    /// The same key for two owners, or twice.
    #[error("the key {0} is among the known keys twice")]
    Twice(String),
    /// A third key of one owner; two are enough for one to follow the other.
    #[error("{0} has two keys already; forget the old one first: plumbline keys forget {0}")]
    ThirdKey(String),
}

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    key: Vec<Line>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    owner: String,
    speaks_for: Vec<SpeaksFor>,
    #[serde(default)]
    serves: Vec<String>,
    public: String,
}

impl KnownKeys {
    /// Reads the file's text.
    pub fn parse(text: &str) -> Result<Self, KnownKeysError> {
        let File { key: lines } = toml::from_str(text)?;
        let mut known = Self::default();
        for Line { owner, speaks_for, serves, public } in lines {
            let public = PublicKey::from_line(&public);
            let public = public.map_err(|_| KnownKeysError::NoKey(owner.clone()))?;
            known.add(KnownKey { owner, speaks_for, serves, public })?;
        }
        Ok(known)
    }

    /// The file's text.
    pub fn text(&self) -> Result<String, KnownKeysError> {
        let line = |key: &KnownKey| {
            let public = key.public.line();
            let public = public.map_err(|_: KeyFileError| KnownKeysError::NoKey(key.owner.clone()));
            let KnownKey { owner, speaks_for, serves, .. } = key.clone();
            Ok(Line { owner, speaks_for, serves, public: public? })
        };
        let key = self.keys.iter().map(line).collect::<Result<_, KnownKeysError>>()?;
        Ok(toml::to_string(&File { key })?)
    }

    /// Adds a key; an owner has two at most.
    pub fn add(&mut self, key: KnownKey) -> Result<(), KnownKeysError> {
        if self.knows(key.public.id()) {
            return Err(KnownKeysError::Twice(key.public.id().to_owned()));
        }
        if self.of(&key.owner).count() >= 2 {
            return Err(KnownKeysError::ThirdKey(key.owner));
        }
        self.keys.push(key);
        Ok(())
    }

    /// Removes the older key of an owner; `false` if the owner has fewer than two.
    pub fn forget_older(&mut self, owner: &str) -> bool {
        let older = self.of(owner).next().map(|key| key.public.id().to_owned());
        let Some(older) = older.filter(|_| self.of(owner).count() > 1) else { return false };
        self.keys.retain(|key| key.public.id() != older);
        true
    }

    /// The keys of an owner, the older first.
    pub fn of(&self, owner: &str) -> impl Iterator<Item = &KnownKey> {
        self.keys.iter().filter(move |key| key.owner == owner)
    }

    /// Whether a key is known, by its id.
    pub fn knows(&self, id: &str) -> bool {
        self.public().any(|key| key.id() == id)
    }

    /// The claims of a service's token, or why it is not believed. It needs a known key, the right service, the right time,
    /// and an actor for whom the key's owner may speak.
    pub fn believe(
        &self,
        token: &str,
        audience: &str,
        now: Timestamp,
    ) -> Result<Believed, TokenError> {
        let (claims, public) = signed(self.public(), token, audience, now)?;
        let key = self.key(public)?;
        let actor = Actor::of(claims.person, &claims.role);
        self.may_speak(key, actor, &claims, now)?;
        Ok(Believed { claims, actor, owner: key.owner.clone() })
    }

    fn may_speak(
        &self,
        key: &KnownKey,
        actor: Actor,
        claims: &Claims,
        now: Timestamp,
    ) -> Result<(), TokenError> {
        let may = |kind| key.speaks_for.contains(&kind);
        match actor {
            Actor::Anyone => Ok(()),
            Actor::System if may(SpeaksFor::System) => Ok(()),
            Actor::System => Err(TokenError::MayNot("Plumbline itself")),
            Actor::SignIn if may(SpeaksFor::SignIn) => Ok(()),
            Actor::SignIn => Err(TokenError::MayNot("whoever lets persons in")),
            Actor::Operator if may(SpeaksFor::Installation) => Ok(()),
            Actor::Operator => Err(TokenError::MayNot("the installation")),
            Actor::Person(_) if may(SpeaksFor::Persons) => Ok(()),
            Actor::Person(_) if may(SpeaksFor::PassedOn) => self.passed_on(key, claims, now),
            Actor::Person(_) | Actor::Account { .. } => Err(TokenError::MayNot("a person")),
        }
    }

    /// Checks the token of the call in whose course this one was made. The same person must have sent it a moment ago, to a
    /// door of the owner that passes the call on. A process that may speak for persons must have signed it.
    fn passed_on(&self, by: &KnownKey, claims: &Claims, now: Timestamp) -> Result<(), TokenError> {
        let failed = |why: &str| TokenError::PassedOn(why.to_owned());
        let first = claims.in_course_of.as_deref().ok_or_else(|| failed("there is no token"))?;
        let first = self.first(first, now).map_err(|error| failed(&error.to_string()))?;
        if (first.person, first.trust) != (claims.person, claims.trust) {
            return Err(failed("it is another person's"));
        }
        if !by.serves.contains(&first.audience) {
            return Err(failed("it was sent to another service"));
        }
        Ok(())
    }

    fn first(&self, token: &str, now: Timestamp) -> Result<Claims, TokenError> {
        let (body, public): (Body, _) = jwt::open(self.public(), KIND, token)?;
        let life = Life { iat: body.iat, exp: body.exp };
        life.holds(body.iat, MOST_SECONDS)?;
        let until = body.iat.saturating_add(MOST_PASSED_ON_SECONDS);
        Life { exp: until, ..life }.holds(now.as_second(), MOST_PASSED_ON_SECONDS)?;
        match self.key(public)?.speaks_for.contains(&SpeaksFor::Persons) {
            true => claims(body).ok_or(TokenError::Malformed),
            false => Err(TokenError::MayNot("a person")),
        }
    }

    fn public(&self) -> impl Iterator<Item = &PublicKey> {
        self.keys.iter().map(|key| &key.public)
    }

    fn key(&self, public: &PublicKey) -> Result<&KnownKey, TokenError> {
        let mut found = self.keys.iter().filter(|key| key.public.id() == public.id());
        found.next().ok_or(TokenError::UnknownKey)
    }

    /// Keys of the owners that may give tokens to other systems.
    pub(super) fn of_accounts(&self) -> impl Iterator<Item = &PublicKey> {
        let may = |key: &&KnownKey| key.speaks_for.contains(&SpeaksFor::Accounts);
        self.keys.iter().filter(may).map(|key| &key.public)
    }
}
