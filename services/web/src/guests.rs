//! What a guest of a visit may open: the note of the visit with its forms, and nothing else of the trust.

use axum::extract::MatchedPath;
use axum::http::request::Parts;
use contract::Caller;
use contract::schools::v1::{GetGuestVisitRequest, GetGuestVisitResponse, RoleGranted, ScopeKind};
use tonic::{Code, Status};

use crate::failure::Failure;
use crate::services::{Services, ask};
use crate::visitor::Visitor;

/// The page on which a guest finds the way to the note.
pub(crate) const YOUR_VISITS: &str = "/your-visits";
/// A note of a visit, as the router writes its address.
const NOTE: &str = "/visits/{visit}";
/// What stands in such an address for the visit.
const VISIT: &str = "{visit}";

/// All that a guest may open and send, as the router writes it. A page that is not named here is refused.
const OPEN: [&str; 8] = [
    YOUR_VISITS,
    NOTE,
    "/sign-out",
    "/schools/{school}/visits/{visit}/findings",
    "/schools/{school}/visits/{visit}/findings/{finding}/out",
    "/schools/{school}/visits/{visit}/actions",
    "/schools/{school}/visits/{visit}/actions/{action}/out",
    "/schools/{school}/visits/{visit}/sending",
];

/// The visits that a person with these roles sees as a guest; none for a person of the trust.
pub(crate) fn visits_of(roles: &[RoleGranted]) -> Vec<String> {
    let over = |role: &RoleGranted| {
        let scope = role.scope.as_ref().filter(|scope| scope.kind() == ScopeKind::Visit);
        scope.map(|scope| scope.id.clone())
    };
    roles.iter().map(over).collect::<Option<Vec<_>>>().unwrap_or_default()
}

/// Refuses a guest whatever is no part of an own visit's note.
pub(crate) fn admit(visitor: &Visitor, parts: &Parts) -> Result<(), Failure> {
    let at = parts.extensions.get::<MatchedPath>().map(MatchedPath::as_str);
    if !visitor.is_guest() || at.is_some_and(|at| opens(visitor, at, parts.uri.path())) {
        Ok(())
    } else {
        Err(Failure::Guest)
    }
}

fn opens(visitor: &Visitor, at: &str, path: &str) -> bool {
    let mut parts = at.split('/').zip(path.split('/'));
    let visit = parts.find(|(part, _)| *part == VISIT).map(|(_, visit)| visit);
    OPEN.contains(&at) && visit.is_none_or(|visit| visitor.is_guest_of(visit))
}

/// The names that a guest's page needs; `None` where the note was issued meanwhile.
pub(crate) async fn place_of(
    services: &Services,
    caller: &Caller,
    visit: &str,
) -> Result<Option<GetGuestVisitResponse>, Status> {
    let wanted = GetGuestVisitRequest { visit_note_id: visit.to_owned(), ..Default::default() };
    match services.schools().get_guest_visit(ask(caller, wanted)).await {
        Ok(answer) => Ok(Some(answer.into_inner())),
        Err(status) if matches!(status.code(), Code::PermissionDenied | Code::NotFound) => Ok(None),
        Err(status) => Err(status),
    }
}

#[cfg(test)]
mod tests;
