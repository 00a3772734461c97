//! A line for the running record of a school: added in two taps and a sentence, and corrected by a further one.

use contract::Said as _;
use contract::evidence::v1::{
    AddRecordEntryRequest, CorrectRecordEntryRequest, RecordEntry, RecordKind, RecordSource,
};
use contract::schools::v1::School;
use maud::{Markup, html};
use serde::Deserialize;

use super::{ForReader, choices};
use crate::form::{Act, Choice, Entered, Entry, Form, placed, sends};
use crate::ground::Ground;
use crate::routes::Routes;

/// What its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default().form::<AddRecordEntry>().form::<CorrectRecordEntry>()
}

/// What is asked for an entry: what is said first, with a kind and areas to tap, then what is seldom another than usual.
const ENTRIES: &[Entry] = &[
    Entry::words_of::<AddRecordEntryRequest>("text", "What did you see, hear or read?")
        .hint("A sentence is enough. Name no pupil, parent or colleague")
        .wanted("Say what you saw, heard or read"),
    Entry::radios("kind", "What does it show?"),
    Entry::boxes("areas", "What is it about?"),
    Entry::choice("source", "Where is it from?").wanted("Choose where it is from"),
    Entry::day("on", "Which day was it?").hint(DAY),
];
const DAY: &str = "Leave it empty for today";
const DAY_OF_THE_ENTRY: &str = "Leave it empty for the day of the entry that you correct";

/// Adds an entry.
#[derive(Debug, Deserialize)]
pub(crate) struct AddRecordEntry {
    pub school: String,
}

impl Act for AddRecordEntry {
    type Command = AddRecordEntryRequest;
    const ENTRIES: &'static [Entry] = ENTRIES;
    const BUTTON: &'static str = "Add to the record";
    const DONE: &'static str = "The entry stands in the running record";
    placed!("/schools/{school}/record/new"(school), "/schools/{school}/record"(school));
    sends!(evidence, add_record_entry);

    fn command(&self, entered: &Entered) -> AddRecordEntryRequest {
        AddRecordEntryRequest {
            command_id: entered.command(),
            school_id: self.school.clone(),
            on: entered.get("on"),
            source: source(entered).into(),
            areas: entered.all("areas"),
            kind: kind(entered).into(),
            text: entered.get("text"),
        }
    }
}

/// Adds an entry that corrects another.
#[derive(Debug, Deserialize)]
pub(crate) struct CorrectRecordEntry {
    pub school: String,
    pub entry: String,
}

impl Act for CorrectRecordEntry {
    type Command = CorrectRecordEntryRequest;
    const ENTRIES: &'static [Entry] = &[
        ENTRIES[0],
        ENTRIES[1],
        ENTRIES[2],
        ENTRIES[3],
        Entry::day("on", "Which day was it?").hint(DAY_OF_THE_ENTRY),
    ];
    const BUTTON: &'static str = "Add the correction";
    const DONE: &'static str = "The correction stands in the running record";
    placed!(
        "/schools/{school}/record/{entry}/correct"(school, entry),
        "/schools/{school}/record/{entry}"(school, entry)
    );
    sends!(evidence, correct_record_entry);

    fn next(&self) -> String {
        format!("/schools/{}/record", self.school)
    }

    fn command(&self, entered: &Entered) -> CorrectRecordEntryRequest {
        CorrectRecordEntryRequest {
            command_id: entered.command(),
            school_id: self.school.clone(),
            corrects_id: self.entry.clone(),
            on: entered.get("on"),
            source: source(entered).into(),
            areas: entered.all("areas"),
            kind: kind(entered).into(),
            text: entered.get("text"),
        }
    }
}

fn source(entered: &Entered) -> RecordSource {
    RecordSource::from_str_name(&entered.get("source")).unwrap_or_default()
}

fn kind(entered: &Entered) -> RecordKind {
    RecordKind::from_str_name(&entered.get("kind")).unwrap_or_default()
}

/// The form that adds, for those who may.
pub(super) fn adding(of: ForReader<'_>, school: &School) -> Markup {
    let act = AddRecordEntry { school: school.school_id.clone() };
    html! {
        @if of.visitor.may.of::<AddRecordEntryRequest>(&school.school_id) {
            (Form::new(&act, of.visitor, of.told)
                .choices("kind", kinds())
                .choices("areas", choices::areas(of.ground))
                .choices("source", sources())
                .starting("source", RecordSource::Observation.as_str_name())
                .render())
        }
    }
}

/// The form that corrects an entry, for those who may; filled with what the entry says.
pub(super) fn correcting(of: ForReader<'_>, entry: &RecordEntry) -> Markup {
    let (school, entry_id) = (entry.school_id.clone(), entry.record_entry_id.clone());
    let act = CorrectRecordEntry { school, entry: entry_id };
    let open = entry.corrected_by_id.is_empty();
    // What was removed or is kept back is no text to begin with.
    let text = entry.text.as_ref().filter(|words| words.said() == words.text.as_str());
    html! {
        @if open && of.visitor.may.of::<CorrectRecordEntryRequest>(&entry.school_id) {
            h2.govuk-heading-m { "Correct it" }
            p.govuk-body {
                "The entry stays as it is. Your correction stands beside it and takes its place as evidence."
            }
            (Form::new(&act, of.visitor, of.told)
                .choices("kind", kinds())
                .choices("areas", areas(of.ground, entry))
                .choices("source", sources())
                .starting("text", text.map(|words| words.text.clone()).unwrap_or_default())
                .starting("kind", kind_value(entry.kind()))
                .starting("source", entry.source().as_str_name())
                .render())
        }
    }
}

/// The areas, with those of an entry ticked.
fn areas(ground: &Ground, entry: &RecordEntry) -> Vec<Choice> {
    let ticked = |choice: Choice| match entry.areas.contains(&choice.value) {
        true => choice.filled("ticked"),
        false => choice,
    };
    choices::areas(ground).into_iter().map(ticked).collect()
}

/// The kinds with their values in a form; the last is none.
fn kinds() -> Vec<Choice> {
    let known = RecordKind::ALL.map(|kind| Choice::new(kind_value(kind), kind.words()));
    known.into_iter().chain([Choice::new("", "Neither")]).collect()
}

fn kind_value(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Unspecified => "",
        known => known.as_str_name(),
    }
}

/// The sources with their values in a form.
fn sources() -> Vec<Choice> {
    RecordSource::ALL.map(|source| Choice::new(source.as_str_name(), source.words())).to_vec()
}

#[cfg(test)]
mod tests;
