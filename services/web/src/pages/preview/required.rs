//! The register of requirements and the levels of independence.

use super::*;

pub(super) fn of_the_register() -> Vec<Preview> {
    let none = Told::default();
    let (lead, head, governor) = (sample::lead(), sample::head(), sample::governor());
    let clerk = sample::clerk();
    let marys = sample::school().ground.school(sample::MARYS, &lead).unwrap().clone();
    let register =
        |visitor: &Visitor| requirements::render(visitor, &sample::register_page(visitor), &none);
    let one = |visitor: &Visitor, place: usize| {
        let loaded = sample::register_page(visitor);
        let line = loaded.register.known().unwrap().lines[place].clone();
        requirement::render(visitor, &loaded, &line, &none)
    };
    let of_school = |visitor: &Visitor| {
        school_requirements::render(visitor, &sample::register_page(visitor), &marys, &none)
    };
    let levels = |visitor: &Visitor| {
        let term = "2025-26-autumn".parse().unwrap();
        independence::render(visitor, &sample::independence_page(visitor), term, &none)
    };
    let of_one = |visitor: &Visitor| {
        let mut loaded = sample::independence_page(visitor);
        let own = loaded.levels.known().into_iter().flatten().cloned();
        let own: Vec<_> = own.filter(|level| level.school_id == sample::MARYS).collect();
        loaded.levels = Shown::All(own);
        school_independence::render(visitor, &loaded, &marys, &none)
    };
    let at = "/requirements/{year}/{requirement}";
    let at_school = "/schools/{school}/requirements";
    vec![
        preview("/requirements", "requirements", register(&lead)),
        preview("/requirements", "requirements-clerk", register(&clerk)),
        preview("/requirements/{year}", "requirements-head", register(&head)),
        preview(at, "requirement", one(&lead, 0)),
        preview(at, "requirement-dropped", one(&lead, 3)),
        preview(at, "requirement-governor", one(&governor, 1)),
        preview(at_school, "school-requirements", of_school(&head)),
        preview(
            "/schools/{school}/requirements/{year}",
            "school-requirements-lead",
            of_school(&lead),
        ),
        preview(at_school, "school-requirements-clerk", of_school(&clerk)),
        preview("/independence", "independence", levels(&lead)),
        preview("/independence", "independence-governor", levels(&governor)),
        preview("/schools/{school}/independence", "school-independence", of_one(&lead)),
        preview("/schools/{school}/independence", "school-independence-head", of_one(&head)),
    ]
}
