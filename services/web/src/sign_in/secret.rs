//! What a browser or a link holds to be known again; here only its hash is kept.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::settings::{Address, Settings, SignInSettingsError};

/// 32 random bytes.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret([u8; 32]);

impl Secret {
    pub(crate) fn draw() -> Self {
        Self(rand::random())
    }

    /// Reads what [`Secret::text`] wrote.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }

    pub(crate) fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// What the store knows it by.
    pub(crate) fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.0).to_vec()
    }

    /// The same as a secret. `None` never comes of bytes of this length.
    pub(crate) fn follower(&self, what: &str) -> Option<Self> {
        Self::parse(&self.derived(what))
    }

    /// Another secret that follows from this one and from which this one does not follow.
    pub(crate) fn derived(&self, what: &str) -> String {
        let mut digest = Sha256::new();
        digest.update(what.as_bytes());
        digest.update([0]);
        digest.update(self.0);
        URL_SAFE_NO_PAD.encode(digest.finalize())
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Secret(…)")
    }
}

/// What an invitation's link carries: whom it invites, and the secret that proves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Invitation {
    pub trust: Uuid,
    pub person: Uuid,
    pub secret: Secret,
}

impl Invitation {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (trust, rest) = bytes.split_first_chunk::<16>()?;
        let (person, secret) = rest.split_first_chunk::<16>()?;
        Some(Self {
            trust: Uuid::from_bytes(*trust),
            person: Uuid::from_bytes(*person),
            secret: Secret(secret.try_into().ok()?),
        })
    }

    pub(crate) fn text(&self) -> String {
        let ids = [self.trust.as_bytes().as_slice(), self.person.as_bytes()];
        URL_SAFE_NO_PAD.encode([ids.concat().as_slice(), self.secret.bytes()].concat())
    }
}

/// What the link that begins a trust carries: the id that the trust will have, and the secret that proves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Beginning {
    pub trust: Uuid,
    pub secret: Secret,
}

impl Beginning {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (trust, secret) = bytes.split_first_chunk::<16>()?;
        Some(Self { trust: Uuid::from_bytes(*trust), secret: Secret(secret.try_into().ok()?) })
    }

    fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode([self.trust.as_bytes().as_slice(), self.secret.bytes()].concat())
    }

    /// The id of the one command that the link gives.
    pub(crate) fn command(&self) -> Uuid {
        Uuid::new_v5(&self.trust, self.secret.derived("begin").as_bytes())
    }
}

/// A new link that begins a trust: for the command line, which prints it.
#[derive(Debug)]
pub struct BeginningLink {
    beginning: Beginning,
    /// Where people find this installation.
    origin: String,
}

impl BeginningLink {
    /// A new secret for a new trust, at an address such as `http://127.0.0.1:7480`.
    pub fn new(origin: impl Into<String>) -> Self {
        let beginning = Beginning { trust: Uuid::now_v7(), secret: Secret::draw() };
        Self { beginning, origin: origin.into() }
    }

    /// The same at the address from the settings of signing in.
    pub fn try_new(settings: &Path) -> Result<Self, SignInSettingsError> {
        Ok(Self::new(Settings::read(settings)?.address.page("")))
    }

    /// The id that the trust will have.
    pub fn trust(&self) -> Uuid {
        self.beginning.trust
    }

    /// What the schools service keeps of it.
    pub fn secret_sha256(&self) -> Vec<u8> {
        self.beginning.secret.hash()
    }

    /// What the person opens.
    pub fn address(&self) -> String {
        format!("{}/begin/{}", self.origin, self.beginning.text())
    }
}

/// An invitation made where no one is signed in yet: at the command line, for the first administrator.
#[derive(Debug)]
pub struct InvitationLink {
    invitation: Invitation,
    address: Address,
}

impl InvitationLink {
    /// A new secret for a person, and the address from the settings of signing in.
    pub fn try_new(
        settings: &Path,
        trust: Uuid,
        person: Uuid,
    ) -> Result<Self, SignInSettingsError> {
        let address = Settings::read(settings)?.address;
        Ok(Self { invitation: Invitation { trust, person, secret: Secret::draw() }, address })
    }

    /// What the schools service keeps of it.
    pub fn secret_sha256(&self) -> Vec<u8> {
        self.invitation.secret.hash()
    }

    /// What the person opens.
    pub fn address(&self) -> String {
        self.address.page(&format!("/invitation/{}", self.invitation.text()))
    }
}

#[cfg(test)]
mod tests;
