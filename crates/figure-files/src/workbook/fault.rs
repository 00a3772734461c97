//! Why a workbook is not read.

use super::archive::MOST_MEGABYTES;
use super::parts::MOST_SHEETS;

/// Why a workbook is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum WorkbookFault {
    /// The file has more bytes than are read.
    TooLarge,
    /// It would unpack to far more than any sheet of figures.
    UnpacksTooFar,
    /// It is an archive of another kind.
    NoWorkbook,
    /// It is a workbook whose parts are not XML.
    Binary,
    /// It has more sheets than are read.
    TooManySheets,
    /// It is cut off, has a password, or is written as no workbook is.
    Damaged,
    /// No sheet that a person sees has this name.
    NoSheet(String),
    /// The sheet has more cells than are read.
    TooManyCells,
}

impl WorkbookFault {
    /// What is wrong, for the person who gave the file.
    pub(crate) fn sentence(&self) -> String {
        match self {
            Self::TooLarge => format!(
                "A workbook is read up to {MOST_MEGABYTES} megabytes. Save the sheet as CSV."
            ),
            Self::UnpacksTooFar => {
                "The workbook would unpack to far more than a sheet of figures holds. Save the sheet as CSV.".to_owned()
            }
            Self::NoWorkbook => {
                "This is no workbook (XLSX). Save it as XLSX or as CSV. Of a ZIP archive, give the file inside it.".to_owned()
            }
            Self::Binary => {
                "This is a binary workbook (XLSB). Save it as XLSX, or save the sheet as CSV.".to_owned()
            }
            Self::TooManySheets => format!(
                "The workbook has more sheets than are read: {MOST_SHEETS}. Save the sheet as CSV."
            ),
            Self::Damaged => {
                "The workbook cannot be read. It may be cut off, damaged or have a password. Save it again, or save the sheet as CSV.".to_owned()
            }
            Self::NoSheet(name) => format!("The workbook has no sheet “{name}”."),
            Self::TooManyCells => {
                "The sheet has more cells than are read: 1,000,000. Save it as CSV.".to_owned()
            }
        }
    }
}
