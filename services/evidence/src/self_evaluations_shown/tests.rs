use std::collections::{BTreeMap, BTreeSet};

use access::Sight;
use contract::evidence::v1::SefArea;
use uuid::Uuid;

use super::*;

const SCHOOL: Uuid = Uuid::from_u128(1);

fn reach(kind: Shows) -> Reach {
    let schools = BTreeMap::from([(SCHOOL, Sight::Only(BTreeSet::from([kind])))]);
    Reach::Schools { trust: None, schools, reviews: BTreeMap::new() }
}

fn evaluation(school: Uuid, state: SelfEvaluationState) -> SelfEvaluation {
    SelfEvaluation {
        school_id: school.to_string(),
        state: state.into(),
        ..SelfEvaluation::default()
    }
}

fn sees(kind: Shows, state: SelfEvaluationState) -> bool {
    let elsewhere = evaluation(Uuid::from_u128(2), state);
    assert_eq!(self_evaluation(elsewhere, &reach(kind)), None, "of another school");
    self_evaluation(evaluation(SCHOOL, state), &reach(kind)).is_some()
}

#[test]
fn a_draft_is_for_the_headteacher_and_what_is_signed_off_for_its_readers() {
    let (draft, signed) = (SelfEvaluationState::Draft, SelfEvaluationState::Signed);
    assert!(sees(Shows::SelfEvaluationWhole, draft));
    assert!(sees(Shows::SelfEvaluationWhole, signed));
    assert!(!sees(Shows::SelfEvaluationSigned, draft));
    assert!(sees(Shows::SelfEvaluationSigned, signed));
}

#[test]
fn findings_and_entries_are_cited_to_its_readers_without_their_words() {
    let cited = |kind: EvidenceKind, position: u64| Evidence {
        kind: kind.into(),
        id: "i".to_owned(),
        says: Some(Words::from("Pupils read.")),
        position,
        ..Evidence::default()
    };
    let evidence = vec![
        cited(EvidenceKind::ReviewFinding, 1),
        cited(EvidenceKind::RunningRecord, 2),
        cited(EvidenceKind::RunningRecord, 0),
        cited(EvidenceKind::Inspection, 3),
    ];
    let mut whole = evaluation(SCHOOL, SelfEvaluationState::Signed);
    whole.areas = vec![SefArea { evidence, ..SefArea::default() }];
    let told = |kind| {
        let shown = self_evaluation(whole.clone(), &reach(kind)).unwrap();
        let told = shown.areas[0].evidence.iter();
        told.map(|piece| !piece.id.is_empty()).collect::<Vec<_>>()
    };
    assert_eq!(told(Shows::SelfEvaluationWhole), [true; 4]);
    assert_eq!(told(Shows::SelfEvaluationSigned), [false, false, true, true]);
}
