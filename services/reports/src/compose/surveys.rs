//! The section on surveys: the figures exactly as they were released. It counts and withholds nothing.

use contract::Term;
use contract::reports::v1::{SurveyOption, SurveyRow, SurveySection};
use contract::surveys::v1::{
    Audience, Counting, Figure, GetResultsResponse, HubResults, Question, Suppression, Wave,
};

use super::Sources;

/// A section for every wave of this school that was released since the report before, in the order they closed.
pub(super) fn sections(sources: &Sources, term: Term) -> Vec<SurveySection> {
    let mut sections: Vec<SurveySection> = sources
        .waves
        .iter()
        .filter_map(|results| {
            let wave = results.wave.as_ref()?;
            let told = sources.tells(results.released_at, &wave.term, term);
            told.then(|| section(sources, results, wave, wave.term.parse().unwrap_or(term)))
        })
        .collect();
    sections.sort_by(|a, b| (&a.closed_on, &a.wave_id).cmp(&(&b.closed_on, &b.wave_id)));
    sections
}

fn section(
    sources: &Sources,
    results: &GetResultsResponse,
    wave: &Wave,
    term: Term,
) -> SurveySection {
    let rate = |school_id: &str| {
        let rate = results.response_rates.iter().find(|rate| rate.school_id == school_id);
        rate.map(|rate| rate.words.clone()).unwrap_or_default()
    };
    let past = Past::of(sources, &wave.instrument_id, term);
    let hub = hub_of(sources, results);
    let rows = results.questions.iter().filter_map(|question| {
        let row = row(sources, results, question, &past)?;
        Some(SurveyRow { hub_words: hub_words(hub, &question.question_id), ..row })
    });
    SurveySection {
        anchor: format!("survey/{}", wave.wave_id),
        wave_id: wave.wave_id.clone(),
        title: wave.title.clone(),
        instrument_id: wave.instrument_id.clone(),
        instrument_version: wave.instrument_version,
        audience: audience(wave.audience()).to_owned(),
        opened_on: wave.opened_on.clone(),
        closed_on: wave.closed_on.clone(),
        floor: wave.floor,
        response_rate_words: rate(&sources.school_id),
        trust_response_rate_words: rate(""),
        rows: rows.collect(),
        released_position: results.released_at,
        first_time: past.facts.is_empty(),
        hub_name: hub.map(|hub| hub_name(sources, hub)).unwrap_or_default(),
        hub_response_rate_words: hub
            .and_then(|hub| hub.response_rate.as_ref())
            .map(|rate| rate.words.clone())
            .unwrap_or_default(),
    }
}

/// The row of the hub that the school lies in now, or else of one that it lay in when the wave closed.
fn hub_of<'a>(sources: &Sources, results: &'a GetResultsResponse) -> Option<&'a HubResults> {
    let now = sources.trust.schools.iter().find(|school| school.school_id == sources.school_id);
    let now = now.map(|school| school.hub_id.as_str()).unwrap_or_default();
    let lies_in = |hub: &&HubResults| hub.school_ids.contains(&sources.school_id);
    let mut hubs = results.hubs.iter().filter(lies_in);
    let first = hubs.clone().next();
    hubs.find(|hub| hub.hub_id == now).or(first)
}

fn hub_name(sources: &Sources, hub: &HubResults) -> String {
    let named = sources.trust.hubs.iter().find(|known| known.hub_id == hub.hub_id);
    named.map_or_else(|| "its hub".to_owned(), |named| named.name.clone())
}

fn hub_words(hub: Option<&HubResults>, question_id: &str) -> String {
    let figures = hub.map(|hub| hub.figures.as_slice()).unwrap_or_default();
    let figure = figures.iter().find(|figure| figure.question_id == question_id);
    figure.map(|figure| figure.words.clone()).unwrap_or_default()
}

fn audience(audience: Audience) -> &'static str {
    match audience {
        Audience::Unspecified => "people",
        Audience::Parents => "parents",
        Audience::Staff => "staff",
        Audience::Pupils => "pupils",
    }
}

fn row(
    sources: &Sources,
    results: &GetResultsResponse,
    question: &Question,
    past: &Past<'_>,
) -> Option<SurveyRow> {
    let of = |school_id: &str| {
        let mut figures = results.figures.iter();
        figures.find(|figure| {
            figure.school_id == school_id && figure.question_id == question.question_id
        })
    };
    let figure = of(&sources.school_id)?;
    let trust = of("");
    let wave = results.wave.as_ref()?;
    let last = past.last(question, wave.instrument_version);
    let others = trust.and_then(|trust| others(trust, figure));
    Some(SurveyRow {
        anchor: format!("survey/{}/{}", wave.wave_id, question.question_id),
        question_id: question.question_id.clone(),
        text: question.asked(),
        counts: question.counts(),
        section: question.section.clone(),
        words: figure.words.clone(),
        percent: figure.positive_percent,
        n: figure.base,
        suppression: figure.suppression().word().to_owned(),
        options: options(question, figure),
        trust_words: trust.map(|figure| figure.words.clone()).unwrap_or_default(),
        trust_percent: trust.and_then(|figure| figure.positive_percent),
        leads_on: leads_on(&results.questions, &question.question_id),
        first_time: last.is_none() && !past.facts.is_empty(),
        reworded: last.is_none() && past.asked(&question.question_id),
        others_words: others.map(OthersFigure::words).unwrap_or_default(),
        others_percent: others.map(OthersFigure::percent),
        last_words: last.map(|fact| fact.words.clone()).unwrap_or_default(),
        last_percent: last.and_then(|fact| fact.value),
        last_term_words: last
            .and_then(|fact| fact.period.parse::<Term>().ok())
            .map(Term::words)
            .unwrap_or_default(),
        ..SurveyRow::default()
    })
}

/// What the trust's other schools answered to a question, without the school itself.
#[derive(Clone, Copy, Debug)]
struct OthersFigure {
    positive: f64,
    base: u32,
}

/// From here on nothing has to be hidden of a figure: it is over every floor, and not masked where nearly all agree.
const SHOWN_IN_FULL: u32 = 20;

/// The trust's figure less the school's. Both are printed in full, so it tells nothing that the two do not. `None` where one of
/// them is not, or where too few answers are left to be printed by themselves.
fn others(trust: &Figure, school: &Figure) -> Option<OthersFigure> {
    let whole = |figure: &Figure| {
        let shown = figure.suppression() == Suppression::None;
        let (percent, base) = figure.positive_percent.zip(figure.base).filter(|_| shown)?;
        // Released to one decimal, which is exact for up to 1,000 answers.
        Some(OthersFigure { positive: (percent / 100.0 * f64::from(base)).round(), base })
    };
    let (trust, school) = (whole(trust)?, whole(school)?);
    let base = trust.base.checked_sub(school.base).filter(|base| *base >= SHOWN_IN_FULL)?;
    let positive = (trust.positive - school.positive).clamp(0.0, f64::from(base));
    Some(OthersFigure { positive, base })
}

impl OthersFigure {
    fn percent(self) -> f64 {
        (self.positive / f64::from(self.base) * 1_000.0).round() / 10.0
    }

    fn words(self) -> String {
        format!("{:.0}% of {} answers", self.percent(), self.base)
    }
}

/// Whether another question is asked only of people who gave a certain answer to this one.
fn leads_on(questions: &[Question], question_id: &str) -> bool {
    questions
        .iter()
        .filter_map(|other| other.only_if.as_ref())
        .any(|only_if| only_if.question_id == question_id)
}

/// Every option with its count; none if the counts were not released.
fn options(question: &Question, figure: &Figure) -> Vec<SurveyOption> {
    if figure.counts.is_empty() {
        return Vec::new();
    }
    let count = |option_id: &str| {
        let counted = figure.counts.iter().find(|count| count.option_id == option_id);
        counted.map_or(0, |count| count.count)
    };
    let options = question.options.iter().map(|option| SurveyOption {
        option_id: option.option_id.clone(),
        label: option.label.clone(),
        counting: counting(option.counting()).to_owned(),
        count: count(&option.option_id),
    });
    options.collect()
}

fn counting(counting: Counting) -> &'static str {
    match counting {
        Counting::Positive => "positive",
        Counting::Negative => "negative",
        Counting::Unspecified | Counting::Neither => "neither",
        Counting::OutsideBase => "outside_base",
    }
}

/// What earlier waves of an instrument said of the school.
struct Past<'a> {
    prefix: String,
    facts: Vec<(Term, &'a contract::dashboards::v1::Fact)>,
}

impl<'a> Past<'a> {
    fn of(sources: &'a Sources, instrument_id: &str, term: Term) -> Self {
        let prefix = format!("survey.{instrument_id}.");
        let facts = sources
            .facts
            .iter()
            .filter(|fact| fact.school_id == sources.school_id && fact.measure.starts_with(&prefix))
            .filter_map(|fact| Some((fact.period.parse::<Term>().ok()?, fact)))
            .filter(|(period, _)| *period < term)
            .collect();
        Self { prefix, facts }
    }

    /// The school's figure when the question was asked last, in words whose answers may be compared with those of a version.
    fn last(
        &self,
        question: &Question,
        version: u32,
    ) -> Option<&'a contract::dashboards::v1::Fact> {
        // A version that does not say it is compared with itself alone.
        let since = if question.compared_since == 0 { version } else { question.compared_since };
        let compared = self
            .figures(&question.question_id)
            .filter(|(_, fact)| fact.compared_since == 0 || fact.compared_since == since);
        compared.max_by_key(|(period, _)| *period).map(|(_, fact)| *fact)
    }

    /// Whether a question of that id was asked, in whatever words.
    fn asked(&self, question_id: &str) -> bool {
        self.figures(question_id).next().is_some()
    }

    fn figures(
        &self,
        question_id: &str,
    ) -> impl Iterator<Item = &(Term, &'a contract::dashboards::v1::Fact)> {
        let measure = format!("{}{question_id}.positive", self.prefix);
        self.facts.iter().filter(move |(_, fact)| fact.measure == measure)
    }
}
