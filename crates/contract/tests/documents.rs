//! `docs/events/`, `docs/requests/` and `docs/asyncapi.yaml` say what `proto/` says.
//!
//! Each test writes its document anew where the two differ, and fails once: look at it and commit it.

#![allow(clippy::unwrap_used, reason = "a test can do nothing better than panic")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

#[path = "documents/asyncapi.rs"]
mod asyncapi;
#[path = "documents/described.rs"]
mod described;
#[path = "documents/events.rs"]
mod events;
#[path = "documents/requests.rs"]
mod requests;
#[path = "documents/yaml.rs"]
mod yaml;

use described::Contract;

#[track_caller]
fn is_up_to_date(document: &str, wanted: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(document);
    if fs::read_to_string(&path).is_ok_and(|found| found == wanted) {
        return;
    }
    fs::write(&path, wanted).unwrap();
    panic!(
        "{document} did not say what proto/ says; it was written anew: look at it and commit it"
    );
}

/// A document for each service, in a folder that holds nothing else.
#[track_caller]
fn are_up_to_date(folder: &str, wanted: &BTreeMap<String, String>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder);
    fs::create_dir_all(&path).unwrap();
    let mut changed = Vec::new();
    for found in fs::read_dir(&path).unwrap() {
        let name = found.unwrap().file_name().into_string().unwrap();
        if !wanted.contains_key(&name) {
            fs::remove_file(path.join(&name)).unwrap();
            changed.push(name);
        }
    }
    for (name, text) in wanted {
        if !fs::read_to_string(path.join(name)).is_ok_and(|found| found == *text) {
            fs::write(path.join(name), text).unwrap();
            changed.push(name.clone());
        }
    }
    assert!(
        changed.is_empty(),
        "{folder} did not say what proto/ says; written anew, look and commit: {changed:?}"
    );
}

#[test]
fn the_lists_of_events_are_up_to_date() {
    are_up_to_date("docs/events", &events::pages(&Contract::read()));
}

#[test]
fn the_limits_of_requests_are_up_to_date() {
    are_up_to_date("docs/requests", &requests::pages());
}

#[test]
fn the_description_of_the_bus_is_up_to_date() {
    is_up_to_date("docs/asyncapi.yaml", &asyncapi::page(&Contract::read()));
}
