//! What a batch of commands brings beside its events: streams that commands rest on, and words that events commit to.

use crate::Append;

/// Column by column. The first of each kind says of which command or trust the rest is, as the statement counts them.
#[derive(Debug, Default)]
pub(super) struct Beside<'a> {
    pub(super) read_of: Vec<i32>,
    pub(super) read_stream: Vec<&'a str>,
    pub(super) read_version: Vec<i64>,
    pub(super) words_of: Vec<i32>,
    pub(super) commitment: Vec<&'a [u8]>,
    pub(super) salt: Vec<&'a [u8]>,
    pub(super) text: Vec<&'a str>,
    pub(super) class: Vec<&'static str>,
}

impl<'a> Beside<'a> {
    pub(super) fn add(&mut self, of: usize, item: &'a Append) {
        for read in &item.reads {
            self.read_of.push(of as i32);
            self.read_stream.push(read.stream.as_str());
            self.read_version.push(read.version.cast_signed());
        }
        for words in &item.words {
            self.words_of.push(of as i32);
            self.commitment.push(&words.commitment);
            self.salt.push(&words.salt);
            self.text.push(&words.text);
            self.class.push(words.class.as_str_name());
        }
    }
}
