//! What is wrong with a file, one sentence each.

/// A fault of one place in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FigureFileFault {
    /// The physical line, from 1; 0 where it is the whole file.
    pub line: u64,
    /// Name of the column; empty where it is the whole line.
    pub column: String,
    /// What stands there, cut after 80 letters.
    pub value: String,
    /// What is wrong, for the person who gave the file.
    pub sentence: String,
}

/// Faults that are listed one by one. Further ones are counted, so that the answer stays small enough to send.
const MOST_LISTED: usize = 1_000;
const LONGEST_VALUE: usize = 80;

/// The faults of a file in the order they were found.
#[derive(Debug, Default)]
pub struct FigureFileFaults {
    listed: Vec<FigureFileFault>,
    more: u64,
}

impl FigureFileFaults {
    /// Adds a fault of one value.
    pub fn value(&mut self, line: u64, column: &str, value: &str, sentence: &str) {
        if self.listed.len() >= MOST_LISTED {
            self.more += 1;
            return;
        }
        self.listed.push(FigureFileFault {
            line,
            column: column.to_owned(),
            value: value.chars().take(LONGEST_VALUE).collect(),
            sentence: sentence.to_owned(),
        });
    }

    /// Adds a fault of a whole line.
    pub fn line(&mut self, line: u64, sentence: &str) {
        self.value(line, "", "", sentence);
    }

    /// Adds a fault of the whole file.
    pub fn file(&mut self, sentence: &str) {
        self.line(0, sentence);
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }

    /// All faults, and as the last one how many more there are.
    pub fn into_list(self) -> Vec<FigureFileFault> {
        let Self { mut listed, more } = self;
        if more > 0 {
            let sentence = format!("There are {more} more faults.");
            listed.push(FigureFileFault { sentence, ..FigureFileFault::default() });
        }
        listed
    }
}
