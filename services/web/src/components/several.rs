//! Fields for several things at once: boxes to tick, and a text beside each.

use maud::{Markup, html};

use super::fields::{described_by, group_class, told};
use super::{Radio, Radios};

/// A question with any number of answers out of several.
pub(crate) fn checkboxes(boxes: &Radios<'_>) -> Markup {
    let Radios { name, legend, hint, error, items, .. } = boxes;
    let group = if boxes.id.is_empty() { name } else { boxes.id };
    html! {
        div class=(group_class(*error)) {
            fieldset.govuk-fieldset aria-describedby=[described_by(group, *hint, *error)] {
                legend.govuk-fieldset__legend { (legend) }
                (told(group, *hint, *error))
                div.govuk-checkboxes data-module="govuk-checkboxes" {
                    @for (place, item) in items.iter().enumerate() {
                        (tick(&numbered(group, place), name, item))
                    }
                }
            }
        }
    }
}

/// One box with its label and its hint.
pub(super) fn tick(id: &str, name: &str, item: &Radio) -> Markup {
    let hinted = item.hint.as_ref().map(|_| format!("{id}-item-hint"));
    html! {
        div.govuk-checkboxes__item {
            input.govuk-checkboxes__input id=(id) name=(name) type="checkbox" value=(item.value)
                checked[item.checked] aria-describedby=[hinted.clone()];
            label.govuk-label.govuk-checkboxes__label for=(id) { (item.text) }
            @if let (Some(hint), Some(hint_id)) = (&item.hint, hinted) {
                div id=(hint_id) class="govuk-hint govuk-checkboxes__hint" { (hint) }
            }
        }
    }
}

/// A question that is answered for each of several things.
#[derive(Debug, Default)]
pub(crate) struct EachText<'a> {
    /// Its id on the page.
    pub id: &'a str,
    /// The field of a thing is named `<name>-<id of the thing>`.
    pub name: &'a str,
    pub legend: &'a str,
    pub hint: Option<&'a str>,
    pub error: Option<&'a str>,
    /// Modifier class of a single line, for its width.
    pub width: &'a str,
    /// Id, words and text of each thing.
    pub items: Vec<(String, String, String)>,
}

/// One line for each where `rows` is 1, else several.
pub(crate) fn each(each: &EachText<'_>, rows: u32) -> Markup {
    let EachText { id: group, name, legend, hint, error, width, items } = each;
    html! {
        div class=(group_class(*error)) {
            fieldset.govuk-fieldset aria-describedby=[described_by(group, *hint, *error)] {
                legend.govuk-fieldset__legend { (legend) }
                (told(group, *hint, *error))
                @for (place, (of, words, text)) in items.iter().enumerate() {
                    @let id = numbered(group, place);
                    div.govuk-form-group {
                        label.govuk-label for=(id) { (words) }
                        @if rows == 1 {
                            input class={"govuk-input " (width)} id=(id) name={(name) "-" (of)} type="text"
                                value=[(!text.is_empty()).then_some(text)];
                        } @else {
                            textarea.govuk-textarea id=(id) name={(name) "-" (of)} rows=(rows) { (text) }
                        }
                    }
                }
            }
        }
    }
}

/// One of the same options for each thing.
pub(crate) fn each_of(each: &EachText<'_>, options: &[(String, String)]) -> Markup {
    let EachText { id: group, name, legend, hint, error, items, .. } = each;
    html! {
        div class=(group_class(*error)) {
            fieldset.govuk-fieldset aria-describedby=[described_by(group, *hint, *error)] {
                legend.govuk-fieldset__legend { (legend) }
                (told(group, *hint, *error))
                @for (place, (of, words, chosen)) in items.iter().enumerate() {
                    @let id = numbered(group, place);
                    div.govuk-form-group {
                        label.govuk-label for=(id) { (words) }
                        select.govuk-select id=(id) name={(name) "-" (of)} {
                            @for (value, words) in options {
                                option value=(value) selected[value == chosen && !value.is_empty()] { (words) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The first has the id of the whole, so that a link from what is wrong leads there.
pub(crate) fn numbered(group: &str, place: usize) -> String {
    if place == 0 { group.to_owned() } else { format!("{group}-{}", place + 1) }
}
