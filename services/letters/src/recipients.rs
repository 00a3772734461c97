//! Who gets a letter about a school: the persons who hold a role over it on the day.

use std::collections::HashSet;

use contract::schools::v1::{GetTrustResponse, ListPeopleResponse, Role, RoleGranted, ScopeKind};
use uuid::Uuid;

/// The places in which a school lies, without the trust as a whole.
#[derive(Debug)]
pub(crate) struct SchoolPlaces {
    ids: HashSet<String>,
}

impl SchoolPlaces {
    /// Those of a school: itself, its hub and its committee.
    pub(crate) fn of(trust: &GetTrustResponse, school_id: &str) -> Self {
        let mut ids = HashSet::from([school_id.to_owned()]);
        let hubs = trust.hubs.iter().filter(|hub| hub.school_ids.iter().any(|id| id == school_id));
        ids.extend(hubs.map(|hub| hub.hub_id.clone()));
        let committees = trust.committees.iter().filter(|one| one.school_id == school_id);
        ids.extend(committees.map(|one| one.committee_id.clone()));
        Self { ids }
    }

    /// Whether a role reaches the school. Only some roles are held over a whole trust.
    fn reached_by(&self, granted: &RoleGranted) -> bool {
        let scope = granted.scope.clone().unwrap_or_default();
        match scope.kind() {
            ScopeKind::Trust => access::places_of(granted.role()).contains(&ScopeKind::Trust),
            ScopeKind::School | ScopeKind::Hub | ScopeKind::Committee => {
                self.ids.contains(&scope.id)
            }
            ScopeKind::Unspecified | ScopeKind::Wave | ScopeKind::Review | ScopeKind::Visit => {
                false
            }
        }
    }
}

/// The persons who hold one of the roles over a school, without the one who led to the letter.
pub(crate) fn holders(
    people: &ListPeopleResponse,
    places: &SchoolPlaces,
    roles: &[Role],
    without: Uuid,
) -> Vec<Uuid> {
    let holds =
        |granted: &RoleGranted| roles.contains(&granted.role()) && places.reached_by(granted);
    let holding = people.people.iter().filter(|person| person.roles.iter().any(holds));
    let ids = holding.filter_map(|person| person.person_id.parse::<Uuid>().ok());
    ids.filter(|person| *person != without).collect()
}

#[cfg(test)]
mod tests;
