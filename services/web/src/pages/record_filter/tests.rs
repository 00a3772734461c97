use super::*;
use crate::sample;

fn asked(query: &str) -> RecordAsked {
    RecordAsked::read(&Fields::parse(query.as_bytes()))
}

#[test]
fn the_address_says_what_is_asked_for() {
    let query = "area=governance&source=RECORD_SOURCE_PARENT&kind=RECORD_KIND_STRENGTH&from=2025-09-01&until=2025-11-21&page=2&text=gate";
    let wanted = asked(query).request(sample::MARYS, 7);
    assert_eq!((wanted.at_least, wanted.school_id.as_str()), (7, sample::MARYS));
    assert_eq!((wanted.area_id.as_str(), wanted.text.as_str()), ("governance", "gate"));
    assert_eq!((wanted.source(), wanted.kind()), (RecordSource::Parent, RecordKind::Strength));
    assert_eq!((wanted.from.as_str(), wanted.until.as_str()), ("2025-09-01", "2025-11-21"));
    assert_eq!(wanted.page, 2);
}

#[test]
fn what_makes_no_sense_is_told_or_left_out() {
    let strange = asked("area=A%20B&source=X&kind=Y&page=z").request(sample::MARYS, 0);
    assert_eq!(
        (strange.area_id.as_str(), strange.source, strange.kind, strange.page),
        ("", 0, 0, 0)
    );
    let wrong = asked("from=2025-13-01&until=2025-11-21");
    assert_eq!(wrong.problems()[0].1.as_deref(), Some("from"));
    assert_eq!(
        wrong.request(sample::MARYS, 0).until,
        "",
        "the service is not asked for half of it"
    );
    let backwards = asked("from=2025-11-21&until=2025-11-20");
    assert_eq!(backwards.problems()[0].1.as_deref(), Some("until"));
}

#[test]
fn a_search_goes_on_as_a_form_and_its_words_stand_in_no_address() {
    let more = ListRecordEntriesResponse { next_page: 2, ..ListRecordEntriesResponse::default() };
    let lead = sample::lead();
    let of = |query: &str| pages(&lead, "/here", &asked(query), &more).into_string();
    assert!(of("area=governance").contains("href=\"/here?area=governance&amp;page=2\""));
    let search = of("area=governance&text=gate");
    assert!(search.contains("method=\"post\"") && !search.contains("href="), "{search}");
    let forms = forms(&lead, &sample::ground(), "/here", &asked("text=gate")).into_string();
    assert!(!forms.contains("?text") && forms.contains("value=\"gate\""));
}
