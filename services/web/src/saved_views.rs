//! Views of lists that a person saved under a name: for that person alone, on any device, over every restart.
//!
//! Views are no part of the record. They lie sealed in a table of the web's own (`migrations/V34__saved_views.sql`). They go when
//! their person removes them, or is erased. No day removes them.

use std::sync::Arc;

use eventlog::tokio_postgres::Row;
use eventlog::tokio_postgres::types::ToSql;
use serde::{Deserialize, Serialize};

use crate::page_key::PageKey;
use crate::sign_in::{Known, Store, StoreError};

/// Views of one list that a person has at once.
const MOST_OF_A_LIST: i64 = 20;
/// Views of all lists together: an address is any text that a browser sends, so the lists alone are no bound.
const MOST: i64 = 200;

/// Keeps views in the store.
#[derive(Clone, Debug)]
pub(crate) struct SavedViews {
    store: Store,
    key: Arc<PageKey>,
}

/// A view of a list: the query of an address under a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SavedView {
    pub name: String,
    /// What is found, narrowed and sorted, as an address says it; empty: the whole list as it stands.
    pub query: String,
}

/// A view with the address of its list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ListedView {
    pub list: String,
    pub view: SavedView,
}

/// What became of a view that was to be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ViewOutcome {
    Kept,
    /// Another view of the list has its name.
    NameTaken,
    /// The person has as many of the list as are kept.
    ListFull,
    /// The person has as many of all lists as are kept.
    Full,
}

impl SavedView {
    /// Capital letters make no other name.
    pub(crate) fn is_named(&self, name: &str) -> bool {
        self.name.to_lowercase() == name.to_lowercase()
    }
}

impl SavedViews {
    pub(crate) fn new(store: Store, key: Arc<PageKey>) -> Self {
        Self { store, key }
    }

    /// The person's views of one list, by name. What the key does not open any more says nothing to anybody, and is removed.
    pub(crate) async fn of_list(
        &self,
        whose: Known,
        list: &str,
    ) -> Result<Vec<SavedView>, StoreError> {
        const OF_LIST: &str = "select list, name_mark, sealed from web.saved_view \
            where trust_id = $1 and person_id = $2 and list = $3";
        let values: [&(dyn ToSql + Sync); 3] = [&whose.trust, &whose.person, &list];
        let rows = self.store.of(whose.trust).await?.query(OF_LIST, &values).await?;
        let views = self.all_opened(whose, &rows).await?;
        Ok(views.into_iter().map(|one| one.view).collect())
    }

    /// All views of the person, by list and name. So a view can be removed whose list the person does not see any more.
    pub(crate) async fn all(&self, whose: Known) -> Result<Vec<ListedView>, StoreError> {
        const ALL: &str = "select list, name_mark, sealed from web.saved_view \
            where trust_id = $1 and person_id = $2";
        let values: [&(dyn ToSql + Sync); 2] = [&whose.trust, &whose.person];
        let rows = self.store.of(whose.trust).await?.query(ALL, &values).await?;
        self.all_opened(whose, &rows).await
    }

    async fn all_opened(&self, whose: Known, rows: &[Row]) -> Result<Vec<ListedView>, StoreError> {
        let mut views = Vec::new();
        for row in rows {
            let list: String = row.get("list");
            match self.opened(whose, &list, row) {
                Some(view) => views.push(ListedView { list, view }),
                None => self.drop_mark(whose, &list, row.get("name_mark")).await?,
            }
        }
        views.sort_by_cached_key(|one| (one.list.clone(), one.view.name.to_lowercase()));
        Ok(views)
    }

    fn opened(&self, whose: Known, list: &str, row: &Row) -> Option<SavedView> {
        let view = self.key.open(&matter(whose, list, row.get("name_mark")), row.get("sealed"))?;
        serde_json::from_slice(&view).ok()
    }

    /// Keeps a view of a list, in place of the one that has its name only where it `replaces` it. The same view sent twice is kept
    /// once.
    pub(crate) async fn keep(
        &self,
        whose: Known,
        list: &str,
        view: &SavedView,
        replaces: bool,
    ) -> Result<ViewOutcome, StoreError> {
        // Two tabs wait for each other here, so that neither counts before the other has written.
        const ALONE: &str = "select pg_advisory_xact_lock(hashtextextended($1, 0))";
        const NAMED: &str = "select name_mark, sealed from web.saved_view \
            where trust_id = $1 and person_id = $2 and list = $3 and name_mark = $4";
        const COUNT: &str = "select count(*) as all_lists, count(*) filter (where list = $3) as of_list \
            from web.saved_view where trust_id = $1 and person_id = $2";
        const KEEP: &str = "insert into web.saved_view (trust_id, person_id, list, name_mark, sealed, saved_at) \
            values ($1, $2, $3, $4, $5, now()) on conflict (trust_id, person_id, list, name_mark) \
            do update set sealed = excluded.sealed, saved_at = excluded.saved_at";
        let mark = self.mark(whose, list, &view.name);
        let mut rows = self.store.of(whose.trust).await?;
        let tx = rows.transaction().await?;
        let alone = format!("saved views {} {}", whose.trust, whose.person);
        tx.query_one(ALONE, &[&alone]).await?;
        let named: [&(dyn ToSql + Sync); 4] = [&whose.trust, &whose.person, &list, &mark];
        let before = tx.query_opt(NAMED, &named).await?;
        // What the key does not open any more has no name.
        match before.as_ref().and_then(|row| self.opened(whose, list, row)) {
            Some(known) if known == *view => return Ok(ViewOutcome::Kept),
            Some(_) if !replaces => return Ok(ViewOutcome::NameTaken),
            _ => {}
        }
        if before.is_none() {
            let counted = tx.query_one(COUNT, &[&whose.trust, &whose.person, &list]).await?;
            if counted.get::<_, i64>("of_list") >= MOST_OF_A_LIST {
                return Ok(ViewOutcome::ListFull);
            }
            if counted.get::<_, i64>("all_lists") >= MOST {
                return Ok(ViewOutcome::Full);
            }
        }
        let text = serde_json::to_vec(view).unwrap_or_default();
        let sealed = self.key.seal(&matter(whose, list, &mark), &text);
        let values: [&(dyn ToSql + Sync); 5] = [&whose.trust, &whose.person, &list, &mark, &sealed];
        tx.execute(KEEP, &values).await?;
        tx.commit().await?;
        Ok(ViewOutcome::Kept)
    }

    /// Nothing of it stays.
    pub(crate) async fn forget(
        &self,
        whose: Known,
        list: &str,
        name: &str,
    ) -> Result<(), StoreError> {
        self.drop_mark(whose, list, &self.mark(whose, list, name)).await
    }

    async fn drop_mark(&self, whose: Known, list: &str, mark: &str) -> Result<(), StoreError> {
        const FORGET: &str = "delete from web.saved_view \
            where trust_id = $1 and person_id = $2 and list = $3 and name_mark = $4";
        let values: [&(dyn ToSql + Sync); 4] = [&whose.trust, &whose.person, &list, &mark];
        self.store.of(whose.trust).await?.execute(FORGET, &values).await?;
        Ok(())
    }

    /// Tells one name of a list from another without saying either.
    fn mark(&self, whose: Known, list: &str, name: &str) -> String {
        let name = name.to_lowercase();
        self.key.proof(&format!("name of a view {} {} {list} {name}", whose.trust, whose.person))
    }
}

/// A view opens for its person, its list and its name only.
fn matter(whose: Known, list: &str, mark: &str) -> String {
    format!("view {} {} {list} {mark}", whose.trust, whose.person)
}

#[cfg(test)]
mod tests;
