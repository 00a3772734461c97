//! Prepares the words of users for the page: every character has a shape, every long word can be broken.

use serde_json::Value;

use crate::faces::FACES;

/// Which characters the faces are expected to have shapes for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Glyphs {
    /// Those of any face.
    AnyFace,
    /// Those of any face, without marks that stand on other letters.
    WithoutMarks,
    /// Those of the text family.
    TextFamily,
}

impl Glyphs {
    /// Tried in this order.
    pub(crate) const PLAINER: [Self; 3] = [Self::AnyFace, Self::WithoutMarks, Self::TextFamily];
}

/// Stands for a character without a shape.
const SUBSTITUTE: char = '\u{fffd}';
/// An invisible character at which a line may be broken.
const BREAK: char = '\u{200b}';
/// Letters in a row before a place to break is put in, and between two such places.
const LONG_WORD: usize = 24;
const PIECE: usize = 8;

/// Members of the data that are names of a school, hub, committee, trust, or of what is judged.
const NAMES: [&str; 5] = ["committeeName", "hubName", "name", "schoolName", "trustName"];

/// A copy of the data in which every text can be set; keys and numbers stay as they are.
pub(crate) fn shown(data: &Value, glyphs: Glyphs) -> Value {
    match data {
        Value::String(text) => Value::String(legible(text, glyphs)),
        Value::Array(items) => items.iter().map(|item| shown(item, glyphs)).collect(),
        Value::Object(members) => {
            let set = |(key, value): (&String, &Value)| {
                let value = shown(value, glyphs);
                let is_name = NAMES.contains(&key.as_str()) && glyphs == Glyphs::AnyFace;
                (key.clone(), if is_name { isolated(value) } else { value })
            };
            members.iter().map(set).collect()
        }
        other => other.clone(),
    }
}

/// A name that is written from right to left, isolated (UAX 9): it turns no words and numbers beside it.
fn isolated(name: Value) -> Value {
    let turns = |letter: char| {
        matches!(letter, '\u{590}'..='\u{8ff}' | '\u{200f}' | '\u{2066}'..='\u{2069}'
            | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}')
    };
    match name {
        Value::String(text) if text.contains(turns) => {
            // One of its own would end the isolation early.
            let inside = text.chars().filter(|letter| !matches!(letter, '\u{2066}'..='\u{2069}'));
            let inside: String = inside.collect();
            Value::String(format!("\u{2068}{inside}\u{2069}"))
        }
        other => other,
    }
}

fn legible(text: &str, glyphs: Glyphs) -> String {
    let mut out = String::with_capacity(text.len());
    let mut row = 0;
    for letter in text.chars() {
        let letter = if has_a_shape(letter, glyphs) { letter } else { SUBSTITUTE };
        row = if breaks(letter) { 0 } else { row + 1 };
        // Only before a plain letter: elsewhere a break could part a letter from its mark.
        if row > LONG_WORD && row % PIECE == 0 && letter.is_ascii_alphanumeric() {
            out.push(BREAK);
        }
        out.push(letter);
    }
    out
}

fn has_a_shape(letter: char, glyphs: Glyphs) -> bool {
    match letter {
        '\n' | BREAK | SUBSTITUTE => true,
        '\u{200c}' | '\u{200d}' | '\u{200e}' | '\u{200f}' | '\u{2066}'..='\u{2069}' | '\u{ad}' => {
            glyphs == Glyphs::AnyFace
        }
        // Orders to turn the writing direction could make a page say what its data doesn't.
        '\u{202a}'..='\u{202e}' => false,
        _ if letter.is_control() => false,
        _ => match glyphs {
            Glyphs::AnyFace => FACES.cover(letter),
            Glyphs::WithoutMarks => {
                FACES.cover(letter) && !('\u{300}'..='\u{36f}').contains(&letter)
            }
            Glyphs::TextFamily => FACES.text_family_covers(letter),
        },
    }
}

fn breaks(letter: char) -> bool {
    letter.is_whitespace() || letter == '-' || letter == BREAK
}

#[cfg(test)]
mod tests;
