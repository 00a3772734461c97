//! Words and phrases that the sentences share.

use contract::Term;
use contract::log::v1::Words;
use jiff::civil::Date;

/// A placeholder for a school.
pub(super) fn school(id: &str) -> String {
    place("school", id, "the school")
}

/// A placeholder for a person.
pub(super) fn person(id: &str) -> String {
    place("person", id, "somebody")
}

/// A placeholder for an area.
pub(super) fn area(id: &str) -> String {
    place("area", id, "one area")
}

/// A placeholder for a region.
pub(super) fn region(id: &str) -> String {
    place("region", id, "no region")
}

fn place(kind: &str, id: &str, unknown: &str) -> String {
    if id.is_empty() { unknown.to_owned() } else { format!("{{{kind}:{}}}", plain(id)) }
}

/// Several schools: by name up to three, else by number.
pub(super) fn schools(ids: &[String]) -> String {
    match ids.len() {
        0 => "no school".to_owned(),
        1..=3 => list(ids.iter().map(|id| school(id))),
        many => format!("{many} schools"),
    }
}

/// Several areas.
pub(super) fn areas(ids: &[String]) -> String {
    if ids.is_empty() {
        "no area in particular".to_owned()
    } else {
        list(ids.iter().map(|id| area(id)))
    }
}

/// `a, b and c`.
pub(super) fn list(items: impl IntoIterator<Item = String>) -> String {
    let mut items: Vec<String> = items.into_iter().collect();
    match items.pop() {
        None => String::new(),
        Some(last) if items.is_empty() => last,
        Some(last) => format!("{} and {last}", items.join(", ")),
    }
}

/// `Autumn 2025-26`.
pub(super) fn term(text: &str) -> String {
    match text.parse::<Term>() {
        Ok(term) => term.words(),
        Err(_) if text.is_empty() => "a term".to_owned(),
        Err(_) => plain(text),
    }
}

/// `21 November 2025`.
pub(super) fn day(text: &str) -> String {
    match text.parse::<Date>() {
        Ok(day) => day.strftime("%-d %B %Y").to_string(),
        Err(_) if text.is_empty() => "a day not given".to_owned(),
        Err(_) => plain(text),
    }
}

/// A word and a day, or nothing if there is no day: ` on 21 November 2025`.
pub(super) fn when(word: &str, text: &str) -> String {
    if text.is_empty() { String::new() } else { format!(" {word} {}", day(text)) }
}

/// `1 school`, `2 schools`.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{} {many}", thousands(number)) }
}

/// `12,345`.
pub(super) fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut said = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            said.push(',');
        }
        said.push(digit);
    }
    said
}

/// Begins a placeholder for words that end a sentence.
pub(crate) const CLOSING: &str = "words:";
/// Begins a placeholder for words in quotation marks.
pub(crate) const QUOTED: &str = "quote:";

/// Ends a sentence with what a person wrote: a colon and a placeholder, or `.` if nothing was written.
pub(super) fn because(words: &Option<Words>) -> String {
    match commitment(words) {
        "" => ".".to_owned(),
        commitment => format!(": {{{CLOSING}{}}}", plain(commitment)),
    }
}

/// What commits to the words; empty if nothing was written.
pub(super) fn commitment(words: &Option<Words>) -> &str {
    words.as_ref().map_or("", |words| words.commitment.as_str())
}

/// A placeholder for words in quotation marks.
pub(super) fn quoted(commitment: &str) -> String {
    format!("“{{{QUOTED}{}}}”", plain(commitment))
}

/// A text with a stop at its end.
pub(crate) fn stopped(text: &str) -> String {
    match text.chars().last() {
        Some('.' | '?' | '!' | '…' | '”') => text.to_owned(),
        _ => format!("{text}."),
    }
}

/// A name in quotation marks, after a word for the thing: `the hub “North”`.
pub(super) fn named(thing: &str, name: &str) -> String {
    let name = plain(name);
    if name.is_empty() { thing.to_owned() } else { format!("{thing} “{name}”") }
}

const LONGEST: usize = 400;

/// What a person wrote, on one line and without braces, since those mark ids. A long text is shortened; the event has
/// the whole.
pub(crate) fn plain(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut said: String = line
        .chars()
        .take(LONGEST)
        .map(|letter| match letter {
            '{' | '[' => '(',
            '}' | ']' => ')',
            '"' => '\'',
            other => other,
        })
        .collect();
    if line.chars().nth(LONGEST).is_some() {
        said.truncate(said.trim_end().len());
        said.push('…');
    }
    said
}

/// Makes the first letter of a sentence a capital.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        None => String::new(),
        Some(first) => first.to_uppercase().chain(letters).collect(),
    }
}

#[cfg(test)]
mod tests;
