use super::*;
use crate::form::Fields;
use crate::sample;

fn shown(visitor: &Visitor) -> String {
    render(visitor, &sample::measures_page(), &Told::default()).into_string()
}

#[test]
fn each_measure_is_told_with_what_it_counts() {
    let page = shown(&sample::governor());
    assert!(page.contains("Reading, writing and maths: expected standard"));
    assert!(page.contains("Lower is better") && page.contains("Per cent"));
    assert!(page.contains("The trust’s own") && page.contains("Retired on"));
    assert!(!page.contains("<form method=\"post\" action=\"/measures"));
}

#[test]
fn the_lead_defines_defines_anew_and_retires_the_trusts_own() {
    let page = shown(&sample::lead());
    assert!(page.contains("action=\"/measures/new\""));
    assert!(page.contains("action=\"/measures/reading-age/versions/3\""));
    assert!(page.contains("action=\"/measures/reading-age/retire\""));
    assert!(!page.contains("action=\"/measures/old-test/retire\""), "it is retired");
    assert!(page.contains("year-group: Year 4"), "{page}");
}

#[test]
fn lines_become_parts_of_the_pupils() {
    let parts = breakdowns("Year group: Year 4\nYear group: Year 5\n");
    let ids: Vec<_> = parts.iter().map(|part| part.breakdown_id.as_str()).collect();
    assert_eq!(ids, ["year-4", "year-5"]);
    assert_eq!((parts[0].topic.as_str(), parts[0].title.as_str()), ("year-group", "Year 4"));
    let wrong = |text: &'static [u8]| {
        let entered = Entered::read(DefineMeasure::ENTRIES, Fields::parse(text));
        problems(&entered).len()
    };
    assert_eq!(wrong(b"title=Reading&parts=Year+4"), 1);
    assert_eq!(wrong(b"title=%21%21&parts=Year+group%3A+Year+4"), 1);
    assert_eq!(wrong(b"title=Reading&parts=Year+group%3A+Year+4%0A"), 0);
}

#[test]
fn a_survey_that_was_run_elsewhere_is_marked() {
    let mut loaded = sample::measures_page();
    let Shown::All(measures) = &mut loaded.measures else { panic!("all are shown") };
    let own = measures.iter_mut().find(|measure| !measure.shipped).unwrap();
    own.definition.as_mut().unwrap().survey_elsewhere = true;
    let described = crate::pages::figure::described(own).into_string();
    assert!(described.contains("survey that was run elsewhere"));
    let page = render(&sample::governor(), &loaded, &Told::default()).into_string();
    assert_eq!(page.matches("Survey run elsewhere").count(), 1, "{page}");
    let entered = |text: &'static str| {
        let fields = Fields::parse(text.as_bytes());
        definition(&Entered::read(DefineMeasure::ENTRIES, fields)).survey_elsewhere
    };
    assert!(entered("elsewhere=yes") && !entered("elsewhere=no") && !entered(""));
}
