use super::*;

#[test]
fn every_cookie_stays_with_this_host_and_out_of_reach_of_scripts() {
    for cookie in [kept(SESSION, "a"), kept_for(STEP, "a", 60), forgotten(JOURNEY)] {
        assert!(cookie.starts_with("__Host-plumbline"), "{cookie}");
        for rule in ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"] {
            assert!(cookie.split("; ").any(|part| part == rule), "{cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
}

#[test]
fn a_cookie_is_found_among_others() {
    let mut headers = HeaderMap::new();
    headers.append(COOKIE, "a=b; __Host-plumbline-step=x".parse().unwrap());
    headers.append(COOKIE, "__Host-plumbline=y".parse().unwrap());
    assert_eq!(sent(&headers, SESSION), Some("y"));
    assert_eq!(sent(&headers, STEP), Some("x"));
    assert_eq!(sent(&headers, JOURNEY), None);
}
