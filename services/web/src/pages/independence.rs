//! At which level of independence each school works, as of a term; what the levels mean; and the form that sets them.

use axum::extract::State;
use contract::evidence::v1::{
    IndependenceLevel, IndependenceLevels, ListIndependenceLevelsRequest, ListIndependenceRequest,
    SchoolIndependence, SetIndependenceLevelsRequest,
};
use contract::log::v1::AsOf;
use contract::schools::v1::School;
use contract::{AcademicYear, Period, Said as _, Term, TermName, longest};
use jiff::civil::Date;
use maud::{Markup, html};
use serde::Deserialize;

use super::school_independence::{RecordIndependence, WithdrawIndependence};
use super::wave_plan::slug;
use super::{crumbs, school_independence};
use crate::components::{Cell, Field, Select, button_submit, select};
use crate::dates;
use crate::failure::Failure;
use crate::form::{Act, Check, Entered, Entry, Form, Problem, Query, Told, placed, sends};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::listing::PageListing;
use crate::routes::Routes;
use crate::services::ask;
use crate::shown::{Absence, Shown, Words};
use crate::visitor::Visitor;
use crate::web::Web;

pub(crate) const AT: &str = "/independence";

/// Longest list of levels a form takes; the service has the last word.
const LONGEST_LIST: usize = 12_000;
/// Longest name of a level.
const LONGEST_NAME: usize = longest::<SetIndependenceLevelsRequest>("name");

/// The pages of independence, over the schools and of one, with their forms.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .get(AT, show)
        .form::<SetIndependenceLevels>()
        .get("/schools/{school}/independence", school_independence::show)
        .form::<RecordIndependence>()
        .form::<WithdrawIndependence>()
}

/// What the pages of independence are made from.
#[derive(Debug)]
pub(crate) struct IndependenceLoaded {
    pub ground: Ground,
    /// The newest version first.
    pub versions: Shown<Vec<IndependenceLevels>>,
    /// The latest term first.
    pub levels: Shown<Vec<SchoolIndependence>>,
    pub as_of: Option<AsOf>,
}

/// `GET /independence`, with `?term=` for an earlier one.
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let told = Told::on(&web, &visitor, &query);
    let at_least = told.at_least();
    let wanted = ListIndependenceRequest { at_least, ..ListIndependenceRequest::default() };
    let loaded = load(&web, &visitor, wanted).await?;
    let term = query.get("term").parse().unwrap_or_else(|_| term_of(visitor.today));
    Ok(render(&visitor, &loaded, term, &told))
}

pub(super) async fn load(
    web: &Web,
    visitor: &Visitor,
    wanted: ListIndependenceRequest,
) -> Result<IndependenceLoaded, Failure> {
    let extent = visitor.independence(&wanted.school_id);
    let at_least = wanted.at_least;
    let scale = ListIndependenceLevelsRequest { at_least, as_of_date: String::new() };
    let caller = visitor.caller();
    let (mut levels_of, mut scale_of) = (web.services.evidence(), web.services.evidence());
    let (ground, levels, scale) = tokio::join!(
        Ground::load(&web.services, visitor),
        levels_of.list_independence(ask(&caller, wanted)),
        scale_of.list_independence_levels(ask(&caller, scale)),
    );
    let levels = Shown::of(levels, extent)?;
    Ok(IndependenceLoaded {
        ground: ground?,
        versions: Shown::whole(scale)?.map(|answer| answer.versions),
        as_of: levels.known().and_then(|answer| answer.as_of.clone()),
        levels: levels.map(|answer| answer.levels),
    })
}

/// The term of a day: the latest that can have begun.
pub(super) fn term_of(day: Date) -> Term {
    let year = AcademicYear::of(day);
    let term = |name| Term { year, name };
    let began = |term: &Term| Period::Term(*term).first_day() <= day;
    let later = [TermName::Summer, TermName::Spring].map(term);
    later.into_iter().find(began).unwrap_or(term(TermName::Autumn))
}

/// The name of a level as it was when the level was recorded.
pub(super) fn level_name(loaded: &IndependenceLoaded, level: &SchoolIndependence) -> String {
    let mut versions = loaded.versions.known().into_iter().flatten();
    let version = versions.find(|one| one.version == level.levels_version);
    let mut levels = version.into_iter().flat_map(|one| &one.levels);
    let known = levels.find(|one| one.level_id == level.level_id);
    known.map_or_else(|| level.level_id.replace('-', " "), |one| one.name.clone())
}

/// Sets the levels, or sets them anew.
#[derive(Debug, Deserialize)]
pub(crate) struct SetIndependenceLevels {
    /// Of the version that is set.
    pub version: String,
}

impl Act for SetIndependenceLevels {
    type Command = SetIndependenceLevelsRequest;
    const ENTRIES: &'static [Entry] = &[Entry::words(
        "levels",
        "Levels, the least independent first, one a line",
        LONGEST_LIST,
    )
    .hint("For example “Guided: the trust plans the year with the school”. Everyone in the trust reads it")
    .wanted("Enter the levels")];
    const BUTTON: &'static str = "Continue";
    const DONE: &'static str = "The levels are set. Schools are recorded by them from now on";
    const CHECK: Option<Check> = Some(Check {
        at: "/independence/levels/{version}/check",
        heading: "Check the levels of independence",
        then: "Levels are recorded by this list from now on. What is recorded already keeps the words it was recorded by.",
        button: "Set the levels",
    });
    placed!("/independence/levels/{version}"(version), "/independence"());
    sends!(evidence, set_independence_levels);

    fn problems(&self, entered: &Entered) -> Vec<Problem> {
        let text = entered.get("levels");
        let whole = |line: &str| {
            line.split_once(':').is_some_and(|(name, means)| {
                let fits = name.trim().chars().count() <= LONGEST_NAME;
                !slug(name).is_empty() && fits && !means.trim().is_empty()
            })
        };
        let sentence =
            "Enter each level with a short name, a colon and what it means, one level a line";
        let wrong = !text.is_empty() && !lines(&text).all(whole);
        wrong.then(|| Problem::with("levels", sentence)).into_iter().collect()
    }

    fn command(&self, entered: &Entered) -> SetIndependenceLevelsRequest {
        let text = entered.get("levels");
        let levels = lines(&text).filter_map(|line| line.split_once(':'));
        let levels = levels.map(|(name, means)| IndependenceLevel {
            level_id: slug(name).chars().take(64).collect(),
            name: name.trim().to_owned(),
            means: means.trim().to_owned(),
        });
        SetIndependenceLevelsRequest {
            command_id: entered.command(),
            // An address that was typed may name no version; the service refuses it.
            version: self.version.parse().unwrap_or_default(),
            levels: levels.collect(),
        }
    }
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.trim().is_empty())
}

const LEVELS: Words<'static> = Words {
    what: "Levels of schools",
    none: Absence::of("No level of a school has been recorded for this term or an earlier one."),
};
const SCALE: Words<'static> = Words {
    what: "The levels of independence",
    none: Absence::of("No levels of independence have been set yet."),
};

pub(crate) fn render(
    visitor: &Visitor,
    loaded: &IndependenceLoaded,
    term: Term,
    told: &Told,
) -> Markup {
    let body = html! {
        (told.above())
        h1.govuk-heading-l { "Independence of schools, " (term.words()) }
        p.govuk-body { "How far each school works by itself. A level holds until another is recorded for a later term." }
        (picker(visitor, loaded, term))
        (loaded.levels.draw(LEVELS, |levels| table(visitor, loaded, levels, term)))
        h2.govuk-heading-m { "What the levels mean" }
        (loaded.versions.draw(SCALE, |versions| versions.first().map(meanings)))
        (setting(visitor, loaded, told))
    };
    let frame = Frame {
        title: "Independence of schools",
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs([]),
        as_of: loaded.as_of.clone(),
        problem: told.is_problem(),
    };
    page(&frame, &body)
}

/// Chooses among this term and those for which a level is recorded.
fn picker(visitor: &Visitor, loaded: &IndependenceLoaded, term: Term) -> Markup {
    let recorded = loaded.levels.known().into_iter().flatten();
    let recorded = recorded.filter_map(|level| level.term.parse::<Term>().ok());
    let mut terms: Vec<Term> = recorded.chain([term_of(visitor.today), term]).collect();
    terms.sort_unstable();
    terms.dedup();
    terms.reverse();
    let value = term.to_string();
    let items = terms.iter().map(|term| (term.to_string(), term.words())).collect();
    let field = Field { name: "term", label: "As of", value: &value, ..Field::default() };
    html! {
        @if terms.len() > 1 {
            form.pl-filter method="get" action=(AT) {
                div.pl-filter__fields { (select(&Select { field, items })) }
                (button_submit("Show"))
            }
        }
    }
}

/// The latest level of a school that is recorded for a term or an earlier one.
fn level_at<'a>(
    levels: &'a [SchoolIndependence],
    school: &str,
    term: Term,
) -> Option<&'a SchoolIndependence> {
    let reached = |level: &SchoolIndependence| level.term.parse().is_ok_and(|of: Term| of <= term);
    levels.iter().find(|level| level.school_id == school && reached(level))
}

/// One row a school; nothing where no level is recorded by then.
fn table(
    visitor: &Visitor,
    loaded: &IndependenceLoaded,
    levels: &[SchoolIndependence],
    term: Term,
) -> Option<Markup> {
    let here = loaded.ground.trust.schools.iter().filter(|school| school.left_on.is_empty());
    let seen = here.filter(|school| visitor.may.of::<ListIndependenceRequest>(&school.school_id));
    let found = seen.map(|school| (school, level_at(levels, &school.school_id, term)));
    let found: Vec<_> = found.collect();
    let any = found.iter().any(|(_, level)| level.is_some());
    any.then(|| {
        let rows = found.into_iter().map(|(school, level)| row(loaded, school, level)).collect();
        let listing = PageListing::new("independence", ["School", "Level", "Since", "Why"], rows);
        listing.narrowed_by(&["Level"]).draw(&visitor.view)
    })
}

fn row(
    loaded: &IndependenceLoaded,
    school: &School,
    level: Option<&SchoolIndependence>,
) -> Vec<Cell> {
    let at = format!("/schools/{}/independence", school.school_id);
    let name = Cell::new(html! { a.govuk-link href=(at) { bdi { (school.name) } } });
    match level {
        Some(level) => vec![
            name,
            Cell::text(level_name(loaded, level)),
            Cell::term(&level.term),
            Cell::new(html! { span.pl-wrap { (level.reasons.said()) } }),
        ],
        None => vec![name, Cell::text("Not recorded"), Cell::text(""), Cell::text("")],
    }
}

/// The levels with what they mean.
pub(super) fn meanings(scale: &IndependenceLevels) -> Markup {
    html! {
        p.pl-note { "Version " (scale.version) ", set on " (dates::day(&scale.set_on)) ". The least independent first." }
        dl.govuk-summary-list {
            @for level in &scale.levels {
                div.govuk-summary-list__row {
                    dt.govuk-summary-list__key { (level.name) }
                    dd.govuk-summary-list__value { span.pl-wrap { (level.means) } }
                }
            }
        }
    }
}

fn setting(visitor: &Visitor, loaded: &IndependenceLoaded, told: &Told) -> Markup {
    let may = visitor.may.anywhere::<SetIndependenceLevelsRequest>();
    let Some(versions) = loaded.versions.known().filter(|_| may) else { return html! {} };
    let newest = versions.first();
    let version = newest.map_or(0, |scale| scale.version).saturating_add(1).to_string();
    let levels = newest.into_iter().flat_map(|scale| &scale.levels);
    let levels = levels.map(|level| format!("{}: {}", level.name, level.means.replace('\n', " ")));
    let text = levels.collect::<Vec<_>>().join("\n");
    let summary = if newest.is_none() { "Set the levels" } else { "Set the levels anew" };
    let act = SetIndependenceLevels { version };
    Form::new(&act, visitor, told).starting("levels", text).folded(summary)
}

#[cfg(test)]
mod tests;
