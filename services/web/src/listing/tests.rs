use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Router, middleware};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use super::*;
use crate::form::Fields;

fn view(query: &str) -> ListView {
    ListView::of("/rows", &Fields::parse(query.as_bytes()))
}

/// `number` rows: every second is open.
fn listing(number: usize) -> PageListing<'static> {
    let rows = (1..=number).map(|row| {
        vec![
            Cell::new(html! { a href="/x" { "Row & " b { (row) } } }),
            Cell::number(row.to_string()),
            Cell::text(if row % 2 == 0 { "open" } else { "closed" }),
            Cell::day(&format!("2026-{:02}-01", row % 12 + 1)),
        ]
    });
    let head = vec![("Name", false), ("Number", true), ("State", false), ("Day of it", false)];
    let table = Table { head, rows: rows.collect(), ..Table::default() };
    PageListing::of("rows", table).narrowed_by(&["State"]).noting("A note.")
}

fn drawn(number: usize, query: &str) -> String {
    listing(number).draw(&view(query)).into_string()
}

/// The numbers of the rows shown.
fn shown(page: &str) -> Vec<usize> {
    let rows = page.split("<b>").skip(1).filter_map(|part| part.split('<').next());
    rows.map(|number| number.parse().unwrap()).collect()
}

#[test]
fn fifty_rows_stand_on_a_page() {
    let first = drawn(120, "");
    assert_eq!(shown(&first), (1..=50).collect::<Vec<_>>());
    assert!(first.contains("Page 1 of 3") && first.contains("/rows?page=2"), "{first}");
    assert_eq!(shown(&drawn(120, "page=3")), (101..=120).collect::<Vec<_>>());
    // A page that is not there, or is no number.
    assert_eq!(shown(&drawn(120, "page=9")), (101..=120).collect::<Vec<_>>());
    assert_eq!(shown(&drawn(120, "page=-1")).len(), 50);
}

#[test]
fn a_page_has_as_many_rows_as_the_address_asks_for() {
    assert_eq!(shown(&drawn(120, "rows=100")).len(), 100);
    assert_eq!(shown(&drawn(120, "rows=25&page=5")), (101..=120).collect::<Vec<_>>());
    // What no page can have is as if nothing was asked.
    assert_eq!(shown(&drawn(120, "rows=7")).len(), 50);
    let page = drawn(120, "rows=25");
    assert!(page.contains("<option value=\"25\" selected>25</option>"), "{page}");
    assert!(page.contains("/rows?rows=25&amp;page=2"), "{page}");
}

#[test]
fn numbers_and_days_are_sorted_as_such() {
    assert_eq!(shown(&drawn(11, "sort=number")), (1..=11).collect::<Vec<_>>());
    assert_eq!(shown(&drawn(11, "sort=-number")), (1..=11).rev().collect::<Vec<_>>());
    assert_eq!(shown(&drawn(3, "sort=-day-of-it")), [3, 2, 1]);
    // What names no column leaves the list as it stands.
    assert_eq!(shown(&drawn(3, "sort=nothing")), [1, 2, 3]);
}

#[test]
fn what_is_empty_stands_last_both_ways() {
    let sorted = |texts: &[&str], descends| {
        let mut keys: Vec<_> = texts.iter().map(|text| (Cell::text(text).key(), *text)).collect();
        keys.sort_by(|(a, _), (b, _)| SortKey::sorted(a.as_ref(), b.as_ref(), descends));
        keys.into_iter().map(|(_, text)| text.to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(sorted(&["", "9", "", "10"], false), ["9", "10", "", ""]);
    assert_eq!(sorted(&["", "9", "", "10"], true), ["10", "9", "", ""]);
    // Numbers and words in one column are one order, however many there are.
    let mixed = ["9%", "100%", "56% (of 34)", "not shown", ""];
    let many: Vec<_> = mixed.iter().cycle().take(60).copied().collect();
    let ordered = sorted(&many, false);
    assert_eq!((ordered[0].as_str(), ordered[12].as_str()), ("9%", "100%"));
    assert_eq!((ordered[24].as_str(), ordered[59].as_str()), ("56% (of 34)", ""));
}

#[test]
fn a_list_is_found_in_and_narrowed() {
    let page = drawn(30, "find=july&only-state=open&as-of=2026-01-31");
    assert_eq!(shown(&page), [6, 18, 30]);
    assert!(page.contains("3 of 30 match; with “july”; State: open"), "{page}");
    assert!(page.contains("href=\"/rows?as-of=2026-01-31\""), "{page}");
    assert!(page.contains("name=\"as-of\" value=\"2026-01-31\""), "{page}");
    // Turning a page or sorting keeps what narrows.
    assert!(
        page.contains("find=july&amp;only-state=open&amp;as-of=2026-01-31&amp;sort=number"),
        "{page}"
    );
}

#[test]
fn a_short_list_has_no_fields_unless_it_is_narrowed() {
    assert!(!drawn(10, "").contains("<form"));
    assert!(drawn(10, "find=row").contains("<form"));
    assert!(drawn(11, "").contains("<form"));
}

#[test]
fn a_head_says_how_it_sorts() {
    let page = drawn(11, "sort=number");
    assert!(page.contains("aria-sort=\"ascending\"") && page.contains("sort=-number"), "{page}");
    assert!(!drawn(11, "").contains("aria-sort"));
}

/// What the address answers on a page with a list.
async fn answer(address: &str) -> Response {
    let page = |uri: axum::http::Uri| async move {
        let query = Fields::parse(uri.query().unwrap_or_default().as_bytes());
        listing(30).draw(&ListView::of("/rows", &query)).into_response()
    };
    let none = || async { "nothing" };
    let router = Router::new().route("/rows", get(page)).route("/none", get(none));
    let request = Request::get(address).body(Body::empty()).unwrap();
    router.layer(middleware::from_fn(take)).oneshot(request).await.unwrap()
}

async fn bytes(response: Response) -> Vec<u8> {
    response.into_body().collect().await.unwrap().to_bytes().to_vec()
}

#[tokio::test]
async fn all_that_is_found_is_taken_with_what_it_is() {
    let response = answer("/rows?take=csv&only-state=open&page=2&sort=-number").await;
    let named = response.headers()["content-disposition"].to_str().unwrap().to_owned();
    assert_eq!(named, "attachment; filename=\"rows.csv\"");
    let text = String::from_utf8(bytes(response).await).unwrap();
    let lines: Vec<_> = text.trim_start_matches('\u{feff}').lines().collect();
    let expected =
        ["State: open", "15 of 30 rows", "A note.", "\"\"", "Name,Number,State,Day of it"];
    assert_eq!(lines[..5], expected);
    assert_eq!(lines[5], "Row & 30,30,open,1 July 2026");
    assert_eq!(lines.len(), 5 + 15);
}

#[tokio::test]
async fn what_narrows_a_page_stands_in_the_file_of_its_list() {
    let page = |uri: axum::http::Uri| async move {
        let query = Fields::parse(uri.query().unwrap_or_default().as_bytes());
        let about = vec!["Period: 2024-25".to_owned()];
        listing(3).about(about).draw(&ListView::of("/rows", &query)).into_response()
    };
    let router = Router::new().route("/rows", get(page)).layer(middleware::from_fn(take));
    let request = Request::get("/rows?take=csv").body(Body::empty()).unwrap();
    let text = String::from_utf8(bytes(router.oneshot(request).await.unwrap()).await).unwrap();
    assert!(text.starts_with("\u{feff}Period: 2024-25\r\n3 of 3 rows\r\n"), "{text}");
}

#[tokio::test]
async fn a_spreadsheet_opens_and_a_page_without_a_list_says_so() {
    let book = answer("/rows?take=xlsx").await;
    assert_eq!(book.status(), StatusCode::OK);
    assert!(bytes(book).await.starts_with(b"PK\x03\x04"));
    assert_eq!(answer("/none?take=csv").await.status(), StatusCode::NOT_FOUND);
    // What is no kind of file is a page.
    assert!(bytes(answer("/rows?take=exe").await).await.starts_with(b"<section"));
}

#[test]
fn nothing_taken_is_a_formula() {
    assert_eq!(harmless("=1+1"), "'=1+1");
    assert_eq!(harmless("St Mary’s"), "St Mary’s");
    let cell = Cell::new(html! { span { "a" } " &lt; " b { "“b”" } });
    assert_eq!(cell.words(), "a &lt; “b”");
}
