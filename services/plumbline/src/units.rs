//! The units that this program can serve. Only this file names all services.

use host::Service;
use identity::token::SpeaksFor;

/// The services, in the order of the story they tell.
pub fn services() -> Vec<Box<dyn Service>> {
    vec![
        Box::new(schools::Schools),
        Box::new(surveys::Surveys),
        Box::new(reviews::Reviews),
        Box::new(evidence::Evidence),
        Box::new(categories::Categories),
        Box::new(dashboards::Dashboards),
        Box::new(reports::Reports),
        Box::new(trail::Trail),
        Box::new(letters::Letters),
    ]
}

/// Names that `serve` takes besides the services': the relay, the sealer and the web application.
pub(crate) const SEALER: &str = "sealer";
pub(crate) const RELAY: &str = "relay";
pub(crate) const WEB: &str = "web";
pub(crate) const ALL: &str = "all";

/// The name of the operator's key. With it a person at the command line speaks for the installation, or for a person named
/// there.
pub(crate) const OPERATOR: &str = "operator";

/// For whom the key of a unit may speak by default.
pub(crate) fn speaks_for(unit: &str) -> Vec<SpeaksFor> {
    match unit {
        WEB => vec![SpeaksFor::Persons, SpeaksFor::SignIn],
        OPERATOR => vec![SpeaksFor::Installation, SpeaksFor::Persons],
        RELAY | SEALER => Vec::new(),
        ALL => vec![SpeaksFor::Persons, SpeaksFor::SignIn, SpeaksFor::System, SpeaksFor::Accounts],
        "trail" => vec![SpeaksFor::Accounts],
        // Their reactions act by themselves. Reports fetches the proof of an edition for the person who asked.
        "reviews" => vec![SpeaksFor::System],
        // Its clock acts on due days.
        "schools" => vec![SpeaksFor::System],
        // It finds out who gets a letter, and for a digest what waits for each person.
        "letters" => vec![SpeaksFor::System, SpeaksFor::Persons],
        "reports" => vec![SpeaksFor::System, SpeaksFor::PassedOn],
        _ => Vec::new(),
    }
}

/// Every name `serve` takes.
pub(crate) fn names() -> Vec<&'static str> {
    let mut names: Vec<&'static str> = services().iter().map(|service| service.name()).collect();
    names.extend([RELAY, SEALER, WEB, ALL]);
    names
}

/// What each user of the bus may publish and hear: the services, the relay, and other systems.
#[cfg(test)]
fn bus_rights() -> Vec<host::BusRights> {
    let services = services();
    let names = services.iter().map(|service| service.name());
    let mut rights: Vec<host::BusRights> = names.map(host::BusRights::of_service).collect();
    rights.extend([host::BusRights::of_relay(), host::BusRights::of_subscriber()]);
    rights
}

#[cfg(test)]
mod tests;
