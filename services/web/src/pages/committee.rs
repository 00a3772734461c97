//! One committee: its seats, its quorum, and the days it meets.

use axum::extract::{Path, State};
use contract::schools::v1::{CommitteeInFull, MeetingKind, PlannedMeeting, ScheduleMeetingRequest};
use maud::{Markup, html};
use serde::Deserialize;

use super::committee_seats::{self, seats};
use super::committees::CommitteesPage;
use super::{choices, crumbs};
use crate::components::{Cell, Table};
use crate::dates;
use crate::failure::Failure;
use crate::form::{Act, Choice, Entered, Entry, Form, Query, Told, placed, sends};
use crate::frame::{Frame, Place, page};
use crate::listing::PageTable;
use crate::routes::Routes;
use crate::shown::{Absence, Shown, Words};
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found, and what its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default().get("/committees/{committee}", show).form::<ScheduleMeeting>()
}

/// The name in the page's address.
#[derive(Debug, Deserialize)]
pub(crate) struct OneCommittee {
    committee: String,
}

/// `GET /committees/{committee}`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Path(OneCommittee { committee }): Path<OneCommittee>,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let told = Told::on(&web, &visitor, &query);
    let loaded = CommitteesPage::load(&web.services, &visitor, &told).await?;
    let found = find(&visitor, &loaded, &committee)?;
    Ok(render(&visitor, &loaded, found, &told))
}

/// The committee of an address, if this person sees its school.
pub(super) fn find<'a>(
    visitor: &Visitor,
    loaded: &'a CommitteesPage,
    id: &str,
) -> Result<&'a CommitteeInFull, Failure> {
    let committees = loaded.committees.known().ok_or(Failure::Away)?;
    let found = committees.iter().find(|one| one.committee_id == id);
    let unknown = || Failure::NotFound("This trust has no such committee.".to_owned());
    let found = found.ok_or_else(unknown)?;
    loaded.ground.school(&found.school_id, visitor)?;
    Ok(found)
}

/// A clerk fixes a day on which a committee meets.
#[derive(Debug, Deserialize)]
pub(crate) struct ScheduleMeeting {
    pub committee: String,
}

impl Act for ScheduleMeeting {
    type Command = ScheduleMeetingRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::choice("term", "About which term?").wanted("Choose a term"),
        Entry::day("on", "Day of the meeting").wanted("Enter the day of the meeting"),
        Entry::radios("kind", "Which kind of meeting?")
            .hint("The report of a term goes to its first ordinary meeting")
            .wanted("Choose a kind"),
    ];
    const BUTTON: &'static str = "Fix the meeting";
    const DONE: &'static str = "The meeting is fixed. The report of the term is due seven clear days before its first ordinary meeting";
    placed!("/committees/{committee}/meetings"(committee), "/committees/{committee}"(committee));
    sends!(schools, schedule_meeting);

    fn command(&self, entered: &Entered) -> ScheduleMeetingRequest {
        let kind = MeetingKind::from_str_name(&entered.get("kind")).unwrap_or_default();
        ScheduleMeetingRequest {
            command_id: entered.command(),
            committee_id: self.committee.clone(),
            term: entered.get("term"),
            on: entered.get("on"),
            kind: kind.into(),
        }
    }
}

const SEATS: Words<'_> =
    Words { what: "Seats", none: Absence::of("No seats have been recorded yet.") };
const MEETINGS: Words<'_> =
    Words { what: "Meetings", none: Absence::of("No meeting has been fixed yet.") };

pub(crate) fn render(
    visitor: &Visitor,
    loaded: &CommitteesPage,
    committee: &CommitteeInFull,
    told: &Told,
) -> Markup {
    let ground = &loaded.ground;
    let name = ground.names.place(&committee.committee_id).unwrap_or(&committee.name);
    let school = ground.names.school(&committee.school_id);
    let body = html! {
        (told.above())
        h1.govuk-heading-l { (name) }
        p.govuk-body {
            "The committee of " a.govuk-link href={"/schools/" (committee.school_id)} { (school) } ". "
            @match committee.quorum {
                0 => "Its quorum has not been set yet.",
                quorum => { "Its quorum is " (quorum) "." }
            }
        }
        h2.govuk-heading-m { "Meetings" }
        (Shown::All(committee).draw(MEETINGS, |committee| meetings(visitor, committee)))
        @if visitor.may.of::<ScheduleMeetingRequest>(&committee.school_id) {
            (Form::new(&ScheduleMeeting { committee: committee.committee_id.clone() }, visitor, told)
                .choices("term", choices::or("Choose a term", choices::terms(visitor)))
                .choices("kind", kinds())
                .folded("Fix a meeting"))
        }
        h2.govuk-heading-m { "Members" }
        (Shown::All(committee).draw(SEATS, |committee| seats(visitor, ground, committee)))
        (committee_seats::forms(visitor, ground, committee, told))
    };
    let frame = Frame {
        title: name,
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs([("Committees and meetings".to_owned(), "/committees".to_owned())]),
        as_of: loaded.as_of.clone(),
        problem: told.is_problem(),
    };
    page(&frame, &body)
}

fn kinds() -> Vec<Choice> {
    let kinds = [MeetingKind::Ordinary, MeetingKind::Extraordinary];
    kinds.map(|one| Choice::new(one.as_str_name(), kind(one))).to_vec()
}

/// What a kind of meeting is called.
pub(super) fn kind(kind: MeetingKind) -> &'static str {
    match kind {
        MeetingKind::Unspecified | MeetingKind::Ordinary => "Ordinary",
        MeetingKind::Extraordinary => "Extraordinary",
    }
}

/// The meetings, the last one first; nothing where none was fixed.
fn meetings(visitor: &Visitor, committee: &CommitteeInFull) -> Option<Markup> {
    let reads = visitor.reads_reports_of(&committee.school_id);
    let row = |meeting: &PlannedMeeting| {
        let at = format!("/committees/{}/meetings/{}", committee.committee_id, meeting.meeting_id);
        let papers = Cell::ways(html! {
            @if !meeting.cancelled {
                a.govuk-link href={(at) "/papers"} {
                    "Papers" span.govuk-visually-hidden { " of the meeting on " (dates::weekday(&meeting.on)) }
                }
            }
        });
        let mut cells = vec![
            Cell::new(html! { a.govuk-link href=(at) { (dates::weekday(&meeting.on)) } }),
            Cell::text(dates::term(&meeting.term)),
            Cell::text(kind(meeting.kind())),
            Cell::text(match (meeting.cancelled, meeting.first_fixed_for.as_str()) {
                (true, _) => "Cancelled".to_owned(),
                (false, "") => "As fixed".to_owned(),
                (false, first) => format!("Moved, first fixed for {}", dates::day(first)),
            }),
        ];
        cells.extend(reads.then_some(papers));
        cells
    };
    let rows: Vec<_> = committee.meetings.iter().rev().map(row).collect();
    (!rows.is_empty()).then(|| {
        let mut head = ["Day", "Term", "Kind", "State"].map(|head| (head, false)).to_vec();
        head.extend(reads.then_some(("Papers", false)));
        let table = Table { head, rows, first_is_header: true, stacks: true, ..Table::default() };
        PageTable::of("meetings", "Meetings of the committee", &table).drawn(&visitor.view, &table)
    })
}

#[cfg(test)]
mod tests;
