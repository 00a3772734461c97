//! How long the texts of requests may be, by the same rules that check them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use prost_reflect::{DescriptorPool, Kind, MessageDescriptor};

use crate::names::{rpcs, rust_type};
use crate::options::field_rule;

/// `TextLimits` for the request of each rpc.
pub fn limits(pool: &DescriptorPool) -> String {
    let mut code = String::new();
    for rpc in rpcs(pool) {
        let request = rpc.input();
        let mut listed = String::new();
        for (field, most) in texts(&request, &mut Vec::new()) {
            let _ = writeln!(listed, "        TextLimit {{ field: \"{field}\", most: {most} }},");
        }
        let _ = writeln!(
            code,
            "impl TextLimits for {} {{\n    const LIMITS: &'static [TextLimit] = &[\n{listed}    ];\n}}\n",
            rust_type(&request)
        );
    }
    code
}

/// The texts of a message and of those within it, by the names of their fields. Its own field counts before one within it, and
/// of two within it the shorter. A message that holds itself is met once.
fn texts(message: &MessageDescriptor, met: &mut Vec<String>) -> BTreeMap<String, u32> {
    let mut texts = BTreeMap::new();
    if met.iter().any(|outer| outer == message.full_name()) {
        return texts;
    }
    met.push(message.full_name().to_owned());
    for field in message.fields() {
        let Kind::Message(part) = field.kind() else { continue };
        for (name, most) in self::texts(&part, met) {
            let known = texts.entry(name).or_insert(most);
            *known = most.min(*known);
        }
    }
    met.pop();
    for field in message.fields() {
        let most = field_rule(&field).map_or(0, |rule| rule.text);
        if most > 0 {
            texts.insert(field.name().to_owned(), most);
        }
    }
    texts
}
