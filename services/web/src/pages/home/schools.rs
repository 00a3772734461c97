//! What the first page says of schools and committees: how much waits at each, who meets next, and where to read on.

use contract::PAPERS_OUT;
use contract::dashboards::v1::Task;
use jiff::ToSpan as _;
use jiff::civil::Date;
use maud::{Markup, html};

use crate::components::{Cell, Table};
use crate::dates;
use crate::form;
use crate::ground::Ground;
use crate::shown::Extent;
use crate::visitor::Visitor;

/// Schools that have a way of their own on the page; more than that are found in the list of schools.
const OWN_SCHOOLS: usize = 4;
/// Meetings told.
const MEETINGS: usize = 8;

/// How much waits at each school, for those who see all of them.
pub(super) fn table(
    visitor: &Visitor,
    ground: &Ground,
    yours: &[&Task],
    others: &[&Task],
) -> Markup {
    let rows = ground.schools_seen(visitor).filter_map(|school| {
        let here = |task: &&&Task| task.school_id == school.school_id;
        let (own, theirs) = (yours.iter().filter(here).count(), others.iter().filter(here).count());
        let overdue = yours.iter().chain(others).filter(here).filter(|task| task.overdue).count();
        let to = form::address("/", &[("school", &school.school_id)]);
        (own + theirs > 0).then(|| {
            vec![
                Cell::new(html! { a.govuk-link href=(to) { (school.name) } }),
                Cell::number(own.to_string()),
                Cell::number(theirs.to_string()),
                Cell::number(overdue.to_string()),
            ]
        })
    });
    let rows: Vec<_> = rows.collect();
    let head = vec![("School", false), ("You", true), ("Others", true), ("Overdue", true)];
    let caption = Some("What waits at each school");
    html! {
        @if !rows.is_empty() {
            (Table { caption, head, rows, first_is_header: true, stacks: true }.render())
        }
    }
}

/// The meetings to come of the committees whose paper this person reads once it is out, soonest first.
fn to_come<'a>(visitor: &'a Visitor, ground: &'a Ground) -> Vec<(&'a str, &'a str)> {
    let today = visitor.today.to_string();
    let reads = |school: &str| visitor.reads_reports_of(school) && !visitor.reads_drafts_of(school);
    let mut meetings: Vec<(&str, &str)> = ground
        .trust
        .committees
        .iter()
        .filter(|committee| reads(&committee.school_id))
        .flat_map(|committee| committee.meetings.iter().map(move |on| (&committee.name, &on.on)))
        .filter(|(_, on)| **on >= today)
        .map(|(name, on)| (on.as_str(), name.as_str()))
        .collect();
    meetings.sort_unstable();
    meetings
}

/// The day by which the paper of a meeting goes out, seven clear days before; nothing once that day has passed.
fn papers_out(visitor: &Visitor, meeting_on: &str) -> Option<String> {
    let on: Date = meeting_on.parse().ok()?;
    let out = on.checked_sub(PAPERS_OUT.days()).ok()?;
    (out >= visitor.today).then(|| dates::weekday(&out.to_string()))
}

/// Committee and day of the next meeting.
pub(super) fn next_meeting(visitor: &Visitor, ground: &Ground) -> Option<(String, String)> {
    let (on, committee) = to_come(visitor, ground).first().copied()?;
    Some((committee.to_owned(), on.to_owned()))
}

/// The next meetings and the way to their papers; nothing where this person reads none.
pub(super) fn meetings(visitor: &Visitor, ground: &Ground) -> Markup {
    let meetings = to_come(visitor, ground);
    html! {
        @if !meetings.is_empty() {
            section {
                h2.govuk-heading-m { "The next meetings and their papers" }
                ul.pl-list {
                    @for (on, committee) in meetings.iter().take(MEETINGS) {
                        li {
                            p.pl-list__title { (committee) }
                            p.pl-quiet {
                                "Meets on " (dates::weekday(on)) "."
                                @if let Some(out) = papers_out(visitor, on) { " Its paper comes by " (out) "." }
                            }
                        }
                    }
                }
                p.govuk-body { a.govuk-link href="/reports" { "The papers that have been issued" } }
            }
        }
    }
}

/// The ways to where the schools stand, and to the person's own schools.
pub(super) fn ways(visitor: &Visitor, ground: &Ground) -> Markup {
    let stands = !matches!(visitor.judgements(), Extent::Nothing(_));
    let all = ground.trust.schools.len();
    let own = ground.trust.schools.iter().filter(|school| {
        visitor.reads_reports_of(&school.school_id) && visitor.sees(&school.school_id)
    });
    let own: Vec<_> = own.collect();
    let own = if own.len() < all && own.len() <= OWN_SCHOOLS { own } else { Vec::new() };
    html! {
        @if stands || !own.is_empty() {
            nav aria-label="Where to read on" {
                h2.govuk-heading-m { "Where to read on" }
                ul.pl-tags {
                    @for school in own { li { a href={"/schools/" (school.school_id)} { (school.name) } } }
                    @if stands { li { a href="/schools" { "Where our schools stand" } } }
                }
            }
        }
    }
}
