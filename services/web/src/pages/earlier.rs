//! What was decided of a school before it was judged in Plumbline: the list of what was brought in, and the forms for it.

use axum::extract::{Path, State};
use contract::Said as _;
use contract::categories::v1::{
    BringInDecisionsRequest, BroughtInDecision, FrameworkAgreed, GetFrameworkRequest,
    ListBroughtInRequest, ListBroughtInResponse, TakeBackBroughtInRequest,
};
use contract::schools::v1::School;
use maud::{Markup, html};

use super::earlier_forms::{self, BringInByFramework, BringInByName, TakeBackBroughtIn};
use super::rounds::newest;
use super::{ForReader, area, crumbs, event_link};
use crate::access::Behind;
use crate::components::{Cell, Table};
use crate::dates;
use crate::failure::Failure;
use crate::form::{Query, Told};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::routes::Routes;
use crate::services::{Services, ask};
use crate::shown::{Absence, Shown, Words};
use crate::visitor::Visitor;
use crate::web::Web;

/// What the page is made from.
#[derive(Debug)]
pub(crate) struct EarlierPage {
    pub ground: Ground,
    pub brought_in: Shown<ListBroughtInResponse>,
    /// By which the form asks; nothing where none was agreed, or this person brings nothing in.
    pub framework: Option<FrameworkAgreed>,
    /// The newest version of it.
    pub newest: u32,
}

/// The history of an area: its page, and what was decided before Plumbline.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/schools/{school}/areas/{area}", area::show)
        .get("/schools/{school}/earlier", show)
        .get("/schools/{school}/earlier/by/{framework}/{version}", show_version)
        .form::<BringInByFramework>()
        .form::<BringInByName>()
        .form::<TakeBackBroughtIn>()
}

/// `GET /schools/{school}/earlier`
async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Path(school): Path<String>,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let told = Told::on(&web, &visitor, &query);
    let ground = Ground::load(&web.services, &visitor).await?;
    let agreed = match visitor.may.of::<BringInDecisionsRequest>(&school) {
        true => newest(&web.services, &visitor, &ground, told.at_least()).await?,
        false => None,
    };
    let newest = agreed.as_ref().map_or(0, |agreed| agreed.version);
    let brought_in = list(&web.services, &visitor, asked(&school, &told)).await?;
    let loaded = EarlierPage { ground, brought_in, framework: agreed, newest };
    let found = loaded.ground.school(&school, &visitor)?;
    Ok(render(&visitor, &loaded, found, &told))
}

/// `GET /schools/{school}/earlier/by/{framework}/{version}`
async fn show_version(
    State(web): State<Web>,
    visitor: Visitor,
    Path(act): Path<BringInByFramework>,
    Query(query): Query,
) -> Result<Markup, Failure> {
    if !visitor.may.of::<BringInDecisionsRequest>(&act.school) {
        let sentence = "The improvement lead brings in what was decided in earlier years.";
        return Err(Failure::Forbidden(sentence.to_owned()));
    }
    let told = Told::on(&web, &visitor, &query);
    let ground = Ground::load(&web.services, &visitor).await?;
    let agreed = newest(&web.services, &visitor, &ground, told.at_least()).await?;
    let wanted = GetFrameworkRequest {
        framework_id: act.framework.clone(),
        version: act.version.parse().unwrap_or_default(),
        ..Default::default()
    };
    let mut categories = web.services.categories();
    let found = categories.get_framework(ask(&visitor.caller(), wanted)).await?.into_inner();
    let brought_in = list(&web.services, &visitor, asked(&act.school, &told)).await?;
    let newest = agreed.map_or(0, |agreed| agreed.version);
    let loaded = EarlierPage { ground, brought_in, framework: found.framework, newest };
    let found = loaded.ground.school(&act.school, &visitor)?;
    Ok(render(&visitor, &loaded, found, &told))
}

fn asked(school: &str, told: &Told) -> ListBroughtInRequest {
    let school_id = school.to_owned();
    ListBroughtInRequest { school_id, at_least: told.at_least(), ..Default::default() }
}

/// What was brought in of a school, as this person is shown it.
pub(crate) async fn list(
    services: &Services,
    visitor: &Visitor,
    wanted: ListBroughtInRequest,
) -> Result<Shown<ListBroughtInResponse>, Failure> {
    let extent = visitor.judgements_of(&wanted.school_id);
    Shown::of(services.categories().list_brought_in(ask(&visitor.caller(), wanted)).await, extent)
}

const WORDS: Words<'static> = Words {
    what: "What was decided in earlier years",
    none: Absence::of("No judgement of an earlier year was brought in for this school."),
};

pub(crate) fn render(
    visitor: &Visitor,
    loaded: &EarlierPage,
    school: &School,
    told: &Told,
) -> Markup {
    let of = ForReader { visitor, ground: &loaded.ground, told };
    let body = html! {
        (told.above())
        span class="govuk-caption-l" { (school.name) }
        h1.govuk-heading-l { "Judgements of earlier years" }
        p.govuk-body {
            "What was decided about the school before it was judged in Plumbline, as the documents of the time say it. "
            "It moves no region of today."
        }
        (loaded.brought_in.draw(WORDS, |found| {
            (!found.decisions.is_empty()).then(|| table(visitor, found.decisions.iter(), None))
        }))
        (forms(of, loaded, school))
    };
    let crumbs = crumbs([(school.name.clone(), format!("/schools/{}", school.school_id))]);
    let frame = Frame {
        title: "Judgements of earlier years",
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs,
        as_of: loaded.brought_in.known().and_then(|found| found.as_of.clone()),
        problem: told.is_problem(),
    };
    page(&frame, &body)
}

/// The forms, for those who may.
fn forms(of: ForReader<'_>, loaded: &EarlierPage, school: &School) -> Markup {
    let id = &school.school_id;
    let brought_in = loaded.brought_in.known().map_or(&[][..], |found| &found.decisions[..]);
    html! {
        @if of.visitor.may.of::<BringInDecisionsRequest>(id) {
            @if let Some(framework) = &loaded.framework {
                h2.govuk-heading-m { "Bring in what was decided" }
                p.govuk-body {
                    "Areas and regions are those of version " (framework.version) " of the framework. "
                    @for version in (1..=loaded.newest).filter(|version| *version != framework.version) {
                        a.govuk-link href={"/schools/" (id) "/earlier/by/" (framework.framework_id) "/" (version)} {
                            "Use version " (version)
                        }
                        ". "
                    }
                }
                (earlier_forms::by_framework(of, id, framework))
            }
            (earlier_forms::by_name(of, id))
        }
        @if of.visitor.may.of::<TakeBackBroughtInRequest>(id) {
            (earlier_forms::taking_back(of, id, brought_in))
        }
    }
}

/// One row a judgement, by the names that it had at the time.
fn table<'a>(
    visitor: &Visitor,
    decisions: impl Iterator<Item = &'a BroughtInDecision>,
    caption: Option<&str>,
) -> Markup {
    let row = |decision: &BroughtInDecision| {
        let behind = Behind::Shown(&decision.school_id);
        vec![
            Cell::text(&decision.area_name),
            Cell::text(&decision.region_name),
            Cell::new(html! { span.pl-wrap { (said(decision)) } }),
            Cell::new(event_link(visitor, behind, decision.position)),
        ]
    };
    Table {
        caption,
        head: ["Area", "Region", "Decided", "Recorded in"].map(|words| (words, false)).to_vec(),
        rows: decisions.map(row).collect(),
        first_is_header: true,
        stacks: true,
    }
    .render()
}

/// For example `Brought in: decided on 12 July 2024 by the trustees, from Annual review`.
fn said(decision: &BroughtInDecision) -> String {
    let (by, paper) = (decision.decided_by.said(), decision.paper.said());
    let by = if by.is_empty() { String::new() } else { format!(" by {by}") };
    let day = dates::day(&decision.decided_on);
    let brought_in = format!("Brought in: decided on {day}{by}, from {paper}");
    match decision.taken_back_on.as_str() {
        "" => brought_in,
        on => {
            let why = decision.taken_back_reason.said();
            format!("{brought_in}. Taken back on {}: {why}", dates::day(on))
        }
    }
}

/// What was brought in of one area, on its page; nothing is said where nothing was.
pub(super) fn of_area(
    visitor: &Visitor,
    brought_in: &Shown<ListBroughtInResponse>,
    area: &str,
) -> Markup {
    let in_area = |decision: &&BroughtInDecision| {
        decision.area_id == area && decision.taken_back_on.is_empty()
    };
    let known = brought_in.known().map_or(&[][..], |found| &found.decisions[..]);
    html! {
        @if known.iter().any(|decision| in_area(&decision)) {
            (table(visitor, known.iter().filter(in_area), Some("Before Plumbline")))
        } @else if matches!(brought_in, Shown::Away) {
            (brought_in.draw(WORDS, |_| None))
        }
    }
}

/// The way to what was decided before Plumbline from the school's page, for those who are shown it.
pub(super) fn way(visitor: &Visitor, school: &School) -> Markup {
    html! {
        @if visitor.may.of::<ListBroughtInRequest>(&school.school_id) {
            section #earlier {
                h2.govuk-heading-m { "Earlier years" }
                p.govuk-body { "What was decided about the school before it was judged in Plumbline." }
                (link(visitor, &school.school_id))
            }
        }
    }
}

/// The link to it, for those who are shown it.
pub(super) fn link(visitor: &Visitor, school: &str) -> Markup {
    html! {
        @if visitor.may.of::<ListBroughtInRequest>(school) {
            p.govuk-body {
                a.govuk-link href={"/schools/" (school) "/earlier"} { "Judgements of earlier years" }
            }
        }
    }
}

#[cfg(test)]
mod tests;
