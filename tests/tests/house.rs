//! How this house is kept, as far as a machine can see it (CONTRIBUTING.md says the rest).

#![allow(clippy::unwrap_used, reason = "a test can do nothing better than panic")]

use std::fs;
use std::path::{Path, PathBuf};

#[path = "house/code.rs"]
mod code;
#[path = "house/documents.rs"]
mod documents;
#[path = "house/manifests.rs"]
mod manifests;
#[path = "house/messages.rs"]
mod messages;
#[path = "house/refusals.rs"]
mod refusals;

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
