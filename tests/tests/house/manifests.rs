//! Crates: named for what they do, dependent one way, one version of everything.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use crate::{none, read, root};

/// What each crate may use of this house. A crate that is missing here may use all (`plumbline`, tests, benches).
fn allowed(name: &str, folder: &str) -> Option<Vec<&'static str>> {
    Some(match name {
        "contract" | "limits" | "private-servers" | "proof" | "tls" => vec![],
        "access" | "figure-files" | "mail" | "measure-registry" | "printed" | "typeset" => {
            vec!["contract"]
        }
        "cited" => vec!["contract", "eventlog", "measure-registry"],
        "eventlog" => vec!["contract", "tls"],
        "bus" => vec!["contract", "eventlog", "tls"],
        "identity" => vec!["access", "contract"],
        "peers" => vec!["contract", "identity"],
        "door" => vec!["access", "contract", "eventlog", "identity", "limits"],
        "host" => {
            vec![
                "access", "contract", "eventlog", "bus", "door", "identity", "limits", "peers",
                "tls",
            ]
        }
        "plumbline" | "plumbline-tests" | "benches" => return None,
        _ if folder.starts_with("services/") => {
            vec![
                "access",
                "cited",
                "contract",
                "eventlog",
                "bus",
                "door",
                "figure-files",
                "host",
                "identity",
                "limits",
                "mail",
                "measure-registry",
                "peers",
                "printed",
                "proof",
            ]
        }
        _ => panic!("{name}: a new crate; say here what it may use"),
    })
}

/// Private servers are for tests. A crate may have them as a dev or an optional dependency.
const ONLY_IN_TESTS: &str = "private-servers";

struct Member {
    name: String,
    folder: String,
    dependencies: Vec<Dependency>,
}

struct Dependency {
    name: String,
    ships: bool,
}

fn members() -> Vec<Member> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"].as_array().unwrap().iter().map(member).collect()
}

fn member(package: &Value) -> Member {
    let manifest = package["manifest_path"].as_str().unwrap();
    let folder = manifest.trim_start_matches(root().to_str().unwrap());
    let dependencies = package["dependencies"].as_array().unwrap();
    Member {
        name: package["name"].as_str().unwrap().to_owned(),
        folder: folder.trim_matches('/').trim_end_matches("/Cargo.toml").to_owned(),
        dependencies: dependencies
            .iter()
            .map(|dependency| Dependency {
                name: dependency["name"].as_str().unwrap().to_owned(),
                ships: dependency["kind"] != "dev" && dependency["optional"] == false,
            })
            .collect(),
    }
}

#[test]
fn dependencies_point_one_way() {
    let members = members();
    let ours: BTreeSet<&str> = members.iter().map(|member| member.name.as_str()).collect();
    let mut faults = Vec::new();
    for member in &members {
        let Some(allowed) = allowed(&member.name, &member.folder) else { continue };
        for dependency in &member.dependencies {
            let name = dependency.name.as_str();
            let itself = name == member.name;
            let test_only = name == ONLY_IN_TESTS && !dependency.ships;
            if ours.contains(name) && !itself && !test_only && !allowed.contains(&name) {
                faults.push(format!("{} must not depend on {name}", member.folder));
            }
        }
    }
    none(faults);
}

#[test]
fn every_crate_is_named_for_what_it_does() {
    let nameless = ["base", "common", "core", "helper", "lib", "misc", "shared", "util", "utils"];
    let says_nothing = |name: &str| {
        name.split(['-', '_']).any(|part| nameless.contains(&part.trim_end_matches('s')))
    };
    let named = |member: Member| says_nothing(&member.name).then_some(member.folder);
    none(members().into_iter().filter_map(named).collect());
}

#[test]
fn every_service_is_known_to_the_one_binary() {
    let members = members();
    let binary = members.iter().find(|member| member.name == "plumbline").unwrap();
    let known: BTreeSet<_> = binary.dependencies.iter().map(|known| known.name.as_str()).collect();
    let services = members.iter().filter(|member| member.folder.starts_with("services/"));
    let unknown = services
        .filter(|member| member.name != binary.name && !known.contains(member.name.as_str()));
    none(unknown.map(|member| format!("plumbline does not serve {}", member.name)).collect());
}

#[test]
fn every_dependency_has_its_version_in_the_workspace() {
    let mut faults = Vec::new();
    for member in members() {
        let manifest: toml::Table = read(&format!("{}/Cargo.toml", member.folder)).parse().unwrap();
        for kind in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let Some(table) = manifest.get(kind).and_then(|table| table.as_table()) else {
                continue;
            };
            // A crate that turns on its own features for its tests names itself by path.
            let own =
                table.iter().filter(|(name, value)| !inherits(value) && **name != member.name);
            faults.extend(own.map(|(name, _)| format!("{}: {kind}.{name}", member.folder)));
        }
        if !manifest.get("lints").is_some_and(inherits) {
            faults.push(format!("{}: [lints] workspace = true is missing", member.folder));
        }
    }
    none(faults);
}

fn inherits(value: &toml::Value) -> bool {
    value.get("workspace").and_then(toml::Value::as_bool) == Some(true)
}

#[test]
fn the_workspace_lists_nothing_that_nobody_uses() {
    let used: BTreeSet<String> = members()
        .into_iter()
        .flat_map(|member| member.dependencies)
        .map(|dependency| dependency.name)
        .collect();
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    let listed: BTreeMap<_, _> = manifest["workspace"]["dependencies"]
        .as_table()
        .unwrap()
        .iter()
        .map(|(name, value)| {
            (name, value.get("package").and_then(toml::Value::as_str).unwrap_or(name).to_owned())
        })
        .collect();
    none(listed.into_values().filter(|name| !used.contains(name)).collect());
}
