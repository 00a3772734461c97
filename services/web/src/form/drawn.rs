//! Draws a declared form with the design system's components, and fills in what was entered before.

use maud::{Markup, html};

use super::entry::id;
use super::{Act, COMMAND, Entered, Entry, FormThing, Kind, MARK, SAVE, Told, token_field};
use crate::components::{
    DateInput, EachText, Field, Radio, Radios, Select, checkboxes, date_input, details_open, each,
    each_of, input, radios, select, textarea,
};
use crate::dates;
use crate::drafts::{SAVED_AT, SavedForm};
use crate::visitor::Visitor;

/// A line for fewer characters than this is drawn short.
const SHORT: usize = 10;

fn is_short(entry: &Entry) -> bool {
    entry.longest().is_some_and(|longest| longest < SHORT)
}

/// One thing to choose.
#[derive(Clone, Debug, Default)]
pub(crate) struct Choice {
    pub value: String,
    pub words: String,
    pub hint: Option<String>,
    /// What stands beside it at first; of a box, anything: it is ticked.
    pub filled: String,
}

impl Choice {
    pub(crate) fn new(value: impl Into<String>, words: impl Into<String>) -> Self {
        Self { value: value.into(), words: words.into(), ..Self::default() }
    }

    /// With something beside it at first.
    pub(crate) fn filled(self, filled: impl Into<String>) -> Self {
        Self { filled: filled.into(), ..self }
    }
}

/// A piece that can be picked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pickable {
    pub choice: Choice,
    /// The heading it stands under, for example `Inspections`.
    pub kind: &'static str,
    /// Whether it is about what the form asks of; all else stands behind a fold.
    pub near: bool,
}

/// A form of a page of a person signed in.
#[derive(Debug)]
pub(crate) struct Form<'a, A> {
    act: &'a A,
    visitor: &'a Visitor,
    told: &'a Told,
    choices: Vec<(&'static str, Vec<Choice>)>,
    starts: Vec<(&'static str, String)>,
    things: Vec<FormThing>,
    pieces: Vec<Pickable>,
    filled: Vec<(String, String)>,
    about: &'a str,
    button: &'a str,
    small: bool,
}

impl<'a, A: Act> Form<'a, A> {
    pub(crate) fn new(act: &'a A, visitor: &'a Visitor, told: &'a Told) -> Self {
        let (choices, starts, things) = (Vec::new(), Vec::new(), Vec::new());
        let (pieces, filled) = (Vec::new(), Vec::new());
        let (about, button, small) = ("", A::BUTTON, false);
        Self { act, visitor, told, choices, starts, things, pieces, filled, about, button, small }
    }

    /// What can be chosen for an entry.
    pub(crate) fn choices(mut self, name: &'static str, choices: Vec<Choice>) -> Self {
        self.choices.push((name, choices));
        self
    }

    /// What stands in an entry at first.
    pub(crate) fn starting(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.starts.push((name, value.into()));
        self
    }

    /// What is asked of each of several things stands under the thing.
    pub(crate) fn things(self, things: Vec<FormThing>) -> Self {
        Self { things, ..self }
    }

    /// What can be picked, by kind and the newest first.
    pub(crate) fn pieces(self, pieces: Vec<Pickable>) -> Self {
        Self { pieces, ..self }
    }

    /// What stands beside each thing at first: names of fields, each with its value.
    pub(crate) fn filled(self, filled: Vec<(String, String)>) -> Self {
        Self { filled, ..self }
    }

    /// What it is about, for the ear, where a page has several of the same.
    pub(crate) fn about(self, about: &'a str) -> Self {
        Self { about, ..self }
    }

    /// Other words on its button.
    pub(crate) fn button(self, button: &'a str) -> Self {
        Self { button, ..self }
    }

    /// With a button that stands in a line of a table.
    pub(crate) fn small(self) -> Self {
        Self { small: true, ..self }
    }

    pub(crate) fn render(&self) -> Markup {
        let address = self.act.address();
        let again = self.told.of(&address).map(|again| &again.entered);
        let draft = self.visitor.saved.of(&address);
        let saved = draft.map(|draft| Entered::saved(A::ENTRIES, &draft.what.fields));
        let fresh = Entered::saved(A::ENTRIES, &self.filled);
        let before = again.or(saved.as_ref());
        let drawing = Drawing {
            entered: before.unwrap_or(&fresh),
            key: &self.act.key(),
            choices: &self.choices,
            starts: &self.starts,
            fresh: before.is_none(),
            about: self.about,
        };
        html! {
            form method="post" action=(self.act.address()) novalidate {
                (hidden(self.visitor, drawing.entered))
                @if let Some(draft) = draft { (saved_before(draft)) }
                (drawing.things(A::ENTRIES, &self.things))
                @for entry in A::ENTRIES.iter().filter(|one| self.things.is_empty() || !one.is_of_things()) {
                    @match entry.kind {
                        Kind::Pieces { .. } => (drawing.pieces(entry, &self.pieces)),
                        _ => (drawing.entry(entry)),
                    }
                }
                (self.submit())
                @if self.can_wait() {
                    " " button class="govuk-button govuk-button--secondary" type="submit" name=(SAVE) value="1" { "Save for later" }
                }
            }
        }
    }

    /// Whether something is written in it that takes its time.
    fn can_wait(&self) -> bool {
        let written = |entry: &Entry| match entry.kind {
            Kind::Words { .. } => true,
            Kind::Each { .. } => !is_short(entry),
            _ => false,
        };
        self.visitor.saved.possible && !self.small && A::ENTRIES.iter().any(written)
    }
}

impl<A: Act> Form<'_, A> {
    /// Folded under what it does, open where something was entered.
    pub(crate) fn folded(&self, summary: &str) -> Markup {
        let address = self.act.address();
        details_open(summary, &self.render(), self.visitor.began(self.told, &address))
    }
}

impl<A> Form<'_, A> {
    fn submit(&self) -> Markup {
        let class = if self.small { "pl-link-button" } else { "govuk-button" };
        html! {
            button class=(class) type="submit" data-module=[(!self.small).then_some("govuk-button")] {
                (self.button)
                @if !self.about.is_empty() { span.govuk-visually-hidden { " " (self.about) } }
            }
        }
    }
}

/// Said above a form that was saved for later.
fn saved_before(draft: &SavedForm) -> Markup {
    html! {
        p.pl-note {
            "You saved this on " (dates::moment(&draft.saved.to_string())) ". Nobody else sees it. "
            a.govuk-link href=(SAVED_AT) { "All that you saved" }
        }
    }
}

/// What every form of a person signed in carries.
pub(super) fn hidden(visitor: &Visitor, entered: &Entered) -> Markup {
    html! {
        (token_field(&visitor.form_token))
        input type="hidden" name=(MARK) value=(visitor.mark);
        input type="hidden" name=(COMMAND) value=(entered.command);
    }
}

/// The fields of a form with what was entered.
#[derive(Debug)]
pub(crate) struct Drawing<'a> {
    pub entered: &'a Entered,
    /// What the ids of the fields begin with.
    pub key: &'a str,
    pub choices: &'a [(&'static str, Vec<Choice>)],
    pub starts: &'a [(&'static str, String)],
    /// Whether nothing was entered yet.
    pub fresh: bool,
    pub about: &'a str,
}

impl Drawing<'_> {
    pub(crate) fn entry(&self, entry: &Entry) -> Markup {
        let (id, value) = (id(self.key, entry), self.value(entry));
        let field = Field {
            id: &id,
            name: entry.name,
            label: entry.label,
            about: self.about,
            hint: (!entry.hint.is_empty()).then_some(entry.hint),
            error: self.entered.error(entry.name),
            value: &value,
            classes: if entry.kind == Kind::Line { "govuk-!-width-two-thirds" } else { "" },
        };
        match entry.kind {
            Kind::Line => input(&field, "text"),
            Kind::Email => input(&field, "email"),
            Kind::Words { rows } => textarea(&field, rows),
            Kind::Day => self.day(entry, &field),
            Kind::Choice => select(&Select { field, items: self.items(entry) }),
            Kind::Radios => radios(&self.choosing(entry, &field)),
            Kind::Boxes => checkboxes(&self.choosing(entry, &field)),
            Kind::Each { rows } => each(&self.texts(entry, &field), rows),
            // The form draws them with what it was given to be picked.
            Kind::Ticks | Kind::Pieces { .. } => html! {},
            Kind::Hidden => html! { input type="hidden" name=(entry.name) value=(value); },
            Kind::Pick => each_of(&self.texts(entry, &field), &self.options(entry)),
        }
    }

    fn value(&self, entry: &Entry) -> String {
        let entered = self.entered.get(entry.name);
        let begins = self.fresh || (entry.kind == Kind::Hidden && entered.is_empty());
        let start = self.starts.iter().find(|(name, _)| begins && *name == entry.name);
        start.map_or(entered, |(_, value)| value.clone())
    }

    fn of(&self, entry: &Entry) -> &[Choice] {
        let found = self.choices.iter().find(|(name, _)| *name == entry.name);
        found.map(|(_, choices)| choices.as_slice()).unwrap_or_default()
    }

    fn items(&self, entry: &Entry) -> Vec<(String, String)> {
        let choices = self.of(entry).iter();
        choices.map(|choice| (choice.value.clone(), choice.words.clone())).collect()
    }

    /// What is offered beside each thing.
    pub(super) fn options(&self, entry: &Entry) -> Vec<(String, String)> {
        let of = |name: &str| name.strip_suffix("/of") == Some(entry.name);
        let found = self.choices.iter().find(|(name, _)| of(name));
        let choices = found.map(|(_, choices)| choices.as_slice()).unwrap_or_default().iter();
        choices.map(|choice| (choice.value.clone(), choice.words.clone())).collect()
    }

    fn day(&self, entry: &Entry, field: &Field<'_>) -> Markup {
        let typed = self.entered.parts(entry);
        date_input(&DateInput {
            id: field.id,
            name: entry.name,
            legend: entry.label,
            hint: field.hint,
            error: field.error,
            values: [0, 1, 2].map(|part| typed[part].as_str()),
        })
    }

    fn choosing<'f>(&self, entry: &'f Entry, field: &Field<'f>) -> Radios<'f> {
        let chosen = self.entered.all(entry.name);
        let checked = |choice: &Choice| match entry.kind {
            Kind::Boxes if self.fresh => !choice.filled.is_empty(),
            Kind::Boxes => chosen.contains(&choice.value),
            _ => choice.value == field.value,
        };
        let items = self.of(entry).iter().map(|choice| Radio {
            value: choice.value.clone(),
            text: choice.words.clone(),
            hint: choice.hint.clone(),
            checked: checked(choice),
        });
        Radios {
            id: field.id,
            name: entry.name,
            legend: entry.label,
            heading: false,
            hint: field.hint,
            error: field.error,
            items: items.collect(),
        }
    }

    fn texts<'f>(&self, entry: &'f Entry, field: &Field<'f>) -> EachText<'f> {
        let entered = self.entered.each(entry.name);
        let short = is_short(entry);
        let value = |choice: &Choice| match self.fresh {
            true => choice.filled.clone(),
            false => {
                let found = entered.iter().find(|(of, _)| *of == choice.value);
                found.map(|(_, text)| text.clone()).unwrap_or_default()
            }
        };
        let items = self
            .of(entry)
            .iter()
            .map(|choice| (choice.value.clone(), choice.words.clone(), value(choice)));
        EachText {
            id: field.id,
            name: entry.name,
            legend: entry.label,
            hint: field.hint,
            error: field.error,
            width: if short { "govuk-input--width-5" } else { "govuk-!-width-two-thirds" },
            items: items.collect(),
        }
    }
}
