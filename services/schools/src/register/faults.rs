//! Gathers the faults of the files, one sentence each.

use contract::schools::v1::RegisterFault;

/// Faults in the order they were found. After a thousand they are only counted, so that the answer
/// stays small enough to send.
#[derive(Debug, Default)]
pub struct Faults {
    listed: Vec<RegisterFault>,
    more: u64,
}

/// One file's view of the faults.
#[derive(Debug)]
pub struct FileFaults<'a> {
    faults: &'a mut Faults,
    prefix: &'static str,
}

const MOST_LISTED: usize = 1_000;
const LONGEST_VALUE: usize = 80;

impl Faults {
    /// A view for the links file, whose faults name that file.
    pub fn in_links(&mut self) -> FileFaults<'_> {
        FileFaults { faults: self, prefix: "Links file: " }
    }

    /// A view for the establishments file.
    pub fn in_establishments(&mut self) -> FileFaults<'_> {
        FileFaults { faults: self, prefix: "" }
    }

    /// A view for a file of people.
    pub fn in_people(&mut self) -> FileFaults<'_> {
        FileFaults { faults: self, prefix: "" }
    }

    /// Adds a fault.
    pub fn add(&mut self, fault: RegisterFault) {
        if self.listed.len() < MOST_LISTED {
            self.listed.push(fault);
        } else {
            self.more += 1;
        }
    }

    /// Adds faults, if there are any.
    pub fn extend(&mut self, faults: impl IntoIterator<Item = RegisterFault>) {
        faults.into_iter().for_each(|fault| self.add(fault));
    }

    /// An error with all faults, if there are any.
    pub fn none_or_all(self) -> Result<(), Vec<RegisterFault>> {
        let Self { mut listed, more } = self;
        if listed.is_empty() {
            return Ok(());
        }
        if more > 0 {
            let sentence = format!("There are {more} more faults.");
            listed.push(RegisterFault { sentence, ..RegisterFault::default() });
        }
        Err(listed)
    }
}

impl FileFaults<'_> {
    /// A fault of one value. Long values are cut.
    pub fn value(&mut self, line: u64, column: &str, value: &str, sentence: &str) {
        self.faults.add(RegisterFault {
            line,
            column: column.to_owned(),
            value: value.chars().take(LONGEST_VALUE).collect(),
            sentence: format!("{}{sentence}", self.prefix),
        });
    }

    /// A fault of a whole line.
    pub fn line(&mut self, line: u64, sentence: &str) {
        self.value(line, "", "", sentence);
    }

    /// A fault of the whole file.
    pub fn file(&mut self, sentence: &str) {
        self.line(0, sentence);
    }
}
