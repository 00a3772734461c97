use axum::http::StatusCode;

use super::*;
use crate::sample;

pub(in crate::pages) fn choices(pairs: &[(&str, Option<&str>)]) -> path::Choices {
    pairs
        .iter()
        .map(|(question, option)| ((*question).to_owned(), option.map(str::to_owned)))
        .collect()
}

fn arrived(way: &Way, code: &str) -> Sent {
    Sent { code: code.to_owned(), ..about(&way.survey) }
}

fn ids(way: &Way) -> Vec<&str> {
    let asked = asked_of(&way.survey.questions, &way.draft.choices);
    asked.into_iter().map(|question| question.question_id.as_str()).collect()
}

#[test]
fn a_follow_up_is_asked_only_of_those_it_concerns() {
    let mut way = sample::way();
    assert_eq!(ids(&way), ["q1", "q4", "q7a", "q14"]);
    way.draft.choices = choices(&[("q7a", Some("yes"))]);
    assert_eq!(ids(&way), ["q1", "q4", "q7a", "q7b", "q14"]);
}

#[test]
fn what_no_longer_applies_is_not_sent() {
    let mut way = sample::way();
    way.draft.choices = choices(&[
        ("q1", Some("agree")),
        ("q4", None),
        ("q7a", Some("no")),
        ("q7b", Some("agree")),
    ]);
    let sent: Vec<_> =
        answers(&way).into_iter().map(|answer| (answer.question_id, answer.option_id)).collect();
    assert_eq!(sent, [("q1".into(), "agree".into()), ("q7a".into(), "no".into())]);
}

#[test]
fn after_a_change_one_goes_back_to_checking_unless_a_new_question_came_up() {
    let way = sample::way();
    let questions = &way.survey.questions;
    let all = choices(&[("q1", None), ("q4", None), ("q7a", Some("no")), ("q14", None)]);
    assert_eq!(next_after(questions, &all, "q1", true), Place::Check);
    assert_eq!(next_after(questions, &all, "q1", false), Place::Question(&questions[1]));
    let changed = choices(&[("q1", None), ("q4", None), ("q7a", Some("yes")), ("q14", None)]);
    assert_eq!(next_after(questions, &changed, "q7a", true), Place::Question(&questions[3]));
    assert_eq!(next_after(questions, &all, "q14", false), Place::Check);
}

/// What a holder of the wave's key and of the store can do, in the words of the first page.
const KEY_AND_STORE: &str = "Until the survey closes, a technician who has both the database and a secret key beside it \
                             could match links and answers. When it closes, the key and the links are destroyed.";

#[test]
fn who_sees_what_is_said_before_the_first_question() {
    let page = start_page(&sample::way()).into_string();
    for wanted in [
        "Your answers are anonymous.",
        KEY_AND_STORE,
        "at least 10 people answered (20 for questions about bullying or safety).",
        "St Mary's &amp; &lt;b&gt;",
        "Harbour Light Schools",
        "4 short questions",
        "14 November 2025",
    ] {
        assert!(page.contains(wanted), "{wanted} is missing");
    }
    assert!(!page.contains("govuk-service-navigation") && !page.contains("<script"));
    assert!(!page.contains("Childline"));
}

#[test]
fn pupils_are_told_whom_to_talk_to() {
    let mut way = sample::way();
    way.survey.set_audience(Audience::Pupils);
    assert!(start_page(&way).into_string().contains("0800 1111"));
    assert!(
        sent_page(&arrived(&way, "ABCD-1234"), "/withdraw").into_string().contains("0800 1111")
    );
}

#[test]
fn a_confidential_survey_promises_no_more_than_it_keeps() {
    let mut way = sample::way();
    way.survey.set_privacy(contract::surveys::v1::Privacy::Confidential);
    let page = start_page(&way).into_string();
    assert!(page.contains("Your answers are confidential.") && !page.contains("anonymous"));
    assert!(page.contains(KEY_AND_STORE), "what key and store can do is true of it as well");
}

#[test]
fn back_finds_the_choice_made() {
    let mut way = sample::way();
    way.draft.choices = choices(&[("q1", Some("agree"))]);
    let page = question_page(&way, &Asked::find(&way, "q1").unwrap()).into_string();
    assert!(page.contains("value=\"agree\" checked"), "{page}");
    let page = question_page(&way, &Asked::find(&way, "q4").unwrap()).into_string();
    assert!(
        page.contains("href=\"/answer/abc123/question/q1\" class=\"govuk-back-link\"")
            || page.contains("class=\"govuk-back-link\" href=\"/answer/abc123/question/q1\""),
        "{page}"
    );
    assert!(page.contains("Question 2 of 4"));
    assert!(Asked::find(&way, "q7b").is_none(), "a question that does not apply cannot be opened");
}

#[test]
fn a_question_sent_without_a_choice_says_what_to_do() {
    let way = sample::way();
    let asked = Asked { wrong: true, ..Asked::find(&way, "q1").unwrap() };
    let page = question_page(&way, &asked).into_string();
    assert!(page.contains("href=\"#option\"") && page.contains("<title>Error: "));
    assert!(page.contains("Choose an answer, or leave the question out"));
}

#[test]
fn checking_shows_every_answer_with_the_way_to_change_it() {
    let mut way = sample::way();
    way.draft.choices = choices(&[("q1", Some("agree")), ("q4", None)]);
    let page = check_page(&way, "").into_string();
    assert!(page.contains("Agree") && page.contains("Left out"));
    assert!(page.contains("/answer/abc123/question/q1?change=1"));
}

#[test]
fn the_receipt_is_shown_with_what_it_is_for() {
    let page = sent_page(&arrived(&sample::way(), "QK7M-2XWD-9PLA"), "/withdraw").into_string();
    assert!(page.contains("QK7M-2XWD-9PLA") && page.contains("for an hour"));
}

#[test]
fn links_that_lead_nowhere_get_kind_pages() {
    assert_eq!(ended("TOKEN_SPENT", None).unwrap().status(), StatusCode::GONE);
    assert_eq!(ended("WAVE_NOT_OPEN", None).unwrap().status(), StatusCode::GONE);
    assert_eq!(ended("TOKEN_UNKNOWN", None).unwrap().status(), StatusCode::NOT_FOUND);
    assert!(ended("ANSWER_UNKNOWN", None).is_none());
}

#[test]
fn a_respondent_is_told_which_school_asks_and_never_led_to_the_staffs_sign_in() {
    let way = sample::way();
    let pages = [
        start_page(&way),
        question_page(&way, &Asked::find(&way, "q1").unwrap()),
        check_page(&way, ""),
        sent_page(&arrived(&way, "ABCD-1234"), "/withdraw"),
    ];
    for page in pages {
        let page = page.into_string();
        assert!(page.contains("Ask the office of St Mary's &amp; &lt;b&gt;"), "{page}");
        assert!(!page.contains("href=\"/\"") && !page.contains("sign-in"), "{page}");
    }
    assert!(!start_page(&way).into_string().contains("/withdraw"), "nothing was given yet");
}

#[test]
fn a_used_link_promises_nothing_about_answers_that_may_be_gone() {
    let (_, page) = ended_page("TOKEN_SPENT", None).unwrap();
    let page = page.into_string();
    assert!(!page.contains("have arrived") && page.contains("answer again with the same link"));
}

#[test]
fn a_closed_survey_is_not_an_invalid_link_where_the_browser_holds_our_seal_on_it() {
    let known = about(&sample::way().survey);
    let (code, page) = ended_page("TOKEN_UNKNOWN", Some(&known)).unwrap();
    let page = page.into_string();
    assert_eq!(code, StatusCode::GONE);
    assert!(page.contains("This survey has closed") && page.contains("is counted"), "{page}");
    assert!(page.contains("Ask the office of St Mary's &amp; &lt;b&gt;"), "{page}");
    let (code, page) = ended_page("TOKEN_UNKNOWN", None).unwrap();
    assert_eq!(code, StatusCode::NOT_FOUND);
    assert!(page.into_string().contains("No survey is open under this link"));
}

#[test]
fn every_form_carries_what_was_chosen_and_addresses_only_without_cookies() {
    let way = Way { sealed: "sealed-so-far".to_owned(), ..sample::way() };
    let pages = |way: &Way| {
        let question = question_page(way, &Asked::find(way, "q1").unwrap());
        [start_page(way), question, check_page(way, "")].map(maud::Markup::into_string)
    };
    for page in pages(&way) {
        assert!(page.contains("name=\"so-far\" value=\"sealed-so-far\""), "{page}");
        assert!(!page.contains("?so-far="), "{page}");
    }
    let carried = Way { carried: true, ..way };
    assert_eq!(carried.to("/check"), "/answer/abc123/check?so-far=sealed-so-far");
    assert_eq!(carried.to("/q?wrong=1"), "/answer/abc123/q?wrong=1&so-far=sealed-so-far");
    assert!(pages(&carried)[1].contains("?so-far=sealed-so-far"));
}

#[test]
fn what_kept_answers_from_being_sent_is_said_on_the_page_that_checks_them() {
    let page = check_page(&sample::way(), NOTHING_CHOSEN).into_string();
    assert!(page.contains("<title>Error: ") && page.contains("Answer at least one question"));
    let page = check_page(&sample::way(), "away").into_string();
    assert!(page.contains("They are still here"), "{page}");
    assert!(!check_page(&sample::way(), "").into_string().contains("Error: "));
}
