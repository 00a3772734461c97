//! What a page says there is none of: it may say so only of what it has seen all of.

use std::collections::BTreeMap;

use crate::{files, only_listed, read};

const PAGES: &str = "services/web/src/pages";
/// How a sentence begins that denies that there is something.
const DENIES: [&str; 6] = ["No ", "Nobody ", "None ", "Nothing ", "There is no ", "There are no "];
/// How far back from the sentence its `Absence` stands, in characters.
const NEAR: usize = 160;

/// The sentences of a file that deny something and that [`Absence`] does not keep back. Tests at the foot may quote them.
fn denials(text: &str) -> Vec<String> {
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let literals = text.match_indices('"').filter(|(at, _)| {
        let rest = &text[at + 1..];
        DENIES.iter().any(|begin| rest.starts_with(begin))
    });
    let bare = literals.filter(|(at, _)| {
        let mut from = at.saturating_sub(NEAR);
        while !text.is_char_boundary(from) {
            from -= 1;
        }
        let before = &text[from..*at];
        let kept_back = before.contains("Absence::of(") || before.contains("let none = ");
        !kept_back && !before.ends_with("NotFound(")
    });
    let sentence = |at: usize| text[at + 1..].split('"').next().unwrap_or_default().to_owned();
    bare.map(|(at, _)| sentence(at)).collect()
}

#[test]
fn a_page_denies_only_what_it_has_seen_all_of() {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in files(PAGES, ".rs").into_iter().filter(|file| !file.ends_with("tests.rs")) {
        for sentence in denials(&read(&file)) {
            let begin: String = sentence.chars().take(40).collect();
            let fault = format!(
                "{file} says “{begin}” of something it may not have seen: draw it with Shown and Absence"
            );
            found.entry(format!("{file}: {begin}")).or_default().push(fault);
        }
    }
    only_listed("absences.txt", &found);
}

#[test]
fn a_bare_denial_is_found_and_one_that_is_kept_back_is_not() {
    let bare = "p { \"No reports yet.\" }";
    assert_eq!(denials(bare), ["No reports yet."]);
    assert!(denials("Words { what, none: Absence::of(\"No reports yet.\") }").is_empty());
    assert!(denials("p { \"Reports: none.\" }").is_empty());
    assert!(denials("#[cfg(test)]\nmod tests { \"No reports yet.\" }").is_empty());
}
