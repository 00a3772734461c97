use std::collections::BTreeMap;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use axum::middleware;
use maud::html;
use peers::Peers;
use tower::ServiceExt as _;

use super::framed::FailureTold;
use super::*;
use crate::web::Web;
use crate::{frame, sample};

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

#[test]
fn who_meets_a_failure_keeps_the_navigation_and_the_search() {
    let told = FailureTold { title: "Page not found", body: html! { p { "Check the address." } } };
    let page = frame::failed(&sample::head(), told.title, &told.page(false)).into_string();
    assert!(page.contains("aria-label=\"Menu\"") && page.contains("action=\"/find\""), "{page}");
    assert!(page.contains("Check the address.") && page.contains("Go to the first page"));
    assert_eq!(page.matches("<h1").count(), 1);
}

#[tokio::test]
async fn a_respondent_who_meets_a_failure_is_led_to_no_page_of_staff() {
    let peers = Peers::try_new("http://127.0.0.1:1", &BTreeMap::new()).unwrap();
    let framing = middleware::from_fn_with_state(Web::new(peers), frame_failures);
    let site = Router::new().fallback(|| async { Failure::Away }).layer(framing);
    let page = async |path: &str| {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let answer = site.clone().oneshot(request).await.unwrap();
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
        let bytes = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        String::from_utf8(bytes.to_vec()).unwrap()
    };
    let survey = page("/answer/abc123").await;
    assert!(survey.contains("Try again in a minute") && survey.contains("– Survey</title>"));
    assert!(!survey.contains("Go to the first page") && !survey.contains("href=\"/\""), "{survey}");
    assert!(page("/schools").await.contains("Go to the first page"), "nobody is signed in");
}
