//! As much YAML as a description of the bus needs, in the order it is written.

/// A value.
pub enum Yaml {
    Text(String),
    /// JSON is YAML too.
    Json(String),
    List(Vec<Yaml>),
    Map(Vec<(String, Yaml)>),
}

pub fn text(text: impl Into<String>) -> Yaml {
    Yaml::Text(text.into())
}

pub fn map<const N: usize>(entries: [(&str, Yaml); N]) -> Yaml {
    Yaml::Map(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

/// `$ref: "#/components/<kind>/<name>"`
pub fn reference(kind: &str, name: &str) -> Yaml {
    map([("$ref", text(format!("#/components/{kind}/{name}")))])
}

impl Yaml {
    pub fn page(&self) -> String {
        let mut page = String::new();
        self.write(&mut page, 0);
        page.trim_start().to_owned()
    }

    fn write(&self, page: &mut String, depth: usize) {
        let indent = "  ".repeat(depth);
        match self {
            Yaml::Text(text) => page.push_str(&format!(" {}\n", scalar(text))),
            Yaml::Json(json) => page.push_str(&format!(" {json}\n")),
            Yaml::List(items) => {
                page.push('\n');
                for item in items {
                    let mut inner = String::new();
                    item.write(&mut inner, depth + 1);
                    page.push_str(&format!("{indent}- {}", inner.trim_start()));
                }
            }
            Yaml::Map(entries) => {
                page.push('\n');
                for (key, value) in entries {
                    page.push_str(&format!("{indent}{}:", scalar(key)));
                    value.write(page, depth + 1);
                }
            }
        }
    }
}

/// Bare where that can be nothing but text, else in JSON's quotes.
fn scalar(text: &str) -> String {
    let safe = |letter: char| letter.is_ascii_alphanumeric() || "_.-/".contains(letter);
    let bare = text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(safe)
        && !["true", "false", "null", "yes", "no", "on", "off"].contains(&text);
    if bare { text.to_owned() } else { serde_json::to_string(text).unwrap() }
}
