use contract::categories::v1::{Citation, EvidenceKind};

use super::*;
use crate::form::Fields;
use crate::sample::{self, MARYS};

fn act() -> ProposeAll {
    ProposeAll { round: "r".to_owned(), school: MARYS.to_owned() }
}

fn entered(fields: &str) -> Entered {
    Entered::read(ProposeAll::ENTRIES, Fields::parse(fields.as_bytes()))
}

#[test]
fn each_area_with_a_view_has_its_last_decision_its_view_and_its_evidence() {
    let lead = sample::lead();
    let page = render(&lead, &sample::proposals_loaded(), &act(), &Told::default());
    let page = page.into_string();
    for wanted in ["name=\"region-governance\"", "name=\"evidence-governance\"", "Decided last"] {
        assert!(page.contains(wanted), "{wanted} is missing: {page}");
    }
    assert!(!page.contains("name=\"region-staff\""), "the school has not said its view");
}

#[test]
fn a_proposal_wants_a_reason_and_something_to_rest_on() {
    let problems = |fields| act().problems(&entered(fields)).len();
    let whole = "region-staff=improve&reason-staff=Seen&statement-staff=A+visit";
    assert_eq!(problems(whole), 0);
    assert_eq!(problems("region-staff=improve"), 2, "no reason, no evidence");
    assert_eq!(problems("reason-staff=Seen"), 1, "no region");
}

#[test]
fn the_proposals_of_several_areas_are_one_command_with_the_evidence_of_each() {
    let piece = Citation {
        kind: EvidenceKind::SurveyFigure.into(),
        id: "wave/q3".to_owned(),
        says: String::new(),
        position: 4,
    };
    let words = "Parents".to_owned();
    let value = citable::value(&Citable { piece: piece.clone(), words, ..Citable::default() });
    let fields = crate::form::encoded(&[
        ("region-staff", "improve"),
        ("reason-staff", "Seen"),
        ("evidence-staff", &value),
        ("region-outcomes", "repair"),
        ("reason-outcomes", "Low"),
        ("statement-outcomes", "A visit"),
    ]);
    let wanted = act().command(&entered(&fields));
    let rests: Vec<_> = wanted.proposals.iter().map(|one| one.evidence.clone()).collect();
    assert_eq!(rests[0], [piece]);
    assert_eq!((rests[1].len(), rests[1][0].says.as_str()), (1, "A visit"));
    let ground = sample::ground();
    assert_eq!(act().said(&ground, "evidence", &value), "Parents", "on the page that checks");
}
