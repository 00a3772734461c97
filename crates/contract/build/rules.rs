//! The rules of fields, as code that checks a request and writes its values in their usual form.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use prost_reflect::{DescriptorPool, FieldDescriptor, Kind, MessageDescriptor};

use crate::names::{gives_command, rpcs, rust_field, rust_type};
use crate::options::{FieldRule, field_rule};

/// `Rules` for the request of each rpc, and for the messages within it.
pub fn rules(pool: &DescriptorPool) -> Result<String, String> {
    let mut reached = BTreeMap::new();
    for rpc in rpcs(pool) {
        reach(&mut reached, rpc.input());
    }
    for rpc in rpcs(pool).iter().filter(|rpc| gives_command(&rpc.input())) {
        let mut told = BTreeMap::new();
        reach(&mut told, rpc.input());
        told.values().try_for_each(says_whose_words)?;
    }
    let mut code = String::new();
    for message in reached.values() {
        write_rules(&mut code, message)?;
    }
    Ok(code)
}

/// A text up to this long is a name or an id; a longer one is a person's words, or says that it is published.
const LONGEST_NAME: u32 = 200;

/// A long text of a command that says neither would stand in the log for ever, so it fails the build.
fn says_whose_words(message: &MessageDescriptor) -> Result<(), String> {
    for field in message.fields() {
        let rule = field_rule(&field).unwrap_or_default();
        let kept_elsewhere = rule.words.is_some() || rule.apart;
        if rule.text > LONGEST_NAME && !kept_elsewhere && !rule.published {
            return Err(format!("{} needs words, published or apart", field.full_name()));
        }
    }
    Ok(())
}

fn reach(reached: &mut BTreeMap<String, MessageDescriptor>, message: MessageDescriptor) {
    if reached.insert(message.full_name().to_owned(), message.clone()).is_some() {
        return;
    }
    for field in message.fields() {
        if let Kind::Message(inner) = field.kind() {
            reach(reached, inner);
        }
    }
}

fn write_rules(code: &mut String, message: &MessageDescriptor) -> Result<(), String> {
    let (mut checks, mut schools) = (String::new(), String::new());
    let (mut typed, mut apart) = (String::new(), String::new());
    for field in message.fields() {
        if let Some(check) = check(&field)? {
            let _ = writeln!(checks, "        {check}?;");
        }
        if let Some(named) = schools_of(&field) {
            let _ = writeln!(schools, "        {named};");
        }
        if let Some(words) = typed_in(&field) {
            let _ = writeln!(typed, "        {words};");
        }
        if let Some(taken_out) = apart_in(&field)? {
            let _ = writeln!(apart, "        {taken_out};");
        }
    }
    let into = if schools.is_empty() { "_into" } else { "into" };
    let visit = if typed.is_empty() { "_visit" } else { "visit" };
    let _ = writeln!(
        code,
        r#"impl Rules for {} {{
    fn check(&mut self) -> Result<(), Fault> {{
{checks}        Ok(())
    }}

    fn schools<'a>(&'a self, {into}: &mut Vec<&'a str>) {{
{schools}    }}

    fn typed(&mut self, {visit}: &mut dyn FnMut(&mut String, WordsClass)) {{
{typed}    }}

    fn take_apart(&mut self) {{
{apart}    }}
}}
"#,
        rust_type(message)
    );
    Ok(())
}

/// The statement that checks a field; `None` where there is nothing to check.
fn check(field: &FieldDescriptor) -> Result<Option<String>, String> {
    let (name, own) = (field.name(), rust_field(field));
    if name == "command_id" {
        return Ok(Some(format!("uuid(\"{name}\", &mut self.{own})")));
    }
    let rule = rule_of(field)?;
    if one_of_several(field) {
        return match (field.kind(), rule.form.as_deref()) {
            (Kind::String, Some("FORM_OWN")) => Ok(None),
            (Kind::String, _) => Err(format!("{} is one of several: FORM_OWN", field.full_name())),
            _ => Ok(None),
        };
    }
    let within = |value: &str| match field.kind() {
        Kind::String => text_check(&rule, name, value),
        Kind::Enum(listed) => {
            let enumeration = format!(
                "crate::{}::v1::{}",
                crate::names::service(listed.package_name()),
                listed.name()
            );
            let number = value.strip_prefix("&mut ").map_or(format!("*{value}"), str::to_owned);
            Some(format!("known(\"{name}\", {enumeration}::try_from({number}).is_ok(), {number})"))
        }
        Kind::Message(_) => Some(format!("within(\"{name}\", {value})")),
        Kind::Bytes if rule.bytes > 0 && !field.is_list() => {
            Some(format!("bytes(\"{name}\", &self.{own}, {})", rule.bytes))
        }
        Kind::Uint32 if rule.most > 0 && !field.is_list() => {
            Some(format!("at_most(\"{name}\", self.{own}, {})", rule.most))
        }
        _ => None,
    };
    if field.is_list() {
        let Some(one) = within("one") else { return Ok(None) };
        let (most, optional) = (rule.most, rule.optional);
        let once =
            if rule.once { format!(".map(|()| once(&mut self.{own}))") } else { String::new() };
        return Ok(Some(format!(
            "list(\"{name}\", &mut self.{own}, Size {{ most: {most}, optional: {optional} }}, |one| {one}){once}"
        )));
    }
    let many = (rule.most > 0 && !matches!(field.kind(), Kind::Uint32)) || rule.once;
    if many {
        return Err(format!("{} is no list, so it can't hold more than one", field.full_name()));
    }
    if rule.bytes > 0 && (field.is_list() || !matches!(field.kind(), Kind::Bytes)) {
        return Err(format!("{} holds no bytes", field.full_name()));
    }
    Ok(match field.kind() {
        Kind::Message(_) => {
            Some(format!("message(\"{name}\", &mut self.{own}, {})", rule.optional))
        }
        // What this build does not know can be neither stored nor told.
        Kind::Enum(_) if rule.optional => within(&format!("&mut self.{own}"))
            .map(|check| format!("if self.{own} == 0 {{ Ok(()) }} else {{ {check} }}")),
        _ if rule.optional && rule.text == 0 => within(&format!("&mut self.{own}"))
            .map(|check| format!("if self.{own}.is_empty() {{ Ok(()) }} else {{ {check} }}")),
        _ => within(&format!("&mut self.{own}")),
    })
}

fn text_check(rule: &FieldRule, name: &str, value: &str) -> Option<String> {
    let form = match rule.form.as_deref() {
        Some("FORM_OWN") => return None,
        Some("FORM_DATE") => "date",
        Some("FORM_TERM") => "term",
        Some("FORM_SLUG") => "slug",
        Some("FORM_YEAR") => "year",
        Some("FORM_PERIOD") => "period",
        None if rule.text > 0 => {
            // Free text may need such signs, and stands in a block of its own. A name stands inside other sentences.
            let kind = if rule.words.is_some() || rule.published { "text" } else { "name" };
            return Some(format!("{kind}(\"{name}\", {value}, {}, {})", rule.text, rule.optional));
        }
        _ => "uuid",
    };
    Some(format!("{form}(\"{name}\", {value})"))
}

/// Whether a field is one arm of a `oneof`. An optional number is not.
fn one_of_several(field: &FieldDescriptor) -> bool {
    field.containing_oneof().is_some_and(|oneof| !oneof.is_synthetic())
}

/// The rule of a field; the empty one where its type needs none. Text without a rule is an error.
fn rule_of(field: &FieldDescriptor) -> Result<FieldRule, String> {
    let rule = field_rule(field);
    let is_text = matches!(field.kind(), Kind::String);
    let says = |rule: &FieldRule| {
        [rule.about.is_some(), rule.names.is_some(), rule.form.is_some(), rule.text > 0]
            .iter()
            .filter(|said| **said)
            .count()
    };
    match (rule, is_text) {
        (Some(rule), true) if says(&rule) == 1 => Ok(rule),
        (Some(rule), false) if says(&rule) == 0 => Ok(rule),
        (None, false) => Ok(FieldRule::default()),
        (_, true) => {
            Err(format!("{} needs one rule: about, names, form or text", field.full_name()))
        }
        (_, false) => Err(format!("{} is no text and has a rule for one", field.full_name())),
    }
}

/// The statement that visits the words in a field.
fn typed_in(field: &FieldDescriptor) -> Option<String> {
    let own = rust_field(field);
    match field.kind() {
        Kind::Message(_) if one_of_several(field) => None,
        Kind::Message(_) => Some(format!("self.{own}.iter_mut().for_each(|one| one.typed(visit))")),
        Kind::String => {
            let class = field_rule(field)?.words?;
            Some(format!("visit(&mut self.{own}, WordsClass::{class})"))
        }
        _ => None,
    }
}

/// The statement that takes out of a field what is kept apart from the log.
fn apart_in(field: &FieldDescriptor) -> Result<Option<String>, String> {
    let (own, is_apart) = (rust_field(field), field_rule(field).is_some_and(|rule| rule.apart));
    match field.kind() {
        Kind::String | Kind::Bytes if is_apart && !field.is_list() => {
            Ok(Some(format!("self.{own}.clear()")))
        }
        _ if is_apart => Err(format!("{} is no text and no bytes", field.full_name())),
        Kind::Message(_) if one_of_several(field) => Ok(None),
        Kind::Message(_) => Ok(Some(format!("self.{own}.iter_mut().for_each(Rules::take_apart)"))),
        _ => Ok(None),
    }
}

/// The statement that collects the schools a field names.
fn schools_of(field: &FieldDescriptor) -> Option<String> {
    let own = rust_field(field);
    match field.kind() {
        Kind::Message(_) if field.is_list() => {
            Some(format!("self.{own}.iter().for_each(|one| one.schools(into))"))
        }
        Kind::Message(_) => Some(format!("self.{own}.iter().for_each(|one| one.schools(into))")),
        Kind::String => {
            let rule = field_rule(field)?;
            let named = rule.about.or(rule.names)?;
            if named != "School" {
                return None;
            }
            Some(if field.is_list() {
                format!("into.extend(self.{own}.iter().map(String::as_str))")
            } else {
                format!(
                    "into.extend([self.{own}.as_str()].into_iter().filter(|id| !id.is_empty()))"
                )
            })
        }
        _ => None,
    }
}
