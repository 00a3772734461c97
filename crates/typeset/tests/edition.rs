//! A change of the pages does not go unnoticed: a governor's program compares every byte with what it sets itself.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod sample;

use contract::reports::v1::{PaperStyle, ReportData};
use sha2::{Digest as _, Sha256};
use typeset::{EDITION, PaperKind, Proof, Request, render};

/// Each edition and the SHA-256 of the sample as it sets it. Lines are only added.
const EDITIONS: &str = include_str!("editions.txt");

/// The mark of the demo's trust, which has 192 by 192 pixels.
const MARK: &[u8] = include_bytes!("../../../services/plumbline/demo/mark.png");

fn sample() -> Request {
    let style = Some(PaperStyle {
        mark: MARK.to_vec(),
        mark_width: 192,
        mark_height: 192,
        colour: "#00563f".into(),
    });
    let data = ReportData { style, ..sample::report(40) };
    Request {
        identifier: "plumbline/trust/report/sample/proved".into(),
        timestamp: "2025-11-27T00:00:00Z".into(),
        kind: PaperKind::Report,
        data: serde_json::to_string(&data).unwrap(),
        proof: Some(Proof {
            log: "plumbline.local/trust".into(),
            position: 17,
            issued: "{}".into(),
            leaf: "{}".into(),
            tlog_proof: "c2sp.org/tlog-proof@v1\n".into(),
            policy: "quorum none\n".into(),
        }),
    }
}

#[test]
fn pages_that_are_set_otherwise_are_of_another_edition() {
    let pdf = render(&sample()).unwrap();
    let sha256: String = Sha256::digest(&pdf).iter().map(|byte| format!("{byte:02x}")).collect();
    let newest = EDITIONS.lines().last().unwrap_or_default();
    let (edition, known) = newest.split_once(' ').unwrap_or_default();
    assert!(
        edition == EDITION.to_string() && known == sha256,
        "the pages are set otherwise than before: raise typeset::EDITION and add `<edition> {sha256}` to tests/editions.txt"
    );
}
