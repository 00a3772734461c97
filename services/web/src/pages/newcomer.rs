//! Making a person known to the trust and giving the first role, so that an invitation leads somewhere.

use axum::extract::State;
use contract::Asks as _;
use contract::schools::v1::{
    GetTrustRequest, GetTrustResponse, GrantRoleRequest, RegisterPersonRequest, Role, Scope,
    ScopeKind,
};
use maud::{Markup, html};
use serde::Deserialize;
use tonic::{Request, Status};
use uuid::Uuid;

use crate::access::role_words;
use crate::failure::Failure;
use crate::form::{Act, Choice, Entered, Entry, Form, Problem, Query, Told};
use crate::frame::{self, Frame, Place};
use crate::pages::crumbs;
use crate::services::{Services, ask};
use crate::sessions::Notice;
use crate::visitor::{Visitor, role_id};
use crate::web::Web;

/// Roles held over the trust as a whole.
const OF_TRUST: [Role; 7] = [
    Role::Administrator,
    Role::ImprovementLead,
    Role::CentralTeam,
    Role::ChiefExecutive,
    Role::Trustee,
    Role::Member,
    Role::DataProtectionOfficer,
];
/// Roles held over one school.
const OF_SCHOOL: [Role; 6] = [
    Role::Headteacher,
    Role::GovernanceChair,
    Role::Governor,
    Role::Clerk,
    Role::Staff,
    Role::SafeguardingLead,
];

/// An administrator makes a person known and gives the first role. Sent again after a refusal it goes on where it stopped: the
/// person is registered once.
#[derive(Debug, Deserialize)]
pub(crate) struct AddPerson {}

impl Act for AddPerson {
    type Command = RegisterPersonRequest;
    const AT: &'static str = "/people/new";
    const ALSO: &'static [&'static str] = &[GrantRoleRequest::ACTION];
    const ENTRIES: &'static [Entry] = &[
        Entry::line("name", "Name").wanted("Enter a name"),
        Entry::email("email", "E-mail address").hint("Invitations go there. Nobody is known by it"),
        Entry::choice("role", "Role").wanted("Choose a role"),
        Entry::choice("school", "Where"),
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
        let (role, school) = (role(entered), entered.get("school"));
        if OF_SCHOOL.contains(&role) && school.is_empty() {
            vec![Problem::with("school", "Choose the school for this role")]
        } else if OF_TRUST.contains(&role) && !school.is_empty() {
            vec![Problem::with("school", "This role is for the whole trust: choose no school")]
        } else {
            Vec::new()
        }
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
        let grant = grant(visitor, entered, known.into_inner().person_id);
        let position = schools.grant_role(ask(&caller, grant)).await?.into_inner().position;
        Ok(Notice::new(Self::DONE, position))
    }
}

fn role(entered: &Entered) -> Role {
    Role::from_str_name(&entered.get("role")).unwrap_or_default()
}

/// Another role or day is another command; the person stays the one just registered.
fn grant(visitor: &Visitor, entered: &Entered, person_id: String) -> GrantRoleRequest {
    let (kind, id) = match entered.get("school") {
        school if school.is_empty() => (ScopeKind::Trust, visitor.trust.to_string()),
        school => (ScopeKind::School, school),
    };
    let (role, from, until) = (role(entered), entered.get("from"), entered.get("until"));
    let said = format!("{} {id} {from} {until}", role.as_str_name());
    GrantRoleRequest {
        command_id: Uuid::new_v5(&entered.command, said.as_bytes()).to_string(),
        person_id,
        role: role.into(),
        scope: Some(Scope { kind: kind.into(), id }),
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
    let roles = OF_SCHOOL.iter().chain(&OF_TRUST);
    let roles = roles.map(|role| Choice::new(role.as_str_name(), role_words(&role_id(*role))));
    let schools = trust.schools.iter().map(|school| Choice::new(&school.school_id, &school.name));
    let or = |words, more: Vec<Choice>| [vec![Choice::new("", words)], more].concat();
    let body = html! {
        (told.above())
        h1.govuk-heading-l { "Add a person" }
        (Form::new(&AddPerson {}, visitor, told)
            .choices("role", or("Choose a role", roles.collect()))
            .choices("school", or("The whole trust", schools.collect()))
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
mod tests {
    use super::*;
    use crate::form::{Again, Fields};
    use crate::sample;

    fn entered(fields: &[u8]) -> Entered {
        Entered::read(AddPerson::ENTRIES, Fields::parse(fields))
    }

    fn errors(fields: &[u8]) -> Vec<String> {
        let entered = entered(fields);
        let problems = entered.problems.iter().cloned().chain(AddPerson {}.problems(&entered));
        problems.map(|problem| problem.sentence).collect()
    }

    #[test]
    fn a_role_is_held_where_it_belongs() {
        let from = "from-day=1&from-month=9&from-year=2026";
        let said = |fields: &str| errors(format!("name=Ada&{from}&{fields}").as_bytes());
        assert!(said("role=ROLE_HEADTEACHER&school=1").is_empty());
        assert_eq!(said("role=ROLE_HEADTEACHER"), ["Choose the school for this role"]);
        let somewhere = said("role=ROLE_TRUSTEE&school=1");
        assert_eq!(somewhere, ["This role is for the whole trust: choose no school"]);
        assert_eq!(errors(b"").len(), 3);
    }

    #[test]
    fn what_was_entered_stays() {
        let entered = entered(b"name=%3Cb%3E&role=ROLE_GOVERNOR");
        let (address, command) = (AddPerson {}.address(), entered.command());
        let told =
            Told { again: Some(Again { address, key: String::new(), entered }), notice: None };
        let page = render(&sample::lead(), &sample::trust(), &told).into_string();
        assert!(page.contains("value=\"&lt;b&gt;\"") && page.contains(&command), "{page}");
        assert!(page.contains("Error: Add a person") && page.contains("href=\"#from-day\""));
    }
}
