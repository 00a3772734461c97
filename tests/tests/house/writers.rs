//! Texts of persons: a role that may type one is within its class, so that a writer can read it afterwards.

use std::collections::{BTreeMap, BTreeSet};

use contract::log::v1::WordsClass;
use contract::schools::v1::Role;
use plumbline_tests::{Rpc, WordsField};
use prost::Message as _;
use prost_types::{DescriptorProto, FileDescriptorSet};

use crate::{none, read};

/// A row of `docs/access/` for all who have no row of their own, as a role's name is made of it.
const EVERYONE: &str = "everyone_with_a_role_in_the_trust";

/// Every message of the contract, by its full name.
fn messages() -> BTreeMap<String, DescriptorProto> {
    let files = FileDescriptorSet::decode(contract::DESCRIPTORS).unwrap().file;
    let named = files.into_iter().flat_map(|file| {
        let package = file.package().to_owned();
        let name = move |message: &DescriptorProto| format!(".{package}.{}", message.name());
        file.message_type.into_iter().map(move |message| (name(&message), message))
    });
    named.collect()
}

/// Adds a message and all that it holds.
fn hold(all: &BTreeMap<String, DescriptorProto>, name: &str, held: &mut BTreeSet<String>) {
    let Some(message) = all.get(name) else { return };
    if held.insert(name.to_owned()) {
        message.field.iter().for_each(|field| hold(all, field.type_name(), held));
    }
}

/// The roles whose holders may call an rpc somewhere, as `docs/access/` says.
fn who_may(action: &str) -> BTreeSet<String> {
    let (service, rpc) = action.split_once('.').unwrap();
    let table = read(&format!("docs/access/{service}.md"));
    let section = table.split("\n## ").find(|section| section.lines().next() == Some(rpc));
    let section = section.unwrap_or_else(|| panic!("{action} is not in the table"));
    let rows = section.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    let rows = rows.filter_map(|row| row.split_once(" | "));
    rows.filter(|(_, cells)| cells.split(" | ").any(|cell| cell != "no"))
        .flat_map(|(who, _)| who.split(", ").map(|name| name.replace(' ', "_")))
        .collect()
}

#[test]
fn a_role_that_may_type_a_text_is_within_its_class() {
    let (all, marked) = (messages(), WordsField::all());
    let (mut faults, mut met) = (Vec::new(), BTreeSet::new());
    for rpc in Rpc::all().iter().filter(|rpc| rpc.writes) {
        let mut held = BTreeSet::new();
        hold(&all, &rpc.request, &mut held);
        let typed = marked.iter().filter(|words| held.contains(&words.message));
        let typed: Vec<&WordsField> = typed.collect();
        if typed.is_empty() {
            continue;
        }
        let may = who_may(&rpc.action);
        assert!(!may.contains(EVERYONE), "{} is for everyone", rpc.action);
        let is_role = |name: &&String| {
            Role::from_str_name(&format!("ROLE_{}", name.to_uppercase())).is_some()
        };
        for role in may.iter().filter(is_role) {
            let up_to = WordsClass::of_readers(role);
            for WordsField { message, field, class } in &typed {
                met.insert(format!("{message} {field}"));
                if !class.is_read_up_to(up_to) {
                    faults.push(format!("{}: {role} types {message} {field}", rpc.action));
                }
            }
        }
    }
    let unmet = marked.iter().map(|words| format!("{} {}", words.message, words.field));
    let unmet = unmet.filter(|words| !met.contains(words));
    faults.extend(unmet.map(|words| format!("no role types {words}")));
    none(faults);
}
