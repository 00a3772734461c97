use super::*;
use crate::sample;

fn place(to: AttachedTo) -> ReportPlace {
    ReportPlace { to, school: sample::MARYS.to_owned(), id: "record".to_owned() }
}

fn shown(visitor: &Visitor, report: Option<&AttachedReport>) -> String {
    let (place, about) = (place(AttachedTo::Inspection), "of 3 March 2026".to_owned());
    let part = ReportPart { place, report, about };
    html! { (part.way()) (part.changes(visitor, &Told::default())) }.into_string()
}

#[test]
fn what_is_attached_is_opened_by_all_and_detached_by_those_who_attach() {
    let report = sample::attached_report();
    let way = format!("/schools/{}/inspections/record/report.pdf", sample::MARYS);
    for (visitor, detaches) in [(sample::head(), true), (sample::governor(), false)] {
        let page = shown(&visitor, Some(&report));
        assert!(page.contains(&way) && page.contains("8 pages, 640 kB"), "{page}");
        assert_eq!(page.contains("record/detachment\""), detaches, "{page}");
    }
}

#[test]
fn the_way_to_attach_is_for_those_who_record() {
    let way = format!("/schools/{}/inspections/record/report\"", sample::MARYS);
    assert!(shown(&sample::head(), None).contains(&way));
    assert!(shown(&sample::lead(), None).contains(&way));
    assert!(!shown(&sample::governor(), None).contains(&way));
    let at = place(AttachedTo::Accreditation);
    assert!(at.must_attach(&sample::administrator()).is_ok());
    assert!(matches!(at.must_attach(&sample::governor()), Err(Failure::Forbidden(_))));
}

#[test]
fn an_address_of_other_words_than_ids_is_no_page() {
    let of = |id: &str| ReportPlace { id: id.to_owned(), ..place(AttachedTo::Inspection) };
    assert!(of("0197b3c2-6a51-7cc0-8f4e-0123456789ab").must_be_one().is_ok());
    for other in ["", "record", "a\r\nset-cookie: a=b"] {
        assert!(matches!(of(other).must_be_one(), Err(Failure::NotFound(_))), "{other}");
    }
}

#[test]
fn what_kept_a_file_from_being_taken_is_said_at_its_field() {
    let (ground, head) = (sample::ground(), sample::head());
    let school = ground.school(sample::MARYS, &head).unwrap();
    let of = place(AttachedTo::Inspection);
    for (word, sentence) in [("kind", "This file is no PDF"), ("none", "Choose a file")] {
        let of = RecordOfSchool { school, place: &of };
        let page = render(&head, of, wrong(word)).into_string();
        assert!(page.contains(sentence) && page.contains("file-error"), "{word}: {page}");
    }
    assert_eq!(wrong("anything"), None);
}

#[test]
fn the_file_is_sent_again_by_the_form_that_names_the_report() {
    let (ground, head) = (sample::ground(), sample::head());
    let school = ground.school(sample::MARYS, &head).unwrap();
    let act = AttachInspectionReport {
        school: sample::MARYS.to_owned(),
        inspection: "record".to_owned(),
        file: "given".to_owned(),
    };
    let given = GivenFile { act: &act, bytes: 2_560_000 };
    let page = checked(&head, school, &given, &Told::default()).into_string();
    assert!(page.contains("/inspections/record/report/given\"") && page.contains("2.4 MB"));
    assert_eq!(act.next(), format!("/schools/{}/inspections", sample::MARYS));
}

#[test]
fn large_bodies_are_read_where_a_file_is_given_and_nowhere_else() {
    assert!(takes_report("/schools/a/inspections/b/report"));
    assert!(takes_report("/schools/a/accreditations/b/report"));
    for other in ["/schools/a/inspections/b/report/c", "/schools/a/visits/b/report", "/report"] {
        assert!(!takes_report(other), "{other}");
    }
}

#[test]
fn sizes_are_said_in_kilobytes_and_megabytes() {
    assert_eq!(size(1), "1 kB");
    assert_eq!(size(655_360), "640 kB");
    assert_eq!(size(1_048_576), "1.0 MB");
    assert_eq!(size(10 * 1024 * 1024), "10.0 MB");
}
