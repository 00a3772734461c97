//! The pages: each loads from the services, makes a view of it, and writes it down.

#[cfg(test)]
mod accessible;
pub(crate) mod accreditations;
pub(crate) mod actions;
pub(crate) mod adoption_forms;
pub(crate) mod agreed;
pub(crate) mod answer;
pub(crate) mod answers;
pub(crate) mod area;
pub(crate) mod attached_report;
pub(crate) mod attached_report_forms;
pub(crate) mod benchmarks;
pub(crate) mod calendar;
mod choices;
pub(crate) mod chooser;
pub(crate) mod citable;
pub(crate) mod committee;
pub(crate) mod committee_seats;
pub(crate) mod committees;
pub(crate) mod compared_schools;
mod compared_spread;
mod could_help;
pub(crate) mod dashboard;
pub(crate) mod decision_meeting;
#[cfg(test)]
mod desk;
pub(crate) mod e_mail;
pub(crate) mod earlier;
pub(crate) mod earlier_forms;
pub(crate) mod event;
mod evidence;
mod evidence_gathered;
pub(crate) mod facts;
pub(crate) mod figure;
pub(crate) mod figure_checked;
pub(crate) mod figure_columns;
pub(crate) mod figure_file;
pub(crate) mod figure_forms;
pub(crate) mod figure_import;
pub(crate) mod figure_imports;
pub(crate) mod figure_mappings;
pub(crate) mod figures;
pub(crate) mod figures_known;
pub(crate) mod find;
pub(crate) mod founding;
pub(crate) mod framework;
pub(crate) mod framework_compared;
pub(crate) mod framework_draft;
pub(crate) mod framework_draft_forms;
pub(crate) mod framework_draft_new;
pub(crate) mod framework_new;
pub(crate) mod grid;
mod heat;
pub(crate) mod home;
pub(crate) mod hubs;
pub(crate) mod independence;
pub(crate) mod inspection_forms;
pub(crate) mod inspections;
pub(crate) mod invitations;
pub(crate) mod joining;
mod judged;
pub(crate) mod judging;
pub(crate) mod looks;
mod measure;
mod measured_area;
pub(crate) mod measures;
pub(crate) mod meeting;
pub(crate) mod meeting_record;
pub(crate) mod moderation;
pub(crate) mod newcomer;
pub(crate) mod on_a_page;
mod on_a_page_parts;
mod on_a_page_results;
pub(crate) mod own_views;
pub(crate) mod pack;
mod pack_cover;
mod pack_file;
mod pack_papers;
pub(crate) mod pairings;
pub(crate) mod paper;
pub(crate) mod people;
pub(crate) mod people_file;
pub(crate) mod person;
pub(crate) mod person_change;
pub(crate) mod person_roles;
#[cfg(test)]
mod preview;
pub(crate) mod printed_change;
pub(crate) mod proposals;
pub(crate) mod question_versions;
pub(crate) mod record;
pub(crate) mod record_filter;
pub(crate) mod record_forms;
mod register;
pub(crate) mod register_file;
pub(crate) mod removal;
pub(crate) mod report;
pub(crate) mod report_asked;
pub(crate) mod report_changed;
pub(crate) mod report_commentary;
mod report_data;
pub(crate) mod report_desk;
pub(crate) mod report_file;
mod report_first;
mod report_survey;
pub(crate) mod report_talk;
pub(crate) mod reports;
pub(crate) mod reports_together;
mod required;
pub(crate) mod requirement;
pub(crate) mod requirement_forms;
pub(crate) mod requirements;
pub(crate) mod results;
mod results_tables;
pub(crate) mod review_changes;
pub(crate) mod review_steps;
pub(crate) mod reviews;
pub(crate) mod roles;
pub(crate) mod round_desk;
pub(crate) mod round_view;
pub(crate) mod rounds;
pub(crate) mod saved;
pub(crate) mod school;
pub(crate) mod school_desk;
pub(crate) mod school_evidence;
pub(crate) mod school_held;
pub(crate) mod school_independence;
pub(crate) mod school_moves;
mod school_parts;
pub(crate) mod school_requirements;
mod school_reviews;
mod school_surveys;
pub(crate) mod sef;
mod sef_changes;
pub(crate) mod sef_forms;
pub(crate) mod sef_templates;
pub(crate) mod sef_term;
pub(crate) mod sharing;
pub(crate) mod sign_in;
pub(crate) mod similar_schools;
pub(crate) mod similar_wanted;
pub(crate) mod status;
pub(crate) mod surveys;
pub(crate) mod terms;
pub(crate) mod trail;
mod triangulation;
pub(crate) mod trust_mark;
pub(crate) mod trust_mark_forms;
pub(crate) mod visit;
pub(crate) mod visit_forms;
pub(crate) mod visit_guests;
pub(crate) mod visits;
pub(crate) mod wave_desk;
pub(crate) mod wave_opening;
pub(crate) mod wave_plan;
pub(crate) mod withdraw;
pub(crate) mod word_search;
mod work;
#[cfg(test)]
mod written;

use maud::{Markup, html};

use crate::access::Behind;
pub(crate) use crate::asked;
use crate::chart;
use crate::components::tag;
use crate::form::Told;
use crate::ground::Ground;
use crate::names::Names;
use crate::visitor::Visitor;

/// The list of schools, above every page of one.
const SCHOOLS: &str = "/schools";

/// A region as a chip: its word, its place on the ladder drawn, its shade.
fn chip(names: &Names, region: &str) -> Markup {
    let (rung, rungs) = (names.rung(region), names.rungs());
    html! {
        span class={"pl-chip pl-rank-" (rank(rung, rungs))} {
            (chart::steps(rung, rungs)) (names.region(region))
        }
    }
}

/// A region in running text or a narrow cell.
fn rung(names: &Names, region: &str) -> Markup {
    html! {
        span.pl-rung { (chart::steps(names.rung(region), names.rungs())) (names.region(region)) }
    }
}

/// The shade of a rung: four shades, however long the ladder; 0 for what is not on it.
fn rank(rung: usize, rungs: usize) -> usize {
    if rung == 0 || rungs == 0 {
        0
    } else if rungs <= 4 {
        rung + 4 - rungs
    } else {
        rung * 4 / rungs
    }
    .min(4)
}

/// An event of the record, and the way to it for those who may open it.
fn event_link(visitor: &Visitor, behind: Behind<'_>, position: u64) -> Markup {
    event_named(visitor.opens(behind), position)
}

/// The same where the trail itself says whether the event opens.
fn event_named(opens: bool, position: u64) -> Markup {
    html! {
        @if opens {
            a.govuk-link href={"/trail/" (position)} { "event " (position) }
        } @else { "event " (position) }
    }
}

/// Who reads a page, what the page stands in, and what it tells above.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ForReader<'a> {
    pub visitor: &'a Visitor,
    pub ground: &'a Ground,
    pub told: &'a Told,
}

/// A survey, and the way to it for those who may see what it found, or where nothing is to be seen yet.
fn survey_link(visitor: &Visitor, wave: &str, released: bool, title: &str) -> Markup {
    html! {
        @if visitor.sees_answers() || !released {
            a.govuk-link href={"/surveys/" (wave)} { (title) }
        } @else { (title) }
    }
}

/// A state in a word and a colour, which says the same as the colour of any other tag ([`tag`]).
fn state(word: &str) -> Markup {
    let colour = match word {
        "released" | "issued" | "completed" | "following" | "scheduled" | "closed"
        | "called off" => "grey",
        "due" | "requested" | "challenged" | "paused" => "orange",
        "stopped" => "red",
        _ => "",
    };
    tag(&capital(word), colour)
}

/// `drafted` as `Drafted`.
fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// `3 schools`, `1 school`.
fn counted(count: usize, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

/// Crumbs below the list of schools.
fn crumbs<const N: usize>(more: [(String, String); N]) -> Vec<(String, String)> {
    std::iter::once(("Schools".to_owned(), SCHOOLS.to_owned())).chain(more).collect()
}

#[cfg(test)]
mod tests;
