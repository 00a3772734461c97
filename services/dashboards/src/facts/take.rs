//! Turns an event into the facts it states.

use contract::categories::v1::Cell;
use contract::events::{
    AnyEvent, CategoryEvent, FrameworkEvent, InstrumentEvent, ReviewEvent, RoundEvent, SchoolEvent,
    WaveEvent,
};
use contract::reviews::v1::{FindingKind, FindingRecorded};
use contract::surveys::v1::{Figure, InstrumentPublished, ResponseRate, ResultsReleased};
use eventlog::ApplyError;

use super::fold::{AskedIn, Fold, Key, Said};
use super::known::{AskedQuestion, Known, Review, Wave};

/// Takes one event into the fold and into [`Known`].
pub(crate) fn take(
    fold: &mut Fold,
    known: &mut Known,
    position: u64,
    event: &AnyEvent,
) -> Result<(), ApplyError> {
    match event {
        AnyEvent::School(SchoolEvent::SchoolJoined(joined)) => {
            fold.holds(position, roll(&joined.school_id), pupils(&joined.urn, joined.pupils));
        }
        AnyEvent::School(SchoolEvent::SchoolDescribed(shown)) => {
            fold.holds(position, roll(&shown.school_id), pupils(&shown.urn, shown.pupils));
        }
        // The history stays. Only the figure without a period ends.
        AnyEvent::School(SchoolEvent::SchoolLeft(left)) => {
            fold.ends(position, &roll(&left.school_id))
        }
        AnyEvent::Instrument(InstrumentEvent::InstrumentPublished(published)) => {
            asked(known, published)
        }
        AnyEvent::Wave(WaveEvent::WaveScheduled(wave)) => {
            let (instrument_id, term) = (wave.instrument_id.clone(), wave.term.clone());
            let version = wave.instrument_version;
            known.waves.learn(wave.wave_id.clone(), Wave { instrument_id, version, term });
        }
        AnyEvent::Wave(WaveEvent::ResultsReleased(results)) => {
            released(fold, known, position, results)?
        }
        AnyEvent::Framework(FrameworkEvent::FrameworkAgreed(framework)) => {
            for region in &framework.regions {
                let key =
                    (framework.framework_id.clone(), framework.version, region.region_id.clone());
                known.regions.learn(key, region.name.clone());
            }
        }
        AnyEvent::Round(RoundEvent::RoundOpened(round)) => {
            known.rounds.learn(
                round.round_id.clone(),
                (round.framework_id.clone(), round.framework_version),
            );
        }
        AnyEvent::Category(event) => judged(fold, known, position, event),
        AnyEvent::Review(event) => reviewed(fold, known, position, event),
        _ => {}
    }
    Ok(())
}

fn roll(school_id: &str) -> Key {
    Key { school_id: school_id.to_owned(), measure: "roll.pupils".to_owned(), ..Key::default() }
}

fn pupils(urn: &str, pupils: Option<u32>) -> Said {
    let source = format!("register:{urn}");
    match pupils {
        Some(1) => Said { value: Some(1.0), ..Said::in_words("1 pupil", source) },
        Some(pupils) => Said {
            value: Some(f64::from(pupils)),
            ..Said::in_words(&format!("{pupils} pupils"), source)
        },
        None => Said {
            suppression: "not_in_register",
            ..Said::in_words("the register gives no number of pupils", source)
        },
    }
}

fn released(
    fold: &mut Fold,
    known: &Known,
    position: u64,
    results: &ResultsReleased,
) -> Result<(), ApplyError> {
    let Some(wave) = known.waves.get(&results.wave_id) else {
        return Err(ApplyError::Contradiction(format!(
            "results of the wave {} were released, but it was never scheduled",
            results.wave_id
        )));
    };
    let release = Release { known, wave, wave_id: &results.wave_id };
    for rate in &results.response_rates {
        fold.holds(position, release.rate_key(rate), release.rate(rate));
    }
    for figure in &results.figures {
        fold.holds(position, release.figure_key(figure), release.positive(figure));
    }
    Ok(())
}

/// Remembers from which version on the answers to each question may be compared.
fn asked(known: &mut Known, published: &InstrumentPublished) {
    for question in &published.questions {
        let of = AskedQuestion {
            instrument_id: published.instrument_id.clone(),
            version: published.version,
            question_id: question.question_id.clone(),
        };
        // An instrument that does not say it is compared with itself alone.
        let since = match question.compared_since {
            0 => published.version,
            since => since,
        };
        known.lines.learn(of, since);
    }
}

/// A wave whose results were released.
#[derive(Clone, Copy)]
struct Release<'a> {
    known: &'a Known,
    wave: &'a Wave,
    wave_id: &'a str,
}

impl Release<'_> {
    fn key(&self, school_id: &str, ending: &str) -> Key {
        Key {
            school_id: school_id.to_owned(),
            measure: format!("survey.{}.{ending}", self.wave.instrument_id),
            period: self.wave.term.clone(),
            compared_since: 0,
        }
    }

    /// How many answered is compared over all versions: the same people are asked.
    fn rate_key(&self, rate: &ResponseRate) -> Key {
        self.key(&rate.school_id, "response_rate")
    }

    fn figure_key(&self, figure: &Figure) -> Key {
        let of = AskedQuestion {
            instrument_id: self.wave.instrument_id.clone(),
            version: self.wave.version,
            question_id: figure.question_id.clone(),
        };
        let since = self.known.lines.get(&of).copied().unwrap_or(self.wave.version);
        let ending = format!("{}.positive", figure.question_id);
        Key { compared_since: since, ..self.key(&figure.school_id, &ending) }
    }

    fn source(&self) -> String {
        format!("wave:{}", self.wave_id)
    }

    fn asked_in(&self) -> AskedIn {
        AskedIn { wave_id: self.wave_id.to_owned(), version: self.wave.version }
    }

    fn rate(&self, rate: &ResponseRate) -> Said {
        Said {
            value: rate.percent.map(f64::from),
            words: rate.words.clone(),
            n: None,
            suppression: rate.suppression().word(),
            source: self.source(),
            asked_in: self.asked_in(),
        }
    }

    /// States a figure. Its release decided whether it may be shown; the fact repeats that.
    fn positive(&self, figure: &Figure) -> Said {
        let suppression = figure.suppression().word();
        Said {
            value: figure.positive_percent.filter(|_| suppression.is_empty()),
            words: figure.words.clone(),
            n: figure.base,
            suppression,
            source: self.source(),
            asked_in: self.asked_in(),
        }
    }
}

fn judged(fold: &mut Fold, known: &Known, position: u64, event: &CategoryEvent) {
    match event {
        CategoryEvent::SchoolViewStated(view) => {
            let Some(cell) = &view.cell else { return };
            let words = region_name(known, cell, &view.region_id);
            let said = Said::in_words(words, format!("view:{position}"));
            fold.holds(position, category(cell, ".school_view"), said);
        }
        CategoryEvent::CategoryDecided(decision) => {
            let Some(cell) = &decision.cell else { return };
            let words = region_name(known, cell, &decision.region_id);
            let said = Said::in_words(words, format!("decision:{position}"));
            fold.holds(position, category(cell, ""), said);
        }
        // Until the next decision the school is in no region for this term.
        CategoryEvent::CategoryReopened(reopened) => {
            if let Some(cell) = &reopened.cell {
                fold.ends(position, &category(cell, ""));
            }
        }
        _ => {}
    }
}

fn category(cell: &Cell, ending: &str) -> Key {
    Key {
        school_id: cell.school_id.clone(),
        measure: format!("category.{}{ending}", cell.area_id),
        period: cell.term.clone(),
        ..Key::default()
    }
}

/// The region's name in the words of the round's framework version; its id if the record has no name.
fn region_name<'a>(known: &'a Known, cell: &Cell, region_id: &'a str) -> &'a str {
    let framework = known.rounds.get(&cell.round_id);
    let name = framework.and_then(|(framework_id, version)| {
        known.regions.get(&(framework_id.clone(), *version, region_id.to_owned()))
    });
    name.map_or(region_id, String::as_str)
}

fn reviewed(fold: &mut Fold, known: &mut Known, position: u64, event: &ReviewEvent) {
    match event {
        ReviewEvent::ReviewRequested(review) => {
            let (host_school_id, term) = (review.host_school_id.clone(), review.term.clone());
            let review_id = review.review_id.clone();
            known
                .reviews
                .learn(review_id, Review { host_school_id, term, counts_as_evidence: false });
        }
        ReviewEvent::DistributionAgreed(agreed) => {
            if let Some(review) = known.reviews.get(&agreed.review_id).cloned() {
                let counts_as_evidence = agreed.counts_as_evidence;
                known
                    .reviews
                    .learn(agreed.review_id.clone(), Review { counts_as_evidence, ..review });
            }
        }
        ReviewEvent::FindingRecorded(finding) => found(fold, known, position, finding),
        _ => {}
    }
}

/// Counts a finding in each of its areas, if host and trust agreed that it counts as evidence.
fn found(fold: &mut Fold, known: &mut Known, position: u64, finding: &FindingRecorded) {
    let (ending, one, many) = match finding.kind() {
        FindingKind::Strength => ("strengths", "strength", "strengths"),
        FindingKind::ToImprove => ("to_improve", "point to improve", "points to improve"),
        FindingKind::Unspecified => return,
    };
    let Some(review) =
        known.reviews.get(&finding.review_id).filter(|review| review.counts_as_evidence)
    else {
        return;
    };
    let mut areas: Vec<_> = finding.areas.iter().collect();
    areas.sort_unstable();
    areas.dedup();
    for area in areas {
        let key = Key {
            school_id: review.host_school_id.clone(),
            measure: format!("review.{area}.{ending}"),
            period: review.term.clone(),
            ..Key::default()
        };
        let count = known.counts.entry(key.clone()).or_default();
        *count += 1;
        let said = Said {
            value: Some(f64::from(*count)),
            words: format!("{count} {}", if *count == 1 { one } else { many }),
            n: None,
            suppression: "",
            source: format!("review:{}", finding.review_id),
            asked_in: AskedIn::default(),
        };
        fold.holds(position, key, said);
    }
}
