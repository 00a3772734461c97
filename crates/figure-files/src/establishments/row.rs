//! One row of the register's establishments: whether it is compared, and what the register says of it.

use std::collections::BTreeMap;

use csv::StringRecord;

use super::{
    AUTHORITY, CHARACTER, EstablishmentLine, FREE_MEALS, GROUP, NAME, PHASE, PUPILS, STATUS, URN,
};
use crate::faults::FigureFileFaults;
use crate::heading::FigureHeading;
use crate::placed::cell_at;

/// From here to the end of a row of the web download there is one link a value.
const LINKED: &str = "Linked establishments";

/// Groups of establishments that are no schools in the care of the state in England.
const NOT_COMPARED: [&str; 7] = [
    "Independent schools",
    "Colleges",
    "Universities",
    "Children's Centres",
    "Welsh schools",
    "Online provider",
    "Other types",
];

/// Every phase that the register has, in its words.
const PHASES: [&str; 8] = [
    "Nursery",
    "Primary",
    "Middle deemed primary",
    "Secondary",
    "Middle deemed secondary",
    "16 plus",
    "All-through",
    "Not applicable",
];

/// Where the columns stand that are read.
#[derive(Debug)]
pub(super) struct EstablishmentColumns {
    urn: Option<usize>,
    name: Option<usize>,
    town: Option<usize>,
    authority: Option<usize>,
    region: Option<usize>,
    group: Option<usize>,
    status: Option<usize>,
    phase: Option<usize>,
    character: Option<usize>,
    pupils: Option<usize>,
    free_meals: Option<usize>,
    linked: Option<usize>,
    width: usize,
}

impl EstablishmentColumns {
    pub(super) fn of(heading: &FigureHeading) -> Self {
        let at = |column: &str| heading.place(column);
        Self {
            urn: at(URN),
            name: at(NAME),
            town: at("Town"),
            authority: at(AUTHORITY),
            region: at("GOR (name)"),
            group: at(GROUP),
            status: at(STATUS),
            phase: at(PHASE),
            character: at(CHARACTER),
            pupils: at(PUPILS),
            free_meals: at(FREE_MEALS),
            linked: at(LINKED),
            width: heading.width(),
        }
    }
}

/// A row, and where what is said of it goes.
pub(super) struct EstablishmentRow<'a> {
    pub line: u64,
    pub record: &'a StringRecord,
    pub columns: &'a EstablishmentColumns,
    /// How many were left out for which reason.
    pub left_out: &'a mut BTreeMap<&'static str, u64>,
    pub faults: &'a mut FigureFileFaults,
}

impl EstablishmentRow<'_> {
    /// The school. `None` where the row is left out, or where something is wrong with it, which is then among the faults.
    pub(super) fn read(&mut self) -> Option<EstablishmentLine> {
        if let Some(sentence) = self.ragged() {
            self.faults.line(self.line, &sentence);
            return None;
        }
        let columns = self.columns;
        let status = self.text(columns.status);
        if status.is_empty() {
            self.fault(STATUS, "", "The status is missing.");
            return None;
        }
        let is_open = ["Open", "Open, but proposed to close"];
        if !is_open.iter().any(|open| open.eq_ignore_ascii_case(&status)) {
            return self.leave_out("establishments that are not open");
        }
        let group = self.text(columns.group);
        if NOT_COMPARED.iter().any(|other| other.eq_ignore_ascii_case(&group)) {
            return self.leave_out("establishments that are not state-funded schools");
        }
        let (urn, authority) = (self.urn(), self.authority());
        let (phase, religious_character) = (self.phase(), self.religious_character());
        let name = self.text(columns.name);
        if name.is_empty() {
            self.fault(NAME, "", "The name is missing.");
            return None;
        }
        Some(EstablishmentLine {
            line: self.line,
            urn: urn?,
            name,
            town: self.text(columns.town),
            authority: authority?,
            region: self.text(columns.region),
            phase: phase?,
            religious_character: religious_character?,
            pupils: self.text(columns.pupils),
            free_meals: self.text(columns.free_meals),
        })
    }

    /// A comma without quotation marks moves every value behind it. A row of the web download may have more links or fewer.
    fn ragged(&self) -> Option<String> {
        let (has, width) = (self.record.len(), self.columns.width);
        let sound = match self.columns.linked {
            None => has == width,
            Some(linked) => has >= linked,
        };
        let often = "a quotation mark or a comma is often to blame";
        (!sound).then(|| format!("The row has {has} values for {width} columns; {often}."))
    }

    fn leave_out<T>(&mut self, why: &'static str) -> Option<T> {
        *self.left_out.entry(why).or_default() += 1;
        None
    }

    fn text(&self, place: Option<usize>) -> String {
        cell_at(self.record, place).to_owned()
    }

    fn fault(&mut self, column: &str, value: &str, sentence: &str) {
        self.faults.value(self.line, column, value, sentence);
    }

    fn urn(&mut self) -> Option<String> {
        let urn = self.text(self.columns.urn);
        if urn.len() == 6 && is_digits(&urn) {
            return Some(urn);
        }
        self.fault(URN, &urn, "This is not a URN: a URN has six digits.");
        None
    }

    /// A spreadsheet takes noughts away in front.
    fn authority(&mut self) -> Option<String> {
        let code = self.text(self.columns.authority);
        match code.len() {
            0 => Some(code),
            1..=3 if is_digits(&code) => Some(format!("{code:0>3}")),
            _ => {
                self.fault(
                    AUTHORITY,
                    &code,
                    "This is not the code of an authority: it has three digits.",
                );
                None
            }
        }
    }

    fn phase(&mut self) -> Option<String> {
        let phase = self.text(self.columns.phase);
        if phase.is_empty() {
            return Some(phase);
        }
        let usual = |text: &str| text.replace('-', " ").to_lowercase();
        let known = PHASES.iter().find(|known| usual(known) == usual(&phase));
        if known.is_none() {
            self.fault(PHASE, &phase, "This is no phase of education, such as Primary.");
        }
        known.map(|known| (*known).to_owned())
    }

    /// The register adds further ones from time to time, and none is without a letter.
    fn religious_character(&mut self) -> Option<String> {
        let character = self.text(self.columns.character);
        if character.is_empty() || character.contains(char::is_alphabetic) {
            return Some(character);
        }
        let sentence = "This is no religious character, such as Church of England.";
        self.fault(CHARACTER, &character, sentence);
        None
    }
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}
