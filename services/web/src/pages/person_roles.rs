//! The roles of one person: given, ended and taken back by administrators.

use access::role_name;
use contract::dashboards::v1::ReviewLine;
use contract::is_by_match;
use contract::schools::v1::{
    EndRoleRequest, GivenRole, GrantRoleRequest, Role, RoleGranted, ScopeKind,
    TakeBackRoleEndRequest,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::choices;
use super::person::PersonPage;
use crate::access::role_words;
use crate::dates;
use crate::form::{Act, Choice, Entered, Entry, Form, Told, placed, sends};
use crate::names::Names;
use crate::routes::Routes;
use crate::visitor::Visitor;

/// What its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default().form::<GrantRole>().form::<EndRole>().form::<TakeBackRoleEnd>()
}

/// An administrator gives a person a role. The choice of where is a kind of scope, a space, and an id.
#[derive(Debug, Deserialize)]
pub(crate) struct GrantRole {
    pub person: String,
}

impl Act for GrantRole {
    type Command = GrantRoleRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::choice("role", "Role").wanted("Choose a role"),
        Entry::choice("where", "Where?").wanted("Choose where"),
        Entry::day("from", "First day in the role").wanted("Enter the first day in the role"),
        Entry::day("until", "Last day in the role").hint("Leave it empty for an open term"),
    ];
    const BUTTON: &'static str = "Give the role";
    const DONE: &'static str = "The role is given. It holds from its first day";
    placed!("/people/{person}/roles"(person), "/people/{person}"(person));
    sends!(schools, grant_role);

    fn command(&self, entered: &Entered) -> GrantRoleRequest {
        let role = Role::from_str_name(&entered.get("role")).unwrap_or_default();
        GrantRoleRequest {
            command_id: entered.command(),
            person_id: self.person.clone(),
            role: role.into(),
            scope: Some(choices::chosen_scope(&entered.get("where"))),
            from: entered.get("from"),
            until: entered.get("until"),
        }
    }
}

/// An administrator ends a role.
#[derive(Debug, Deserialize)]
pub(crate) struct EndRole {
    pub person: String,
    pub grant: String,
}

impl Act for EndRole {
    type Command = EndRoleRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::day("on", "Last day in the role").wanted("Enter the last day in the role"),
        Entry::line_of::<Self::Command>("reason", "Why?")
            .hint("It stays in the record. Name no person"),
    ];
    const BUTTON: &'static str = "End the role";
    const DONE: &'static str = "The role ends on that day";
    placed!("/people/{person}/roles/{grant}/end"(person, grant), "/people/{person}"(person));
    sends!(schools, end_role);

    fn command(&self, entered: &Entered) -> EndRoleRequest {
        EndRoleRequest {
            command_id: entered.command(),
            person_id: self.person.clone(),
            grant_id: self.grant.clone(),
            on: dates::after(&entered.get("on")),
            reason: entered.get("reason"),
        }
    }
}

/// An administrator takes back the end of a role that was recorded by mistake.
#[derive(Debug, Deserialize)]
pub(crate) struct TakeBackRoleEnd {
    pub person: String,
    pub grant: String,
}

impl Act for TakeBackRoleEnd {
    type Command = TakeBackRoleEndRequest;
    const ENTRIES: &'static [Entry] = &[Entry::line_of::<Self::Command>("reason", "Why?")
        .hint("It stays in the record. Name no person")];
    const BUTTON: &'static str = "Take the end back";
    const DONE: &'static str = "The role is held as it was given. The record keeps both";
    placed!("/people/{person}/roles/{grant}/taken-back"(person, grant), "/people/{person}"(person));
    sends!(schools, take_back_role_end);

    fn command(&self, entered: &Entered) -> TakeBackRoleEndRequest {
        TakeBackRoleEndRequest {
            command_id: entered.command(),
            person_id: self.person.clone(),
            grant_id: self.grant.clone(),
            reason: entered.get("reason"),
        }
    }
}

/// How a member of a team came by the role, and how it ends.
const BY_THE_MATCH: &str = "Held by the match of the team. It ends with the review, when the improvement lead names \
     another team, or with the person’s last other role.";

pub(super) fn held(
    visitor: &Visitor,
    loaded: &PersonPage,
    role: &RoleGranted,
    told: &Told,
) -> Markup {
    let (person, grant) = (loaded.person.person_id.clone(), role.grant_id.clone());
    let words = role_words(&role_name(role.role()));
    let place = place(loaded, role);
    let act = EndRole { person, grant };
    html! {
        p.govuk-body {
            strong { (words) } ", " (place) ", from " (dates::day(&role.from))
            @if !role.until.is_empty() { " until " (dates::day(&role.until)) }
            @if is_by_match(role) { ". " (BY_THE_MATCH) }
        }
        @if visitor.may.anywhere::<EndRoleRequest>() && !is_by_match(role) {
            (Form::new(&act, visitor, told).about(&words).folded(&format!("End the role: {words}, {place}")))
        }
    }
}

/// Roles that begin later, and those that were ended, with the way back.
pub(super) fn not_today(visitor: &Visitor, loaded: &PersonPage, told: &Told) -> Markup {
    let today = visitor.today.to_string();
    let role = |given: &GivenRole| given.role.clone().unwrap_or_default();
    let stands = |given: &&GivenRole| given.ended_on.is_empty();
    let ahead = |given: &&GivenRole| stands(given) && role(given).from > today;
    let coming: Vec<_> = loaded.given.iter().filter(ahead).collect();
    let ended: Vec<_> = loaded.given.iter().filter(|given| !stands(given)).collect();
    // No person gives a role back to himself or herself.
    let may = visitor.may.anywhere::<TakeBackRoleEndRequest>()
        && loaded.person.person_id != visitor.actor.to_string();
    html! {
        @if !coming.is_empty() {
            h2.govuk-heading-m { "Roles that begin later" }
            @for given in &coming { (held(visitor, loaded, &role(given), told)) }
        }
        @if !ended.is_empty() {
            h2.govuk-heading-m { "Roles that were ended" }
            @for given in ended {
                (ended_role(loaded, given))
                @if may && !is_by_match(&role(given)) {
                    (Form::new(&TakeBackRoleEnd {
                        person: loaded.person.person_id.clone(),
                        grant: role(given).grant_id,
                    }, visitor, told).about(&called(loaded, &role(given))).folded("Ended by mistake"))
                }
            }
        }
    }
}

fn ended_role(loaded: &PersonPage, given: &GivenRole) -> Markup {
    let role = given.role.clone().unwrap_or_default();
    html! {
        p.govuk-body {
            strong { (called(loaded, &role)) }
            ", from " (dates::day(&role.from)) ", not any more from " (dates::day(&given.ended_on))
            @if is_by_match(&role) { ", by the match of the team" }
        }
    }
}

/// What a role is held over.
fn place(loaded: &PersonPage, role: &RoleGranted) -> String {
    let scope = role.scope.clone().unwrap_or_default();
    let names = &loaded.ground.names;
    let review = loaded.reviews.iter().find(|review| review.review_id == scope.id);
    match (scope.kind(), review) {
        (ScopeKind::Review, Some(review)) => called_review(names, review),
        (ScopeKind::Review, None) => "one peer review".to_owned(),
        (ScopeKind::Visit, _) => "one visit".to_owned(),
        _ => names.place(&scope.id).unwrap_or("the whole trust").to_owned(),
    }
}

fn called_review(names: &Names, review: &ReviewLine) -> String {
    let (term, host) = (dates::term(&review.term), names.school(&review.host_school_id));
    format!("Peer review of {host}, {term}")
}

/// A role with its place.
fn called(loaded: &PersonPage, role: &RoleGranted) -> String {
    format!("{}, {}", role_words(&role_name(role.role())), place(loaded, role))
}

pub(super) fn granting(visitor: &Visitor, loaded: &PersonPage, told: &Told) -> Markup {
    let act = GrantRole { person: loaded.person.person_id.clone() };
    let roles = (1..=i32::from(Role::Administrator)).filter_map(|role| Role::try_from(role).ok());
    let roles = roles.map(|role| Choice::new(role.as_str_name(), role_words(&role_name(role))));
    let form = Form::new(&act, visitor, told)
        .choices("role", choices::or("Choose a role", roles.collect()))
        .choices("where", choices::or("Choose where", places(loaded)));
    form.folded("Give a further role")
}

/// Everything that a role can be held over.
fn places(loaded: &PersonPage) -> Vec<Choice> {
    let (trust, names) = (&loaded.ground.trust, &loaded.ground.names);
    let scope = |review: &ReviewLine| {
        choices::scope(ScopeKind::Review, &review.review_id, &called_review(names, review))
    };
    let reviews = loaded.reviews.iter().map(scope);
    choices::scopes(trust).into_iter().chain(reviews).collect()
}

#[cfg(test)]
mod tests;
