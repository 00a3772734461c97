//! Changes a corpus as a fuzzer does, by a plain generator. The same seed always gives the same bytes.

use std::path::Path;

/// Random numbers by xorshift; good enough to spoil bytes.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % end.max(1)
    }
}

/// Every file of a folder, in the order of their names.
pub fn corpus(folder: &Path) -> Vec<Vec<u8>> {
    let mut files: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty(), "{} is empty", folder.display());
    files.iter().map(|file| std::fs::read(file).unwrap()).collect()
}

/// A number of spoilt texts.
pub fn spoilt(corpus: &[Vec<u8>], seed: u64, count: usize) -> impl Iterator<Item = Vec<u8>> {
    let mut numbers = Numbers(seed | 1);
    (0..count).map(move |_| {
        let mut bytes = corpus[numbers.below(corpus.len())].clone();
        for _ in 0..=numbers.below(6) {
            spoil(&mut bytes, corpus, &mut numbers);
        }
        bytes
    })
}

fn spoil(bytes: &mut Vec<u8>, corpus: &[Vec<u8>], numbers: &mut Numbers) {
    let at = numbers.below(bytes.len());
    let until = at + numbers.below(bytes.len() - at.min(bytes.len())).min(40);
    match numbers.below(6) {
        0 if !bytes.is_empty() => bytes[at] ^= 1 << numbers.below(8),
        1 => drop(bytes.drain(at..until)),
        2 => {
            let again = bytes[at..until].to_vec();
            bytes.splice(at..at, again.repeat(1 + numbers.below(4)));
        }
        3 => {
            let odd: [&[u8]; 10] =
                [b"", b"\0", b"\xff\xfe", b"\"", b"{", b"[", b"-1", b"1e999", b",\r\n", b"\\ud800"];
            let piece = odd[numbers.below(odd.len())].repeat(1 + numbers.below(300));
            bytes.splice(at..until, piece);
        }
        4 => bytes.truncate(at),
        _ => {
            let other = &corpus[numbers.below(corpus.len())];
            let from = numbers.below(other.len());
            bytes.splice(at..until, other[from..].iter().copied());
        }
    }
}
