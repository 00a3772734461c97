use super::*;

#[test]
fn a_refusal_keeps_its_sentence_and_reason() {
    let status = contract::invalid("text", "must not be empty");
    let Failure::Refused(refused) = Failure::from(status) else { panic!("not refused") };
    assert_eq!(refused.sentence, "Text must not be empty");
    assert_eq!(refused.reason, "MALFORMED");
}

#[test]
fn a_bug_is_told_by_its_incident_id_only() {
    let id = "0197b3c2-6a51-7cc0-8f4e-0123456789ab";
    let failure = Failure::from(Status::internal(format!("incident {id}")));
    assert!(failure.body().into_string().contains(id));
    let failure = Failure::from(Status::unknown("connection string postgres://secret"));
    assert!(!failure.body().into_string().contains("secret"));
    assert_eq!(failure.code(), StatusCode::INTERNAL_SERVER_ERROR);
}

#[test]
fn what_is_away_can_be_tried_again() {
    assert_eq!(Failure::from(Status::unavailable("")).code(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(Failure::Away.beside_the_form().unwrap().again);
}

#[test]
fn whatever_refuses_a_forms_command_is_said_beside_the_form() {
    let unknown = contract::not_found("PARAGRAPH_UNKNOWN", "The report has no such paragraph.");
    let unknown = Failure::from(unknown).beside_the_form().unwrap();
    assert_eq!(unknown.sentence, "The report has no such paragraph.");
    let refused = Failure::from(contract::not_allowed("why")).beside_the_form().unwrap();
    assert!(refused.sentence.contains("Your role does not include this"));
    let broken = Failure::Broken { incident: "17".to_owned() }.beside_the_form().unwrap();
    assert!(broken.sentence.contains("17") && broken.again);
    assert!(Failure::SignInFirst { next: String::new() }.beside_the_form().is_err());
}
