//! Prose: short sentences that name the actor, in comments and documents.

use std::collections::BTreeMap;

use crate::{files, only_listed, read};

const MOST_WORDS: usize = 25;
const PRONOUNS: [&str; 6] = ["anybody", "everybody", "nobody", "somebody", "whatever", "whoever"];
const MOST_PRONOUNS: usize = 1;

/// Files whose prose is not rewritten yet.
const LIST: &str = "prose.txt";

/// Documents that a test writes. Their sentences count where they come from.
const GENERATED: [&str; 5] = [
    "docs/access/",
    "docs/bus-users.md",
    "docs/database-roles.md",
    "docs/events/",
    "docs/requests/",
];

/// A paragraph or a list item.
#[derive(Debug, PartialEq)]
struct Paragraph {
    /// Number of its first line in the file, from 1.
    line: usize,
    text: String,
}

/// Collects paragraphs from lines of Markdown.
#[derive(Default)]
struct Reader {
    done: Vec<Paragraph>,
    open: Option<Paragraph>,
    in_fence: bool,
    in_list: bool,
}

impl Reader {
    fn take(&mut self, number: usize, line: &str) {
        let text = line.trim();
        if text.starts_with("```") || text.starts_with("~~~") {
            self.end();
            self.in_fence = !self.in_fence;
        } else if self.in_fence {
            // Code is no prose.
        } else if text.is_empty() || text.starts_with('|') || text.starts_with('#') {
            self.end();
        } else if let Some(item) = list_item(text) {
            self.end();
            self.in_list = true;
            self.open = Some(Paragraph { line: number, text: item.to_owned() });
        } else if let Some(open) = &mut self.open {
            open.text.push(' ');
            open.text.push_str(text);
        } else {
            let indented = line.starts_with("    ");
            self.in_list &= line.starts_with(' ');
            if self.in_list || !indented {
                self.open = Some(Paragraph { line: number, text: text.to_owned() });
            }
        }
    }

    fn end(&mut self) {
        self.done.extend(self.open.take());
    }

    /// What stands before a gap does not go on after it.
    fn end_all(&mut self) {
        self.end();
        self.in_fence = false;
        self.in_list = false;
    }
}

/// The text of a list item, without its bullet or number.
fn list_item(text: &str) -> Option<&str> {
    let bullet = ["- ", "* ", "+ "].into_iter().find_map(|bullet| text.strip_prefix(bullet));
    bullet.or_else(|| {
        let (number, item) = text.split_once(". ")?;
        number.bytes().all(|digit| digit.is_ascii_digit()).then_some(item)
    })
}

fn of_document(text: &str) -> Vec<Paragraph> {
    let mut reader = Reader::default();
    for (number, line) in (1..).zip(text.lines()) {
        reader.take(number, line);
    }
    reader.end_all();
    reader.done
}

/// Paragraphs of the comments that begin with one of the marks.
fn of_comments(text: &str, marks: &[&str]) -> Vec<Paragraph> {
    let mut reader = Reader::default();
    for (number, line) in (1..).zip(text.lines()) {
        let comment = marks.iter().find_map(|mark| line.trim_start().strip_prefix(mark));
        match comment {
            Some(comment) => reader.take(number, comment.strip_prefix(' ').unwrap_or(comment)),
            None => reader.end_all(),
        }
    }
    reader.end_all();
    reader.done
}

/// Replaces each code span by one word, and drops where links lead.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    for (at, part) in text.split('`').enumerate() {
        plain.push_str(if at % 2 == 0 { part } else { "code" });
    }
    let mut parts = plain.split("](");
    let first = parts.next().unwrap_or_default().to_owned();
    let targets_dropped = parts.map(|part| part.split_once(')').map_or(part, |(_, rest)| rest));
    targets_dropped.fold(first, |text, part| text + part)
}

/// The sentences of a paragraph, as words.
fn sentences(text: &str) -> Vec<Vec<String>> {
    let mut sentences = vec![Vec::new()];
    for token in plain(text).split_whitespace() {
        if token.contains(char::is_alphanumeric)
            && let Some(last) = sentences.last_mut()
        {
            last.push(token.to_owned());
        }
        let token = token.trim_end_matches([')', ']', '"', '\'', '*', '_']);
        let ends = token.ends_with(['.', '!', '?']) && !token.ends_with("...");
        if ends && !["e.g.", "i.e."].contains(&token) {
            sentences.push(Vec::new());
        }
    }
    sentences.retain(|sentence| !sentence.is_empty());
    sentences
}

fn is_pronoun(word: &str) -> bool {
    let word = word.to_lowercase();
    let word = word.split('\'').next().unwrap_or_default();
    PRONOUNS.contains(&word.trim_matches(|letter: char| !letter.is_alphabetic()))
}

/// What is wrong with a sentence, if anything is.
fn fault(words: &[String]) -> Option<String> {
    let pronouns = words.iter().filter(|word| is_pronoun(word)).count();
    let start = words[..words.len().min(6)].join(" ");
    if words.len() > MOST_WORDS {
        return Some(format!("{} words: {start} ...", words.len()));
    }
    (pronouns > MOST_PRONOUNS).then(|| format!("{pronouns} pronouns: {start} ..."))
}

fn faults(name: &str, paragraphs: &[Paragraph]) -> Vec<String> {
    let mut faults = Vec::new();
    for Paragraph { line, text } in paragraphs {
        let found = sentences(text).into_iter().filter_map(|words| fault(&words));
        faults.extend(found.map(|fault| format!("{name}:{line}: {fault}")));
    }
    faults
}

/// Every file with prose, and its paragraphs.
fn prose() -> Vec<(String, Vec<Paragraph>)> {
    let mut prose = Vec::new();
    for folder in ["benches", "crates", "deploy", "docs", "fuzz", "proto", "services", "tests"] {
        let rust = files(folder, ".rs").into_iter().map(|name| {
            let paragraphs = of_comments(&read(&name), &["///", "//!"]);
            (name, paragraphs)
        });
        let contract = files(folder, ".proto").into_iter().map(|name| {
            let paragraphs = of_comments(&read(&name), &["//"]);
            (name, paragraphs)
        });
        prose.extend(rust.chain(contract));
    }
    let mut documents: Vec<String> =
        ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"].map(str::to_owned).into();
    for folder in ["benches", "crates", "deploy", "docs", "fuzz", "services", "tests"] {
        documents.extend(files(folder, ".md"));
    }
    documents.retain(|name| !GENERATED.iter().any(|written| name.starts_with(written)));
    prose.extend(documents.into_iter().map(|name| {
        let paragraphs = of_document(&read(&name));
        (name, paragraphs)
    }));
    prose
}

#[test]
fn sentences_are_short_and_name_the_actor() {
    let mut found = BTreeMap::new();
    for (name, paragraphs) in prose() {
        let faults = faults(&name, &paragraphs);
        found.insert(name, faults);
    }
    only_listed(LIST, &found);
}

#[test]
fn documents_are_read_without_tables_headings_and_code() {
    let text = "# A heading\n\nOne line,\nand its second.\n\n| a | table |\n\n- An item\n  of two lines.\n- Another.\n\n      no code here\n\nText.\n\n    some code\n\n```\nmore code\n```\n1. First.";
    let read: Vec<(usize, String)> =
        of_document(text).into_iter().map(|paragraph| (paragraph.line, paragraph.text)).collect();
    let expected = [
        (3, "One line, and its second."),
        (8, "An item of two lines."),
        (10, "Another."),
        (12, "no code here"),
        (14, "Text."),
        (21, "First."),
    ];
    assert_eq!(read, expected.map(|(line, text)| (line, text.to_owned())));
}

#[test]
fn comments_end_where_code_begins() {
    let text =
        "//! About the file.\n\n/// One\n/// comment.\nfn one() {}\n    /// Another.\n// Not this.";
    let read: Vec<String> =
        of_comments(text, &["///", "//!"]).into_iter().map(|paragraph| paragraph.text).collect();
    assert_eq!(read, ["About the file.", "One comment.", "Another."]);
}

#[test]
fn a_sentence_ends_at_its_stop() {
    let text =
        "It goes 1, 2, 3 ... per trust (see [a page](docs/a.md).) Run `make test. Now!` then? Yes.";
    let lengths: Vec<usize> = sentences(text).iter().map(Vec::len).collect();
    assert_eq!(lengths, [10, 3, 1]);
}

#[test]
fn long_sentences_and_two_pronouns_are_faults() {
    let words = |text: &str| sentences(text).remove(0);
    assert_eq!(fault(&words(&"word ".repeat(MOST_WORDS))), None);
    assert!(fault(&words(&"word ".repeat(MOST_WORDS + 1))).is_some());
    assert_eq!(fault(&words("Whoever asks is told.")), None);
    let two = fault(&words("Whoever is not believed acts for nobody's sake."));
    assert_eq!(two.as_deref(), Some("2 pronouns: Whoever is not believed acts for ..."));
}
