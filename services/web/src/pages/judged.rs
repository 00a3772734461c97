//! How a region came about: the school's own view, proposal, challenge, moderation and decision, side by side.

use contract::Said as _;
use contract::categories::v1::{Category, CategoryState, Evidence, EvidenceKind, Step};
use maud::{Markup, html};

use super::{counted, event_link, rung};
use crate::access::Behind;
use crate::components::{Cell, Table, inset};
use crate::dates;
use crate::ground::Ground;
use crate::names::Names;
use crate::shown::Extent;
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

    /// What the decision is to whoever wants to open it.
    pub(crate) fn behind<'b>(&self, school: &'b str) -> Behind<'b> {
        Behind::decision(school, self.state == CategoryState::Shared)
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

/// Evidence as a list, each piece with the way to what it is and to the event that recorded it.
pub(crate) fn evidence_list(
    (visitor, names): (&Visitor, &Names),
    school: &str,
    evidence: &[Evidence],
) -> Markup {
    html! {
        ul.pl-evidence {
            @for piece in evidence { li { (cited((visitor, names), school, piece)) } }
        }
    }
}

fn cited((visitor, names): (&Visitor, &Names), school: &str, piece: &Evidence) -> Markup {
    let (kind, way) = kind_and_way(visitor, piece, school);
    html! {
        p.pl-wrap { (names.sentence(&piece.says.said())) }
        p.pl-note {
            (kind)
            @if let Some((address, words)) = way { ": " a.govuk-link href=(address) { (words) } }
            @if piece.position > 0 { ", recorded in " (event_link(visitor, behind(piece, school), piece.position)) }
            @else { ", kept outside this record" }
        }
    }
}

/// Every piece once, with the areas that cite it.
pub(crate) fn evidence_table(
    (visitor, names): (&Visitor, &Names),
    school: &str,
    judged: &[Judged<'_>],
) -> Markup {
    let mut pieces: Vec<(&Evidence, Vec<String>)> = Vec::new();
    for judged in judged {
        for piece in judged.evidence() {
            let area = names.area(judged.area_id);
            match pieces.iter_mut().find(|(known, _)| *known == piece) {
                Some((_, areas)) => areas.push(area),
                None => pieces.push((piece, vec![area])),
            }
        }
    }
    let rows = pieces.into_iter().map(|(piece, areas)| {
        let (kind, way) = kind_and_way(visitor, piece, school);
        let kind = match way {
            Some((address, _)) => html! { a.govuk-link href=(address) { (kind) } },
            None => html! { (kind) },
        };
        let position = piece.position;
        vec![
            Cell::new(html! { span.pl-wrap { (names.sentence(&piece.says.said())) } }),
            Cell::text(areas.join(", ")),
            Cell::new(kind),
            Cell::new(html! { @if position > 0 { (event_link(visitor, behind(piece, school), position)) } @else { "Kept outside this record" } }),
        ]
    });
    Table {
        caption: Some("Evidence"),
        head: vec![
            ("What it shows", false),
            ("Cited for", false),
            ("What it is", false),
            ("Recorded in", false),
        ],
        rows: rows.collect(),
        first_is_header: false,
        stacks: true,
    }
    .render()
}

fn behind<'a>(piece: &Evidence, school: &'a str) -> Behind<'a> {
    Behind::evidence(school, piece.kind() == EvidenceKind::SurveyFigure)
}

/// What a piece of evidence is, and the page that shows it.
fn kind_and_way(
    visitor: &Visitor,
    piece: &Evidence,
    school: &str,
) -> (&'static str, Option<(String, &'static str)>) {
    match piece.kind() {
        EvidenceKind::SurveyFigure => {
            let (wave, question) = piece.id.split_once('/').unwrap_or((&piece.id, ""));
            let anchor = if question.is_empty() { String::new() } else { format!("#{question}") };
            let way = format!("/surveys/{wave}?school={school}{anchor}");
            // Which question was cited is not told to everybody who is told that one was.
            let shown = !wave.is_empty() && visitor.sees_answers_of(school);
            ("Survey figure", shown.then_some((way, "see the survey’s results")))
        }
        EvidenceKind::ReviewFinding => {
            let way = (format!("/schools/{school}#reviews"), "see the review");
            let shown = visitor.reviews_of(school) == Extent::All;
            ("Peer review finding", shown.then_some(way))
        }
        // No page shows these figures one by one yet.
        EvidenceKind::ImportedFigure => ("Imported figure", None),
        EvidenceKind::Visit => ("Visit", None),
        EvidenceKind::RunningRecord => ("Running record", None),
        EvidenceKind::SelfEvaluation => ("Self-evaluation", None),
        EvidenceKind::Inspection => ("Inspection", None),
        EvidenceKind::Unspecified => ("Evidence", None),
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
    fn evidence_leads_only_where_it_can_be_seen() {
        let way = |visitor: &Visitor, kind: EvidenceKind| {
            let piece = Evidence { kind: kind.into(), ..Evidence::default() };
            kind_and_way(visitor, &piece, sample::MARYS).1.is_some()
        };
        assert!(!way(&sample::lead(), EvidenceKind::ImportedFigure), "no page shows it");
        assert!(way(&sample::lead(), EvidenceKind::ReviewFinding));
        assert!(!way(&sample::clerk(), EvidenceKind::ReviewFinding));
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
    fn evidence_leads_to_what_it_is_and_to_its_event() {
        let (ground, category) = (sample::ground(), sample::category("governance"));
        let lead = sample::lead();
        let judged = Judged::of(&category, &lead, u64::MAX).unwrap();
        let names = (&lead, &ground.names);
        let page = evidence_list(names, sample::MARYS, judged.evidence()).into_string();
        assert!(
            page.contains(&format!("/surveys/{}?school={}#q14", sample::WAVE, sample::MARYS)),
            "{page}"
        );
        assert!(page.contains("href=\"/trail/201\""), "{page}");
    }

    #[test]
    fn evidence_cited_for_several_areas_is_listed_once() {
        let (ground, categories) =
            (sample::ground(), [sample::category("governance"), sample::category("staff")]);
        let judged: Vec<_> = categories
            .iter()
            .filter_map(|category| Judged::of(category, &sample::lead(), u64::MAX))
            .collect();
        let page =
            evidence_table((&sample::lead(), &ground.names), sample::MARYS, &judged).into_string();
        assert_eq!(page.matches("Governance, Staff").count(), 3, "{page}");
    }
}
