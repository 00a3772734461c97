//! Folds many statements about schools in memory, into rows with a beginning and an end.

use std::collections::HashMap;

use eventlog::{ApplyError, Transaction};
use uuid::Uuid;

/// The subject of a fact.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    /// Empty: the whole trust.
    pub school_id: String,
    /// For example `category.governance`.
    pub measure: String,
    /// A term, or empty.
    pub period: String,
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
}

impl Said {
    /// A grade or a sentence, which is no number.
    pub(crate) fn in_words(words: &str, source: String) -> Self {
        Self { value: None, words: words.to_owned(), n: None, suppression: "", source }
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
        tx.execute(END, &[&trust, &keys.school_id, &keys.measure, &keys.period, &until]).await?;
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
            ],
        )
        .await?;
        Ok(())
    }
}

const END: &str = "update fact f set until_position = e.until_position \
    from unnest($2::text[], $3::text[], $4::text[], $5::bigint[]) as e(school_id, measure, period, until_position) \
    where f.trust_id = $1 and f.school_id = e.school_id and f.measure = e.measure and f.period = e.period \
    and f.until_position = 0";

const INSERT: &str = "insert into fact (trust_id, school_id, measure, period, from_position, until_position, \
    value, words, n, suppression, source) \
    select $1, f.* from unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], \
    $7::double precision[], $8::text[], $9::bigint[], $10::text[], $11::text[]) as f";

/// Keys as the arrays a statement takes.
#[derive(Default)]
struct Keys<'a> {
    school_id: Vec<&'a str>,
    measure: Vec<&'a str>,
    period: Vec<&'a str>,
}

impl<'a> Keys<'a> {
    fn of(keys: impl Iterator<Item = &'a Key>) -> Self {
        let mut columns = Self::default();
        for key in keys {
            columns.school_id.push(&key.school_id);
            columns.measure.push(&key.measure);
            columns.period.push(&key.period);
        }
        columns
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> Key {
        Key { school_id: "s".into(), measure: "m".into(), period: "p".into() }
    }

    fn said(words: &str) -> Said {
        Said::in_words(words, String::new())
    }

    fn spans(fold: &Fold) -> Vec<(&str, u64, u64)> {
        fold.rows.iter().map(|row| (row.said.words.as_str(), row.from, row.until)).collect()
    }

    #[test]
    fn a_later_statement_ends_the_earlier_one_of_the_same_batch() {
        let mut fold = Fold::default();
        fold.holds(3, key(), said("first"));
        fold.holds(5, key(), said("second"));
        assert_eq!(spans(&fold), [("first", 3, 5), ("second", 5, 0)]);
        assert_eq!(fold.ended, HashMap::from([(key(), 3)]));
    }

    #[test]
    fn what_has_ended_does_not_end_again() {
        let mut fold = Fold::default();
        fold.holds(3, key(), said("first"));
        fold.ends(4, &key());
        fold.ends(5, &key());
        fold.holds(6, key(), said("second"));
        assert_eq!(spans(&fold), [("first", 3, 4), ("second", 6, 0)]);
    }

    #[test]
    fn a_row_from_before_the_batch_ends_at_the_first_mention() {
        let mut fold = Fold::default();
        fold.ends(4, &key());
        fold.ends(5, &key());
        fold.holds(6, key(), said("new"));
        assert_eq!(fold.ended, HashMap::from([(key(), 4)]));
    }

    #[test]
    fn the_last_word_of_one_event_is_meant() {
        let mut fold = Fold::default();
        fold.holds(3, key(), said("slip"));
        fold.holds(3, key(), said("meant"));
        assert_eq!(spans(&fold), [("meant", 3, 0)]);
    }
}
