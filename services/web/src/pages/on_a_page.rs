//! A school on one sheet of A4, as of any day: what the trust knows of it, as far as the reader is shown it.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use contract::dashboards::v1::{Fact, ListFactsRequest, list_facts_request};
use contract::evidence::v1::{ListBenchmarksRequest, SimilarChoice};
use contract::reviews::v1::{ListPairingsRequest, Pairing};
use contract::schools::v1::School;
use contract::surveys::v1::{InstrumentPublished, ListInstrumentsRequest};
use maud::{Markup, html};

use super::asked::{Asked, Wish};
use super::benchmarks::{self, BenchmarksKnown};
use super::crumbs;
use super::on_a_page_parts::SchoolSheet;
use super::school_held::{self, SchoolHeld};
use crate::dates;
use crate::failure::{Failure, spare};
use crate::form::Query;
use crate::frame::{Frame, Place, page_of_a_day};
use crate::services::ask;
use crate::shown::Shown;
use crate::visitor::Visitor;
use crate::web::Web;

/// What the page is made from.
#[derive(Debug)]
pub(crate) struct OnAPage {
    pub held: SchoolHeld,
    /// What stands beside the newest figure of each measure.
    pub benchmarks: BenchmarksKnown,
    pub pairings: Shown<Vec<Pairing>>,
    /// Survey figures of the school.
    pub facts: Shown<Vec<Fact>>,
    /// For the words of survey questions.
    pub instruments: Vec<InstrumentPublished>,
}

/// `GET /schools/{school}/on-a-page`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Path(school): Path<String>,
    Query(query): Query,
) -> Result<Response, Failure> {
    match Asked::read(&format!("/schools/{school}/on-a-page"), &query, visitor.today) {
        Wish::Go(address) => Ok(Redirect::to(&address).into_response()),
        Wish::Show(asked) => {
            let loaded = load(&web, &visitor, &school, &asked).await?;
            let found = loaded.held.ground.school(&school, &visitor)?;
            Ok(render(&visitor, &loaded, found, &asked).into_response())
        }
    }
}

async fn load(
    web: &Web,
    visitor: &Visitor,
    school: &str,
    asked: &Asked,
) -> Result<OnAPage, Failure> {
    let held = school_held::load(web, visitor, school, asked).await?;
    let (services, caller) = (&web.services, visitor.caller());
    let paired = ListPairingsRequest { as_of_date: asked.iso(), ..Default::default() };
    let told = ListFactsRequest {
        school_id: school.to_owned(),
        measure_prefix: "survey.".to_owned(),
        as_of: asked.date.map(|date| list_facts_request::AsOf::AsOfDate(date.to_string())),
        ..Default::default()
    };
    let beside = ListBenchmarksRequest {
        school_id: school.to_owned(),
        as_of_date: asked.iso(),
        similar: Some(SimilarChoice::default()),
        newest: true,
        ..Default::default()
    };
    let (mut reviews, mut dashboards, mut surveys) =
        (services.reviews(), services.dashboards(), services.surveys());
    let (benchmarks, pairings, facts, instruments) = tokio::join!(
        benchmarks::load(web, visitor, beside),
        reviews.list_pairings(ask(&caller, paired)),
        dashboards.list_facts(ask(&caller, told)),
        surveys.list_instruments(ask(&caller, ListInstrumentsRequest::default())),
    );
    Ok(OnAPage {
        held,
        benchmarks: benchmarks?,
        pairings: Shown::of(pairings, visitor.pairings_of(school))?.map(|answer| answer.pairings),
        facts: Shown::of(facts, visitor.answers_of(school))?.map(|answer| answer.facts),
        instruments: spare(instruments)?.unwrap_or_default().instruments,
    })
}

pub(crate) fn render(
    visitor: &Visitor,
    loaded: &OnAPage,
    school: &School,
    asked: &Asked,
) -> Markup {
    let here = format!("/schools/{}/on-a-page", school.school_id);
    let sheet = SchoolSheet { visitor, loaded, school, asked };
    let body = html! {
        (asked.above(&here))
        div.pl-one-page {
            h1.govuk-heading-l { (school.name) }
            (of_which_day(visitor, asked))
            div.pl-cards {
                (sheet.details())
                (sheet.regions())
                (sheet.inspections())
                (sheet.results())
                (sheet.surveys())
                (sheet.visits())
                (sheet.reviews())
                (sheet.record())
                (sheet.support())
            }
        }
        div.pl-filter { (asked.picker(&here, &[])) }
    };
    let title = format!("{} on a page", school.name);
    let crumbs = crumbs([(school.name.clone(), format!("/schools/{}", school.school_id))]);
    let frame = Frame {
        title: &title,
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs,
        as_of: loaded.held.as_of(),
        problem: asked.is_wrong(),
    };
    page_of_a_day(&frame, &body)
}

/// Paper has no address that could say it.
fn of_which_day(visitor: &Visitor, asked: &Asked) -> Markup {
    html! {
        p.pl-note {
            @match asked.date {
                Some(date) => {
                    "As the record stood at the end of " (dates::said(date))
                    ". Names, and the details of the school, are as they are today."
                }
                None => { "As the record stands on " (dates::said(visitor.today)) "." }
            }
        }
    }
}

/// The ways from the school's page to the pages over all that is held of it, with the day.
pub(crate) fn ways(school: &School, asked: &Asked) -> Markup {
    let at = |page: &str| asked.keep(&format!("/schools/{}/{page}", school.school_id));
    html! {
        p.govuk-body {
            a.govuk-link href=(at("on-a-page")) { "The school on a page" } ", to print. "
            a.govuk-link href=(at("evidence")) { "Evidence area by area" } "."
        }
    }
}

#[cfg(test)]
mod tests;
