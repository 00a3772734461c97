//! Remembers what earlier events said of things that a later event only names by id.

use std::collections::HashMap;
use std::hash::Hash;

use contract::events::{AnyEvent, CategoryEvent, ReviewEvent, WaveEvent};
use eventlog::{ApplyError, Transaction};
use uuid::Uuid;

use super::fold::Key;

/// A wave's instrument with its version, and its term.
#[derive(Clone, Debug)]
pub(crate) struct Wave {
    pub instrument_id: String,
    pub version: u32,
    pub term: String,
}

/// A question of a version of an instrument.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct AskedQuestion {
    pub instrument_id: String,
    pub version: u32,
    pub question_id: String,
}

/// A review's host and term, and whether its findings count.
#[derive(Clone, Debug)]
pub(crate) struct Review {
    pub host_school_id: String,
    pub term: String,
    pub counts_as_evidence: bool,
}

/// Things by id: those from the tables, and those this batch adds.
#[derive(Debug)]
pub(crate) struct Things<K, V> {
    stored: HashMap<K, V>,
    new: HashMap<K, V>,
}

impl<K, V> Default for Things<K, V> {
    fn default() -> Self {
        Self { stored: HashMap::new(), new: HashMap::new() }
    }
}

impl<K: Eq + Hash, V> Things<K, V> {
    /// What is known by an id.
    pub(crate) fn get(&self, id: &K) -> Option<&V> {
        self.new.get(id).or_else(|| self.stored.get(id))
    }

    /// Remembers what an event says; written at the end of the batch.
    pub(crate) fn learn(&mut self, id: K, value: V) {
        self.new.insert(id, value);
    }
}

/// Everything that a batch has to know.
#[derive(Debug, Default)]
pub(crate) struct Known {
    pub waves: Things<String, Wave>,
    /// From which version on the answers to a question may be compared.
    pub lines: Things<AskedQuestion, u32>,
    /// Framework and version of a round.
    pub rounds: Things<String, (String, u32)>,
    /// Name of a region in a framework version.
    pub regions: Things<(String, u32, String), String>,
    pub reviews: Things<String, Review>,
    /// Number of findings so far.
    pub counts: HashMap<Key, u32>,
}

/// The ids a batch refers to.
#[derive(Default)]
struct Wanted<'a> {
    waves: Vec<&'a str>,
    rounds: Vec<&'a str>,
    reviews: Vec<&'a str>,
}

impl<'a> Wanted<'a> {
    fn by(told: &'a [(u64, AnyEvent)]) -> Self {
        let mut wanted = Self::default();
        for (_, event) in told {
            match event {
                AnyEvent::Wave(WaveEvent::ResultsReleased(results)) => {
                    wanted.waves.push(&results.wave_id)
                }
                AnyEvent::Category(event) => wanted.rounds.extend(round_of(event)),
                AnyEvent::Review(ReviewEvent::DistributionAgreed(agreed)) => {
                    wanted.reviews.push(&agreed.review_id)
                }
                AnyEvent::Review(ReviewEvent::FindingRecorded(finding)) => {
                    wanted.reviews.push(&finding.review_id)
                }
                _ => {}
            }
        }
        for ids in [&mut wanted.waves, &mut wanted.rounds, &mut wanted.reviews] {
            ids.sort_unstable();
            ids.dedup();
        }
        wanted
    }
}

fn round_of(event: &CategoryEvent) -> Option<&str> {
    let cell = match event {
        CategoryEvent::SchoolViewStated(view) => view.cell.as_ref(),
        CategoryEvent::CategoryDecided(decision) => decision.cell.as_ref(),
        _ => None,
    };
    cell.map(|cell| cell.round_id.as_str())
}

impl Known {
    /// Reads what these events refer to.
    pub(crate) async fn load(
        tx: &Transaction<'_>,
        trust: Uuid,
        told: &[(u64, AnyEvent)],
    ) -> Result<Self, ApplyError> {
        let wanted = Wanted::by(told);
        let mut known = Self::default();
        if !wanted.waves.is_empty() {
            known.load_waves(tx, trust, &wanted.waves).await?;
        }
        if !wanted.rounds.is_empty() {
            known.load_rounds(tx, trust, &wanted.rounds).await?;
        }
        if !wanted.reviews.is_empty() {
            known.load_reviews(tx, trust, &wanted.reviews).await?;
        }
        Ok(known)
    }

    async fn load_waves(
        &mut self,
        tx: &Transaction<'_>,
        trust: Uuid,
        ids: &[&str],
    ) -> Result<(), ApplyError> {
        let waves = "select wave_id, instrument_id, version, term from wave where trust_id = $1 and wave_id = any ($2)";
        for row in tx.query(waves, &[&trust, &ids]).await? {
            let wave = Wave {
                instrument_id: row.get("instrument_id"),
                version: version(row.get("version")),
                term: row.get("term"),
            };
            self.waves.stored.insert(row.get("wave_id"), wave);
        }
        // A wave may be scheduled in this batch, so the lines of all instruments are read: some hundred rows a trust.
        let lines = "select instrument_id, version, question_id, compared_since from question_line where trust_id = $1";
        for row in tx.query(lines, &[&trust]).await? {
            let question = AskedQuestion {
                instrument_id: row.get("instrument_id"),
                version: version(row.get("version")),
                question_id: row.get("question_id"),
            };
            self.lines.stored.insert(question, version(row.get("compared_since")));
        }
        Ok(())
    }

    async fn load_rounds(
        &mut self,
        tx: &Transaction<'_>,
        trust: Uuid,
        ids: &[&str],
    ) -> Result<(), ApplyError> {
        let rounds = "select round_id, framework_id, version from round where trust_id = $1 and round_id = any ($2)";
        for row in tx.query(rounds, &[&trust, &ids]).await? {
            self.rounds.stored.insert(
                row.get("round_id"),
                (row.get("framework_id"), version(row.get("version"))),
            );
        }
        let regions = "select framework_id, version, region_id, name from framework_region where trust_id = $1";
        for row in tx.query(regions, &[&trust]).await? {
            self.regions.stored.insert(
                (row.get("framework_id"), version(row.get("version")), row.get("region_id")),
                row.get("name"),
            );
        }
        Ok(())
    }

    async fn load_reviews(
        &mut self,
        tx: &Transaction<'_>,
        trust: Uuid,
        ids: &[&str],
    ) -> Result<(), ApplyError> {
        let reviews = "select review_id, host_school_id, term, counts_as_evidence from review \
            where trust_id = $1 and review_id = any ($2)";
        for row in tx.query(reviews, &[&trust, &ids]).await? {
            let review = Review {
                host_school_id: row.get("host_school_id"),
                term: row.get("term"),
                counts_as_evidence: row.get("counts_as_evidence"),
            };
            self.reviews.stored.insert(row.get("review_id"), review);
        }
        // A review requested in this batch may stand beside an earlier one of the same school. So all counts
        // are read: a few rows per school and term.
        let counts = "select school_id, measure, period, value from fact \
            where trust_id = $1 and until_position = 0 and starts_with(measure, 'review.')";
        for row in tx.query(counts, &[&trust]).await? {
            let key = Key {
                school_id: row.get("school_id"),
                measure: row.get("measure"),
                period: row.get("period"),
                compared_since: 0,
            };
            // Counts are written by this projection and so are small whole numbers.
            self.counts.insert(key, row.get::<_, Option<f64>>("value").unwrap_or_default() as u32);
        }
        Ok(())
    }

    /// Writes what the batch added.
    pub(crate) async fn write(&self, tx: &Transaction<'_>, trust: Uuid) -> Result<(), ApplyError> {
        if !self.waves.new.is_empty() {
            self.write_waves(tx, trust).await?;
        }
        if !self.lines.new.is_empty() {
            self.write_lines(tx, trust).await?;
        }
        if !self.rounds.new.is_empty() {
            self.write_rounds(tx, trust).await?;
        }
        if !self.regions.new.is_empty() {
            self.write_regions(tx, trust).await?;
        }
        if !self.reviews.new.is_empty() {
            self.write_reviews(tx, trust).await?;
        }
        Ok(())
    }

    async fn write_waves(&self, tx: &Transaction<'_>, trust: Uuid) -> Result<(), ApplyError> {
        let new = &self.waves.new;
        let ids: Vec<&str> = new.keys().map(String::as_str).collect();
        let instruments: Vec<&str> = new.values().map(|wave| wave.instrument_id.as_str()).collect();
        let versions: Vec<i64> = new.values().map(|wave| i64::from(wave.version)).collect();
        let terms: Vec<&str> = new.values().map(|wave| wave.term.as_str()).collect();
        let insert = "insert into wave (trust_id, wave_id, instrument_id, version, term) \
            select $1, w.* from unnest($2::text[], $3::text[], $4::bigint[], $5::text[]) as w \
            on conflict (trust_id, wave_id) do update set instrument_id = excluded.instrument_id, \
            version = excluded.version, term = excluded.term";
        tx.execute(insert, &[&trust, &ids, &instruments, &versions, &terms]).await?;
        Ok(())
    }

    async fn write_lines(&self, tx: &Transaction<'_>, trust: Uuid) -> Result<(), ApplyError> {
        let new = &self.lines.new;
        let instruments: Vec<&str> = new.keys().map(|of| of.instrument_id.as_str()).collect();
        let versions: Vec<i64> = new.keys().map(|of| i64::from(of.version)).collect();
        let questions: Vec<&str> = new.keys().map(|of| of.question_id.as_str()).collect();
        let since: Vec<i64> = new.values().map(|since| i64::from(*since)).collect();
        let insert = "insert into question_line (trust_id, instrument_id, version, question_id, compared_since) \
            select $1, q.* from unnest($2::text[], $3::bigint[], $4::text[], $5::bigint[]) as q \
            on conflict (trust_id, instrument_id, version, question_id) \
            do update set compared_since = excluded.compared_since";
        tx.execute(insert, &[&trust, &instruments, &versions, &questions, &since]).await?;
        Ok(())
    }

    async fn write_rounds(&self, tx: &Transaction<'_>, trust: Uuid) -> Result<(), ApplyError> {
        let new = &self.rounds.new;
        let ids: Vec<&str> = new.keys().map(String::as_str).collect();
        let frameworks: Vec<&str> = new.values().map(|(framework, _)| framework.as_str()).collect();
        let versions: Vec<i64> = new.values().map(|(_, version)| i64::from(*version)).collect();
        let insert = "insert into round (trust_id, round_id, framework_id, version) \
            select $1, r.* from unnest($2::text[], $3::text[], $4::bigint[]) as r \
            on conflict (trust_id, round_id) do update set framework_id = excluded.framework_id, version = excluded.version";
        tx.execute(insert, &[&trust, &ids, &frameworks, &versions]).await?;
        Ok(())
    }

    async fn write_regions(&self, tx: &Transaction<'_>, trust: Uuid) -> Result<(), ApplyError> {
        let new = &self.regions.new;
        let frameworks: Vec<&str> =
            new.keys().map(|(framework, _, _)| framework.as_str()).collect();
        let versions: Vec<i64> = new.keys().map(|(_, version, _)| i64::from(*version)).collect();
        let ids: Vec<&str> = new.keys().map(|(_, _, region)| region.as_str()).collect();
        let names: Vec<&str> = new.values().map(String::as_str).collect();
        let insert = "insert into framework_region (trust_id, framework_id, version, region_id, name) \
            select $1, r.* from unnest($2::text[], $3::bigint[], $4::text[], $5::text[]) as r \
            on conflict (trust_id, framework_id, version, region_id) do update set name = excluded.name";
        tx.execute(insert, &[&trust, &frameworks, &versions, &ids, &names]).await?;
        Ok(())
    }

    async fn write_reviews(&self, tx: &Transaction<'_>, trust: Uuid) -> Result<(), ApplyError> {
        let new = &self.reviews.new;
        let ids: Vec<&str> = new.keys().map(String::as_str).collect();
        let hosts: Vec<&str> = new.values().map(|review| review.host_school_id.as_str()).collect();
        let terms: Vec<&str> = new.values().map(|review| review.term.as_str()).collect();
        let counts: Vec<bool> = new.values().map(|review| review.counts_as_evidence).collect();
        let insert = "insert into review (trust_id, review_id, host_school_id, term, counts_as_evidence) \
            select $1, r.* from unnest($2::text[], $3::text[], $4::text[], $5::boolean[]) as r \
            on conflict (trust_id, review_id) do update set host_school_id = excluded.host_school_id, \
            term = excluded.term, counts_as_evidence = excluded.counts_as_evidence";
        tx.execute(insert, &[&trust, &ids, &hosts, &terms, &counts]).await?;
        Ok(())
    }
}

/// Versions are written from a `uint32` and so fit.
fn version(stored: i64) -> u32 {
    u32::try_from(stored).unwrap_or(u32::MAX)
}
