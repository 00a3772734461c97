//! What can be asked for: one action for each rpc of the contract.

use std::collections::BTreeMap;

use prost::Message as _;
use prost_types::{FileDescriptorProto, FileDescriptorSet, MethodDescriptorProto};

/// One rpc, as a thing that a person may or may not do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// `<service>.<Rpc>`, for example `surveys.OpenWave`.
    pub name: String,
    /// For example `surveys`.
    pub service: String,
    /// For example `OpenWave`.
    pub rpc: String,
    /// Whether it gives a command: its request carries a `command_id`.
    pub writes: bool,
    /// One sentence, from the contract.
    pub purpose: String,
    /// Who may, in the contract's words.
    pub permission: String,
}

// Field numbers in descriptor.proto, from which the path of a comment is made.
const SERVICE: i32 = 6;
const METHOD: i32 = 2;

impl Action {
    /// Every rpc of the contract, by name.
    pub(crate) fn of_contract() -> Result<BTreeMap<String, Self>, prost::DecodeError> {
        let files = FileDescriptorSet::decode(contract::DESCRIPTORS)?.file;
        Ok(files.iter().flat_map(of_file).map(|action| (action.name.clone(), action)).collect())
    }
}

fn of_file(file: &FileDescriptorProto) -> Vec<Action> {
    let Some(service) = service_of(file.package()) else { return Vec::new() };
    let mut actions = Vec::new();
    for (at, listed) in (0..).zip(&file.service) {
        for (method_at, method) in (0..).zip(&listed.method) {
            let comment = comment(file, &[SERVICE, at, METHOD, method_at]);
            actions.push(of_method(file, service, method, &comment));
        }
    }
    actions
}

/// `surveys` of `plumbline.surveys.v1`.
fn service_of(package: &str) -> Option<&str> {
    package.strip_prefix("plumbline.")?.split('.').next()
}

fn of_method(
    file: &FileDescriptorProto,
    service: &str,
    method: &MethodDescriptorProto,
    comment: &str,
) -> Action {
    let (purpose, rest) = comment.split_once("Permission:").unwrap_or((comment, ""));
    let permission = rest.split(" Refuses ").next().unwrap_or_default();
    let name = format!("{service}.{}", method.name());
    let writes = has_field(file, method.input_type(), "command_id");
    Action {
        name,
        service: service.to_owned(),
        rpc: method.name().to_owned(),
        writes,
        purpose: one_line(purpose),
        permission: one_line(permission),
    }
}

fn has_field(file: &FileDescriptorProto, full_name: &str, field: &str) -> bool {
    let short = full_name.rsplit('.').next().unwrap_or_default();
    let message = file.message_type.iter().find(|message| message.name() == short);
    message.is_some_and(|message| message.field.iter().any(|known| known.name() == field))
}

fn comment(file: &FileDescriptorProto, path: &[i32]) -> String {
    let locations = file.source_code_info.iter().flat_map(|info| &info.location);
    let mut found = locations.filter(|location| location.path == path);
    found.next().map(|location| location.leading_comments().to_owned()).unwrap_or_default()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
