use super::*;
use crate::sample;

fn listed(reports: Vec<Report>) -> Shown<ListReportsResponse> {
    Shown::All(ListReportsResponse { as_of: sample::as_of(412), reports })
}

fn of_meeting(visitor: &Visitor, listed: Shown<ListReportsResponse>) -> String {
    render(visitor, &sample::meeting_pack(listed)).into_string()
}

#[test]
fn each_paper_has_its_button_and_all_of_them_one_file() {
    let page = of_meeting(&sample::governor(), listed(vec![sample::loaded_report().report]));
    let report = format!("/reports/{}", sample::REPORT);
    assert!(page.contains(&format!("href=\"{report}/report.pdf\"")));
    assert!(page.contains(&format!("href=\"{report}/corrections/correction-1/correction.pdf\"")));
    assert!(page.contains("/meetings/meeting-1/papers.zip\""), "{page}");
    assert!(page.contains(&sample::report().pdf_sha256));
}

#[test]
fn without_a_paper_there_is_no_file_and_the_page_says_why() {
    let page = of_meeting(&sample::governor(), listed(Vec::new()));
    assert!(page.contains("No paper has been issued for it yet."));
    assert!(page.contains("It has not been issued yet.") && !page.contains(".zip"));
}

#[test]
fn a_pack_that_is_withheld_or_away_is_not_drawn_as_empty() {
    for pack in [Shown::Withheld("Not for you."), Shown::Away] {
        let page = of_meeting(&sample::governor(), pack);
        assert!(!page.contains("No paper") && !page.contains(".zip"), "{page}");
    }
}

#[test]
fn a_reader_of_one_school_is_told_that_a_term_has_other_papers() {
    let of = |visitor: &Visitor| {
        let pack = PackPage::of_term(
            visitor,
            &sample::ground(),
            "2025-26-autumn",
            listed(vec![sample::report()]),
        );
        render(visitor, &pack).into_string()
    };
    assert!(of(&sample::governor()).contains("Reports on 2 other schools"));
    assert!(of(&sample::trustee()).contains("/papers/2025-26-autumn/papers.zip\""));
}
