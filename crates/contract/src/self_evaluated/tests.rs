use super::*;

#[test]
fn a_school_has_one_a_term() {
    let trust = Uuid::from_u128(1);
    let autumn = self_evaluation_of(trust, "a", "2025-26-autumn");
    assert_eq!(autumn, self_evaluation_of(trust, "a", "2025-26-autumn"));
    let others = [
        self_evaluation_of(trust, "a", "2025-26-spring"),
        self_evaluation_of(trust, "b", "2025-26-autumn"),
        self_evaluation_of(Uuid::from_u128(2), "a", "2025-26-autumn"),
    ];
    assert!(!others.contains(&autumn));
}

#[test]
fn every_state_has_words_of_its_own() {
    let states = (1..).map_while(|number| SelfEvaluationState::try_from(number).ok());
    let words: Vec<_> = states.map(SelfEvaluationState::words).collect();
    assert_eq!(words, ["Draft", "Signed off"]);
}
