//! What earlier events said about a thing that later ones name by id only.

mod refers;
mod tells;

use std::collections::HashMap;

use contract::events::AnyEvent;
use contract::schools::v1::{RoleGranted, ScopeKind};

pub(crate) use refers::refers_to;
use tells::tells_of;

/// What a sentence needs to know of a thing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Thing {
    /// What it is called, or what it says.
    pub name: String,
    pub schools: Vec<String>,
    pub areas: Vec<String>,
    pub term: String,
}

/// Things by key, for example `wave:<id>`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known(HashMap<String, Thing>);

static NOTHING: Thing =
    Thing { name: String::new(), schools: Vec::new(), areas: Vec::new(), term: String::new() };

impl Known {
    /// Takes in what was said of a thing.
    pub(crate) fn insert(&mut self, key: String, thing: Thing) {
        self.0.insert(key, thing);
    }

    /// Takes in what an event says; returns the thing it told of.
    pub(crate) fn take(&mut self, event: &AnyEvent) -> Option<(String, Thing)> {
        let told = tells_of(event, self);
        self.0.extend(told.iter().cloned());
        told
    }

    /// What is known of a thing; nothing where no event spoke of it.
    pub(super) fn get(&self, kind: &str, id: &str) -> &Thing {
        self.0.get(&key(kind, id)).unwrap_or(&NOTHING)
    }
}

impl Thing {
    /// The school a thing belongs to; empty where none is known.
    pub(super) fn school(&self) -> &str {
        self.schools.first().map(String::as_str).unwrap_or_default()
    }
}

fn key(kind: &str, id: &str) -> String {
    format!("{kind}:{id}")
}

/// The thing a role is held over, where it has a story of its own.
pub(super) fn scope_thing(granted: &RoleGranted) -> Option<(&'static str, &str)> {
    let scope = granted.scope.as_ref()?;
    let kind = match scope.kind() {
        ScopeKind::Hub => "hub",
        ScopeKind::Committee => "committee",
        ScopeKind::Wave => "wave",
        ScopeKind::Review => "review",
        ScopeKind::School | ScopeKind::Trust | ScopeKind::Visit | ScopeKind::Unspecified => {
            return None;
        }
    };
    Some((kind, &scope.id))
}

#[cfg(test)]
mod tests;
