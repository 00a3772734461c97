//! A person's tasks in the person's own calendar (iCalendar, RFC 5545), by a private link that the person makes and ends.

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Redirect, Response};
use chrono::NaiveDate;
use contract::dashboards::v1::{ListTasksRequest, Task, TaskKind};
use contract::field;
use icalendar::{Calendar, Component as _, Event, EventLike as _};
use jiff::Timestamp;
use maud::{Markup, html};
use uuid::Uuid;

use super::home::words::{address, how_much, what};
use crate::calendars::Calendars;
use crate::components::button_submit;
use crate::dates;
use crate::failure::Failure;
use crate::form::{Query, Signed, Told, token_field};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::routes::Routes;
use crate::services::ask;
use crate::sessions::Notice;
use crate::sign_in::{Moment, Secret, oneself};
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found.
pub(crate) fn routes() -> Routes {
    Routes::default().get(AT, show).post(AT, give).post(END, end).get(FILE, tasks)
}

pub(crate) const AT: &str = "/calendar";
pub(crate) const END: &str = "/calendar/end";
pub(crate) const FILE: &str = "/calendar/{trust}/{secret}/tasks.ics";

/// Whether a calendar may ask for this person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CalendarLink {
    /// This installation has no store for links.
    NotHere,
    Unlinked,
    Linked {
        since: Timestamp,
    },
}

fn kept(web: &Web) -> Result<&Calendars, Failure> {
    web.calendars.as_ref().ok_or_else(Failure::no_page)
}

/// `GET /calendar`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let told = Told::on(&web, &visitor, &query);
    let standing = match &web.calendars {
        Some(calendars) => match calendars.since(visitor.known()).await? {
            Some(since) => CalendarLink::Linked { since },
            None => CalendarLink::Unlinked,
        },
        None => CalendarLink::NotHere,
    };
    Ok(render(&visitor, &standing, &told))
}

/// `POST /calendar`: a new link, which is shown this once. The link before ends.
pub(crate) async fn give(State(web): State<Web>, signed: Signed) -> Result<Redirect, Failure> {
    let visitor = signed.visitor;
    let secret = kept(&web)?.give(visitor.known()).await?;
    let path = format!("/calendar/{}/{}/tasks.ics", visitor.trust, secret.text());
    let sentence = "Add this address to your calendar as a subscription. It is shown once. Whoever has it sees your tasks, so give it to nobody.";
    let once = Some(web.address(&path));
    web.sessions.leave(&visitor.session, Notice { once, ..Notice::new(sentence, 0) });
    Ok(Redirect::to(AT))
}

/// `POST /calendar/end`
pub(crate) async fn end(State(web): State<Web>, signed: Signed) -> Result<Redirect, Failure> {
    let visitor = signed.visitor;
    kept(&web)?.end(visitor.known()).await?;
    let done = "The link has ended. Your calendar gets nothing by it any more";
    web.sessions.leave(&visitor.session, Notice::new(done, 0));
    Ok(Redirect::to(AT))
}

pub(crate) fn render(visitor: &Visitor, standing: &CalendarLink, told: &Told) -> Markup {
    let form = |at: &str, button: &str| {
        html! {
            form method="post" action=(at) {
                (token_field(&visitor.form_token))
                (button_submit(button))
            }
        }
    };
    let body = html! {
        (told.above())
        h1.govuk-heading-l { "Your tasks in your calendar" }
        p.pl-lead {
            "A calendar can show what waits for you, each task on the day it is due. It asks by a private link that you make here. "
            "Tasks are named with their school and term, and with no person."
        }
        @match standing {
            CalendarLink::NotHere => p.govuk-body { "This installation keeps no links for calendars." },
            CalendarLink::Unlinked => (form(AT, "Make a link")),
            CalendarLink::Linked { since } => {
                p.govuk-body { "You made a link on " (dates::moment(&since.to_string())) ". It is not shown again." }
                (form(AT, "Make a new link, and end the one before"))
                (form(END, "End the link"))
            }
        }
    };
    let frame = Frame {
        title: "Your tasks in your calendar",
        place: Place::Elsewhere,
        visitor,
        crumbs: &[],
        as_of: None,
        problem: told.is_problem(),
    };
    page(&frame, &body)
}

/// `GET /calendar/{trust}/{secret}/tasks.ics`: the person's tasks that have a day. Whoever asks is not signed in.
pub(crate) async fn tasks(
    State(web): State<Web>,
    Path((trust, secret)): Path<(String, String)>,
    moment: Moment,
) -> Result<Response, Failure> {
    let none = || Failure::NotFound("This link has ended, or it never was one.".to_owned());
    let (trust, secret) = (Uuid::try_parse(&trust), Secret::parse(&secret));
    let (Ok(trust), Some(secret)) = (trust, secret) else { return Err(none()) };
    let known = kept(&web)?.whose(trust, &secret).await?.ok_or_else(none)?;
    // Whoever holds no role today is asked nothing.
    let oneself = oneself(&web.services, known, &moment).await?.ok_or_else(none)?;
    let role = oneself.roles.first().cloned().unwrap_or_default().role();
    let visitor = Visitor { given: moment.given, ..Visitor::of(known.trust, known.person, role) };
    let ground = Ground::load(&web.services, &visitor).await?;
    let wanted = ask(&visitor.caller(), ListTasksRequest::default());
    let listed = web.services.dashboards().list_tasks(wanted).await?.into_inner();
    let own = listed.tasks.iter().filter(|task| task.yours);
    let events = own.filter_map(|task| event(&web, &ground, known.person, task));
    let mut calendar = Calendar::new();
    calendar.name("Plumbline: what waits for me").extend(events);
    let headers =
        [(CONTENT_TYPE, "text/calendar; charset=utf-8"), (CACHE_CONTROL, "private, max-age=900")];
    Ok((headers, calendar.to_string()).into_response())
}

/// A task on the day it is due; nothing where it has none.
fn event(web: &Web, ground: &Ground, person: Uuid, task: &Task) -> Option<Event> {
    let due = day(&task.due_on)?;
    let since = day(&task.since).unwrap_or(due);
    // The same task is the same entry however often the calendar asks.
    let id = format!("{} {} {} {}", task.kind, task.thing_id, task.school_id, task.due_on);
    let mut event = Event::new();
    event
        .uid(&Uuid::new_v5(&person, id.as_bytes()).to_string())
        .timestamp(since.and_hms_opt(0, 0, 0)?.and_utc())
        .summary(&summary(ground, task))
        .url(&web.address(&address(task)))
        .all_day(due);
    Some(event.done())
}

/// An ISO 8601 date as the writer of calendars takes it.
fn day(text: &str) -> Option<NaiveDate> {
    let day = field::day(text)?;
    let (month, of_month) = (day.month().try_into().ok()?, day.day().try_into().ok()?);
    NaiveDate::from_ymd_opt(day.year().into(), month, of_month)
}

/// What is to be done, with its school and with no person's name: a calendar is often kept elsewhere.
fn summary(ground: &Ground, task: &Task) -> String {
    let what = match task.kind() {
        TaskKind::FollowUpInvitation => {
            "Ask who was invited to take it up, or invite again".to_owned()
        }
        _ => what(task, ground),
    };
    let much = how_much(task).map(|much| format!(" ({much})")).unwrap_or_default();
    let school = match task.school_id.as_str() {
        "" => String::new(),
        school => format!(", {}", ground.names.school(school)),
    };
    format!("{what}{much}{school}").replace(['\u{2068}', '\u{2069}'], "")
}
