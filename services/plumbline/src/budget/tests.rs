use super::*;

/// What PostgreSQL allows as it comes, less what it keeps for superusers, and room for an operator's tools.
const MOST: usize = 90;

#[test]
fn what_there_is_fits_a_server_as_it_comes() {
    let budget = Budget::of(StoreConnections::FEW);
    assert!(budget.together() < 60, "{}", budget.table());
    assert!(budget.apart() < MOST, "{}", budget.table());
}

/// Projections share the connections of their service, so thirty of them need no more than ten.
#[test]
fn ten_services_with_thirty_projections_fit_too() {
    let services = (0..10).map(|number| {
        // All but two append; one has a connection of its own.
        let share = of_a_service(&format!("service-{number}"), StoreConnections::FEW, number > 1);
        Share { most: share.most + usize::from(number == 9), ..share }
    });
    let budget = Budget(services.chain(others()).collect());
    assert!(budget.apart() < MOST, "{}", budget.table());
}

#[test]
fn the_operators_page_shows_the_budget() {
    const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy/README.md");
    let (page, table) =
        (std::fs::read_to_string(PAGE).unwrap(), Budget::of(StoreConnections::FEW).table());
    assert!(page.contains(&table), "deploy/README.md must show this table:\n{table}");
}
