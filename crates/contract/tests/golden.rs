//! Every event ever stored can still be read: one stored text for each type, kept for ever.
//!
//! A file `golden/<full name>.json` holds the text as the log keeps it. A type that gains fields gains a further
//! file, `golden/<full name>.2.json`. A file once committed never changes, unless all were taken anew (`golden/taken.md`).

#![allow(clippy::unwrap_used, reason = "a test can do nothing better than panic")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use contract::events::{AnyEvent, EVENT_TYPES};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// File name, event type and stored text of every golden file.
fn goldens() -> Vec<(String, String, String)> {
    let mut goldens = Vec::new();
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_name().unwrap().to_str().unwrap().to_owned();
        if file == "taken.md" {
            continue;
        }
        let stem = file.strip_suffix(".json").unwrap_or_else(|| panic!("{file} is no .json"));
        let kind = stem.trim_end_matches(|last: char| last.is_ascii_digit()).trim_end_matches('.');
        let text = fs::read_to_string(&path).unwrap();
        goldens.push((file.clone(), kind.to_owned(), text.trim_end().to_owned()));
    }
    goldens.sort();
    goldens
}

#[test]
fn every_event_type_has_a_golden_text() {
    let kept: BTreeSet<String> = goldens().into_iter().map(|(_, kind, _)| kind).collect();
    let known: BTreeSet<String> = EVENT_TYPES.iter().map(|kind| kind.name.to_owned()).collect();
    let without: Vec<_> = known.difference(&kept).collect();
    assert!(without.is_empty(), "write a golden file for {without:?}");
    let unknown: Vec<_> = kept.difference(&known).collect();
    assert!(
        unknown.is_empty(),
        "the registry lost {unknown:?}: an event is never renamed or removed"
    );
}

#[test]
fn every_golden_text_is_read_and_written_back_as_it_was() {
    for (file, kind, text) in goldens() {
        let event =
            AnyEvent::decode(&kind, &text).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(event.type_name(), kind, "{file}");
        assert_eq!(event.to_json(), text, "{file}");
    }
}

#[test]
fn a_field_this_build_does_not_know_does_not_hide_the_others() {
    for (file, kind, text) in goldens() {
        let later =
            text.replacen('{', r#"{"aFieldOfALaterBuild":{"deep":[1]},"#, 1).replace(",}", "}");
        let event =
            AnyEvent::decode(&kind, &later).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(event.to_json(), text, "{file}");
    }
}

#[test]
fn golden_files_are_only_added() {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).current_dir(folder()).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    // Sources without their history (an archive, an image) can't say; a clone can.
    let Some(_) = git(&["rev-parse", "--verify", "HEAD"]) else { return };
    // Until the first release all may be taken anew, in one commit that says why in `taken.md`.
    if git(&["status", "--porcelain", "--", "taken.md"]).unwrap() != "" {
        return;
    }
    let taken = git(&["log", "-1", "--format=%H", "--", "taken.md"]).unwrap();
    let changed = ["--diff-filter=MDR", "--name-status", "--", "*.json"];
    let range = format!("{taken}..HEAD");
    let since = [&["log", "--format=", &range][..], &changed].concat();
    assert_eq!(git(&since).unwrap(), "", "a commit changed, renamed or removed these");
    let now = git(&[&["diff", "HEAD"][..], &changed].concat()).unwrap();
    assert_eq!(now, "", "these are being changed, renamed or removed");
}
