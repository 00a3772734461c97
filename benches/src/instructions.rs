//! The cost of single functions in instructions, beside the least that could do the same. valgrind counts them, so the
//! figure is the same on a busy machine and on a quiet one.

use std::hint::black_box;
use std::process::Command;

use contract::SYSTEM_ACTOR;
use contract::events::AnyEvent;
use ed25519_dalek::Signer as _;
use eventlog::LeafContent;
use identity::token::{self, Claims, SigningKey, SigningKeyFile};
use jiff::{Timestamp, ToSpan as _};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{Row, decision, rebuild};

/// The first argument of this program when valgrind runs it.
pub const COUNTED: &str = "counted";
/// As long as an event's is.
const METADATA: &str = r#"{"actor":"00000000-0000-0000-0000-000000000000","role":"chief_executive","command_id":"01890a5d-ac96-774b-bcce-b302099a8057","correlation":"01890a5d-ac96-774b-bcce-b302099a8057","at":"2026-11-24T10:00:00Z"}"#;
const FEW: u32 = 100;
const MORE: u32 = 1_100;

/// Names of the functions, and of what each is compared with.
const FUNCTIONS: [(&str, &str, &str); 4] = [
    ("decode", "decode-least", "decoding a decision of 700 bytes, beside any JSON"),
    ("leaf", "leaf-least", "the leaf hash of an event, beside SHA-256 of the same"),
    ("token", "token-least", "believing a token, beside checking a signature"),
    ("decide", "", "a permission decision with 5,000 roles"),
];

/// Instructions of each function.
pub fn rows() -> Vec<Row> {
    let rows = FUNCTIONS.iter().map(|(name, least, what)| {
        let ours = a_call(name);
        let reached = if least.is_empty() {
            format!("{ours} instructions")
        } else {
            let least = a_call(least);
            format!("{ours} and {least} = {:.1} x", ours as f64 / least as f64)
        };
        Row::told(what, reached)
    });
    rows.collect()
}

/// Instructions of one call: the instructions that a thousand more calls add, divided by a thousand.
fn a_call(name: &str) -> u64 {
    (counted(name, MORE) - counted(name, FEW)) / u64::from(MORE - FEW)
}

fn counted(name: &str, times: u32) -> u64 {
    let program = std::env::current_exe().expect("this program");
    let said = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args([COUNTED, name, &times.to_string()])
        .output()
        .expect("valgrind is installed");
    let said = String::from_utf8_lossy(&said.stderr).into_owned();
    let collected = said.lines().filter_map(|line| line.split("Collected : ").nth(1)).next_back();
    let collected = collected.unwrap_or_else(|| panic!("valgrind counted nothing: {said}"));
    collected.trim().parse().expect("a number")
}

/// Calls one of the functions a number of times. The preparation before is the same for any number.
pub fn call(name: &str, times: u32) {
    let event = rebuild::event(1);
    let now: Timestamp = "2026-11-24T10:00:00Z".parse().expect("a time");
    let leaf = LeafContent {
        actor: SYSTEM_ACTOR.to_string().into(),
        body: &event.body,
        event_id: Uuid::from_u128(7),
        metadata: METADATA,
        recorded_at: now,
        stream: "category-1",
        kind: event.kind,
        version: 1,
    };
    match name {
        "decode" => repeat(times, || AnyEvent::decode(event.kind, &event.body).expect("an event")),
        "decode-least" => {
            repeat(times, || serde_json::from_str::<serde_json::Value>(&event.body).expect("JSON"))
        }
        "leaf" => repeat(times, || leaf.hash()),
        "leaf-least" => {
            let text = leaf.text();
            repeat(times, || {
                (Sha256::digest(&event.body), Sha256::digest(METADATA), Sha256::digest(&text))
            });
        }
        "token" => {
            let (key, token) = signed(now);
            let keys = [key.public().clone()];
            repeat(times, || token::verify(&keys, &token, "surveys", now).expect("our own"));
        }
        "token-least" => {
            let key = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
            let (text, public) = ([7_u8; 400], key.verifying_key());
            let signature = key.sign(&text);
            repeat(times, || public.verify_strict(&text, &signature).expect("our own"));
        }
        "decide" => decision::repeated(|ask| repeat(times, ask)),
        other => panic!("there is no function {other}"),
    }
}

fn repeat<T>(times: u32, mut function: impl FnMut() -> T) {
    for _ in 0..times {
        black_box(function());
    }
}

fn signed(now: Timestamp) -> (SigningKey, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = SigningKeyFile::generate(&folder.path().join("key")).expect("a key");
    let key = file.open().expect("the key just made");
    let claims = Claims {
        trust: Uuid::from_u128(1),
        person: Uuid::from_u128(2),
        role: "governor".to_owned(),
        audience: "surveys".to_owned(),
        issued: now,
        expires: now + 60.seconds(),
        in_course_of: None,
    };
    let token = token::issue(&key, &claims).expect("a token");
    (key, token)
}
