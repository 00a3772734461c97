//! What the trust requires of a school in an academic year, where the school stands with it, and the forms that say so.

use axum::extract::{Path, State};
use contract::AcademicYear;
use contract::evidence::v1::{
    AdoptRequirementRequest, Adoption, ListAdoptionsRequest, RegisterLine, TakeBackAdoptionRequest,
    TakeBackWaiverRequest, WaiveRequirementRequest,
};
use contract::schools::v1::School;
use maud::{Markup, html};

use super::adoption_forms::{AdoptRequirement, TakeBackAdoption, TakeBackWaiver, WaiveRequirement};
use super::required::{AdoptionsOnDay, NOT_ASKED, RequirementStanding, period_words, title};
use super::requirements::{self, REGISTER, RegisterAsked, RegisterLoaded, STATES, load, read_year};
use super::{choices, counted, crumbs};
use crate::components::{Cell, SectionWay};
use crate::failure::Failure;
use crate::form::{Act, Choice, Form, Query, Told};
use crate::frame::{Frame, Place, page};
use crate::listing::PageListing;
use crate::visitor::Visitor;
use crate::web::Web;

/// `GET /schools/{school}/requirements`: those of this academic year.
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Path(school): Path<String>,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let told = Told::on(&web, &visitor, &query);
    let (year, at_least) = (AcademicYear::of(visitor.today), told.at_least());
    let loaded = load(&web, &visitor, RegisterAsked { year, school: &school, at_least }).await?;
    let found = loaded.ground.school(&school, &visitor)?;
    Ok(render(&visitor, &loaded, found, &told))
}

/// `GET /schools/{school}/requirements/{year}`
pub(crate) async fn show_year(
    State(web): State<Web>,
    visitor: Visitor,
    Path((school, year)): Path<(String, String)>,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let told = Told::on(&web, &visitor, &query);
    let (year, at_least) = (read_year(&year)?, told.at_least());
    let loaded = load(&web, &visitor, RegisterAsked { year, school: &school, at_least }).await?;
    let found = loaded.ground.school(&school, &visitor)?;
    Ok(render(&visitor, &loaded, found, &told))
}

/// Said in the place of a title that the register of the year does not have.
const GONE: &str = "A requirement that was taken off the register";

/// A requirement for a period, with where the school stands.
#[derive(Clone, Copy, Debug)]
struct SchoolLine<'a> {
    requirement_id: &'a str,
    /// Nothing where the register of the year does not have it any more.
    line: Option<&'a RegisterLine>,
    period: &'a str,
    /// Nothing where the register does not ask for it in such a period any more.
    due_on: Option<&'a str>,
    standing: RequirementStanding<'a>,
}

impl SchoolLine<'_> {
    /// Names it in a form.
    fn choice(&self) -> Choice {
        let value = format!("{} {}", self.requirement_id, self.period);
        let title = self.line.map_or(GONE, title);
        Choice::new(value, format!("{title}, {}", period_words(self.period)))
    }

    fn cells(&self, loaded: &RegisterLoaded) -> Vec<Cell> {
        let terms = self.line.and_then(|line| line.terms.clone()).unwrap_or_default();
        let at = format!("{}/{}/{}", requirements::AT, loaded.year, self.requirement_id);
        let requirement = match self.line {
            Some(line) => Cell::new(html! { a.govuk-link href=(at) { (title(line)) } }),
            None => Cell::text(GONE),
        };
        vec![
            requirement,
            Cell::text(terms.kind().words()),
            Cell::text(terms.obligation().words()),
            Cell::text(period_words(self.period)).by(self.period),
            self.due_on.map_or_else(|| Cell::text(NOT_ASKED), Cell::day),
            Cell::new(self.standing.told(&loaded.ground.names)),
        ]
    }
}

/// Every requirement of the year for each of its periods, then what was adopted or waived and is not asked for any more. Without
/// the adoptions none is told.
fn lines<'a>(
    visitor: &Visitor,
    loaded: &'a RegisterLoaded,
    school: &School,
) -> Option<Vec<SchoolLine<'a>>> {
    let adoptions: &'a [Adoption] = loaded.adoptions.known()?;
    let known = AdoptionsOnDay { adoptions, today: visitor.today };
    let register = loaded.register.known()?;
    let of_line = |line: &'a RegisterLine| {
        let lines = line.due.iter().map(|due| SchoolLine {
            requirement_id: &line.requirement_id,
            line: Some(line),
            period: &due.period,
            due_on: Some(&due.due_on),
            standing: known.standing(line, due, school),
        });
        lines.collect::<Vec<_>>()
    };
    let past = known.not_asked_any_more(&register.lines, school).into_iter().map(|adoption| {
        let mut lines = register.lines.iter();
        SchoolLine {
            requirement_id: &adoption.requirement_id,
            line: lines.find(|line| line.requirement_id == adoption.requirement_id),
            period: &adoption.period,
            due_on: None,
            standing: adoption.into(),
        }
    });
    Some(register.lines.iter().flat_map(of_line).chain(past).collect())
}

pub(crate) fn render(
    visitor: &Visitor,
    loaded: &RegisterLoaded,
    school: &School,
    told: &Told,
) -> Markup {
    let (year, id) = (loaded.year, &school.school_id);
    let lines = lines(visitor, loaded, school);
    let body = html! {
        (told.above())
        span class="govuk-caption-l" { "Academic year " (year) }
        h1.govuk-heading-l { "What the trust requires of " bdi { (school.name) } }
        (requirements::years(visitor, &format!("/schools/{id}/requirements")))
        @if let Some(lines) = &lines {
            (loaded.register.draw(REGISTER, |_| table(visitor, loaded, lines)))
        } @else if loaded.register.known().is_none() {
            (loaded.register.draw(REGISTER, |_| None))
        } @else {
            (loaded.adoptions.draw(STATES, |_| None))
        }
        (forms(visitor, loaded, school, told))
        p.govuk-body {
            a.govuk-link href={(requirements::AT) "/" (year)} { "The register with the reasons for each" }
        }
    };
    let crumbs = crumbs([(school.name.clone(), format!("/schools/{id}"))]);
    let frame = Frame {
        title: "What the trust requires",
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs,
        as_of: loaded.register.known().and_then(|found| found.as_of.clone()),
        problem: told.is_problem(),
    };
    page(&frame, &body)
}

/// One row a requirement and period, with how many are overdue above; nothing where there is none.
fn table(visitor: &Visitor, loaded: &RegisterLoaded, lines: &[SchoolLine<'_>]) -> Option<Markup> {
    let overdue = |line: &&SchoolLine<'_>| matches!(line.standing, RequirementStanding::Overdue);
    let overdue = lines.iter().filter(overdue).count();
    let rows: Vec<_> = lines.iter().map(|line| line.cells(loaded)).collect();
    (!rows.is_empty()).then(|| {
        let head = ["Requirement", "Kind", "Required", "For", "Due", "Where it stands"];
        let listing = PageListing::new("requirements", head, rows);
        html! {
            @if overdue > 0 {
                p.govuk-body { strong { (counted(overdue, "requirement is", "requirements are")) " overdue." } }
            }
            (listing.narrowed_by(&["Kind", "Required", "For"]).draw(&visitor.view))
        }
    })
}

/// For the head what was adopted, for the lead what is waived too; each with its way back.
fn forms(visitor: &Visitor, loaded: &RegisterLoaded, school: &School, told: &Told) -> Markup {
    let Some(lines) = lines(visitor, loaded, school) else { return html! {} };
    let (id, year) = (school.school_id.clone(), loaded.year.to_string());
    let some = |wanted: fn(RequirementStanding<'_>) -> bool| {
        let found = lines.iter().filter(|line| wanted(line.standing)).map(SchoolLine::choice);
        found.collect::<Vec<_>>()
    };
    let open = some(|standing| standing.is_open());
    let adopted = some(|standing| matches!(standing, RequirementStanding::Adopted(_)));
    let waived = some(|standing| matches!(standing, RequirementStanding::Waived(_)));
    let desk = AdoptionDesk { visitor, told };
    let adopt = AdoptRequirement { school: id.clone(), year: year.clone() };
    let waive = WaiveRequirement { school: id.clone(), year: year.clone() };
    let unadopt = TakeBackAdoption { school: id.clone(), year: year.clone() };
    let unwaive = TakeBackWaiver { school: id.clone(), year };
    let may = &visitor.may;
    html! {
        @if may.of::<AdoptRequirementRequest>(&id) { (desk.form(&adopt, &open, "Record what the school adopted")) }
        @if may.of::<WaiveRequirementRequest>(&id) { (desk.form(&waive, &open, "Waive a requirement for the school")) }
        @if may.of::<TakeBackAdoptionRequest>(&id) { (desk.form(&unadopt, &adopted, "Take back what was recorded as adopted")) }
        @if may.of::<TakeBackWaiverRequest>(&id) { (desk.form(&unwaive, &waived, "Take back a waiver")) }
    }
}

/// Who is given the forms, and what the page tells of the form before.
#[derive(Clone, Copy, Debug)]
struct AdoptionDesk<'a> {
    visitor: &'a Visitor,
    told: &'a Told,
}

impl AdoptionDesk<'_> {
    /// The form of an act with the requirements it can be about; nothing where there is none.
    fn form<A: Act>(self, act: &A, choices: &[Choice], summary: &str) -> Markup {
        html! {
            @if !choices.is_empty() {
                (Form::new(act, self.visitor, self.told)
                    .choices("what", choices::or("Choose a requirement", choices.to_vec()))
                    .folded(summary))
            }
        }
    }
}

/// The way to the page from the school's page, for those who are shown how far the school has come.
pub(crate) fn way(visitor: &Visitor, school: &School) -> Markup {
    html! {
        @if visitor.may.of::<ListAdoptionsRequest>(&school.school_id) {
            (SectionWay {
                id: "requirements",
                heading: "What the trust requires",
                says: "Documents and routines of this academic year, and how far the school has come.",
                href: &format!("/schools/{}/requirements", school.school_id),
                link: "What the trust requires of the school",
            }.draw())
        }
    }
}

#[cfg(test)]
mod tests;
