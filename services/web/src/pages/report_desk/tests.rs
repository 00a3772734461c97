use contract::schools::v1::Role;

use super::*;
use crate::sample;

fn offered(visitor: &Visitor, state: ReportState) -> Vec<&'static str> {
    let mut report = sample::report();
    report.set_state(state);
    let page = steps(visitor, &report, &Told::default());
    let page = page.map(Markup::into_string).unwrap_or_default();
    let all = ["sending", "approval", "issue"];
    all.into_iter().filter(|key| page.contains(&format!("/{key}\""))).collect()
}

#[test]
fn each_step_is_for_whom_it_is_when_it_is_due() {
    let (lead, chief) = (sample::lead(), sample::somebody(Role::ChiefExecutive));
    assert_eq!(offered(&lead, ReportState::Drafted), ["sending"]);
    assert_eq!(offered(&chief, ReportState::Drafted), ["approval"]);
    assert_eq!(offered(&lead, ReportState::Approved), ["issue"]);
    assert!(offered(&lead, ReportState::Issued).is_empty());
    assert!(offered(&sample::head(), ReportState::Drafted).is_empty());
}
