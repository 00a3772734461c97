//! The way to an identity provider and back. State, nonce and PKCE verifier follow from a secret that only the browser
//! keeps, so a callback in another browser, a second time or too late leads nowhere.

use jiff::{SignedDuration, Timestamp};

use super::secret::{Invitation, Secret};
use super::session::before;
use super::store::{Store, StoreError};

/// Long enough to type a password and to find the telephone.
const LONGEST: SignedDuration = SignedDuration::from_mins(15);
/// The same for the browser's cookie.
pub(crate) const SECONDS: u32 = 15 * 60;

/// What the browser keeps meanwhile.
#[derive(Clone, Debug)]
pub(crate) struct Traveller {
    pub secret: Secret,
    /// The invitation that led to it.
    pub invitation: Option<Invitation>,
}

impl Traveller {
    pub(crate) fn new(invitation: Option<Invitation>) -> Self {
        Self { secret: Secret::draw(), invitation }
    }

    /// Reads the cookie's value.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (secret, invitation) = match text.split_once('.') {
            Some((secret, invitation)) => (secret, Some(Invitation::parse(invitation)?)),
            None => (text, None),
        };
        Some(Self { secret: Secret::parse(secret)?, invitation })
    }

    /// The cookie's value.
    pub(crate) fn text(&self) -> String {
        match &self.invitation {
            Some(invitation) => format!("{}.{}", self.secret.text(), invitation.text()),
            None => self.secret.text(),
        }
    }

    pub(crate) fn state(&self) -> String {
        self.secret.derived("state")
    }

    pub(crate) fn nonce(&self) -> String {
        self.secret.derived("nonce")
    }

    pub(crate) fn verifier(&self) -> String {
        self.secret.derived("verifier")
    }
}

impl Store {
    /// Notes a journey that begins, and sweeps away those that came to nothing.
    pub(crate) async fn set_out(
        &self,
        secret: &Secret,
        provider: &str,
        next: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        const SWEEP: &str = "delete from sign_in.journey where began_at <= $1::text::timestamptz";
        const NOTE: &str = "insert into sign_in.journey (id_hash, provider, next, began_at) \
            values ($1, $2, $3, $4::text::timestamptz)";
        let client = self.client().await?;
        client.execute(SWEEP, &[&before(now, LONGEST)]).await?;
        client.execute(NOTE, &[&secret.hash(), &provider, &next, &now.to_string()]).await?;
        Ok(())
    }

    /// Ends a journey: the page to go on to. Nothing for one that was never begun with this provider, has ended, or took too long.
    pub(crate) async fn come_back(
        &self,
        secret: &Secret,
        provider: &str,
        now: Timestamp,
    ) -> Result<Option<String>, StoreError> {
        const END: &str = "delete from sign_in.journey where id_hash = $1 and provider = $2 \
            returning next, began_at > $3::text::timestamptz";
        let client = self.client().await?;
        let values = (secret.hash(), before(now, LONGEST));
        let row = client.query_opt(END, &[&values.0, &provider, &values.1]).await?;
        Ok(row.filter(|row| row.get(1)).map(|row| row.get(0)))
    }
}

#[cfg(test)]
mod tests;
