//! One requirement of the register: why it is there, what changed, where each school stands, and the forms that change it.

use axum::extract::{Path, State};
use contract::Said as _;
use contract::evidence::v1::{
    Adoption, ChangeRequirementRequest, DropRequirementRequest, RegisterChange, RegisterLine,
    RequirementTerms,
};
use contract::schools::v1::School;
use maud::{Markup, html};

use super::required::{
    AdoptionsOnDay, NOT_ASKED, RequirementStanding, due_words, period_words, title,
};
use super::requirement_forms::{ChangeRequirement, DropRequirement, asking};
use super::requirements::{self, RegisterAsked, RegisterLoaded, STATES, is_open, load, read_year};
use super::{crumbs, event_link};
use crate::access::Behind;
use crate::components::{Cell, Row, summary_list, tag};
use crate::dates;
use crate::failure::Failure;
use crate::form::{Form, Query, Told};
use crate::frame::{Frame, Place, page};
use crate::listing::PageListing;
use crate::shown::Shown;
use crate::visitor::Visitor;
use crate::web::Web;

/// `GET /requirements/{year}/{requirement}`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Path((year, requirement)): Path<(String, String)>,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let told = Told::on(&web, &visitor, &query);
    let (year, at_least) = (read_year(&year)?, told.at_least());
    let loaded = load(&web, &visitor, RegisterAsked { year, school: "", at_least }).await?;
    let Some(known) = loaded.register.known() else { return Err(Failure::Away) };
    let line = known.lines.iter().find(|line| line.requirement_id == requirement);
    let gone = "The register of this academic year has no such requirement.";
    let line = line.ok_or_else(|| Failure::NotFound(gone.to_owned()))?;
    Ok(render(&visitor, &loaded, line, &told))
}

pub(crate) fn render(
    visitor: &Visitor,
    loaded: &RegisterLoaded,
    line: &RegisterLine,
    told: &Told,
) -> Markup {
    let year = loaded.year;
    let title = title(line);
    let body = html! {
        (told.above())
        span class="govuk-caption-l" { "What the trust requires, " (year) }
        h1.govuk-heading-l { (title) }
        @if line.change() != RegisterChange::Unspecified {
            p.govuk-body { (tag(line.change().words(), "")) " since " (line.since) }
        }
        (terms(line.terms.as_ref(), &due_words(line)))
        h2.govuk-heading-m { "Why" }
        p class="govuk-body pl-wrap pl-measure" { (line.why.said()) }
        p.pl-note { "Recorded in " (event_link(visitor, Behind::Trust, line.position)) }
        (before(line, &year.previous().to_string()))
        h2.govuk-heading-m { "Where the schools stand" }
        @if let Some(adoptions) = loaded.adoptions.known() {
            (schools(visitor, loaded, line, adoptions))
        }
        @if !matches!(loaded.adoptions, Shown::All(_)) { (loaded.adoptions.draw(STATES, |_| None)) }
        (changing(visitor, loaded, line, told))
    };
    let register = ("What the trust requires".to_owned(), format!("{}/{year}", requirements::AT));
    let frame = Frame {
        title,
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs([register]),
        as_of: loaded.register.known().and_then(|found| found.as_of.clone()),
        problem: told.is_problem(),
    };
    page(&frame, &body)
}

fn terms(terms: Option<&RequirementTerms>, due: &str) -> Markup {
    let Some(terms) = terms else { return html! {} };
    let row = |key: &str, value: &str| Row::new(key, html! { (value) });
    let rhythm = terms.rhythm().words();
    let mut rows = vec![
        row("Kind", terms.kind().words()),
        row("Required", terms.obligation().words()),
        row("How often", rhythm),
    ];
    if !due.is_empty() {
        rows.push(row("Due", due));
    }
    summary_list(&rows)
}

/// As it was in the year before, where it was changed.
fn before(line: &RegisterLine, year: &str) -> Markup {
    let Some(terms_before) = &line.before else { return html! {} };
    let day = dates::day(&terms_before.due_on);
    html! {
        h2.govuk-heading-m { "As it was in " (year) }
        p.govuk-body { "It was called “" (terms_before.title) "”." }
        (terms(Some(terms_before), &day))
        p class="govuk-body pl-wrap pl-measure" { (line.why_before.said()) }
    }
}

/// Where a school stands with the requirement for a period.
#[derive(Debug)]
struct SchoolPeriod<'a> {
    school: &'a School,
    period: &'a str,
    due: Cell,
    standing: RequirementStanding<'a>,
}

impl SchoolPeriod<'_> {
    fn cells(self, loaded: &RegisterLoaded) -> Vec<Cell> {
        let at = format!("/schools/{}/requirements/{}", self.school.school_id, loaded.year);
        vec![
            Cell::new(html! { a.govuk-link href=(at) { bdi { (self.school.name) } } }),
            Cell::text(period_words(self.period)).by(self.period),
            self.due,
            Cell::new(self.standing.told(&loaded.ground.names)),
        ]
    }
}

/// One row a school and period. What a school adopted is told also where it is not asked for any more.
fn schools(
    visitor: &Visitor,
    loaded: &RegisterLoaded,
    line: &RegisterLine,
    adoptions: &[Adoption],
) -> Markup {
    let known = AdoptionsOnDay { adoptions, today: visitor.today };
    let mut rows = Vec::new();
    for school in requirements::schools(visitor, loaded) {
        for due in &line.due {
            let standing = known.standing(line, due, school);
            let (period, due) = (due.period.as_str(), Cell::day(&due.due_on));
            rows.push(SchoolPeriod { school, period, due, standing }.cells(loaded));
        }
        for adoption in known.not_asked_any_more(std::slice::from_ref(line), school) {
            if adoption.requirement_id == line.requirement_id {
                let (period, due) = (adoption.period.as_str(), Cell::text(NOT_ASKED));
                let standing = adoption.into();
                rows.push(SchoolPeriod { school, period, due, standing }.cells(loaded));
            }
        }
    }
    html! {
        @if line.due.is_empty() {
            p.govuk-body { "A school is not asked for it in this academic year." }
        }
        @if !rows.is_empty() {
            (PageListing::new("schools", ["School", "For", "Due", "Where it stands"], rows)
                .narrowed_by(&["School", "For"])
                .draw(&visitor.view))
        }
    }
}

/// The forms that change it or take it off, where the register of the year can change.
fn changing(
    visitor: &Visitor,
    loaded: &RegisterLoaded,
    line: &RegisterLine,
    told: &Told,
) -> Markup {
    let (year, requirement) = (loaded.year.to_string(), line.requirement_id.clone());
    let open = is_open(visitor, loaded.year);
    let changes = open && visitor.may.anywhere::<ChangeRequirementRequest>();
    let dropped = line.change() == RegisterChange::Dropped;
    let drops = open && !dropped && visitor.may.anywhere::<DropRequirementRequest>();
    let change = ChangeRequirement { year: year.clone(), requirement: requirement.clone() };
    let take_off = DropRequirement { year, requirement };
    let terms = line.terms.clone().unwrap_or_default();
    let summary = if dropped { "Put it on the register again" } else { "Change it" };
    html! {
        @if changes {
            (asking(Form::new(&change, visitor, told))
                .starting("title", &terms.title)
                .starting("kind", terms.kind().as_str_name())
                .starting("obligation", terms.obligation().as_str_name())
                .starting("rhythm", terms.rhythm().as_str_name())
                .folded(summary))
        }
        @if drops { (Form::new(&take_off, visitor, told).folded("Take it off the register")) }
    }
}

#[cfg(test)]
mod tests;
