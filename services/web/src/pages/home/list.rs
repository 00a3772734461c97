//! The lists of tasks: the person's own by the day they are due, and what others have yet to do.

use contract::dashboards::v1::Task;
use jiff::ToSpan as _;
use maud::{Markup, html};

use super::words::{address, area_address, how_much, is_about_areas, what, when};
use crate::access::role_words;
use crate::components::tag;
use crate::ground::Ground;
use crate::visitor::Visitor;

/// Tasks of others that are told; a person with one school has few.
const OTHERS: usize = 12;
/// The one heading that has a colour.
const OVERDUE: &str = "Overdue";
/// Days that "this week" counts, today among them.
const WEEK: i32 = 7;

/// The person's own tasks.
pub(super) fn yours(visitor: &Visitor, ground: &Ground, tasks: &[&Task]) -> Markup {
    let week = visitor.today.saturating_add((WEEK - 1).days()).to_string();
    let this_week = |task: &Task| !task.due_on.is_empty() && task.due_on <= week;
    let part = |wanted: &dyn Fn(&Task) -> bool| {
        tasks.iter().copied().filter(|task| wanted(task)).collect::<Vec<_>>()
    };
    let parts = [
        (OVERDUE, part(&|task| task.overdue)),
        ("This week", part(&|task| !task.overdue && this_week(task))),
        ("Later", part(&|task| !task.overdue && !task.due_on.is_empty() && !this_week(task))),
        ("Without a day", part(&|task| task.due_on.is_empty())),
    ];
    html! {
        @for (heading, tasks) in parts.iter().filter(|(_, tasks)| !tasks.is_empty()) {
            section {
                h2.govuk-heading-m { @if *heading == OVERDUE { (tag(heading, "red")) } @else { (heading) } }
                ul.pl-list { @for alike in alike(tasks) { li { (line(ground, &alike)) } } }
            }
        }
    }
}

/// What others have to do first; nothing where there is nothing.
pub(super) fn others(ground: &Ground, tasks: &[&Task]) -> Markup {
    html! {
        @if !tasks.is_empty() {
            section {
                h2.govuk-heading-m { "Nothing for you to do yet" }
                ul.pl-list {
                    @for task in tasks.iter().take(OTHERS) {
                        li {
                            p.pl-list__title { (what(task, ground)) }
                            p.pl-quiet {
                                "Waits for the " (role_words(&task.owed_by).to_lowercase())
                                (at(ground, task)) ". " (when(task)) "."
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The same task at several schools is one line.
fn alike<'a>(tasks: &[&'a Task]) -> Vec<Vec<&'a Task>> {
    let mut lines: Vec<Vec<&Task>> = Vec::new();
    for task in tasks {
        let of_one =
            |line: &&mut Vec<&Task>| line.first().is_some_and(|first| is_alike(first, task));
        match lines.iter_mut().find(of_one) {
            Some(line) => line.push(task),
            None => lines.push(vec![task]),
        }
    }
    lines
}

fn is_alike(a: &Task, b: &Task) -> bool {
    is_about_areas(a) && (a.kind, &a.thing_id, &a.due_on) == (b.kind, &b.thing_id, &b.due_on)
}

fn line(ground: &Ground, alike: &[&Task]) -> Markup {
    html! {
        @match alike {
            [one] => (single(ground, one)),
            [first, ..] => {
                p.pl-list__title { (what(first, ground)) }
                ul.pl-tags {
                    @for task in alike {
                        li { a href=(address(task)) {
                            (ground.names.school(&task.school_id))
                            @if let Some(much) = how_much(task) { ": " (much) }
                        } }
                    }
                }
                p.pl-quiet { (when(first)) "." }
            }
            [] => "",
        }
    }
}

fn single(ground: &Ground, task: &Task) -> Markup {
    html! {
        p.pl-list__title { a.govuk-link href=(address(task)) { (what(task, ground)) } }
        @if is_about_areas(task) && task.part_ids.len() > 1 {
            ul.pl-tags {
                @for area in &task.part_ids {
                    li { a href=(area_address(task, area)) { (ground.names.area(area)) } }
                }
            }
        }
        p.pl-quiet {
            @if let Some(much) = how_much(task) { (much) (at(ground, task)) ". " }
            @else if !task.school_id.is_empty() { (ground.names.school(&task.school_id)) (with(ground, task)) ". " }
            (when(task)) "."
        }
    }
}

/// `at Oakfield`, and with whom.
fn at(ground: &Ground, task: &Task) -> String {
    match task.school_id.as_str() {
        "" => String::new(),
        school => format!(" at {}{}", ground.names.school(school), with(ground, task)),
    }
}

fn with(ground: &Ground, task: &Task) -> String {
    match task.other_school_id.as_str() {
        "" => String::new(),
        other => format!(", with {}", ground.names.school(other)),
    }
}
