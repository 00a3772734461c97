//! However the log is cut into batches, the rows are those of a plain calculation.

use std::collections::BTreeMap;

use contract::categories::v1::CategoryReopened;
use contract::events::EventType;
use contract::events::{
    CategoryEvent, FrameworkEvent, ReviewEvent, RoundEvent, SchoolEvent, StoredEvent, WaveEvent,
};
use contract::reviews::v1::{DistributionAgreed, FindingKind, FindingRecorded, ReviewRequested};
use contract::schools::v1::{SchoolJoined, SchoolLeft};
use contract::surveys::v1::{
    AnswersCollected, Figure, ResultsReleased, Suppression, WaveScheduled,
};
use eventlog::testing::TestStore;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tokio::runtime::Runtime;

use super::*;
use crate::stand::{framework, round};

const SCHOOLS: usize = 2;
const WAVES: usize = 2;
const REVIEWS: usize = 2;

/// An event that may happen. Few different ones are drawn, so that the same facts are stated again and again.
#[derive(Clone, Debug)]
enum Step {
    Joined { school: usize, pupils: Option<u32> },
    Left { school: usize },
    Decided { school: usize, region: usize },
    Reopened { school: usize },
    Scheduled { wave: usize, spring: bool },
    Released { wave: usize, figures: Vec<(usize, u8)> },
    Requested { review: usize, school: usize },
    Agreed { review: usize, counts: bool },
    Found { review: usize, strength: bool },
    Collected { wave: usize },
}

fn step() -> impl Strategy<Value = Step> {
    let school = 0..SCHOOLS;
    let (wave, review) = (0..WAVES, 0..REVIEWS);
    prop_oneof![
        1 => (school.clone(), proptest::option::of(1..500_u32)).prop_map(|(school, pupils)| Step::Joined { school, pupils }),
        1 => school.clone().prop_map(|school| Step::Left { school }),
        4 => (school.clone(), 0..LADDER.len()).prop_map(|(school, region)| Step::Decided { school, region }),
        2 => school.clone().prop_map(|school| Step::Reopened { school }),
        1 => (wave.clone(), any::<bool>()).prop_map(|(wave, spring)| Step::Scheduled { wave, spring }),
        3 => (wave.clone(), proptest::collection::vec((school.clone(), 0..100_u8), 0..4))
            .prop_map(|(wave, figures)| Step::Released { wave, figures }),
        1 => (review.clone(), school).prop_map(|(review, school)| Step::Requested { review, school }),
        1 => (review.clone(), any::<bool>()).prop_map(|(review, counts)| Step::Agreed { review, counts }),
        3 => (review, any::<bool>()).prop_map(|(review, strength)| Step::Found { review, strength }),
        3 => wave.prop_map(|wave| Step::Collected { wave }),
    ]
}

type Key = (String, String, String);
/// From, until, value, words.
type Row = (u64, u64, Option<f64>, String);

/// The rows by plain calculation, one event after the other.
#[derive(Default)]
struct Reckoning {
    rows: BTreeMap<Key, Vec<Row>>,
    terms: BTreeMap<usize, &'static str>,
    reviews: BTreeMap<usize, (usize, bool)>,
    counts: BTreeMap<Key, u32>,
}

impl Reckoning {
    fn ends(&mut self, position: u64, key: &Key) {
        let newest = self.rows.get_mut(key).and_then(|rows| rows.last_mut());
        if let Some(row) = newest.filter(|row| row.1 == 0) {
            row.1 = position;
        }
    }

    fn holds(&mut self, position: u64, key: Key, value: Option<f64>, words: String) {
        let rows = self.rows.entry(key.clone()).or_default();
        if rows.last().is_some_and(|row| row.0 == position) {
            rows.pop();
        }
        self.ends(position, &key);
        self.rows.entry(key).or_default().push((position, 0, value, words));
    }

    fn take(&mut self, position: u64, step: &Step) {
        match step {
            Step::Joined { school, pupils } => {
                let words = match pupils {
                    None => "the register gives no number of pupils".to_owned(),
                    Some(1) => "1 pupil".to_owned(),
                    Some(pupils) => format!("{pupils} pupils"),
                };
                self.holds(position, key(*school, "roll.pupils", ""), pupils.map(f64::from), words);
            }
            Step::Left { school } => self.ends(position, &key(*school, "roll.pupils", "")),
            Step::Decided { school, region } => {
                let name = LADDER[*region].1.to_owned();
                self.holds(position, key(*school, "category.governance", AUTUMN), None, name);
            }
            Step::Reopened { school } => {
                self.ends(position, &key(*school, "category.governance", AUTUMN))
            }
            Step::Scheduled { wave, spring } => {
                self.terms.insert(*wave, term(*spring));
            }
            Step::Released { wave, figures } => {
                for (school, percent) in figures {
                    let about = key(*school, "survey.parent-view.q1.positive", self.terms[wave]);
                    self.holds(position, about, Some(f64::from(*percent)), format!("{percent}%"));
                }
            }
            Step::Requested { review, school } => {
                self.reviews.insert(*review, (*school, false));
            }
            Step::Agreed { review, counts } => {
                if let Some(review) = self.reviews.get_mut(review) {
                    review.1 = *counts;
                }
            }
            Step::Found { review, strength } => self.found(position, *review, *strength),
            Step::Collected { .. } => {}
        }
    }

    fn found(&mut self, position: u64, review: usize, strength: bool) {
        let Some((school, true)) = self.reviews.get(&review).copied() else { return };
        let (ending, one, many) = if strength {
            ("strengths", "strength", "strengths")
        } else {
            ("to_improve", "point to improve", "points to improve")
        };
        let about = key(school, &format!("review.governance.{ending}"), AUTUMN);
        let count = self.counts.entry(about.clone()).or_default();
        *count += 1;
        let words = format!("{count} {}", if *count == 1 { one } else { many });
        let value = Some(f64::from(*count));
        self.holds(position, about, value, words);
    }
}

fn key(school: usize, measure: &str, period: &str) -> Key {
    (format!("s{school}"), measure.to_owned(), period.to_owned())
}

fn term(spring: bool) -> &'static str {
    if spring { "2025-26-spring" } else { AUTUMN }
}

/// The event of a step, as stored.
fn stored(step: &Step) -> (String, String) {
    let school_id = |school: &usize| format!("s{school}");
    let place = |school: &usize| cell(&format!("s{school}"), AUTUMN, 1);
    match step {
        Step::Joined { school, pupils } => {
            let joined = SchoolJoined {
                school_id: school_id(school),
                pupils: *pupils,
                ..SchoolJoined::default()
            };
            text(&SchoolEvent::SchoolJoined(joined))
        }
        Step::Left { school } => text(&SchoolEvent::SchoolLeft(SchoolLeft {
            school_id: school_id(school),
            ..SchoolLeft::default()
        })),
        Step::Decided { school, region } => text(&decision(place(school), LADDER[*region].0)),
        Step::Reopened { school } => {
            let reopened = CategoryReopened { cell: place(school), ..Default::default() };
            text(&CategoryEvent::CategoryReopened(reopened))
        }
        Step::Scheduled { wave, spring } => text(&WaveEvent::WaveScheduled(WaveScheduled {
            wave_id: format!("w{wave}"),
            instrument_id: "parent-view".into(),
            term: term(*spring).into(),
            ..WaveScheduled::default()
        })),
        Step::Released { wave, figures } => {
            let figures = figures.iter().map(|(school, percent)| {
                let percent_words = format!("{percent}%");
                let figure =
                    figure(&school_id(school), Suppression::None, Some(f64::from(*percent)));
                Figure { words: percent_words, ..figure }
            });
            let (wave_id, figures) = (format!("w{wave}"), figures.collect());
            text(&WaveEvent::ResultsReleased(ResultsReleased {
                wave_id,
                figures,
                ..ResultsReleased::default()
            }))
        }
        Step::Collected { wave } => {
            let collected =
                AnswersCollected { wave_id: format!("w{wave}"), ..AnswersCollected::default() };
            text(&WaveEvent::AnswersCollected(collected))
        }
        Step::Requested { .. } | Step::Agreed { .. } | Step::Found { .. } => {
            text(&review_event(step))
        }
    }
}

fn review_event(step: &Step) -> ReviewEvent {
    match step {
        Step::Requested { review, school } => ReviewEvent::ReviewRequested(ReviewRequested {
            review_id: format!("r{review}"),
            host_school_id: format!("s{school}"),
            term: AUTUMN.into(),
            ..ReviewRequested::default()
        }),
        Step::Agreed { review, counts } => ReviewEvent::DistributionAgreed(DistributionAgreed {
            review_id: format!("r{review}"),
            counts_as_evidence: *counts,
            ..DistributionAgreed::default()
        }),
        Step::Found { review, strength } => {
            let areas = vec!["governance".to_owned()];
            let mut finding = FindingRecorded {
                review_id: format!("r{review}"),
                areas,
                ..FindingRecorded::default()
            };
            finding.set_kind(if *strength {
                FindingKind::Strength
            } else {
                FindingKind::ToImprove
            });
            ReviewEvent::FindingRecorded(finding)
        }
        other => unreachable!("{other:?} is no review's"),
    }
}

fn text<E: StoredEvent>(event: &E) -> (String, String) {
    (event.type_name().to_owned(), event.to_json())
}

/// The framework, the round and both waves come first, so that every later step is possible.
fn prelude() -> Vec<(String, String)> {
    let mut prelude = vec![
        text(&FrameworkEvent::FrameworkAgreed(framework(1, &LADDER))),
        text(&RoundEvent::RoundOpened(round(AUTUMN, 1))),
    ];
    prelude.extend((0..WAVES).map(|wave| stored(&Step::Scheduled { wave, spring: false })));
    prelude
}

/// Events at places of the log from 1, some minutes apart, so that days pass.
fn recorded(trust: Uuid, events: Vec<(String, String)>) -> Vec<Recorded> {
    let start: Timestamp = "2026-03-28T20:00:00Z".parse().unwrap();
    let placed = events.into_iter().zip(1_u64..);
    placed
        .map(|((kind, body), position)| {
            let at = start + SignedDuration::from_mins(i64::try_from(position).unwrap() * 97);
            let metadata = format!(
                r#"{{"actor":"{0}","role":"test","command_id":"{0}","correlation":"{0}","at":"{at}"}}"#,
                Uuid::nil()
            );
            Recorded {
                trust,
                position,
                stream: format!("{}-x", EventType::find(&kind).unwrap().category),
                version: position,
                event_id: Uuid::from_u128(u128::from(position)),
                kind,
                body,
                metadata,
                recorded_at: at,
            }
        })
        .collect()
}

/// A second set of tables, for the same projection under another name.
struct InChunks;

#[async_trait::async_trait]
impl Projection for InChunks {
    fn name(&self) -> &'static str {
        "dashboards_facts_in_chunks"
    }

    fn tables(&self) -> &'static str {
        Facts.tables()
    }

    async fn apply(&self, tx: &Transaction<'_>, event: &Recorded) -> Result<(), ApplyError> {
        Facts.apply(tx, event).await
    }

    async fn apply_batch(
        &self,
        tx: &Transaction<'_>,
        events: &[Recorded],
    ) -> Result<(), ApplyError> {
        Facts.apply_batch(tx, events).await
    }
}

struct Bench {
    store: TestStore,
    one_by_one: eventlog::Follower,
    in_chunks: eventlog::Follower,
    admin: tokio_postgres::Client,
}

impl Bench {
    async fn start() -> Self {
        let store = TestStore::start().await;
        let one_by_one = store.follower("dashboards", Arc::new(Facts)).await;
        let in_chunks = store.follower("dashboards", Arc::new(InChunks)).await;
        let admin = store.admin().await;
        Self { store, one_by_one, in_chunks, admin }
    }

    async fn fill(&self, trust: Uuid, events: &[Recorded], chunks: &[usize]) {
        for event in events {
            self.one_by_one.offer(trust, std::slice::from_ref(event)).await.unwrap();
        }
        let (mut rest, mut sizes) = (events, chunks.iter().cycle());
        while !rest.is_empty() {
            let size = sizes.next().copied().unwrap_or(1).min(rest.len());
            let (chunk, after) = rest.split_at(size);
            self.in_chunks.offer(trust, chunk).await.unwrap();
            rest = after;
        }
    }

    /// Every table of a schema as text.
    async fn dump(&self, schema: &str, trust: Uuid) -> Vec<String> {
        let mut dump = Vec::new();
        for table in ["fact", "day", "wave", "framework_region", "round", "review"] {
            let rows =
                format!("select t::text from {schema}.{table} t where trust_id = $1 order by 1");
            let rows = self.admin.query(&rows, &[&trust]).await.unwrap();
            dump.extend(rows.iter().map(|row| format!("{table} {}", row.get::<_, String>(0))));
        }
        dump
    }

    async fn rows(&self, trust: Uuid) -> BTreeMap<self::Key, Vec<self::Row>> {
        let mut found: BTreeMap<self::Key, Vec<self::Row>> = BTreeMap::new();
        let rows = "select school_id, measure, period, from_position, until_position, value, words \
            from dashboards_facts.fact where trust_id = $1 order by from_position";
        for row in self.admin.query(rows, &[&trust]).await.unwrap() {
            let place = |column: usize| row.get::<_, i64>(column).unsigned_abs();
            found.entry((row.get(0), row.get(1), row.get(2))).or_default().push((
                place(3),
                place(4),
                row.get(5),
                row.get(6),
            ));
        }
        found
    }
}

#[test]
fn one_by_one_in_batches_and_by_plain_reckoning_the_rows_are_the_same() {
    let runtime = Runtime::new().unwrap();
    let bench = runtime.block_on(Bench::start());
    let steps =
        (proptest::collection::vec(step(), 1..60), proptest::collection::vec(1..17_usize, 1..5));
    let mut runner =
        TestRunner::new(Config { cases: 32, failure_persistence: None, ..Config::default() });
    runner
        .run(&steps, |(steps, chunks)| {
            let trust = Uuid::new_v4();
            let prelude = prelude();
            let mut reckoning = Reckoning::default();
            for wave in 0..WAVES {
                reckoning.terms.insert(wave, AUTUMN);
            }
            for (step, position) in steps.iter().zip(prelude.len() as u64 + 1..) {
                reckoning.take(position, step);
            }
            let events = prelude.into_iter().chain(steps.iter().map(stored)).collect();
            let events = recorded(trust, events);
            runtime.block_on(async {
                bench.fill(trust, &events, &chunks).await;
                let one_by_one = bench.dump("dashboards_facts", trust).await;
                let in_chunks = bench.dump("dashboards_facts_in_chunks", trust).await;
                prop_assert_eq!(one_by_one, in_chunks);
                reckoning.rows.retain(|_, rows| !rows.is_empty());
                prop_assert_eq!(bench.rows(trust).await, reckoning.rows);
                Ok(())
            })
        })
        .unwrap();
    drop(bench.store);
}
