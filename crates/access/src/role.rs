//! A role that a person holds: which, over what, from which day to which.

use std::fmt;

use contract::TeamRole;
use contract::schools::v1::{Role, ScopeKind};
use jiff::civil::Date;
use uuid::Uuid;

/// What a role is held over, or where a thing lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// A trust, hub, school, committee, wave, review or visit.
    pub kind: ScopeKind,
    /// Its id.
    pub id: Uuid,
}

impl Place {
    /// A place of a kind.
    pub fn new(kind: ScopeKind, id: Uuid) -> Self {
        Self { kind, id }
    }
}

/// `school:0190...`, as the policies name places.
impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}", kind_words(self.kind), self.id)
    }
}

/// A role over a place for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The grant's id.
    pub grant: Uuid,
    /// Which role.
    pub role: Role,
    /// The place the role is held over.
    pub over: Place,
    /// First day.
    pub from: Date,
    /// Last day, inclusive; `None` for an open term of office.
    pub until: Option<Date>,
    /// The day from which an ended role was no longer held.
    pub ended: Option<Date>,
    /// Whether it is held by the match of a review's team, without a grant.
    pub by_match: bool,
}

impl TeamRole for Held {
    fn by_match(&self) -> bool {
        self.by_match
    }

    fn of_a_guest(&self) -> bool {
        self.over.kind == ScopeKind::Visit
    }
}

impl Held {
    /// Whether the role is held on a day.
    pub fn on(&self, day: Date) -> bool {
        self.from <= day
            && self.until.is_none_or(|last| day <= last)
            && self.ended.is_none_or(|first_without| day < first_without)
    }

    /// Whether this role can be held over such a place. If it cannot, the role reaches nothing.
    pub fn fits(&self) -> bool {
        places_of(self.role).contains(&self.over.kind)
    }

    /// The last day it is held, inclusive; `None` where the term is open.
    pub fn last_day(&self) -> Option<Date> {
        let ended = self.ended.and_then(|day| day.yesterday().ok());
        match (self.until, ended) {
            (Some(until), Some(ended)) => Some(until.min(ended)),
            (until, ended) => until.or(ended),
        }
    }
}

/// Every role there is, in the contract's order.
pub fn all_roles() -> impl Iterator<Item = Role> {
    (1..).map_while(|number| Role::try_from(number).ok())
}

/// The kinds of place a role can be held over, the usual one first.
pub fn places_of(role: Role) -> &'static [ScopeKind] {
    use ScopeKind::{Committee, Hub, Review, School, Trust, Visit};
    match role {
        Role::Unspecified => &[],
        Role::Member
        | Role::Trustee
        | Role::ChiefExecutive
        | Role::DataProtectionOfficer
        | Role::Administrator => &[Trust],
        Role::ImprovementLead | Role::CentralTeam | Role::DioceseLink => &[Trust, Hub, School],
        Role::HubLead => &[Hub],
        Role::Headteacher | Role::Staff | Role::SafeguardingLead => &[School],
        Role::GovernanceChair | Role::Governor => &[Committee, School],
        Role::Clerk => &[Committee, School, Trust],
        // Over a visit it is the role of a guest from outside the trust, who sees that visit and nothing else.
        Role::ExternalVerifier => &[School, Visit],
        Role::PeerReviewer => &[Review],
    }
}

/// `improvement_lead`: the role in event metadata and on the wire.
pub fn role_name(role: Role) -> String {
    role.as_str_name().trim_start_matches("ROLE_").to_lowercase()
}

/// `improvement lead`: the role in a sentence.
pub fn role_words(role: Role) -> String {
    role_name(role).replace('_', " ")
}

/// `ImprovementLead`: the role in a policy.
pub(crate) fn role_type(role: Role) -> String {
    role_name(role).split('_').map(capital).collect()
}

/// `school`, `hub` ...
pub fn kind_words(kind: ScopeKind) -> &'static str {
    match kind {
        ScopeKind::Unspecified => "nothing",
        ScopeKind::Trust => "trust",
        ScopeKind::Hub => "hub",
        ScopeKind::School => "school",
        ScopeKind::Committee => "committee",
        ScopeKind::Wave => "wave",
        ScopeKind::Review => "review",
        ScopeKind::Visit => "visit",
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

#[cfg(test)]
mod tests;
