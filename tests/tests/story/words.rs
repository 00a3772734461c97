//! What persons typed stands in one table and nowhere else.
//!
//! The test looks into events, read models, drafts of reports, files of NATS, and the logs of all processes and of PostgreSQL. It
//! looks at each marked field of every event. A text that was erased has no table either.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use plumbline_tests::World;
use prost::Message as _;
use prost_types::{DescriptorProto, FileDescriptorSet};

/// Texts that may occur by chance are no canaries.
const FEWEST_LETTERS: usize = 16;

/// Marked fields that no step of the story fills. `beside` and each service's own tests seal these.
const NOT_IN_THE_STORY: [&str; 2] = [
    "plumbline.evidence.v1.AccreditationReportDetached reason",
    "plumbline.evidence.v1.InspectionReportDetached reason",
];

/// From here on PostgreSQL logs every statement, as an operator does who looks for a slow one.
pub async fn the_store_logs_every_statement(world: &World) {
    let owner = world.owner().await;
    owner.batch_execute("alter system set log_min_duration_statement = 0").await.unwrap();
    owner.batch_execute("select pg_reload_conf()").await.unwrap();
}

/// `erased` is a part of a text that the data protection officer erased before.
pub async fn what_persons_typed_stands_nowhere_else(world: &World, erased: String) {
    every_marked_field_was_filled(world).await;
    let mut canaries = canaries(world).await;
    assert!(canaries.len() > 200, "only {} texts to look for", canaries.len());
    let said = world.store_said();
    assert!(said.contains("duration:"), "PostgreSQL logged no statement");
    let kept = dump(world, "words", &["--table=words.text"]);
    assert!(found_in_file(&kept, &canaries).is_some(), "a dump shows what is kept");
    let gone = BTreeSet::from([erased.clone()]);
    assert_eq!(found_in_file(&kept, &gone), None, "an erased text is in the dump");

    canaries.insert(erased);
    let mut found = Vec::new();
    for (what, lines) in found_in_logs(world, &canaries) {
        found.push(format!("{what}: {lines}"));
    }
    // The papers keep their words by design; what they were drafted from does not.
    let without = ["--exclude-table-data=words.text", "--exclude-schema=document"];
    let places =
        [("the store", dump(world, "without-words", &without)), ("drafts", drafts(world).await)];
    for (what, place) in places {
        found.extend(found_in_file(&place, &canaries).map(|lines| format!("{what}: {lines}")));
    }
    assert!(found.is_empty(), "typed text stands elsewhere:\n{}", found.join("\n"));
}

/// Every field of every event in which words of a person stand, as `<event type> <field>`. The contract says which these are, so
/// a new field without a text in the story fails the test.
fn marked_fields() -> BTreeSet<String> {
    let files = FileDescriptorSet::decode(contract::DESCRIPTORS).unwrap().file;
    let mut messages = BTreeMap::new();
    for file in &files {
        for message in &file.message_type {
            messages.insert(format!(".{}.{}", file.package(), message.name()), message);
        }
    }
    let families = messages
        .values()
        .filter(|message| message.oneof_decl.iter().any(|oneof| oneof.name() == "event"));
    let events: Vec<&str> =
        families.flat_map(|family| &family.field).map(|field| field.type_name()).collect();
    let mut marked = BTreeSet::new();
    for event in events {
        mark(event.trim_start_matches('.'), event, &messages, &mut marked);
    }
    marked
}

fn mark(
    event: &str,
    message: &str,
    messages: &BTreeMap<String, &DescriptorProto>,
    into: &mut BTreeSet<String>,
) {
    for field in messages.get(message).into_iter().flat_map(|message| &message.field) {
        match field.type_name() {
            ".plumbline.log.v1.Words" => {
                into.insert(format!("{event} {}", field.json_name()));
            }
            inner if inner != message => mark(event, inner, messages, into),
            _ => {}
        }
    }
}

async fn every_marked_field_was_filled(world: &World) {
    let marked = marked_fields();
    assert!(marked.len() > 40, "{marked:?}");
    let mut filled = BTreeSet::new();
    let events = "select type, body from log.event where body::text like '%commitment%'";
    for row in world.owner().await.query(events, &[]).await.unwrap() {
        let (kind, body): (String, serde_json::Value) = (row.get("type"), row.get("body"));
        visit(&kind, &body, &mut |field, _| {
            filled.insert(field.to_owned());
        });
    }
    let missing: Vec<_> = marked.difference(&filled).map(String::as_str).collect();
    let known = BTreeSet::from(NOT_IN_THE_STORY);
    let missing: BTreeSet<_> = missing.into_iter().collect();
    assert_eq!(missing, known, "marked fields without a text in the story");
}

/// Every field whose value commits to words, as `<event type> <field>`, with the commitment.
pub fn visit(kind: &str, value: &serde_json::Value, found: &mut impl FnMut(&str, &str)) {
    match value {
        serde_json::Value::Object(fields) => {
            for (name, inner) in fields {
                if let Some(commitment) = inner.get("commitment").and_then(|one| one.as_str()) {
                    found(&format!("{kind} {name}"), commitment);
                }
                visit(kind, inner, found);
            }
        }
        serde_json::Value::Array(values) => {
            values.iter().for_each(|inner| visit(kind, inner, found));
        }
        _ => {}
    }
}

/// Of each text that is kept, its longest part that no encoding changes. What was published too is no canary: a reason may
/// quote a question of a survey.
async fn canaries(world: &World) -> BTreeSet<String> {
    let (owner, published) = (world.owner().await, published(world).await);
    let kept = "select distinct text from words.text where text is not null";
    let rows = owner.query(kept, &[]).await.unwrap();
    let parts = rows.into_iter().filter_map(|row| plain_part(row.get("text")));
    parts.filter(|part| !published.contains(part)).collect()
}

/// What everybody may read, and so may stand anywhere.
pub async fn published(world: &World) -> String {
    let published = "select string_agg(body::text, ' ') as published from log.event \
        where type like '%.InstrumentPublished' or type like '%.FrameworkAgreed'";
    world.owner().await.query_one(published, &[]).await.unwrap().get("published")
}

/// The longest part of a text that no encoding changes, where it is long enough to be told from others.
pub fn plain_part(text: &str) -> Option<String> {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || " ,.-".contains(letter);
    let parts = text.split(|letter| !plain(letter)).map(|part| part.trim().to_owned());
    parts.max_by_key(String::len).filter(|longest| longest.len() >= FEWEST_LETTERS)
}

/// Rows of the store as a plain dump has them, in a file of this name.
pub fn dump(world: &World, name: &str, which: &[&str]) -> PathBuf {
    let file = world.folder().join(format!("{name}.sql"));
    let dumped = Command::new("pg_dump")
        .arg("--data-only")
        .args(which)
        .arg(format!("--file={}", file.display()))
        .arg(format!("--dbname={}", world.owner_store()))
        .output()
        .expect("pg_dump comes with PostgreSQL");
    assert!(dumped.status.success(), "{}", String::from_utf8_lossy(&dumped.stderr));
    file
}

/// The data of every draft that the log names, in one file. A dump has their bytes in hexadecimal, where no text is found.
async fn drafts(world: &World) -> PathBuf {
    let drafts = "select c.bytes from document.content c join log.event e on e.trust_id = c.trust_id \
        and decode(e.body ->> 'dataSha256', 'hex') = c.sha256 \
        where e.type = 'plumbline.reports.v1.ReportDrafted'";
    let rows = world.owner().await.query(drafts, &[]).await.unwrap();
    let drafts: Vec<&[u8]> = rows.iter().map(|row| row.get("bytes")).collect();
    assert!(drafts.len() >= 8, "{} drafts", drafts.len());
    let drafts = drafts.join(&b'\n');
    assert!(String::from_utf8_lossy(&drafts).contains("commitment"), "drafts commit to words");
    let file = world.folder().join("drafts.json");
    std::fs::write(&file, drafts).unwrap();
    file
}

/// The logs of all processes, PostgreSQL's included, and the files of NATS.
pub fn found_in_logs(world: &World, canaries: &BTreeSet<String>) -> Vec<(String, String)> {
    let folder = world.folder();
    let mut places = vec![folder.join("nats"), folder.join("postgres/postgres.log")];
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        if entry.path().extension().is_some_and(|ending| ending == "log") {
            places.push(entry.path());
        }
    }
    let found = |place: PathBuf| {
        let lines = found_in_file(&place, canaries)?;
        Some((place.display().to_string(), lines))
    };
    places.into_iter().filter_map(found).collect()
}

/// The first canaries that stand in a file or in the files of a folder.
pub fn found_in_file(place: &Path, canaries: &BTreeSet<String>) -> Option<String> {
    let mut grep = Command::new("grep")
        .args(["-raoFh", "-m", "5", "-f", "-"])
        .arg(place)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("grep is everywhere");
    let mut patterns = grep.stdin.take().unwrap();
    for canary in canaries {
        writeln!(patterns, "{canary}").unwrap();
    }
    drop(patterns);
    let answer = grep.wait_with_output().unwrap();
    match answer.status.code() {
        Some(0) => Some(String::from_utf8_lossy(&answer.stdout).into_owned()),
        Some(1) => None,
        code => panic!("grep ended with {code:?} at {}", place.display()),
    }
}
