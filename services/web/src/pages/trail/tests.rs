use super::*;
use crate::sample;

fn history() -> Shown<ListHistoryResponse> {
    Shown::All(sample::history())
}

fn filter(query: &str) -> Filter {
    Filter::read(&Fields::parse(query.as_bytes()))
}

#[test]
fn each_line_is_a_sentence_with_names_and_leads_to_its_event() {
    let page =
        render(&sample::lead(), &sample::ground(), &history(), &Filter::default()).into_string();
    for wanted in [
        "moved from Improve to Sustain",
        "Amira Khan, improvement lead",
        "href=\"/trail/312\"",
        "Older",
    ] {
        assert!(page.contains(wanted), "{wanted} is missing");
    }
}

#[test]
fn what_is_looked_for_stands_in_the_address_and_can_be_taken_away() {
    let filter = filter("school=7&area=governance&before=90");
    assert_eq!(filter.with("school", ""), "/trail?area=governance");
    assert_eq!(filter.with("before", "40"), "/trail?school=7&area=governance&before=40");
    let page = render(&sample::lead(), &sample::ground(), &history(), &filter).into_string();
    assert!(page.contains("Take away") && page.contains("Reset"));
}

#[test]
fn the_school_asked_for_is_the_school_shown_or_none_is() {
    let own = filter("").within(&sample::head());
    assert_eq!(own.request().school_id, sample::MARYS);
    assert!(own.is_shown_to(&sample::head()));
    let other = filter(&format!("school={}", sample::OAK)).within(&sample::head());
    assert_eq!(other.request().school_id, sample::OAK);
    assert!(!other.is_shown_to(&sample::head()) && other.is_shown_to(&sample::trustee()));
    assert_eq!(filter("").within(&sample::trustee()).request().school_id, "");
}

#[test]
fn a_line_leads_to_its_event_only_where_the_event_opens() {
    let mut history = sample::history();
    for line in &mut history.lines {
        line.opens = false;
    }
    let closed = Shown::All(history);
    let page = render(&sample::lead(), &sample::ground(), &closed, &Filter::default());
    let page = page.into_string();
    assert!(page.contains("event 312") && !page.contains("href=\"/trail/312\""));
}

#[test]
fn a_date_that_is_none_is_said_and_not_asked_for() {
    let filter = filter("from=yesterday");
    assert_eq!(filter.request().from, "");
    let page = render(&sample::lead(), &sample::ground(), &history(), &filter).into_string();
    assert!(page.contains("The first day must be a date") && page.contains("<title>Error: Trail"));
    assert!(page.contains("value=\"yesterday\""));
}
