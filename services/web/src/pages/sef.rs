//! A school's self-evaluations (SEF), one a term, and the form that begins the next.

use axum::extract::{Path, State};
use contract::evidence::v1::{
    BeginSelfEvaluationRequest, ListSefTemplatesRequest, ListSelfEvaluationsRequest,
    ListSelfEvaluationsResponse, SefTemplate, SelfEvaluation, SelfEvaluationState,
};
use contract::schools::v1::School;
use contract::{Said as _, Term};
use maud::{Markup, html};

use super::sef_forms::{BeginSelfEvaluation, SignSelfEvaluation, WriteSelfEvaluation};
use super::{ForReader, choices, crumbs, sef_templates, sef_term};
use crate::components::{Cell, SectionWay};
use crate::dates;
use crate::failure::{Failure, spare};
use crate::form::{Choice, Form, Query, Told};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::listing::PageListing;
use crate::routes::Routes;
use crate::services::ask;
use crate::shown::{Absence, Shown, Words};
use crate::visitor::Visitor;
use crate::web::Web;

/// The pages of self-evaluations and of their templates.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/schools/{school}/sef", show)
        .form::<BeginSelfEvaluation>()
        .get("/schools/{school}/sef/{term}", sef_term::show)
        .form::<WriteSelfEvaluation>()
        .form::<SignSelfEvaluation>()
        .get(sef_templates::AT, sef_templates::show)
        .form::<sef_templates::MakeSefTemplate>()
        .form::<sef_templates::ReviseSefTemplate>()
}

/// What the page is made from.
#[derive(Debug)]
pub(crate) struct SefLoaded {
    pub ground: Ground,
    pub evaluations: Shown<ListSelfEvaluationsResponse>,
    /// Every version, the newest of each template first.
    pub templates: Vec<SefTemplate>,
}

/// `GET /schools/{school}/sef`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Path(school): Path<String>,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let told = Told::on(&web, &visitor, &query);
    let (at_least, school_id) = (told.at_least(), school.clone());
    let wanted = ListSelfEvaluationsRequest { at_least, school_id, ..Default::default() };
    let asked = ListSefTemplatesRequest { at_least, ..Default::default() };
    let (mut evidence, mut templates) = (web.services.evidence(), web.services.evidence());
    let (ground, evaluations, templates) = tokio::join!(
        Ground::load(&web.services, &visitor),
        evidence.list_self_evaluations(ask(&visitor.caller(), wanted)),
        templates.list_sef_templates(ask(&visitor.caller(), asked)),
    );
    let evaluations = Shown::of(evaluations, visitor.self_evaluations_of(&school))?;
    let templates = spare(templates)?.unwrap_or_default().templates;
    let loaded = SefLoaded { ground: ground?, evaluations, templates };
    let found = loaded.ground.school(&school, &visitor)?;
    Ok(render(&visitor, &loaded, found, &told))
}

const WORDS: Words<'static> = Words {
    what: "Self-evaluations",
    none: Absence::of("No self-evaluation of this school has been begun yet."),
};

pub(crate) fn render(
    visitor: &Visitor,
    loaded: &SefLoaded,
    school: &School,
    told: &Told,
) -> Markup {
    let of = ForReader { visitor, ground: &loaded.ground, told };
    let body = html! {
        (told.above())
        h1.govuk-heading-l { "Self-evaluations (SEF) of " bdi { (school.name) } }
        (loaded.evaluations.draw(WORDS, |found| table(visitor, &found.self_evaluations)))
        (beginning(of, loaded, school))
        @if visitor.may.anywhere::<ListSefTemplatesRequest>() {
            p.govuk-body {
                a.govuk-link href=(sef_templates::AT) { "What the templates ask" }
            }
        }
    };
    let crumbs = crumbs([(school.name.clone(), format!("/schools/{}", school.school_id))]);
    let frame = Frame {
        title: "Self-evaluations",
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs,
        as_of: loaded.evaluations.known().and_then(|found| found.as_of.clone()),
        problem: told.is_problem(),
    };
    page(&frame, &body)
}

/// One row a term; nothing where there is none.
fn table(visitor: &Visitor, evaluations: &[SelfEvaluation]) -> Option<Markup> {
    let rows = evaluations.iter().map(|one| {
        let href = format!("/schools/{}/sef/{}", one.school_id, one.term);
        let signed = match one.signed_on.as_str() {
            "" => Cell::text(""),
            on => Cell::day(on),
        };
        vec![
            Cell::new(html! { a.govuk-link href=(href) { (dates::term(&one.term)) } })
                .by(&one.term),
            Cell::text(one.state().words()),
            signed,
        ]
    });
    let rows: Vec<_> = rows.collect();
    (!rows.is_empty()).then(|| {
        let head = ["Term", "Where it stands", "Signed off on"];
        PageListing::new("self-evaluations", head, rows).draw(&visitor.view)
    })
}

/// The form that begins the next one, for the school's head.
fn beginning(of: ForReader<'_>, loaded: &SefLoaded, school: &School) -> Markup {
    let ForReader { visitor, told, .. } = of;
    if !visitor.may.of::<BeginSelfEvaluationRequest>(&school.school_id) {
        return html! {};
    }
    // Without the list the page knows neither which terms are begun nor whether there is a template.
    let Some(known) = loaded.evaluations.known() else { return html! {} };
    let begun = known.self_evaluations.as_slice();
    let is_begun = |choice: &Choice| begun.iter().any(|one| one.term == choice.value);
    let mut terms = choices::terms(visitor);
    terms.retain(|choice| !is_begun(choice));
    let signed = begun.iter().filter(|one| one.state() == SelfEvaluationState::Signed);
    let signed = signed.map(|one| {
        let words = format!("With what you signed off for {}", dates::term(&one.term));
        Choice::new(&one.self_evaluation_id, words)
    });
    let signed: Vec<Choice> = signed.collect();
    let newest = signed.first().map(|choice| choice.value.clone()).unwrap_or_default();
    let templates = for_the_school(&loaded.templates, &school.school_id);
    let act = BeginSelfEvaluation { school: school.school_id.clone() };
    html! {
        @if templates.is_empty() {
            p.govuk-body { "You can begin once there is a template for self-evaluations." }
        } @else {
            (Form::new(&act, visitor, told)
                .choices("term", choices::or("Choose a term", terms))
                .choices("template", templates)
                .choices("from", choices::or("Empty", signed))
                .starting("from", newest)
                .folded("Begin the self-evaluation of a term"))
        }
    }
}

/// The newest version of each template that a school can write by.
fn for_the_school(templates: &[SefTemplate], school: &str) -> Vec<Choice> {
    let mut offered: Vec<Choice> = Vec::new();
    for one in templates.iter().filter(|one| one.school_id.is_empty() || one.school_id == school) {
        // The newest version comes first.
        if offered.iter().all(|choice| choice.value != one.sef_template_id) {
            let whose = if one.school_id.is_empty() { "of the trust" } else { "of the school" };
            let words = format!("{}, {whose}", one.name.said());
            offered.push(Choice::new(&one.sef_template_id, words));
        }
    }
    offered
}

/// The latest that was signed off of a term before this one; the list has the latest term first.
pub(super) fn signed_before<'a>(
    all: &'a [SelfEvaluation],
    term: &str,
) -> Option<&'a SelfEvaluation> {
    let term = term.parse::<Term>().ok()?;
    all.iter().find(|one| {
        one.state() == SelfEvaluationState::Signed
            && one.term.parse::<Term>().is_ok_and(|other| other < term)
    })
}

/// The way to the self-evaluations from the school's page, for those who are shown any.
pub(crate) fn way(visitor: &Visitor, school: &School) -> Markup {
    html! {
        @if visitor.may.of::<ListSelfEvaluationsRequest>(&school.school_id) {
            (SectionWay {
                id: "self-evaluations",
                heading: "Self-evaluation",
                says: "What the school says of itself, term by term.",
                href: &format!("/schools/{}/sef", school.school_id),
                link: "Self-evaluations (SEF)",
            }.draw())
        }
    }
}

#[cfg(test)]
mod tests;
