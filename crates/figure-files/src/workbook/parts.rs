//! The small parts of a workbook: what refers to what, which sheets there are, the texts of cells and how numbers are shown.

use std::collections::HashMap;
use std::io::BufRead;

use contract::field;
use quick_xml::events::Event;

use super::WorkbookFault;
use super::archive::MOST_PARTS;
use super::number_format::NumberFormat;
use super::part::{PartXml, attribute, keep, relation_id};
use super::sheet::MOST_CELLS;

/// Sheets of a workbook that a person sees and that are read.
pub(super) const MOST_SHEETS: usize = 200;
/// Letters of the name of a sheet; spreadsheets take 31. A request names one with so many at most.
const LONGEST_NAME: usize = 100;

/// A part that another part refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PartRelation {
    pub id: String,
    /// The last word of its type, for example `worksheet`.
    pub kind: String,
    target: String,
}

impl PartRelation {
    /// The name of the part in its archive. A target begins at the root, or in the folder of the part that refers to it.
    pub(super) fn part_beside(&self, folder: &str) -> String {
        let from = if self.target.starts_with('/') { "" } else { folder };
        let mut names: Vec<&str> = Vec::new();
        for name in from.split('/').chain(self.target.split('/')) {
            match name {
                "" | "." => {}
                ".." => {
                    names.pop();
                }
                name => names.push(name),
            }
        }
        names.join("/")
    }
}

/// Reads what a part refers to.
pub(super) fn relations<B: BufRead>(
    mut xml: PartXml<B>,
) -> Result<Vec<PartRelation>, WorkbookFault> {
    let mut relations = Vec::new();
    loop {
        match xml.piece()? {
            Event::Start(start) if start.local_name().into_inner() == "Relationship" => {
                let id = attribute(&start, "Id")?.unwrap_or_default();
                let kind = attribute(&start, "Type")?.unwrap_or_default();
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                let target = attribute(&start, "Target")?.unwrap_or_default();
                // A part refers to other parts, and there are no more of them.
                if relations.len() >= MOST_PARTS {
                    return Err(WorkbookFault::UnpacksTooFar);
                }
                relations.push(PartRelation { id, kind, target });
            }
            Event::Eof => return Ok(relations),
            _ => {}
        }
    }
}

/// A sheet in the list of a workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ListedSheet {
    pub name: String,
    /// Id of the relation that leads to its part.
    pub relation: String,
}

/// What a workbook says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ListedSheets {
    /// Without those that are hidden: a person who gives the file may not know of them.
    pub sheets: Vec<ListedSheet>,
    pub from_1904: bool,
}

/// Reads which sheets there are.
pub(super) fn listed_sheets<B: BufRead>(
    mut xml: PartXml<B>,
) -> Result<ListedSheets, WorkbookFault> {
    let mut listed = ListedSheets::default();
    loop {
        match xml.piece()? {
            Event::Start(start) => match start.local_name().into_inner() {
                "workbookPr" => {
                    let said = attribute(&start, "date1904")?;
                    listed.from_1904 = matches!(said.as_deref(), Some("1" | "true"));
                }
                "sheet" => {
                    let name = attribute(&start, "name")?.unwrap_or_default();
                    let relation = relation_id(&start)?.unwrap_or_default();
                    let state = attribute(&start, "state")?;
                    if state.is_none_or(|state| state == "visible") {
                        if listed.sheets.len() >= MOST_SHEETS {
                            return Err(WorkbookFault::TooManySheets);
                        }
                        if !is_name(&name) {
                            return Err(WorkbookFault::Damaged);
                        }
                        listed.sheets.push(ListedSheet { name, relation });
                    }
                }
                _ => {}
            },
            Event::Eof => return Ok(listed),
            _ => {}
        }
    }
}

/// Whether a page can show a sheet by this name, and a request can ask for it.
fn is_name(name: &str) -> bool {
    !field::is_blank(name)
        && name.chars().count() <= LONGEST_NAME
        && !name.contains(char::is_control)
        && !field::turns_writing(name)
}

/// Reads the texts that cells share.
pub(super) fn shared_strings<B: BufRead>(
    mut xml: PartXml<B>,
) -> Result<Vec<Box<str>>, WorkbookFault> {
    let mut strings = Vec::new();
    loop {
        let begins = match xml.piece()? {
            Event::Start(start) => start.local_name().into_inner() == "si",
            Event::Eof => return Ok(strings),
            _ => false,
        };
        if !begins {
            continue;
        }
        let mut text = String::new();
        xml.texts("si", &mut |holder, piece| {
            if holder == "t" {
                keep(&mut text, piece);
            }
        })?;
        // Each is of a cell at least, and a very short one takes more memory than its bytes here.
        if strings.len() as u64 >= MOST_CELLS {
            return Err(WorkbookFault::TooManyCells);
        }
        strings.push(text.into_boxed_str());
    }
}

/// Reads how the numbers of each style are shown, by the number of the style.
pub(super) fn number_formats<B: BufRead>(
    mut xml: PartXml<B>,
) -> Result<Vec<NumberFormat>, WorkbookFault> {
    let mut own = HashMap::new();
    let mut formats = Vec::new();
    // Other lists of the part have elements of the same names.
    let mut list = String::new();
    loop {
        match xml.piece()? {
            Event::Start(start) => match (list.as_str(), start.local_name().into_inner()) {
                (_, name @ ("numFmts" | "cellXfs" | "dxfs" | "cellStyleXfs")) => {
                    name.clone_into(&mut list);
                }
                ("numFmts", "numFmt") => {
                    let id = attribute(&start, "numFmtId")?.unwrap_or_default();
                    let code = attribute(&start, "formatCode")?.unwrap_or_default();
                    own.insert(id, NumberFormat::of_code(&code));
                }
                ("cellXfs", "xf") => {
                    let id = attribute(&start, "numFmtId")?.unwrap_or_default();
                    let known = own.get(&id).copied();
                    formats.push(known.unwrap_or_else(|| NumberFormat::of_id(&id)));
                }
                _ => {}
            },
            Event::Eof => return Ok(formats),
            _ => {}
        }
    }
}
