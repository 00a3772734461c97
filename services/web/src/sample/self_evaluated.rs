//! Self-evaluations of St Mary's: that of a term before, signed off, and that of this term in each state; the templates too.

use access::Shows;
use contract::categories::v1::{Citation, Evidence, EvidenceKind};
use contract::evidence::v1::{
    ListSelfEvaluationsRequest, ListSelfEvaluationsResponse, ReportCardGrade, SefArea, SefSection,
    SefTemplate, SelfEvaluation, SelfEvaluationState,
};
use contract::log::v1::Words;

use super::judged::citations;
use super::{HEAD, MARYS, as_of, ground, meeting_loaded, words};
use crate::pages::citable::Citable;
use crate::pages::own_views::OwnViewsLoaded;
use crate::pages::sef::SefLoaded;
use crate::pages::sef_templates::SefTemplatesLoaded;
use crate::pages::sef_term::SefTermLoaded;
use crate::shown::Shown;
use crate::visitor::Visitor;

const ASKED: [&str; 3] = ["foundations", "behaviour-and-attendance", "staff"];

fn said(text: &str) -> Option<Words> {
    Some(words(text).into())
}

fn area(area_id: &str, region_id: &str) -> SefArea {
    SefArea { area_id: area_id.to_owned(), region_id: region_id.to_owned(), ..SefArea::default() }
}

/// An inspection that the draft cites.
fn inspection() -> Evidence {
    Evidence {
        kind: EvidenceKind::Inspection.into(),
        id: "inspection-1".to_owned(),
        shows: "SIAMS inspection, 6 February 2024: J1".to_owned(),
        position: 2,
        ..Evidence::default()
    }
}

/// That of the summer before.
fn last() -> SelfEvaluation {
    let attendance = SefArea {
        grade: ReportCardGrade::NeedsAttention.into(),
        strengths: said("Families answer the <b>first</b> call on four days."),
        next_steps: said("Call earlier on Fridays."),
        ..area("behaviour-and-attendance", "repair")
    };
    SelfEvaluation {
        self_evaluation_id: "sef-summer".to_owned(),
        school_id: MARYS.to_owned(),
        term: "2024-25-summer".to_owned(),
        sef_template_id: "template-1".to_owned(),
        template_version: 1,
        area_ids: ASKED.map(str::to_owned).to_vec(),
        state: SelfEvaluationState::Signed.into(),
        areas: vec![attendance],
        signed_on: "2025-07-04".to_owned(),
        signed_by_id: HEAD.to_owned(),
        position: 120,
        written_position: 121,
        signed_position: 122,
        version: 2,
        ..SelfEvaluation::default()
    }
}

/// That of this term.
fn this(state: SelfEvaluationState) -> SelfEvaluation {
    let attendance = SefArea {
        grade: ReportCardGrade::ExpectedStandard.into(),
        strengths: said("Families answer the <b>first</b> call on five days."),
        evidence: vec![inspection()],
        ..area("behaviour-and-attendance", "improve")
    };
    let foundations =
        SefArea { strengths: said("People stay, and say why."), ..area("foundations", "improve") };
    let signed = state == SelfEvaluationState::Signed;
    SelfEvaluation {
        self_evaluation_id: "sef-autumn".to_owned(),
        term: "2025-26-autumn".to_owned(),
        carried_from_id: "sef-summer".to_owned(),
        state: state.into(),
        areas: vec![attendance, foundations],
        signed_on: if signed { "2025-11-20".to_owned() } else { String::new() },
        position: 405,
        written_position: 406,
        signed_position: if signed { 407 } else { 0 },
        ..last()
    }
}

/// The draft of this term and what was signed off before, the latest first.
pub(crate) fn self_evaluations() -> Vec<SelfEvaluation> {
    vec![this(SelfEvaluationState::Draft), last()]
}

/// The list as a person is shown it who is shown drafts, or what is signed off.
pub(crate) fn sef_page(visitor: &Visitor) -> SefLoaded {
    let (as_of, mut self_evaluations) = (as_of(412), self_evaluations());
    let whole = Shows::SelfEvaluationWhole;
    let evaluations = match visitor.may.shows::<ListSelfEvaluationsRequest>(MARYS, whole) {
        true => Shown::All(ListSelfEvaluationsResponse { as_of, self_evaluations }),
        false => {
            self_evaluations.remove(0);
            let answer = ListSelfEvaluationsResponse { as_of, self_evaluations };
            Shown::Part(answer, "You are shown what is signed off.")
        }
    };
    SefLoaded { ground: ground(), evaluations, templates: templates() }
}

/// The page of this term's.
pub(crate) fn sef_term_page(state: SelfEvaluationState) -> SefTermLoaded {
    let piece = |position: u64, shows: &str| Citable {
        piece: Citation {
            kind: EvidenceKind::Inspection.into(),
            id: format!("inspection-{}", position - 1),
            says: String::new(),
            position,
        },
        words: shows.to_owned(),
        ..Citable::default()
    };
    let offered = vec![
        piece(2, "SIAMS inspection, 6 February 2024: J1"),
        piece(3, "Ofsted report card, 2 December 2025"),
    ];
    SefTermLoaded {
        ground: ground(),
        evaluation: this(state),
        before: Some(last()),
        template: templates().remove(0),
        citable: [("behaviour-and-attendance".to_owned(), offered)].into(),
        more_entries: true,
        as_of: as_of(412),
    }
}

/// Two versions of the trust's template, and one of the school.
pub(crate) fn sef_templates_page() -> SefTemplatesLoaded {
    SefTemplatesLoaded { ground: ground(), templates: Shown::All(templates()) }
}

fn templates() -> Vec<SefTemplate> {
    let section = |area: &str| SefSection {
        area_id: area.to_owned(),
        prompt: said("How do you know, and <b>who</b> says so?"),
    };
    let template = |id: &str, school: &str, version: u32| SefTemplate {
        sef_template_id: id.to_owned(),
        school_id: school.to_owned(),
        version,
        name: said("The short form"),
        sections: ASKED.map(section).to_vec(),
        made_on: "2025-09-05".to_owned(),
        position: 300 + u64::from(version),
    };
    vec![
        template("template-1", "", 2),
        template("template-1", "", 1),
        template("template-2", MARYS, 1),
    ]
}

/// The form of the school's own views, begun from what is signed off.
pub(crate) fn own_views_loaded() -> OwnViewsLoaded {
    let evaluation = Some(this(SelfEvaluationState::Signed));
    let citable = ASKED.map(|area| (area.to_owned(), citations())).to_vec();
    OwnViewsLoaded { view: meeting_loaded(), evaluation, citable, more_entries: true }
}
