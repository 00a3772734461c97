//! Peer reviews and pairings of a school, as its page shows them.

use contract::Said as _;
use contract::reviews::v1::{Finding, FindingKind, Pairing, Review, ReviewState};
use contract::schools::v1::School;
use maud::{Markup, html};

use super::school::Loaded;
use super::{ForReader, event_link, looks, pairings, reviews, state};
use crate::access::Behind;
use crate::components::{Cell, Table, tag};
use crate::dates;
use crate::form::Told;
use crate::ground::Ground;
use crate::listing::PageTable;
use crate::shown::{Absence, Shown, Words};
use crate::visitor::Visitor;

pub(crate) fn reviews(loaded: &Loaded, visitor: &Visitor, told: &Told, school: &School) -> Markup {
    let none = Absence::of("No peer review of this school has been asked for.");
    let words = Words { what: "Peer reviews", none };
    let listed = |reviews: &Vec<Review>| {
        let listed = html! {
            @for review in reviews { (a_review(&loaded.ground, review, visitor)) }
            (taken(&loaded.ground, visitor, &loaded.reviews))
        };
        (!reviews.is_empty()).then_some(listed)
    };
    html! {
        section #reviews {
            h2.govuk-heading-m { "Peer reviews" }
            (loaded.reviews.draw(words, listed))
            @for pairing in loaded.pairings.known().into_iter().flatten().filter(|pairing| concerns(pairing, school)) {
                (pairings::pairing(ForReader { visitor, ground: &loaded.ground, told }, &school.school_id, pairing))
            }
        }
    }
}

fn concerns(pairing: &Pairing, school: &School) -> bool {
    pairing.giving_school_id == school.school_id || pairing.receiving_school_id == school.school_id
}

const FINDINGS: [&str; 4] = ["Finding", "Kind", "Areas", "Recorded in"];

fn finding(ground: &Ground, review: &Review, found: &Finding, visitor: &Visitor) -> Vec<Cell> {
    let areas: Vec<_> = found.areas.iter().map(|area| ground.names.area(area)).collect();
    let strength = found.kind() == FindingKind::Strength;
    let behind = Behind::School(&review.host_school_id);
    vec![
        Cell::text(found.text.said()),
        Cell::new(if strength { tag("Strength", "green") } else { tag("To improve", "orange") }),
        Cell::text(areas.join(", ")),
        Cell::new(event_link(visitor, behind, found.position)),
    ]
}

/// Said of a file without the findings of a review that the reader does not receive.
const LEFT_OUT: &str = "Findings of other reviews go to those whom host and trust agreed on";

/// The ways to take the findings of those reviews whose findings the reader receives.
pub(crate) fn taken(ground: &Ground, visitor: &Visitor, reviews: &Shown<Vec<Review>>) -> Markup {
    let received = || {
        let known = reviews.known().into_iter().flatten();
        known.filter(move |review| visitor.receives(review))
    };
    let rows = || {
        let of = |review: &Review| {
            let of_review = format!("{}: {}", dates::term(&review.term), review.focus.said());
            let rows = review.findings.iter().map(|found| {
                let said = finding(ground, review, found, visitor);
                std::iter::once(Cell::text(&of_review)).chain(said).collect()
            });
            rows.collect::<Vec<Vec<Cell>>>()
        };
        received().flat_map(of).collect::<Vec<_>>()
    };
    let [what, kind, areas, recorded] = FINDINGS;
    let head = ["Peer review", what, kind, areas, recorded];
    let table = PageTable::new("review-findings", "What peer reviews found", head);
    let all = reviews.known().into_iter().flatten().count() == received().count();
    let left_out = (!all).then(|| LEFT_OUT.to_owned()).into_iter().collect();
    html! {
        @if received().any(|review| !review.findings.is_empty()) {
            (table.about(left_out).shown_as(reviews).ways(&visitor.view, rows))
        }
    }
}

pub(crate) fn a_review(ground: &Ground, review: &Review, visitor: &Visitor) -> Markup {
    let word = reviews::review_state(review.state());
    let team = review.reviewers.iter().map(|reviewer| {
        let lead = if reviewer.lead { ", lead" } else { "" };
        format!(
            "{} ({}{lead})",
            ground.names.person(&reviewer.person_id),
            ground.names.school(&reviewer.school_id)
        )
    });
    let team: Vec<_> = team.collect();
    html! {
        h3.govuk-heading-s {
            a.govuk-link href={"/reviews/" (review.review_id)} { (dates::term(&review.term)) ": " (review.focus.said()) }
            " " (state(word))
            @if !review.pairing_id.is_empty() { " " (tag("Agreed in a partnership", "grey")) }
        }
        @if !team.is_empty() { p.govuk-body { "Reviewed by " (team.join(" and ")) "." } }
        @if !visitor.receives(review) {
            p.govuk-body { "What was found goes to those whom host and trust agreed on." }
        } @else {
        @if review.summary.is_some() { p class="govuk-body pl-wrap pl-measure" { (review.summary.said()) } }
        @if !review.findings.is_empty() {
            (Table {
                caption: None,
                head: FINDINGS.map(|words| (words, false)).to_vec(),
                rows: review.findings.iter().map(|found| finding(ground, review, found, visitor)).collect(),
                first_is_header: false,
                stacks: true,
            }.render())
        }
        }
        @if !review.counts_as_evidence && review.state() != ReviewState::Requested {
            p.pl-note { "Host and trust agreed that this review does not count as evidence." }
        }
        (looks::link(visitor, looks::Thing::Review, &review.host_school_id, &review.review_id))
    }
}
