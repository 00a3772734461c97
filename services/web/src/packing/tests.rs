//! Which pages are packed, and for whom.

use std::io::Read as _;

use axum::Router;
use axum::http;
use axum::middleware;
use axum::routing::get;
use flate2::read::GzDecoder;
use maud::html;
use tower::ServiceExt as _;

use super::*;

/// A page of some length, asked for with these headers.
async fn answer(headers: &[(&str, &str)]) -> Response {
    let words = "Where our schools stand. ".repeat(200);
    let page = move || async move {
        html! { p { (words) } }
    };
    let router = Router::new()
        .route("/", get(page))
        .route(
            "/short",
            get(|| async {
                html! { p { "Short" } }
            }),
        )
        .layer(middleware::from_fn(pack));
    let path = headers.iter().find(|(name, _)| *name == "path").map_or("/", |(_, path)| *path);
    let others = headers.iter().filter(|(name, _)| *name != "path");
    let request = others
        .fold(http::Request::get(path), |request, (name, value)| request.header(*name, *value));
    router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

fn is_packed(response: &Response) -> bool {
    response.headers().get(CONTENT_ENCODING).is_some_and(|value| value == "gzip")
}

#[tokio::test]
async fn a_page_that_its_reader_asks_for_is_packed_and_says_the_same() {
    let asked = [("accept-encoding", "br, gzip;q=0.8"), ("sec-fetch-site", "same-origin")];
    let response = answer(&asked).await;
    assert!(is_packed(&response));
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let mut page = String::new();
    GzDecoder::new(&bytes[..]).read_to_string(&mut page).unwrap();
    assert_eq!(page.matches("Where our schools stand").count(), 200);
    assert!(bytes.len() * 5 < page.len(), "{} bytes", bytes.len());
}

#[tokio::test]
async fn what_another_site_asks_for_goes_as_it_is() {
    for site in ["cross-site", "same-site"] {
        let response = answer(&[("accept-encoding", "gzip"), ("sec-fetch-site", site)]).await;
        assert!(!is_packed(&response), "{site}");
    }
    assert!(
        !is_packed(&answer(&[("accept-encoding", "gzip")]).await),
        "a browser that does not say"
    );
}

#[tokio::test]
async fn who_does_not_take_gzip_gets_none_and_a_short_page_stays_as_it_is() {
    for accepted in ["br", "gzip;q=0", "identity"] {
        let response = answer(&[("accept-encoding", accepted), ("sec-fetch-site", "none")]).await;
        assert!(!is_packed(&response), "{accepted}");
    }
    let short = [("path", "/short"), ("accept-encoding", "gzip"), ("sec-fetch-site", "none")];
    assert!(!is_packed(&answer(&short).await));
}
