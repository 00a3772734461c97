//! `docs/requests/`: what each field of a command may hold, and how much of it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use prost_reflect::{
    DescriptorPool, DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, ReflectMessage as _,
};

const HEAD: &str = "\
# Requests

What a command may hold, field by field, with its limits. The door checks it before a service sees the request, and the forms of
the web show the same limits. A request that breaks one gets INVALID_ARGUMENT with the name of the field. Every command has a
`command_id` beside these fields: a UUID that the caller makes, so that a repeat gets the first answer.

Characters are Unicode characters. White space around a text is cut off. *Words* are a person's own: the log holds a commitment
to them, and the text stands beside it, for the readers named ([decision 23](../decisions/23-words-beside-the-log.md)).

These pages are made from the options in `proto/` by `crates/contract/tests/documents.rs`.
";

/// `README.md` says how to read it; each service has a page of its own.
pub fn pages() -> BTreeMap<String, String> {
    let pool = DescriptorPool::decode(contract::DESCRIPTORS).unwrap();
    let mut index = format!("{HEAD}\n");
    let mut pages = BTreeMap::new();
    for service in pool.services().filter(|service| service.full_name().starts_with("plumbline.")) {
        let commands: Vec<_> = service
            .methods()
            .filter(|method| method.input().get_field_by_name("command_id").is_some())
            .collect();
        if commands.is_empty() {
            continue;
        }
        let name = folder(service.full_name());
        let _ = writeln!(index, "- [{name}]({name}.md)");
        let mut page = format!("# Requests of the service {name}\n");
        let mut parts = BTreeMap::new();
        for command in commands {
            let _ = writeln!(page, "\n## {}\n", command.name());
            fields(&mut page, &command.input());
            reach(&mut parts, &command.input());
        }
        for (name, part) in parts {
            let _ = writeln!(page, "\n**{name}**\n");
            fields(&mut page, &part);
        }
        pages.insert(format!("{name}.md"), page);
    }
    pages.insert("README.md".to_owned(), index);
    pages
}

/// `surveys` of `plumbline.surveys.v1.SurveysService`.
fn folder(full_name: &str) -> &str {
    full_name.split('.').nth(1).unwrap()
}

fn fields(page: &mut String, message: &MessageDescriptor) {
    let shown = message.fields().filter(|field| field.name() != "command_id");
    let rows: Vec<_> =
        shown.map(|field| format!("| `{}` | {} |", field.name(), holds(&field))).collect();
    let rows = if rows.is_empty() { "Nothing else.".to_owned() } else { table(&rows) };
    let _ = writeln!(page, "{rows}");
}

fn table(rows: &[String]) -> String {
    format!("| field | holds |\n|---|---|\n{}", rows.join("\n"))
}

/// Parts that a request is made of, at any depth.
fn reach(parts: &mut BTreeMap<String, MessageDescriptor>, message: &MessageDescriptor) {
    for field in message.fields() {
        if let Kind::Message(part) = field.kind()
            && parts.insert(part.name().to_owned(), part.clone()).is_none()
        {
            reach(parts, &part);
        }
    }
}

fn holds(field: &FieldDescriptor) -> String {
    let rule = Rule::of(field);
    let mut said = vec![one(field, &rule)];
    if field.is_list() {
        let most = if rule.number("most") == 0 { String::new() } else { rule.up_to("most") };
        said = vec![format!("list{most} of: {}", said.concat())];
        if rule.flag("once") {
            said.push("each once".to_owned());
        }
    }
    if let Some(readers) = rule.named("words") {
        said.push(format!("words for {}", readers.to_lowercase().replace('_', " ")));
    }
    if rule.flag("apart") {
        said.push("kept in no event".to_owned());
    }
    if rule.flag("optional") || rule.one_of_several {
        said.push("may be missing".to_owned());
    }
    said.join("; ")
}

fn one(field: &FieldDescriptor, rule: &Rule) -> String {
    match field.kind() {
        Kind::String => text(rule),
        Kind::Bytes if rule.number("bytes") > 0 => {
            format!("exactly {} bytes", rule.number("bytes"))
        }
        Kind::Bytes => "bytes".to_owned(),
        Kind::Bool => "true or false".to_owned(),
        Kind::Enum(listed) => {
            let names = listed.values().filter(|value| value.number() != 0);
            names.map(|value| format!("`{}`", value.name())).collect::<Vec<_>>().join(", ")
        }
        Kind::Message(part) => format!("**{}**", part.name()),
        Kind::Double | Kind::Float => "number".to_owned(),
        _ => format!(
            "whole number{}",
            if field.is_list() { String::new() } else { rule.up_to("most") }
        ),
    }
}

fn text(rule: &Rule) -> String {
    if let Some(thing) = rule.named("about").or(rule.named("names")) {
        return format!("id of a {}", thing.to_lowercase());
    }
    match rule.named("form").as_deref() {
        Some("UUID") => "UUID".to_owned(),
        Some("DATE") => "day, as `2025-11-21`".to_owned(),
        Some("TERM") => "term, as `2025-26-autumn`".to_owned(),
        Some("SLUG") => "lower-case letters, digits and hyphens, at most 64".to_owned(),
        Some("YEAR") => "academic year, as `2025-26`".to_owned(),
        Some(_) => "text that the service reads and judges".to_owned(),
        None => format!("text of at most {} characters", grouped(rule.number("text"))),
    }
}

/// 10000 as `10,000`.
fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut said = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            said.push(',');
        }
        said.push(digit);
    }
    said
}

/// What the contract says of a field.
struct Rule {
    said: Option<DynamicMessage>,
    one_of_several: bool,
}

impl Rule {
    fn of(field: &FieldDescriptor) -> Self {
        let extension =
            field.parent_pool().get_extension_by_name("plumbline.options.v1.rule").unwrap();
        let options = field.options();
        let said = options.get_extension(&extension).as_message().cloned();
        let one_of_several = field.containing_oneof().is_some();
        Self { said: said.filter(|_| options.has_extension(&extension)), one_of_several }
    }

    fn number(&self, name: &str) -> u32 {
        let said = self.said.as_ref();
        said.map_or(0, |said| said.get_field_by_name(name).unwrap().as_u32().unwrap())
    }

    fn flag(&self, name: &str) -> bool {
        let said = self.said.as_ref();
        said.is_some_and(|said| said.get_field_by_name(name).unwrap().as_bool().unwrap())
    }

    /// The last part of a choice, for example `SCHOOL`; `None` where the contract does not choose.
    fn named(&self, name: &str) -> Option<String> {
        let said = self.said.as_ref()?;
        let field = said.descriptor().get_field_by_name(name).unwrap();
        let number = said.get_field(&field).as_enum_number().filter(|number| *number != 0)?;
        let Kind::Enum(listed) = field.kind() else { return None };
        let name = listed.get_value(number)?.name().to_owned();
        let prefix = ["THING_", "FORM_", "WORDS_CLASS_"];
        Some(prefix.iter().fold(name, |name, prefix| name.trim_start_matches(prefix).to_owned()))
    }

    fn up_to(&self, name: &str) -> String {
        match self.number(name) {
            0 => String::new(),
            most => format!(" of at most {}", grouped(most)),
        }
    }
}
