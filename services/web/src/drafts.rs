//! What a person began to enter into a form and saved for later: for that person alone, on any device, over every restart.
//!
//! Drafts are no part of the record. They lie sealed in a table of the web's own (`migrations/V29__drafts.sql`). They go when they are
//! sent, thrown away, 60 days old (`plumbline retention`), or when their person is erased.

use std::sync::Arc;
use std::time::SystemTime;

use eventlog::tokio_postgres::Row;
use eventlog::tokio_postgres::types::ToSql;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::form::Entered;
use crate::page_key::PageKey;
use crate::sign_in::{Known, Store, StoreError};

/// The page of what a person saved.
pub(crate) const SAVED_AT: &str = "/saved";
/// Drafts of one person at once.
const MOST: i64 = 20;
/// After so many days a draft is removed (`plumbline retention`).
pub const KEPT_DAYS: i64 = 60;

/// Keeps drafts in the store.
#[derive(Clone, Debug)]
pub(crate) struct Drafts {
    store: Store,
    key: Arc<PageKey>,
}

/// A form as a person left it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SavedForm {
    /// The address that the form is sent to.
    pub form: String,
    pub what: DraftOf,
    pub saved: Timestamp,
}

/// What a draft holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DraftOf {
    /// The page that the form stands on.
    pub page: String,
    /// What the form does, as its button says it.
    pub button: String,
    pub fields: Vec<(String, String)>,
    /// What was typed, to be read where the form is not offered any more.
    pub texts: Vec<String>,
}

/// The drafts of the person signed in, newest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Saved {
    /// Whether forms can be saved here at all.
    pub possible: bool,
    pub drafts: Arc<Vec<SavedForm>>,
}

impl Saved {
    /// What was saved of the form that is sent there.
    pub(crate) fn of(&self, form: &str) -> Option<&SavedForm> {
        self.drafts.iter().find(|draft| draft.form == form)
    }
}

/// Whether there was room for a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Room {
    Kept,
    /// The person has as many as are kept.
    Full,
}

impl DraftOf {
    /// What was entered, without what proves the form ours.
    pub(crate) fn new(page: String, button: &str, entered: &Entered) -> Self {
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let fields = entered.pairs().map(owned).collect();
        Self { page, button: button.to_owned(), fields, texts: entered.texts() }
    }
}

impl Drafts {
    pub(crate) fn new(store: Store, key: Arc<PageKey>) -> Self {
        Self { store, key }
    }

    /// Newest first. What the key does not open any more says nothing to anybody, and is removed.
    pub(crate) async fn all(&self, whose: Known) -> Result<Saved, StoreError> {
        const ALL: &str = "select form, sealed, saved_at from web.draft where trust_id = $1 and person_id = $2 \
                           order by saved_at desc";
        let rows =
            self.store.of(whose.trust).await?.query(ALL, &[&whose.trust, &whose.person]).await?;
        let mut drafts = Vec::new();
        for row in &rows {
            match self.opened(whose, row) {
                Some(draft) => drafts.push(draft),
                None => self.forget(whose, row.get("form")).await?,
            }
        }
        Ok(Saved { possible: true, drafts: Arc::new(drafts) })
    }

    fn opened(&self, whose: Known, row: &Row) -> Option<SavedForm> {
        let form: String = row.get("form");
        let what = self.key.open(&matter(whose, &form), row.get("sealed"))?;
        let what = serde_json::from_slice(&what).ok()?;
        let saved = Timestamp::try_from(row.get::<_, SystemTime>("saved_at")).ok()?;
        Some(SavedForm { form, what, saved })
    }

    /// In place of what was saved of the form before.
    pub(crate) async fn keep(
        &self,
        whose: Known,
        form: &str,
        what: &DraftOf,
    ) -> Result<Room, StoreError> {
        const KEEP: &str = "insert into web.draft (trust_id, person_id, form, sealed, saved_at) \
            select $1, $2, $3, $4, now() where exists (select from web.draft \
                where trust_id = $1 and person_id = $2 and form = $3) \
            or (select count(*) from web.draft where trust_id = $1 and person_id = $2) < $5 \
            on conflict (trust_id, person_id, form) do update set sealed = excluded.sealed, saved_at = excluded.saved_at \
            returning 1";
        let text = serde_json::to_vec(what).unwrap_or_default();
        let sealed = self.key.seal(&matter(whose, form), &text);
        let values: [&(dyn ToSql + Sync); 5] = [&whose.trust, &whose.person, &form, &sealed, &MOST];
        let kept = self.store.of(whose.trust).await?.query(KEEP, &values).await?;
        Ok(if kept.is_empty() { Room::Full } else { Room::Kept })
    }

    /// Nothing of it stays.
    pub(crate) async fn forget(&self, whose: Known, form: &str) -> Result<(), StoreError> {
        const FORGET: &str =
            "delete from web.draft where trust_id = $1 and person_id = $2 and form = $3";
        let values: [&(dyn ToSql + Sync); 3] = [&whose.trust, &whose.person, &form];
        self.store.of(whose.trust).await?.query(FORGET, &values).await?;
        Ok(())
    }
}

/// A draft opens for its person and its form only.
fn matter(whose: Known, form: &str) -> String {
    format!("draft {} {} {form}", whose.trust, whose.person)
}
