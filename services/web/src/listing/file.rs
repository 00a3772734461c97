//! The file of a list: lines about it, a head, and a row each.

use std::borrow::Cow;

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use crate::components::Value;
use crate::failure::Failure;

const CSV: &str = "text/csv; charset=utf-8";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What a list is taken as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileKind {
    Csv,
    Xlsx,
}

impl FileKind {
    pub(super) fn of(name: &str) -> Option<Self> {
        match name {
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }
}

/// What a list holds, as a file says it.
#[derive(Clone, Debug)]
pub(crate) struct Sheet {
    pub name: &'static str,
    /// What stands above the head: title, trust, day, what narrows the list.
    pub about: Vec<String>,
    pub head: Vec<String>,
    pub rows: Vec<Vec<Value>>,
}

impl Sheet {
    pub(super) fn respond(&self, kind: FileKind) -> Response {
        let (bytes, media, ending) = match kind {
            FileKind::Csv => (self.csv().map_err(|error| error.to_string()), CSV, "csv"),
            FileKind::Xlsx => (self.xlsx().map_err(|error| error.to_string()), XLSX, "xlsx"),
        };
        let name = format!("attachment; filename=\"{}.{ending}\"", self.name);
        match bytes {
            Ok(bytes) => {
                let headers = [(CONTENT_TYPE, media.to_owned()), (CONTENT_DISPOSITION, name)];
                (headers, bytes).into_response()
            }
            Err(error) => {
                tracing::error!(%error, "a list was not written as a file");
                let sentence =
                    format!("This list cannot be written as a file of the kind {ending}.");
                Failure::NotFound(sentence).into_response()
            }
        }
    }

    /// UTF-8 with a mark at its beginning, without which some spreadsheets misread names.
    pub(super) fn csv(&self) -> csv::Result<Vec<u8>> {
        let mut file = csv::WriterBuilder::new()
            .flexible(true)
            .terminator(csv::Terminator::CRLF)
            .from_writer("\u{feff}".as_bytes().to_vec());
        for about in &self.about {
            file.write_record([harmless(about).into_owned()])?;
        }
        file.write_record([""])?;
        file.write_record(self.head.iter().map(|words| harmless(words).into_owned()))?;
        for row in &self.rows {
            file.write_record(row.iter().map(|value| match value {
                Value::Number(number) => number.to_string(),
                Value::Words(words) => harmless(words).into_owned(),
            }))?;
        }
        file.into_inner().map_err(|error| error.into_error().into())
    }

    fn xlsx(&self) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        let strong = Format::new().set_bold();
        let mut at = 0;
        for about in &self.about {
            sheet.write_string(at, 0, about)?;
            at += 1;
        }
        at += 1;
        for (column, words) in (0..).zip(&self.head) {
            sheet.write_string_with_format(at, column, words, &strong)?;
        }
        sheet.set_freeze_panes(at + 1, 0)?;
        for row in &self.rows {
            at += 1;
            for (column, value) in (0..).zip(row) {
                match value {
                    Value::Number(number) => sheet.write_number(at, column, *number)?,
                    Value::Words(words) => sheet.write_string(at, column, words)?,
                };
            }
        }
        book.save_to_buffer()
    }
}

/// A text that a spreadsheet takes for no formula.
pub(crate) fn harmless(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}
