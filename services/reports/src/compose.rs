//! Composes a report's data from what the other services answered. It is pure, so the same record gives the same paper.

mod asked;
mod categories;
mod facts;
mod key_figures;
mod length;
mod reviews;
mod surveys;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use contract::Term;
use contract::categories::v1::{BroughtInDecision, Category, FrameworkAgreed};
use contract::dashboards::v1::Fact;
use contract::reports::v1::{
    CategoryRow, CommentaryParagraph, DecisionAsked, MarkedChange, PaperStyle, RegionCount, Report,
    ReportData, ReportFramework, ReportSchool, ReportSummary,
};
use contract::reviews::v1::Review;
use contract::schools::v1::{GetTrustResponse, GetTrustStyleResponse};
use contract::surveys::v1::GetResultsResponse;
use contract::{categories::v1::CategoryState, reports::v1::LadderRung};

use crate::report::{Change, Commentary, Paragraph};
use crate::{glossary, prompts};

pub(crate) use key_figures::SchoolFigures;
pub(crate) use length::words;

/// Version of the page layout and of the rules for the prompts; raised when either changes.
pub(crate) const TEMPLATE_VERSION: u32 = 1;

/// A round with the words it was judged in and where the school stood.
#[derive(Clone, Debug, Default)]
pub(crate) struct JudgedRound {
    pub term: String,
    pub framework: FrameworkAgreed,
    /// Of the one school.
    pub categories: Vec<Category>,
}

/// The school's last report that was issued.
#[derive(Clone, Debug, Default)]
pub(crate) struct LastPaper {
    /// ISO 8601 date.
    pub issued_on: String,
    /// It told of everything up to this position.
    pub as_of_position: u64,
    pub data: ReportData,
}

/// Everything that the other services answered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sources {
    pub report_id: String,
    pub school_id: String,
    pub trust: GetTrustResponse,
    /// The term's round; `None` if none was opened.
    pub round: Option<JudgedRound>,
    /// Rounds of earlier terms, newest first.
    pub earlier: Vec<JudgedRound>,
    /// What was decided of the school before the record, as it was brought in from papers.
    pub brought_in: Vec<BroughtInDecision>,
    /// `None` for the school's first report.
    pub last_paper: Option<LastPaper>,
    /// Every report of the school that was issued before, with its questions.
    pub issued: Vec<Report>,
    /// Moves marked for this report.
    pub changes: Vec<Change>,
    /// Released waves that asked the school, of any term.
    pub waves: Vec<GetResultsResponse>,
    /// Every review of the school, of any term.
    pub reviews: Vec<Review>,
    /// Facts about the school, all periods, and about the trust, in the term and in those of the waves.
    pub facts: Vec<Fact>,
    /// Published figures of the school.
    pub figures: SchoolFigures,
    /// The position that the draft is computed from, and when its event happened.
    pub as_of_position: u64,
    pub as_of_time: String,
}

impl Sources {
    /// Whether this report tells of what happened at a position. It tells what happened since the report before, in whichever
    /// term it belongs; the first report tells of its own term.
    pub(crate) fn tells(&self, position: u64, of_term: &str, term: Term) -> bool {
        match &self.last_paper {
            Some(last) => position > last.as_of_position,
            None => of_term == term.to_string(),
        }
    }

    /// The terms that this report tells of: its own, and those of the waves in it.
    pub(crate) fn terms(&self, term: Term) -> BTreeSet<String> {
        let waves = self.waves.iter().filter_map(|results| Some((results, results.wave.as_ref()?)));
        let told =
            waves.filter(|(results, wave)| self.tells(results.released_at, &wave.term, term));
        told.map(|(_, wave)| wave.term.clone()).chain([term.to_string()]).collect()
    }

    /// The round in whose words the report speaks: the term's, else the last one before.
    pub(crate) fn present(&self) -> Option<&JudgedRound> {
        self.round.as_ref().or(self.earlier.first())
    }

    /// Areas whose decision was shared with the committee, of all the framework's areas.
    pub(crate) fn shared(&self) -> (usize, usize) {
        let Some(round) = &self.round else { return (0, 0) };
        let shared: BTreeSet<&str> = round
            .categories
            .iter()
            .filter(|category| category.state() == CategoryState::Shared)
            .filter_map(|category| category.cell.as_ref())
            .map(|cell| cell.area_id.as_str())
            .collect();
        let areas = &round.framework.areas;
        (areas.iter().filter(|area| shared.contains(area.area_id.as_str())).count(), areas.len())
    }
}

/// The whole paper as it stands in draft.
pub(crate) fn compose(sources: &Sources, term: Term) -> ReportData {
    let framework = sources.present().map(|round| round.framework.clone()).unwrap_or_default();
    let two_ago = term.previous().previous();
    let mut data = ReportData {
        template_version: TEMPLATE_VERSION,
        report_id: sources.report_id.clone(),
        trust_id: sources.trust.trust_id.clone(),
        trust_name: sources.trust.name.clone(),
        school: Some(school(sources)),
        term: term.to_string(),
        term_words: term.words(),
        last_term_words: term.previous().words(),
        two_terms_ago_words: two_ago.words(),
        meeting_on: meeting_on(&sources.trust, &sources.school_id, term),
        as_of_position: sources.as_of_position,
        as_of_time: sources.as_of_time.clone(),
        since_on: sources
            .last_paper
            .as_ref()
            .map(|last| last.issued_on.clone())
            .unwrap_or_default(),
        since_position: sources.last_paper.as_ref().map_or(0, |last| last.as_of_position),
        inspection_class: "open".to_owned(),
        framework: Some(ladder(&framework)),
        categories: categories::rows(sources, term),
        surveys: surveys::sections(sources, term),
        reviews: reviews::sections(sources, &framework, term),
        earlier_questions: asked::earlier(&sources.issued),
        key_figures: key_figures::key_figures(sources),
        ..ReportData::default()
    };
    data.changes = changes(sources, &framework, &data);
    data.facts = facts::used(sources, &data, term);
    data.summary = Some(summary(&data));
    data.glossary = glossary::glossary(&framework, &data.categories);
    data.prompts = prompts::prompts(&data);
    data
}

/// The draft with what was added later: what is to be decided, paragraphs, the day of issue, the present day of the meeting.
pub(crate) fn freeze(
    mut draft: ReportData,
    commentary: &Commentary,
    issued_on: &str,
    meeting_on: &str,
) -> ReportData {
    draft.commentary = paragraphs(&commentary.paragraphs);
    let decisions = commentary.decisions.iter().zip(1..);
    draft.decisions = decisions
        .map(|(item, place)| DecisionAsked {
            anchor: format!("decision/{place}"),
            text: Some(item.text.clone()),
        })
        .collect();
    draft.issued_on = issued_on.to_owned();
    draft.meeting_on = meeting_on.to_owned();
    draft
}

/// The trust's mark and colour as a paper carries them; `None` where the trust has neither.
pub(crate) fn style(style: GetTrustStyleResponse) -> Option<PaperStyle> {
    let GetTrustStyleResponse { mark, colour, png, .. } = style;
    let mark = mark.unwrap_or_default();
    let paper = PaperStyle { mark: png, mark_width: mark.width, mark_height: mark.height, colour };
    (paper != PaperStyle::default()).then_some(paper)
}

/// Everything in a report that a question can be about, by its anchor.
pub(crate) fn anchors(data: &ReportData) -> impl Iterator<Item = &str> {
    let categories = data.categories.iter().map(|row| &row.anchor);
    let questions = data.surveys.iter().flat_map(|survey| &survey.rows).map(|row| &row.anchor);
    let surveys = data.surveys.iter().map(|survey| &survey.anchor).chain(questions);
    let findings = data.reviews.iter().flat_map(|review| &review.findings);
    let reviews = data.reviews.iter().map(|review| &review.anchor);
    let reviews = reviews.chain(findings.map(|finding| &finding.anchor));
    let commentary = data.commentary.iter().map(|paragraph| &paragraph.anchor);
    let decisions = data.decisions.iter().map(|item| &item.anchor);
    let asked = data.earlier_questions.iter().map(|question| &question.anchor);
    let figures = data.key_figures.iter().map(|figure| &figure.anchor);
    let added = commentary.chain(decisions).chain(asked).chain(figures);
    categories.chain(surveys).chain(reviews).chain(added).map(String::as_str)
}

fn paragraphs(commentary: &[Paragraph]) -> Vec<CommentaryParagraph> {
    let numbered = commentary.iter().zip(1..);
    numbered
        .map(|(paragraph, place)| CommentaryParagraph {
            anchor: format!("commentary/{place}"),
            text: Some(paragraph.text.clone()),
            signed: signed(&paragraph.written_by),
        })
        .collect()
}

/// A role as a paper signs with it: `headteacher` as `Headteacher`. No paper names its writer.
pub(crate) fn signed(role: &str) -> String {
    let words = role.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn school(sources: &Sources) -> ReportSchool {
    let trust = &sources.trust;
    let school = trust
        .schools
        .iter()
        .find(|school| school.school_id == sources.school_id)
        .cloned()
        .unwrap_or_default();
    let hub =
        trust.hubs.iter().find(|hub| hub.hub_id == school.hub_id && !school.hub_id.is_empty());
    let committee =
        trust.committees.iter().find(|committee| committee.school_id == sources.school_id);
    ReportSchool {
        school_id: sources.school_id.clone(),
        hub_name: hub.map(|hub| hub.name.clone()).unwrap_or_default(),
        committee_name: committee.map(|committee| committee.name.clone()).unwrap_or_default(),
        name: school.name,
        urn: school.urn,
        phase: school.phase,
        town: school.town,
    }
}

/// The day of the meeting that the school's report of a term goes to; empty if none is fixed.
pub(crate) fn meeting_on(trust: &GetTrustResponse, school_id: &str, term: Term) -> String {
    let term = term.to_string();
    let committees = trust.committees.iter().filter(|committee| committee.school_id == school_id);
    contract::report_meeting_on(committees.flat_map(|committee| &committee.meetings), &term)
}

fn ladder(framework: &FrameworkAgreed) -> ReportFramework {
    let rung = |region: &contract::categories::v1::Region| LadderRung {
        region_id: region.region_id.clone(),
        name: region.name.clone(),
    };
    ReportFramework {
        framework_id: framework.framework_id.clone(),
        version: framework.version,
        name: framework.name.clone(),
        ladder: framework.regions.iter().map(rung).collect(),
    }
}

/// An area's name in a framework version; its id if that version does not know it.
fn area_name(framework: &FrameworkAgreed, area_id: &str) -> String {
    let found = framework.areas.iter().find(|area| area.area_id == area_id);
    found.map_or_else(|| area_id.to_owned(), |area| area.name.clone())
}

/// A region's name in a framework version; its id if that version does not know it.
fn region_name(framework: &FrameworkAgreed, region_id: &str) -> String {
    let found = framework.regions.iter().find(|region| region.region_id == region_id);
    found.map_or_else(|| region_id.to_owned(), |region| region.name.clone())
}

/// A region's place on the ladder from 1; 0 if that version does not know it.
fn region_place(framework: &FrameworkAgreed, region_id: &str) -> u32 {
    let place = framework.regions.iter().zip(1..).find(|(region, _)| region.region_id == region_id);
    place.map_or(0, |(_, place)| place)
}

/// The marked moves, and those of the rows that are not marked yet.
fn changes(sources: &Sources, framework: &FrameworkAgreed, data: &ReportData) -> Vec<MarkedChange> {
    let opened = |area_id: &str| {
        let mut rows = data.categories.iter();
        rows.any(|row| row.area_id == area_id && !row.under_review_since.is_empty())
    };
    let stands = sources.changes.iter().filter(|change| !opened(&change.area_id));
    let marked = stands.map(|change| {
        let places = [&change.from_region_id, &change.to_region_id];
        MarkedChange {
            area_id: change.area_id.clone(),
            area_name: area_name(framework, &change.area_id),
            from_region_name: categories::name_of(sources, &change.from_region_id),
            to_region_name: categories::name_of(sources, &change.to_region_id),
            movement: categories::direction(framework, places).to_owned(),
            position: change.because_position,
        }
    });
    let mut changes: Vec<MarkedChange> = marked.collect();
    let moved =
        |row: &&CategoryRow| matches!(row.movement.as_str(), "up" | "down" | "not_compared");
    for row in data.categories.iter().filter(moved) {
        if changes.iter().all(|change| change.area_id != row.area_id) {
            changes.push(MarkedChange {
                area_id: row.area_id.clone(),
                area_name: row.area_name.clone(),
                from_region_name: categories::region_before(sources, &row.area_id),
                to_region_name: row.region_name.clone(),
                movement: row.movement.clone(),
                position: row.position,
            });
        }
    }
    changes.sort_by_key(|change| change.position);
    changes
}

fn summary(data: &ReportData) -> ReportSummary {
    let moved = |movement: &str| {
        data.categories.iter().filter(|row| row.movement == movement).count() as u32
    };
    let findings = |kind: &str| {
        let told = data.reviews.iter().filter(|review| !review.told_before);
        let all = told.flat_map(|review| &review.findings);
        all.filter(|found| found.kind == kind).count() as u32
    };
    let judged = data.categories.iter().filter(|row| row.under_review_since.is_empty());
    let ladder = data.framework.iter().flat_map(|framework| &framework.ladder);
    let regions = ladder.map(|rung| RegionCount {
        region_id: rung.region_id.clone(),
        region_name: rung.name.clone(),
        areas: judged.clone().filter(|row| row.region_id == rung.region_id).count() as u32,
    });
    let rows = data.surveys.iter().flat_map(|wave| &wave.rows);
    ReportSummary {
        areas: judged.clone().count() as u32,
        moved_up: moved("up"),
        moved_down: moved("down"),
        unchanged: moved("same"),
        first_time: moved("first"),
        not_compared: moved("not_compared"),
        regions: regions.collect(),
        surveys: data.surveys.len() as u32,
        reviews: data.reviews.iter().filter(|review| !review.told_before).count() as u32,
        strengths: findings("strength"),
        to_improve: findings("to_improve"),
        suppressed: rows.filter(|row| row.suppression == "not_shown").count() as u32,
    }
}
