//! Making a person known to the trust and giving the first role, so that an invitation leads somewhere.

use access::role_name;
use axum::extract::State;
use contract::Asks as _;
use contract::schools::v1::{
    GetTrustRequest, GetTrustResponse, GrantRoleRequest, RegisterPersonRequest, Role, ScopeKind,
};
use maud::{Markup, html};
use serde::Deserialize;
use tonic::{Request, Status};
use uuid::Uuid;

use crate::access::role_words;
use crate::failure::Failure;
use crate::form::{Act, Choice, Entered, Entry, Form, Problem, Query, Told};
use crate::frame::{self, Frame, Place};
use crate::pages::{choices, crumbs};
use crate::routes::Routes;
use crate::services::{Services, ask};
use crate::sessions::Notice;
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found, and what its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default().get("/people/new", show).form::<AddPerson>()
}

/// Every role but a peer reviewer's: that one is held by the match of a team, or given on the person's page.
fn roles() -> impl Iterator<Item = Role> {
    access::all_roles().filter(|role| *role != Role::PeerReviewer)
}

/// An administrator makes a person known and gives the first role. Sent again after a refusal it goes on where it stopped: the
/// person is registered once.
#[derive(Debug, Deserialize)]
pub(crate) struct AddPerson {}

impl Act for AddPerson {
    type Command = RegisterPersonRequest;
    const AT: &'static str = "/people/new";
    const ALSO: &'static [&'static str] = &[GrantRoleRequest::ACTION];
    const ENTRIES: &'static [Entry] = &[
        Entry::line_of::<Self::Command>("name", "Name").wanted("Enter a name"),
        Entry::email_of::<Self::Command>("email", "E-mail address")
            .hint("Invitations go there. Nobody is known by it"),
        Entry::choice("role", "Role").wanted("Choose a role"),
        Entry::choice("where", "Where?").wanted("Choose where"),
        Entry::day("from", "First day in the role").wanted("Enter the first day in the role"),
        Entry::day("until", "Last day in the role").hint("Leave it empty for an open term"),
    ];
    const BUTTON: &'static str = "Add";
    const DONE: &'static str = "The person is known now. Invite to let them sign in";

    fn address(&self) -> String {
        Self::AT.to_owned()
    }

    fn page(&self) -> String {
        Self::AT.to_owned()
    }

    fn next(&self) -> String {
        "/people".to_owned()
    }

    fn problems(&self, entered: &Entered) -> Vec<Problem> {
        let (role, chosen) = (role(entered), choices::chosen_scope(&entered.get("where")));
        let places = access::places_of(role);
        if places.is_empty() || chosen.kind() == ScopeKind::Unspecified {
            return Vec::new();
        }
        if places.contains(&chosen.kind()) {
            return Vec::new();
        }
        let kinds = places.iter().map(|kind| match kind {
            ScopeKind::Trust => "the whole trust".to_owned(),
            other => format!("a {}", access::kind_words(*other)),
        });
        let (role, kinds) = (access::role_words(role), kinds.collect::<Vec<_>>().join(" or "));
        vec![Problem::with("where", &format!("Choose {kinds} for the role of {role}"))]
    }

    fn command(&self, entered: &Entered) -> RegisterPersonRequest {
        let (name, email) = (entered.get("name"), entered.get("email"));
        RegisterPersonRequest { command_id: entered.command(), name, email }
    }

    async fn send(services: &Services, command: Request<Self::Command>) -> Result<u64, Status> {
        Ok(services.schools().register_person(command).await?.into_inner().position)
    }

    async fn act(
        &self,
        web: &Web,
        visitor: &Visitor,
        entered: &Entered,
    ) -> Result<Notice, Failure> {
        let (caller, mut schools) = (visitor.caller(), web.services.schools());
        let known = schools.register_person(ask(&caller, self.command(entered))).await?;
        let grant = grant(entered, known.into_inner().person_id);
        let position = schools.grant_role(ask(&caller, grant)).await?.into_inner().position;
        Ok(Notice::new(Self::DONE, position))
    }
}

fn role(entered: &Entered) -> Role {
    Role::from_str_name(&entered.get("role")).unwrap_or_default()
}

/// Another role or day is another command; the person stays the one just registered.
fn grant(entered: &Entered, person_id: String) -> GrantRoleRequest {
    let scope = choices::chosen_scope(&entered.get("where"));
    let (role, from, until) = (role(entered), entered.get("from"), entered.get("until"));
    let said = format!("{} {} {from} {until}", role.as_str_name(), scope.id);
    GrantRoleRequest {
        command_id: Uuid::new_v5(&entered.command, said.as_bytes()).to_string(),
        person_id,
        role: role.into(),
        scope: Some(scope),
        from,
        until,
    }
}

/// `GET /people/new`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Markup, Failure> {
    if !visitor.invites() {
        return Err(Failure::Forbidden("Administrators make people known.".to_owned()));
    }
    let trust = ask(&visitor.caller(), GetTrustRequest::default());
    let trust = web.services.trust(trust).await?;
    Ok(render(&visitor, &trust, &Told::on(&web, &visitor, &query)))
}

pub(crate) fn render(visitor: &Visitor, trust: &GetTrustResponse, told: &Told) -> Markup {
    let roles = roles().map(|role| Choice::new(role.as_str_name(), role_words(&role_name(role))));
    let body = html! {
        (told.above())
        h1.govuk-heading-l { "Add a person" }
        (Form::new(&AddPerson {}, visitor, told)
            .choices("role", choices::or("Choose a role", roles.collect()))
            .choices("where", choices::or("Choose where", choices::scopes(trust)))
            .render())
    };
    let crumbs = crumbs([("People".to_owned(), "/people".to_owned())]);
    let frame = Frame {
        title: "Add a person",
        place: Place::People,
        visitor,
        crumbs: &crumbs,
        as_of: None,
        problem: told.is_problem(),
    };
    frame::page(&frame, &body)
}

#[cfg(test)]
mod tests;
