//! The end of the header: the search, who is signed in, and the ways out.

use access::role_name;
use contract::field::isolated;
use maud::{Markup, html};

use crate::access::role_words;
use crate::form;
use crate::visitor::Visitor;

/// The page of the search.
pub(crate) const FIND_AT: &str = "/find";
/// The name in its address of what is looked for.
pub(crate) const FIND_FOR: &str = "for";

/// The search, then the person. On a phone a way to the page of the search takes the place of its field.
pub(super) fn beside(visitor: &Visitor) -> Markup {
    html! {
        form.pl-header__search role="search" aria-label="Search from every page" method="get" action=(FIND_AT) {
            label.govuk-visually-hidden for="find-anywhere" { "Find a school, a person or a question" }
            input.govuk-input #find-anywhere type="search" name=(FIND_FOR) autocomplete="off";
            button.pl-header__go type="submit" { "Find" }
        }
        a.pl-header__find href=(FIND_AT) { "Find" }
        (signed_in(visitor))
    }
}

/// The form stands outside the sentence its button is in: a paragraph can't hold a form.
fn signed_in(visitor: &Visitor) -> Markup {
    let role = role_words(&role_name(visitor.role));
    html! {
        form #sign-out method="post" action="/sign-out" { (form::token_field(&visitor.form_token)) }
        div.pl-person {
            p {
                @if visitor.chosen { span.pl-person__demo { "Demo" } " " }
                strong { (isolated(&visitor.name)) } ", " (role.to_lowercase())
            }
            p {
                @if visitor.chosen {
                    button.pl-link-button type="submit" form="sign-out" { "Act as someone else" }
                } @else {
                    @if visitor.roles.len() > 1 { a.govuk-link href="/roles" { "Act in another role" } " " }
                    button.pl-link-button type="submit" form="sign-out" { "Sign out everywhere" }
                }
            }
        }
    }
}
