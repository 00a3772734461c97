//! No bytes that are given for a token are believed, and none cause a panic.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use identity::token::{Claims, SigningKeyFile, issue, verify};
use jiff::{Timestamp, ToSpan as _};
use uuid::Uuid;

#[path = "../../../fuzz/mutate.rs"]
mod mutate;

#[test]
fn a_spoilt_token_is_never_believed() {
    let folder = tempfile::tempdir().unwrap();
    let key = SigningKeyFile::generate(&folder.path().join("key.pem")).unwrap().open().unwrap();
    let now: Timestamp = "2026-11-24T10:00:00Z".parse().unwrap();
    let claims = Claims {
        trust: Uuid::from_u128(1),
        person: Uuid::from_u128(2),
        role: "headteacher".to_owned(),
        audience: "surveys".to_owned(),
        issued: now,
        expires: now + 60.seconds(),
        in_course_of: None,
    };
    let good = issue(&key, &claims).unwrap();
    let keys = [key.public().clone()];
    let believed = |token: &str| verify(&keys, token, "surveys", now + 1.second());
    assert_eq!(believed(&good).unwrap(), claims);

    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/tokens");
    let mut corpus = mutate::corpus(&folder);
    corpus.push(good.clone().into_bytes());
    for bytes in mutate::spoilt(&corpus, 20_260_802, 20_000) {
        let token = String::from_utf8_lossy(&bytes);
        assert!(token == good || believed(&token).is_err(), "believed: {token}");
    }
}
