//! One meeting of a committee: moved or cancelled before it is held, and recorded afterwards.

use axum::extract::{Path, State};
use contract::Said as _;
use contract::schools::v1::{
    CancelMeetingRequest, CommitteeInFull, ListMeetingRecordsRequest, MeetingRecord,
    MoveMeetingRequest, PlannedMeeting,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::committee::{find, kind};
use super::committees::CommitteesPage;
use super::crumbs;
use super::meeting_record;
use crate::components::inset;
use crate::dates;
use crate::failure::Failure;
use crate::form::{Act, Check, Entered, Entry, Form, Query, Told, placed, sends};
use crate::frame::{Frame, Place, page};
use crate::routes::Routes;
use crate::services::ask;
use crate::shown::Shown;
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found, and what its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/committees/{committee}/meetings/{meeting}", show)
        .form::<MoveMeeting>()
        .form::<CancelMeeting>()
}

/// The names in the page's address.
#[derive(Debug, Deserialize)]
pub(crate) struct OneMeeting {
    pub committee: String,
    pub meeting: String,
}

/// A meeting of a committee, and what was recorded of it.
#[derive(Debug)]
pub(crate) struct MeetingPage<'a> {
    pub page: &'a CommitteesPage,
    pub committee: &'a CommitteeInFull,
    pub meeting: &'a PlannedMeeting,
    pub record: Shown<MeetingRecord>,
}

/// `GET /committees/{committee}/meetings/{meeting}`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Path(OneMeeting { committee, meeting }): Path<OneMeeting>,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let told = Told::on(&web, &visitor, &query);
    let loaded = CommitteesPage::load(&web.services, &visitor, &told).await?;
    let found = find(&visitor, &loaded, &committee)?;
    let known = found.meetings.iter().find(|one| one.meeting_id == meeting);
    let unknown = || Failure::NotFound("This committee has no such meeting.".to_owned());
    let known = known.ok_or_else(unknown)?;
    let (at_least, committee_id) = (told.at_least(), committee);
    let wanted = ListMeetingRecordsRequest { at_least, committee_id, as_of_date: String::new() };
    let listed = web.services.schools().list_meeting_records(ask(&visitor.caller(), wanted)).await;
    let listed = Shown::of(listed, visitor.records_of(&found.school_id))?;
    let of_this = |record: &MeetingRecord| record.meeting_id == meeting;
    let record = listed.map(|listed| listed.records.into_iter().find(of_this).unwrap_or_default());
    let loaded = MeetingPage { page: &loaded, committee: found, meeting: known, record };
    Ok(render(&visitor, &loaded, &told))
}

/// A clerk moves a meeting to another day.
#[derive(Debug, Deserialize)]
pub(crate) struct MoveMeeting {
    pub committee: String,
    pub meeting: String,
}

impl Act for MoveMeeting {
    type Command = MoveMeetingRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::day("on", "New day of the meeting").wanted("Enter the new day of the meeting"),
        Entry::words_of::<Self::Command>("reason", "Why?")
            .hint("The committee reads it. You can leave it empty"),
    ];
    const BUTTON: &'static str = "Move the meeting";
    const DONE: &'static str =
        "The meeting is moved. What is due before it is due before the new day";
    placed!(
        "/committees/{committee}/meetings/{meeting}/day"(committee, meeting),
        "/committees/{committee}/meetings/{meeting}"(committee, meeting)
    );
    sends!(schools, move_meeting);

    fn command(&self, entered: &Entered) -> MoveMeetingRequest {
        MoveMeetingRequest {
            command_id: entered.command(),
            committee_id: self.committee.clone(),
            meeting_id: self.meeting.clone(),
            on: entered.get("on"),
            reason: entered.get("reason"),
        }
    }
}

/// A clerk cancels a meeting.
#[derive(Debug, Deserialize)]
pub(crate) struct CancelMeeting {
    pub committee: String,
    pub meeting: String,
}

impl Act for CancelMeeting {
    type Command = CancelMeetingRequest;
    const ENTRIES: &'static [Entry] =
        &[Entry::words_of::<Self::Command>("reason", "Why is it cancelled?")
            .hint("The committee reads it")
            .wanted("Say why the meeting is cancelled")];
    const BUTTON: &'static str = "Continue";
    const DONE: &'static str =
        "The meeting is cancelled. Fix another one if the term still needs it";
    const CHECK: Option<Check> = Some(Check {
        at: "/committees/{committee}/meetings/{meeting}/cancelled/check",
        heading: "Check before you cancel the meeting",
        then: "The meeting stays in the record as cancelled. Where the term has no other meeting, its report has no day any more.",
        button: "Cancel the meeting",
    });
    placed!(
        "/committees/{committee}/meetings/{meeting}/cancelled"(committee, meeting),
        "/committees/{committee}/meetings/{meeting}"(committee, meeting)
    );
    sends!(schools, cancel_meeting);

    fn command(&self, entered: &Entered) -> CancelMeetingRequest {
        CancelMeetingRequest {
            command_id: entered.command(),
            committee_id: self.committee.clone(),
            meeting_id: self.meeting.clone(),
            reason: entered.get("reason"),
        }
    }
}

pub(crate) fn render(visitor: &Visitor, loaded: &MeetingPage<'_>, told: &Told) -> Markup {
    let MeetingPage { page: of, committee, meeting, .. } = loaded;
    let name = of.ground.names.place(&committee.committee_id).unwrap_or(&committee.name);
    let title = format!("Meeting on {}", dates::weekday(&meeting.on));
    let held = loaded.record.known().is_some_and(|record| record.attended);
    let body = html! {
        (told.above())
        h1.govuk-heading-l { (title) }
        p.govuk-body { (kind(meeting.kind())) " meeting of " (name) " about " (dates::term(&meeting.term)) "." }
        (changed(meeting))
        @if !meeting.cancelled {
            @if visitor.reads_reports_of(&committee.school_id) { (papers(committee, meeting)) }
            @if !held { (changes(visitor, loaded, told)) }
            @if meeting.on <= visitor.today.to_string() { (meeting_record::record(visitor, loaded, told)) }
        }
    };
    let at = format!("/committees/{}", committee.committee_id);
    let all = ("Committees and meetings".to_owned(), "/committees".to_owned());
    let frame = Frame {
        title: &title,
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs([all, (name.to_owned(), at)]),
        as_of: of.as_of.clone(),
        problem: told.is_problem(),
    };
    page(&frame, &body)
}

/// The way to the papers that go to the meeting.
fn papers(committee: &CommitteeInFull, meeting: &PlannedMeeting) -> Markup {
    let at =
        format!("/committees/{}/meetings/{}/papers", committee.committee_id, meeting.meeting_id);
    html! { p.govuk-body { a.govuk-link href=(at) { "Papers of this meeting" } } }
}

/// What became of the day that was fixed.
fn changed(meeting: &PlannedMeeting) -> Markup {
    html! {
        @if meeting.cancelled {
            (inset(&html! {
                p.govuk-body { strong { "This meeting was cancelled." } }
                p.govuk-body.pl-wrap { "Why: " (meeting.cancelled_because.said()) }
            }))
        } @else if !meeting.first_fixed_for.is_empty() {
            p.govuk-body.pl-wrap {
                "It was first fixed for " (dates::weekday(&meeting.first_fixed_for)) "."
                @if meeting.moved_because.is_some() { " Why it was moved: " (meeting.moved_because.said()) }
            }
        }
    }
}

fn changes(visitor: &Visitor, loaded: &MeetingPage<'_>, told: &Told) -> Markup {
    let (committee, meeting) =
        (loaded.committee.committee_id.clone(), loaded.meeting.meeting_id.clone());
    let school = &loaded.committee.school_id;
    let moving = MoveMeeting { committee: committee.clone(), meeting: meeting.clone() };
    html! {
        @if visitor.may.of::<MoveMeetingRequest>(school) {
            (Form::new(&moving, visitor, told).folded("Move the meeting to another day"))
        }
        @if visitor.may.of::<CancelMeetingRequest>(school) {
            (Form::new(&CancelMeeting { committee, meeting }, visitor, told).folded("Cancel the meeting"))
        }
    }
}

#[cfg(test)]
mod tests;
