//! No value in the store, in a log or in a file of NATS joins a link of an open wave to its answers. After the close none of either
//! is left.
//!
//! The test has a copy of the wave's key, and makes from it what stands for each link: its hash, its nullifier and its receipt.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use contract::Caller;
use contract::surveys::v1::CloseWaveRequest;
use contract::surveys::v1::surveys_service_client::SurveysServiceClient;
use hmac::{Hmac, KeyInit as _, Mac as _};
use plumbline::demo::Played;
use plumbline_tests::World;
use sha2::{Digest as _, Sha256};
use tonic::Status;
use uuid::Uuid;

use crate::doors::Doors;
use crate::words::{dump, found_in_file, found_in_logs};

/// The letters of a code, the one of the value 0 first.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LETTERS: usize = 26;

/// What stands for the links of an open wave, in every spelling.
pub struct Linkage {
    wave: Uuid,
    key: PathBuf,
    /// Hashes of links.
    links: BTreeSet<String>,
    /// Nullifiers and hashes of receipts.
    answers: BTreeSet<String>,
    /// What is stored nowhere: links and receipts as people have them, and the key that makes all of this.
    secrets: BTreeSet<String>,
    /// What a link's row and an answer's row may have in common: trust, wave and schools.
    common: BTreeSet<String>,
}

impl Linkage {
    /// Of the wave that the demo leaves open.
    pub async fn of(world: &World, played: &Played) -> Self {
        let keys = std::fs::read_dir(world.wave_keys()).unwrap();
        let keys: Vec<PathBuf> = keys.map(|file| file.unwrap().path()).collect();
        let [key] = keys.as_slice() else { panic!("one wave is open, with one key: {keys:?}") };
        let wave: Uuid = key.file_stem().unwrap().to_str().unwrap().parse().unwrap();
        let copied = CopiedKey::read(key);
        let mut linkage = Self {
            wave,
            key: key.clone(),
            links: BTreeSet::new(),
            answers: BTreeSet::new(),
            secrets: spellings(&copied.0).into(),
            common: BTreeSet::from([played.trust_id.clone(), wave.to_string()]),
        };
        let asked = "select school_id, count(*) as count from invitation.token \
            where wave_id = $1 group by school_id";
        for row in world.owner().await.query(asked, &[&wave]).await.unwrap() {
            let (school, count): (Uuid, i64) = (row.get("school_id"), row.get("count"));
            linkage.common.insert(school.to_string());
            for number in 0..u32::try_from(count).unwrap() {
                linkage.take(&copied, copied.link(school, number));
            }
        }
        let mut handed_out = played.survey_tokens.iter();
        assert!(handed_out.all(|open| linkage.secrets.contains(&open.token)), "other links");
        linkage
    }

    fn take(&mut self, key: &CopiedKey, link: u128) {
        let hash = hash(link);
        let receipt = code_of(key.derive("receipt", &[&hash]));
        self.links.extend(spellings(&hash));
        self.answers.extend(spellings(&key.derive("nullifier", &[&hash])));
        self.answers.extend(spellings(&self::hash(receipt)));
        for code in [letters(link), letters(receipt)] {
            let upper = code.to_uppercase();
            let groups = [&upper[..6], &upper[6..11], &upper[11..16], &upper[16..21], &upper[21..]];
            self.secrets.extend([groups.join("-"), upper.clone(), code]);
        }
    }

    /// Some have answered by now, and the wave is open.
    pub fn is_joined_by_nothing(&self, world: &World) {
        let links = dump(world, "links", &["--table=invitation.token"]);
        let answers = dump(world, "answers", &["--schema=collector"]);
        assert!(found_in_file(&links, &self.links).is_some(), "links are found");
        assert!(found_in_file(&answers, &self.answers).is_some(), "answers are found");
        for (place, others) in [(&links, &self.answers), (&answers, &self.links)] {
            assert_eq!(found_in_file(place, others), None, "{}", place.display());
            assert_eq!(found_in_file(place, &self.secrets), None, "{}", place.display());
        }
        let (of_links, of_answers) = (values(&links), values(&answers));
        let both: BTreeSet<&String> = of_links.intersection(&of_answers).collect();
        let joins: Vec<_> = both.iter().filter(|value| !self.common.contains(**value)).collect();
        assert!(joins.is_empty() && !both.is_empty(), "values of both sides: {both:?}");
        let rest = ["--exclude-table-data=invitation.token", "--exclude-table-data=collector.*"];
        self.is_nowhere_in(&dump(world, "neither", &rest));
    }

    /// Closes the wave, unless a walk through the pages did so, and looks again. Logs and files of NATS still hold what they held before.
    pub async fn is_gone_after_the_close(&self, doors: &Doors, world: &World) {
        let mut surveys = SurveysServiceClient::new(doors.peers.channel("surveys"));
        let (command_id, wave_id) = (Uuid::now_v7().to_string(), self.wave.to_string());
        let now = Some("2026-11-24T17:00:00Z".parse().unwrap());
        let lead = Caller { now, ..doors.caller.clone() };
        let close = CloseWaveRequest { command_id, wave_id };
        let closed = surveys.close_wave(lead.request(close)).await;
        let before = |status: &Status| contract::says_no_for(status, "WAVE_NOT_OPEN");
        assert!(closed.is_ok() || closed.as_ref().is_err_and(before), "{closed:?}");
        assert!(!self.key.exists(), "the key is destroyed");
        self.is_nowhere_in(&dump(world, "after-the-close", &[]));
        let found = found_in_logs(world, &self.all());
        assert!(found.is_empty(), "{found:?}");
    }

    #[track_caller]
    fn is_nowhere_in(&self, store: &Path) {
        assert_eq!(found_in_file(store, &self.all()), None, "it is in the store");
    }

    fn all(&self) -> BTreeSet<String> {
        let all = self.links.iter().chain(&self.answers).chain(&self.secrets);
        all.cloned().collect()
    }
}

/// The key of a wave.
struct CopiedKey(Vec<u8>);

impl CopiedKey {
    /// Its id is the first line, the secret in hexadecimal the second.
    fn read(file: &Path) -> Self {
        let text = std::fs::read_to_string(file).unwrap();
        let secret = text.lines().nth(1).unwrap();
        let bytes = (0..secret.len()).step_by(2).map(|at| &secret[at..at + 2]);
        Self(bytes.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect())
    }

    fn derive(&self, what: &str, from: &[&[u8]]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).unwrap();
        mac.update(what.as_bytes());
        mac.update(&[0]);
        from.iter().for_each(|part| mac.update(part));
        mac.finalize().into_bytes().into()
    }

    fn link(&self, school: Uuid, number: u32) -> u128 {
        code_of(self.derive("link", &[school.as_bytes(), &number.to_be_bytes()]))
    }
}

fn code_of(derived: [u8; 32]) -> u128 {
    let (half, _) = derived.split_at(16);
    u128::from_be_bytes(half.try_into().unwrap())
}

fn hash(code: u128) -> [u8; 32] {
    Sha256::digest(code.to_be_bytes()).into()
}

fn letters(code: u128) -> String {
    let letter = |place: usize| char::from(ALPHABET[((code >> (5 * place)) & 31) as usize]);
    (0..LETTERS).rev().map(letter).collect()
}

/// Bytes as a text may have them.
fn spellings(bytes: &[u8]) -> [String; 3] {
    [eventlog::hex(bytes), STANDARD_NO_PAD.encode(bytes), URL_SAFE_NO_PAD.encode(bytes)]
}

/// Every value of every row in a dump.
fn values(dump: &Path) -> BTreeSet<String> {
    let text = std::fs::read_to_string(dump).unwrap();
    let rows = text.lines().filter(|line| line.contains('\t'));
    rows.flat_map(|row| row.split('\t')).map(str::to_owned).collect()
}
