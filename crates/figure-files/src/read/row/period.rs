//! Of which time a row is, and how far its figures are settled.

use contract::Period;
use contract::evidence::v1::FigureStatus;
use csv::StringRecord;

use super::{RowsRead, short};
use crate::period;
use crate::placed::{PlacedStatus, cell_at};

/// A label that was read, with what it says.
#[derive(Clone, Debug)]
pub(in crate::read) struct LabelledPeriod {
    label: String,
    kind: String,
    period: Option<Period>,
}

impl RowsRead<'_> {
    pub(super) fn period(&mut self, line: u64, record: &StringRecord) -> Option<Period> {
        let Some(placed) = self.placed.period else { return self.said.period };
        let (label, kind) = (cell_at(record, placed.label), cell_at(record, placed.kind));
        if let Some(last) = &self.last_period
            && last.label == label
            && last.kind == kind
        {
            return last.period;
        }
        let read = period::read(label, placed.kind.map(|_| kind));
        if let Err(sentence) = read
            && self.is_news(format!("{}\n{}", short(label), short(kind)))
        {
            let (place, value) = if Period::of_label(label).is_ok() {
                (placed.kind, kind)
            } else {
                (placed.label, label)
            };
            self.fault(line, place, value, sentence);
        }
        let (label, kind, period) = (label.to_owned(), kind.to_owned(), read.ok());
        self.last_period = Some(LabelledPeriod { label, kind, period });
        period
    }

    pub(super) fn status(&mut self, line: u64, record: &StringRecord) -> Option<FigureStatus> {
        let place = match self.placed.status {
            PlacedStatus::Always(status) => return Some(status),
            PlacedStatus::Said => return self.said.status,
            PlacedStatus::Column(place) => place,
        };
        let given = cell_at(record, place);
        let status = match given.to_lowercase().as_str() {
            "internal" => Some(FigureStatus::Internal),
            "provisional" => Some(FigureStatus::Provisional),
            "revised" => Some(FigureStatus::Revised),
            "final" => Some(FigureStatus::Final),
            "" => self.said.status,
            _ => None,
        };
        if status.is_none() && self.is_news(format!("status {}", short(given))) {
            let sentence = "The status has to be internal, provisional, revised or final.";
            self.fault(line, place, given, sentence);
        }
        status
    }
}
