//! The contract's messages with their comments, as the documents need them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use contract::events::EventType;
use prost::Message as _;
use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::{DescriptorProto, EnumDescriptorProto, FileDescriptorProto, FileDescriptorSet};

/// Messages and enums by full name.
pub struct Contract {
    pub messages: BTreeMap<String, Described>,
    pub enums: BTreeMap<String, Choice>,
}

/// A message.
pub struct Described {
    pub comment: String,
    pub fields: Vec<Field>,
}

/// An enum with the names that a stored text may hold.
pub struct Choice {
    pub comment: String,
    pub names: Vec<String>,
}

pub struct Field {
    /// As in the stored JSON.
    pub name: String,
    pub form: Form,
    pub repeated: bool,
    pub comment: String,
}

/// The JSON form of a value.
pub enum Form {
    Text,
    /// Up to 32 bits: a JSON number.
    Whole,
    /// 64 bits: digits in a JSON string.
    Position,
    Decimal,
    YesNo,
    Message(String),
    Choice(String),
}

// Field numbers in descriptor.proto, from which the path of a comment is made.
const MESSAGE: i32 = 4;
const ENUM: i32 = 5;
const FIELD: i32 = 2;

impl Contract {
    pub fn read() -> Self {
        let mut contract = Self { messages: BTreeMap::new(), enums: BTreeMap::new() };
        for file in FileDescriptorSet::decode(contract::DESCRIPTORS).unwrap().file {
            for (at, message) in (0..).zip(&file.message_type) {
                let name = format!("{}.{}", file.package(), message.name());
                contract.messages.insert(name, described(&file, at, message));
            }
            for (at, choice) in (0..).zip(&file.enum_type) {
                let name = format!("{}.{}", file.package(), choice.name());
                contract.enums.insert(name, names(&file, at, choice));
            }
        }
        contract
    }
}

fn described(file: &FileDescriptorProto, at: i32, message: &DescriptorProto) -> Described {
    let fields = (0..).zip(&message.field).map(|(field_at, field)| {
        let named = field.type_name().trim_start_matches('.').to_owned();
        Field {
            name: field.json_name().to_owned(),
            form: match field.r#type() {
                Type::String => Form::Text,
                Type::Uint32 | Type::Int32 => Form::Whole,
                Type::Uint64 | Type::Int64 => Form::Position,
                Type::Double => Form::Decimal,
                Type::Bool => Form::YesNo,
                Type::Message => Form::Message(named),
                Type::Enum => Form::Choice(named),
                // Only requests carry bytes, and no document lists those.
                _ => Form::Text,
            },
            repeated: field.label() == Label::Repeated,
            comment: comment(file, &[MESSAGE, at, FIELD, field_at]),
        }
    });
    Described { comment: comment(file, &[MESSAGE, at]), fields: fields.collect() }
}

fn names(file: &FileDescriptorProto, at: i32, choice: &EnumDescriptorProto) -> Choice {
    let names = choice.value.iter().map(|value| value.name().to_owned());
    // The first name means that nothing was said; a stored text leaves it out.
    Choice { comment: comment(file, &[ENUM, at]), names: names.skip(1).collect() }
}

fn comment(file: &FileDescriptorProto, path: &[i32]) -> String {
    let locations = file.source_code_info.as_ref().map_or(&[][..], |info| &info.location[..]);
    let found = locations.iter().find(|location| location.path == path);
    let comment = found.map(|location| location.leading_comments().to_owned()).unwrap_or_default();
    comment.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The stored text kept for an event type.
pub fn golden(kind: &EventType) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    fs::read_to_string(folder.join(format!("{}.json", kind.name))).unwrap().trim_end().to_owned()
}

/// The parts an event is made of, itself left out, in the order they are met.
pub fn parts(contract: &Contract, name: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut open = vec![name.to_owned()];
    while let Some(next) = open.pop() {
        let Some(message) = contract.messages.get(&next) else { continue };
        for field in &message.fields {
            if let Form::Message(part) | Form::Choice(part) = &field.form
                && !found.contains(part)
            {
                found.push(part.clone());
                open.push(part.clone());
            }
        }
    }
    found
}
