use contract::schools::v1::Role;

use super::*;
use crate::form::Fields;
use crate::sample;

fn draft(state: ReportState) -> Report {
    let mut report = sample::report();
    report.set_state(state);
    report.words = 1_000;
    report
}

#[test]
fn a_paper_says_how_many_days_are_left_until_it_goes_out() {
    let on = |today: &str| goes_out(today.parse().unwrap(), "2025-12-04");
    assert_eq!(on("2025-11-20"), "26 November 2025, 6 days left");
    assert_eq!(on("2025-11-25"), "26 November 2025, 1 day left");
    assert_eq!(on("2025-11-26"), "26 November 2025, today");
    assert_eq!(on("2025-11-28"), "26 November 2025, overdue by 2 days");
    assert_eq!(goes_out("2025-11-20".parse().unwrap(), ""), "Once a meeting is fixed");
}

#[test]
fn drafts_are_approved_together_by_the_chief_executive_and_issued_by_the_lead() {
    let (lead, chief) = (sample::lead(), sample::somebody(Role::ChiefExecutive));
    let shown = |visitor: &Visitor, state| {
        let page = on_their_way(visitor, &sample::ground(), &[draft(state)], &Told::default());
        page.map(Markup::into_string).unwrap_or_default()
    };
    let drafted = shown(&chief, ReportState::Drafted);
    assert!(drafted.contains("/reports/approval\"") && drafted.contains("About 6 minutes"));
    assert!(!shown(&lead, ReportState::Drafted).contains("<form"));
    assert!(shown(&lead, ReportState::Approved).contains("/reports/issue\""));
    assert!(!shown(&sample::head(), ReportState::Approved).contains("<form"));
    assert!(shown(&sample::governor(), ReportState::Drafted).is_empty());
    assert!(shown(&lead, ReportState::Issued).is_empty());
}

#[test]
fn a_ticked_report_is_sent_by_its_id_and_read_by_its_school() {
    let value = format!("r1 {} 2025-26-autumn changed", sample::MARYS).replace(' ', "+");
    let fields = Fields::parse(format!("reports={value}").as_bytes());
    let entered = Entered::read(ApproveTogether::ENTRIES, fields);
    assert_eq!(ApproveTogether {}.command(&entered).report_ids, ["r1"]);
    let said = of(&sample::ground(), &entered.all("reports")[0]);
    assert!(said.ends_with("Autumn 2025-26: changed since it was sent to you"), "{said}");
}
