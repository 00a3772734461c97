//! Which messages hold words of persons, and where.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use prost_reflect::{DescriptorPool, FieldDescriptor, Kind, MessageDescriptor};

use crate::names::{rust_field, rust_type};

const WORDS: &str = "plumbline.log.v1.Words";

/// `Spoken` for each event, and for each message that holds words.
pub fn words(pool: &DescriptorPool) -> Result<String, String> {
    let ours = |message: &MessageDescriptor| message.package_name().starts_with("plumbline.");
    let families: BTreeSet<String> = pool.all_messages().filter(is_family).map(name).collect();
    let events: BTreeSet<String> = pool
        .all_messages()
        .filter(is_family)
        .flat_map(|family| family.fields().filter_map(|field| inner(&field)).collect::<Vec<_>>())
        .map(name)
        .collect();
    let mut code = String::new();
    for message in pool.all_messages().filter(ours) {
        let name = message.full_name();
        let left_out = name == WORDS || families.contains(name);
        if !left_out && (events.contains(name) || holds(&message, &mut BTreeSet::new())) {
            write_spoken(&mut code, &message)?;
        }
    }
    Ok(code)
}

/// Whether a message lists everything that can happen to one aggregate.
fn is_family(message: &MessageDescriptor) -> bool {
    message.oneofs().any(|oneof| oneof.name() == "event")
}

fn name(message: MessageDescriptor) -> String {
    message.full_name().to_owned()
}

fn inner(field: &FieldDescriptor) -> Option<MessageDescriptor> {
    match field.kind() {
        Kind::Message(message) => Some(message),
        _ => None,
    }
}

fn holds(message: &MessageDescriptor, seen: &mut BTreeSet<String>) -> bool {
    message.full_name() == WORDS
        || (seen.insert(message.full_name().to_owned())
            && message.fields().filter_map(|field| inner(&field)).any(|inner| holds(&inner, seen)))
}

fn write_spoken(code: &mut String, message: &MessageDescriptor) -> Result<(), String> {
    let mut visits = String::new();
    for field in message.fields() {
        let holds = inner(&field).is_some_and(|inner| holds(&inner, &mut BTreeSet::new()));
        if !holds {
            continue;
        }
        if field.containing_oneof().is_some() || field.is_map() {
            return Err(format!("{} can't hold words", field.full_name()));
        }
        let own = rust_field(&field);
        let _ = writeln!(visits, "        self.{own}.iter_mut().for_each(|one| one.words(visit));");
    }
    let visit = if visits.is_empty() { "_visit" } else { "visit" };
    let _ = writeln!(
        code,
        "impl Spoken for {} {{\n    fn words(&mut self, {visit}: &mut dyn FnMut(&mut Words)) {{\n{visits}    }}\n}}\n",
        rust_type(message)
    );
    Ok(())
}
