//! `docs/events.md`, `docs/requests.md` and `docs/asyncapi.yaml` say what `proto/` says.
//!
//! Each test writes its document anew where the two differ, and fails once: look at it and commit it.

#![allow(clippy::unwrap_used, reason = "a test can do nothing better than panic")]

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

#[test]
fn the_list_of_events_is_up_to_date() {
    is_up_to_date("docs/events.md", &events::page(&Contract::read()));
}

#[test]
fn the_limits_of_requests_are_up_to_date() {
    is_up_to_date("docs/requests.md", &requests::page());
}

#[test]
fn the_description_of_the_bus_is_up_to_date() {
    is_up_to_date("docs/asyncapi.yaml", &asyncapi::page(&Contract::read()));
}
