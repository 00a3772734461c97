//! Self-evaluations, their templates and the pages that check them, as the head, the lead and a governor see them.

use contract::evidence::v1::SelfEvaluationState;

use super::*;

pub(super) fn of_self_evaluations() -> Vec<Preview> {
    let none = Told::default();
    let (lead, head, governor) = (sample::lead(), sample::head(), sample::governor());
    let marys = sample::school().ground.school(sample::MARYS, &lead).unwrap().clone();
    let listed =
        |visitor: &Visitor| sef::render(visitor, &sample::sef_page(visitor), &marys, &none);
    let term =
        |visitor: &Visitor, state| sef_term::render(visitor, &sample::sef_term_page(state), &none);
    let templates =
        |visitor: &Visitor| sef_templates::render(visitor, &sample::sef_templates_page(), &none);
    let (list, at) = ("/schools/{school}/sef", "/schools/{school}/sef/{term}");
    vec![
        preview(list, "sef", listed(&head)),
        preview(list, "sef-governor", listed(&governor)),
        preview(at, "sef-draft", term(&head, SelfEvaluationState::Draft)),
        preview(at, "sef-signed", term(&governor, SelfEvaluationState::Signed)),
        preview(sef_templates::AT, "sef-templates", templates(&lead)),
        preview(sef_templates::AT, "sef-templates-head", templates(&head)),
    ]
}
