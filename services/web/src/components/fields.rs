//! Form fields with label, hint, error and the value kept.

use maud::{Markup, html};

/// What every field has.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Field<'a> {
    /// Its id on the page; the name where it is empty.
    pub id: &'a str,
    pub name: &'a str,
    pub label: &'a str,
    /// What it is about, for the ear, where a page has several of the same.
    pub about: &'a str,
    pub hint: Option<&'a str>,
    pub error: Option<&'a str>,
    pub value: &'a str,
    /// Modifier classes of the input, for example a width.
    pub classes: &'a str,
}

impl Field<'_> {
    fn group(&self, inner: &Markup) -> Markup {
        html! {
            div class=(group_class(self.error)) {
                label.govuk-label for=(self.id()) {
                    (self.label)
                    @if !self.about.is_empty() { span.govuk-visually-hidden { " " (self.about) } }
                }
                (self.told())
                (inner)
            }
        }
    }

    fn id(&self) -> &str {
        if self.id.is_empty() { self.name } else { self.id }
    }

    fn told(&self) -> Markup {
        told(self.id(), self.hint, self.error)
    }

    fn described_by(&self) -> Option<String> {
        described_by(self.id(), self.hint, self.error)
    }

    fn class(&self, base: &str) -> String {
        let error = if self.error.is_some() { format!(" {base}--error") } else { String::new() };
        let own =
            if self.classes.is_empty() { String::new() } else { format!(" {}", self.classes) };
        format!("{base}{own}{error}")
    }
}

pub(super) fn group_class(error: Option<&str>) -> &'static str {
    if error.is_some() { "govuk-form-group govuk-form-group--error" } else { "govuk-form-group" }
}

pub(super) fn told(id: &str, hint: Option<&str>, error: Option<&str>) -> Markup {
    html! {
        @if let Some(hint) = hint { div.govuk-hint id={(id) "-hint"} { (hint) } }
        @if let Some(error) = error {
            p.govuk-error-message id={(id) "-error"} {
                span.govuk-visually-hidden { "Error:" } " " (error)
            }
        }
    }
}

pub(super) fn described_by(id: &str, hint: Option<&str>, error: Option<&str>) -> Option<String> {
    let hint = hint.map(|_| format!("{id}-hint"));
    let error = error.map(|_| format!("{id}-error"));
    let ids: Vec<_> = hint.into_iter().chain(error).collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// One line of text; `kind` is the input's type.
pub(crate) fn input(field: &Field<'_>, kind: &str) -> Markup {
    let value = (!field.value.is_empty()).then_some(field.value);
    field.group(&html! {
        input class=(field.class("govuk-input")) id=(field.id()) name=(field.name) type=(kind)
            aria-describedby=[field.described_by()] value=[value];
    })
}

/// Several lines of text.
pub(crate) fn textarea(field: &Field<'_>, rows: u32) -> Markup {
    field.group(&html! {
        textarea class=(field.class("govuk-textarea")) id=(field.id()) name=(field.name) rows=(rows)
            aria-describedby=[field.described_by()] { (field.value) }
    })
}

/// A choice out of a list, with values and words.
#[derive(Debug)]
pub(crate) struct Select<'a> {
    pub field: Field<'a>,
    pub items: Vec<(String, String)>,
}

pub(crate) fn select(select: &Select<'_>) -> Markup {
    let field = &select.field;
    field.group(&html! {
        select class=(field.class("govuk-select")) id=(field.id()) name=(field.name)
            aria-describedby=[field.described_by()] {
            @for (value, words) in &select.items {
                option value=(value) selected[value == field.value && !value.is_empty()] { (words) }
            }
        }
    })
}

/// One choice of a question.
#[derive(Clone, Debug, Default)]
pub(crate) struct Radio {
    pub value: String,
    pub text: String,
    pub hint: Option<String>,
    pub checked: bool,
}

/// A question with one answer out of several.
#[derive(Debug, Default)]
pub(crate) struct Radios<'a> {
    /// Its id on the page; the name where it is empty.
    pub id: &'a str,
    pub name: &'a str,
    pub legend: &'a str,
    /// Whether the legend is the page's heading.
    pub heading: bool,
    pub hint: Option<&'a str>,
    pub error: Option<&'a str>,
    pub items: Vec<Radio>,
}

pub(crate) fn radios(radios: &Radios<'_>) -> Markup {
    let Radios { name, legend, heading, hint, error, items, .. } = radios;
    let id = if radios.id.is_empty() { name } else { radios.id };
    html! {
        div class=(group_class(*error)) {
            fieldset.govuk-fieldset aria-describedby=[described_by(id, *hint, *error)] {
                @if *heading {
                    legend class="govuk-fieldset__legend govuk-fieldset__legend--l" {
                        h1.govuk-fieldset__heading { (legend) }
                    }
                } @else {
                    legend.govuk-fieldset__legend { (legend) }
                }
                (told(id, *hint, *error))
                div.govuk-radios data-module="govuk-radios" {
                    @for (place, item) in items.iter().enumerate() { (radio(id, name, place, item)) }
                }
            }
        }
    }
}

fn radio(group: &str, name: &str, place: usize, item: &Radio) -> Markup {
    let id = if place == 0 { group.to_owned() } else { format!("{group}-{}", place + 1) };
    let hinted = item.hint.as_ref().map(|_| format!("{id}-item-hint"));
    html! {
        div.govuk-radios__item {
            input.govuk-radios__input id=(id) name=(name) type="radio" value=(item.value)
                checked[item.checked] aria-describedby=[hinted.clone()];
            label.govuk-label.govuk-radios__label for=(id) { (item.text) }
            @if let (Some(hint), Some(hint_id)) = (&item.hint, hinted) {
                div id=(hint_id) class="govuk-hint govuk-radios__hint" { (hint) }
            }
        }
    }
}

/// A day, month and year typed apart; the three fields are named `<name>-day` and so on.
#[derive(Debug, Default)]
pub(crate) struct DateInput<'a> {
    /// Its id on the page; the name where it is empty.
    pub id: &'a str,
    pub name: &'a str,
    pub legend: &'a str,
    pub hint: Option<&'a str>,
    pub error: Option<&'a str>,
    /// Day, month, year as typed.
    pub values: [&'a str; 3],
}

pub(crate) fn date_input(date: &DateInput<'_>) -> Markup {
    let DateInput { name, legend, hint, error, values, .. } = date;
    let id = if date.id.is_empty() { name } else { date.id };
    let parts = [("day", "Day", 2), ("month", "Month", 2), ("year", "Year", 4)];
    html! {
        div class=(group_class(*error)) {
            fieldset.govuk-fieldset role="group" aria-describedby=[described_by(id, *hint, *error)] {
                legend.govuk-fieldset__legend { (legend) }
                (told(id, *hint, *error))
                div.govuk-date-input id=(id) {
                    @for ((part, label, width), value) in parts.iter().zip(values) {
                        (date_part(&DatePart { id: format!("{id}-{part}"), name: format!("{name}-{part}"), label, width: *width }, value, error.is_some()))
                    }
                }
            }
        }
    }
}

/// One of the three fields of a date.
struct DatePart<'a> {
    id: String,
    name: String,
    label: &'a str,
    /// In characters.
    width: u32,
}

fn date_part(part: &DatePart<'_>, value: &str, wrong: bool) -> Markup {
    let DatePart { id, name, label, width } = part;
    let error = if wrong { " govuk-input--error" } else { "" };
    let value = (!value.is_empty()).then_some(value);
    html! {
        div.govuk-date-input__item {
            div.govuk-form-group {
                label.govuk-label.govuk-date-input__label for=(id) { (label) }
                input class={"govuk-input govuk-date-input__input govuk-input--width-" (width) (error)}
                    id=(id) name=(name) type="text" inputmode="numeric" value=[value];
            }
        }
    }
}
