//! One person: the roles, given and ended by administrators; and what the data protection officer does on request.

use access::role_name;
use axum::extract::{Path, State};
use contract::dashboards::v1::{GetOverviewRequest, ReviewLine};
use contract::field::isolated;
use contract::schools::v1::{
    EndRoleRequest, ErasePersonRequest, GetPersonRecordRequest, GetPersonRecordResponse, GivenRole,
    GrantRoleRequest, HoldPersonRequest, ListPeopleRequest, ListRolesRequest, Person,
    ReleasePersonRequest,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::person_roles::{granting, held, not_today};
use super::{crumbs, person_change};
use crate::access::role_words;
use crate::components::{Row, details_open, inset, summary_list};
use crate::dates;
use crate::failure::{Failure, spare};
use crate::form::{Act, Check, Entered, Entry, Form, Query, Told, placed, sends};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::routes::Routes;
use crate::services::ask;
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found, and what its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/people/{person}", show)
        .form::<HoldPerson>()
        .form::<ReleasePerson>()
        .form::<ErasePerson>()
}

/// Told in the access record of the person whose page the officer opens.
const WHY: &str = "The data protection officer opened the person’s page.";

/// What the page is made from.
#[derive(Debug)]
pub(crate) struct PersonPage {
    pub ground: Ground,
    pub person: Person,
    /// What is kept about the person, for the data protection officer.
    pub record: Option<GetPersonRecordResponse>,
    /// Reviews that a role can be held over.
    pub reviews: Vec<ReviewLine>,
    /// Every role that was ever given, for administrators.
    pub given: Vec<GivenRole>,
}

/// `GET /people/{person}`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Path(person): Path<String>,
    Query(query): Query,
) -> Result<Markup, Failure> {
    if !opens(&visitor) {
        let sentence = "Administrators and the data protection officer open this page.";
        return Err(Failure::Forbidden(sentence.to_owned()));
    }
    let told = Told::on(&web, &visitor, &query);
    let loaded = load(&web, &visitor, &person, told.at_least()).await?;
    Ok(render(&visitor, &loaded, &told))
}

/// Whether the pages of single people are for this person.
pub(crate) fn opens(visitor: &Visitor) -> bool {
    let may = &visitor.may;
    may.anywhere::<EndRoleRequest>() || may.anywhere::<GetPersonRecordRequest>()
}

async fn load(
    web: &Web,
    visitor: &Visitor,
    person: &str,
    at_least: u64,
) -> Result<PersonPage, Failure> {
    let (caller, mut schools) = (visitor.caller(), web.services.schools());
    let wanted = ListPeopleRequest { at_least, ..Default::default() };
    let people = schools.list_people(ask(&caller, wanted)).await?.into_inner().people;
    let none = || Failure::NotFound("There is no such person.".to_owned());
    let known = people.iter().find(|known| known.person_id == person).cloned();
    let known = known.ok_or_else(none)?;
    let record = match visitor.may.anywhere::<GetPersonRecordRequest>() {
        true => {
            let (person_id, why) = (person.to_owned(), WHY.to_owned());
            let wanted = GetPersonRecordRequest { at_least, person_id, why };
            Some(schools.get_person_record(ask(&caller, wanted)).await?.into_inner())
        }
        false => None,
    };
    let ground = Ground::load(&web.services, visitor).await?;
    let mut dashboards = web.services.dashboards();
    let overview = dashboards.get_overview(ask(&caller, GetOverviewRequest::default()));
    let reviews = spare(overview.await)?.unwrap_or_default().reviews;
    let given = match visitor.may.anywhere::<ListRolesRequest>() {
        true => {
            let wanted = ListRolesRequest { at_least, person_id: person.to_owned() };
            schools.list_roles(ask(&caller, wanted)).await?.into_inner().roles
        }
        false => Vec::new(),
    };
    Ok(PersonPage { ground, person: known, record, reviews, given })
}

/// What the officer is asked for each time.
const REASON: &[Entry] = &[Entry::words_of::<HoldPersonRequest>("reason", "Why?")
    .hint("It stays in the record for ever. Write no name and nothing by which the person can be found")
    .wanted("Say why")];

/// The data protection officer places a legal hold.
#[derive(Debug, Deserialize)]
pub(crate) struct HoldPerson {
    pub person: String,
}

impl Act for HoldPerson {
    type Command = HoldPersonRequest;
    const ENTRIES: &'static [Entry] = REASON;
    const BUTTON: &'static str = "Place the hold";
    const DONE: &'static str =
        "The hold stands. Nothing kept about the person is erased until it is released";
    placed!("/people/{person}/hold"(person), "/people/{person}"(person));
    sends!(schools, hold_person);

    fn command(&self, entered: &Entered) -> HoldPersonRequest {
        let (person_id, reason) = (self.person.clone(), entered.get("reason"));
        HoldPersonRequest { command_id: entered.command(), person_id, reason }
    }
}

/// The data protection officer releases a legal hold.
#[derive(Debug, Deserialize)]
pub(crate) struct ReleasePerson {
    pub person: String,
}

impl Act for ReleasePerson {
    type Command = ReleasePersonRequest;
    const ENTRIES: &'static [Entry] = REASON;
    const BUTTON: &'static str = "Release the hold";
    const DONE: &'static str = "The hold is released";
    placed!("/people/{person}/release"(person), "/people/{person}"(person));
    sends!(schools, release_person);

    fn command(&self, entered: &Entered) -> ReleasePersonRequest {
        let (person_id, reason) = (self.person.clone(), entered.get("reason"));
        ReleasePersonRequest { command_id: entered.command(), person_id, reason }
    }
}

/// The data protection officer erases a person's name and address.
#[derive(Debug, Deserialize)]
pub(crate) struct ErasePerson {
    pub person: String,
}

impl Act for ErasePerson {
    type Command = ErasePersonRequest;
    const ENTRIES: &'static [Entry] = REASON;
    const BUTTON: &'static str = "Continue";
    const DONE: &'static str =
        "Name and address are erased. What the person did stays, without a name";
    const CHECK: Option<Check> = Some(Check {
        at: "/people/{person}/erasure/check",
        heading: "Check that this person is erased",
        then: "The person’s name, address and way to sign in are erased for good. What the person did stays in the record, \
               without a name. This cannot be undone.",
        button: "Erase",
    });
    placed!("/people/{person}/erasure"(person), "/people/{person}"(person));
    sends!(schools, erase_person);

    fn command(&self, entered: &Entered) -> ErasePersonRequest {
        let (person_id, reason) = (self.person.clone(), entered.get("reason"));
        ErasePersonRequest { command_id: entered.command(), person_id, reason }
    }
}

pub(crate) fn render(visitor: &Visitor, loaded: &PersonPage, told: &Told) -> Markup {
    let person = &loaded.person;
    let name = match person.name.as_str() {
        "" => "Somebody erased".to_owned(),
        name => isolated(name),
    };
    // No person gives a role to himself or herself.
    let oneself = person.person_id == visitor.actor.to_string();
    let body = html! {
        (told.above())
        h1.govuk-heading-l { (name) }
        @if let Some(form) = person_change::form(visitor, person, told) { (form) }
        h2.govuk-heading-m { "Roles today" }
        @if person.roles.is_empty() { p.govuk-body { "This person holds no role today." } }
        @for role in &person.roles { (held(visitor, loaded, role, told)) }
        (not_today(visitor, loaded, told))
        @if visitor.may.anywhere::<GrantRoleRequest>() && !person.name.is_empty() && !oneself {
            (granting(visitor, loaded, told))
        }
        @if let Some(record) = &loaded.record { (kept(visitor, loaded, record, told)) }
    };
    let crumbs = crumbs([("People".to_owned(), "/people".to_owned())]);
    let frame = Frame {
        title: &name,
        place: Place::People,
        visitor,
        crumbs: &crumbs,
        as_of: loaded.ground.trust.as_of.clone(),
        problem: told.is_problem(),
    };
    page(&frame, &body)
}

/// What is kept about the person, and what the officer does on request.
fn kept(
    visitor: &Visitor,
    loaded: &PersonPage,
    record: &GetPersonRecordResponse,
    told: &Told,
) -> Markup {
    let person = loaded.person.person_id.clone();
    let roles = record.roles.iter().map(|role| {
        let until = if role.until.is_empty() { "open".to_owned() } else { dates::day(&role.until) };
        format!("{}, {} to {until}", role_words(&role_name(role.role())), dates::day(&role.from))
    });
    let roles: Vec<_> = roles.collect();
    let rows = [
        ("Name", isolated(&record.name)),
        ("E-mail address", record.email.clone()),
        ("Signs in with", record.issuer.clone()),
        ("Every role ever given", roles.join("; ")),
        ("Legal hold", if record.on_hold { "stands" } else { "none" }.to_owned()),
    ];
    let rows = rows.into_iter().filter(|(_, value)| !value.is_empty());
    let rows: Vec<_> = rows.map(|(key, value)| Row::new(key, html! { (value) })).collect();
    let hold = Form::new(&HoldPerson { person: person.clone() }, visitor, told)
        .folded("Place a legal hold");
    let release = Form::new(&ReleasePerson { person: person.clone() }, visitor, told)
        .folded("Release the legal hold");
    let erase = Form::new(&ErasePerson { person }, visitor, told)
        .folded("Erase this person’s name and address");
    html! {
        h2.govuk-heading-m { "What is kept about this person" }
        (summary_list(&rows))
        (inset(&html! { "That you opened this page is in the person’s access record." }))
        @if record.erased { p.govuk-body { "Name and address were erased." } }
        @else {
            @if record.on_hold { (release) } @else { (hold) (erase) }
        }
        (details_open("Why answers to surveys are not here", &html! {
            p { "No answer can be led back to a person: Plumbline keeps nothing by which it could." }
        }, false))
    }
}

#[cfg(test)]
mod tests;
