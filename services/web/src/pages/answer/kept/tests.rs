use super::*;
use crate::pages::answer::tests::choices;

fn browser(cookies: &str, so_far: &str) -> AnsweringBrowser {
    let mut headers = HeaderMap::new();
    headers.insert(COOKIE, cookies.parse().unwrap());
    let now = "2025-11-07T18:00:00Z".parse().unwrap();
    AnsweringBrowser { headers, so_far: so_far.to_owned(), now }
}

fn under_way(changes: u32) -> BrowserKeeps {
    let about = Sent { closes_on: "2025-11-14".to_owned(), ..Sent::default() };
    let choices = choices(&[("q1", Some("agree")), ("q4", None)]);
    BrowserKeeps::UnderWay(ChosenSoFar { choices, changes, about })
}

fn web() -> Web {
    Web::new(peers::Peers::try_new("http://127.0.0.1:1", &Default::default()).unwrap())
}

/// The cookies that an answer sets.
fn set(answer: &HeaderMap) -> Vec<String> {
    let lines = answer.get_all(SET_COOKIE).iter();
    lines.map(|line| line.to_str().unwrap().to_owned()).collect()
}

#[test]
fn what_was_chosen_on_friday_is_there_on_sunday_in_another_process_and_gone_after_the_close() {
    let web = web();
    let answer = browser("", "").keep(&web, "link", &under_way(2));
    let line = set(&answer).remove(0);
    assert!(line.contains("; Path=/answer; Max-Age="), "{line}");
    assert!(line.contains("HttpOnly; SameSite=Lax") && !line.contains("agree"), "{line}");
    let sent = line.split(';').next().unwrap();
    let later = |now: &str| AnsweringBrowser { now: now.parse().unwrap(), ..browser(sent, "") };
    assert_eq!(later("2025-11-09T09:00:00Z").keeps(&web.key, "link"), Some(under_way(2)));
    assert_eq!(later("2025-11-14T23:59:00Z").keeps(&web.key, "link"), Some(under_way(2)));
    assert_eq!(later("2025-11-15T00:00:00Z").keeps(&web.key, "link"), None);
    assert_eq!(browser(sent, "").keeps(&web.key, "other"), None);
    assert_eq!(browser(sent, "").keeps(&PageKey::draw(), "link"), None);
}

#[test]
fn a_browser_without_cookies_carries_it_in_form_and_address() {
    let key = PageKey::draw();
    let sealed = under_way(1).sealed(&key, "link");
    let without = browser("", &sealed);
    assert_eq!(without.keeps(&key, "link"), Some(under_way(1)));
    assert!(without.carries(&key, "link", &sealed));
    let cookie = format!("{}={sealed}", name(&key, "link"));
    assert!(!browser(&cookie, "").carries(&key, "link", &sealed));
    let field = Fields(vec![(SO_FAR.to_owned(), sealed)]);
    assert_eq!(browser("", "").with(&field).keeps(&key, "link"), Some(under_way(1)));
}

#[test]
fn the_later_of_two_counts_and_a_receipt_before_both() {
    let key = PageKey::draw();
    let cookie =
        |kept: &BrowserKeeps| format!("{}={}", name(&key, "link"), kept.sealed(&key, "link"));
    let stale = under_way(1).sealed(&key, "link");
    assert_eq!(browser(&cookie(&under_way(3)), &stale).keeps(&key, "link"), Some(under_way(3)));
    let fresh = under_way(5).sealed(&key, "link");
    assert_eq!(browser(&cookie(&under_way(3)), &fresh).keeps(&key, "link"), Some(under_way(5)));
    let sent = Sent { code: "QK7M".to_owned(), ..Sent::default() };
    let arrived = BrowserKeeps::arrived(sent, "2025-11-07T17:30:00Z".parse().unwrap());
    let with_both = browser(&cookie(&arrived), &fresh);
    assert_eq!(with_both.keeps(&key, "link"), Some(arrived));
    let hours_later =
        AnsweringBrowser { now: "2025-11-07T18:31:00Z".parse().unwrap(), ..with_both };
    assert_eq!(hours_later.keeps(&key, "link"), Some(under_way(5)), "an hour is over");
}

#[test]
fn a_class_on_one_machine_does_not_fill_its_cookies() {
    let web = web();
    let others: Vec<_> =
        (0..5).map(|pupil| format!("{}=x", name(&web.key, &pupil.to_string()))).collect();
    let answer = browser(&others.join("; "), "").keep(&web, "link", &under_way(1));
    let (gone, kept): (Vec<_>, Vec<_>) =
        set(&answer).into_iter().partition(|line| line.contains("Max-Age=0"));
    assert_eq!((gone.len(), kept.len()), (3, 1));
    assert!(gone[0].starts_with(&name(&web.key, "0")), "the oldest goes first");
}

#[test]
fn what_is_too_long_for_a_cookie_is_carried() {
    let web = web();
    let many = (0..400).map(|number| (format!("question-{number}"), Some("agree".to_owned())));
    let about = Sent { closes_on: "2025-11-14".to_owned(), ..Sent::default() };
    let long = BrowserKeeps::UnderWay(ChosenSoFar { choices: many.collect(), changes: 400, about });
    let with_cookies = browser(&format!("{}=x", name(&web.key, "link")), "");
    assert!(with_cookies.carries(&web.key, "link", &long.sealed(&web.key, "link")));
    let answer = with_cookies.keep(&web, "link", &long);
    assert!(set(&answer).is_empty());
}
