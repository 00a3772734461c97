//! The register of what the trust requires of its schools in an academic year, with how far the schools have come.

use axum::extract::{Path, State};
use contract::AcademicYear;
use contract::evidence::v1::{
    AddRequirementRequest, Adoption, ListAdoptionsRequest, ListRequirementsRequest,
    ListRequirementsResponse, RegisterLine,
};
use contract::schools::v1::School;
use maud::{Markup, html};

use super::adoption_forms::{AdoptRequirement, TakeBackAdoption, TakeBackWaiver, WaiveRequirement};
use super::required::{AdoptionsOnDay, RequirementStanding, due_words, title};
use super::requirement_forms::{AddRequirement, ChangeRequirement, DropRequirement, asking};
use super::{crumbs, event_link, requirement, school_requirements};
use crate::access::Behind;
use crate::components::{Cell, tag};
use crate::failure::Failure;
use crate::form::{Form, Query, Told};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::listing::PageListing;
use crate::routes::Routes;
use crate::services::ask;
use crate::shown::{Absence, Shown, Words};
use crate::visitor::Visitor;
use crate::web::Web;

pub(crate) const AT: &str = "/requirements";

/// The pages of the register and the forms that keep it, and those of what a school made of it.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .get(AT, show)
        .get("/requirements/{year}", show_year)
        .form::<AddRequirement>()
        .get("/requirements/{year}/{requirement}", requirement::show)
        .form::<ChangeRequirement>()
        .form::<DropRequirement>()
        .get("/schools/{school}/requirements", school_requirements::show)
        .get("/schools/{school}/requirements/{year}", school_requirements::show_year)
        .form::<AdoptRequirement>()
        .form::<TakeBackAdoption>()
        .form::<WaiveRequirement>()
        .form::<TakeBackWaiver>()
}

/// What the pages of the register are made from.
#[derive(Debug)]
pub(crate) struct RegisterLoaded {
    pub ground: Ground,
    pub year: AcademicYear,
    pub register: Shown<ListRequirementsResponse>,
    pub adoptions: Shown<Vec<Adoption>>,
}

/// Which register a page shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RegisterAsked<'a> {
    pub year: AcademicYear,
    /// Of which school adoptions are wanted; empty: of every school in reach.
    pub school: &'a str,
    pub at_least: u64,
}

/// `GET /requirements`: the register of this academic year.
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let told = Told::on(&web, &visitor, &query);
    let (year, at_least) = (AcademicYear::of(visitor.today), told.at_least());
    let loaded = load(&web, &visitor, RegisterAsked { year, school: "", at_least }).await?;
    Ok(render(&visitor, &loaded, &told))
}

/// `GET /requirements/{year}`
pub(crate) async fn show_year(
    State(web): State<Web>,
    visitor: Visitor,
    Path(year): Path<String>,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let told = Told::on(&web, &visitor, &query);
    let (year, at_least) = (read_year(&year)?, told.at_least());
    let loaded = load(&web, &visitor, RegisterAsked { year, school: "", at_least }).await?;
    Ok(render(&visitor, &loaded, &told))
}

/// The academic year of an address.
pub(super) fn read_year(text: &str) -> Result<AcademicYear, Failure> {
    text.parse().map_err(|_| Failure::NotFound("There is no such academic year.".to_owned()))
}

pub(super) async fn load(
    web: &Web,
    visitor: &Visitor,
    asked: RegisterAsked<'_>,
) -> Result<RegisterLoaded, Failure> {
    let RegisterAsked { year, school, at_least } = asked;
    let (of_year, as_of_date) = (year.to_string(), String::new());
    let lines = ListRequirementsRequest { at_least, year: of_year.clone(), as_of_date };
    let adoptions = ListAdoptionsRequest {
        at_least,
        school_id: school.to_owned(),
        year: of_year,
        as_of_date: String::new(),
    };
    let caller = visitor.caller();
    let (mut lines_of, mut adoptions_of) = (web.services.evidence(), web.services.evidence());
    let (ground, lines, adoptions) = tokio::join!(
        Ground::load(&web.services, visitor),
        lines_of.list_requirements(ask(&caller, lines)),
        adoptions_of.list_adoptions(ask(&caller, adoptions)),
    );
    let adoptions = Shown::of(adoptions, visitor.adoptions(school))?;
    Ok(RegisterLoaded {
        ground: ground?,
        year,
        register: Shown::whole(lines)?,
        adoptions: adoptions.map(|answer| answer.adoptions),
    })
}

pub(super) const REGISTER: Words<'static> = Words {
    what: "The register",
    none: Absence::of("Nothing stands on the register of this academic year yet."),
};

/// Said of what schools made of the register where it is not shown, or not all of it.
pub(super) const STATES: Words<'static> = Words {
    what: "What schools have adopted",
    none: Absence::of("Nothing has been adopted or waived in this academic year yet."),
};

pub(crate) fn render(visitor: &Visitor, loaded: &RegisterLoaded, told: &Told) -> Markup {
    let year = loaded.year;
    let body = html! {
        (told.above())
        h1.govuk-heading-l { "What the trust requires, " (year) }
        p.govuk-body {
            "Documents and routines that a school has to have, and those that the trust offers. A year begins with the register of "
            "the year before. "
        }
        (years(visitor, AT))
        (loaded.register.draw(REGISTER, |found| table(visitor, loaded, &found.lines)))
        @if !matches!(loaded.adoptions, Shown::All(_)) { (loaded.adoptions.draw(STATES, |_| None)) }
        (adding(visitor, loaded, told))
    };
    let frame = Frame {
        title: "What the trust requires",
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs([]),
        as_of: loaded.register.known().and_then(|found| found.as_of.clone()),
        problem: told.is_problem(),
    };
    page(&frame, &body)
}

/// The ways to the registers of the last year, this one and the next, below an address.
pub(super) fn years(visitor: &Visitor, at: &str) -> Markup {
    let this = AcademicYear::of(visitor.today);
    html! {
        ul.pl-tags aria-label="Academic years" {
            @for year in [this.previous(), this, this.next()] {
                li { a href={(at) "/" (year)} { (year) @if year == this { " (this year)" } } }
            }
        }
    }
}

/// Whether the register of a year can change.
pub(super) fn is_open(visitor: &Visitor, year: AcademicYear) -> bool {
    let this = AcademicYear::of(visitor.today);
    year == this || year == this.next()
}

fn adding(visitor: &Visitor, loaded: &RegisterLoaded, told: &Told) -> Markup {
    let may = visitor.may.anywhere::<AddRequirementRequest>() && is_open(visitor, loaded.year);
    let act = AddRequirement { year: loaded.year.to_string() };
    html! {
        @if may { (asking(Form::new(&act, visitor, told)).folded("Put something on the register")) }
    }
}

/// The schools of the trust today of which the reader is shown how far they have come.
pub(super) fn schools<'a>(
    visitor: &'a Visitor,
    loaded: &'a RegisterLoaded,
) -> impl Iterator<Item = &'a School> {
    let here = loaded.ground.trust.schools.iter().filter(|school| school.left_on.is_empty());
    here.filter(|school| visitor.may.of::<ListAdoptionsRequest>(&school.school_id))
}

/// How many schools and periods of a line stand where.
#[derive(Debug, Default)]
struct RegisterCounts {
    adopted: usize,
    waived: usize,
    overdue: usize,
    open: usize,
}

impl RegisterCounts {
    fn of(visitor: &Visitor, loaded: &RegisterLoaded, line: &RegisterLine) -> Option<Self> {
        let adoptions = loaded.adoptions.known()?;
        let known = AdoptionsOnDay { adoptions, today: visitor.today };
        let mut counts = Self::default();
        for school in schools(visitor, loaded) {
            for due in &line.due {
                let counted = match known.standing(line, due, school) {
                    RequirementStanding::Adopted(_) => &mut counts.adopted,
                    RequirementStanding::Waived(_) => &mut counts.waived,
                    RequirementStanding::Overdue => &mut counts.overdue,
                    RequirementStanding::DueSoon | RequirementStanding::Open => &mut counts.open,
                    RequirementStanding::AddedLater
                    | RequirementStanding::JoinedLater
                    | RequirementStanding::Left
                    | RequirementStanding::Leaves
                    | RequirementStanding::DueBeforeLeaving => continue,
                };
                *counted += 1;
            }
        }
        Some(counts)
    }

    fn cells(&self) -> [Cell; 4] {
        [self.adopted, self.waived, self.overdue, self.open]
            .map(|count| Cell::number(count.to_string()))
    }
}

/// One row a requirement, with counts where the reader is shown any; nothing where there is none.
fn table(visitor: &Visitor, loaded: &RegisterLoaded, lines: &[RegisterLine]) -> Option<Markup> {
    let rows = lines.iter().map(|line| row(visitor, loaded, line));
    let rows: Vec<_> = rows.collect();
    const NARROWED: &[&str] = &["Kind", "Required", "What changed"];
    const NOTE: &str = "A requirement that is due each term is counted for each school and term. What was due before it was asked \
                        for, before a school joined, or once it has left, is not counted.";
    (!rows.is_empty()).then(|| {
        let listing = match loaded.adoptions.known() {
            Some(_) => PageListing::new("requirements", COUNTED, rows).noting(NOTE),
            None => PageListing::new("requirements", PLAIN, rows),
        };
        html! {
            @if loaded.adoptions.known().is_some() { p.pl-note { (NOTE) } }
            (listing.narrowed_by(NARROWED).draw(&visitor.view))
        }
    })
}

const PLAIN: [&str; 6] = ["Requirement", "Kind", "Required", "Due", "What changed", "Recorded in"];
const COUNTED: [&str; 10] = [
    "Requirement",
    "Kind",
    "Required",
    "Due",
    "What changed",
    "Recorded in",
    "Adopted",
    "Waived",
    "Overdue",
    "Open",
];

fn row(visitor: &Visitor, loaded: &RegisterLoaded, line: &RegisterLine) -> Vec<Cell> {
    let terms = line.terms.as_ref();
    let kind = terms.map_or("", |terms| terms.kind().words());
    let obligation = terms.map_or("", |terms| terms.obligation().words());
    let first_due = line.due.first().map(|due| due.due_on.clone()).unwrap_or_default();
    let change = line.change().words();
    let row = vec![
        Cell::new(html! {
            a.govuk-link href={(AT) "/" (loaded.year) "/" (line.requirement_id)} { (title(line)) }
        }),
        Cell::text(kind),
        Cell::text(obligation),
        Cell::text(due_words(line)).by(first_due),
        match change {
            "" => Cell::text("–"),
            change => Cell::new(tag(change, "")),
        },
        Cell::new(event_link(visitor, Behind::Trust, line.position)).by(line.position.to_string()),
    ];
    let counts = RegisterCounts::of(visitor, loaded, line);
    row.into_iter().chain(counts.iter().flat_map(RegisterCounts::cells)).collect()
}

#[cfg(test)]
mod tests;
