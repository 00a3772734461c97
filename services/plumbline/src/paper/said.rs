//! What a report's data says, in lines for a terminal, for any edition of the contract.

use serde_json::Value;

/// The field that holds the image of the trust's mark.
const MARK: &str = "mark";

/// One line a value, with the names of the fields; empty where the text is no JSON.
pub(super) fn lines(data: &str) -> Vec<String> {
    let mut lines = Vec::new();
    if let Ok(value) = serde_json::from_str(data) {
        add(&mut lines, 0, "", &value);
    }
    lines
}

fn add(lines: &mut Vec<String>, depth: usize, name: &str, value: &Value) {
    let indent = "  ".repeat(depth);
    let inner = depth + usize::from(!name.is_empty());
    match value {
        Value::Object(_) | Value::Array(_) if !name.is_empty() => {
            lines.push(format!("{indent}{}:", plain(name)));
        }
        _ => {}
    }
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                add(lines, inner, name, value);
            }
        }
        Value::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                add(lines, inner, &(number + 1).to_string(), item);
            }
        }
        // No reader has a use for an image in letters.
        Value::String(_) if name == MARK => lines.push(format!("{indent}{MARK}: an image")),
        Value::String(text) => lines.push(format!("{indent}{}: {}", plain(name), plain(text))),
        other => lines.push(format!("{indent}{}: {other}", plain(name))),
    }
}

/// The text without what a terminal would obey.
pub(super) fn plain(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

#[cfg(test)]
mod tests;
