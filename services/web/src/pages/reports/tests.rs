use super::*;
use crate::sample;

#[test]
fn a_committee_sees_its_own_reports_only() {
    let own = sample::report();
    let other = Report { school_id: sample::OAK.to_owned(), ..own.clone() };
    let listed = ListReportsResponse { as_of: None, reports: vec![own, other] };
    let governor = sample::governor();
    let listed = Shown::All(listed).within(governor.reports());
    let page = render(&governor, &Told::default(), &sample::ground(), &listed).into_string();
    assert_eq!(page.matches("href=\"/reports/").count(), 1);
    assert!(page.contains("1, 1 to answer") && page.contains("Thursday 27 November 2025"));
}

#[test]
fn an_empty_list_is_no_report_for_the_lead_only() {
    let shown = |visitor: &Visitor| {
        let listed = Shown::All(ListReportsResponse::default()).within(visitor.reports());
        render(visitor, &Told::default(), &sample::ground(), &listed).into_string()
    };
    assert!(shown(&sample::lead()).contains("There are no reports yet."));
    let governor = shown(&sample::governor());
    assert!(!governor.contains("There are no") && governor.contains("There may be others."));
    let lead = (&sample::lead(), &Told::default(), &sample::ground());
    let away = render(lead.0, lead.1, lead.2, &Shown::Away).into_string();
    assert!(away.contains("Reports cannot be shown at the moment"));
}

#[test]
fn a_term_with_several_papers_has_a_way_to_them() {
    let other = Report { school_id: sample::OAK.to_owned(), ..sample::report() };
    let reports = [sample::report(), other];
    let board = packs(&sample::trustee(), &reports).into_string();
    assert_eq!(board.matches("/papers/2025-26-autumn\"").count(), 1);
    assert!(packs(&sample::governor(), &reports).into_string().is_empty());
}
