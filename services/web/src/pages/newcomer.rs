//! Making somebody known to the trust and giving the first role, so that an invitation leads somewhere.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use contract::schools::v1::{
    GetTrustRequest, GetTrustResponse, GrantRoleRequest, RegisterPersonRequest, Role, Scope,
    ScopeKind,
};
use maud::{Markup, html};
use uuid::Uuid;

use crate::access::role_words;
use crate::components::{Field, Select, button_submit, error_summary, input, select};
use crate::failure::Failure;
use crate::form::{COMMAND, Fields, Signed, token_field};
use crate::frame::{self, Frame, Place};
use crate::pages::crumbs;
use crate::router::Web;
use crate::services::ask;
use crate::sessions::{Notice, Visitor, role_id};

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

/// What was entered, and what is wrong with it.
#[derive(Debug, Default)]
pub(crate) struct Entered {
    fields: Fields,
    errors: Vec<(String, Option<String>)>,
}

impl Entered {
    fn error(&self, name: &str) -> Option<&str> {
        let mut found = self.errors.iter().filter(|(_, field)| field.as_deref() == Some(name));
        found.next().map(|(sentence, _)| sentence.as_str())
    }

    fn wrong(&mut self, field: &str, sentence: &str) {
        self.errors.push((sentence.to_owned(), Some(field.to_owned())));
    }

    fn check(fields: Fields) -> (Self, Role) {
        let mut entered = Self { fields, errors: Vec::new() };
        let get = |name: &str| entered.fields.get(name).to_owned();
        let (name, role, school, from) = (get("name"), get("role"), get("school"), get("from"));
        let role = Role::from_str_name(&role).unwrap_or_default();
        if name.is_empty() {
            entered.wrong("name", "Enter a name");
        }
        if role == Role::Unspecified {
            entered.wrong("role", "Choose a role");
        } else if OF_SCHOOL.contains(&role) && school.is_empty() {
            entered.wrong("school", "Choose the school for this role");
        } else if OF_TRUST.contains(&role) && !school.is_empty() {
            entered.wrong("school", "This role is for the whole trust: choose no school");
        }
        if from.is_empty() {
            entered.wrong("from", "Enter the first day in the role");
        }
        (entered, role)
    }
}

/// `GET /people/new`
pub(crate) async fn show(State(web): State<Web>, visitor: Visitor) -> Result<Markup, Failure> {
    page(&web, &visitor, &Entered::default()).await
}

async fn page(web: &Web, visitor: &Visitor, entered: &Entered) -> Result<Markup, Failure> {
    if !visitor.invites() {
        return Err(Failure::Forbidden("Administrators make people known.".to_owned()));
    }
    let trust = ask(&visitor.caller(), GetTrustRequest::default());
    let trust = web.services.schools().get_trust(trust).await?.into_inner();
    Ok(render(visitor, &trust, entered))
}

pub(crate) fn render(visitor: &Visitor, trust: &GetTrustResponse, entered: &Entered) -> Markup {
    let command = match entered.fields.get(COMMAND) {
        "" => Uuid::now_v7().to_string(),
        before => before.to_owned(),
    };
    let body = html! {
        @if !entered.errors.is_empty() { (error_summary(&entered.errors)) }
        h1.govuk-heading-l { "Add a person" }
        form method="post" action="/people/new" novalidate {
            (token_field(&visitor.form_token))
            input type="hidden" name=(COMMAND) value=(command);
            (text(entered, "name", "Name", None))
            (text(entered, "email", "E-mail address", Some("Invitations go there. Nobody is known by it")))
            (role(entered))
            (school(entered, trust))
            (day(entered, "from", "First day in the role", None))
            (day(entered, "until", "Last day in the role", Some("Leave empty for an open term")))
            (button_submit("Add"))
        }
    };
    let crumbs = crumbs([("People".to_owned(), "/people".to_owned())]);
    let frame = Frame {
        title: "Add a person",
        place: Place::People,
        visitor,
        crumbs: &crumbs,
        as_of: None,
        problem: !entered.errors.is_empty(),
    };
    frame::page(&frame, &body)
}

fn text(entered: &Entered, name: &str, label: &str, hint: Option<&str>) -> Markup {
    let (value, error) = (entered.fields.get(name), entered.error(name));
    input(&Field { name, label, hint, error, value, ..Field::default() }, "text")
}

fn day(entered: &Entered, name: &str, label: &str, hint: Option<&str>) -> Markup {
    let (value, error) = (entered.fields.get(name), entered.error(name));
    let classes = "govuk-input--width-10";
    input(&Field { name, label, hint, error, value, classes }, "date")
}

fn role(entered: &Entered) -> Markup {
    let words = |role: &Role| (role.as_str_name().to_owned(), role_words(&role_id(*role)));
    let none = (String::new(), "Choose a role".to_owned());
    let items = OF_SCHOOL.iter().chain(&OF_TRUST).map(words);
    let (value, error) = (entered.fields.get("role"), entered.error("role"));
    let field = Field { name: "role", label: "Role", error, value, ..Field::default() };
    select(&Select { field, items: std::iter::once(none).chain(items).collect() })
}

fn school(entered: &Entered, trust: &GetTrustResponse) -> Markup {
    let none = (String::new(), "The whole trust".to_owned());
    let items = trust.schools.iter().map(|school| (school.school_id.clone(), school.name.clone()));
    let (value, error) = (entered.fields.get("school"), entered.error("school"));
    let field = Field { name: "school", label: "Where", error, value, ..Field::default() };
    select(&Select { field, items: std::iter::once(none).chain(items).collect() })
}

/// `POST /people/new`. Sent again after a refusal it goes on where it stopped: the person is registered once.
pub(crate) async fn add(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    let Signed { visitor, fields } = signed;
    let (mut entered, role) = Entered::check(fields);
    if entered.errors.is_empty() {
        match register(&web, &visitor, (&entered.fields, role)).await {
            Ok(position) => {
                let sentence = "The person is known now. Invite to let them sign in".to_owned();
                web.sessions.leave(&visitor.session, Notice { sentence, position });
                return Ok(Redirect::to("/people").into_response());
            }
            Err(failure) => {
                let refused = failure.beside_the_form()?;
                entered.errors.push((refused.sentence, None));
            }
        }
    }
    let page = page(&web, &visitor, &entered).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn register(
    web: &Web,
    visitor: &Visitor,
    (fields, role): (&Fields, Role),
) -> Result<u64, Failure> {
    let field = |name: &str| fields.get(name).to_owned();
    let (caller, mut schools) = (visitor.caller(), web.services.schools());
    let command = Uuid::try_parse(fields.get(COMMAND))
        .map_err(|_| Failure::Malformed("Load the page again".to_owned()))?;
    let person = RegisterPersonRequest {
        command_id: command.to_string(),
        name: field("name"),
        email: field("email"),
    };
    let known = schools.register_person(ask(&caller, person)).await?.into_inner();
    let (kind, id) = match fields.get("school") {
        "" => (ScopeKind::Trust, visitor.trust.to_string()),
        school => (ScopeKind::School, school.to_owned()),
    };
    let (from, until) = (field("from"), field("until"));
    // Another role or day is another command; the person stays the one just registered.
    let said = format!("{} {id} {from} {until}", role.as_str_name());
    let grant = GrantRoleRequest {
        command_id: Uuid::new_v5(&command, said.as_bytes()).to_string(),
        person_id: known.person_id,
        role: role.into(),
        scope: Some(Scope { kind: kind.into(), id }),
        from,
        until,
    };
    Ok(schools.grant_role(ask(&caller, grant)).await?.into_inner().position)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn errors(fields: &[u8]) -> Vec<String> {
        let (entered, _) = Entered::check(Fields::parse(fields));
        entered.errors.into_iter().map(|(sentence, _)| sentence).collect()
    }

    #[test]
    fn a_role_is_held_where_it_belongs() {
        let good = b"name=Ada&role=ROLE_HEADTEACHER&school=1&from=2026-09-01";
        assert!(errors(good).is_empty());
        let nowhere = errors(b"name=Ada&role=ROLE_HEADTEACHER&from=2026-09-01");
        assert_eq!(nowhere, ["Choose the school for this role"]);
        let somewhere = errors(b"name=Ada&role=ROLE_TRUSTEE&school=1&from=2026-09-01");
        assert_eq!(somewhere, ["This role is for the whole trust: choose no school"]);
        assert_eq!(errors(b"").len(), 3);
    }

    #[test]
    fn what_was_entered_stays() {
        let fields = Fields::parse(b"name=%3Cb%3E&role=ROLE_GOVERNOR&command-id=7");
        let (entered, _) = Entered::check(fields);
        let page = render(&sample::lead(), &sample::trust(), &entered).into_string();
        assert!(page.contains("value=\"&lt;b&gt;\"") && page.contains("value=\"7\""), "{page}");
        assert!(page.contains("Error: Add a person") && page.contains("first day in the role"));
    }
}
