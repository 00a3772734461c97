//! Paths of proofs as C2SP's texts have them: a hash in base64 on each line, and numbers without ornament.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use crate::Hash;

pub(crate) fn written(path: &[Hash]) -> String {
    path.iter().map(|hash| BASE64_STANDARD.encode(hash) + "\n").collect()
}

pub(crate) fn read<'a>(lines: impl Iterator<Item = &'a str>) -> Option<Vec<Hash>> {
    let hash = |line| BASE64_STANDARD.decode(line).ok().and_then(|bytes| bytes.try_into().ok());
    lines.map(hash).collect()
}

/// The number on a line that begins with a word; only as it would be written.
pub(crate) fn number(line: Option<&str>, word: &str) -> Option<u64> {
    let text = line?.strip_prefix(word)?;
    text.parse::<u64>().ok().filter(|number| number.to_string() == text)
}
