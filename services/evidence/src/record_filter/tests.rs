use contract::evidence::v1::{RecordKind, RecordSource};

use super::*;

fn entry(id: &str, on: &str) -> RecordEntry {
    RecordEntry {
        record_entry_id: id.to_owned(),
        on: on.to_owned(),
        source: RecordSource::Observation.into(),
        areas: vec!["governance".to_owned()],
        kind: RecordKind::Strength.into(),
        text: Some("The board asks about Attendance.".into()),
        ..RecordEntry::default()
    }
}

fn asked() -> ListRecordEntriesRequest {
    ListRecordEntriesRequest::default()
}

fn kept(asked: ListRecordEntriesRequest) -> bool {
    let mut entries = vec![entry("a", "2025-11-21")];
    keep(&mut entries, &asked);
    !entries.is_empty()
}

#[test]
fn each_filter_keeps_what_fits_and_leaves_out_the_rest() {
    let source =
        |source: RecordSource| ListRecordEntriesRequest { source: source.into(), ..asked() };
    let kind = |kind: RecordKind| ListRecordEntriesRequest { kind: kind.into(), ..asked() };
    let area = |area: &str| ListRecordEntriesRequest { area_id: area.to_owned(), ..asked() };
    let days = |from: &str, until: &str| {
        let (from, until) = (from.to_owned(), until.to_owned());
        ListRecordEntriesRequest { from, until, ..asked() }
    };
    assert!(kept(asked()));
    assert!(kept(source(RecordSource::Observation)) && !kept(source(RecordSource::Parent)));
    assert!(kept(kind(RecordKind::Strength)) && !kept(kind(RecordKind::Development)));
    let named = |id: &str| ListRecordEntriesRequest { record_entry_id: id.to_owned(), ..asked() };
    assert!(kept(named("a")) && !kept(named("b")));
    assert!(kept(area("governance")) && !kept(area("staff")));
    assert!(kept(days("2025-11-21", "2025-11-21")));
    assert!(!kept(days("2025-11-22", "")) && !kept(days("", "2025-11-20")));
}

#[test]
fn words_are_found_in_upper_and_lower_case_alike_and_what_is_kept_back_is_not() {
    let found = |text: &str| {
        let mut withheld = entry("b", "2025-11-21");
        withheld.text = Some(contract::log::v1::Words { kept_back: true, ..Default::default() });
        let mut entries = vec![entry("a", "2025-11-21"), withheld];
        keep_saying(&mut entries, text);
        entries.len()
    };
    assert_eq!((found("attendance"), found("ABOUT"), found("absence")), (1, 1, 0));
}

#[test]
fn a_corrected_entry_names_the_one_that_took_its_place() {
    let correction = RecordEntry { corrects_id: "a".to_owned(), ..entry("b", "2025-11-22") };
    let mut entries = vec![entry("a", "2025-11-21"), correction];
    mark_corrected(&mut entries);
    let marks: Vec<_> = entries.iter().map(|entry| entry.corrected_by_id.as_str()).collect();
    assert_eq!(marks, ["b", ""]);
}

#[test]
fn the_latest_day_comes_first_and_a_page_holds_fifty() {
    let mut entries: Vec<_> =
        (0..51).map(|position| RecordEntry { position, ..entry("a", "2025-11-20") }).collect();
    entries.push(RecordEntry { position: 1, ..entry("latest", "2025-11-21") });
    let first = page(entries.clone(), 0);
    assert_eq!((first.entries.len(), first.found, first.next), (50, 52, 2));
    assert_eq!(first.entries[0].record_entry_id, "latest");
    assert_eq!(first.entries[1].position, 50, "of one day the newest");
    assert_eq!(first, page(entries.clone(), 1));
    let last = page(entries.clone(), 2);
    assert_eq!((last.entries.len(), last.found, last.next), (2, 52, 0));
    assert!(page(entries, u32::MAX).entries.is_empty(), "a page that is not there");
    assert_eq!(page(vec![entry("a", "2025-11-20"); 50], 1).next, 0, "fifty fill one page");
}

#[test]
fn days_that_run_backwards_are_refused() {
    let days = |from: &str, until: &str| {
        let (from, until) = (from.to_owned(), until.to_owned());
        check(&ListRecordEntriesRequest { from, until, ..asked() }).is_ok()
    };
    assert!(days("2025-11-21", "2025-11-21") && days("2025-11-21", "") && days("", "2025-11-21"));
    assert!(!days("2025-11-21", "2025-11-20"));
}
