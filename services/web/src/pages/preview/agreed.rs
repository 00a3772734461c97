//! What was agreed and what is taken to a meeting: the list of actions, and the papers.

use contract::reports::v1::ListReportsResponse;

use super::*;

/// The agreed actions, of all schools and of one.
pub(super) fn of_actions() -> Vec<Preview> {
    let (lead, governor, clerk) = (sample::lead(), sample::governor(), sample::clerk());
    let marys = sample::ground().school(sample::MARYS, &lead).unwrap().clone();
    let all = |visitor| actions::render(visitor, &sample::actions_page(visitor), None);
    let of_school = actions::render(&governor, &sample::actions_page(&governor), Some(&marys));
    vec![
        preview(actions::AT, "actions", all(&lead)),
        preview(actions::AT, "actions-clerk", all(&clerk)),
        preview("/schools/{school}/actions", "actions-of-school", of_school),
    ]
}

/// The papers of a meeting, before the report is issued and after, and those of a term.
pub(super) fn of_packs() -> Vec<Preview> {
    let (governor, trustee) = (sample::governor(), sample::trustee());
    let listed = |reports| Shown::All(ListReportsResponse { as_of: sample::as_of(412), reports });
    let issued = || listed(vec![sample::loaded_report().report]);
    let of_meeting = |reports| pack::render(&governor, &sample::meeting_pack(reports));
    let term = pack::PackPage::of_term(&trustee, &sample::ground(), "2025-26-autumn", issued());
    let at = "/committees/{committee}/meetings/{meeting}/papers";
    vec![
        preview(at, "papers-of-meeting", of_meeting(issued())),
        preview(at, "papers-not-issued", of_meeting(listed(Vec::new()))),
        preview("/papers/{term}", "papers-of-term", pack::render(&trustee, &term)),
    ]
}
