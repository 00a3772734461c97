//! Takes a table or a list as a page gives it, for the tests of pages.

use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use axum::routing::get;
use axum::{Router, middleware};
use http_body_util::BodyExt as _;
use maud::Markup;
use tower::ServiceExt as _;

use super::{ListView, take};
use crate::form::{Fields, address};

/// The CSV of a table by its name, of the list where the name is empty. `page` draws what the address asks for.
pub(crate) async fn taken(
    path: &'static str,
    table: &str,
    page: impl Fn(ListView) -> Markup + Clone + Send + Sync + 'static,
) -> String {
    let drawn = move |request: Request| {
        let query = Fields::parse(request.uri().query().unwrap_or_default().as_bytes());
        let page = page(ListView::of(path, &query));
        async move { page.into_response() }
    };
    let router = Router::new().route(path, get(drawn)).layer(middleware::from_fn(take));
    let asked = address(path, &[("take", "csv"), ("table", table)]);
    let request = axum::http::Request::get(asked).body(Body::empty()).unwrap();
    let response = router.oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK, "{table} of {path}");
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(bytes.to_vec()).unwrap()
}
