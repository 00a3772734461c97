//! How a region came about: the school's own view, proposal, challenge, moderation and decision, side by side.

use contract::Said as _;
use contract::categories::v1::{Category, CategoryState, Evidence, Step};
use maud::{Markup, html};

use super::{counted, event_link, rung};
use crate::access::Behind;
use crate::components::inset;
use crate::dates;
use crate::ground::Ground;
use crate::shown::Shown;
use crate::visitor::Visitor;

/// Names of the steps in the order they are taken.
pub(crate) const STEPS: [&str; 5] =
    ["School’s own view", "Proposal", "Challenge", "Moderation", "Decision"];

/// A category's steps as this person may see them, up to a position of the record.
#[derive(Debug)]
pub(crate) struct Judged<'a> {
    pub area_id: &'a str,
    pub term: &'a str,
    /// In the order of [`STEPS`].
    pub steps: [Option<&'a Step>; 5],
    state: CategoryState,
    /// Why a decision was opened again, where one was.
    pub reopening: Option<&'a Step>,
    /// Why there is no view of the school, and why the last proposal was taken back.
    pub noted: [Option<&'a Step>; 2],
    /// The day until which the school's answer is waited for; empty where none is.
    pub answer_by: &'a str,
    /// Whether it was decided without the school's answer.
    pub not_answered: bool,
    /// Whether the steps between the school's view and the decision are kept from this person.
    between_withheld: bool,
    /// Whether an earlier day was asked for.
    earlier: bool,
}

impl<'a> Judged<'a> {
    /// Nothing where the category is not shared and this person sees what is shared only.
    pub(crate) fn of(category: &'a Category, visitor: &Visitor, until: u64) -> Option<Self> {
        let cell = category.cell.as_ref()?;
        let shared = category.state() == CategoryState::Shared;
        // What was shared and is under review is said to be so.
        let was_shared = !category.shared_region_id.is_empty();
        if !shared && !was_shared && !visitor.sees_drafts(&cell.school_id) {
            return None;
        }
        let known = |step: &'a Option<Step>| step.as_ref().filter(|step| step.position <= until);
        let Category { school_view, proposal, challenge, moderation, decision, .. } = category;
        let steps = [school_view, proposal, challenge, moderation, decision].map(known);
        let reopening = known(&category.reopening);
        let waits = category.state() == CategoryState::Proposed;
        Some(Self {
            noted: [&category.view_not_given, &category.withdrawal].map(known),
            answer_by: if waits { category.answer_by.as_str() } else { "" },
            not_answered: category.not_answered,
            area_id: &cell.area_id,
            term: &cell.term,
            steps,
            state: category.state(),
            reopening,
            between_withheld: !visitor.sees_drafts(&cell.school_id),
            earlier: until < u64::MAX,
        })
    }

    /// Whether a step is one that is kept from this person, whether or not it was taken.
    pub(crate) fn withholds(&self, place: usize) -> bool {
        // While it is under review none of its steps is shown.
        let reviewed = self.state == CategoryState::Reopened;
        self.between_withheld && (reviewed || (1..=3).contains(&place))
    }

    /// Where it stands, in words: on an earlier day by the steps taken until then.
    pub(crate) fn standing(&self) -> &'static str {
        if !self.earlier {
            return standing(self.state);
        }
        match self.steps.iter().rposition(Option::is_some) {
            Some(4) => "Decided",
            Some(3) => standing(CategoryState::Moderated),
            Some(2) => standing(CategoryState::Challenged),
            Some(1) => standing(CategoryState::Proposed),
            Some(_) => standing(CategoryState::ViewStated),
            None => standing(CategoryState::Unspecified),
        }
    }

    pub(crate) fn decision(&self) -> Option<&'a Step> {
        self.steps[4]
    }

    /// Whether there is anything to tell.
    pub(crate) fn has_begun(&self) -> bool {
        let told = self.steps.iter().chain(&self.noted).any(Option::is_some);
        told || self.reopening.is_some()
    }

    /// What the decision is to the reader who wants to open it.
    pub(crate) fn behind<'b>(&self, school: &'b str) -> Behind<'b> {
        Behind::decision(school, self.state == CategoryState::Shared)
    }

    /// The evidence as this person is shown it: of a decision that cites none, the proposal's may be withheld.
    pub(crate) fn rests_on(&self) -> Shown<&'a [Evidence]> {
        let evidence = self.evidence();
        let withheld = evidence.is_empty() && self.between_withheld;
        let why =
            "The decision itself cites no evidence. What was proposed before is not shown to you.";
        if withheld { Shown::Withheld(why) } else { Shown::All(evidence) }
    }

    /// The evidence the judgement rests on: the decision's, else the proposal's.
    pub(crate) fn evidence(&self) -> &'a [Evidence] {
        let with_evidence = [4, 1].into_iter().filter_map(|place: usize| self.steps[place]);
        with_evidence
            .map(|step| step.evidence.as_slice())
            .find(|evidence| !evidence.is_empty())
            .unwrap_or_default()
    }
}

/// Where a category stands, in words.
fn standing(state: CategoryState) -> &'static str {
    match state {
        CategoryState::Unspecified => "Not begun",
        CategoryState::ViewStated => "School’s view stated",
        CategoryState::Proposed => "Proposed",
        CategoryState::Accepted => "Proposal accepted",
        CategoryState::Challenged => "Challenged",
        CategoryState::Moderated => "Moderated",
        CategoryState::Decided => "Decided, not yet shared",
        CategoryState::Shared => "Decided and shared",
        CategoryState::Reopened => "Under review",
        CategoryState::NotJudged => "Not judged",
    }
}

/// The steps as cards, with reason, person, time and event.
pub(crate) fn side_by_side(
    visitor: &Visitor,
    ground: &Ground,
    school: &str,
    judged: &Judged<'_>,
) -> Markup {
    html! {
        @if let Some(step) = judged.reopening {
            (inset(&html! {
                "Under review since " (dates::day_of(&step.at)) @if !step.region_id.is_empty() { "; it was " strong { (ground.names.region(&step.region_id)) } }
                ". " span.pl-wrap { (step.reason.said()) } " (" (event_link(visitor, Behind::School(school), step.position)) ")"
            }))
        }
        @for (said, step) in ["The school gave no view of its own", "The last proposal was taken back"].iter().zip(judged.noted) {
            @if let Some(step) = step {
                (inset(&html! { (said) ": " span.pl-wrap { (step.reason.said()) } " (" (event_link(visitor, Behind::School(school), step.position)) ")" }))
            }
        }
        @if !judged.answer_by.is_empty() {
            p.govuk-body { "The school has until " strong { (dates::weekday(judged.answer_by)) } " to answer the proposal." }
        }
        @if judged.not_answered { p.govuk-body { "It was decided without the school’s answer to the proposal." } }
        ol.pl-steps {
            @for (place, (name, step)) in STEPS.iter().zip(judged.steps).enumerate() {
                @match step {
                    Some(step) => {
                        @let behind = if *name == "Decision" { judged.behind(school) } else { Behind::School(school) };
                        li.pl-step { h3 { (name) } (taken(visitor, ground, behind, step)) }
                    },
                    None => li class="pl-step pl-step--none" { h3 { (name) } p.pl-quiet { @if judged.withholds(place) { "Not shown to you." } @else { (none(name)) } } },
                }
            }
        }
    }
}

fn taken(visitor: &Visitor, ground: &Ground, behind: Behind<'_>, step: &Step) -> Markup {
    html! {
        @if !step.region_id.is_empty() { p { (rung(&ground.names, &step.region_id)) } }
        p.pl-wrap { (step.reason.said()) }
        @if !step.evidence.is_empty() {
            p { "Cites " (counted(step.evidence.len(), "piece of evidence", "pieces of evidence")) "." }
        }
        p.pl-step__mark { (ground.names.person(&step.actor_id)) ", " (dates::day_of(&step.at)) ", " (event_link(visitor, behind, step.position)) }
    }
}

fn none(step: &str) -> &'static str {
    match step {
        "School’s own view" => "Not stated.",
        "Challenge" => "Not challenged.",
        "Moderation" => "Not moderated.",
        _ => "Not yet.",
    }
}

#[cfg(test)]
mod tests;
