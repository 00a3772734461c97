//! The role that each member of a review's team holds by the match, without a grant of its own, and when it counts.

use uuid::Uuid;

use crate::schools::v1::{RoleGranted, ScopeKind};

/// The id of the role that a person holds by the match of a review's team, in the place of a grant's id. The day is the first in the role.
pub fn role_by_match(review: Uuid, person: Uuid, from: &str) -> Uuid {
    Uuid::new_v5(&review, format!("team/{person}/{from}").as_bytes())
}

/// Whether a role is held by the match of a review's team.
pub fn is_by_match(role: &RoleGranted) -> bool {
    let review = role.scope.as_ref().and_then(|scope| Uuid::try_parse(&scope.id).ok());
    let of = review.zip(Uuid::try_parse(&role.person_id).ok());
    let grant = of.map(|(review, person)| role_by_match(review, person, &role.from));
    grant.is_some_and(|grant| grant.to_string() == role.grant_id)
}

/// A role that a person holds, as the rule of those that count looks at it.
pub trait TeamRole {
    /// Whether it is held by the match of a review's team.
    fn by_match(&self) -> bool;
    /// Whether it is a guest's: held over a visit.
    fn of_a_guest(&self) -> bool;
}

impl TeamRole for RoleGranted {
    fn by_match(&self) -> bool {
        is_by_match(self)
    }

    fn of_a_guest(&self) -> bool {
        self.scope.as_ref().is_some_and(|scope| scope.kind() == ScopeKind::Visit)
    }
}

impl<R: TeamRole> TeamRole for &R {
    fn by_match(&self) -> bool {
        (**self).by_match()
    }

    fn of_a_guest(&self) -> bool {
        (**self).of_a_guest()
    }
}

/// Those that count of the roles a person holds on a day. One by the match is held beside another role alone, so a person who leaves the
/// trust leaves the team. A guest is not of the trust.
pub fn roles_that_count<R: TeamRole>(mut held: Vec<R>) -> Vec<R> {
    if !held.iter().any(|role| !role.by_match() && !role.of_a_guest()) {
        held.retain(|role| !role.by_match());
    }
    held
}

#[cfg(test)]
mod tests;
