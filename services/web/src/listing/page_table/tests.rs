use axum::body::Body;
use axum::http::{Request, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Router, middleware};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use super::*;
use crate::form::Fields;
use crate::listing::{PageListing, take};

/// A page with a list and two tables.
async fn answer(address: &str) -> Response {
    let page = |uri: Uri| async move {
        let query = Fields::parse(uri.query().unwrap_or_default().as_bytes());
        let view = ListView::of("/page", &query);
        let rows = vec![vec![Cell::text("In the list")]];
        let list = PageListing::new("list", ["Name"], rows).draw(&view);
        let first = PageTable::new("first", "The \u{2068}first\u{2069} table", ["School", "Said"])
            .about(vec!["Shown from 10 answers on".to_owned()]);
        let first = first.ways(&view, || {
            vec![
                vec![Cell::text("=1+1"), Cell::number("7")],
                vec![Cell::text("-"), Cell::text("x")],
            ]
        });
        let second = PageTable::new("second", "Another", ["School"]);
        let second = second.ways(&view, || vec![vec![Cell::text("Other")]]);
        html! { (list) (first) (second) }.into_response()
    };
    let router = Router::new().route("/page", get(page)).layer(middleware::from_fn(take));
    let request = Request::get(address).body(Body::empty()).unwrap();
    router.oneshot(request).await.unwrap()
}

async fn text(address: &str) -> String {
    let response = answer(address).await;
    assert_eq!(response.status(), StatusCode::OK, "{address}");
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[tokio::test]
async fn a_table_is_taken_by_its_name_with_what_it_is() {
    let file = text("/page?take=csv&table=first").await;
    let expected = "\u{feff}The first table\r\nShown from 10 answers on\r\n2 of 2 rows\r\n\"\"\r\n\
        School,Said\r\n'=1+1,7\r\n'-,x\r\n";
    assert_eq!(file, expected);
    assert!(text("/page?take=csv&table=second").await.ends_with("Other\r\n"));
}

#[tokio::test]
async fn without_a_name_the_list_is_taken() {
    assert!(text("/page?take=csv").await.ends_with("In the list\r\n"));
    assert_eq!(answer("/page?take=csv&table=third").await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_page_leads_to_each_table_as_it_is_asked_for() {
    let page = text("/page?as-of=2026-01-31&page=2").await;
    let way = "href=\"/page?as-of=2026-01-31&amp;take=csv&amp;table=first\"";
    assert!(page.contains(way), "{page}");
    assert!(page.contains("href=\"/page?as-of=2026-01-31&amp;take=xlsx\""), "{page}");
}

#[test]
fn rows_are_made_only_where_they_are_taken() {
    let table = PageTable::new("first", "A table", ["School"]);
    let ways = table.ways(&ListView::default(), || panic!("nothing is taken here"));
    assert!(ways.into_string().contains("table=first"));
}
