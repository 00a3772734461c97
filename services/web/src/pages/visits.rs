//! The notes of visits to a school that a person is shown, and the form that begins one.

use axum::extract::{Path, State};
use contract::Said as _;
use contract::evidence::v1::{
    BeginVisitNoteRequest, ListVisitNotesRequest, ListVisitNotesResponse, VisitKind, VisitNote,
};
use contract::schools::v1::{Role, School};
use maud::{Markup, html};

use super::visit_forms::{self, BeginVisitNote};
use super::{ForReader, choices, crumbs, visit};
use crate::components::{Cell, SectionWay};
use crate::dates;
use crate::failure::Failure;
use crate::form::{Choice, Form, Query, Told};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::listing::PageListing;
use crate::routes::Routes;
use crate::services::ask;
use crate::shown::{Absence, Shown, Words};
use crate::visitor::Visitor;
use crate::web::Web;

/// The pages of visits to schools.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/schools/{school}/visits", show)
        .form::<BeginVisitNote>()
        .get("/visits/{visit}", visit::show)
        .form::<visit_forms::RecordVisitFinding>()
        .form::<visit_forms::TakeOutVisitFinding>()
        .form::<visit_forms::AgreeVisitAction>()
        .form::<visit_forms::TakeOutVisitAction>()
        .form::<visit_forms::SendVisitNote>()
        .form::<visit_forms::CommentOnVisitNote>()
        .form::<visit_forms::AgreeVisitNote>()
        .form::<visit_forms::IssueVisitNote>()
        .form::<visit_forms::RevisitVisitAction>()
}

/// What the page is made from.
#[derive(Debug)]
pub(crate) struct VisitsLoaded {
    pub ground: Ground,
    pub notes: Shown<ListVisitNotesResponse>,
}

/// `GET /schools/{school}/visits`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Path(school): Path<String>,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let told = Told::on(&web, &visitor, &query);
    let (at_least, school_id) = (told.at_least(), school.clone());
    let wanted = ListVisitNotesRequest { at_least, school_id, ..Default::default() };
    let mut evidence = web.services.evidence();
    let (ground, answer) = tokio::join!(
        Ground::load(&web.services, &visitor),
        evidence.list_visit_notes(ask(&visitor.caller(), wanted)),
    );
    let notes = Shown::of(answer, visitor.visit_notes_of(&school))?;
    let loaded = VisitsLoaded { ground: ground?, notes };
    let found = loaded.ground.school(&school, &visitor)?;
    Ok(render(&visitor, &loaded, found, &told))
}

const WORDS: Words<'static> = Words {
    what: "Notes of visits",
    none: Absence::of("No note of a visit to this school has been begun yet."),
};

pub(crate) fn render(
    visitor: &Visitor,
    loaded: &VisitsLoaded,
    school: &School,
    told: &Told,
) -> Markup {
    let of = ForReader { visitor, ground: &loaded.ground, told };
    let body = html! {
        (told.above())
        h1.govuk-heading-l { "Visits to " bdi { (school.name) } }
        (loaded.notes.draw(WORDS, |found| table(visitor, &loaded.ground, &found.notes)))
        (beginning(of, school))
    };
    let crumbs = crumbs([(school.name.clone(), format!("/schools/{}", school.school_id))]);
    let frame = Frame {
        title: "Visits",
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs,
        as_of: loaded.notes.known().and_then(|found| found.as_of.clone()),
        problem: told.is_problem(),
    };
    page(&frame, &body)
}

/// One row a note; nothing where there is none.
fn table(visitor: &Visitor, ground: &Ground, notes: &[VisitNote]) -> Option<Markup> {
    let rows = notes.iter().map(|note| {
        vec![
            Cell::new(html! {
                a.govuk-link href={"/visits/" (note.visit_note_id)} {
                    (note.kind().words()) ", " (dates::day(&note.on))
                }
            })
            .by(&note.on),
            Cell::new(html! { span.pl-wrap { (note.focus.said()) } }),
            Cell::text(ground.names.person(&note.writer_id)),
            Cell::text(note.state().words()),
        ]
    });
    let rows: Vec<_> = rows.collect();
    (!rows.is_empty()).then(|| {
        let head = ["Visit", "Looked at", "Written by", "Where it stands"];
        let listing = PageListing::new("visits", head, rows);
        listing.narrowed_by(&["Written by", "Where it stands"]).draw(&visitor.view)
    })
}

fn beginning(of: ForReader<'_>, school: &School) -> Markup {
    let act = BeginVisitNote { school: school.school_id.clone() };
    html! {
        @if of.visitor.may.of::<BeginVisitNoteRequest>(&school.school_id) {
            (Form::new(&act, of.visitor, of.told)
                .choices("kind", choices::or("Choose a kind", kinds(of.visitor)))
                .folded("Write a note of a visit"))
        }
    }
}

/// Chair and governors write of governors' visits only.
fn kinds(visitor: &Visitor) -> Vec<Choice> {
    let governs = matches!(visitor.role, Role::GovernanceChair | Role::Governor);
    let all = VisitKind::ALL.into_iter().filter(|kind| !governs || *kind == VisitKind::Governor);
    all.map(|kind| Choice::new(kind.as_str_name(), kind.words())).collect()
}

/// The way to the notes from the school's page, for those who are shown any.
pub(crate) fn way(visitor: &Visitor, school: &School) -> Markup {
    html! {
        @if visitor.may.of::<ListVisitNotesRequest>(&school.school_id) {
            (SectionWay {
                id: "visits",
                heading: "Visits",
                says: "What visitors found and agreed with the school.",
                href: &format!("/schools/{}/visits", school.school_id),
                link: "Notes of visits",
            }.draw())
        }
    }
}

#[cfg(test)]
mod tests;
