//! `docs/asyncapi.yaml`: the bus for other systems, with the schema of every payload they may hear.

use contract::events::{EVENT_TYPES, EventType, LINE_BEGUN, WITHHELD};

use crate::described::{Contract, Described, Field, Form, golden, parts};
use crate::yaml::{Yaml, map, reference, text};

const ABOUT: &str = "What other systems may hear, published by the relay after it was recorded; nothing is published \
    from a request. Delivery is at least once and in the order of the log: ce-plumblineposition counts 1, 2, 3 ... per \
    trust without a gap, so a subscriber can tell a repeat from a loss. In the place of an event that is for the services \
    alone comes EventWithheld, which says nothing but the position. After a restore that lost events comes LineBegun: what was \
    heard after its position on an earlier line is void, and positions go on from there. Subscribe to `plumbline.>` for everything.";

/// Where the subject names a service, a marker names the log.
const LOG: &str = "log";

/// Header, form, and what it says.
const HEADERS: [(&str, &str); 11] = [
    ("ce-specversion", "1.0"),
    ("ce-id", "The event's random id, a UUID; of a marker `<trust>:<position>`."),
    ("ce-type", "The event's full name."),
    ("ce-source", "/plumbline/<trust>/<service>"),
    ("ce-subject", "The stream: <category>-<id>. A marker has none."),
    ("ce-time", "When the database recorded it, RFC 3339 in UTC. A marker has none."),
    ("ce-datacontenttype", "application/json"),
    ("ce-plumblinetrust", "The trust, a UUID."),
    ("ce-plumblineposition", "Place in the trust's log: 1, 2, 3 ... without a gap."),
    (
        "ce-plumblineline",
        "The line of the log: 1, and one more after each restore that lost events.",
    ),
    (
        "plumbline-omitted",
        "`body` where the text was too large for the bus: read it from the trail service.",
    ),
];

pub fn page(contract: &Contract) -> String {
    let page = map([
        ("asyncapi", text("3.1.0")),
        ("info", info()),
        ("defaultContentType", text("application/json")),
        ("servers", servers()),
        ("channels", each(channel)),
        ("operations", each(operation)),
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

/// What the document says of each open event, and of the marker.
fn each(entry: impl Fn(&str, &str) -> Yaml) -> Yaml {
    let told = open()
        .map(|kind| (kind.service, kind.short()))
        .chain(MARKERS.map(|name| (LOG, short(name))));
    let entries =
        told.map(|(service, short)| (format!("{service}.{short}"), entry(service, short)));
    Yaml::Map(entries.collect())
}

fn open() -> impl Iterator<Item = &'static EventType> {
    EVENT_TYPES.iter().filter(|kind| kind.open)
}

/// What is said of a log and is no event of a service.
const MARKERS: [&str; 2] = [LINE_BEGUN, WITHHELD];

fn short(name: &'static str) -> &'static str {
    name.rsplit('.').next().unwrap_or(name)
}

fn channel(service: &str, short: &str) -> Yaml {
    let name = format!("{service}.{short}");
    let messages = Yaml::Map(vec![(short.to_owned(), reference("messages", &name))]);
    map([
        ("address", text(format!("plumbline.{{trust}}.{name}"))),
        ("parameters", map([("trust", reference("parameters", "trust"))])),
        ("messages", messages),
    ])
}

fn operation(service: &str, short: &str) -> Yaml {
    let channel = format!("#/channels/{service}.{short}");
    map([("action", text("send")), ("channel", map([("$ref", text(channel))]))])
}

fn components(contract: &Contract) -> Yaml {
    let trust = map([("description", text("The trust's id, a UUID."))]);
    map([
        ("parameters", map([("trust", trust)])),
        ("messages", each(|service, short| message(contract, &full(service, short), short))),
        ("schemas", schemas(contract)),
    ])
}

fn full(service: &str, short: &str) -> String {
    format!("plumbline.{service}.v1.{short}")
}

fn message(contract: &Contract, name: &str, short: &str) -> Yaml {
    let kind_header = map([("properties", map([("ce-type", map([("const", text(name))]))]))]);
    let headers = Yaml::List(vec![
        reference("schemas", "headers"),
        map([("type", text("object"))]),
        kind_header,
    ]);
    let example = EventType::find(name).map_or_else(|| marker_example(name).to_owned(), golden);
    map([
        ("name", text(name)),
        ("title", text(short)),
        ("summary", text(&contract.messages[name].comment)),
        ("headers", map([("type", text("object")), ("allOf", headers)])),
        ("payload", reference("schemas", name)),
        ("examples", Yaml::List(vec![map([("payload", Yaml::Json(example))])])),
    ])
}

/// A marker's text.
fn marker_example(name: &str) -> &'static str {
    if name == LINE_BEGUN {
        return r#"{"trustId":"05fe3434-9fc5-5675-89d5-db8351ae5454","line":2,"afterPosition":"11"}"#;
    }
    r#"{"trustId":"05fe3434-9fc5-5675-89d5-db8351ae5454","position":"12"}"#
}

fn schemas(contract: &Contract) -> Yaml {
    let told = open().map(|kind| kind.name).chain(MARKERS);
    let mut names: Vec<String> = told
        .flat_map(|name| {
            let mut names = parts(contract, name);
            names.push(name.to_owned());
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
