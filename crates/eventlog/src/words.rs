//! Words of persons: sealed before an aggregate decides, kept beside the log, and put back into answers.

use std::collections::{BTreeSet, HashMap};

use contract::Rules;
use contract::Spoken;
use contract::events::StoredEvent;
use contract::log::v1::{Words, WordsClass};
use contract::{Caller, SYSTEM_ACTOR};
use sha2::{Digest as _, Sha256};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::leaf::hex;
use crate::{Log, ReadError};

/// A text with its salt. The commitment is SHA-256 of the salt and the text.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedText {
    /// The widest circle of readers it was written for.
    pub class: WordsClass,
    /// What the event holds, written out in hex.
    pub commitment: [u8; 32],
    /// 32 random bytes, derived from nothing that is kept.
    pub salt: [u8; 32],
    /// What the person typed.
    pub text: String,
}

/// A text never appears in a log line, even of what holds it.
impl std::fmt::Debug for SealedText {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("SealedText")
            .field("commitment", &hex(&self.commitment))
            .finish_non_exhaustive()
    }
}

impl SealedText {
    fn new(text: &str, class: WordsClass) -> Self {
        Self::salted(rand::random(), text, class)
    }

    fn salted(salt: [u8; 32], text: &str, class: WordsClass) -> Self {
        let commitment = digest(&salt, text);
        Self { class, commitment, salt, text: text.to_owned() }
    }

    fn words(&self) -> Words {
        let commitment = hex(&self.commitment);
        Words { commitment, class: self.class.into(), ..Words::default() }
    }
}

/// The 32 bytes that the commitment is written out of.
pub fn digest(salt: &[u8], text: &str) -> [u8; 32] {
    Sha256::new().chain_update(salt).chain_update(text).finalize().into()
}

/// The words of one command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SealedWords {
    texts: Vec<SealedText>,
    #[cfg(feature = "testing")]
    any: bool,
}

impl SealedWords {
    /// Seals every text of a request that the contract marks as words. The same text in two fields is one text, for the wider circle.
    pub fn of(request: &mut impl Rules) -> Self {
        let mut texts = Vec::<SealedText>::new();
        request.typed(&mut |text, class| {
            if text.is_empty() {
                return;
            }
            match texts.iter_mut().find(|sealed| sealed.text == *text) {
                Some(sealed) => sealed.class = sealed.class.wider(class),
                None => texts.push(SealedText::new(text, class)),
            }
        });
        Self { texts, ..Self::default() }
    }

    /// Seals one text that no request brought.
    pub fn of_text(text: &str, class: WordsClass) -> Self {
        Self { texts: vec![SealedText::new(text, class)], ..Self::default() }
    }

    /// For tests of aggregates: any text has words, always the same ones.
    #[cfg(feature = "testing")]
    pub fn unsalted() -> Self {
        Self { any: true, ..Self::default() }
    }

    /// What an event holds for a text of the command; `None` for an empty one.
    pub fn words(&self, text: &str) -> Option<Words> {
        #[cfg(feature = "testing")]
        if self.any && !text.is_empty() {
            return Some(SealedText::salted([0; 32], text, WordsClass::Unspecified).words());
        }
        let sealed = self.texts.iter().find(|sealed| sealed.text == text);
        debug_assert!(
            sealed.is_some() || text.is_empty(),
            "a text that the contract does not mark"
        );
        sealed.map(SealedText::words)
    }

    /// Those that some events commit to.
    pub(crate) fn kept_by<E: StoredEvent>(&self, events: &[E]) -> Vec<SealedText> {
        let commitments: BTreeSet<String> = events.iter().flat_map(commitments).collect();
        let kept =
            self.texts.iter().filter(|sealed| commitments.contains(&hex(&sealed.commitment)));
        kept.cloned().collect()
    }

    /// Whether a repeat brings the words that the first try brought. What has been erased since counts as the same. An event
    /// may also commit to words of earlier events; and whether a text was given at all is in the fingerprint.
    pub(crate) fn repeats(&self, kept: &HashMap<String, KeptText>) -> bool {
        let mut left: Vec<&str> = self.texts.iter().map(|sealed| sealed.text.as_str()).collect();
        let mut erased = 0;
        for kept in kept.values() {
            match &kept.text {
                None => erased += 1,
                Some(text) => left.retain(|given| given != text),
            }
        }
        left.len() <= erased
    }
}

/// What an event commits to.
pub(crate) fn commitments<E: StoredEvent>(event: &E) -> Vec<String> {
    let mut commitments = Vec::new();
    event.clone().words(&mut |words| commitments.push(std::mem::take(&mut words.commitment)));
    commitments.retain(|commitment| !commitment.is_empty());
    commitments
}

/// A text as the store keeps it now.
#[derive(Clone, Debug)]
pub(crate) struct KeptText {
    text: Option<String>,
    class: WordsClass,
    removed_on: String,
    /// Who wrote it, where it was classed anew.
    author: Option<Uuid>,
}

/// Who reads an answer. The class of a text says who may read it, and the thing's own rule may keep it from more.
#[derive(Clone, Copy, Debug)]
pub struct WordsReader {
    up_to: WordsClass,
    person: Option<Uuid>,
}

impl WordsReader {
    /// Who makes a call, in the roles in which it was allowed.
    pub fn of(caller: &Caller) -> Self {
        let person = (caller.actor != SYSTEM_ACTOR).then_some(caller.actor);
        let of_the_role = || WordsClass::of_readers(&caller.role);
        Self { up_to: caller.reads_up_to.unwrap_or_else(of_the_role), person }
    }

    /// Who gets a committee's paper.
    pub const OF_A_PAPER: Self = Self { up_to: WordsClass::Governors, person: None };

    /// The data protection officer, who looks through all texts.
    pub const OF_EVERYTHING: Self = Self { up_to: WordsClass::Author, person: None };

    fn reads(&self, kept: &KeptText) -> bool {
        let wrote_it = self.person.is_some() && self.person == kept.author;
        wrote_it || kept.class.is_read_up_to(self.up_to)
    }
}

impl KeptText {
    fn from_row(row: &Row) -> (String, Self) {
        let removed_on: Option<String> = row.get(3);
        let class = WordsClass::from_str_name(row.get(2)).unwrap_or_default();
        let removed_on = removed_on.unwrap_or_default();
        (row.get(0), Self { text: row.get(1), class, removed_on, author: row.get(4) })
    }

    fn put_into(&self, words: &mut Words, reader: WordsReader) {
        words.class = self.class.into();
        words.removed_on.clone_from(&self.removed_on);
        words.kept_back = self.text.is_some() && !reader.reads(self);
        words.text.clear();
        if !words.kept_back {
            words.text = self.text.clone().unwrap_or_default();
        }
    }
}

const KEPT: &str = "select encode(t.commitment, 'hex'), t.text, t.class, t.removed_on::text, t.author \
    from unnest($2::text[]) as asked(commitment) \
    join words.text t on t.trust_id = $1 and t.commitment = decode(asked.commitment, 'hex')";

impl Log {
    /// Puts the texts of all words into an answer, or the day of their removal. A text whose class is for fewer readers is kept
    /// back from the others. Words without a commitment stay as they are.
    pub async fn fill(
        &self,
        trust: Uuid,
        reader: WordsReader,
        answer: &mut (impl Spoken + ?Sized),
    ) -> Result<(), ReadError> {
        let mut asked = Vec::new();
        answer.words(&mut |words| {
            if !words.commitment.is_empty() {
                asked.push(words.commitment.clone());
            }
        });
        let kept = self.kept_words(trust, &asked).await?;
        answer.words(&mut |words| {
            if let Some(kept) = kept.get(&words.commitment) {
                kept.put_into(words, reader);
            }
        });
        Ok(())
    }

    /// What is kept for some commitments.
    pub(crate) async fn kept_words(
        &self,
        trust: Uuid,
        commitments: &[String],
    ) -> Result<HashMap<String, KeptText>, ReadError> {
        if commitments.is_empty() {
            return Ok(HashMap::new());
        }
        let rows = self.of(trust).await?.query(KEPT, &[&trust, &commitments]).await?;
        Ok(rows.iter().map(KeptText::from_row).collect())
    }
}

/// Whether a text is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordsStanding {
    /// No event commits to it.
    Unknown,
    /// It can be read.
    Kept,
    /// It was erased.
    Erased,
}

impl Log {
    /// Whether the text that something commits to is kept.
    pub async fn words_standing(
        &self,
        trust: Uuid,
        commitment: &str,
    ) -> Result<WordsStanding, ReadError> {
        let standing = "select words.standing($1, $2)";
        let row = self.of(trust).await?.query_opt(standing, &[&trust, &commitment]).await?;
        Ok(match row.and_then(|row| row.get(0)) {
            None => WordsStanding::Unknown,
            Some(true) => WordsStanding::Kept,
            Some(false) => WordsStanding::Erased,
        })
    }

    /// After a restore: erases once more the words that the log says were erased. Returns how many had come back.
    pub async fn erase_words_again(&self, trust: Uuid) -> Result<u64, ReadError> {
        let again = "select words.erase_again($1)";
        let row = self.of(trust).await?.query_opt(again, &[&trust]).await?;
        Ok(row.map_or(0, |row| row.get::<_, i64>(0).unsigned_abs()))
    }
}

/// For tests: events whose words hold texts, as a command that brought the texts would have made them.
#[cfg(feature = "testing")]
pub(crate) fn sealed_events<E: StoredEvent>(mut events: Vec<E>) -> (Vec<E>, SealedWords) {
    let mut texts = Vec::new();
    for event in &mut events {
        event.words(&mut |words| {
            if !words.text.is_empty() {
                let sealed = SealedText::new(&words.text, words.class());
                *words = sealed.words();
                texts.push(sealed);
            }
        });
    }
    (events, SealedWords { texts, ..SealedWords::default() })
}

/// Takes the texts out of what is to be kept: what commits to them stays. Texts that nothing commits to stay too.
pub fn unsaid(kept: &mut (impl Spoken + ?Sized)) {
    kept.words(&mut |words| {
        if !words.commitment.is_empty() {
            take_out(words);
        }
    });
}

/// Leaves of words what an event holds of them.
pub(crate) fn take_out(words: &mut Words) {
    words.text.clear();
    words.removed_on.clear();
    words.kept_back = false;
}

#[cfg(test)]
mod tests;
