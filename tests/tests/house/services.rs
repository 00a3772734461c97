//! Services: one list, `contract::SERVICES`, and whatever repeats it names all of them.

use contract::{SERVICES, categories_of};

use crate::{files, none, read};

/// Of four or more services named in one line it is safe to say that the line is meant to list them.
const A_LIST: usize = 4;

fn listing() -> Vec<String> {
    let mut listing: Vec<String> =
        ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "Makefile"].map(str::to_owned).into();
    for ending in [".md", ".yaml", ".sh", ".service", ".conf", ".example"] {
        listing.extend(files("deploy", ending));
    }
    for folder in ["services/plumbline", "tests", "benches"] {
        listing.extend(files(folder, ".rs"));
    }
    listing
}

/// The services that a line names as words of their own.
fn named(line: &str) -> Vec<&'static str> {
    let is_name = |character: char| character.is_alphanumeric() || character == '_';
    let words: Vec<&str> = line.split(|character| !is_name(character)).collect();
    SERVICES.into_iter().filter(|service| words.contains(service)).collect()
}

#[test]
fn a_line_that_lists_services_lists_them_all() {
    let who_append: Vec<_> =
        SERVICES.into_iter().filter(|service| !categories_of(service).is_empty()).collect();
    let mut faults = Vec::new();
    for file in listing() {
        for (line, text) in read(&file).lines().enumerate() {
            let named = named(text);
            let whole = named == SERVICES || named == who_append;
            if named.len() >= A_LIST && !whole {
                faults.push(format!("{file}:{} lists {named:?}", line + 1));
            }
        }
    }
    none(faults);
}

#[test]
fn each_service_has_a_user_of_the_bus_and_a_place_in_the_workspace() {
    let users = read("deploy/nats-users.conf");
    let workspace = read("Cargo.toml");
    let missing = SERVICES.into_iter().filter(|service| {
        !users.contains(&format!("user: {service},"))
            || !workspace.contains(&format!("services/{service}"))
    });
    none(missing.map(|service| format!("{service} is not everywhere")).collect());
}
