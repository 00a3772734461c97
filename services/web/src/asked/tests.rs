use super::*;

fn read(query: &str) -> Wish {
    Asked::wish("/", &Fields::parse(query.as_bytes()))
}

#[test]
fn a_date_typed_in_parts_becomes_one_in_the_address() {
    assert_eq!(
        read("as-of-day=31&as-of-month=1&as-of-year=2026"),
        Wish::Go("/?as-of=2026-01-31".into())
    );
    assert_eq!(read("as-of-day=&as-of-month=&as-of-year="), Wish::Go("/".into()));
    let kept = read("school=7&as-of=2025-01-01&as-of-day=1&as-of-month=2&as-of-year=2026");
    assert_eq!(kept, Wish::Go("/?school=7&as-of=2026-02-01".into()));
}

#[test]
fn a_date_that_is_none_is_said_and_kept_as_typed() {
    for query in [
        "as-of-day=31&as-of-month=2&as-of-year=2026",
        "as-of-day=x",
        "as-of-day=1&as-of-month=1&as-of-year=26",
    ] {
        let Wish::Show(asked) = read(query) else { panic!("{query}") };
        assert!(asked.is_wrong() && asked.date.is_none());
    }
    let Wish::Show(asked) = read("as-of-day=%3Cb%3E") else { panic!() };
    let page = asked.picker("/", &[]).into_string();
    assert!(page.contains("value=\"&lt;b&gt;\"") && page.contains("govuk-error-message"), "{page}");
    let Wish::Show(asked) = read("as-of=tomorrow") else { panic!() };
    assert!(asked.is_wrong());
}

#[test]
fn a_day_to_come_is_refused_and_kept_as_typed() {
    let today: Date = "2026-11-28".parse().unwrap();
    let Wish::Show(asked) = read("as-of=2030-01-01") else { panic!() };
    let asked = asked.until(today);
    assert!(asked.is_wrong() && asked.date.is_none());
    let page = asked.picker("/", &[]).into_string();
    assert!(page.contains("value=\"2030\"") && page.contains("days to come"), "{page}");
    let Wish::Show(asked) = read("as-of=2026-11-28") else { panic!() };
    assert!(asked.until(today).date.is_some());
}

#[test]
fn a_page_that_knows_no_earlier_day_says_so_and_refuses_a_day_to_come() {
    let today: Date = "2026-11-28".parse().unwrap();
    let said =
        |query: &str| Asked::of(&Fields::parse(query.as_bytes()), today).today_only().into_string();
    assert!(said("as-of=2026-06-18").contains("as it is today, not as it was on"));
    assert!(said("as-of=2030-01-01").contains("days to come"));
    assert!(said("school=7").is_empty());
}

#[test]
fn links_keep_the_date() {
    let Wish::Show(asked) = read("as-of=2026-01-31") else { panic!() };
    assert_eq!(asked.keep("/schools/1"), "/schools/1?as-of=2026-01-31");
    assert!(asked.above("/").into_string().contains("31 January 2026"));
    assert_eq!(Asked::default().keep("/schools/1"), "/schools/1");
}
