//! `docs/asyncapi.yaml`: the bus for those who subscribe, with the schema of every payload.

use contract::events::{EVENT_TYPES, EventType};

use crate::described::{Contract, Described, Field, Form, golden, parts};
use crate::yaml::{Yaml, map, reference, text};

const ABOUT: &str = "Every event of every trust, published by the relay after it was recorded; nothing is published \
    from a request. Delivery is at least once and in the order of the log: ce-plumblineposition counts 1, 2, 3 ... per \
    trust without a gap, so a subscriber can tell a repeat from a loss. Subscribe to `plumbline.>` for everything.";

/// Header, form, and what it says.
const HEADERS: [(&str, &str); 12] = [
    ("ce-specversion", "1.0"),
    ("ce-id", "The event's random id, a UUID."),
    ("ce-type", "The event's full name."),
    ("ce-source", "/plumbline/<trust>/<service>"),
    ("ce-subject", "The stream: <category>-<id>."),
    ("ce-time", "When the database recorded it, RFC 3339 in UTC."),
    ("ce-plumblinetrust", "The trust, a UUID."),
    ("ce-plumblineposition", "Place in the trust's log: 1, 2, 3 ... without a gap."),
    ("ce-plumblineversion", "Place within the stream, from 1."),
    ("plumbline-metadata", "Who, by which command, caused by what: the stored JSON text."),
    (
        "plumbline-omitted",
        "`body` where the text was too large for the bus: read it from the trail service.",
    ),
    ("traceparent", "W3C trace context of the request that led to it."),
];

pub fn page(contract: &Contract) -> String {
    let page = map([
        ("asyncapi", text("3.1.0")),
        ("info", info()),
        ("defaultContentType", text("application/json")),
        ("servers", servers()),
        ("channels", each(|kind| (channel_name(kind), channel(kind)))),
        ("operations", each(|kind| (channel_name(kind), operation(kind)))),
        ("components", components(contract)),
    ]);
    format!("# Made from proto/ by crates/contract/tests/documents.rs.\n{}", page.page())
}

fn info() -> Yaml {
    map([
        ("title", text("Plumbline events")),
        ("version", text("1.0.0")),
        ("description", text(ABOUT)),
        (
            "license",
            map([
                ("name", text("Apache-2.0")),
                ("url", text("https://www.apache.org/licenses/LICENSE-2.0")),
            ]),
        ),
    ])
}

fn servers() -> Yaml {
    let local = map([
        ("host", text("127.0.0.1:4222")),
        ("protocol", text("nats")),
        ("description", text("The nats-server of the installation; JetStream is on.")),
    ]);
    map([("local", local)])
}

fn each(entry: impl Fn(&EventType) -> (String, Yaml)) -> Yaml {
    Yaml::Map(EVENT_TYPES.iter().map(entry).collect())
}

fn channel_name(kind: &EventType) -> String {
    format!("{}.{}", kind.service, kind.short())
}

fn channel(kind: &EventType) -> Yaml {
    let name = channel_name(kind);
    let messages = Yaml::Map(vec![(kind.short().to_owned(), reference("messages", &name))]);
    map([
        ("address", text(format!("plumbline.{{trust}}.{}.{}", kind.service, kind.short()))),
        ("parameters", map([("trust", reference("parameters", "trust"))])),
        ("messages", messages),
    ])
}

fn operation(kind: &EventType) -> Yaml {
    let channel = format!("#/channels/{}", channel_name(kind));
    map([("action", text("send")), ("channel", map([("$ref", text(channel))]))])
}

fn components(contract: &Contract) -> Yaml {
    let trust = map([("description", text("The trust's id, a UUID."))]);
    map([
        ("parameters", map([("trust", trust)])),
        ("messages", each(|kind| (channel_name(kind), message(contract, kind)))),
        ("schemas", schemas(contract)),
    ])
}

fn message(contract: &Contract, kind: &EventType) -> Yaml {
    let kind_header = map([("properties", map([("ce-type", map([("const", text(kind.name))]))]))]);
    let headers = Yaml::List(vec![
        reference("schemas", "headers"),
        map([("type", text("object"))]),
        kind_header,
    ]);
    map([
        ("name", text(kind.name)),
        ("title", text(kind.short())),
        ("summary", text(&contract.messages[kind.name].comment)),
        ("headers", map([("type", text("object")), ("allOf", headers)])),
        ("payload", reference("schemas", kind.name)),
        ("examples", Yaml::List(vec![map([("payload", Yaml::Json(golden(kind)))])])),
    ])
}

fn schemas(contract: &Contract) -> Yaml {
    let mut names: Vec<String> = EVENT_TYPES
        .iter()
        .flat_map(|kind| {
            let mut names = parts(contract, kind.name);
            names.push(kind.name.to_owned());
            names
        })
        .collect();
    names.sort();
    names.dedup();
    let mut schemas = vec![("headers".to_owned(), headers())];
    schemas.extend(names.into_iter().map(|name| {
        let schema = match contract.messages.get(&name) {
            Some(message) => object(message),
            None => choice(contract, &name),
        };
        (name, schema)
    }));
    Yaml::Map(schemas)
}

fn headers() -> Yaml {
    let header = |(name, says): (&str, &str)| {
        let schema = map([("type", text("string")), ("description", text(says))]);
        (name.to_owned(), schema)
    };
    map([
        ("type", text("object")),
        ("properties", Yaml::Map(HEADERS.into_iter().map(header).collect())),
    ])
}

fn object(message: &Described) -> Yaml {
    let properties = message.fields.iter().map(|field| (field.name.clone(), property(field)));
    map([
        ("type", text("object")),
        ("description", text(&message.comment)),
        ("properties", Yaml::Map(properties.collect())),
    ])
}

fn property(field: &Field) -> Yaml {
    let one = match &field.form {
        Form::Text => vec![("type", text("string"))],
        Form::Whole => vec![("type", text("integer"))],
        Form::Position => vec![("type", text("string")), ("pattern", text("^[0-9]+$"))],
        Form::Decimal => vec![("type", text("number"))],
        Form::YesNo => vec![("type", text("boolean"))],
        Form::Message(name) | Form::Choice(name) => {
            vec![("$ref", text(format!("#/components/schemas/{name}")))]
        }
    };
    let mut schema: Vec<(String, Yaml)> =
        one.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    if field.repeated {
        schema = vec![("type".to_owned(), text("array")), ("items".to_owned(), Yaml::Map(schema))];
    }
    // Beside `$ref` nothing else is heard.
    if !field.comment.is_empty() && schema[0].0 != "$ref" {
        schema.push(("description".to_owned(), text(&field.comment)));
    }
    Yaml::Map(schema)
}

fn choice(contract: &Contract, name: &str) -> Yaml {
    let choice = &contract.enums[name];
    map([
        ("type", text("string")),
        ("description", text(&choice.comment)),
        ("enum", Yaml::List(choice.names.iter().map(text).collect())),
    ])
}
