//! Authenticator apps: six digits that change every thirty seconds (RFC 6238). A code counts once, and after twenty wrong
//! ones only a new invitation helps.

use form_urlencoded::Serializer;
use jiff::Timestamp;
use totp_rs::{Builder, Secret as Shared};
use uuid::Uuid;

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

impl Store {
    /// Keeps the app a person enrolled with a first code; an earlier one counts no more.
    pub(crate) async fn enrol(
        &self,
        (trust, person): (Uuid, Uuid),
        (app, step): (&Authenticator, u64),
        now: Timestamp,
    ) -> Result<(), StoreError> {
        const ENROL: &str = "insert into sign_in.authenticator as known \
            (trust_id, person_id, secret, last_step, made_at) values ($1, $2, $3, $4, $5::text::timestamptz) \
            on conflict (trust_id, person_id) do update set secret = excluded.secret, failures = 0, \
            last_step = greatest(known.last_step, excluded.last_step), made_at = excluded.made_at";
        let (secret, step) = (app.0.as_slice(), i64::try_from(step).unwrap_or(i64::MAX));
        let client = self.client().await?;
        client.execute(ENROL, &[&trust, &person, &secret, &step, &now.to_string()]).await?;
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
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, SHA-1: the last six of its eight digits.
        let app = Authenticator(*b"12345678901234567890");
        for (second, code) in [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")]
        {
            assert_eq!(app.step(code, at(second)), Some(second.unsigned_abs() / 30));
        }
        assert_eq!(app.step("287 082", at(59)), Some(1), "people type a space");
    }

    #[test]
    fn a_code_counts_in_its_own_step_and_one_to_either_side() {
        let app = Authenticator(*b"12345678901234567890");
        for (second, counts) in [(0, true), (59, true), (89, true), (90, false), (1000, false)] {
            assert_eq!(app.step("287082", at(second)).is_some(), counts, "{second}");
        }
        for wrong in ["", "28708", "2870822", "abcdef", "000000"] {
            assert!(app.step(wrong, at(59)).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_secret_is_read_back_and_shown_to_the_app() {
        let app = Authenticator::draw();
        assert_eq!(Authenticator::parse(&app.text()).unwrap(), app);
        let address = app.address("St Mary's & <b>");
        assert!(
            address.starts_with("otpauth://totp/Plumbline:St%20Mary%27s%20%26%20%3Cb%3E?secret="),
            "{address}"
        );
        assert!(!format!("{app:?}").contains(&app.text()));
    }
}
