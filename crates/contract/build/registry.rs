//! The registry of events: one enumeration a family, all of them together, and the table of their names.

use std::fmt::Write as _;

use prost_reflect::DescriptorPool;
use prost_types::{DescriptorProto, FileDescriptorProto, FileDescriptorSet};

use crate::names::snake;
use crate::options::event_rule;

/// One `<Name>Event` message with a `oneof event`: everything that can happen to one aggregate.
struct Family {
    package: String,
    message: String,
    events: Vec<String>,
    /// Those of them with a field `<category>_id`.
    naming: Vec<String>,
}

impl Family {
    fn service(&self) -> &str {
        self.package.split('.').nth(1).unwrap_or_default()
    }

    fn category(&self) -> String {
        snake(self.message.trim_end_matches("Event"))
    }

    fn module(&self) -> String {
        format!("crate::{}::v1", self.service())
    }

    fn variant(&self) -> &str {
        self.message.trim_end_matches("Event")
    }
}

fn families(descriptors: &FileDescriptorSet) -> Vec<Family> {
    let mut families = Vec::new();
    for file in &descriptors.file {
        if !file.name().ends_with("_events.proto") {
            continue;
        }
        families.extend(file.message_type.iter().filter_map(|message| family(file, message)));
    }
    families
}

fn family(file: &FileDescriptorProto, message: &DescriptorProto) -> Option<Family> {
    let lists_events = message.oneof_decl.iter().any(|oneof| oneof.name() == "event");
    let last = |name: &str| name.rsplit('.').next().unwrap_or_default().to_owned();
    let events: Vec<_> = message.field.iter().map(|field| last(field.type_name())).collect();
    let id = format!("{}_id", snake(message.name().trim_end_matches("Event")));
    let names = |event: &&String| {
        let found = file.message_type.iter().find(|known| known.name() == event.as_str());
        found.is_some_and(|found| found.field.iter().any(|field| field.name() == id))
    };
    let naming = events.iter().filter(names).cloned().collect();
    lists_events.then(|| Family {
        package: file.package().to_owned(),
        message: message.name().to_owned(),
        events,
        naming,
    })
}

pub fn registry(descriptors: &FileDescriptorSet, pool: &DescriptorPool) -> String {
    let families = families(descriptors);
    let mut code = String::new();
    for family in &families {
        write_family(&mut code, family);
    }
    write_any(&mut code, &families);
    write_types(&mut code, &families, pool);
    code
}

/// What each function of a family says of each event.
#[derive(Default)]
struct Arms {
    names: String,
    json: String,
    decode: String,
    words: String,
    things: String,
}

impl Arms {
    fn of(family: &Family) -> Self {
        let mut arms = Self::default();
        let category = family.category();
        for event in &family.naming {
            let _ =
                writeln!(arms.things, "            Self::{event}(event) => &event.{category}_id,");
        }
        if family.naming.len() < family.events.len() {
            arms.things.push_str("            _ => \"\",\n");
        }
        for event in &family.events {
            let full = format!("{}.{event}", family.package);
            let arm = format!("            Self::{event}");
            let _ = writeln!(arms.names, "{arm}(_) => \"{full}\",");
            let _ = writeln!(arms.json, "{arm}(event) => serde_json::to_string(event),");
            let _ = writeln!(arms.words, "{arm}(event) => event.words(visit),");
            let _ = writeln!(
                arms.decode,
                "            \"{full}\" => Self::{event}(read(kind, body)?),"
            );
        }
        arms
    }
}

fn write_family(code: &mut String, family: &Family) {
    let (module, message) = (family.module(), &family.message);
    let enumeration = format!("{module}::{}::Event", snake(message));
    let category = family.category();
    let arms = Arms::of(family);
    let Arms { names: name_arms, json: json_arms, decode: decode_arms, .. } = &arms;
    let Arms { words: words_arms, things: thing_arms, .. } = &arms;
    for event in &family.events {
        let _ = writeln!(
            code,
            "impl From<{module}::{event}> for {enumeration} {{\n    fn from(event: {module}::{event}) -> Self {{ Self::{event}(event) }}\n}}"
        );
    }
    let _ = writeln!(
        code,
        r#"/// Everything that can happen to one `{category}` stream.
pub type {message} = {enumeration};

impl StoredEvent for {message} {{
    const CATEGORY: &'static str = "{category}";

    fn type_name(&self) -> &'static str {{
        match self {{
{name_arms}        }}
    }}

    fn to_json(&self) -> String {{
        let json = match self {{
{json_arms}        }};
        json.expect("a proto message always has a JSON form")
    }}

    fn decode(kind: &str, body: &str) -> Result<Self, DecodeError> {{
        Ok(match kind {{
{decode_arms}            _ => return Err(DecodeError::unknown(kind)),
        }})
    }}

    fn thing_id(&self) -> &str {{
        match self {{
{thing_arms}        }}
    }}

    fn words(&mut self, visit: &mut dyn FnMut(&mut Words)) {{
        match self {{
{words_arms}        }}
    }}
}}

impl cqrs_es::DomainEvent for {message} {{
    fn event_type(&self) -> String {{ self.type_name().to_owned() }}
    fn event_version(&self) -> String {{ "1".to_owned() }}
}}

impl serde::Serialize for {message} {{
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {{
        {module}::{message} {{ event: Some(self.clone()) }}.serialize(serializer)
    }}
}}

impl<'de> serde::Deserialize<'de> for {message} {{
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {{
        {module}::{message}::deserialize(deserializer)?
            .event
            .ok_or_else(|| serde::de::Error::custom("no event in {message}"))
    }}
}}
"#
    );
}

fn write_any(code: &mut String, families: &[Family]) {
    let mut variants = String::new();
    let mut decode = String::new();
    let mut names = String::new();
    let mut texts = String::new();
    let mut words = String::new();
    for family in families {
        let (variant, message) = (family.variant(), &family.message);
        let _ = writeln!(variants, "    {variant}({message}),");
        let _ = writeln!(names, "            Self::{variant}(event) => event.type_name(),");
        let _ = writeln!(texts, "            Self::{variant}(event) => event.to_json(),");
        let _ = writeln!(words, "            Self::{variant}(event) => event.words(visit),");
        for event in &family.events {
            let _ = writeln!(
                decode,
                "            \"{}.{event}\" => Self::{variant}({message}::decode(kind, body)?),",
                family.package
            );
        }
    }
    let _ = writeln!(
        code,
        r#"/// Any event of any service, for those who follow the whole log.
#[derive(Clone, Debug, PartialEq)]
pub enum AnyEvent {{
{variants}}}

impl AnyEvent {{
    /// Reads a stored event by its full name; fails for a name this build does not know.
    pub fn decode(kind: &str, body: &str) -> Result<Self, DecodeError> {{
        Ok(match kind {{
{decode}            _ => return Err(DecodeError::unknown(kind)),
        }})
    }}

    /// Full proto name, for example `plumbline.surveys.v1.WaveOpened`.
    pub fn type_name(&self) -> &'static str {{
        match self {{
{names}        }}
    }}

    /// The text that the log stores.
    pub fn to_json(&self) -> String {{
        match self {{
{texts}        }}
    }}

    /// Visits all words of persons in it.
    pub fn words(&mut self, visit: &mut dyn FnMut(&mut Words)) {{
        match self {{
{words}        }}
    }}
}}
"#
    );
}

fn write_types(code: &mut String, families: &[Family], pool: &DescriptorPool) {
    let _ = writeln!(
        code,
        "/// Every event there is, in the order of the proto files.\npub const EVENT_TYPES: &[EventType] = &["
    );
    for family in families {
        for event in &family.events {
            let name = format!("{}.{event}", family.package);
            // The rule of a message that is not there is silent, and what says nothing is for the house.
            let open = pool.get_message_by_name(&name).is_some_and(|event| event_rule(&event).open);
            let _ = writeln!(
                code,
                "    EventType {{ name: \"{name}\", service: \"{}\", category: \"{}\", open: {open} }},",
                family.service(),
                family.category()
            );
        }
    }
    let _ = writeln!(code, "];");
}
