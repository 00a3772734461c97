//! The inspections of a school: what was published, each in the words of its own framework.

use axum::extract::{Path, State};
use contract::evidence::v1::{
    CategoryOfConcern, Inspection, InspectionOutcome, ListInspectionsRequest, OfstedGrade,
    SafeguardingStandards,
};
use contract::schools::v1::School;
use contract::sentences::{self, InspectedArea};
use maud::{Markup, html};

use super::attached_report::{AttachedTo, ReportPart, ReportPlace};
use super::{crumbs, inspection_forms as forms};
use crate::components::{Row, summary_list, tag};
use crate::dates;
use crate::failure::Failure;
use crate::form::{Query, Told};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::routes::Routes;
use crate::services::ask;
use crate::shown::{Absence, Shown, Words};
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found.
pub(crate) fn routes() -> Routes {
    Routes::default().get("/schools/{school}/inspections", show)
}

/// What the page is made from.
#[derive(Debug)]
pub(crate) struct InspectionsLoaded {
    pub ground: Ground,
    pub inspections: Shown<Vec<Inspection>>,
}

/// `GET /schools/{school}/inspections`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Path(school): Path<String>,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let ground = Ground::load(&web.services, &visitor).await?;
    let told = Told::on(&web, &visitor, &query);
    let (at_least, school_id) = (told.at_least(), school.clone());
    let wanted = ListInspectionsRequest { at_least, school_id, ..Default::default() };
    let inspections = load(&web, &visitor, wanted).await?;
    let loaded = InspectionsLoaded { ground, inspections };
    let found = loaded.ground.school(&school, &visitor)?;
    Ok(render(&visitor, &loaded, found, &told))
}

/// The inspections of a school, newest first.
pub(crate) async fn load(
    web: &Web,
    visitor: &Visitor,
    wanted: ListInspectionsRequest,
) -> Result<Shown<Vec<Inspection>>, Failure> {
    let extent = visitor.inspections_of(&wanted.school_id);
    let answer = web.services.evidence().list_inspections(ask(&visitor.caller(), wanted)).await;
    Ok(Shown::of(answer, extent)?.map(|answer| answer.inspections))
}

pub(crate) fn render(
    visitor: &Visitor,
    loaded: &InspectionsLoaded,
    school: &School,
    told: &Told,
) -> Markup {
    let body = html! {
        (told.above())
        h1.govuk-heading-l { "Inspections of " bdi { (school.name) } }
        p.govuk-body {
            "Each stands in the words of its own framework. Grades of one framework can’t be compared with those of another."
        }
        (loaded.inspections.draw(WORDS, |found| every(visitor, told, found, school)))
        (forms::forms(visitor, school, told))
    };
    let crumbs = crumbs([(school.name.clone(), format!("/schools/{}", school.school_id))]);
    let frame = Frame {
        title: "Inspections",
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs,
        as_of: None,
        problem: told.is_problem(),
    };
    page(&frame, &body)
}

/// How a page speaks of inspections.
pub(crate) const WORDS: Words<'static> = Words {
    what: "Inspections",
    none: Absence::of("No inspection of this school has been recorded here yet."),
};

fn every(visitor: &Visitor, told: &Told, found: &[Inspection], school: &School) -> Option<Markup> {
    (!found.is_empty()).then(|| {
        html! {
            @for inspection in found {
                section id=(inspection.inspection_id) {
                    h2.govuk-heading-m { (heading(inspection)) @if is_before(inspection, school) { " " (tag("Before joining the trust", "grey")) } }
                    @let report = in_full(inspection);
                    (summary_list(&rows(inspection)))
                    (report.changes(visitor, told))
                    (forms::withdrawal(visitor, inspection, told))
                }
            }
        }
    })
}

/// The part of a school's page: a line for each inspection, and the way to the page with all that was published.
pub(crate) fn section(inspections: &Shown<Vec<Inspection>>, school: &School) -> Markup {
    html! {
        section #inspections {
            h2.govuk-heading-m { "Inspections" }
            (inspections.draw(WORDS, |found| lines(found, school)))
            p.govuk-body {
                a.govuk-link href={"/schools/" (school.school_id) "/inspections"} { "What was published of each" }
                " and "
                a.govuk-link href={"/schools/" (school.school_id) "/accreditations"} { "accreditations" }
            }
        }
    }
}

fn lines(found: &[Inspection], school: &School) -> Option<Markup> {
    (!found.is_empty()).then(|| {
        html! {
            ul.govuk-list.govuk-list--bullet {
                @for inspection in found {
                    li {
                        (in_a_line(inspection))
                        @if is_before(inspection, school) { " (before joining the trust)" }
                    }
                }
            }
        }
    })
}

/// For example `SIAMS inspection, 6 February 2024: J1`.
pub(crate) fn in_a_line(inspection: &Inspection) -> String {
    let outcome = inspection.outcome.clone().unwrap_or_default();
    sentences::inspection(&inspection.on, &outcome)
}

pub(crate) fn is_before(inspection: &Inspection, school: &School) -> bool {
    // ISO 8601 dates sort as days do.
    !school.joined_on.is_empty() && inspection.on < school.joined_on
}

fn heading(inspection: &Inspection) -> String {
    let outcome = inspection.outcome.clone().unwrap_or_default();
    sentences::inspection_heading(&inspection.on, &outcome)
}

fn rows(inspection: &Inspection) -> Vec<Row> {
    let outcome = inspection.outcome.clone().unwrap_or_default();
    let mut rows = Vec::new();
    let mut row = |key: &str, value: &str| rows.push(Row::new(key, html! { (value) }));
    if let Some(siams) = &outcome.siams {
        row("Outcome", siams.outcome().words());
    }
    if let Some(graded) = &outcome.graded {
        let overall = match graded.overall() {
            OfstedGrade::Unspecified => "Not given",
            grade => grade.words(),
        };
        row("Overall effectiveness", overall);
    }
    for InspectedArea { area, grade } in outcome.judged() {
        row(area, grade);
    }
    let (safeguarding, concern) = kept_safe(&outcome);
    if safeguarding != SafeguardingStandards::Unspecified {
        row("Safeguarding standards", safeguarding.words());
    }
    if concern != CategoryOfConcern::Unspecified {
        row("Category of concern", concern.words());
    }
    if !outcome.published_on.is_empty() {
        row("Published", &dates::day(&outcome.published_on));
    }
    if inspection.report.is_some() {
        rows.push(Row::new("Full report", in_full(inspection).way()));
    }
    rows
}

/// The inspection's report, where one is attached.
fn in_full(inspection: &Inspection) -> ReportPart<'_> {
    let (school, id) = (inspection.school_id.clone(), inspection.inspection_id.clone());
    ReportPart {
        place: ReportPlace { to: AttachedTo::Inspection, school, id },
        report: inspection.report.as_ref(),
        about: format!("of {}", dates::day(&inspection.on)),
    }
}

fn kept_safe(outcome: &InspectionOutcome) -> (SafeguardingStandards, CategoryOfConcern) {
    match (&outcome.report_card, &outcome.graded) {
        (Some(card), _) => (card.safeguarding(), card.concern()),
        (None, Some(graded)) => (graded.safeguarding(), graded.concern()),
        (None, None) => Default::default(),
    }
}

#[cfg(test)]
mod tests;
