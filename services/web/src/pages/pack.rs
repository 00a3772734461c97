//! The papers of a meeting, or of a term for the board. One page lists them, each with its button, and one file holds all.
//!
//! The page is for a phone, where an archive is hard to read. The file is for who prints, or takes the papers to a board's own tool.

use axum::extract::{Path, State};
use axum::response::Response;
use contract::Term;
use contract::log::v1::AsOf;
use contract::reports::v1::{ListReportsRequest, ListReportsResponse, Report};
use contract::schools::v1::{CommitteeInFull, PlannedMeeting, School};
use maud::{Markup, html};

use super::committee::find;
use super::committees::CommitteesPage;
use super::crumbs;
use super::meeting::OneMeeting;
use super::pack_cover::PackCover;
use super::pack_file::{Packing, packed};
use super::pack_papers::{PackPaper, PackPapers};
use crate::components::{Cell, Table, button_link};
use crate::dates;
use crate::failure::Failure;
use crate::form::Told;
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::listing::PageTable;
use crate::routes::Routes;
use crate::services::ask;
use crate::shown::{Absence, Extent, Shown, Words};
use crate::visitor::Visitor;
use crate::web::Web;

/// Where they are found.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/committees/{committee}/meetings/{meeting}/papers", of_meeting)
        .get("/committees/{committee}/meetings/{meeting}/papers.zip", file_of_meeting)
        .get("/papers/{term}", of_term)
        .get("/papers/{term}/papers.zip", file_of_term)
}

/// A pack as a page and its file tell it.
#[derive(Debug)]
pub(crate) struct PackPage {
    /// For example `Papers of the meeting on Thursday 27 November 2025`.
    pub title: String,
    /// Whose meeting it is and about which term.
    pub about: String,
    /// Address of the file.
    pub file_at: String,
    /// Names the file: a day or a term.
    pub of: String,
    pub crumbs: Vec<(String, String)>,
    pub pack: Shown<PackPapers>,
    pub as_of: Option<AsOf>,
}

impl PackPage {
    /// The papers of one meeting among the reports of its school.
    pub(crate) fn of_meeting(
        ground: &Ground,
        of: MeetingOf<'_>,
        listed: Shown<ListReportsResponse>,
    ) -> Self {
        let MeetingOf { committee, meeting } = of;
        let (id, school) = (&committee.committee_id, &committee.school_id);
        let name = ground.names.place(id).unwrap_or(&committee.name);
        let on = dates::weekday(&meeting.on);
        let above = format!("/committees/{id}");
        let here = format!("{above}/meetings/{}", meeting.meeting_id);
        let pack = |reports: &[Report]| PackPapers::of_meeting(ground, school, meeting, reports);
        Self {
            title: format!("Papers of the meeting on {on}"),
            about: format!("{name}, about {}.", dates::term(&meeting.term)),
            file_at: format!("{here}/papers.zip"),
            of: meeting.on.clone(),
            crumbs: crumbs([
                ("Committees and meetings".to_owned(), "/committees".to_owned()),
                (name.to_owned(), above),
                (format!("Meeting on {on}"), here),
            ]),
            as_of: listed.known().and_then(|listed| listed.as_of.clone()),
            pack: listed.map(|listed| pack(&listed.reports)),
        }
    }

    /// The papers of a term, of every school whose reports this person reads.
    pub(crate) fn of_term(
        visitor: &Visitor,
        ground: &Ground,
        term: &str,
        listed: Shown<ListReportsResponse>,
    ) -> Self {
        let reads = |school: &School| visitor.reads_reports_of(&school.school_id);
        let extent = match ground.trust.schools.iter().all(reads) {
            true => Extent::All,
            false => {
                Extent::Part("You are shown the papers of the schools whose reports you read.")
            }
        };
        Self {
            title: format!("Papers of {}", dates::term(term)),
            about: "The issued reports of the schools, for the board of trustees and for those who read several schools.".to_owned(),
            file_at: format!("/papers/{term}/papers.zip"),
            of: term.to_owned(),
            crumbs: vec![("Reports".to_owned(), "/reports".to_owned())],
            as_of: listed.known().and_then(|listed| listed.as_of.clone()),
            pack: listed
                .within(extent)
                .map(|listed| PackPapers::of_term(visitor, ground, term, &listed.reports)),
        }
    }
}

/// A meeting and whose it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MeetingOf<'a> {
    pub committee: &'a CommitteeInFull,
    pub meeting: &'a PlannedMeeting,
}

/// Who reads the reports of a school is shown every one that was issued.
fn issued_of(visitor: &Visitor, school: &str) -> Extent {
    match visitor.reads_reports_of(school) {
        true => Extent::All,
        false => visitor.reports_of(school),
    }
}

/// The same over all schools: who reads the reports of some is shown a part, which the page of the term says.
fn issued(visitor: &Visitor) -> Extent {
    match visitor.reads_reports() {
        true => Extent::All,
        false => visitor.reports(),
    }
}

async fn load_meeting(web: &Web, visitor: &Visitor, of: OneMeeting) -> Result<PackPage, Failure> {
    let loaded = CommitteesPage::load(&web.services, visitor, &Told::default()).await?;
    let committee = find(visitor, &loaded, &of.committee)?;
    let meeting = committee.meetings.iter().find(|one| one.meeting_id == of.meeting);
    let none = || Failure::NotFound("This committee has no such meeting.".to_owned());
    let meeting = meeting.filter(|meeting| !meeting.cancelled).ok_or_else(none)?;
    let wanted = ListReportsRequest {
        school_id: committee.school_id.clone(),
        term: meeting.term.clone(),
        ..ListReportsRequest::default()
    };
    let listed = web.services.reports().list_reports(ask(&visitor.caller(), wanted)).await;
    let listed = Shown::of(listed, issued_of(visitor, &committee.school_id))?;
    Ok(PackPage::of_meeting(&loaded.ground, MeetingOf { committee, meeting }, listed))
}

async fn load_term(web: &Web, visitor: &Visitor, term: String) -> Result<PackPage, Failure> {
    if term.parse::<Term>().is_err() {
        return Err(Failure::no_page());
    }
    let wanted = ListReportsRequest { term: term.clone(), ..ListReportsRequest::default() };
    let mut client = web.services.reports();
    let (ground, listed) = tokio::join!(
        Ground::load(&web.services, visitor),
        client.list_reports(ask(&visitor.caller(), wanted)),
    );
    let listed = Shown::of(listed, issued(visitor))?;
    Ok(PackPage::of_term(visitor, &ground?, &term, listed))
}

/// `GET /committees/{committee}/meetings/{meeting}/papers`
async fn of_meeting(
    State(web): State<Web>,
    visitor: Visitor,
    Path(of): Path<OneMeeting>,
) -> Result<Markup, Failure> {
    let loaded = load_meeting(&web, &visitor, of).await?;
    Ok(render(&visitor, &loaded))
}

/// `GET /papers/{term}`
async fn of_term(
    State(web): State<Web>,
    visitor: Visitor,
    Path(term): Path<String>,
) -> Result<Markup, Failure> {
    let loaded = load_term(&web, &visitor, term).await?;
    Ok(render(&visitor, &loaded))
}

/// `GET /committees/{committee}/meetings/{meeting}/papers.zip`
async fn file_of_meeting(
    State(web): State<Web>,
    visitor: Visitor,
    Path(of): Path<OneMeeting>,
) -> Result<Response, Failure> {
    let loaded = load_meeting(&web, &visitor, of).await?;
    file(web, visitor, loaded)
}

/// `GET /papers/{term}/papers.zip`
async fn file_of_term(
    State(web): State<Web>,
    visitor: Visitor,
    Path(term): Path<String>,
) -> Result<Response, Failure> {
    let loaded = load_term(&web, &visitor, term).await?;
    file(web, visitor, loaded)
}

fn file(web: Web, visitor: Visitor, loaded: PackPage) -> Result<Response, Failure> {
    let PackPage { title, about, of, pack, .. } = loaded;
    let PackPapers { papers, left_out } = match pack {
        Shown::All(pack) | Shown::Part(pack, _) => pack,
        Shown::Withheld(why) => return Err(Failure::Forbidden(why.to_owned())),
        Shown::Away => return Err(Failure::Away),
    };
    if papers.is_empty() {
        return Err(Failure::NotFound("No paper that you can open belongs to it yet.".to_owned()));
    }
    let cover = PackCover {
        title,
        about,
        trust: visitor.trust_name.clone(),
        taken: dates::said(visitor.today),
        papers: Vec::new(),
        left_out,
    };
    Ok(packed(Packing { web, visitor, papers, cover }, &format!("papers-{of}.zip")))
}

const PAPERS: Words<'_> =
    Words { what: "The papers", none: Absence::of("No paper has been issued for it yet.") };

pub(crate) fn render(visitor: &Visitor, loaded: &PackPage) -> Markup {
    let left_out = loaded.pack.known().map(|pack| pack.left_out.as_slice()).unwrap_or_default();
    let body = html! {
        h1.govuk-heading-l { (loaded.title) }
        p.govuk-body { (loaded.about) }
        (loaded.pack.draw(PAPERS, |pack| papers(visitor, loaded, &pack.papers)))
        @if !left_out.is_empty() {
            h2.govuk-heading-m { "Left out" }
            ul.pl-list {
                @for one in left_out {
                    li { p.pl-list__title { (one.what) } p.pl-quiet { (one.why) } }
                }
            }
        }
    };
    let frame = Frame {
        title: &loaded.title,
        place: Place::Reports,
        visitor,
        crumbs: &loaded.crumbs,
        as_of: loaded.as_of.clone(),
        problem: false,
    };
    page(&frame, &body)
}

/// The papers with a button each; nothing where there is none.
fn papers(visitor: &Visitor, loaded: &PackPage, papers: &[PackPaper]) -> Option<Markup> {
    let row = |paper: &PackPaper| {
        vec![
            Cell::text(&paper.title),
            Cell::text(&paper.issued),
            Cell::new(html! { span.pl-mono.pl-wrap { (paper.sha256) } }),
            Cell::ways(html! {
                a class="govuk-button govuk-button--secondary pl-not-printed" href=(paper.address()) role="button" draggable="false" {
                    "Open" span.govuk-visually-hidden { ": " (paper.title) }
                }
            }),
        ]
    };
    (!papers.is_empty()).then(|| {
        let head = ["Paper", "Issued", "SHA-256", "Open it"].map(|head| (head, false)).to_vec();
        let rows = papers.iter().map(row).collect();
        let table = Table { head, rows, first_is_header: true, stacks: true, ..Table::default() };
        html! {
            p.pl-not-printed { (button_link("Take all papers as one file (ZIP)", &loaded.file_at)) }
            p.govuk-body {
                "The file holds each paper as it was issued, and a cover that lists them with their pages. What you open here, or take in \
                 the file, is recorded for each paper."
            }
            (PageTable::of("papers", &loaded.title, &table).drawn(&visitor.view, &table))
        }
    })
}

#[cfg(test)]
mod tests;
