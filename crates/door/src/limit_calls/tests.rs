use super::*;

#[test]
fn a_refusal_has_a_sentence_a_reason_and_when_to_try_again() {
    let response = refused(Refusal::Often(Duration::from_millis(7_900)));
    assert_eq!(response.headers()["retry-after"], "7");
    let status = Status::from_header_map(response.headers()).unwrap();
    assert_eq!(status.code(), Code::ResourceExhausted);
    assert!(status.message().contains("Wait a little"));
    let details = status.get_error_details();
    assert_eq!(details.error_info().unwrap().reason, "TOO_OFTEN");
    assert_eq!(details.retry_info().unwrap().retry_delay, Some(Duration::from_secs(7)));
}

#[test]
fn whoever_is_nobody_spends_nothing_of_a_persons() {
    let peer = Some("203.0.113.7:4711".parse().unwrap());
    let of = |actor: &'static str| {
        let mut headers = HeaderMap::new();
        headers.insert("plumbline-actor", http::HeaderValue::from_static(actor));
        person(&headers, peer)
    };
    assert_eq!(of("00000000-0000-0000-0000-000000000000"), None);
    assert!(of("0197b3c2-6a51-7cc0-8f4e-0123456789ab").is_some());
}

#[test]
fn rpcs_with_limits_of_their_own_are_there() {
    let said = String::from_utf8_lossy(contract::DESCRIPTORS);
    for path in EXPORTS.into_iter().chain(FILES.into_iter().map(|(path, _)| path)) {
        let rpc = path.rsplit('/').next().unwrap();
        assert!(said.contains(rpc), "{path}");
    }
}
