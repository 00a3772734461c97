//! An attacker holds everything that the store keeps after a text was erased, and a dictionary of short texts, and tries each.

use std::collections::BTreeSet;

use eventlog::{Recorded, digest, hex};
use prost::Message as _;

use super::words::{erase, stated};
use super::*;

const ERASED: &str = "No";
/// What a person may have typed, and the text itself.
const DICTIONARY: [&str; 16] = [
    "No", "no", "NO", "No.", "Yes", "yes", "Maybe", "None", "n/a", "OK", "Good", "Poor", "Safe",
    "Ill", "Left", "Sad",
];
const LONG: &str = "Certainly not while the building work goes on, as the governors said in June";

/// Every table of the store but PostgreSQL's own; a partition's rows are those of its table.
const TABLES: &str = "select format('%I.%I', n.nspname, c.relname) as name from pg_class c \
    join pg_namespace n on n.oid = c.relnamespace \
    where c.relkind in ('r', 'p') and not c.relispartition and n.nspname not in ('pg_catalog', 'information_schema') order by 1";

/// The columns of a table. Times are written with as many digits as they need, so their lengths tell of nothing but the clock.
const COLUMNS: &str = "select quote_ident(attname) as name from pg_attribute \
    where attrelid = $1::text::regclass and attnum > 0 and not attisdropped \
    and atttypid <> 'timestamptz'::regtype order by 1";

/// Each row of each table as text; bytes are in hex.
async fn kept(world: &World) -> String {
    let admin = world.store.admin().await;
    let mut all = String::new();
    for table in admin.query(TABLES, &[]).await.unwrap() {
        let rows = format!("select t::text as line from {} t", table.get::<_, &str>("name"));
        for row in admin.query(&rows, &[]).await.unwrap() {
            all.push_str(row.get("line"));
            all.push('\n');
        }
    }
    all
}

/// How long each value of each column is, fractions of seconds aside.
async fn lengths(world: &World) -> Vec<(String, Vec<i32>)> {
    let admin = world.store.admin().await;
    let mut all = Vec::new();
    for table in admin.query(TABLES, &[]).await.unwrap() {
        let table: String = table.get("name");
        for column in admin.query(COLUMNS, &[&table]).await.unwrap() {
            let column: String = column.get("name");
            let lengths = format!(
                r"select coalesce(octet_length(regexp_replace({column}::text, '\.\d+', '', 'g')), -1) as length
                from {table} order by 1"
            );
            let rows = admin.query(&lengths, &[]).await.unwrap();
            all.push((
                format!("{table} {column}"),
                rows.iter().map(|row| row.get("length")).collect(),
            ));
        }
    }
    all
}

/// Bytes that may have been the salt: every id and every 32 bytes in hex that are kept, as bytes and as text, and nothing.
fn salts(kept: &str) -> BTreeSet<Vec<u8>> {
    let mut salts = BTreeSet::from([Vec::new(), vec![0; 32]]);
    let pieces = kept.split(|letter: char| !letter.is_ascii_hexdigit() && letter != '-');
    for piece in pieces {
        if let Ok(id) = Uuid::try_parse(piece) {
            salts.extend([id.as_bytes().to_vec(), piece.as_bytes().to_vec()]);
        } else if piece.len() == 64 {
            let byte = |at: usize| u8::from_str_radix(&piece[at..at + 2], 16).unwrap_or_default();
            salts.extend([(0..64).step_by(2).map(byte).collect(), piece.as_bytes().to_vec()]);
        }
    }
    salts
}

/// The hash that the log would hold, had the event held the text.
fn leaf_with(event: &Recorded, words: &str, guess: &str) -> String {
    let body = event.body.replace(words, guess);
    hex(&Recorded { body, ..event.clone() }.leaf().unwrap().hash())
}

/// The fingerprint of the command, had it been taken with the text.
fn fingerprint_with(event: &Recorded, school_id: &str, guess: &str) -> String {
    let metadata: serde_json::Value = serde_json::from_str(&event.metadata).unwrap();
    let request = v1::StateUniquenessRequest {
        command_id: metadata["command_id"].as_str().unwrap_or_default().to_owned(),
        school_id: school_id.to_owned(),
        statement: guess.to_owned(),
    };
    let mut content = b"plumbline.schools.v1.StateUniquenessRequest".to_vec();
    content.extend(request.encode_to_vec());
    hex(&digest(&content, ""))
}

/// The texts of the dictionary that something kept confirms.
async fn confirmed(world: &World, commitment: &str) -> Vec<&'static str> {
    let kept = kept(world).await;
    assert!(kept.contains(commitment) && kept.len() > 1_000);
    let events = world.doors.log.read(world.caller.trust, 0, 100).await.unwrap();
    let holder = events.iter().find(|event| event.body.contains(commitment)).unwrap();
    let school = holder.stream.split_once('-').unwrap().1;
    let as_taken = fingerprint_with(holder, school, "words");
    assert!(kept.contains(&as_taken), "the attacker can make the command's fingerprint");
    let salts = salts(&kept);
    assert!(salts.len() > 20, "{}", salts.len());
    let confirms = |guess: &&str| {
        let salted = salts.iter().map(|salt| hex(&digest(salt, guess)));
        let quoted = salts.iter().map(|salt| hex(&digest(salt, &format!("\"{guess}\""))));
        let leaf = leaf_with(holder, commitment, guess);
        let fingerprint = fingerprint_with(holder, school, guess);
        salted.chain(quoted).chain([leaf, fingerprint]).any(|hash| kept.contains(&hash))
    };
    DICTIONARY.into_iter().filter(confirms).collect()
}

#[tokio::test]
async fn a_short_erased_text_is_confirmed_by_nothing_that_is_kept() {
    let world = World::start().await;
    let words = stated(&world, ERASED).await;
    assert_eq!(confirmed(&world, &words.commitment).await, [ERASED], "the attacker can try");
    erase(&world, &words.commitment).await.unwrap();
    assert!(confirmed(&world, &words.commitment).await.is_empty());
    let kept = kept(&world).await;
    let itself = |guess: &&str| kept.contains(&format!("\"{guess}\""));
    assert_eq!(DICTIONARY.iter().find(|guess| itself(guess)), None);
}

#[tokio::test]
async fn what_is_kept_of_a_short_erased_text_is_as_long_as_of_a_long_one() {
    let mut of = Vec::new();
    for text in [ERASED, LONG] {
        let world = World::start().await;
        let words = stated(&world, text).await;
        let before = lengths(&world).await;
        erase(&world, &words.commitment).await.unwrap();
        of.push((before, lengths(&world).await));
    }
    assert_ne!(of[0].0, of[1].0, "before the erasure the lengths tell");
    let told = of[0].1.iter().zip(&of[1].1).find(|(short, long)| short != long);
    assert_eq!(told, None);
}
