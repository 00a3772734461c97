//! The attacker reads what no table shows: pages of the heap with their dead rows, and the write-ahead log.
//!
//! `pageinspect` and `pg_walinspect` are PostgreSQL's own; they are made in the test's database and nowhere else. The pages are read
//! while the wave is open and again after the close, when every link and every answer is a dead row.

use std::collections::BTreeMap;

use super::attack::{
    Dump, FAR_MORE, Guess, MANY_RUNS, PEOPLE, RUNS, Row, WAYS, averages_of, only_guesses,
    option_of, right,
};
use super::*;

const EXTENSIONS: &str =
    "create extension if not exists pageinspect; create extension if not exists pg_walinspect";

/// Every row version of a table, live or dead, with its bytes as they lie in the page.
const VERSIONS: &str = "select t_xmin::text, t_xmax::text, page::bigint, lp::bigint, t_data \
    from generate_series(0, pg_relation_size($1::text::regclass) / 8192 - 1) page, \
    heap_page_items(get_raw_page($1, page::int)) where t_data is not null order by page, lp";

/// What the log says of changes to the tables of links and answers, in its order. PostgreSQL 15 tells transaction, kind of change,
/// file, block and place.
const LOGGED: &str = "select xid::text, record_type, description, block_ref \
    from pg_get_wal_records_info($1::text::pg_lsn, $2::text::pg_lsn) \
    where resource_manager like 'Heap%' and block_ref ~ $3 order by start_lsn";

/// A row version of a page.
#[derive(Clone, Debug)]
struct Version {
    xmin: String,
    xmax: String,
    place: (i64, i64),
    bytes: Vec<u8>,
}

async fn versions(stand: &Stand, table: &str) -> Vec<Version> {
    let rows = stand.store.admin().await.query(VERSIONS, &[&table]).await.unwrap();
    let version = |row: &eventlog::tokio_postgres::Row| Version {
        xmin: row.get(0),
        xmax: row.get(1),
        place: (row.get(2), row.get(3)),
        bytes: row.get(4),
    };
    rows.iter().map(version).collect()
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Both sides as the pages have them. A link is known by its hash, answers by what was chosen.
fn sides(hashes: &[Vec<u8>], links: Vec<Version>, answers: Vec<Version>) -> Dump {
    let links = links.into_iter().filter_map(|version| {
        let number = hashes.iter().position(|hash| holds(&version.bytes, hash))?;
        Some(row(version, option_of(number)))
    });
    let answers = answers.into_iter().filter_map(|version| {
        let number = (0..PEOPLE).find(|of| holds(&version.bytes, option_of(*of).as_bytes()))?;
        Some(row(version, option_of(number)))
    });
    Dump { links: links.collect(), answers: answers.collect(), ..Dump::default() }
}

fn row(version: Version, content: String) -> Row {
    let Version { xmin, xmax, place, bytes } = version;
    Row { xmin, xmax, place, hash: bytes, content }
}

/// A change that the write-ahead log tells of: in which transaction, and where.
#[derive(Clone, Debug)]
struct Logged {
    xid: String,
    place: (i64, i64),
}

/// Where the log ends on disk, after everything so far was written there: the test's server does not wait for that by itself.
async fn flushed(stand: &Stand) -> String {
    let admin = stand.store.admin().await;
    let write = "begin; set local synchronous_commit = on; \
        select pg_logical_emit_message(true, 'test', ''); commit";
    admin.batch_execute(write).await.unwrap();
    admin.query_one("select pg_current_wal_flush_lsn()::text", &[]).await.unwrap().get(0)
}

async fn logged(stand: &Stand, since: &str, table: &str) -> Vec<Logged> {
    let admin = stand.store.admin().await;
    // Other tests' databases have files of the same numbers.
    let file = "select (select oid from pg_database where datname = current_database())::text \
        || '/' || pg_relation_filenode($1::text::regclass)";
    let file: String = admin.query_one(file, &[&table]).await.unwrap().get(0);
    let until = flushed(stand).await;
    let of = format!("/{file} fork main");
    let rows = admin.query(LOGGED, &[&since, &until, &of]).await.unwrap();
    let logged = |row: &eventlog::tokio_postgres::Row| {
        let (description, block): (String, String) = (row.get(2), row.get(3));
        let block = block.split(" blk ").nth(1)?.split_whitespace().next()?.parse().ok()?;
        let mut words = description.split_whitespace();
        words.find(|word| *word == "off")?;
        let at = words.next()?.trim_end_matches([',', ';']).parse().ok()?;
        Some(Logged { xid: row.get(0), place: (block, at) })
    };
    rows.iter().filter_map(logged).collect()
}

/// Both sides in the order of the log, with its transactions in the place of the rows' own.
fn by_log(sides: &Dump, links: &[Logged], answers: &[Logged]) -> Dump {
    let told = |rows: &[Row], logged: &[Logged]| {
        // The log tells of a row several times; the first time is when it came.
        let mut known = std::collections::BTreeSet::new();
        let first = logged.iter().filter(|change| known.insert(change.place));
        let rows = first.enumerate().filter_map(|(order, change)| {
            let row = rows.iter().find(|row| row.place == change.place)?;
            let place = (order as i64, 0);
            Some(Row { xmin: change.xid.clone(), place, ..row.clone() })
        });
        rows.collect::<Vec<_>>()
    };
    let (links, answers) = (told(&sides.links, links), told(&sides.answers, answers));
    Dump { links, answers, ..Dump::default() }
}

/// What the attacker has of one wave: the pages while it was open, the log, and the pages after the close.
async fn pages(stand: &Stand, touching: bool) -> Vec<Dump> {
    let admin = stand.store.admin().await;
    admin.batch_execute(EXTENSIONS).await.unwrap();
    let since = flushed(stand).await;
    let wave = attack::answered(stand, touching).await;
    let (links, answers) = ("invitation.token", "collector.response");
    let hashes: Vec<Vec<u8>> = wave.hashes.iter().map(|hash| hash.to_vec()).collect();
    let read =
        async || sides(&hashes, versions(stand, links).await, versions(stand, answers).await);
    let open = read().await;
    let (of_links, of_answers) =
        (logged(stand, &since, links).await, logged(stand, &since, answers).await);
    let log = by_log(&open, &of_links, &of_answers);
    stand.close(wave.wave_id, &new_id()).await.unwrap();
    let closed = read().await;
    assert_eq!((stand.tokens_left().await, stand.buffered().await), (0, 0));
    vec![open, log, closed]
}

/// The best that the attacker gets right of the pages and the log of one run, by the way and what it was read from.
async fn best(left_out: Option<Measure>, touching: bool) -> BTreeMap<String, usize> {
    let stand = Stand::leaving_out(left_out).await;
    let read = pages(&stand, touching).await;
    let seen: Vec<_> = read.iter().map(|dump| (dump.links.len(), dump.answers.len())).collect();
    let enough = |(links, answers): &(usize, usize)| *links >= PEOPLE && *answers >= PEOPLE;
    assert!(seen.iter().all(enough), "the attacker can read: {seen:?}");
    let mut found = BTreeMap::new();
    for (from, dump) in ["open pages", "the log", "pages after the close"].iter().zip(&read) {
        for (way, join) in WAYS {
            let guess: Guess = join(dump);
            found.insert(format!("{way}, {from}"), right(&guess));
        }
    }
    found
}

async fn averages(runs: usize, left_out: Option<Measure>, touching: bool) -> Vec<(String, f64)> {
    let mut all = Vec::new();
    for _ in 0..runs {
        all.push(best(left_out, touching).await);
    }
    averages_of(&all)
}

#[tokio::test]
async fn dead_rows_and_the_write_ahead_log_lead_no_answer_to_its_link() {
    only_guesses(&averages(RUNS, None, false).await);
}

#[tokio::test]
#[ignore = "takes minutes; make attack runs it"]
async fn dead_rows_and_the_log_of_two_hundred_waves_lead_no_answer_to_its_link() {
    only_guesses(&averages(MANY_RUNS, None, false).await);
}

/// What the attacker finds, once a measure is left out.
async fn finds(left_out: Option<Measure>, touching: bool, ways: &[&str]) {
    let averages = averages(2, left_out, touching).await;
    for way in ways {
        let found = averages.iter().any(|(name, right)| name == way && *right >= FAR_MORE);
        assert!(found, "{way}: {averages:?}");
    }
}

#[tokio::test]
async fn pages_and_the_log_show_an_answer_that_touches_its_link() {
    finds(None, true, &["by transaction, open pages", "by transaction, the log"]).await;
    finds(None, true, &["by transaction, pages after the close"]).await;
}

#[tokio::test]
async fn pages_and_the_log_show_links_that_are_stored_in_the_order_of_handing_out() {
    let ways = ["by place, open pages", "by place, the log", "by place, pages after the close"];
    finds(Some(Measure::OrderOfHashes), false, &ways).await;
}
