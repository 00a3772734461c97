//! Where rows come from: the lines of a text, or a sheet of a workbook.

use std::cell::RefCell;
use std::io::{self, Read, Seek, SeekFrom};
use std::rc::Rc;

use csv::{ReaderBuilder, StringRecord};

use crate::encoding::{self, Encoding};
use crate::faults::FigureFileFaults;
use crate::text::{FileText, LineBegins};

/// The rows of a file, one after the other.
pub(crate) trait RowSource {
    /// Reads the next row; gives its line. `None` at the end, or where the rest cannot be read, which is then among the faults.
    fn next(&mut self, faults: &mut FigureFileFaults) -> io::Result<Option<u64>>;

    /// The row that was read last.
    fn record(&self) -> &StringRecord;

    /// Said where there is no row at all.
    fn without_rows(&self) -> &'static str;
}

/// The rows of a text with commas.
pub(crate) struct CsvRows<R> {
    reader: csv::Reader<FileText<R>>,
    begins: Rc<RefCell<LineBegins>>,
    record: StringRecord,
}

impl<R: Read> CsvRows<R> {
    pub(crate) fn new(text: FileText<R>) -> Self {
        let begins = text.begins();
        let mut builder = ReaderBuilder::new();
        let reader = builder.has_headers(false).flexible(true).from_reader(text);
        Self { reader, begins, record: StringRecord::new() }
    }
}

impl<R: Read> RowSource for CsvRows<R> {
    fn next(&mut self, faults: &mut FigureFileFaults) -> io::Result<Option<u64>> {
        let stood = self.reader.position().byte();
        let read = self.reader.read_record(&mut self.record);
        let mut begins = self.begins.borrow_mut();
        let is_full = begins.is_full();
        // Of empty rows too, so that the lines behind them are not kept.
        let line = begins.line_of(stood);
        match read {
            Ok(true) => Ok(Some(line)),
            Ok(false) => Ok(None),
            Err(_) if is_full => {
                faults.line(line, "A quotation that is opened in this line is not closed.");
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn record(&self) -> &StringRecord {
        &self.record
    }

    fn without_rows(&self) -> &'static str {
        "The file is empty."
    }
}

/// The rows of a text in any encoding that is read. `None` where it cannot be read as text, which is then among the faults.
pub(crate) fn text_rows<R: Read + Seek>(
    mut file: R,
    faults: &mut FigureFileFaults,
) -> io::Result<Option<CsvRows<R>>> {
    let Some(encoding) = encoding::find(&mut file, faults)? else { return Ok(None) };
    let mark = match encoding {
        Encoding::Utf8 { mark } => mark,
        Encoding::Windows1252 => 0,
    };
    file.seek(SeekFrom::Start(mark))?;
    Ok(Some(CsvRows::new(FileText::new(file, encoding))))
}
