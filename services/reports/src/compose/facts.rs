//! The annex: every number and grade that the paper uses, with its source.

use contract::Term;
use contract::dashboards::v1::Fact;
use contract::reports::v1::{ReportData, ReportFact, SurveySection};

use super::{Sources, key_figures, reviews};

/// The facts behind the paper, in the order of its sections.
pub(super) fn used(sources: &Sources, data: &ReportData, term: Term) -> Vec<ReportFact> {
    let mut used: Vec<(usize, ReportFact)> = sources
        .facts
        .iter()
        .filter(|fact| is_used(sources, data, fact, term) && !is_withheld(sources, fact))
        .filter_map(|fact| {
            let (place, label) = label(data, fact)?;
            Some((place, report_fact(fact, label)))
        })
        .collect();
    used.sort_by(|(a, one), (b, other)| {
        let key = |fact: &ReportFact| {
            (fact.measure.clone(), fact.about.clone(), std::cmp::Reverse(fact.position))
        };
        (a, key(one)).cmp(&(b, key(other)))
    });
    let since = sources.last_paper.as_ref().map_or(0, |last| last.as_of_position);
    let figures = data.key_figures.iter().filter(|figure| figure.position > since);
    let figures = figures.map(key_figures::fact);
    used.into_iter().map(|(_, fact)| fact).chain(figures).collect()
}

/// What the report before did not hold yet. The first report has the facts of its term. Of earlier terms it has the regions of
/// the last two, and the survey figures that the paper compares with.
fn is_used(sources: &Sources, data: &ReportData, fact: &Fact, term: Term) -> bool {
    let about = fact.school_id.is_empty() || fact.school_id == sources.school_id;
    if let Some(last) = &sources.last_paper {
        return about && fact.from_position > last.as_of_position;
    }
    let Ok(period) = fact.period.parse::<Term>() else { return false };
    let regions = fact.measure.starts_with("category.") && !fact.measure.ends_with(".school_view");
    let earlier = [term.previous(), term.previous().previous()].contains(&period);
    let compared = || {
        let mut rows =
            data.surveys.iter().flat_map(|wave| wave.rows.iter().map(move |row| (wave, row)));
        rows.any(|(wave, row)| {
            row.last_term_words == period.words()
                && fact.measure == positive(&wave.instrument_id, &row.question_id)
                // Another fact of the measure and the term is of the question in other words.
                && fact.words == row.last_words
        })
    };
    about
        && (period == term
            || regions && earlier
            || fact.school_id == sources.school_id && compared())
}

fn positive(instrument_id: &str, question_id: &str) -> String {
    format!("survey.{instrument_id}.{question_id}.positive")
}

/// Counts of findings that the committee does not receive stay out.
fn is_withheld(sources: &Sources, fact: &Fact) -> bool {
    let Some(review_id) = fact.source.strip_prefix("review:") else { return false };
    let area = |fact: &Fact| fact.measure.split('.').nth(1).unwrap_or_default().to_owned();
    // A count covers every review of the term with findings in the area, not only the one it names.
    sources.reviews.iter().filter(|review| reviews::withheld(review)).any(|review| {
        review.review_id == review_id
            || review.term == fact.period
                && review.findings.iter().any(|found| found.areas.contains(&area(fact)))
    })
}

fn report_fact(fact: &Fact, label: String) -> ReportFact {
    let period = fact.period.parse::<Term>().map_or_else(|_| fact.period.clone(), Term::words);
    ReportFact {
        about: if fact.school_id.is_empty() { "trust" } else { "school" }.to_owned(),
        measure: fact.measure.clone(),
        label,
        period_words: period,
        words: fact.words.clone(),
        value: fact.value,
        n: fact.n,
        suppression: fact.suppression.clone(),
        source: fact.source.clone(),
        position: fact.from_position,
    }
}

/// A measure in words and its place in the annex; `None` for one that no section shows.
fn label(data: &ReportData, fact: &Fact) -> Option<(usize, String)> {
    let measure = fact.measure.as_str();
    let of_area = |area_id: &str| {
        let found = data.categories.iter().enumerate().find(|(_, row)| row.area_id == area_id);
        found.map_or((data.categories.len(), area_id.to_owned()), |(place, row)| {
            (place, row.area_name.clone())
        })
    };
    if let Some(rest) = measure.strip_prefix("category.") {
        let (area_id, what) = match rest.strip_suffix(".school_view") {
            Some(area_id) => (area_id, "the school's own view"),
            None => (rest, "region"),
        };
        let (place, area) = of_area(area_id);
        return Some((place, format!("{area}: {what}")));
    }
    if let Some(rest) = measure.strip_prefix("review.") {
        let (area_id, what) =
            match (rest.strip_suffix(".strengths"), rest.strip_suffix(".to_improve")) {
                (Some(area_id), _) => (area_id, "strengths found by reviewers"),
                (_, Some(area_id)) => (area_id, "points to improve found by reviewers"),
                _ => return None,
            };
        let (place, area) = of_area(area_id);
        return Some((20_000 + place, format!("{area}: {what}")));
    }
    survey_label(data, fact)
}

/// The wave that a fact is of has its words. A fact that is only compared with has those of a wave of the same questions.
fn survey_label(data: &ReportData, fact: &Fact) -> Option<(usize, String)> {
    let measure = &fact.measure;
    let own = |wave: &SurveySection| wave.wave_id == fact.wave_id;
    let is_told = data.surveys.iter().any(own);
    let mut waves = data.surveys.iter().zip(0..).filter(|(wave, _)| !is_told || own(wave));
    waves.find_map(|(wave, place)| {
        let rest = measure.strip_prefix(&format!("survey.{}.", wave.instrument_id))?;
        let first = 10_000 + place * 500;
        if rest == "response_rate" {
            return Some((first, format!("{}: response rate", wave.title)));
        }
        let question_id = rest.strip_suffix(".positive")?;
        let mut rows = wave.rows.iter().zip(1..);
        let found = rows.find(|(row, _)| row.question_id == question_id);
        found.map(|(row, at)| (first + at, row.text.clone()))
    })
}
