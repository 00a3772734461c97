//! Looks in words: who, as what, what was shown, when and how often.

use contract::SYSTEM_ACTOR;
use contract::trail::v1::Look;
use maud::{Markup, html};

use crate::access::{Behind, role_words};
use crate::components::{Cell, Table};
use crate::dates;
use crate::ground::Ground;
use crate::pages::event_link;
use crate::shown::{Absence, Shown, Words};
use crate::visitor::Visitor;

/// Who looked, one line for each person, thing and day.
pub(super) fn seen_by(visitor: &Visitor, ground: &Ground, looks: &[Look]) -> Markup {
    let rows = looks.iter().map(|look| {
        vec![
            Cell::text(who(ground, look)),
            Cell::text(role_words(&look.role)),
            Cell::new(html! { (shown(&look.shown)) (of(visitor, ground, look)) (why(look)) }),
            Cell::text(dates::moment(&look.last_at)),
            Cell::text(times(look.times)),
        ]
    });
    let head = vec![
        ("Who", false),
        ("As", false),
        ("What was shown", false),
        ("Last that day", false),
        ("How often", false),
    ];
    table(head, rows.collect(), Absence::of("Nobody is recorded as having seen this."))
}

/// What was looked at.
pub(super) fn records(visitor: &Visitor, ground: &Ground, looks: &[Look]) -> Markup {
    let rows = looks.iter().map(|look| {
        vec![
            Cell::new(html! { (shown(&look.shown)) (of(visitor, ground, look)) (why(look)) }),
            Cell::text(role_words(&look.role)),
            Cell::text(dates::moment(&look.last_at)),
            Cell::text(times(look.times)),
        ]
    });
    let head = vec![
        ("What was shown", false),
        ("As", false),
        ("Last that day", false),
        ("How often", false),
    ];
    table(head, rows.collect(), Absence::of("Nothing is recorded yet."))
}

/// Who may ask who has seen a thing is told of every look at it.
fn table(head: Vec<(&str, bool)>, rows: Vec<Vec<Cell>>, none: Absence) -> Markup {
    Shown::All(rows).draw(Words { what: "Who looked", none }, |rows| {
        let (head, rows) = (head, rows.clone());
        (!rows.is_empty()).then(|| {
            Table { caption: None, head, rows, first_is_header: true, stacks: true }.render()
        })
    })
}

fn who(ground: &Ground, look: &Look) -> String {
    if look.person_id != SYSTEM_ACTOR.to_string() || look.role == "system" {
        return ground.names.actor(&look.person_id, &look.role);
    }
    match look.role.as_str() {
        "administrator" => "whoever runs Plumbline".to_owned(),
        _ => "somebody who had not signed in".to_owned(),
    }
}

fn shown(shown: &str) -> &'static str {
    match shown {
        "people" => "Names and roles of everybody",
        "judgements" => "Judgements with their reasons",
        "reviews" => "Peer reviews",
        "reports" => "The list of reports",
        "report" => "Read the report",
        "report-file" => "Downloaded the PDF",
        "history" => "The trail",
        "event" => "One event",
        "looks" => "Who has seen what",
        "person" => "Everything kept about a person",
        "links" => "The one-time links to a survey",
        "figures" => "Figures of schools",
        "words" => "What was found in what persons wrote",
        "running-record" => "The running record",
        "visit-notes" => "Notes of visits",
        "self-evaluations" => "Self-evaluations",
        "attached-report" => "Downloaded an attached report",
        _ => "Something that is recorded when it is shown",
    }
}

/// What it was of, where the words above do not say it already.
fn of(visitor: &Visitor, ground: &Ground, look: &Look) -> Markup {
    let names = &ground.names;
    let id = &look.thing_id;
    html! {
        @match look.thing_kind.as_str() {
            "school" => { ": " (names.school(id)) }
            "report" if visitor.reads_reports() => { " (" a.govuk-link href={"/reports/" (id)} { "the report" } ")" }
            "person" => { ": " (names.person(id)) }
            "event" => @if let Ok(position) = id.parse() { ": " (event_link(visitor, Behind::Trust, position)) }
            "review" => { ": a peer review" }
            "trust" if look.shown != "people" => { ", across the trust" }
            _ => {}
        }
    }
}

fn why(look: &Look) -> Markup {
    html! { @if !look.why.is_empty() { br; "Reason given: " (look.why) } }
}

fn times(times: u64) -> String {
    match times {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        more => format!("{more} times"),
    }
}
