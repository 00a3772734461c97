use axum::http::header::COOKIE;

use super::*;

#[test]
fn what_is_guessed_or_taken_away_has_a_rate_of_its_own() {
    assert_eq!(purpose("/sign-in"), Some(SIGN_IN));
    assert_eq!(purpose("/sign-in/with/microsoft/back"), Some(SIGN_IN));
    assert_eq!(purpose("/begin/abc"), Some(SIGN_IN));
    assert_eq!(purpose("/answer/abc/question/2"), Some(LINKS));
    assert_eq!(purpose("/paper"), Some(LINKS));
    assert!(takes_a_list("find=mary&take=csv") && takes_a_list("take=xlsx"));
    assert!(takes_a_list("take=c%73v"), "a letter may be written in another way");
    assert!(!takes_a_list("find=take=csv%20") && !takes_a_list("take=exe"));
    assert_eq!(purpose("/calendar/a/b/tasks.ics"), Some(LINKS));
    assert_eq!(purpose("/reports/abc/report.pdf"), Some(EXPORTS));
    assert!(largest("/paper") > largest("/paper/checked"));
    assert!(largest("/schools/a/inspections/b/report") > 10 * 1024 * 1024);
    assert_eq!(largest("/schools/a/inspections/b/report/c"), LARGEST_FORM);
    for of_areas in
        ["/schools/a/sef/b/text", "/rounds/a/schools/b/views", "/rounds/a/schools/b/proposals"]
    {
        assert!(largest(of_areas) > LARGEST_FORM, "{of_areas}");
    }
    assert_eq!(largest("/rounds/a/schools/b/answers"), LARGEST_FORM);
    assert_eq!(purpose("/schools/a/accreditations/b/report.pdf"), Some(EXPORTS));
    for path in ["/", "/sign-inner", "/schools/abc", "/answers"] {
        assert_eq!(purpose(path), None, "{path}");
    }
}

/// Pages that a pupil asks for: the first, and for each of 14 questions the page and its form, and the rest.
const PAGES: usize = 1 + 1 + 14 * 2 + 3;

fn admitted(front: &Front, path: &str) -> bool {
    let address = Some("203.0.113.7".parse().unwrap());
    let asked = path.parse().unwrap();
    front.gate.admit(&Visit { address, ..front.visit(&asked, None) }).is_ok()
}

#[test]
fn a_whole_school_behind_one_address_answers_and_a_guesser_among_them_is_stopped() {
    let gate = gate(&Limits::default());
    let front = Front { gate, links: Arc::default(), over_tls: false };
    let answers = |pupil: usize| {
        let first = admitted(&front, &format!("/answer/pupil{pupil}"));
        // The surveys service knows the link.
        front.links.learn(&format!("pupil{pupil}"));
        let rest = (1..PAGES)
            .all(|page| admitted(&front, &format!("/answer/pupil{pupil}/question/q{page}")));
        first && rest
    };
    assert!((0..180).all(answers));
    let guesses = (0..3_000).filter(|guess| admitted(&front, &format!("/answer/guess{guess}")));
    assert!(guesses.count() <= 1_200);
    assert!((1..PAGES).all(|page| admitted(&front, &format!("/answer/pupil7/question/q{page}"))));
    assert!(!admitted(&front, "/answer/guess"));
}

#[test]
fn one_session_is_one_person_whatever_else_the_browser_sends() {
    let of = |cookies: &str| {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, cookies.parse().unwrap());
        session(&headers).map(|session| String::from_utf8_lossy(session).into_owned())
    };
    for cookies in [
        "__Host-plumbline=x",
        "a=1; __Host-plumbline=x",
        "__Host-plumbline=x; b=2",
        "__Host-plumbline=x;  b=3;",
        "plumbline-demo-session=x; z=9",
    ] {
        assert_eq!(of(cookies).as_deref(), Some("x"), "{cookies}");
    }
    assert_eq!(of("a=1"), None);
    assert_eq!(session(&HeaderMap::new()), None);
}

#[test]
fn every_refusal_is_a_page_with_every_header() {
    let refusals = [
        Refusal::Often(std::time::Duration::from_millis(2500)),
        Refusal::Busy,
        Refusal::TooLarge,
        Refusal::TooSlow,
        Refusal::TooLate,
        Refusal::Headers,
    ];
    for refusal in refusals {
        let response = refused(refusal, true);
        assert!(response.headers().contains_key("content-security-policy"), "{refusal:?}");
        assert!(response.headers().contains_key("strict-transport-security"), "{refusal:?}");
        assert_eq!(response.headers()["cache-control"], "no-store", "{refusal:?}");
        assert!(response.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
        assert!(response.status().is_client_error() || response.status().is_server_error());
    }
    let often = refused(refusals[0], false);
    assert_eq!(often.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(often.headers()["retry-after"], "2");
}
