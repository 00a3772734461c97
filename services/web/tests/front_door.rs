//! What anybody at the front door gets: who is let in, what every answer says, what happens with no service behind it.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, Response, StatusCode, header};
use host::CancellationToken;
use http_body_util::BodyExt as _;
use peers::Peers;
use tower::ServiceExt as _;
use web::{WayIn, WebError, WebSettings};

/// Services where nobody listens: everything that needs one is away.
fn nobody() -> Peers {
    Peers::try_new("http://127.0.0.1:1", &BTreeMap::new()).expect("an address")
}

fn site() -> Router {
    web::router(nobody())
}

async fn answer(request: axum::http::request::Builder, body: &str) -> (Response<()>, String) {
    let request = request.body(Body::from(body.to_owned())).expect("a request");
    let (parts, page) = read(site().oneshot(request).await.expect("an answer")).await;
    (Response::from_parts(parts, ()), page)
}

async fn read(response: Response<Body>) -> (axum::http::response::Parts, String) {
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.expect("a body").to_bytes();
    (parts, String::from_utf8_lossy(&bytes).into_owned())
}

fn get(path: &str) -> axum::http::request::Builder {
    Request::get(path).header(header::HOST, "localhost:8080")
}

fn post(path: &str) -> axum::http::request::Builder {
    Request::post(path)
        .header(header::HOST, "localhost:8080")
        .header(header::ORIGIN, "http://localhost:8080")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
}

#[tokio::test]
async fn without_a_way_in_it_refuses_to_start() {
    let settings = WebSettings {
        listen: "127.0.0.1:0".parse().unwrap(),
        way_in: WayIn::Unsaid,
        checker: "/nowhere".into(),
        key: None,
    };
    let refused = web::bind(settings, nobody()).await.unwrap_err();
    assert!(matches!(refused, WebError::NoSignIn));
    for words in
        ["--sign-in", "deploy/sign-in.example.toml", "start with --demo on a machine of your own"]
    {
        assert!(refused.to_string().contains(words), "{refused}");
    }
}

#[tokio::test]
async fn with_demo_it_listens_on_this_machine_only() {
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:80"] {
        let settings = WebSettings {
            listen: address.parse().unwrap(),
            way_in: WayIn::Demo { store: None },
            checker: "/nowhere".into(),
            key: None,
        };
        assert!(
            matches!(web::bind(settings, nobody()).await, Err(WebError::NotLoopback(_))),
            "{address}"
        );
    }
}

#[tokio::test]
async fn it_listens_on_a_free_port_and_stops_when_told() {
    let settings = WebSettings {
        listen: "127.0.0.1:0".parse().unwrap(),
        way_in: WayIn::Demo { store: None },
        checker: "/nowhere".into(),
        key: None,
    };
    let bound = web::bind(settings, nobody()).await.unwrap();
    assert_ne!(bound.address().port(), 0);
    let shutdown = CancellationToken::new();
    shutdown.cancel();
    bound.run(&limits::Limits::default(), shutdown).await;
}

#[tokio::test]
async fn a_host_that_is_not_this_machine_is_refused() {
    for host in ["evil.example", "evil.example:8080", "192.0.2.1"] {
        let (response, page) =
            answer(Request::get("/sign-in").header(header::HOST, host), "").await;
        assert_eq!(response.status(), StatusCode::MISDIRECTED_REQUEST, "{host}");
        assert!(page.contains("This request was refused"));
    }
    let (response, _) = answer(Request::get("/sign-in"), "").await;
    assert_eq!(response.status(), StatusCode::MISDIRECTED_REQUEST, "no host at all");
}

#[tokio::test]
async fn a_form_from_elsewhere_changes_nothing() {
    for (name, value) in
        [("origin", "http://evil.example"), ("origin", "null"), ("sec-fetch-site", "cross-site")]
    {
        let request = Request::post("/withdraw")
            .header(header::HOST, "localhost:8080")
            .header(name, value)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let (response, page) = answer(request, "receipt=ABCD").await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{name}: {value}");
        assert!(page.contains("nothing was changed"));
    }
    let (response, _) =
        answer(Request::post("/withdraw").header(header::HOST, "localhost:8080"), "").await;
    assert_eq!(
        response.status(),
        StatusCode::FORBIDDEN,
        "a browser always says where it comes from"
    );
}

#[tokio::test]
async fn a_form_without_its_token_changes_nothing() {
    for path in ["/withdraw", "/sign-in"] {
        let (response, page) = answer(post(path), "receipt=ABCD&form-token=guessed").await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{path}");
        assert!(page.contains("no longer valid"));
    }
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let requests = [
        get("/withdraw"),
        get("/no/such/page"),
        get("/sign-in"),
        get("/"),
        get("/assets/none.css"),
        post("/withdraw"),
        Request::get("/").header(header::HOST, "evil.example"),
        Request::builder()
            .method(Method::DELETE)
            .uri("/")
            .header(header::HOST, "localhost")
            .header(header::ORIGIN, "http://localhost"),
    ];
    for request in requests {
        let what = format!("{:?}", request.uri_ref());
        let (response, _) = answer(request, "").await;
        let headers = response.headers();
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{what}");
        assert_eq!(headers["x-content-type-options"], "nosniff", "{what}");
        assert_eq!(headers["x-frame-options"], "DENY", "{what}");
        assert_eq!(headers["referrer-policy"], "same-origin", "{what}");
        assert_eq!(headers["cache-control"], "no-store", "{what}");
    }
}

#[tokio::test]
async fn the_stylesheet_is_served_and_may_be_kept() {
    let (_, page) = answer(get("/withdraw"), "").await;
    let href = page.split("rel=\"stylesheet\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    let (response, styles) = answer(get(href), "").await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["content-type"], "text/css; charset=utf-8");
    assert!(response.headers()["cache-control"].to_str().unwrap().contains("immutable"));
    assert!(styles.contains(".govuk-button"));
}

#[tokio::test]
async fn nobody_sees_a_page_before_signing_in() {
    let (response, _) = answer(get("/trail?school=7&area=governance"), "").await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(
        response.headers()["location"],
        "/sign-in?next=%2Ftrail%3Fschool%3D7%26area%3Dgovernance"
    );
    let forged = get("/").header(header::COOKIE, "plumbline-demo-session=guessed");
    assert_eq!(answer(forged, "").await.0.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn with_the_services_away_it_says_try_again() {
    for path in ["/sign-in", "/answer/abc123"] {
        let (response, page) = answer(get(path), "").await;
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert!(page.contains("Try again in a minute"), "{path}");
    }
}

#[tokio::test]
async fn withdrawing_keeps_the_code_when_the_services_are_away() {
    let site = site();
    let shown = site.clone().oneshot(get("/withdraw").body(Body::empty()).unwrap()).await.unwrap();
    let (_, page) = read(shown).await;
    let token =
        page.split("name=\"form-token\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let body = format!("form-token={token}&receipt=QK7M%3Cb%3E");
    let sent = post("/withdraw").body(Body::from(body)).unwrap();
    let response = site.clone().oneshot(sent).await.unwrap();
    assert_eq!(response.status(), StatusCode::SEE_OTHER, "Back must not ask to send it again");
    let next = response.headers()["location"].to_str().unwrap();
    let shown = site.oneshot(get(next).body(Body::empty()).unwrap()).await.unwrap();
    let (_, page) = read(shown).await;
    assert!(
        page.contains("value=\"QK7M&lt;b&gt;\"") && page.contains("try again in a minute"),
        "{page}"
    );
}

#[tokio::test]
async fn a_link_of_odd_letters_is_no_link() {
    let (response, page) = answer(get("/answer/%3Cscript%3E"), "").await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    assert!(page.contains("No survey is open under this link") && !page.contains("<script>"));
}

#[tokio::test]
async fn what_came_along_with_a_link_is_taken_off() {
    for (sent, link) in
        [("/answer/abc123.", "/answer/abc123"), ("/answer/abc123/", "/answer/abc123")]
    {
        let (response, _) = answer(get(sent), "").await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER, "{sent}");
        assert_eq!(response.headers()["location"], link);
    }
    let (response, page) = answer(get("/answer/abc123/no/such/page"), "").await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    assert!(page.contains("No survey is open") && !page.contains("sign-in"), "{page}");
}

#[tokio::test]
async fn more_than_any_form_holds_is_refused() {
    let body = format!("receipt={}", "a".repeat(70_000));
    let (response, page) = answer(post("/withdraw"), &body).await;
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert!(page.contains("Too much was sent"));
}

#[tokio::test]
async fn only_forms_are_taken() {
    let request = Request::post("/withdraw")
        .header(header::HOST, "localhost:8080")
        .header(header::ORIGIN, "http://localhost:8080")
        .header(header::CONTENT_TYPE, "application/json");
    assert_eq!(answer(request, "{}").await.0.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_page_is_not_changed_by_looking_at_it() {
    for path in ["/answer/abc123/send", "/answer/abc123/begin", "/sign-out"] {
        assert_eq!(
            answer(get(path), "").await.0.status(),
            StatusCode::METHOD_NOT_ALLOWED,
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_demonstration_has_no_pages_for_signing_in() {
    let link = "A".repeat(86);
    for path in ["/sign-in/code", &format!("/invitation/{link}"), "/sign-in/link/AAAA"] {
        assert_eq!(answer(get(path), "").await.0.status(), StatusCode::NOT_FOUND, "{path}");
    }
    let forged = get("/").header(header::COOKIE, "__Host-plumbline=guessed");
    assert_eq!(answer(forged, "").await.0.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn settings_that_cannot_be_used_are_told_at_once() {
    let way_in = WayIn::SignIn {
        file: "/there/is/no/such/file".into(),
        store: Box::new("host=/there/is/none".parse().unwrap()),
        clock: contract::Clock::new(false),
    };
    let settings = WebSettings {
        listen: "127.0.0.1:0".parse().unwrap(),
        way_in,
        checker: "/nowhere".into(),
        key: None,
    };
    let refused = web::bind(settings, nobody()).await.unwrap_err();
    assert!(matches!(refused, WebError::SignIn(_)));
    assert!(refused.to_string().contains("/there/is/no/such/file"), "{refused}");
}
