//! Authenticator apps: six digits that change every thirty seconds (RFC 6238). A code counts once, and after twenty wrong
//! ones only a new invitation helps.

use form_urlencoded::Serializer;
use jiff::Timestamp;
use totp_rs::{Builder, Secret as Shared};
use uuid::Uuid;

use super::Known;
use super::store::{Store, StoreError};

const MOST_FAILURES: i16 = 20;

/// The secret an app shares.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Authenticator([u8; 20]);

impl std::fmt::Debug for Authenticator {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Authenticator(…)")
    }
}

impl Authenticator {
    pub(crate) fn draw() -> Self {
        Self(rand::random())
    }

    /// Reads what [`Authenticator::text`] wrote.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Shared::try_from_base32(text).ok()?.as_bytes().try_into().ok().map(Self)
    }

    /// As people type it into an app.
    pub(crate) fn text(&self) -> String {
        Shared::new_stack(self.0).to_base32()
    }

    /// What the QR code says, in the form that apps agree on.
    pub(crate) fn address(&self, trust: &str) -> String {
        let query = Serializer::new(String::new())
            .extend_pairs([("secret", self.text().as_str()), ("issuer", "Plumbline")])
            .finish();
        let label: String = form_urlencoded::byte_serialize(trust.as_bytes()).collect();
        format!("otpauth://totp/Plumbline:{}?{query}", label.replace('+', "%20"))
    }

    /// The step of the clock whose code this is: now, or one to either side.
    pub(crate) fn step(&self, code: &str, now: Timestamp) -> Option<u64> {
        let code: String = code.chars().filter(|letter| !letter.is_whitespace()).collect();
        let codes = Builder::new().with_secret(Shared::new_stack(self.0)).build().ok()?;
        codes.check(&code, u64::try_from(now.as_second()).ok()?)
    }
}

/// An app with the step of the clock whose code was entered first.
#[derive(Debug)]
pub(crate) struct FirstCode<'a> {
    pub(crate) app: &'a Authenticator,
    pub(crate) step: u64,
}

impl Store {
    /// Keeps the app a person enrolled with a first code; an earlier one counts no more.
    pub(crate) async fn enrol(
        &self,
        who: &Known,
        first: &FirstCode<'_>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        const ENROL: &str = "insert into sign_in.authenticator as known \
            (trust_id, person_id, secret, last_step, made_at) values ($1, $2, $3, $4, $5::text::timestamptz) \
            on conflict (trust_id, person_id) do update set secret = excluded.secret, failures = 0, \
            last_step = greatest(known.last_step, excluded.last_step), made_at = excluded.made_at";
        let (secret, step) =
            (first.app.0.as_slice(), i64::try_from(first.step).unwrap_or(i64::MAX));
        let client = self.client().await?;
        client.execute(ENROL, &[&who.trust, &who.person, &secret, &step, &now.to_string()]).await?;
        Ok(())
    }

    /// Whether a code is the person's, now, and for the first time.
    pub(crate) async fn check_code(
        &self,
        trust: Uuid,
        person: Uuid,
        code: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        const FIND: &str =
            "select secret from sign_in.authenticator where trust_id = $1 and person_id = $2";
        const USE: &str = "update sign_in.authenticator set last_step = $3, failures = 0 \
            where trust_id = $1 and person_id = $2 and last_step < $3 and failures < $4";
        const FAIL: &str = "update sign_in.authenticator set failures = failures + 1 \
            where trust_id = $1 and person_id = $2 and failures < $3";
        let client = self.client().await?;
        let Some(row) = client.query_opt(FIND, &[&trust, &person]).await? else {
            return Ok(false);
        };
        let app = row.get::<_, Vec<u8>>(0).try_into().ok().map(Authenticator);
        let step =
            app.and_then(|app| app.step(code, now)).and_then(|step| i64::try_from(step).ok());
        if let Some(step) = step
            && client.execute(USE, &[&trust, &person, &step, &MOST_FAILURES]).await? == 1
        {
            return Ok(true);
        }
        client.execute(FAIL, &[&trust, &person, &MOST_FAILURES]).await?;
        Ok(false)
    }
}

#[cfg(test)]
mod tests;
