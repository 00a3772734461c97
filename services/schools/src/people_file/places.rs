//! What a role can be held over, by the words that a file has for it.

use contract::schools::v1::{Committee, Hub, Role, School, Scope, ScopeKind};
use uuid::Uuid;

/// The schools, hubs and committees of a trust.
#[derive(Debug)]
pub struct RolePlaces {
    pub trust: Uuid,
    pub schools: Vec<School>,
    pub hubs: Vec<Hub>,
    pub committees: Vec<Committee>,
}

/// One place, with its name.
pub type NamedPlace = (Scope, String);

impl RolePlaces {
    /// What a role is held over, found by URN or name; or why nothing is. A school stands for its committee too.
    pub fn find(&self, role: Role, words: &str) -> Result<NamedPlace, String> {
        let kinds = access::places_of(role);
        if is_trust(words) {
            return self.whole_trust(role, kinds);
        }
        for kind in kinds {
            let mut found = self.of_kind(*kind, words);
            match found.len() {
                0 => {}
                1 => return Ok(found.remove(0)),
                _ => {
                    return Err(format!(
                        "Several things are called {words}. Write the URN of the school."
                    ));
                }
            }
        }
        Err(self.not_there(role, words))
    }

    fn whole_trust(&self, role: Role, kinds: &[ScopeKind]) -> Result<NamedPlace, String> {
        if kinds.contains(&ScopeKind::Trust) {
            let scope = scope(ScopeKind::Trust, &self.trust.to_string());
            return Ok((scope, "the whole trust".to_owned()));
        }
        Err(match kinds {
            [ScopeKind::Review, ..] => {
                "This role is held over a peer review. Give it on the person’s page.".to_owned()
            }
            _ => format!(
                "The place is missing: the role of {} is held over {}.",
                access::role_words(role),
                words_for(kinds)
            ),
        })
    }

    fn of_kind(&self, kind: ScopeKind, words: &str) -> Vec<NamedPlace> {
        let is = |name: &str| name.trim().eq_ignore_ascii_case(words);
        let schools =
            || self.schools.iter().filter(|school| school.urn == words || is(&school.name));
        match kind {
            ScopeKind::School => schools()
                .map(|school| (scope(kind, &school.school_id), school.name.clone()))
                .collect(),
            ScopeKind::Committee => {
                let of: Vec<&str> = schools().map(|school| school.school_id.as_str()).collect();
                let fits = |one: &&Committee| of.contains(&one.school_id.as_str()) || is(&one.name);
                let found = self.committees.iter().filter(fits);
                found.map(|one| (scope(kind, &one.committee_id), self.named(one))).collect()
            }
            ScopeKind::Hub => {
                let found = self.hubs.iter().filter(|hub| is(&hub.name));
                found.map(|hub| (scope(kind, &hub.hub_id), hub.name.clone())).collect()
            }
            ScopeKind::Unspecified
            | ScopeKind::Trust
            | ScopeKind::Wave
            | ScopeKind::Review
            | ScopeKind::Visit => Vec::new(),
        }
    }

    /// A committee with its school, since most have the same name.
    fn named(&self, committee: &Committee) -> String {
        let school = self.schools.iter().find(|school| school.school_id == committee.school_id);
        let school = school.map_or("", |school| school.name.as_str());
        format!("{}, {school}", committee.name)
    }

    fn not_there(&self, role: Role, words: &str) -> String {
        let kinds = access::places_of(role);
        if kinds == [ScopeKind::Trust] {
            return format!(
                "The role of {} is held over the whole trust. Leave the place empty.",
                access::role_words(role)
            );
        }
        format!("The trust has no {} that is called {words} or has this URN.", words_for(kinds))
    }
}

fn is_trust(words: &str) -> bool {
    ["", "trust", "the trust", "whole trust", "the whole trust"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(words))
}

fn words_for(kinds: &[ScopeKind]) -> String {
    let named = kinds.iter().filter(|kind| !matches!(kind, ScopeKind::Trust | ScopeKind::Visit));
    named.map(|kind| access::kind_words(*kind)).collect::<Vec<_>>().join(" or ")
}

fn scope(kind: ScopeKind, id: &str) -> Scope {
    Scope { kind: kind.into(), id: id.to_owned() }
}
