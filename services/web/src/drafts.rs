//! Answers on their way: what a respondent has chosen so far, in memory only, until sent; and for an hour the receipt.
//!
//! Kept under the hash of the one-time link, so that Back and the same link on another day find them; nothing of it
//! is written anywhere, and it is forgotten when sent, when old, or when the program ends.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sha2::{Digest as _, Sha256};

use crate::sessions::secret;

const MOST: usize = 20_000;
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// One respondent's choices: by question the option, or nothing where it was passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Draft {
    /// In every form of this respondent's pages.
    pub form_token: String,
    pub choices: BTreeMap<String, Option<String>>,
    /// What the receipt will say besides its code.
    pub about: Option<Sent>,
}

/// How long the receipt can be looked at again.
const RECEIPT_KEPT_FOR: Duration = Duration::from_secs(60 * 60);

/// The receipt of a link's answers once they have arrived. Who sends holds the lock, so that a second tap waits for the first.
pub(crate) type Receipt = Arc<tokio::sync::Mutex<Option<Sent>>>;

/// Answers that have arrived, as far as the respondent is told of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sent {
    pub code: String,
    /// The school that asked, where known.
    pub school_name: Option<String>,
    pub closes_on: String,
    pub by_pupils: bool,
}

/// Receipts of the last hour, by the hash of the link.
#[derive(Debug, Default)]
pub(crate) struct Receipts {
    by_link: Mutex<HashMap<[u8; 32], (Receipt, Instant)>>,
}

impl Receipts {
    /// The receipt of a link, empty until its answers have arrived.
    pub(crate) fn of(&self, link: &str) -> Receipt {
        let mut receipts = self.receipts();
        if !receipts.contains_key(&key(link)) && receipts.len() >= MOST {
            receipts.retain(|_, (_, since)| since.elapsed() < RECEIPT_KEPT_FOR);
            let oldest = receipts.iter().min_by_key(|(_, (_, since))| *since);
            let oldest = oldest.map(|(link, _)| *link).filter(|_| receipts.len() >= MOST);
            oldest.and_then(|link| receipts.remove(&link));
        }
        let fresh = || (Receipt::default(), Instant::now());
        receipts.entry(key(link)).or_insert_with(fresh).0.clone()
    }

    /// What has arrived of a link, for an hour.
    pub(crate) async fn arrived(&self, link: &str) -> Option<Sent> {
        let known = self.receipts().get(&key(link)).cloned();
        let (receipt, _) = known.filter(|(_, since)| since.elapsed() < RECEIPT_KEPT_FOR)?;
        receipt.lock().await.clone()
    }

    fn receipts(&self) -> MutexGuard<'_, HashMap<[u8; 32], (Receipt, Instant)>> {
        self.by_link.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Every draft under way.
#[derive(Debug, Default)]
pub(crate) struct Drafts {
    by_link: Mutex<HashMap<[u8; 32], (Draft, Instant)>>,
}

impl Drafts {
    fn by_link(&self) -> MutexGuard<'_, HashMap<[u8; 32], (Draft, Instant)>> {
        self.by_link.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The draft behind a link, begun where there is none. Call it for links the surveys service knows only.
    pub(crate) fn begin(&self, link: &str) -> Draft {
        let mut drafts = self.by_link();
        if !drafts.contains_key(&key(link)) && drafts.len() >= MOST {
            make_room(&mut drafts);
        }
        let fresh = || Draft { form_token: secret(), choices: BTreeMap::new(), about: None };
        let entry = drafts.entry(key(link)).or_insert_with(|| (fresh(), Instant::now()));
        if entry.1.elapsed() > LONGEST {
            *entry = (fresh(), Instant::now());
        }
        entry.0.clone()
    }

    /// The draft behind a link, with what its receipt will say; nothing where none was begun.
    pub(crate) fn begun(&self, link: &str) -> Option<(Draft, Sent)> {
        let draft = self.by_link().get(&key(link)).map(|(draft, _)| draft.clone())?;
        let about = draft.about.clone()?;
        Some((draft, about))
    }

    /// Keeps what the receipt of a link's answers will say.
    pub(crate) fn tell(&self, link: &str, about: Sent) {
        if let Some((draft, _)) = self.by_link().get_mut(&key(link)) {
            draft.about = Some(about);
        }
    }

    /// Whether a link has led to a survey in this program, in the last day.
    pub(crate) fn knows(&self, link: &str) -> bool {
        self.by_link().get(&key(link)).is_some_and(|(_, touched)| touched.elapsed() <= LONGEST)
    }

    /// Keeps a choice; `None` passes the question over.
    pub(crate) fn keep(&self, link: &str, question: &str, option: Option<&str>) {
        if let Some((draft, touched)) = self.by_link().get_mut(&key(link)) {
            draft.choices.insert(question.to_owned(), option.map(str::to_owned));
            *touched = Instant::now();
        }
    }

    /// Forgets a draft once its answers are where they belong.
    pub(crate) fn forget(&self, link: &str) {
        self.by_link().remove(&key(link));
    }
}

fn key(link: &str) -> [u8; 32] {
    Sha256::digest(link).into()
}

/// The old ones go; where none is old, the one longest untouched.
fn make_room(drafts: &mut HashMap<[u8; 32], (Draft, Instant)>) {
    drafts.retain(|_, (_, touched)| touched.elapsed() <= LONGEST);
    if drafts.len() >= MOST {
        let oldest = drafts.iter().min_by_key(|(_, (_, touched))| *touched).map(|(link, _)| *link);
        oldest.and_then(|link| drafts.remove(&link));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_link_finds_what_was_chosen() {
        let drafts = Drafts::default();
        let token = drafts.begin("link").form_token;
        drafts.keep("link", "q1", Some("agree"));
        drafts.keep("link", "q2", None);
        let draft = drafts.begin("link");
        assert_eq!(draft.form_token, token);
        assert_eq!(draft.choices["q1"].as_deref(), Some("agree"));
        assert_eq!(draft.choices["q2"], None);
        assert!(drafts.begin("other").choices.is_empty());
    }

    #[test]
    fn what_the_receipt_will_say_is_kept_with_the_draft() {
        let drafts = Drafts::default();
        let closes_on = "2025-11-28".to_owned();
        let about = Sent { code: String::new(), school_name: None, closes_on, by_pupils: true };
        drafts.tell("link", about.clone());
        assert_eq!(drafts.begun("link"), None);
        drafts.begin("link");
        drafts.tell("link", about.clone());
        assert_eq!(drafts.begun("link").unwrap().1, about);
        assert!(drafts.knows("link") && !drafts.knows("other"));
    }

    #[test]
    fn what_was_sent_is_forgotten() {
        let drafts = Drafts::default();
        drafts.begin("link");
        drafts.keep("link", "q1", Some("agree"));
        drafts.forget("link");
        assert!(drafts.begin("link").choices.is_empty());
    }

    #[tokio::test]
    async fn a_second_tap_waits_for_the_first_and_finds_its_receipt() {
        let receipts = Receipts::default();
        let mut first = receipts.of("link").lock_owned().await;
        let second = receipts.of("link");
        assert!(second.try_lock().is_err(), "the first is still sending");
        let (code, closes_on) = ("QK7M".to_owned(), "2025-11-14".to_owned());
        let sent = Sent { code, school_name: None, closes_on, by_pupils: false };
        *first = Some(sent.clone());
        drop(first);
        assert_eq!(*second.lock().await, Some(sent));
        assert!(receipts.arrived("link").await.is_some());
        assert_eq!(receipts.arrived("other").await, None);
    }

    #[test]
    fn drafts_are_bounded() {
        let drafts = Drafts::default();
        for number in 0..MOST + 3 {
            drafts.begin(&number.to_string());
        }
        assert_eq!(drafts.by_link().len(), MOST);
    }
}
