//! What happened, in the users' words?

mod list;
mod rows;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use contract::events::AnyEvent;
use eventlog::{ApplyError, Projection, Recorded, Transaction};
use uuid::Uuid;

use crate::sentences::{Known, Thing, refers_to, sentence};
pub(crate) use list::{
    Filter, OF_COMMITTEES, Shown, line, list, schools_of_each, schools_of_thing, words_of,
};
use rows::Rows;

/// The rows of `trail_history`.
#[derive(Clone, Copy, Debug)]
pub struct History;

#[async_trait::async_trait]
impl Projection for History {
    fn name(&self) -> &'static str {
        "trail_history"
    }

    fn tables(&self) -> &'static str {
        include_str!("history.sql")
    }

    fn edition(&self) -> u32 {
        2
    }

    async fn apply(&self, tx: &Transaction<'_>, event: &Recorded) -> Result<(), ApplyError> {
        self.apply_batch(tx, std::slice::from_ref(event)).await
    }

    async fn apply_batch(
        &self,
        tx: &Transaction<'_>,
        events: &[Recorded],
    ) -> Result<(), ApplyError> {
        let Some(first) = events.first() else { return Ok(()) };
        let mut decoded: Vec<AnyEvent> =
            events.iter().map(Recorded::event).collect::<Result<_, _>>()?;
        let words: Vec<Vec<String>> = decoded.iter_mut().map(commitments).collect();
        let mut known = load(tx, first.trust, &decoded).await?;
        let mut told: HashMap<String, Thing> = HashMap::new();
        let mut rows = Rows::default();
        for ((recorded, event), words) in events.iter().zip(&decoded).zip(words) {
            told.extend(known.take(event));
            let metadata = recorded.metadata()?;
            let day = contract::british_day(metadata.at);
            rows.push(recorded, &metadata, day, sentence(event, &known));
            rows.push_words(recorded, words);
        }
        rows.write(tx, first.trust).await?;
        remember(tx, first.trust, &told).await
    }
}

/// What an event commits to, in the order of its fields.
fn commitments(event: &mut AnyEvent) -> Vec<String> {
    let mut found = Vec::new();
    event.words(&mut |words| {
        if !words.commitment.is_empty() {
            found.push(words.commitment.clone());
        }
    });
    found
}

async fn load(tx: &Transaction<'_>, trust: Uuid, events: &[AnyEvent]) -> Result<Known, ApplyError> {
    let mut keys: Vec<String> = events.iter().flat_map(refers_to).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut known = Known::default();
    if keys.is_empty() {
        return Ok(known);
    }
    let things = "select thing, name, schools, areas, term from thing where trust_id = $1 and thing = any ($2)";
    for row in tx.query(things, &[&trust, &keys]).await? {
        let thing = Thing {
            name: row.get(1),
            schools: apart(row.get(2)),
            areas: apart(row.get(3)),
            term: row.get(4),
        };
        known.insert(row.get(0), thing);
    }
    Ok(known)
}

async fn remember(
    tx: &Transaction<'_>,
    trust: Uuid,
    told: &HashMap<String, Thing>,
) -> Result<(), ApplyError> {
    if told.is_empty() {
        return Ok(());
    }
    let keys: Vec<&str> = told.keys().map(String::as_str).collect();
    let names: Vec<&str> = told.values().map(|thing| thing.name.as_str()).collect();
    let schools: Vec<String> = told.values().map(|thing| thing.schools.join(" ")).collect();
    let areas: Vec<String> = told.values().map(|thing| thing.areas.join(" ")).collect();
    let terms: Vec<&str> = told.values().map(|thing| thing.term.as_str()).collect();
    let insert = "insert into thing (trust_id, thing, name, schools, areas, term) \
        select $1, t.* from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) as t \
        on conflict (trust_id, thing) do update set name = excluded.name, schools = excluded.schools, \
        areas = excluded.areas, term = excluded.term";
    tx.execute(insert, &[&trust, &keys, &names, &schools, &areas, &terms]).await?;
    Ok(())
}

fn apart(ids: &str) -> Vec<String> {
    ids.split_whitespace().map(str::to_owned).collect()
}
