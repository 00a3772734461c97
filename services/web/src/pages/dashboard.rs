//! Where the schools stand, which way they move, what is under way and what is due.

use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use contract::Term;
use contract::categories::v1::FrameworkAgreed;
use contract::dashboards::v1::{
    GetHeatmapRequest, GetHeatmapResponse, GetOverviewRequest, GetOverviewResponse, ReportLine,
    ReviewLine, WaveLine, get_heatmap_request,
};
use contract::schools::v1::{ListTermsRequest, TermDates};
use contract::trail::v1::{GetSealRequest, GetSealResponse};
use maud::{Markup, html};
use std::collections::BTreeSet;

use super::asked::{Asked, Wish};
use super::heat::HeatTable;
use super::{SCHOOLS, chip, counted, state, survey_link};
use crate::components::details;
use crate::dates;
use crate::failure::{Failure, spare};
use crate::form::Query;
use crate::frame::{Frame, Place, page_of_a_day};
use crate::ground::Ground;
use crate::routes::Routes;
use crate::services::{Services, ask};
use crate::shown::{Absence, Extent, Shown, Words};
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found.
pub(crate) fn routes() -> Routes {
    Routes::default().get(AT, show)
}

/// Lines of each list beside the heat map; the rest is on the list's own page.
const LINES: usize = 8;

/// Academic years whose terms can be gone back to with one click.
const YEARS: usize = 3;

/// What the page is made from.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub ground: Ground,
    pub heat: Shown<GetHeatmapResponse>,
    pub overview: Shown<GetOverviewResponse>,
    /// Terms that were judged, newest first.
    pub terms: Vec<TermDates>,
    pub seal: Option<GetSealResponse>,
}

/// Where the page stands.
pub(crate) const AT: &str = SCHOOLS;

/// `GET /schools`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Response, Failure> {
    match Asked::read(AT, &query, visitor.today) {
        Wish::Go(address) => Ok(Redirect::to(&address).into_response()),
        Wish::Show(asked) => {
            let loaded = load(&web.services, &visitor, &asked).await?;
            Ok(render(&visitor, &loaded, &asked).into_response())
        }
    }
}

async fn load(services: &Services, visitor: &Visitor, asked: &Asked) -> Result<Loaded, Failure> {
    let mut dashboards = services.dashboards();
    let mut beside = services.dashboards();
    let mut trail = services.trail();
    let (ground, heat, overview, seal) = tokio::join!(
        Ground::load(services, visitor),
        dashboards.get_heatmap(ask(&visitor.caller(), heat_request(visitor, asked))),
        beside.get_overview(ask(&visitor.caller(), GetOverviewRequest::default())),
        trail.get_seal(ask(&visitor.caller(), GetSealRequest {})),
    );
    let (ground, heat, overview, seal) = (
        ground?,
        Shown::of(heat, visitor.judgements())?,
        Shown::whole(overview)?,
        sealed_so_far(seal)?,
    );
    let terms = terms(services, visitor, &ground).await?;
    Ok(Loaded { ground, heat, overview, terms, seal })
}

/// Nothing yet, in the first seconds of a trust's log.
fn sealed_so_far(
    answer: Result<tonic::Response<GetSealResponse>, tonic::Status>,
) -> Result<Option<GetSealResponse>, Failure> {
    match spare(answer) {
        Err(Failure::Refused(_)) => Ok(None),
        other => other,
    }
}

/// The dates of the terms that were judged; a page without them is still a page.
async fn terms(
    services: &Services,
    visitor: &Visitor,
    ground: &Ground,
) -> Result<Vec<TermDates>, Failure> {
    let judged: Vec<Term> =
        ground.rounds.iter().filter_map(|round| round.term.parse().ok()).collect();
    let years: BTreeSet<_> = judged.iter().map(|term| term.year).collect();
    let mut found = Vec::new();
    for year in years.into_iter().rev().take(YEARS) {
        let wanted = ListTermsRequest { academic_year: year.to_string(), ..Default::default() };
        let answer = services.schools().list_terms(ask(&visitor.caller(), wanted)).await;
        found.extend(spare(answer)?.unwrap_or_default().terms);
    }
    found.retain(|dates| judged.iter().any(|term| term.to_string() == dates.term));
    found.sort_by(|a, b| b.ends_on.cmp(&a.ends_on));
    Ok(found)
}

/// The heat map this person may see, on the day asked for.
pub(crate) fn heat_request(visitor: &Visitor, asked: &Asked) -> GetHeatmapRequest {
    let day = asked.date.map(|date| get_heatmap_request::AsOf::AsOfDate(date.to_string()));
    GetHeatmapRequest { shared_only: !visitor.sees_all_drafts(), as_of: day, ..Default::default() }
}

pub(crate) fn render(visitor: &Visitor, loaded: &Loaded, asked: &Asked) -> Markup {
    let body = html! {
        (asked.above(AT))
        h1.govuk-heading-l { "Where our schools stand" }
        (loaded.heat.draw(nothing_decided(visitor, asked), |heat| where_schools_stand(visitor, loaded, heat, asked)))
        div.pl-filter {
            (asked.picker(AT, &[]))
            (Asked::ends_of_terms(AT, &loaded.terms))
        }
        (asked.today_below("surveys, reviews and reports"))
        (loaded.overview.draw(UNDER_WAY, |overview| Some(under_way(visitor, &loaded.ground, overview))))
        @if let Some(seal) = loaded.seal.as_ref().filter(|seal| seal.size > 0) { (sealed(seal)) }
    };
    let as_of = loaded.heat.known().and_then(|heat| heat.as_of.clone());
    let frame = Frame {
        title: "Where our schools stand",
        place: Place::Trust,
        visitor,
        crumbs: &[],
        as_of,
        problem: asked.is_wrong(),
    };
    page_of_a_day(&frame, &body)
}

/// Who sees what is shared only is not told that nothing was decided.
fn nothing_decided(visitor: &Visitor, asked: &Asked) -> Words<'static> {
    let none = match (visitor.sees_all_drafts(), asked.date.is_some()) {
        (true, true) => Absence::of("Nothing had been decided by then."),
        (true, false) => Absence::of(
            "No decisions have been recorded yet. They appear here as soon as the first is taken.",
        ),
        (false, true) => Absence::of("Nothing had been shared by then."),
        (false, false) => {
            Absence::of("Nothing has been shared yet. Decisions appear here once they are.")
        }
    };
    Words { what: "Where schools stand", none }
}

/// The heat table with what it says in a sentence; nothing where nothing was decided.
fn where_schools_stand(
    visitor: &Visitor,
    loaded: &Loaded,
    heat: &GetHeatmapResponse,
    asked: &Asked,
) -> Option<Markup> {
    let table = HeatTable::of(&loaded.ground, visitor, heat, asked);
    if table.is_empty() {
        return None;
    }
    Some(html! {
        p.pl-lead {
            (table.message())
            " Choose a region to see why it was decided and on what evidence."
        }
        (ladder(&loaded.ground))
        (table.render("Region of each school in each area"))
        (table.taken(visitor, heat_about(visitor, &loaded.ground)))
        @if !visitor.sees_all_drafts() { p.pl-note { (SHARED_ONLY) } }
    })
}

const SHARED_ONLY: &str = "You see decisions that have been shared with the schools’ committees.";

/// What the file of the heat table says of its regions: whose they are, their order, and which decisions are left out.
fn heat_about(visitor: &Visitor, ground: &Ground) -> Vec<String> {
    let FrameworkAgreed { name, version, regions, .. } = &ground.framework;
    let ladder: Vec<&str> = regions.iter().map(|region| region.name.as_str()).collect();
    let ladder = ladder.join(", ");
    let mut about = vec![format!("Regions of {name}, version {version}, lowest first: {ladder}")];
    about.extend((!visitor.sees_all_drafts()).then(|| SHARED_ONLY.to_owned()));
    about
}

/// The ladder in words, and the way to what each region means.
fn ladder(ground: &Ground) -> Markup {
    let FrameworkAgreed { name, version, regions, .. } = &ground.framework;
    details(
        "What the regions mean",
        &html! {
            p { "The ladder of " (name) ", version " (version) ", lowest first:" }
            @for region in regions { p { (chip(&ground.names, &region.region_id)) } }
            p { a.govuk-link href="/framework" { "What each area looks like in each region" } }
        },
    )
}

/// How far no change of the record goes unnoticed, and what to keep to be sure of it.
fn sealed(seal: &GetSealResponse) -> Markup {
    html! {
        p.pl-note #sealed {
            "Sealed up to event " strong { (seal.size) } ", " (dates::moment(&seal.sealed_at))
            ". Whoever changes, removes or inserts an event before that can be found out."
        }
        (details(
            "How to check that without trusting us",
            &html! {
                p { "Keep a copy of these lines: a record that was changed afterwards no longer fits them." }
                pre.pl-code { (seal.checkpoint) }
                p { "They are signed with the record’s own key:" }
                @for key in &seal.public_keys { p.pl-mono { (key) } }
                p { "A report’s edition with its proof carries all of this: “plumbline verify report” checks it offline." }
            },
        ))
    }
}

/// Each of its lists says by itself that it is empty.
const UNDER_WAY: Words<'_> = Words { what: "What is under way", none: Absence::of("") };
const SURVEYS: Words<'_> =
    Words { what: "Surveys", none: Absence::of("No surveys have been planned.") };
const REVIEWS: Words<'_> = Words {
    what: "Peer reviews",
    none: Absence::of("No peer review is under way or has been held."),
};
const REPORTS: Words<'_> = Words { what: "Reports", none: Absence::of("No reports are due.") };

fn under_way(visitor: &Visitor, ground: &Ground, overview: &GetOverviewResponse) -> Markup {
    let reports =
        overview.reports.iter().filter(|report| visitor.reads_reports_of(&report.school_id));
    let mut reports: Vec<_> = reports.collect();
    // What is to be done first, soonest first; then what was issued, newest first.
    reports.sort_by(|a, b| match (a.state == "issued", b.state == "issued") {
        (false, false) => a.due_on.cmp(&b.due_on),
        (true, true) => b.meeting_on.cmp(&a.meeting_on),
        (a_issued, b_issued) => a_issued.cmp(&b_issued),
    });
    let reviews = overview.reviews.iter().filter(|review| visitor.sees(&review.host_school_id));
    let (reviews, seen) = (reviews.collect::<Vec<_>>(), visitor.pages_of(&ground.trust.schools));
    html! {
        div.pl-cards {
            section {
                h2.govuk-heading-m { "Surveys" }
                (Shown::All(&overview.waves).draw(SURVEYS, |waves| list(waves.iter().take(LINES).map(|line| wave(visitor, line)))))
                p.govuk-body { a.govuk-link href="/surveys" { "All surveys" } }
            }
            section {
                h2.govuk-heading-m { "Peer reviews" }
                (Shown::All(reviews).within(seen).draw(REVIEWS, |reviews| list(reviews.iter().take(LINES).map(|line| review(visitor, ground, line)))))
            }
            section {
                h2.govuk-heading-m { "Reports to committees" }
                (Shown::All(reports).within(visitor.reports()).draw(REPORTS, |reports| list(reports.iter().take(LINES).map(|line| report(visitor, ground, line)))))
                @if visitor.reads_reports() { p.govuk-body { a.govuk-link href="/reports" { "All reports" } } }
            }
        }
    }
}

/// Nothing where there is no line.
fn list(lines: impl Iterator<Item = Markup>) -> Option<Markup> {
    let lines: Vec<_> = lines.collect();
    (!lines.is_empty()).then(|| html! { ul.pl-list { @for line in &lines { li { (line) } } } })
}

fn wave(visitor: &Visitor, line: &WaveLine) -> Markup {
    html! {
        p.pl-list__title { (survey_link(visitor, &line.wave_id, line.state == "released", &line.title)) }
        p { (state(&line.state)) " " (dates::term(&line.term)) }
        p.pl-quiet {
            @if line.response_rate.is_empty() {
                @if line.state == "open" || line.state == "scheduled" { "Closes on " (dates::day(&line.closes_on)) }
                @else { "Closed on " (dates::day(&line.closes_on)) ", results not yet released" }
            } @else { "Took part: " (line.response_rate) }
        }
    }
}

fn review(visitor: &Visitor, ground: &Ground, line: &ReviewLine) -> Markup {
    let findings = usize::try_from(line.findings).unwrap_or(usize::MAX);
    let host = ground.names.school(&line.host_school_id);
    let withheld = matches!(visitor.reviews_of(&line.host_school_id), Extent::Nothing(_));
    html! {
        p.pl-list__title {
            @if withheld { (host) }
            @else { a.govuk-link href={"/schools/" (line.host_school_id) "#reviews"} { (host) } }
        }
        p { (state(&line.state)) " " (dates::term(&line.term)) }
        @if line.findings > 0 { p.pl-quiet { (counted(findings, "finding", "findings")) } }
    }
}

fn report(visitor: &Visitor, ground: &Ground, line: &ReportLine) -> Markup {
    let school = ground.names.school(&line.school_id);
    let opens = line.state == "issued" || visitor.reads_drafts_of(&line.school_id);
    html! {
        p.pl-list__title {
            @if opens && !line.report_id.is_empty() { a.govuk-link href={"/reports/" (line.report_id)} { (school) } }
            @else { (school) }
        }
        p { (state(&line.state)) " " (dates::term(&line.term)) }
        p.pl-quiet {
            @if !line.cancelled_on.is_empty() {
                strong { "The meeting on " (dates::weekday(&line.cancelled_on)) " was cancelled" } ", and no other is fixed"
            }
            @else if line.meeting_on.is_empty() { "No meeting fixed yet" }
            @else if line.state == "issued" { "Meeting on " (dates::weekday(&line.meeting_on)) }
            @else {
                "Due by " strong { (dates::weekday(&line.due_on)) } ", for the meeting on " (dates::day(&line.meeting_on))
            }
        }
    }
}

#[cfg(test)]
mod tests;
