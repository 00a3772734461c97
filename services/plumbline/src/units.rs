//! Everything this program can serve. The only place that names all services.

use host::Service;

/// The services, in the order of the story they tell.
pub(crate) fn services() -> Vec<Box<dyn Service>> {
    vec![
        Box::new(schools::Schools),
        Box::new(surveys::Surveys),
        Box::new(reviews::Reviews),
        Box::new(categories::Categories),
        Box::new(dashboards::Dashboards),
        Box::new(reports::Reports),
        Box::new(trail::Trail),
    ]
}

/// Names that `serve` takes besides the services': the relay, the sealer and the web application.
pub(crate) const SEALER: &str = "sealer";
pub(crate) const RELAY: &str = "relay";
pub(crate) const WEB: &str = "web";
pub(crate) const ALL: &str = "all";

/// Every name `serve` takes.
pub(crate) fn names() -> Vec<&'static str> {
    let mut names: Vec<&'static str> = services().iter().map(|service| service.name()).collect();
    names.extend([RELAY, SEALER, WEB, ALL]);
    names
}
