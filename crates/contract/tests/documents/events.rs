//! `docs/events/`: every event in words, with its fields and a stored text.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use contract::events::{EVENT_TYPES, EventType};

use crate::described::{Contract, Field, Form, golden, parts};

const HEAD: &str = "\
# Events

Everything Plumbline ever says happened. An event is stored as its proto3-JSON text, byte for byte, under its full
name; a name is never changed and never removed, fields are only added. Fields at their default (empty, 0, false)
are left out of the text.

On the bus an event is a message on `house.<trust>.<service>.<EventName>` for the services, with that text as its payload and
[CloudEvents](https://cloudevents.io) headers. An *open* event goes on `plumbline.<trust>.<service>.<EventName>` to other
systems too; [asyncapi.yaml](../asyncapi.yaml) describes what they hear. An event of the *house* is for the services alone: what
is not yet shared, what a distribution withholds, who was invited. Of such an event other systems hear the position only.

These pages are made from the comments in `proto/` by `crates/contract/tests/documents.rs`.
";

/// `README.md` lists all events; each service has a page of its own.
pub fn pages(contract: &Contract) -> BTreeMap<String, String> {
    let mut index = format!("{HEAD}\n");
    let mut pages = BTreeMap::new();
    let mut services: Vec<&str> = EVENT_TYPES.iter().map(|kind| kind.service).collect();
    services.dedup();
    for service in services {
        let _ = writeln!(index, "- [{service}]({service}.md)");
        let mut page = format!("# Events of the service {service}\n");
        for kind in of(service) {
            let name = kind.short();
            let _ = writeln!(index, "  - [{name}]({service}.md#{})", name.to_lowercase());
            event(&mut page, contract, kind);
        }
        parts_of(&mut page, contract, service);
        pages.insert(format!("{service}.md"), page);
    }
    pages.insert("README.md".to_owned(), index);
    pages
}

fn of(service: &str) -> impl Iterator<Item = &'static EventType> {
    EVENT_TYPES.iter().filter(move |kind| kind.service == service)
}

fn event(page: &mut String, contract: &Contract, kind: &EventType) {
    let message = &contract.messages[kind.name];
    let _ = writeln!(page, "\n## {}\n\n{}\n", kind.short(), message.comment);
    let hearers = if kind.open { "Open to other systems" } else { "Of the house" };
    let _ = writeln!(page, "Type `{}`, stream `{}-<id>`. {hearers}.\n", kind.name, kind.category);
    fields(page, &message.fields);
    let _ = writeln!(page, "\n```json\n{}\n```", golden(kind));
}

fn fields(page: &mut String, fields: &[Field]) {
    let _ = writeln!(page, "| field | form | meaning |\n|---|---|---|");
    for field in fields {
        let (name, form, comment) = (&field.name, form(field), field.comment.replace('|', "\\|"));
        let _ = writeln!(
            page,
            "| `{name}` | {form} | {comment}{}|",
            if comment.is_empty() { "" } else { " " }
        );
    }
}

fn form(field: &Field) -> String {
    let one = match &field.form {
        Form::Text => "text".to_owned(),
        Form::Whole => "whole number".to_owned(),
        Form::Position => "digits".to_owned(),
        Form::Decimal => "number".to_owned(),
        Form::YesNo => "true or absent".to_owned(),
        Form::Message(name) | Form::Choice(name) => short(name).to_owned(),
    };
    if field.repeated { format!("list of {one}") } else { one }
}

fn short(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

fn parts_of(page: &mut String, contract: &Contract, service: &str) {
    let mut named: Vec<String> = of(service).flat_map(|kind| parts(contract, kind.name)).collect();
    named.sort();
    named.dedup();
    if !named.is_empty() {
        let _ = writeln!(page, "\n## Parts");
    }
    for name in named {
        if let Some(message) = contract.messages.get(&name) {
            let _ = writeln!(page, "\n**{}**: {}\n", short(&name), message.comment);
            fields(page, &message.fields);
        } else {
            let choice = &contract.enums[&name];
            let names: Vec<_> = choice.names.iter().map(|name| format!("`{name}`")).collect();
            let _ =
                writeln!(page, "\n**{}**: {} {}.", short(&name), choice.comment, names.join(", "));
        }
    }
}
