//! The running record of a school: a line to add at the top, then every entry, the latest day first.

use axum::extract::{Path, State};
use contract::Said as _;
use contract::evidence::v1::{
    CorrectRecordEntryRequest, ListRecordEntriesRequest, ListRecordEntriesResponse, RecordEntry,
    RecordKind,
};
use contract::schools::v1::School;
use maud::{Markup, html};

use super::record_filter::{self, RecordAsked};
use super::{ForReader, counted, crumbs, event_link, record_forms};
use crate::access::Behind;
use crate::components::{SectionWay, error_summary, tag};
use crate::dates;
use crate::failure::Failure;
use crate::form::{Query, Signed, Told};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::routes::Routes;
use crate::services::ask;
use crate::shown::{Absence, Shown, Words};
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/schools/{school}/record", show)
        .post("/schools/{school}/record/search", search)
        .get("/schools/{school}/record/{entry}", show_one)
}

/// What the page is made from.
#[derive(Debug)]
pub(crate) struct RecordLoaded {
    pub ground: Ground,
    pub record: Shown<ListRecordEntriesResponse>,
}

/// `GET /schools/{school}/record`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Path(school): Path<String>,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let told = Told::on(&web, &visitor, &query);
    let asked = RecordAsked::read(&query);
    let loaded = load(&web, &visitor, asked.request(&school, told.at_least())).await?;
    let found = loaded.ground.school(&school, &visitor)?;
    let of = ForReader { visitor: &visitor, ground: &loaded.ground, told: &told };
    Ok(render(of, &loaded.record, found, &asked))
}

/// `POST /schools/{school}/record/search`: sent as a form, so that what is looked for stands in no address and no log.
pub(crate) async fn search(
    State(web): State<Web>,
    Path(school): Path<String>,
    signed: Signed,
) -> Result<Markup, Failure> {
    let Signed { visitor, fields } = signed;
    let (told, asked) = (Told::default(), RecordAsked::read(&fields));
    let loaded = load(&web, &visitor, asked.request(&school, 0)).await?;
    let found = loaded.ground.school(&school, &visitor)?;
    let of = ForReader { visitor: &visitor, ground: &loaded.ground, told: &told };
    Ok(render(of, &loaded.record, found, &asked))
}

/// `GET /schools/{school}/record/{entry}`
pub(crate) async fn show_one(
    State(web): State<Web>,
    visitor: Visitor,
    Path((school, entry)): Path<(String, String)>,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let told = Told::on(&web, &visitor, &query);
    let wanted = ListRecordEntriesRequest {
        record_entry_id: entry,
        ..RecordAsked::default().request(&school, told.at_least())
    };
    let loaded = load(&web, &visitor, wanted).await?;
    if matches!(&loaded.record, Shown::All(found) if found.entries.is_empty()) {
        return Err(Failure::NotFound("This record has no such entry.".to_owned()));
    }
    let found = loaded.ground.school(&school, &visitor)?;
    let of = ForReader { visitor: &visitor, ground: &loaded.ground, told: &told };
    Ok(render_one(of, &loaded.record, found))
}

async fn load(
    web: &Web,
    visitor: &Visitor,
    wanted: ListRecordEntriesRequest,
) -> Result<RecordLoaded, Failure> {
    let extent = visitor.running_record_of(&wanted.school_id);
    let mut evidence = web.services.evidence();
    let (ground, answer) = tokio::join!(
        Ground::load(&web.services, visitor),
        evidence.list_record_entries(ask(&visitor.caller(), wanted)),
    );
    Ok(RecordLoaded { ground: ground?, record: Shown::of(answer, extent)? })
}

/// How the page speaks of entries: that there is none, none that was looked for, or none on a page beyond the last.
fn words(asked: &RecordAsked, found: u32) -> Words<'static> {
    const NONE: Absence = Absence::of("No entry has been added to this record yet.");
    const NO_MATCH: Absence = Absence::of("No entry of this record matches.");
    const BEYOND: Absence = Absence::of("No entry stands on this page.");
    let none = match (found, asked.narrows()) {
        (1.., _) => BEYOND,
        (0, true) => NO_MATCH,
        (0, false) => NONE,
    };
    Words { what: "The running record", none }
}

pub(crate) fn render(
    of: ForReader<'_>,
    record: &Shown<ListRecordEntriesResponse>,
    school: &School,
    asked: &RecordAsked,
) -> Markup {
    let ForReader { visitor, ground, told } = of;
    let here = format!("/schools/{}/record", school.school_id);
    let problems = asked.problems();
    let many = record.known().map_or(0, |known| known.found);
    let body = html! {
        (told.above())
        @if !problems.is_empty() { (error_summary(&problems)) }
        h1.govuk-heading-l { "Running record of " bdi { (school.name) } }
        (record_forms::adding(of, school))
        @if record.known().is_some() { (record_filter::forms(visitor, ground, &here, asked)) }
        (record.draw(words(asked, many), |found| entries(of, found)))
        @if let Some(found) = record.known() { (record_filter::pages(visitor, &here, asked, found)) }
    };
    let crumbs = crumbs([(school.name.clone(), format!("/schools/{}", school.school_id))]);
    let frame = Frame {
        title: "Running record",
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs,
        as_of: record.known().and_then(|found| found.as_of.clone()),
        problem: told.is_problem() || !problems.is_empty(),
    };
    page(&frame, &body)
}

fn entries(of: ForReader<'_>, found: &ListRecordEntriesResponse) -> Option<Markup> {
    let many = usize::try_from(found.found).unwrap_or_default();
    (!found.entries.is_empty()).then(|| {
        html! {
            p.pl-note { (counted(many, "entry", "entries")) ", the latest day first." }
            @for one in &found.entries { (entry(of, one, true)) }
        }
    })
}

/// An entry with its day, its words, what it is about, and what became of it. In the list it has a way to its own page.
fn entry(of: ForReader<'_>, entry: &RecordEntry, in_the_list: bool) -> Markup {
    let ForReader { visitor, ground, .. } = of;
    let at = |id: &str| format!("/schools/{}/record/{id}", entry.school_id);
    let areas: Vec<_> = entry.areas.iter().map(|area| ground.names.area(area)).collect();
    let corrects = in_the_list && visitor.may.of::<CorrectRecordEntryRequest>(&entry.school_id);
    html! {
        article.pl-figure id=(entry.record_entry_id) {
            p.govuk-body {
                strong { (dates::day(&entry.on)) } " "
                @match entry.kind() {
                    RecordKind::Strength => (tag(entry.kind().words(), "green")),
                    RecordKind::Development => (tag(entry.kind().words(), "orange")),
                    RecordKind::Unspecified => {}
                }
                @if !entry.corrected_by_id.is_empty() { " " (tag("Corrected", "grey")) }
            }
            p class="govuk-body pl-wrap pl-measure" { (entry.text.said()) }
            p.pl-trail__meta {
                (entry.source().words())
                @if !areas.is_empty() { ", about " (areas.join(", ")) }
                ". Added on " (dates::day(&entry.added_on)) " by " (ground.names.person(&entry.author_id))
                ", " (event_link(visitor, Behind::School(&entry.school_id), entry.position)) ". "
                @if !entry.corrects_id.is_empty() {
                    a.govuk-link href=(at(&entry.corrects_id)) { "The entry that it corrects" } ". "
                }
                @if !entry.corrected_by_id.is_empty() {
                    a.govuk-link href=(at(&entry.corrected_by_id)) { "The entry that took its place" } "."
                } @else if corrects {
                    a.govuk-link href=(at(&entry.record_entry_id)) {
                        "Correct it" span.govuk-visually-hidden { " (event " (entry.position) ")" }
                    }
                }
            }
        }
    }
}

pub(crate) fn render_one(
    of: ForReader<'_>,
    record: &Shown<ListRecordEntriesResponse>,
    school: &School,
) -> Markup {
    let one = |found: &ListRecordEntriesResponse| {
        let known = found.entries.first()?;
        Some(html! { (entry(of, known, false)) (record_forms::correcting(of, known)) })
    };
    let body = html! {
        (of.told.above())
        h1.govuk-heading-l { "Entry of the running record" }
        (record.draw(words(&RecordAsked::default(), 0), one))
    };
    let here = format!("/schools/{}", school.school_id);
    let crumbs = crumbs([
        (school.name.clone(), here.clone()),
        ("Running record".to_owned(), format!("{here}/record")),
    ]);
    let frame = Frame {
        title: "Entry of the running record",
        place: Place::Elsewhere,
        visitor: of.visitor,
        crumbs: &crumbs,
        as_of: record.known().and_then(|found| found.as_of.clone()),
        problem: of.told.is_problem(),
    };
    page(&frame, &body)
}

/// The way to the record from the school's page, for those who read it.
pub(crate) fn way(visitor: &Visitor, school: &School) -> Markup {
    html! {
        @if visitor.may.of::<ListRecordEntriesRequest>(&school.school_id) {
            (SectionWay {
                id: "record",
                heading: "Running record",
                says: "What people of the school and the trust saw, heard or read of it.",
                href: &format!("/schools/{}/record", school.school_id),
                link: "The running record of the school",
            }.draw())
        }
    }
}

#[cfg(test)]
mod tests;
