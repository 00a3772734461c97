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
