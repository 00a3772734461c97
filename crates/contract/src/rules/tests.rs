use super::Rules as _;
use crate::evidence::v1::{FigureMapping, MappedMeasure};
use crate::schools::v1::{AcceptInvitationRequest, InvitePersonRequest, RegisterPersonRequest};
use crate::surveys::v1::{Privacy, ScheduleWaveRequest};

const ID: &str = "0193a5b2-0000-7000-8000-000000000001";

fn invite(bytes: usize, days: u32) -> InvitePersonRequest {
    let (command_id, person_id) = (ID.to_owned(), ID.to_owned());
    InvitePersonRequest { command_id, person_id, secret_sha256: vec![0; bytes], days }
}

#[test]
fn bytes_are_as_many_as_the_contract_says() {
    assert!(invite(32, 0).check().is_ok());
    for wrong in [0, 31, 33] {
        let fault = invite(wrong, 0).check().unwrap_err();
        assert_eq!(fault.to_string(), "secret_sha256: must be 32 bytes");
    }
}

#[test]
fn a_number_has_a_largest_value() {
    assert!(invite(32, 30).check().is_ok());
    let fault = invite(32, 31).check().unwrap_err();
    assert_eq!(fault.to_string(), "days: must not be more than 30");
}

#[test]
fn a_value_that_comes_again_is_left_out_and_a_list_is_not_empty() {
    let schedule = |schools: &[&str]| ScheduleWaveRequest {
        command_id: ID.to_owned(),
        instrument_id: "sample".to_owned(),
        title: "Autumn".to_owned(),
        term: "2025-26-autumn".to_owned(),
        opens_on: "2025-11-10".to_owned(),
        closes_on: "2025-11-28".to_owned(),
        school_ids: schools.iter().map(|id| (*id).to_owned()).collect(),
        privacy: Privacy::Anonymous.into(),
        ..ScheduleWaveRequest::default()
    };
    let other = ID.replace('1', "2");
    let mut twice = schedule(&[ID, &other, ID]);
    twice.check().unwrap();
    assert_eq!(twice.school_ids, [ID, &other]);
    let fault = schedule(&[]).check().unwrap_err();
    assert_eq!(fault.to_string(), "school_ids: must not be empty");
}

#[test]
fn what_says_who_a_person_is_can_be_taken_out() {
    let (command_id, person_id) = (ID.to_owned(), ID.to_owned());
    let (name, email) = ("Ada Byron".to_owned(), "ada@example.org".to_owned());
    let mut register = RegisterPersonRequest { command_id: command_id.clone(), name, email };
    register.take_apart();
    let left = RegisterPersonRequest { command_id: command_id.clone(), ..Default::default() };
    assert_eq!(register, left);
    let mut accept = AcceptInvitationRequest {
        command_id: command_id.clone(),
        person_id: person_id.clone(),
        secret: vec![7; 32],
        issuer: "https://issuer.example".to_owned(),
        subject: "canary".to_owned(),
    };
    accept.take_apart();
    let left = AcceptInvitationRequest { command_id, person_id, ..Default::default() };
    assert_eq!(accept, left);
}

#[test]
fn a_value_of_an_enumeration_that_nobody_knows_is_refused_also_where_none_has_to_be_given() {
    let written = |written: i32| FigureMapping {
        school: "URN".to_owned(),
        written,
        ..FigureMapping::default()
    };
    let with_measure = |number: i32| {
        let column = MappedMeasure {
            column: "Reading".to_owned(),
            measure_id: "reading-age".to_owned(),
            written: number,
            ..MappedMeasure::default()
        };
        FigureMapping { measures: vec![column], ..written(0) }.check()
    };
    assert!(written(0).check().is_ok() && written(1).check().is_ok());
    assert!(with_measure(0).is_ok() && with_measure(2).is_ok());
    let fault = written(9).check().unwrap_err();
    assert_eq!(fault.to_string(), "written: must be one of the values of the contract");
    assert!(with_measure(9).is_err());
}
