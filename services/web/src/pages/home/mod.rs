//! The first page: what waits for the person in all roles together, what is new, and where to go on.

mod list;
mod news;
mod schools;
pub(crate) mod words;

use axum::extract::State;
use contract::AcademicYear;
use contract::dashboards::v1::{ListTasksRequest, ListTasksResponse, Task, TaskKind};
use contract::schools::v1::{ListTermsRequest, TermDates};
use contract::trail::v1::{ListHistoryRequest, ListHistoryResponse};
use maud::{Markup, html};

use super::{saved, work};
use crate::dates;
use crate::failure::{Failure, spare};
use crate::form::Query;
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::routes::Routes;
use crate::services::{Services, ask};
use crate::shown::{Absence, Extent, Shown, Words};
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found.
pub(crate) fn routes() -> Routes {
    Routes::default().get("/", show)
}

/// Events told on the page; the rest is in the trail.
const NEWS: u32 = 5;

/// What the page is made from.
#[derive(Debug)]
pub(crate) struct HomePage {
    pub ground: Ground,
    pub tasks: Shown<ListTasksResponse>,
    /// What others did since the person was last here.
    pub news: Shown<ListHistoryResponse>,
    /// The term that begins next, where nothing waits.
    pub next_term: Option<TermDates>,
}

/// `GET /`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let ground = Ground::load(&web.services, &visitor).await?;
    let school = query.get("school");
    let school = if school.is_empty() { "" } else { &ground.school(school, &visitor)?.school_id };
    let school = school.to_owned();
    let loaded = load(&web.services, &visitor, ground, &school).await?;
    Ok(render(&visitor, &loaded, &school))
}

async fn load(
    services: &Services,
    visitor: &Visitor,
    ground: Ground,
    school: &str,
) -> Result<HomePage, Failure> {
    let wanted = ListTasksRequest {
        school_id: school.to_owned(),
        of_others: true,
        ..ListTasksRequest::default()
    };
    let mut dashboards = services.dashboards();
    let (tasks, news) = tokio::join!(
        dashboards.list_tasks(ask(&visitor.caller(), wanted)),
        news(services, visitor),
    );
    let tasks = Shown::whole(tasks)?;
    let idle = tasks.known().is_some_and(|told| !told.tasks.iter().any(|task| task.yours));
    let next_term = if idle { next_term(services, visitor).await? } else { None };
    Ok(HomePage { ground, tasks, news: news?, next_term })
}

async fn news(
    services: &Services,
    visitor: &Visitor,
) -> Result<Shown<ListHistoryResponse>, Failure> {
    if let why @ Extent::Nothing(_) = visitor.trail("") {
        return Ok(Shown::All(ListHistoryResponse::default()).within(why));
    }
    let wanted = ListHistoryRequest {
        since_last_here: true,
        page_size: NEWS,
        ..ListHistoryRequest::default()
    };
    let answer = services.trail().list_history(ask(&visitor.caller(), wanted)).await;
    Shown::of(answer, visitor.trail(""))
}

async fn next_term(services: &Services, visitor: &Visitor) -> Result<Option<TermDates>, Failure> {
    let academic_year = AcademicYear::of(visitor.today).to_string();
    let wanted = ListTermsRequest { academic_year, ..Default::default() };
    let answer = services.schools().list_terms(ask(&visitor.caller(), wanted)).await;
    let (terms, today) = (spare(answer)?.unwrap_or_default().terms, visitor.today.to_string());
    let ahead = terms.into_iter().filter(|term| term.starts_on > today);
    Ok(ahead.min_by(|a, b| a.starts_on.cmp(&b.starts_on)))
}

/// A form stands behind every task that is offered: the demonstration sends no invitations.
fn is_offered(visitor: &Visitor, task: &Task) -> bool {
    task.kind() != TaskKind::FollowUpInvitation || visitor.invites()
}

pub(crate) fn render(visitor: &Visitor, loaded: &HomePage, school: &str) -> Markup {
    let HomePage { ground, tasks, news, .. } = loaded;
    let all = tasks.known().map(|told| told.tasks.as_slice()).unwrap_or_default();
    let offered = all.iter().filter(|task| is_offered(visitor, task));
    let (yours, others): (Vec<&Task>, Vec<&Task>) = offered.partition(|task| task.yours);
    let body = html! {
        h1.govuk-heading-l { "What you have to do" }
        @if !school.is_empty() {
            p.pl-lead { "At " (ground.names.school(school)) ". " a.govuk-link href="/" { "All schools" } }
        }
        // Each person is shown all that waits for them.
        (tasks.draw(WAITS, |_| Some(match yours.is_empty() {
            true => nothing(visitor, loaded),
            false => list::yours(visitor, ground, &yours),
        })))
        (saved::begun(visitor))
        @if visitor.sees_all_drafts() { (schools::table(visitor, ground, &yours, &others)) }
        @else { (list::others(ground, &others)) }
        (schools::meetings(visitor, ground))
        (news::since_last_here(visitor, ground, news))
        (schools::ways(visitor, ground))
        (work::yours(visitor))
    };
    let as_of = tasks.known().and_then(|told| told.as_of.clone());
    let title = "What you have to do";
    page(&Frame { title, place: Place::Home, visitor, crumbs: &[], as_of, problem: false }, &body)
}

const WAITS: Words<'_> = Words { what: "What waits for you", none: Absence::of("") };

/// Said where nothing waits, with what comes next.
fn nothing(visitor: &Visitor, loaded: &HomePage) -> Markup {
    let meeting = schools::next_meeting(visitor, &loaded.ground);
    html! {
        p.pl-lead {
            "Nothing waits for you. "
            @if let Some((committee, on)) = meeting {
                "Next: " (committee) " meets on " (dates::weekday(&on)) "."
            } @else if let Some(term) = &loaded.next_term {
                "Next: the " (dates::term(&term.term)) " term begins on " (dates::weekday(&term.starts_on)) "."
            } @else {
                "What is asked of you appears here on the day it is asked."
            }
        }
    }
}

#[cfg(test)]
mod tests;
