//! The rules of this house that a machine can check (CONTRIBUTING.md has the rest).

#![allow(clippy::unwrap_used, reason = "a test can do nothing better than panic")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

#[path = "house/absences.rs"]
mod absences;
#[path = "house/circles.rs"]
mod circles;
#[path = "house/code.rs"]
mod code;
#[path = "house/decided.rs"]
mod decided;
#[path = "house/documents.rs"]
mod documents;
#[path = "house/manifests.rs"]
mod manifests;
#[path = "house/messages.rs"]
mod messages;
#[path = "house/migrations.rs"]
mod migrations;
#[path = "house/names.rs"]
mod names;
#[path = "house/prose.rs"]
mod prose;
#[path = "house/refusals.rs"]
mod refusals;
#[path = "house/services.rs"]
mod services;
#[path = "house/writers.rs"]
mod writers;

/// The folder of the whole workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The text of a file named from the root.
fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Files below a folder with an ending, named from the root, in order.
fn files(folder: &str, ending: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root().join(folder)).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{folder}/{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            if !name.ends_with("/target") && !name.ends_with("/node_modules") {
                found.extend(files(&name, ending));
            }
        } else if name.ends_with(ending) {
            found.push(name);
        }
    }
    found.sort();
    found
}

/// Fails with every fault on a line of its own.
#[track_caller]
fn none(faults: Vec<String>) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// The folder of the lists of known faults.
const LISTS: &str = "tests/tests/house/lists";

/// The entries of a list of known faults. Such a list may only shrink.
fn listed(list: &str) -> BTreeSet<String> {
    let text = read(&format!("{LISTS}/{list}"));
    text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}

/// Fails with the faults of each thing that the list does not name, and with each entry that has no fault any more.
#[track_caller]
fn only_listed(list: &str, found: &BTreeMap<String, Vec<String>>) {
    let mut faults = unlisted(&listed(list), found);
    for fault in &mut faults {
        fault.push_str(&format!(" (the list is {LISTS}/{list})"));
    }
    none(faults);
}

fn unlisted(listed: &BTreeSet<String>, found: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let new = found.iter().filter(|(name, _)| !listed.contains(*name));
    let mut faults: Vec<String> = new.flat_map(|(_, faults)| faults).cloned().collect();
    let mended = listed.iter().filter(|name| found.get(*name).is_none_or(Vec::is_empty));
    faults.extend(mended.map(|name| format!("{name}: has no fault; take it out of the list")));
    faults
}

#[test]
fn a_list_of_faults_may_only_shrink() {
    let found = BTreeMap::from([
        ("listed".to_owned(), vec!["an old fault".to_owned()]),
        ("mended".to_owned(), Vec::new()),
        ("new".to_owned(), vec!["a new fault".to_owned()]),
        ("well".to_owned(), Vec::new()),
    ]);
    let listed = ["gone", "listed", "mended"].map(str::to_owned).into();
    let take_out = |name: &str| format!("{name}: has no fault; take it out of the list");
    let expected = ["a new fault".to_owned(), take_out("gone"), take_out("mended")];
    assert_eq!(unlisted(&listed, &found), expected);
}
