//! The archive of a workbook: it is measured before anything of it is unpacked, and no part gives more than was measured.

use std::io::{BufReader, Read, Seek, SeekFrom, Take};

use zip::ZipArchive;
use zip::read::ZipFile;

use super::WorkbookFault;
use super::directory::{DirectoryBudget, DirectoryFile};

/// Megabytes of a workbook that are read.
pub(super) const MOST_MEGABYTES: u64 = 16;
const MEGABYTE: u64 = 1024 * 1024;
/// Bytes of all parts together, unpacked. A sheet of 1,000,000 cells has some 60 megabytes.
const LARGEST_UNPACKED: u64 = 256 * MEGABYTE;
/// How many times its own size a workbook may unpack to. Sheets of figures unpack to some 10 to 40 times theirs.
const LARGEST_RATIO: u64 = 100;
/// Up to this size the ratio does not matter: a nearly empty sheet packs well.
const HARMLESS: u64 = 4 * MEGABYTE;
/// Parts of an archive. A workbook has some ten, and one or two more for each sheet.
pub(super) const MOST_PARTS: usize = 2_000;
/// Bytes of a part other than sheets and their texts, unpacked.
pub(super) const LARGEST_SMALL_PART: u64 = 8 * MEGABYTE;
/// Bytes of the part with the texts that cells share, unpacked. It is the one part that is held in memory.
pub(super) const LARGEST_TEXTS: u64 = 64 * MEGABYTE;

/// The bytes of a part, unpacked as they are read.
pub(super) type PartBytes<'a, R> = BufReader<Take<ZipFile<'a, DirectoryFile<R>>>>;

/// The archive of a workbook.
pub(super) struct WorkbookArchive<R> {
    archive: ZipArchive<DirectoryFile<R>>,
}

impl<R: Read + Seek> WorkbookArchive<R> {
    /// Reads the directory of an archive alone, and compares what it says of sizes with the limits.
    pub(super) fn open(mut file: R) -> Result<Self, WorkbookFault> {
        let length = file.seek(SeekFrom::End(0)).map_err(damaged)?;
        if length > MOST_MEGABYTES * MEGABYTE {
            return Err(WorkbookFault::TooLarge);
        }
        let budget = DirectoryBudget::new();
        let archive = match ZipArchive::new(DirectoryFile::new(file, budget.clone())) {
            Ok(archive) => archive,
            Err(_) if budget.is_spent() => return Err(WorkbookFault::UnpacksTooFar),
            Err(error) => return Err(damaged(error)),
        };
        budget.lift();
        if archive.len() > MOST_PARTS {
            return Err(WorkbookFault::UnpacksTooFar);
        }
        // Programs differ in which of two parts with one name they take.
        if archive.has_duplicate_names() {
            return Err(WorkbookFault::Damaged);
        }
        let mut unpacked: u64 = 0;
        for place in 0..archive.len() {
            let entry = archive.by_index_data(place).map_err(damaged)?;
            unpacked = unpacked.saturating_add(entry.size());
        }
        let swells = unpacked > HARMLESS && unpacked > length.saturating_mul(LARGEST_RATIO);
        if unpacked > LARGEST_UNPACKED || swells {
            return Err(WorkbookFault::UnpacksTooFar);
        }
        Ok(Self { archive })
    }

    /// A part with a sheet, by its name; `None` where there is none.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<PartBytes<'_, R>>, WorkbookFault> {
        self.part_up_to(name, LARGEST_UNPACKED)
    }

    /// The same of a part that has at most so many bytes.
    pub(super) fn part_up_to(
        &mut self,
        name: &str,
        most: u64,
    ) -> Result<Option<PartBytes<'_, R>>, WorkbookFault> {
        let Some(place) = self.archive.index_for_name(name) else { return Ok(None) };
        let file = self.archive.by_index(place).map_err(damaged)?;
        let size = file.size();
        if size > most {
            return Err(WorkbookFault::UnpacksTooFar);
        }
        // The directory may lie about the size. A part with more bytes than it says is damaged. The one byte more lets the archive
        // notice that, and compare the checksum where the size is true.
        Ok(Some(BufReader::new(file.take(size.saturating_add(1)))))
    }
}

/// Nothing of the cause helps the person who gave the file.
fn damaged<E>(_: E) -> WorkbookFault {
    WorkbookFault::Damaged
}
