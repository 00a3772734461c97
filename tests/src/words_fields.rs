//! Every field of a request in which a person types words, read from the contract as a reader reads it.

use std::path::Path;

use contract::log::v1::WordsClass;

/// A field of a message that the contract marks as words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordsField {
    /// For example `.plumbline.reviews.v1.DeclinePairingRequest`.
    pub message: String,
    /// For example `reason`.
    pub field: String,
    /// The widest circle of readers that the field is written for.
    pub class: WordsClass,
}

impl WordsField {
    /// All of them. The descriptors drop options, so this reads `proto/`.
    pub fn all() -> Vec<Self> {
        let mut all = Vec::new();
        for service in contract::SERVICES {
            let folder = format!("{}/../proto/plumbline/{service}/v1", env!("CARGO_MANIFEST_DIR"));
            for file in Path::new(&folder).read_dir().into_iter().flatten().flatten() {
                let text = std::fs::read_to_string(file.path()).unwrap();
                read(&format!(".plumbline.{service}.v1"), &text, &mut all);
            }
        }
        all
    }
}

fn read(package: &str, text: &str, into: &mut Vec<WordsField>) {
    let (mut message, mut field) = ("", "");
    for line in text.lines().map(str::trim) {
        if let Some(rest) = line.strip_prefix("message ") {
            message = rest.split(' ').next().unwrap_or_default();
        } else if let Some((declared, _)) = line.split_once(" = ")
            && line.contains('[')
        {
            field = declared.split(' ').next_back().unwrap_or_default();
        }
        if let Some((_, class)) = line.split_once("words: ") {
            let class = class.split(['}', ' ', ',']).next().unwrap_or_default();
            let class = WordsClass::from_str_name(class).unwrap();
            let message = format!("{package}.{message}");
            into.push(WordsField { message, field: field.to_owned(), class });
        }
    }
}
