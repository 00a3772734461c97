//! The record of a meeting: who came, whether it was quorate, and each question with its answer and action.

use contract::Said as _;
use contract::schools::v1::{
    MeetingRecord, Minute, MinuteQuestionRequest, RecordAttendanceRequest,
};
use jiff::civil::Date;
use maud::{Markup, html};
use serde::Deserialize;

use super::committee_seats::{holder, people};
use super::meeting::MeetingPage;
use super::{choices, counted};
use crate::components::{Cell, Table};
use crate::dates;
use crate::form::{Act, Choice, Entered, Entry, Form, Problem, Told, placed, sends};
use crate::ground::Ground;
use crate::listing::PageTable;
use crate::routes::Routes;
use crate::shown::{Absence, Words};
use crate::visitor::Visitor;

/// What its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default().form::<RecordAttendance>().form::<MinuteQuestion>()
}

/// A clerk records who came.
#[derive(Debug, Deserialize)]
pub(crate) struct RecordAttendance {
    pub committee: String,
    pub meeting: String,
}

impl Act for RecordAttendance {
    type Command = RecordAttendanceRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::boxes("present", "Which members were there?"),
        Entry::boxes("apologies", "Which members sent apologies?"),
    ];
    const BUTTON: &'static str = "Record who came";
    const DONE: &'static str = "It is recorded who came";
    placed!(
        "/committees/{committee}/meetings/{meeting}/attendance"(committee, meeting),
        "/committees/{committee}/meetings/{meeting}"(committee, meeting)
    );
    sends!(schools, record_attendance);

    fn problems(&self, entered: &Entered) -> Vec<Problem> {
        let (present, apologies) = (entered.all("present"), entered.all("apologies"));
        match present.iter().any(|person| apologies.contains(person)) {
            true => vec![Problem::with("apologies", "A member is either there or away")],
            false => Vec::new(),
        }
    }

    fn command(&self, entered: &Entered) -> RecordAttendanceRequest {
        RecordAttendanceRequest {
            command_id: entered.command(),
            committee_id: self.committee.clone(),
            meeting_id: self.meeting.clone(),
            present_ids: entered.all("present"),
            apology_ids: entered.all("apologies"),
        }
    }
}

/// A clerk records a question with its answer and the action that follows.
#[derive(Debug, Deserialize)]
pub(crate) struct MinuteQuestion {
    pub committee: String,
    pub meeting: String,
}

impl Act for MinuteQuestion {
    type Command = MinuteQuestionRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::words_of::<Self::Command>("question", "What was asked?")
            .hint("The committee and those above it read it. Name no pupil")
            .wanted("Say what was asked"),
        Entry::words_of::<Self::Command>("answer", "What was answered?")
            .hint("Leave it empty where there was no answer yet"),
        Entry::words_of::<Self::Command>("action", "What is to be done?")
            .hint("Leave it empty where nothing follows"),
        Entry::choice("owner", "Who does it?").hint("Only with an action"),
        Entry::day("due", "By when?").hint("Only with an action"),
    ];
    const BUTTON: &'static str = "Record the question";
    const DONE: &'static str = "The question is recorded";
    placed!(
        "/committees/{committee}/meetings/{meeting}/questions"(committee, meeting),
        "/committees/{committee}/meetings/{meeting}"(committee, meeting)
    );
    sends!(schools, minute_question);

    fn problems(&self, entered: &Entered) -> Vec<Problem> {
        let with_action = |name: &'static str, missing: &str, alone: &str| {
            let acts = !entered.get("action").is_empty();
            match (acts, entered.get(name).is_empty()) {
                (true, true) => Some(Problem::with(name, missing)),
                (false, false) => Some(Problem::with("action", alone)),
                _ => None,
            }
        };
        let owner = with_action("owner", "Choose who does it", "Say what the person is to do");
        let due = with_action("due", "Enter the day by which it is done", "Say what is to be done");
        owner.into_iter().chain(due).collect()
    }

    fn command(&self, entered: &Entered) -> MinuteQuestionRequest {
        MinuteQuestionRequest {
            command_id: entered.command(),
            committee_id: self.committee.clone(),
            meeting_id: self.meeting.clone(),
            question: entered.get("question"),
            answer: entered.get("answer"),
            action: entered.get("action"),
            owner_id: entered.get("owner"),
            due_on: entered.get("due"),
        }
    }
}

const ATTENDANCE: Words<'_> =
    Words { what: "Who came", none: Absence::of("No attendance has been recorded yet.") };
const QUESTIONS: Words<'_> =
    Words { what: "Questions", none: Absence::of("No question has been recorded yet.") };

/// The record with the forms that keep it.
pub(super) fn record(visitor: &Visitor, loaded: &MeetingPage<'_>, told: &Told) -> Markup {
    let ground = &loaded.page.ground;
    let school = &loaded.committee.school_id;
    let (committee, meeting) =
        (loaded.committee.committee_id.clone(), loaded.meeting.meeting_id.clone());
    let attendance = RecordAttendance { committee: committee.clone(), meeting: meeting.clone() };
    let members = members(loaded);
    html! {
        h2.govuk-heading-m { "Who came" }
        (loaded.record.draw(ATTENDANCE, |record| attended(visitor, ground, record)))
        @if visitor.may.of::<RecordAttendanceRequest>(school) && !members.is_empty() {
            (Form::new(&attendance, visitor, told)
                .choices("present", members.clone())
                .choices("apologies", members)
                .folded("Record who came"))
        }
        h2.govuk-heading-m { "Questions, answers and actions" }
        (loaded.record.draw(QUESTIONS, |record| questions(visitor, ground, &record.minutes)))
        @if visitor.may.of::<MinuteQuestionRequest>(school) {
            (Form::new(&MinuteQuestion { committee, meeting }, visitor, told)
                .choices("owner", choices::or("Choose a person", people(ground)))
                .folded("Record a question"))
        }
    }
}

/// The members with a seat on the day of the meeting.
fn members(loaded: &MeetingPage<'_>) -> Vec<Choice> {
    let Ok(on) = loaded.meeting.on.parse::<Date>() else { return Vec::new() };
    let held = loaded.committee.seats.iter().filter_map(|seat| holder(seat, on));
    let names = &loaded.page.ground.names;
    held.map(|held| Choice::new(&held.person_id, names.person(&held.person_id))).collect()
}

/// Nothing where it was not recorded who came.
fn attended(visitor: &Visitor, ground: &Ground, record: &MeetingRecord) -> Option<Markup> {
    let names = |ids: &[String]| {
        let names: Vec<_> = ids.iter().map(|id| ground.names.person(id)).collect();
        names.join(", ")
    };
    let quorate = match (record.quorum, record.quorate) {
        (0, _) => {
            "The quorum was not set, so it is not known whether the meeting was quorate.".to_owned()
        }
        (quorum, true) => format!("The meeting was quorate: the quorum was {quorum}."),
        (quorum, false) => format!("The meeting was not quorate: the quorum was {quorum}."),
    };
    let came = |ids: &[String], how: &str| {
        let rows = ids.iter().map(|id| vec![Cell::text(ground.names.person(id)), Cell::text(how)]);
        rows.collect::<Vec<_>>()
    };
    let rows =
        || [came(&record.present_ids, "There"), came(&record.apology_ids, "Apologies")].concat();
    let taken = PageTable::new("attendance", "Who came to the meeting", ["Member", "Attendance"]);
    record.attended.then(|| {
        html! {
            p.govuk-body { strong { (quorate) } }
            p.govuk-body {
                (counted(record.present_ids.len(), "member was there", "members were there"))
                @if !record.present_ids.is_empty() { ": " (names(&record.present_ids)) }
                "."
            }
            @if !record.apology_ids.is_empty() {
                p.govuk-body { "Apologies came from " (names(&record.apology_ids)) "." }
            }
            (taken.about(vec![quorate.clone()]).ways(&visitor.view, rows))
        }
    })
}

/// Nothing where no question was recorded.
fn questions(visitor: &Visitor, ground: &Ground, minutes: &[Minute]) -> Option<Markup> {
    let row = |minute: &Minute| {
        let acts = minute.action.is_some();
        vec![
            Cell::new(html! { span.pl-wrap { (minute.question.said()) } }),
            Cell::new(html! {
                span.pl-wrap {
                    @if minute.answer.is_some() { (minute.answer.said()) } @else { "Not answered yet" }
                }
            }),
            Cell::new(html! {
                @if acts {
                    span.pl-wrap { (minute.action.said()) }
                    br; (ground.names.person(&minute.owner_id)) ", by " (dates::day(&minute.due_on))
                } @else { "–" }
            }),
        ]
    };
    (!minutes.is_empty()).then(|| {
        let head = ["Question", "Answer", "Action"].map(|head| (head, false)).to_vec();
        let rows = minutes.iter().map(row).collect();
        let table = Table { head, rows, stacks: true, ..Table::default() };
        let says = "Questions, answers and actions";
        PageTable::of("questions", says, &table).drawn(&visitor.view, &table)
    })
}

#[cfg(test)]
mod tests;
