//! The quick fault runs, and proof that their checker can turn red. `make faults` makes all runs, and longer ones.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;
use std::time::Duration;

use plumbline_tests::faults::{Fault, Plan, run};

const PROGRAM: &str = env!("CARGO_BIN_EXE_plumbline-under-test");
const CHECKER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/oracle/check_history.py");

async fn green(fault: Fault, keep: Option<&Path>) {
    let (around, away) = (Duration::from_secs(2), Duration::from_secs(3));
    let (program, earlier, sabotage) = (PROGRAM, None, None);
    let plan = Plan { program, earlier, fault, seed: 7, sabotage, around, away, keep };
    let report = run(plan).await;
    assert!(report.trace.is_ok(), "{:?}", report.trace);
    assert!(report.green, "{fault:?}: {:#?}", report.checks);
}

#[tokio::test]
async fn killed_before_the_reply() {
    green(Fault::KilledBeforeReply, None).await;
}

#[tokio::test]
async fn relay_killed_after_publish_before_checkpoint() {
    green(Fault::RelayKilledBeforeCheckpoint, None).await;
}

#[tokio::test]
async fn projection_killed_between_rows_and_checkpoint() {
    green(Fault::ProjectionKilledBeforeCommit, None).await;
}

#[tokio::test]
async fn old_messages_come_again_in_any_order() {
    green(Fault::OldMessagesAgain, None).await;
}

#[tokio::test]
async fn one_bad_trust_stops_no_other() {
    green(Fault::OneBadTrust, None).await;
}

#[tokio::test]
async fn one_held_log_stops_no_other() {
    green(Fault::HeadHeld, None).await;
}

#[tokio::test]
async fn a_synchronous_standby_that_is_promoted_has_all_that_was_acknowledged() {
    green(Fault::StandbyPromoted, None).await;
}

/// With one program for both builds: `make faults EARLIER=<commit>` takes the program of an earlier commit.
#[tokio::test]
async fn an_upgrade_under_load_process_by_process_and_one_set_back() {
    green(Fault::RollingUpgrade, None).await;
}

#[tokio::test]
async fn the_checker_turns_red() {
    let folder = tempfile::tempdir().unwrap();
    green(Fault::Nothing, Some(folder.path())).await;
    let dump = std::fs::read_to_string(folder.path().join("dump.jsonl")).unwrap();
    let history = std::fs::read_to_string(folder.path().join("history.jsonl")).unwrap();
    let doctored = |check: &str, history: &str, dump: &str| {
        std::fs::write(folder.path().join("history.jsonl"), history).unwrap();
        std::fs::write(folder.path().join("dump.jsonl"), dump).unwrap();
        let mut checker = std::process::Command::new("python3");
        let verdict = checker.args(["-B", CHECKER]).arg(folder.path()).output().unwrap();
        let said = String::from_utf8_lossy(&verdict.stdout).into_owned();
        assert!(!verdict.status.success() && said.contains(&format!("RED {check}:")), "{said}");
    };
    let without = |kind: &str, number: usize| {
        let (mark, mut seen) = (format!("\"kind\" : \"{kind}\""), 0);
        let kept = dump.lines().filter(|line| {
            seen += usize::from(line.contains(&mark));
            !line.contains(&mark) || seen != number
        });
        let kept: Vec<&str> = kept.collect();
        assert_eq!(kept.len() + 1, dump.lines().count(), "one line of {kind} less");
        kept.join("\n")
    };
    doctored("dense", &history, &without("event", 20));
    doctored("acknowledged", &history, &without("command", 20));
    let others = history.replace("\"command_id\":\"", "\"command_id\":\"another-");
    doctored("phantom", &others, &dump);
    let strangers = history.replacen("\"stranger\":false", "\"stranger\":true", 1);
    doctored("admitted", &strangers, &dump);
    let left = history.replace("\"fault\":\"nothing\"", "\"fault\":\"rolling-restart\"");
    let left = left.replacen("\"outcome\":\"fail\"", "\"outcome\":\"unknown\"", 1);
    doctored("answered", &left, &dump);
    let hoard = r#"{"kind":"memory","unit":"trail","before_kib":30000,"peak_kib":90000}"#;
    doctored("memory", &history, &format!("{dump}{hoard}\n"));
    let unseen = r#"{"kind":"second_trust","what":"health says so","seen":false}"#;
    doctored("second_trust", &history, &format!("{dump}{unseen}\n"));
    let alone = r#"{"kind":"alone","position":0,"from":0,"until":3600000000}"#;
    doctored("alone", &history, &format!("{dump}{alone}\n"));
    let unseen = r#"{"kind":"upgrade","what":"the later build answers","seen":false}"#;
    doctored("upgraded", &history, &format!("{dump}{unseen}\n"));
    let read = |code: &str, position: u64| {
        format!(
            r#"{{"kind":"read","unit":"schools","year":"2025-26","at_least":0,"position":{position},"code":"{code}","said":"","terms":[["no term","",""]]}}"#
        )
    };
    for wrong in [read("Internal", 0), read("Ok", 9)] {
        doctored("reads", &history, &format!("{dump}{wrong}\n"));
    }
    let unknown = r#"{"kind":"known","seconds":null}"#;
    doctored("known", &history, &format!("{dump}{unknown}\n"));
    doctored("leaves", &history, &dump.replacen("\"leaf_hash\" : \"", "\"leaf_hash\" : \"00", 1));
    doctored("fold", &history, &dump.replacen("\"hubs\" : [[", "\"hubs\" : [[\"a\", \"b\"], [", 1));
    doctored(
        "proofs",
        &history,
        &dump.replace("c2sp.org/tlog-proof@v1\\nindex 0", "c2sp.org/tlog-proof@v1\\nindex 1"),
    );
}
