//! The views of a list that its reader saved, each with the way to it and a way to remove it. Below stands the form that saves
//! another. One page has the views of all lists together.

use maud::{Markup, html};

use super::view::{ListView, OwnViews};
use crate::components::{
    Field, button_secondary, button_submit, details_open, error_summary, input, success,
};
use crate::drafts::SAVED_AT;
use crate::form::{MARK, token_field};
use crate::saved_views::{ListedView, SavedView};

/// Where the form is sent that saves a view.
pub(super) const SAVE_AT: &str = "/views";
/// Where the form is sent that removes one.
pub(super) const REMOVE: &str = "/views/remove";

pub(super) const NAME: &str = "name";
pub(super) const LIST: &str = "list";
/// Sent where a view is removed on the page of everything saved, which is then shown again.
pub(super) const AMONG_ALL: &str = "among-all";
pub(super) const QUERY: &str = "query";
pub(super) const REPLACE: &str = "replace";

/// The id of the field that the summary of errors leads to.
const NAME_ID: &str = "view-name";

impl ListView {
    /// Stands above everything else on the page: that a view was saved or removed, or why not.
    pub(crate) fn above(&self) -> Markup {
        let own = self.own();
        html! {
            @if let Some(refused) = own.and_then(|own| own.refused.as_ref()) {
                (error_summary(&[(refused.sentence.clone(), Some(NAME_ID.to_owned()))]))
            }
            @if let Some(done) = own.and_then(|own| own.done.as_ref()) { (success(done)) }
        }
    }

    /// Whether the page tells why a view was not saved.
    pub(crate) fn is_refused(&self) -> bool {
        self.own().is_some_and(|own| own.refused.is_some())
    }
}

impl OwnViews {
    /// Above the list. `asks` says that there is enough in the list to find something in.
    pub(super) fn draw(&self, view: &ListView, asks: bool) -> Markup {
        let query = view.query();
        html! {
            div.pl-not-printed {
                @if !self.views.is_empty() {
                    p.govuk-body { "Your views of this list:" }
                    ul.govuk-list { @for one in &self.views { li { (self.removable(view, one).draw(one.query == query)) } } }
                }
                @if asks || !query.is_empty() || self.refused.is_some() {
                    (details_open("Save this view of the list", &self.form(view, &query), self.refused.is_some()))
                }
            }
        }
    }

    fn removable<'a>(&'a self, page: &'a ListView, view: &'a SavedView) -> RemovableView<'a> {
        RemovableView { list: page.path(), view, token: &self.token, among_all: false }
    }

    fn form(&self, view: &ListView, query: &str) -> Markup {
        let typed = self.refused.as_ref().map_or("", |refused| refused.name.as_str());
        let doubled = self.views.iter().any(|one| !typed.is_empty() && one.is_named(typed));
        let field = Field {
            id: NAME_ID,
            name: NAME,
            label: "Name of the view",
            hint: Some(
                "It keeps what is found, narrowed and sorted, the day if you chose one, and how many rows a page has. Nobody else sees it.",
            ),
            error: self.refused.as_ref().map(|refused| refused.sentence.as_str()),
            value: typed,
            classes: "govuk-!-width-two-thirds",
            ..Field::default()
        };
        html! {
            form method="post" action=(SAVE_AT) novalidate {
                (token_field(&self.token))
                input type="hidden" name=(MARK) value=(self.mark);
                input type="hidden" name=(LIST) value=(view.path());
                @if !query.is_empty() { input type="hidden" name=(QUERY) value=(query); }
                (input(&field, "text"))
                (button_submit("Save the view"))
                @if doubled { " " (button_secondary("Replace the view of this name", REPLACE, "1")) }
            }
            p.govuk-body { a.govuk-link href=(SAVED_AT) { "Your views of all lists" } }
        }
    }
}

/// Every view that a reader saved, with the address of its list.
pub(crate) fn all_views(views: &[ListedView], token: &str) -> Markup {
    html! {
        ul.govuk-list {
            @for ListedView { list, view } in views {
                li {
                    (RemovableView { list, view, token, among_all: true }.draw(false))
                    p.pl-note { "On " (list) }
                }
            }
        }
    }
}

/// A view as its person is shown it.
struct RemovableView<'a> {
    list: &'a str,
    view: &'a SavedView,
    /// Proves that a form was ours.
    token: &'a str,
    /// Whether it stands among the views of all lists.
    among_all: bool,
}

impl RemovableView<'_> {
    /// The way to it, and the button that removes it.
    fn draw(&self, shown: bool) -> Markup {
        let SavedView { name, query } = self.view;
        html! {
            form method="post" action=(REMOVE) {
                (token_field(self.token))
                input type="hidden" name=(LIST) value=(self.list);
                input type="hidden" name=(NAME) value=(name);
                @if self.among_all { input type="hidden" name=(AMONG_ALL) value="1"; }
                a.govuk-link href=(address_of(self.list, query)) aria-current=[shown.then_some("page")] {
                    bdi { (name) }
                }
                @if shown { " (shown now)" }
                " "
                button.pl-link-button type="submit" {
                    "Remove" span.govuk-visually-hidden { " the view " bdi { (name) } }
                }
            }
        }
    }
}

/// A list with the query of a view.
pub(super) fn address_of(list: &str, query: &str) -> String {
    if query.is_empty() { list.to_owned() } else { format!("{list}?{query}") }
}

#[cfg(test)]
mod tests;
