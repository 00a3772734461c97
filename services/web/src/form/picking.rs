//! The picker of a form that cites: pieces by kind, the newest first. Its search is sent with the form, so what was typed comes back.

use maud::{Markup, html};

use super::act::FIND;
use super::drawn::{Choice, Drawing};
use super::entry::id;
use super::{Entered, Entry, FormThing, Kind, Pickable};
use crate::components::{
    Field, FoundPieces, Picker, PickerSearch, PieceGroup, Radio, details_open, picker,
};

/// Names of the fields of a search. That beside a thing ends with the thing's id.
const WORDS: &str = "find-words";
const KIND: &str = "find-kind";

/// Words of a search that are looked for; further ones are left out.
const MOST_WORDS: usize = 8;
/// Pieces of one kind that are drawn of what is seen at once, or was found.
const MOST_NEAR: usize = 25;
/// The same of what stands behind the fold.
const MOST_FAR: usize = 8;

/// One picker of a form.
#[derive(Debug)]
struct Picking<'a> {
    field: Field<'a>,
    legend: &'a str,
    /// The id of the thing that it stands beside; empty where the form asks of one.
    of: &'a str,
    pieces: &'a [Pickable],
    /// The values that are ticked.
    ticked: Vec<String>,
    folded: bool,
}

/// What is searched for in one picker.
#[derive(Debug)]
struct PieceSearch {
    words: String,
    kind: String,
}

impl Drawing<'_> {
    /// The picker of a form that asks of one thing.
    pub(super) fn pieces(&self, entry: &Entry, pieces: &[Pickable]) -> Markup {
        let id = id(self.key, entry);
        let field = Field {
            id: &id,
            name: entry.name,
            label: entry.label,
            about: self.about,
            hint: (!entry.hint.is_empty()).then_some(entry.hint),
            error: self.entered.error(entry.name),
            ..Field::default()
        };
        self.picked(Picking {
            field,
            legend: entry.label,
            of: "",
            pieces,
            ticked: self.entered.all(entry.name),
            folded: entry.kind == Kind::Pieces { folded: true },
        })
    }

    /// The picker beside a thing. It is folded, since there may be dozens.
    pub(super) fn ticks(&self, field: &Field<'_>, entry: &Entry, thing: &FormThing) -> Markup {
        let each = self.entered.each(entry.name).into_iter();
        let ticked = each.filter(|(of, _)| *of == thing.of).map(|(_, value)| value);
        let legend = format!("{} {}", entry.label, thing.heading);
        self.picked(Picking {
            field: *field,
            legend: &legend,
            of: &thing.of,
            pieces: &thing.ticks,
            ticked: ticked.collect(),
            folded: true,
        })
    }

    /// Nothing where there is nothing to pick. A fold is open where something was ticked, searched for or wrong.
    fn picked(&self, picking: Picking<'_>) -> Markup {
        let Picking { field, legend, of, pieces, ticked, folded } = picking;
        if pieces.is_empty() {
            return html! {};
        }
        let search = PieceSearch::read(self.entered, of);
        let is_ticked = |piece: &&Pickable| ticked.contains(&piece.choice.value);
        let (chosen, rest): (Vec<&Pickable>, Vec<&Pickable>) = pieces.iter().partition(is_ticked);
        let offered = rest.len();
        let found: Vec<&Pickable> = rest.into_iter().filter(|piece| search.finds(piece)).collect();
        let counted = FoundPieces { found: found.len(), of: offered };
        let (near, far): (Vec<&Pickable>, Vec<&Pickable>) =
            found.into_iter().partition(|piece| piece.near);
        let pressed = self.entered.undeclared(FIND) == field.id;
        let open = !chosen.is_empty() || search.is_on() || pressed || field.error.is_some();
        let kinds = kinds(pieces);
        let drawn = picker(&Picker {
            field,
            legend,
            fold: format!("About other areas, or the school as a whole ({})", far.len()),
            ticked: chosen.into_iter().map(|piece| radio(piece, true)).collect(),
            near: groups(&near, &kinds, MOST_NEAR),
            far: groups(&far, &kinds, if search.is_on() { MOST_NEAR } else { MOST_FAR }),
            search: PickerSearch {
                button: FIND,
                words_name: beside(WORDS, of),
                kind_name: beside(KIND, of),
                kinds: kinds.iter().map(|kind| (*kind).to_owned()).collect(),
                found: search.is_on().then_some(counted),
                words: search.words,
                kind: search.kind,
            },
        });
        let summary = format!("{} ({} to choose from)", field.label, pieces.len());
        if folded { details_open(&summary, &drawn, open) } else { drawn }
    }
}

impl PieceSearch {
    fn read(entered: &Entered, of: &str) -> Self {
        let sent = |name: &str| entered.undeclared(&beside(name, of)).to_owned();
        Self { words: sent(WORDS), kind: sent(KIND) }
    }

    fn is_on(&self) -> bool {
        !self.words.is_empty() || !self.kind.is_empty()
    }

    /// Whether a piece is of the kind and has every word, wherever it stands.
    fn finds(&self, piece: &Pickable) -> bool {
        let Choice { words, hint, .. } = &piece.choice;
        let hint = hint.as_deref().unwrap_or_default();
        let text = format!("{} {words} {hint}", piece.kind).to_lowercase();
        let wanted = self.words.to_lowercase();
        let mut wanted = wanted.split_whitespace().take(MOST_WORDS);
        (self.kind.is_empty() || self.kind == piece.kind) && wanted.all(|word| text.contains(word))
    }
}

/// The name of a field of a search.
fn beside(name: &str, of: &str) -> String {
    if of.is_empty() { name.to_owned() } else { format!("{name}-{of}") }
}

/// Every kind once, in the order of the pieces.
fn kinds(pieces: &[Pickable]) -> Vec<&'static str> {
    let mut kinds = Vec::new();
    for piece in pieces {
        if !kinds.contains(&piece.kind) {
            kinds.push(piece.kind);
        }
    }
    kinds
}

/// The pieces of each kind, at most so many.
fn groups(pieces: &[&Pickable], kinds: &[&'static str], most: usize) -> Vec<PieceGroup> {
    let group = |kind: &&'static str| {
        let of_kind: Vec<_> = pieces.iter().filter(|piece| piece.kind == *kind).collect();
        let drawn = of_kind.iter().take(most).map(|piece| radio(piece, false));
        (!of_kind.is_empty()).then(|| PieceGroup {
            heading: format!("{kind} ({})", of_kind.len()),
            items: drawn.collect(),
            more: of_kind.len().saturating_sub(most),
        })
    };
    kinds.iter().filter_map(group).collect()
}

fn radio(piece: &Pickable, checked: bool) -> Radio {
    let Choice { value, words, hint, .. } = &piece.choice;
    Radio { value: value.clone(), text: words.clone(), hint: hint.clone(), checked }
}

#[cfg(test)]
mod tests;
