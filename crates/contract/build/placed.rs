//! What events begin, and which of them change what lies where.

use std::fmt::Write as _;

use prost_reflect::{DescriptorPool, Kind, MessageDescriptor};

use crate::names::{rust_type, snake};
use crate::options::{event_rule, variants};

/// One event in its family.
struct Placed {
    family: String,
    event: MessageDescriptor,
}

/// The things there are, `AnyEvent::begun`, and `AnyEvent::moving`.
pub fn placed(pool: &DescriptorPool) -> Result<String, String> {
    let events = events(pool);
    let mut code = String::new();
    things(&mut code, pool);
    begun(&mut code, &events)?;
    moving(&mut code, &events);
    Ok(code)
}

fn events(pool: &DescriptorPool) -> Vec<Placed> {
    let mut events = Vec::new();
    for message in pool.all_messages().filter(|message| message.package_name() != "google.protobuf")
    {
        let Some(oneof) = message.oneofs().find(|oneof| oneof.name() == "event") else { continue };
        let family = message.name().trim_end_matches("Event").to_owned();
        events.extend(oneof.fields().filter_map(|field| match field.kind() {
            Kind::Message(event) => Some(Placed { family: family.clone(), event }),
            _ => None,
        }));
    }
    events
}

fn things(code: &mut String, pool: &DescriptorPool) {
    let (mut listed, mut words) = (String::new(), String::new());
    for thing in variants(pool, "Thing", "THING_") {
        let word = snake(&thing);
        let _ = writeln!(listed, "    /// A {word}.\n    {thing},");
        let _ = writeln!(words, "            Self::{thing} => \"{word}\",");
    }
    let _ = writeln!(
        code,
        r#"/// What a request can be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Thing {{
{listed}}}

impl Thing {{
    /// For example `review`.
    pub fn word(self) -> &'static str {{
        match self {{
{words}        }}
    }}
}}
"#
    );
}

fn begun(code: &mut String, events: &[Placed]) -> Result<(), String> {
    let mut arms = String::new();
    for Placed { family, event } in events {
        let rule = event_rule(event);
        let Some(thing) = rule.begins else { continue };
        let id = format!("{}_id", snake(&thing));
        for named in rule.lies_in.iter().chain([&id]) {
            if event.get_field_by_name(named).is_none() {
                return Err(format!("{} has no field {named}", event.name()));
            }
        }
        let schools: Vec<String> =
            rule.lies_in.iter().map(|field| format!("event.{field}.as_str()")).collect();
        let _ = writeln!(
            arms,
            "            Self::{family}({family}Event::{}(event)) => Begun {{ thing: Thing::{thing}, id: &event.{id}, lies_in: vec![{}] }},",
            event.name(),
            schools.join(", ")
        );
    }
    let _ = writeln!(
        code,
        r#"impl AnyEvent {{
    /// The thing that an event begins, with the schools it lies in.
    pub fn begun(&self) -> Option<Begun<'_>> {{
        Some(match self {{
{arms}            _ => return None,
        }})
    }}
}}
"#
    );
    Ok(())
}

fn moving(code: &mut String, events: &[Placed]) {
    let (mut listed, mut arms, mut types) = (String::new(), String::new(), String::new());
    for Placed { family, event } in events {
        let rule = event_rule(event);
        let (name, full) = (event.name(), event.full_name());
        if rule.moves {
            let _ = writeln!(listed, "    /// {name}\n    {name}(&'a {}),", rust_type(event));
            let _ = writeln!(
                arms,
                "            Self::{family}({family}Event::{name}(event)) => Moving::{name}(event),"
            );
        }
        if rule.moves || rule.begins.is_some() {
            let _ = writeln!(types, "    \"{full}\",");
        }
    }
    let _ = writeln!(
        code,
        r#"/// The events that change who holds which role, or what lies where.
#[derive(Clone, Copy, Debug)]
pub enum Moving<'a> {{
{listed}}}

/// Full names of the events that begin a thing or move one: all that roles and places are made of.
pub const PLACING: &[&str] = &[
{types}];

impl AnyEvent {{
    /// The event, where it changes who holds which role or what lies where.
    pub fn moving(&self) -> Option<Moving<'_>> {{
        Some(match self {{
{arms}            _ => return None,
        }})
    }}
}}
"#
    );
}
