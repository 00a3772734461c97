//! The national register (GIAS): reads its files and says what they show, or what is wrong with them.
//!
//! It reads both shapes of the establishments file. The bulk download has 135 to 140 columns, `(code)` and
//! `(name)` in pairs. The web download has 111 columns, names only, and `Linked establishments` with
//! unnamed columns behind it. Everything is checked before anything is used.

mod establishments;
mod faults;
mod fields;
mod links;
mod rows;
mod succession;
mod text;

use std::cmp::Reverse;
use std::collections::HashMap;

use contract::schools::v1::{RegisterFault, SchoolDetails, UrnPeriod};
use jiff::civil::Date;

pub use establishments::Establishment;
pub use faults::{Faults, FileFaults};
pub use rows::Rows;
pub use text::decode;

use succession::Successions;

use crate::school::Succession;

/// The establishments and successions of the files.
#[derive(Debug)]
pub struct Register {
    establishments: Vec<Establishment>,
    by_urn: HashMap<String, usize>,
    successions: Successions,
}

impl Register {
    /// Reads the establishments file and, unless it is empty, the links file. Gives one fault for each
    /// wrong value, with its physical line. With one fault the whole import is refused.
    pub fn read(establishments: &[u8], links: &[u8]) -> Result<Self, Vec<RegisterFault>> {
        let mut faults = Faults::default();
        let (establishments, mut shown) = establishments::read(establishments, &mut faults);
        if !links.is_empty() {
            let mut faults = faults.in_links();
            shown.extend(links::read(links, &mut faults));
        }
        faults.none_or_all()?;
        let by_urn = establishments.iter().enumerate();
        let by_urn: HashMap<_, _> = by_urn.map(|(place, e)| (e.urn.clone(), place)).collect();
        let opened_on =
            |urn: &str| by_urn.get(urn).and_then(|place| establishments[*place].opened_on);
        let successions = Successions::new(shown, opened_on);
        Ok(Self { establishments, by_urn, successions })
    }

    /// The establishment with a URN.
    pub fn find(&self, urn: &str) -> Option<&Establishment> {
        self.by_urn.get(urn).map(|place| &self.establishments[*place])
    }

    /// Every open establishment, in the order of the file.
    pub fn open(&self) -> impl Iterator<Item = &Establishment> {
        self.establishments.iter().filter(|establishment| establishment.open)
    }

    /// Every succession that led to a URN, at any distance. An establishment that is open itself is not
    /// the past of another. After a split, for example, both parts go on.
    pub fn ancestry(&self, urn: &str) -> Vec<Succession> {
        let is_open = |urn: &str| self.find(urn).is_some_and(|establishment| establishment.open);
        self.successions.ancestry(urn, |old| !is_open(old))
    }

    /// The URNs that directly followed a URN.
    pub fn successors(&self, urn: &str) -> Vec<&str> {
        self.successions.successors(urn)
    }

    /// What the record keeps of an establishment, its earlier URNs included; `joined_on` is left empty.
    pub fn details(&self, establishment: &Establishment) -> SchoolDetails {
        let mut details = establishment.details.clone();
        details.urn.clone_from(&establishment.urn);
        details.earlier_urns = self.earlier_urns(&establishment.urn);
        details
    }

    /// Oldest first. A URN without a last day stands in front of the one that followed it.
    fn earlier_urns(&self, urn: &str) -> Vec<UrnPeriod> {
        let ancestry = self.ancestry(urn);
        let mut lasted: HashMap<&str, Date> = HashMap::from([(urn, Date::MAX)]);
        let mut past = Vec::new();
        for (distance, step) in ancestry.iter().enumerate() {
            if lasted.contains_key(step.old.as_str()) {
                continue;
            }
            // Steps come nearest first, so the URN that followed is there already.
            let followed = lasted.get(step.new.as_str()).copied().unwrap_or(Date::MAX);
            let last = step.on.unwrap_or(followed);
            lasted.insert(&step.old, last);
            past.push((last, Reverse(distance), self.period(step, &ancestry)));
        }
        past.sort_by_key(|(last, distance, _)| (*last, *distance));
        past.into_iter().map(|(_, _, period)| period).collect()
    }

    fn period(&self, step: &Succession, ancestry: &[Succession]) -> UrnPeriod {
        let opened = self.find(&step.old).and_then(|establishment| establishment.opened_on);
        let followed = || ancestry.iter().find(|earlier| earlier.new == step.old)?.on;
        let from = opened.or_else(followed);
        // Days on which the register contradicts itself count as none.
        let from = from.filter(|from| step.on.is_none_or(|until| *from <= until));
        UrnPeriod {
            urn: step.old.clone(),
            from: from.map(|day| day.to_string()).unwrap_or_default(),
            until: step.on.map(|day| day.to_string()).unwrap_or_default(),
        }
    }
}

/// Establishments and links in one text, with a line of `====` between them, as the corpus for fuzzing has them.
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) fn parted(bytes: &[u8]) -> (&[u8], &[u8]) {
    const BETWEEN: &[u8] = b"\n====\n";
    let place = bytes.windows(BETWEEN.len()).position(|piece| piece == BETWEEN);
    place.map_or((bytes, &[]), |place| (&bytes[..place], &bytes[place + BETWEEN.len()..]))
}

#[cfg(test)]
mod tests;
