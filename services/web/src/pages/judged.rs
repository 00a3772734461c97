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
        if !shared && !visitor.sees_drafts(&cell.school_id) {
            return None;
        }
        let known = |step: &'a Option<Step>| step.as_ref().filter(|step| step.position <= until);
        let Category { school_view, proposal, challenge, moderation, decision, .. } = category;
        let steps = [school_view, proposal, challenge, moderation, decision].map(known);
        let reopening = known(&category.reopening);
        Some(Self {
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
        self.between_withheld && (1..=3).contains(&place)
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
        CategoryState::Reopened => "Opened again",
        CategoryState::NotJudged => "Not judged",
    }
}

/// The steps as cards, with reason, person, time and event.
pub(crate) fn side_by_side(
    (visitor, ground): (&Visitor, &Ground),
    school: &str,
    judged: &Judged<'_>,
) -> Markup {
    html! {
        @if let Some(step) = judged.reopening {
            (inset(&html! {
                "The decision was opened again" @if !step.region_id.is_empty() { "; until then it was " strong { (ground.names.region(&step.region_id)) } }
                ". " span.pl-wrap { (step.reason.said()) } " (" (event_link(visitor, Behind::School(school), step.position)) ")"
            }))
        }
        ol.pl-steps {
            @for (place, (name, step)) in STEPS.iter().zip(judged.steps).enumerate() {
                @match step {
                    Some(step) => {
                        @let behind = if *name == "Decision" { judged.behind(school) } else { Behind::School(school) };
                        li.pl-step { h3 { (name) } (taken((visitor, ground), behind, step)) }
                    },
                    None => li class="pl-step pl-step--none" { h3 { (name) } p.pl-quiet { @if judged.withholds(place) { "Not shown to you." } @else { (none(name)) } } },
                }
            }
        }
    }
}

fn taken((visitor, ground): (&Visitor, &Ground), behind: Behind<'_>, step: &Step) -> Markup {
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
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_judgement_not_shared_is_for_those_who_make_it() {
        let mut category = sample::category("governance");
        assert!(Judged::of(&category, &sample::trustee(), u64::MAX).is_some());
        category.set_state(CategoryState::Decided);
        assert!(Judged::of(&category, &sample::trustee(), u64::MAX).is_none());
        assert!(Judged::of(&category, &sample::governor(), u64::MAX).is_none());
        assert!(Judged::of(&category, &sample::head(), u64::MAX).is_some());
    }

    #[test]
    fn steps_taken_later_than_the_day_asked_for_are_not_shown() {
        let category = sample::category("governance");
        let judged = Judged::of(&category, &sample::lead(), 305).unwrap();
        assert!(judged.steps[1].is_some() && judged.decision().is_none());
    }

    #[test]
    fn a_judgement_stood_then_where_its_steps_had_come_to() {
        let category = sample::category("governance");
        let standing = |until| Judged::of(&category, &sample::lead(), until).unwrap().standing();
        assert_eq!(standing(u64::MAX), "Decided and shared");
        assert_eq!(standing(400), "Decided");
        assert!(["Proposed", "Challenged"].contains(&standing(305)), "{}", standing(305));
    }

    #[test]
    fn steps_kept_from_a_reader_are_not_said_to_be_missing() {
        let (ground, mut category) = (sample::ground(), sample::category("governance"));
        (category.proposal, category.challenge, category.moderation) = (None, None, None);
        let shown = |visitor: &Visitor| {
            let judged = Judged::of(&category, visitor, u64::MAX).unwrap();
            side_by_side((visitor, &ground), sample::MARYS, &judged).into_string()
        };
        let trustee = shown(&sample::trustee());
        assert_eq!(trustee.matches("Not shown to you.").count(), 3);
        assert!(!trustee.contains("Not challenged") && !trustee.contains("Not yet"));
        assert!(shown(&sample::lead()).contains("Not challenged."));
    }

    #[test]
    fn every_step_tells_its_reason_its_person_and_its_event() {
        let (ground, category) = (sample::ground(), sample::category("governance"));
        let lead = sample::lead();
        let judged = Judged::of(&category, &lead, u64::MAX).unwrap();
        let page = side_by_side((&lead, &ground), sample::MARYS, &judged).into_string();
        for wanted in [
            "School’s own view",
            "Not moderated.",
            "Amira Khan",
            "href=\"/trail/310\"",
            "&lt;script&gt;",
        ] {
            assert!(page.contains(wanted), "{wanted}: {page}");
        }
    }

    #[test]
    fn a_decision_without_evidence_does_not_deny_what_a_withheld_proposal_cited() {
        let mut category = sample::category("governance");
        category.proposal = None;
        category.decision.as_mut().unwrap().evidence.clear();
        let rests_on = |visitor: &Visitor| {
            let judged = Judged::of(&category, visitor, u64::MAX).unwrap();
            judged.rests_on().known().map(|pieces| pieces.len())
        };
        assert_eq!(rests_on(&sample::trustee()), None);
        assert_eq!(rests_on(&sample::lead()), Some(0));
    }
}
