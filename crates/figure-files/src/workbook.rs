//! A workbook (XLSX) as rows: which sheets it has, and the cells of one of them as text.

mod archive;
mod directory;
mod fault;
mod number_format;
mod part;
mod parts;
mod sheet;

use std::io::{self, Read, Seek, SeekFrom};

use archive::{LARGEST_SMALL_PART, LARGEST_TEXTS, PartBytes, WorkbookArchive};
pub(crate) use fault::WorkbookFault;
use number_format::NumberFormat;
use part::PartXml;
use parts::PartRelation;
pub(crate) use sheet::SheetRows;

/// What every ZIP archive begins with, and so every workbook.
const ZIP_MARK: [u8; 4] = *b"PK\x03\x04";
/// Where an archive of this kind says which of its parts is the workbook.
const FIRST_RELATIONS: &str = "_rels/.rels";

/// Whether a file begins as an archive. It stands at its beginning before and after.
pub(crate) fn begins(file: &mut (impl Read + Seek)) -> io::Result<bool> {
    let mut begin = [0; ZIP_MARK.len()];
    let mut held = 0;
    while held < begin.len() {
        match file.read(&mut begin[held..])? {
            0 => break,
            read => held += read,
        }
    }
    file.seek(SeekFrom::Start(0))?;
    Ok(begin == ZIP_MARK)
}

/// A sheet that a person sees.
#[derive(Clone, Debug, PartialEq, Eq)]
struct VisibleSheet {
    name: String,
    /// The part of the archive that holds it.
    part: String,
}

/// What the cells of every sheet refer to.
#[derive(Debug, Default)]
struct WorkbookFacts {
    strings: Vec<Box<str>>,
    /// By the number of a cell's style.
    formats: Vec<NumberFormat>,
    /// Whether days are counted from 1904, as old Macintosh programs did.
    from_1904: bool,
}

/// A workbook whose archive was measured and whose sheets are known.
pub(crate) struct OpenedWorkbook<R> {
    archive: WorkbookArchive<R>,
    sheets: Vec<VisibleSheet>,
    facts: WorkbookFacts,
}

impl<R: Read + Seek> OpenedWorkbook<R> {
    /// Measures the archive, and then reads everything but the sheets.
    pub(crate) fn open(file: R) -> Result<Self, WorkbookFault> {
        let mut archive = WorkbookArchive::open(file)?;
        let first = relations(&mut archive, FIRST_RELATIONS)?;
        let book = first.iter().find(|relation| relation.kind == "officeDocument");
        let book = book.ok_or(WorkbookFault::NoWorkbook)?.part_beside("");
        match book.rsplit_once('.') {
            Some((_, "xml")) => {}
            Some((_, "bin")) => return Err(WorkbookFault::Binary),
            _ => return Err(WorkbookFault::NoWorkbook),
        }
        let (folder, file_name) = book.rsplit_once('/').unwrap_or(("", book.as_str()));
        let of_book = beside(folder, &format!("_rels/{file_name}.rels"));
        let related = relations(&mut archive, &of_book)?;
        let listed = parts::listed_sheets(small(&mut archive, &book)?)?;
        let is_sheet = |relation: &&PartRelation| relation.kind == "worksheet";
        let visible = listed.sheets.into_iter().filter_map(|sheet| {
            let mut of_sheets = related.iter().filter(is_sheet);
            let relation = of_sheets.find(|relation| relation.id == sheet.relation)?;
            Some(VisibleSheet { name: sheet.name, part: relation.part_beside(folder) })
        });
        let sheets: Vec<VisibleSheet> = visible.collect();
        if sheets.is_empty() {
            return Err(WorkbookFault::NoWorkbook);
        }
        let part_of = |kind: &str| {
            let found = related.iter().find(|relation| relation.kind == kind);
            found.map(|relation| relation.part_beside(folder))
        };
        let mut facts = WorkbookFacts { from_1904: listed.from_1904, ..WorkbookFacts::default() };
        if let Some(name) = part_of("sharedStrings")
            && let Some(bytes) = archive.part_up_to(&name, LARGEST_TEXTS)?
        {
            facts.strings = parts::shared_strings(PartXml::new(bytes))?;
        }
        if let Some(name) = part_of("styles") {
            facts.formats = parts::number_formats(small(&mut archive, &name)?)?;
        }
        Ok(Self { archive, sheets, facts })
    }

    /// The sheets that a person sees, in their order.
    pub(crate) fn sheet_names(&self) -> Vec<String> {
        self.sheets.iter().map(|sheet| sheet.name.clone()).collect()
    }

    /// Which of the sheets has this name; the first one for an empty name.
    pub(crate) fn place_of(&self, name: &str) -> Result<usize, WorkbookFault> {
        let name = name.trim();
        if name.is_empty() {
            return Ok(0);
        }
        let place = self.sheets.iter().position(|sheet| sheet.name.trim() == name);
        place.ok_or_else(|| WorkbookFault::NoSheet(name.to_owned()))
    }

    /// The rows of the sheet at a place that `place_of` gave.
    pub(crate) fn rows(
        &mut self,
        place: usize,
    ) -> Result<SheetRows<'_, PartBytes<'_, R>>, WorkbookFault> {
        let Self { archive, sheets, facts } = self;
        let sheet = sheets.get(place).ok_or(WorkbookFault::Damaged)?;
        let bytes = archive.part(&sheet.part)?.ok_or(WorkbookFault::Damaged)?;
        Ok(SheetRows::new(PartXml::new(bytes), facts))
    }
}

fn relations<R: Read + Seek>(
    archive: &mut WorkbookArchive<R>,
    name: &str,
) -> Result<Vec<PartRelation>, WorkbookFault> {
    let bytes = archive.part_up_to(name, LARGEST_SMALL_PART)?.ok_or(WorkbookFault::NoWorkbook)?;
    parts::relations(PartXml::new(bytes))
}

fn small<'a, R: Read + Seek>(
    archive: &'a mut WorkbookArchive<R>,
    name: &str,
) -> Result<PartXml<PartBytes<'a, R>>, WorkbookFault> {
    let bytes = archive.part_up_to(name, LARGEST_SMALL_PART)?.ok_or(WorkbookFault::Damaged)?;
    Ok(PartXml::new(bytes))
}

/// A name in a folder of the archive.
fn beside(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}
