//! The private links by which calendars ask what waits for a person. Of a link the store has the hash only.

use std::time::SystemTime;

use eventlog::tokio_postgres::types::ToSql;
use jiff::Timestamp;
use uuid::Uuid;

use crate::sign_in::{Known, Secret, Store, StoreError};

/// Keeps the links in the store (`migrations/V29__drafts.sql`): one a person.
#[derive(Clone, Debug)]
pub(crate) struct Calendars {
    store: Store,
}

impl Calendars {
    pub(crate) fn new(store: Store) -> Self {
        Self { store }
    }

    /// Since when a person has a link.
    pub(crate) async fn since(&self, whose: Known) -> Result<Option<Timestamp>, StoreError> {
        const SINCE: &str =
            "select made_at from web.calendar where trust_id = $1 and person_id = $2";
        let values: [&(dyn ToSql + Sync); 2] = [&whose.trust, &whose.person];
        let row = self.store.of(whose.trust).await?.query_opt(SINCE, &values).await?;
        let made = row.map(|row| row.get::<_, SystemTime>("made_at"));
        Ok(made.and_then(|made| Timestamp::try_from(made).ok()))
    }

    /// A new link in place of the one before.
    pub(crate) async fn give(&self, whose: Known) -> Result<Secret, StoreError> {
        const GIVE: &str = "insert into web.calendar (trust_id, person_id, secret_sha256, made_at) values ($1, $2, $3, now()) \
            on conflict (trust_id, person_id) do update set secret_sha256 = excluded.secret_sha256, made_at = excluded.made_at";
        let secret = Secret::draw();
        let values: [&(dyn ToSql + Sync); 3] = [&whose.trust, &whose.person, &secret.hash()];
        self.store.of(whose.trust).await?.execute(GIVE, &values).await?;
        Ok(secret)
    }

    pub(crate) async fn end(&self, whose: Known) -> Result<(), StoreError> {
        const END: &str = "delete from web.calendar where trust_id = $1 and person_id = $2";
        let values: [&(dyn ToSql + Sync); 2] = [&whose.trust, &whose.person];
        self.store.of(whose.trust).await?.execute(END, &values).await?;
        Ok(())
    }

    /// Whose link it is; nothing where it is nobody's or has ended.
    pub(crate) async fn whose(
        &self,
        trust: Uuid,
        secret: &Secret,
    ) -> Result<Option<Known>, StoreError> {
        const WHOSE: &str =
            "select person_id from web.calendar where trust_id = $1 and secret_sha256 = $2";
        let values: [&(dyn ToSql + Sync); 2] = [&trust, &secret.hash()];
        let row = self.store.of(trust).await?.query_opt(WHOSE, &values).await?;
        Ok(row.map(|row| Known { trust, person: row.get("person_id") }))
    }
}
