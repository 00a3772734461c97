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
mod tests {
    use super::*;

    const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy/nats-users.conf");

    const HEAD: &str = "# The users of the bus: what each may publish on and subscribe to; all else is refused. Made from the services'
# own lists by a test of `plumbline`. Passwords are variables; `plumbline keys nats <folder>` makes them.
";

    #[test]
    fn this_program_serves_the_services_of_the_contract() {
        let served: Vec<_> = services().iter().map(|service| service.name()).collect();
        assert_eq!(served, contract::SERVICES);
    }

    #[test]
    fn the_users_of_the_bus_are_those_of_the_services() {
        let wanted = format!("{HEAD}{}", host::bus_configuration(&bus_rights()));
        let found = std::fs::read_to_string(FILE).unwrap_or_default();
        if found != wanted {
            std::fs::write(FILE, wanted).unwrap();
            panic!(
                "deploy/nats-users.conf was not what the services ask for and is written anew: read and commit it"
            );
        }
    }
}
