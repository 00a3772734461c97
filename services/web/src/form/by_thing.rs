//! A form that asks the same of several things, each under a heading of its own.

use maud::{Markup, html};

use super::drawn::Drawing;
use super::entry::id;
use super::{Entry, Kind, Pickable};
use crate::components::{Field, Select, numbered, select, textarea};

/// A thing that a form asks about, with what a person wants to see beside the question.
#[derive(Debug)]
pub(crate) struct FormThing {
    /// Its id, which the names of its fields end with.
    pub of: String,
    pub heading: String,
    pub above: Markup,
    /// What can be picked for it, by kind and the newest first.
    pub ticks: Vec<Pickable>,
}

impl Drawing<'_> {
    /// Every thing with all that is asked of each.
    pub(super) fn things(&self, entries: &[Entry], things: &[FormThing]) -> Markup {
        html! {
            @for (place, thing) in things.iter().enumerate() {
                @let heading = format!("{}-thing-{}", self.key, thing.of);
                section.pl-thing aria-labelledby=(heading) {
                    h2.govuk-heading-m id=(heading) { (thing.heading) }
                    (thing.above)
                    @for entry in entries.iter().filter(|entry| entry.is_of_things()) {
                        (self.beside(entry, place, thing))
                    }
                }
            }
        }
    }

    /// One entry of a thing. Hint and error stand at the first thing.
    fn beside(&self, entry: &Entry, place: usize, thing: &FormThing) -> Markup {
        let at_first = |text: Option<&'static str>| text.filter(|_| place == 0);
        let (id, name) =
            (numbered(&id(self.key, entry), place), format!("{}-{}", entry.name, thing.of));
        let value = self.entered.beside(entry.name, &thing.of);
        let field = Field {
            id: &id,
            name: &name,
            label: entry.label,
            about: &thing.heading,
            hint: at_first((!entry.hint.is_empty()).then_some(entry.hint)),
            error: self.entered.error(entry.name).filter(|_| place == 0),
            value: &value,
            classes: "",
        };
        match entry.kind {
            Kind::Pick => select(&Select { field, items: self.options(entry) }),
            Kind::Ticks => self.ticks(&field, entry, thing),
            Kind::Each { rows } => textarea(&field, rows),
            _ => html! {},
        }
    }
}

#[cfg(test)]
mod tests;
