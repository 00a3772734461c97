//! An attacker with a full dump of the store tries to say who gave which answers.
//!
//! The dump has every row with `xmin` and `ctid`, in the order of the table. It is taken while the wave is open and again after
//! the close. The attacker knows besides whose link is whose. What is left out of the build on purpose shows that the attacker
//! can count.

use std::collections::{BTreeMap, HashMap};

use sha2::{Digest as _, Sha256};

use super::*;
use crate::code::Code;

pub(super) const RUNS: usize = 20;
/// What `make attack` tries.
pub(super) const MANY_RUNS: usize = 200;
pub(super) const PEOPLE: usize = 30;
/// What guessing gives is one right on average.
const MOST_RIGHT: f64 = 2.0;
pub(super) const FAR_MORE: f64 = 20.0;

/// A row of the dump, as far as it could lead anywhere.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) xmin: String,
    /// The transaction that removed or replaced it; `0` where none did.
    pub(super) xmax: String,
    pub(super) place: (i64, i64),
    /// Hash of a link, or the nullifier of answers.
    pub(super) hash: Vec<u8>,
    /// Whose link it is, or what was answered.
    pub(super) content: String,
}

/// What the attacker has of one wave.
#[derive(Debug, Default)]
pub(super) struct Dump {
    pub(super) links: Vec<Row>,
    pub(super) answers: Vec<Row>,
    /// Answers of the closed wave, in the order of their batches.
    pub(super) batches: Vec<String>,
    /// People in the order in which they answered, for an attacker who watched them.
    pub(super) watched: Vec<String>,
    /// People in the order of their nullifiers, for an attacker who copied the wave's key before the close.
    pub(super) keyed: Vec<String>,
}

/// For each link by its place in the dump the answers that are blamed on it.
pub(super) type Guess = Vec<(String, String)>;

/// A way to join the two sides.
pub(super) type JoinBy = fn(&Dump) -> Guess;

/// How the attacker joins the two sides.
pub(super) const WAYS: [(&str, JoinBy); 8] = [
    ("by transaction", by_transaction),
    ("by place", |dump| by_rank(dump, |row| row.place)),
    ("by age", |dump| by_rank(dump, |row| row.xmin.parse::<u64>().unwrap_or_default())),
    ("by hash", |dump| by_rank(dump, |row| row.hash.clone())),
    ("by an unkeyed hash", by_unkeyed_hash),
    ("by the order in the batch", by_batch),
    ("by watching who answers", by_watching),
    ("by a copied key, after the close", by_copied_key),
];

fn by_transaction(dump: &Dump) -> Guess {
    let of: HashMap<&str, &Row> = dump.answers.iter().map(|row| (&*row.xmin, row)).collect();
    let touched = |link: &Row| {
        let answers = of.get(&*link.xmin).or_else(|| of.get(&*link.xmax))?;
        Some((link.content.clone(), answers.content.clone()))
    };
    // Of several versions of a link each tells the same.
    let guesses: std::collections::BTreeSet<_> = dump.links.iter().filter_map(touched).collect();
    guesses.into_iter().collect()
}

/// The first link belongs to the first answers, and so on, in some order that both sides have.
fn by_rank<K: Ord>(dump: &Dump, key: impl Fn(&Row) -> K) -> Guess {
    let ordered = |rows: &[Row]| {
        let mut rows = rows.to_vec();
        rows.sort_by_key(&key);
        rows.into_iter().map(|row| row.content)
    };
    ordered(&dump.links).zip(ordered(&dump.answers)).collect()
}

fn by_unkeyed_hash(dump: &Dump) -> Guess {
    let of: HashMap<&[u8], &Row> = dump.answers.iter().map(|row| (&*row.hash, row)).collect();
    let mut guess = Guess::new();
    for link in &dump.links {
        let tries = [link.hash.clone(), Sha256::digest(&link.hash).to_vec()];
        let found = tries.iter().find_map(|hash| of.get(hash.as_slice()));
        guess.extend(found.map(|row| (link.content.clone(), row.content.clone())));
    }
    guess
}

fn by_batch(dump: &Dump) -> Guess {
    let mut links = dump.links.clone();
    links.sort_by_key(|row| row.place);
    links.into_iter().map(|row| row.content).zip(dump.batches.iter().cloned()).collect()
}

/// Answers lie in the batches as they arrived, and the attacker saw who pressed the button when. While the wave is open, commit
/// times tell as much to one who watches, which the DPIA says; a dump after the close must not.
fn by_watching(dump: &Dump) -> Guess {
    dump.watched.iter().cloned().zip(dump.batches.iter().cloned()).collect()
}

/// The store hands answers over in the order of their nullifiers, and a copied key makes the nullifier of each link. While the wave
/// is open the key and the store tell all, which the DPIA says; a dump after the close must not.
fn by_copied_key(dump: &Dump) -> Guess {
    dump.keyed.iter().cloned().zip(dump.batches.iter().cloned()).collect()
}

/// The columns that every row has, whatever the table.
const LINKS: &str = "select xmin::text, (ctid::text::point)[0]::bigint, (ctid::text::point)[1]::bigint, \
    token_hash, '' from invitation.token";
const ANSWERS: &str = "select xmin::text, (ctid::text::point)[0]::bigint, (ctid::text::point)[1]::bigint, \
    nullifier, answers::text from collector.response";

async fn rows(stand: &Stand, dump: &str) -> Vec<Row> {
    let rows = stand.store.admin().await.query(dump, &[]).await.unwrap();
    let row = |row: &eventlog::tokio_postgres::Row| Row {
        xmin: row.get(0),
        xmax: "0".to_owned(),
        place: (row.get(1), row.get(2)),
        hash: row.get(3),
        content: row.get(4),
    };
    rows.iter().map(row).collect()
}

/// An instrument whose last question everybody answers differently.
fn telling() -> contract::surveys::v1::InstrumentPublished {
    let mut instrument = instrument();
    instrument.version = 2;
    let mut question = instrument.questions[0].clone();
    question.question_id = "who".to_owned();
    let option = question.options[0].clone();
    question.options = (0..PEOPLE)
        .map(|number| contract::surveys::v1::Option {
            option_id: option_of(number),
            ..option.clone()
        })
        .collect();
    instrument.questions.push(question);
    instrument
}

pub(super) fn option_of(number: usize) -> String {
    format!("p{number:02}")
}

/// Thirty people answer one after the other, in the order in which the links were handed out: the worst order there is.
/// Then the wave closes. People and what they answered have the same number.
async fn dumped(stand: &Stand, touching: bool) -> Dump {
    let AnsweredWave { wave_id, hashes } = answered(stand, touching).await;
    let names: HashMap<Vec<u8>, String> =
        (0..).zip(&hashes).map(|(number, link)| (link.to_vec(), option_of(number))).collect();
    let named = |row: Row| Row { content: names[&row.hash].clone(), ..row };
    let links = rows(stand, LINKS).await.into_iter().map(named).collect();
    let answers = rows(stand, ANSWERS).await;
    let key = key_of(stand, wave_id).await;
    let mut keyed: Vec<_> =
        (0..).zip(&hashes).map(|(at, link)| (key.nullifier(link), at)).collect();
    keyed.sort_unstable();
    let keyed = keyed.into_iter().map(|(_, number)| option_of(number)).collect();
    stand.close(wave_id, &new_id()).await.unwrap();
    let batches = stand.collected(wave_id).await.into_iter();
    let batches = batches.map(|response| response.answers[0].option_id.clone()).collect();
    let watched = (0..PEOPLE).map(option_of).collect();
    Dump { links, answers, batches, watched, keyed }
}

/// A wave that everybody has answered, with the hashes of the links in the order of handing out.
pub(super) struct AnsweredWave {
    pub(super) wave_id: Uuid,
    pub(super) hashes: Vec<crate::code::CodeHash>,
}

/// Publishes, opens, and lets everybody answer in the order in which the links were handed out.
pub(super) async fn answered(stand: &Stand, touching: bool) -> AnsweredWave {
    for instrument in [instrument(), telling()] {
        let publish =
            PublishInstrumentRequest { command_id: new_id(), instrument: Some(instrument) };
        stand.doors.publish_instrument(stand.request(publish)).await.unwrap();
    }
    let wave = stand.another_opened(&[PEOPLE as u32]).await;
    let hash = |token: &String| Code::read(token).unwrap().hash();
    let links: Vec<_> = wave.tokens[0].iter().map(hash).collect();
    if touching {
        touch(stand, wave.wave_id, &links).await;
    }
    for (number, token) in wave.tokens[0].iter().enumerate() {
        stand.submit(token, &[("who", &option_of(number))]).await.unwrap();
    }
    AnsweredWave { wave_id: wave.wave_id, hashes: links }
}

/// The key of a wave that is open.
async fn key_of(stand: &Stand, wave: Uuid) -> crate::keys::WaveKey {
    let kept = "select key_id from collector.wave where wave_id = $1";
    let row = stand.store.admin().await.query_one(kept, &[&wave]).await.unwrap();
    stand.keys.find(wave, row.get("key_id")).unwrap()
}

/// A store that writes to the link's row when it keeps its answers, as it did once.
async fn touch(stand: &Stand, wave: Uuid, links: &[crate::code::CodeHash]) {
    let admin = stand.store.admin().await;
    let key = key_of(stand, wave).await;
    admin
        .batch_execute(
            "create table public.touched (nullifier bytea, token_hash bytea); \
             create function public.touch() returns trigger language plpgsql security definer as $$ begin \
                 update invitation.token t set school_id = t.school_id from public.touched x \
                 where x.nullifier = new.nullifier and t.token_hash = x.token_hash; \
                 return new; \
             end $$; \
             create trigger touch before insert on collector.response for each row execute function public.touch()",
        )
        .await
        .unwrap();
    for link in links {
        let nullifier = key.nullifier(link);
        let pair: [&[u8]; 2] = [&nullifier, link];
        admin
            .execute("insert into public.touched values ($1, $2)", &[&pair[0], &pair[1]])
            .await
            .unwrap();
    }
}

pub(super) fn right(guess: &Guess) -> usize {
    guess.iter().filter(|(person, answers)| answers.contains(person.as_str())).count()
}

/// How many each way gets right on average, over so many runs.
async fn averages(runs: usize, left_out: Option<Measure>, touching: bool) -> Vec<(String, f64)> {
    let mut all = Vec::new();
    for _ in 0..runs {
        let stand = Stand::leaving_out(left_out).await;
        let dump = dumped(&stand, touching).await;
        assert_eq!((dump.links.len(), dump.answers.len(), dump.batches.len()), (30, 30, 30));
        let of_run = WAYS.iter().map(|(name, way)| ((*name).to_owned(), right(&way(&dump))));
        all.push(of_run.collect());
    }
    averages_of(&all)
}

/// No way gets more right than guessing does.
#[track_caller]
pub(super) fn only_guesses(averages: &[(String, f64)]) {
    assert!(averages.iter().all(|(_, right)| *right <= MOST_RIGHT), "{averages:?}");
}

/// How many each way gets right on average, from how many it got right in each run.
pub(super) fn averages_of(runs: &[BTreeMap<String, usize>]) -> Vec<(String, f64)> {
    let mut sums = BTreeMap::new();
    for (way, right) in runs.iter().flatten() {
        *sums.entry(way.clone()).or_insert(0) += right;
    }
    let average = |sum: usize| sum as f64 / runs.len() as f64;
    sums.into_iter().map(|(way, sum)| (way, average(sum))).collect()
}

#[tokio::test]
async fn whoever_has_the_whole_store_and_no_key_can_only_guess() {
    only_guesses(&averages(RUNS, None, false).await);
}

#[tokio::test]
#[ignore = "takes minutes; make attack runs it"]
async fn whoever_has_the_whole_store_of_two_hundred_waves_can_only_guess() {
    only_guesses(&averages(MANY_RUNS, None, false).await);
}

/// The way that finds far more than guessing, once a measure is left out.
async fn finds(left_out: Option<Measure>, touching: bool, way: &str) {
    let averages = averages(2, left_out, touching).await;
    let found = averages.iter().any(|(name, right)| name == way && *right >= FAR_MORE);
    assert!(found, "{averages:?}");
}

#[tokio::test]
async fn the_attacker_sees_nullifiers_that_are_made_without_the_key() {
    finds(Some(Measure::KeyedNullifiers), false, "by an unkeyed hash").await;
}

#[tokio::test]
async fn the_attacker_sees_links_that_are_stored_in_the_order_of_handing_out() {
    finds(Some(Measure::OrderOfHashes), false, "by place").await;
}

#[tokio::test]
async fn the_attacker_sees_answers_that_are_fixed_as_the_store_hands_them_over() {
    finds(Some(Measure::Shuffle), false, "by a copied key, after the close").await;
}

#[tokio::test]
async fn the_attacker_sees_an_answer_that_touches_its_link() {
    finds(None, true, "by transaction").await;
}
