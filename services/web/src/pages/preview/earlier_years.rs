//! What was decided before Plumbline, as the lead, a governor and the diocese see it.

use super::*;

pub(super) fn of_earlier_years() -> Vec<Preview> {
    let none = Told::default();
    let (lead, governor) = (sample::lead(), sample::governor());
    let marys = sample::school().ground.school(sample::MARYS, &lead).unwrap().clone();
    let listed =
        |visitor: &Visitor| earlier::render(visitor, &sample::earlier_page(visitor), &marys, &none);
    let empty = |mut loaded: earlier::EarlierPage| {
        loaded.brought_in = Shown::All(Default::default());
        loaded
    };
    let first = earlier::render(&lead, &empty(sample::earlier_page(&lead)), &marys, &none);
    let at = "/schools/{school}/earlier";
    let by = "/schools/{school}/earlier/by/{framework}/{version}";
    vec![
        preview(at, "earlier", listed(&lead)),
        preview(at, "earlier-governor", listed(&governor)),
        preview(at, "earlier-diocese", listed(&sample::somebody(Role::DioceseLink))),
        preview(by, "earlier-by-version", first),
    ]
}
