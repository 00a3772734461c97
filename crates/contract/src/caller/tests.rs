use super::*;

#[test]
fn a_caller_survives_the_wire() {
    let mut caller = Caller::system(Uuid::from_u128(1), Uuid::from_u128(2));
    caller.now = Some("2025-11-21T10:00:00Z".parse().unwrap());
    assert_eq!(Caller::of(&caller.request(())).unwrap(), caller);
}

#[test]
fn of_a_caller_shown_by_a_token_the_headers_tell_only_the_cause() {
    let (trust, person, cause) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3));
    let forged = Caller::system(Uuid::from_u128(9), cause).request(());
    let shown = Caller::shown(&forged, trust, person, "governor").unwrap();
    let governor = Caller::new(trust, person, "governor");
    assert_eq!(shown, Caller { cause: Some(cause), ..governor });
}

#[test]
fn a_missing_trust_is_named() {
    let status = Caller::of(&Request::new(())).unwrap_err();
    assert_eq!(status.code(), tonic::Code::InvalidArgument);
    assert!(status.message().contains("plumbline-trust"), "{}", status.message());
}
