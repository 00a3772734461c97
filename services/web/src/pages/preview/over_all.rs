//! All that is held of a school, on one sheet and by area, as people see it who see it differently.

use super::*;

pub(super) fn of_all_that_is_held() -> Vec<Preview> {
    let (lead, governor, clerk) = (sample::lead(), sample::governor(), sample::clerk());
    let marys = sample::school().ground.school(sample::MARYS, &lead).unwrap().clone();
    let (today, before) = (Asked::default(), Asked::on("2025-11-20".parse().unwrap()));
    let sheet = |visitor: &Visitor, asked: &Asked| {
        on_a_page::render(visitor, &sample::on_a_page(visitor), &marys, asked)
    };
    let sources = |visitor: &Visitor| {
        school_evidence::render(visitor, &sample::evidence_page(visitor), &marys, &today)
    };
    let (on_a_page, evidence) = ("/schools/{school}/on-a-page", "/schools/{school}/evidence");
    vec![
        preview(on_a_page, "on-a-page", sheet(&lead, &today)),
        preview(on_a_page, "on-a-page-earlier", sheet(&lead, &before)),
        preview(on_a_page, "on-a-page-governor", sheet(&governor, &today)),
        preview(evidence, "school-evidence", sources(&lead)),
        preview(evidence, "school-evidence-clerk", sources(&clerk)),
    ]
}
