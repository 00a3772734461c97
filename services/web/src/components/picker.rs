//! A picker: what is ticked, a search, and what can be ticked under headings. The search is a button of the form, so it needs no script.

use maud::{Markup, html};

use super::fields::{described_by, group_class, told};
use super::several::tick;
use super::{Field, Radio, Select, details_open, input, select};

/// Boxes under one heading.
#[derive(Debug, Default)]
pub(crate) struct PieceGroup {
    pub heading: String,
    pub items: Vec<Radio>,
    /// How many more there are, which are not drawn.
    pub more: usize,
}

/// How many pieces a search found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FoundPieces {
    pub found: usize,
    /// Those that are not ticked.
    pub of: usize,
}

/// The search of a picker.
#[derive(Debug, Default)]
pub(crate) struct PickerSearch {
    /// Name of its button. The button's value is the picker's id.
    pub button: &'static str,
    /// Name of the field for words, and what was typed there.
    pub words_name: String,
    pub words: String,
    /// Name of the field for a kind, and what was chosen there.
    pub kind_name: String,
    pub kind: String,
    pub kinds: Vec<String>,
    /// Nothing where no search was asked for.
    pub found: Option<FoundPieces>,
}

/// A question with any number of answers out of many.
#[derive(Debug, Default)]
pub(crate) struct Picker<'a> {
    /// The field for words has its id, so that a link from what is wrong leads there.
    pub field: Field<'a>,
    pub legend: &'a str,
    pub search: PickerSearch,
    pub ticked: Vec<Radio>,
    /// What is seen at once.
    pub near: Vec<PieceGroup>,
    /// What stands behind a fold, and the words on it.
    pub far: Vec<PieceGroup>,
    pub fold: String,
}

pub(crate) fn picker(picker: &Picker<'_>) -> Markup {
    let Field { id, name, hint, error, .. } = picker.field;
    let folded = html! {
        @for (place, group) in picker.far.iter().enumerate() {
            (boxes(&format!("{id}-far-{place}"), name, group))
        }
    };
    html! {
        div class=(group_class(error)) {
            fieldset.govuk-fieldset aria-describedby=[described_by(id, hint, error)] {
                legend.govuk-fieldset__legend { (picker.legend) }
                (told(id, hint, error))
                @if !picker.ticked.is_empty() { (ticked(picker)) }
                (searching(picker))
                @for (place, group) in picker.near.iter().enumerate() {
                    (boxes(&format!("{id}-near-{place}"), name, group))
                }
                @if !picker.far.is_empty() {
                    (details_open(&picker.fold, &folded, picker.search.found.is_some()))
                }
            }
        }
    }
}

/// What is ticked stands first, whatever the search.
fn ticked(picker: &Picker<'_>) -> Markup {
    let Field { id, name, .. } = picker.field;
    group(&Boxes {
        id: &format!("{id}-ticked"),
        name,
        heading: &format!("Ticked ({})", picker.ticked.len()),
        items: &picker.ticked,
        more: 0,
    })
}

fn boxes(id: &str, name: &str, of: &PieceGroup) -> Markup {
    group(&Boxes { id, name, heading: &of.heading, items: &of.items, more: of.more })
}

/// Boxes of a picker with their heading.
struct Boxes<'a> {
    id: &'a str,
    name: &'a str,
    heading: &'a str,
    items: &'a [Radio],
    more: usize,
}

fn group(boxes: &Boxes<'_>) -> Markup {
    let Boxes { id, name, heading, items, more } = boxes;
    html! {
        div.govuk-form-group {
            fieldset.govuk-fieldset {
                legend class="govuk-fieldset__legend govuk-fieldset__legend--s" { (heading) }
                div.govuk-checkboxes data-module="govuk-checkboxes" {
                    @for (place, item) in items.iter().enumerate() {
                        (tick(&format!("{id}-{}", place + 1), name, item))
                    }
                }
            }
            @if *more > 0 {
                p.pl-note { "These are the newest. Search to find the other " (more) "." }
            }
        }
    }
}

fn searching(picker: &Picker<'_>) -> Markup {
    let (Field { id, about, .. }, search) = (picker.field, &picker.search);
    let kind_id = format!("{id}-kind");
    let words = Field {
        id,
        name: &search.words_name,
        label: "Search for words",
        about,
        value: &search.words,
        ..Field::default()
    };
    let kind = Field {
        id: &kind_id,
        name: &search.kind_name,
        label: "Kind",
        about,
        value: &search.kind,
        ..Field::default()
    };
    let kinds = search.kinds.iter().map(|kind| (kind.clone(), kind.clone()));
    let all = std::iter::once((String::new(), "All kinds".to_owned()));
    html! {
        div.pl-filter {
            div.pl-filter__fields {
                (input(&words, "search"))
                (select(&Select { field: kind, items: all.chain(kinds).collect() }))
            }
            button class="govuk-button govuk-button--secondary" type="submit" name=(search.button) value=(id) {
                "Search"
                @if !about.is_empty() { span.govuk-visually-hidden { " " (about) } }
            }
            @if let Some(FoundPieces { found, of }) = search.found {
                p.pl-note { (found) " of " (of) " found. Empty the field and search again to see all." }
            } @else {
                p.pl-note { "A search keeps what you ticked and typed." }
            }
        }
    }
}

#[cfg(test)]
mod tests;
