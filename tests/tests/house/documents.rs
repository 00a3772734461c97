//! Documents: the paths and links they name exist, and every setting is listed.

use std::collections::BTreeSet;

use crate::{files, none, read, root};

fn documents() -> Vec<String> {
    let mut documents: Vec<String> =
        ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"].map(str::to_owned).into();
    documents.extend(files("docs", ".md"));
    documents.extend(files("deploy", ".md"));
    documents
}

/// Text between backticks that looks like a path of this house.
fn named_paths(text: &str) -> Vec<&str> {
    let folders =
        ["crates/", "deploy/", "docs/", "migrations/", "proto/", "scripts/", "services/", "tests/"];
    let spans = text.split('`').skip(1).step_by(2);
    spans
        .filter(|span| folders.iter().any(|folder| span.starts_with(folder)))
        .filter(|span| !span.contains(['<', '*', '{', ' ']))
        .collect()
}

#[test]
fn documents_name_only_what_is_there() {
    let mut faults = Vec::new();
    for document in documents() {
        // What stands between fences is a command or a picture.
        let text: String = read(&document).split("```").step_by(2).collect();
        for path in named_paths(&text) {
            if !root().join(path.trim_end_matches('/')).exists() {
                faults.push(format!("{document} names {path}, which is not there"));
            }
        }
    }
    none(faults);
}

#[test]
fn documents_link_only_to_what_is_there() {
    let mut faults = Vec::new();
    for document in documents() {
        let text = read(&document);
        let folder = root().join(&document).parent().unwrap().to_owned();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = link.split('#').next().unwrap();
            if !path.is_empty() && !path.contains("://") && !folder.join(path).exists() {
                faults.push(format!("{document} links to {link}, which is not there"));
            }
        }
    }
    none(faults);
}

/// Environment variables that Plumbline reads, those of its tests aside.
fn settings() -> BTreeSet<String> {
    let mut sources = files("crates", ".rs");
    sources.extend(files("services", ".rs"));
    let texts = sources.iter().filter(|file| file.contains("/src/")).map(|file| read(file));
    let mut found = BTreeSet::new();
    for text in texts {
        let quoted = text.split("\"PLUMBLINE_").skip(1).filter_map(|rest| rest.split('"').next());
        found.extend(quoted.map(|name| format!("PLUMBLINE_{name}")));
    }
    found.retain(|name| !name.starts_with("PLUMBLINE_TEST_"));
    found
}

#[test]
fn every_setting_is_in_the_example() {
    let example = read("deploy/env.example");
    let listed: BTreeSet<String> = example
        .lines()
        .filter_map(|line| line.trim_start_matches(['#', ' ']).split_once('='))
        .map(|(name, _)| name.to_owned())
        .filter(|name| name.starts_with("PLUMBLINE_"))
        .collect();
    let known = settings();
    let mut faults: Vec<String> =
        known.difference(&listed).map(|name| format!("{name} is not listed")).collect();
    faults.extend(listed.difference(&known).map(|name| format!("{name} is listed, and unknown")));
    none(faults);
}

#[test]
fn every_make_target_is_explained() {
    let makefile = read("Makefile");
    let phony = makefile.split_once(".PHONY:").unwrap().1.lines().next().unwrap();
    let unexplained = phony.split_whitespace().filter(|target| {
        !makefile
            .lines()
            .any(|line| line.starts_with(&format!("{target}:")) && line.contains("## "))
    });
    none(unexplained.map(str::to_owned).collect());
}

#[test]
fn migrations_are_numbered_without_a_gap() {
    let names = files("migrations", ".sql");
    let numbers: BTreeSet<usize> = names
        .iter()
        .filter_map(|name| name.strip_prefix("migrations/V")?.split_once("__")?.0.parse().ok())
        .collect();
    assert_eq!(numbers, (1..=names.len()).collect(), "{names:?}");
}
