//! What holds for every page there is; the list is the router's own, so a new page is in it by itself.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{Method, Request, Response, StatusCode, header};
use peers::Peers;
use tower::ServiceExt as _;

/// One address with the methods it answers.
#[derive(Clone, Debug)]
struct Route {
    path: String,
    methods: Vec<Method>,
}

/// Every page, with all that it is asked by.
fn routes() -> Vec<Route> {
    let mut found: BTreeMap<&str, Vec<Method>> = BTreeMap::new();
    for (method, path) in web::routes() {
        found.entry(path).or_default().push(method);
    }
    let route = |(path, methods): (&str, Vec<Method>)| Route { path: path.to_owned(), methods };
    found.into_iter().map(route).collect()
}

/// Pages that anybody may open: what stands before signing in, and what respondents see. A calendar brings its secret in the address.
fn open_to_anybody(path: &str) -> bool {
    if path.ends_with("/tasks.ics") {
        return true;
    }
    [
        "/sign-in",
        "/sign-out",
        "/guest",
        "/answer",
        "/withdraw",
        "/assets",
        "/invitation",
        "/begin",
        "/paper",
    ]
    .into_iter()
    .any(|folder| path == folder || path.starts_with(&format!("{folder}/")))
}

/// An address with something in place of each name.
fn filled(path: &str, with: &str) -> String {
    let parts = path.split('/').map(|part| if part.starts_with('{') { with } else { part });
    parts.collect::<Vec<_>>().join("/")
}

async fn asked(method: Method, path: &str) -> Response<Body> {
    let nobody = Peers::try_new("http://127.0.0.1:1", &BTreeMap::new()).unwrap();
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, "localhost:8080")
        .header(header::ORIGIN, "http://localhost:8080")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("text=a&form-token=guessed"))
        .unwrap();
    web::router(nobody).oneshot(request).await.unwrap()
}

#[test]
fn the_list_holds_every_page() {
    let routes = routes();
    for known in ["/", "/schools/{school}", "/reports/{report}/report.pdf", "/answer/{token}/send"]
    {
        assert!(routes.iter().any(|route| route.path == known), "{known}");
    }
    assert!(routes.iter().all(|route| !route.methods.is_empty()), "{routes:?}");
}

#[tokio::test]
async fn nobody_gets_past_the_front_without_signing_in() {
    for route in routes().iter().filter(|route| !open_to_anybody(&route.path)) {
        for method in &route.methods {
            let path = filled(&route.path, "0197b3c2-6a51-7cc0-8f4e-0123456789ab");
            let response = asked(method.clone(), &path).await;
            assert_eq!(response.status(), StatusCode::SEE_OTHER, "{method} {path}");
            let to = response.headers()[header::LOCATION].to_str().unwrap();
            assert!(to.starts_with("/sign-in?"), "{method} {path} leads to {to}");
        }
    }
}

#[tokio::test]
async fn every_answer_says_what_it_must_say_of_itself() {
    let methods = [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
        Method::OPTIONS,
        Method::TRACE,
    ];
    for route in routes() {
        for method in &methods {
            let path = filled(&route.path, "1");
            let response = asked(method.clone(), &path).await;
            let headers = response.headers();
            let policy = headers["content-security-policy"].to_str().unwrap();
            assert!(policy.starts_with("default-src 'none'"), "{method} {path}: {policy}");
            for (name, value) in [
                ("x-content-type-options", "nosniff"),
                ("x-frame-options", "DENY"),
                ("referrer-policy", "same-origin"),
                ("x-robots-tag", "noindex, nofollow"),
            ] {
                assert_eq!(headers[name], value, "{method} {path}");
            }
            assert!(headers.contains_key("cache-control"), "{method} {path}");
        }
    }
}

#[tokio::test]
async fn a_method_that_a_page_does_not_have_is_refused() {
    for route in routes() {
        let path = filled(&route.path, "1");
        for method in [Method::PUT, Method::PATCH, Method::DELETE, Method::TRACE] {
            let response = asked(method.clone(), &path).await;
            assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
        }
        if !route.methods.contains(&Method::GET) {
            let response = asked(Method::GET, &path).await;
            assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED, "GET {path}");
        }
    }
}

#[tokio::test]
async fn a_form_from_elsewhere_changes_nothing() {
    for route in routes().iter().filter(|route| route.methods.contains(&Method::POST)) {
        let path = filled(&route.path, "1");
        let nobody = Peers::try_new("http://127.0.0.1:1", &BTreeMap::new()).unwrap();
        let request = Request::post(&path)
            .header(header::HOST, "localhost:8080")
            .header(header::ORIGIN, "http://evil.example")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from("text=a"))
            .unwrap();
        let response = web::router(nobody).oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn no_address_leads_to_a_file() {
    let climbs = [
        "..%2f..%2f..%2f..%2fetc%2fpasswd",
        "%2e%2e/%2e%2e/etc/passwd",
        "....//....//etc/passwd",
        "..%5c..%5cwindows%5cwin.ini",
        "%2fetc%2fpasswd",
        "..%252f..%252fetc%252fpasswd",
        "%00",
        "application.css%00.svg",
    ];
    for route in routes().iter().filter(|route| route.path.contains('{')) {
        for climb in climbs {
            let path = filled(&route.path, climb);
            let response = asked(Method::GET, &path).await;
            let (parts, body) = response.into_parts();
            let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
            assert_ne!(parts.status, StatusCode::OK, "{path}");
            assert!(!String::from_utf8_lossy(&body).contains("root:"), "{path}");
        }
    }
}

#[tokio::test]
async fn an_error_says_nothing_of_the_inside() {
    for route in routes() {
        for method in &route.methods {
            let path = filled(&route.path, "%27%22%3Cscript%3E%00");
            let response = asked(method.clone(), &path).await;
            let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
            let page = String::from_utf8_lossy(&body);
            for inside in
                ["127.0.0.1:1", "panicked", "tonic", "hyper", "src/", "Status {", "<script>"]
            {
                assert!(!page.contains(inside), "{method} {path} says {inside}: {page}");
            }
        }
    }
}
