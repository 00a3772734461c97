use super::*;

#[test]
fn only_names_of_this_machine_are_answered() {
    for host in [
        "localhost",
        "LOCALHOST:8080",
        "127.0.0.1",
        "127.0.0.1:80",
        "127.9.9.9:1",
        "[::1]",
        "[::1]:8080",
    ] {
        assert!(is_loopback(host), "{host}");
    }
    for host in [
        "",
        "evil.example",
        "localhost.evil.example:80",
        "10.0.0.1",
        "0.0.0.0:80",
        "[::]:80",
        "127.0.0.1.nip.io",
    ] {
        assert!(!is_loopback(host), "{host}");
    }
}

#[test]
fn an_installation_answers_to_the_name_in_its_settings() {
    let hosts = Hosts::Named(Address::parse("https://plumbline.example").unwrap());
    for (host, known) in [
        ("plumbline.example", true),
        ("PLUMBLINE.example:443", true),
        ("plumbline.example:80", false),
        ("evil.example", false),
        ("localhost", false),
        ("plumbline.example.evil.example", false),
    ] {
        assert_eq!(hosts.know(host), known, "{host}");
    }
    assert_eq!(hosts.origin("plumbline.example:443"), "https://plumbline.example");
}

#[test]
fn a_change_must_come_from_our_own_page() {
    let headers = |pairs: &[(&'static str, &'static str)]| -> HeaderMap {
        let pairs = pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        pairs.collect()
    };
    let host = "http://localhost:8080";
    assert!(from_our_page(&headers(&[("origin", "http://localhost:8080")]), host));
    assert!(from_our_page(&headers(&[("sec-fetch-site", "same-origin")]), host));
    assert!(!from_our_page(&headers(&[]), host));
    assert!(!from_our_page(&headers(&[("origin", "null")]), host));
    let withheld = |site| headers(&[("origin", "null"), ("sec-fetch-site", site)]);
    assert!(from_our_page(&withheld("same-origin"), host));
    for site in ["cross-site", "same-site", "none"] {
        assert!(!from_our_page(&withheld(site), host), "{site}");
    }
    assert!(!from_our_page(&headers(&[("origin", "http://localhost:9999")]), host));
    assert!(!from_our_page(&headers(&[("origin", "http://evil.example")]), host));
    assert!(!from_our_page(
        &headers(&[("origin", "http://localhost:8080"), ("sec-fetch-site", "cross-site")]),
        host
    ));
}
