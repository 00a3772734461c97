//! A document that a test makes by trying; the repository keeps it for readers.

use std::path::Path;

/// Compares what was found with the document of that name. If they differ, it writes the document anew and fails.
pub fn compare(name: &str, found: &str) {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join(name);
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    if kept == found {
        return;
    }
    let differing: Vec<&str> = found.lines().filter(|line| !kept.contains(line)).take(20).collect();
    std::fs::write(&path, found).unwrap();
    panic!(
        "{name} was not what was found by trying, and is written anew: read it, and commit it if that is meant.\n{}",
        differing.join("\n")
    );
}
