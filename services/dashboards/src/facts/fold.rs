//! Folds many statements about schools in memory, into rows with a beginning and an end.

use std::collections::HashMap;

use eventlog::{ApplyError, Transaction};
use uuid::Uuid;

/// The subject of a fact.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    /// Empty: the whole trust.
    pub school_id: String,
    /// For example `category.governance`.
    pub measure: String,
    /// A term, or empty.
    pub period: String,
    /// Of a survey figure, the first version whose answers may be compared with it; otherwise 0.
    pub compared_since: u32,
}

/// The survey that a figure is of; empty and 0 for any other.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct AskedIn {
    pub wave_id: String,
    pub version: u32,
}

/// The value of a fact.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Said {
    pub value: Option<f64>,
    pub words: String,
    pub n: Option<u32>,
    /// Why the value is hidden; empty if it is shown.
    pub suppression: &'static str,
    pub source: String,
    pub asked_in: AskedIn,
}

impl Said {
    /// A grade or a sentence, which is no number.
    pub(crate) fn in_words(words: &str, source: String) -> Self {
        let asked_in = AskedIn::default();
        Self { value: None, words: words.to_owned(), n: None, suppression: "", source, asked_in }
    }
}

#[derive(Debug)]
struct Row {
    key: Key,
    said: Said,
    from: u64,
    until: u64,
}

/// The rows of one batch, and the ends of rows from before it.
#[derive(Debug, Default)]
pub(crate) struct Fold {
    rows: Vec<Row>,
    /// Index of a key's newest row in `rows`.
    newest: HashMap<Key, usize>,
    /// The end of a row from before the batch.
    ended: HashMap<Key, u64>,
}

impl Fold {
    /// States a fact from a position on. What held before ends there.
    pub(crate) fn holds(&mut self, position: u64, key: Key, said: Said) {
        if let Some(row) = self.newest.get(&key).and_then(|place| self.rows.get_mut(*place))
            && row.from == position
        {
            // One event states two values of one key: the last one counts.
            row.said = said;
            return;
        }
        self.ends(position, &key);
        self.newest.insert(key.clone(), self.rows.len());
        self.rows.push(Row { key, said, from: position, until: 0 });
    }

    /// Ends a fact at a position.
    pub(crate) fn ends(&mut self, position: u64, key: &Key) {
        match self.newest.get(key).and_then(|place| self.rows.get_mut(*place)) {
            Some(row) if row.until == 0 => row.until = position,
            Some(_) => {}
            None => {
                self.ended.entry(key.clone()).or_insert(position);
            }
        }
    }

    /// Ends the earlier rows, then writes the new ones.
    pub(crate) async fn write(&self, tx: &Transaction<'_>, trust: Uuid) -> Result<(), ApplyError> {
        if !self.ended.is_empty() {
            self.write_ends(tx, trust).await?;
        }
        if !self.rows.is_empty() {
            self.write_rows(tx, trust).await?;
        }
        Ok(())
    }

    async fn write_ends(&self, tx: &Transaction<'_>, trust: Uuid) -> Result<(), ApplyError> {
        let keys = Keys::of(self.ended.keys());
        let until: Vec<i64> = self.ended.values().map(|position| position.cast_signed()).collect();
        let line = &keys.compared_since;
        tx.execute(END, &[&trust, &keys.school_id, &keys.measure, &keys.period, &until, line])
            .await?;
        Ok(())
    }

    async fn write_rows(&self, tx: &Transaction<'_>, trust: Uuid) -> Result<(), ApplyError> {
        let rows = &self.rows;
        let keys = Keys::of(rows.iter().map(|row| &row.key));
        let from: Vec<i64> = rows.iter().map(|row| row.from.cast_signed()).collect();
        let until: Vec<i64> = rows.iter().map(|row| row.until.cast_signed()).collect();
        let value: Vec<Option<f64>> = rows.iter().map(|row| row.said.value).collect();
        let words: Vec<&str> = rows.iter().map(|row| row.said.words.as_str()).collect();
        let n: Vec<Option<i64>> = rows.iter().map(|row| row.said.n.map(i64::from)).collect();
        let suppression: Vec<&str> = rows.iter().map(|row| row.said.suppression).collect();
        let source: Vec<&str> = rows.iter().map(|row| row.said.source.as_str()).collect();
        let wave: Vec<&str> = rows.iter().map(|row| row.said.asked_in.wave_id.as_str()).collect();
        let version: Vec<i64> =
            rows.iter().map(|row| i64::from(row.said.asked_in.version)).collect();
        tx.execute(
            INSERT,
            &[
                &trust,
                &keys.school_id,
                &keys.measure,
                &keys.period,
                &from,
                &until,
                &value,
                &words,
                &n,
                &suppression,
                &source,
                &wave,
                &version,
                &keys.compared_since,
            ],
        )
        .await?;
        Ok(())
    }
}

const END: &str = "update fact f set until_position = e.until_position \
    from unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[]) \
    as e(school_id, measure, period, until_position, compared_since) \
    where f.trust_id = $1 and f.school_id = e.school_id and f.measure = e.measure and f.period = e.period \
    and f.compared_since = e.compared_since and f.until_position = 0";

const INSERT: &str = "insert into fact (trust_id, school_id, measure, period, from_position, until_position, \
    value, words, n, suppression, source, wave_id, instrument_version, compared_since) \
    select $1, f.* from unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], \
    $7::double precision[], $8::text[], $9::bigint[], $10::text[], $11::text[], $12::text[], $13::bigint[], \
    $14::bigint[]) as f";

/// Keys as the arrays a statement takes.
#[derive(Default)]
struct Keys<'a> {
    school_id: Vec<&'a str>,
    measure: Vec<&'a str>,
    period: Vec<&'a str>,
    compared_since: Vec<i64>,
}

impl<'a> Keys<'a> {
    fn of(keys: impl Iterator<Item = &'a Key>) -> Self {
        let mut columns = Self::default();
        for key in keys {
            columns.school_id.push(&key.school_id);
            columns.measure.push(&key.measure);
            columns.period.push(&key.period);
            columns.compared_since.push(i64::from(key.compared_since));
        }
        columns
    }
}

#[cfg(test)]
mod tests;
