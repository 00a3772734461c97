//! The ids behind the story's keys: schools, hubs and people, once the trust stands.

use std::collections::BTreeMap;

use contract::Caller;
use contract::categories::v1::{Citation, EvidenceKind};
use contract::schools::v1::{Role, Scope, ScopeKind};
use contract::sentences::UNIQUENESS;
use jiff::Timestamp;
use uuid::Uuid;

use crate::demo::DemoError;
use crate::demo::script::{PersonScript, RoleScript};
use crate::demo::stage::Stage;

/// The ids behind the story's keys.
#[derive(Debug, Default)]
pub(crate) struct Cast {
    pub(crate) trust_id: String,
    /// By school slug.
    pub(crate) schools: BTreeMap<String, SchoolIds>,
    /// By hub slug.
    pub(crate) hubs: BTreeMap<String, String>,
    /// By person key.
    pub(crate) people: BTreeMap<String, Player>,
}

/// The ids of a school and of its committee.
#[derive(Clone, Debug, Default)]
pub(crate) struct SchoolIds {
    pub(crate) school_id: String,
    pub(crate) committee_id: String,
    /// Position of the event in which the school described what makes it different.
    pub(crate) uniqueness_at: u64,
}

impl SchoolIds {
    /// What the school says of itself, as a judgement cites it.
    pub(crate) fn uniqueness_cited(&self) -> Citation {
        Citation {
            kind: EvidenceKind::SelfEvaluation.into(),
            id: UNIQUENESS.to_owned(),
            says: String::new(),
            position: self.uniqueness_at,
        }
    }
}

/// A person, and the role the person acts in.
#[derive(Clone, Debug)]
pub(crate) struct Player {
    pub(crate) person_id: Uuid,
    pub(crate) role: String,
}

impl Cast {
    /// A school's ids.
    pub(crate) fn school(&self, slug: &str) -> Result<&SchoolIds, DemoError> {
        self.schools.get(slug).ok_or_else(|| DemoError::missing("school", slug))
    }

    /// The slug of a school.
    pub(crate) fn slug(&self, school_id: &str) -> Result<&str, DemoError> {
        let mut schools = self.schools.iter();
        let found = schools.find(|(_, ids)| ids.school_id == school_id).map(|(slug, _)| slug);
        found.map(AsRef::as_ref).ok_or_else(|| DemoError::missing("school", school_id))
    }

    /// A person's ids.
    pub(crate) fn person(&self, key: &str) -> Result<&Player, DemoError> {
        self.people.get(key).ok_or_else(|| DemoError::missing("person", key))
    }

    /// The caller for a person in the first role.
    pub(crate) fn caller(
        &self,
        stage: &Stage,
        key: &str,
        at: Timestamp,
    ) -> Result<Caller, DemoError> {
        let player = self.person(key)?;
        Ok(Caller { now: Some(at), ..Caller::new(stage.trust, player.person_id, &player.role) })
    }

    /// The caller for a person in another role.
    pub(crate) fn caller_as(
        &self,
        stage: &Stage,
        key: &str,
        role: &str,
        at: Timestamp,
    ) -> Result<Caller, DemoError> {
        let caller = self.caller(stage, key, at)?;
        Ok(Caller { role: role.to_owned(), ..caller })
    }

    /// The scope of a role of the story.
    pub(crate) fn scope(&self, role: &RoleScript) -> Result<Scope, DemoError> {
        let (kind, id) = match role.scope.split_once(':') {
            None => (ScopeKind::Trust, self.trust_id.clone()),
            Some(("hub", slug)) => {
                let hub = self.hubs.get(slug).ok_or_else(|| DemoError::missing("hub", slug))?;
                (ScopeKind::Hub, hub.clone())
            }
            Some(("committee", slug)) => {
                (ScopeKind::Committee, self.school(slug)?.committee_id.clone())
            }
            Some((_, slug)) => (ScopeKind::School, self.school(slug)?.school_id.clone()),
        };
        Ok(Scope { kind: kind.into(), id })
    }
}

/// The contract's name of a role of the story.
pub(crate) fn role(name: &str) -> Role {
    Role::from_str_name(&format!("ROLE_{}", name.to_uppercase())).unwrap_or(Role::Unspecified)
}

/// The role a person acts in unless the story says otherwise.
pub(crate) fn first_role(person: &PersonScript) -> String {
    person.roles.first().map(|role| role.role.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
