use contract::schools::v1::{RegisterFault, RegisterOutcome};

use super::*;

#[test]
fn faults_stay_beside_the_form_and_a_trial_says_so() {
    let fault =
        RegisterFault { line: 3, sentence: "The URN is missing.".into(), ..Default::default() };
    let faulty = ImportRegisterResponse { faults: vec![fault], ..Default::default() };
    let Err(Failure::Refused(refused)) = told_of(&faulty, true) else { panic!() };
    assert_eq!(refused.sentence, "Line 3: The URN is missing.");
    let outcome = RegisterOutcome {
        name: "Oak".into(),
        urn: "1".into(),
        outcome: "joins".into(),
        ..Default::default()
    };
    let read = ImportRegisterResponse { outcomes: vec![outcome], ..Default::default() };
    assert!(
        told_of(&read, true)
            .unwrap()
            .sentence
            .contains("nothing is stored. The file holds 1 school")
    );
    assert!(told_of(&read, false).unwrap().sentence.starts_with("The file is read"));
}
