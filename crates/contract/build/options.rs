//! Reads the options of the contract. One that is misspelt does not compile; one that contradicts its field fails here.

use prost_reflect::{
    DescriptorPool, DynamicMessage, FieldDescriptor, MessageDescriptor, MethodDescriptor,
    ReflectMessage as _, Value,
};

use crate::names::camel;

const PACKAGE: &str = "plumbline.options.v1";

/// What a field of a request must hold.
#[derive(Clone, Debug, Default)]
pub struct FieldRule {
    /// For example `School`.
    pub about: Option<String>,
    pub names: Option<String>,
    /// For example `FORM_DATE`.
    pub form: Option<String>,
    pub text: u32,
    pub optional: bool,
    pub most: u32,
    pub once: bool,
    /// For example `Governors`.
    pub words: Option<String>,
    pub published: bool,
    pub apart: bool,
    pub bytes: u32,
}

/// What an rpc tells or shows.
#[derive(Clone, Debug, Default)]
pub struct RpcRule {
    pub tells: String,
    pub tells_each: String,
    pub by_service: bool,
    /// For example `ReportFile`.
    pub shows: Option<String>,
}

/// What an event begins or moves, and who may hear it.
#[derive(Clone, Debug, Default)]
pub struct EventRule {
    /// For example `Review`.
    pub begins: Option<String>,
    pub lies_in: Vec<String>,
    pub moves: bool,
    pub open: bool,
}

/// The rule of a field; `None` where it has none.
pub fn field_rule(field: &FieldDescriptor) -> Option<FieldRule> {
    let rule = option(field.parent_pool(), field.options(), "rule")?;
    Some(FieldRule {
        about: named(&rule, "about", "THING_"),
        names: named(&rule, "names", "THING_"),
        form: word(&rule, "form"),
        text: number(&rule, "text"),
        optional: flag(&rule, "optional"),
        most: number(&rule, "most"),
        once: flag(&rule, "once"),
        words: named(&rule, "words", "WORDS_CLASS_"),
        published: flag(&rule, "published"),
        apart: flag(&rule, "apart"),
        bytes: number(&rule, "bytes"),
    })
}

/// The rule of an rpc; an empty one where it has none.
pub fn rpc_rule(method: &MethodDescriptor) -> RpcRule {
    let rule = option(method.parent_pool(), method.options(), "rpc");
    rule.map_or_else(RpcRule::default, |rule| RpcRule {
        tells: text(&rule, "tells"),
        tells_each: text(&rule, "tells_each"),
        by_service: flag(&rule, "by_service"),
        shows: named(&rule, "shows", "SHOWS_"),
    })
}

/// The rule of an event; an empty one where it has none.
pub fn event_rule(event: &MessageDescriptor) -> EventRule {
    let rule = option(event.parent_pool(), event.options(), "event");
    rule.map_or_else(EventRule::default, |rule| EventRule {
        begins: named(&rule, "begins", "THING_"),
        lies_in: texts(&rule, "lies_in"),
        moves: flag(&rule, "moves"),
        open: flag(&rule, "open"),
    })
}

/// The variants of an enumeration of the options without its unspecified one, for example `School`.
pub fn variants(pool: &DescriptorPool, name: &str, prefix: &str) -> Vec<String> {
    let listed = pool.get_enum_by_name(&format!("{PACKAGE}.{name}"));
    let values = listed.iter().flat_map(|listed| listed.values().collect::<Vec<_>>());
    let values = values.filter(|value| value.number() != 0);
    values.map(|value| camel(value.name().trim_start_matches(prefix))).collect()
}

fn option(pool: &DescriptorPool, options: DynamicMessage, name: &str) -> Option<DynamicMessage> {
    let extension = pool.get_extension_by_name(&format!("{PACKAGE}.{name}"))?;
    if !options.has_extension(&extension) {
        return None;
    }
    options.get_extension(&extension).as_message().cloned()
}

fn field<'a>(rule: &'a DynamicMessage, name: &str) -> std::borrow::Cow<'a, Value> {
    rule.get_field_by_name(name).unwrap_or_else(|| panic!("the options have no field {name}"))
}

fn flag(rule: &DynamicMessage, name: &str) -> bool {
    field(rule, name).as_bool().unwrap_or_default()
}

fn number(rule: &DynamicMessage, name: &str) -> u32 {
    field(rule, name).as_u32().unwrap_or_default()
}

fn text(rule: &DynamicMessage, name: &str) -> String {
    field(rule, name).as_str().unwrap_or_default().to_owned()
}

fn texts(rule: &DynamicMessage, name: &str) -> Vec<String> {
    let listed = field(rule, name);
    let values = listed.as_list().unwrap_or_default();
    values.iter().filter_map(|value| Some(value.as_str()?.to_owned())).collect()
}

fn word(rule: &DynamicMessage, name: &str) -> Option<String> {
    let number = field(rule, name).as_enum_number().filter(|number| *number != 0)?;
    let kind = rule.descriptor().get_field_by_name(name)?.kind();
    Some(kind.as_enum()?.get_value(number)?.name().to_owned())
}

fn named(rule: &DynamicMessage, name: &str, prefix: &str) -> Option<String> {
    word(rule, name).map(|word| camel(word.trim_start_matches(prefix)))
}
