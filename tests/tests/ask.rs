//! `plumbline ask` at the doors of a running unit: calls by name, who asks, refusals and exit codes.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::process::{Output, Stdio};

use plumbline_tests::{Appointed, Disk, Shape, World};
use private_servers::Durability;
use serde_json::Value;
use tokio::io::AsyncWriteExt as _;
use uuid::Uuid;

const PROGRAM: &str = env!("CARGO_BIN_EXE_plumbline-under-test");
const HUB: &str = r#"{"command_id": "6b1f6a0e-6f7e-4a63-9d0c-0f9b3f3f9a01", "name": "Fen hub"}"#;
const OTHER_HUB: &str =
    r#"{"command_id": "6b1f6a0e-6f7e-4a63-9d0c-0f9b3f3f9a01", "name": "Other hub"}"#;

async fn world() -> World {
    let shape = Shape {
        units: vec!["schools"],
        durability: Durability::ThrowAway,
        disk: Disk::Plain,
        always: String::new(),
        demo: true,
    };
    World::shaped(PROGRAM, shape).await
}

/// Runs `plumbline ask` with the test's own key, and with a text on standard input.
async fn ask_with(world: &World, arguments: &[&str], input: &str) -> Output {
    let server = format!("https://{}", world.address("schools"));
    let mut child = tokio::process::Command::new(world.program())
        .arg("ask")
        .args(arguments)
        .args(world.shown_as("teller"))
        .env("PLUMBLINE_SERVICES", server)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.as_bytes()).await.unwrap();
    drop(stdin);
    child.wait_with_output().await.unwrap()
}

async fn ask(world: &World, arguments: &[&str]) -> Output {
    ask_with(world, arguments, "").await
}

/// The JSON of an answer.
#[track_caller]
fn answer(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The exit code and the one line about a call that was not answered.
#[track_caller]
fn failure(output: &Output) -> (i32, String) {
    assert_eq!(output.stdout, b"", "a failure prints no answer");
    let line = String::from_utf8(output.stderr.clone()).unwrap();
    (output.status.code().unwrap(), line.trim_end().to_owned())
}

/// Founds a trust and appoints an administrator and an improvement lead.
async fn found_trust(world: &World, name: &str) -> (Uuid, Appointed) {
    let trust = Uuid::now_v7();
    let request = format!(r#"{{"command_id": "{}", "name": "{name}"}}"#, Uuid::now_v7());
    let trust_id = trust.to_string();
    let asked = ["FoundTrust", &request, "--trust", &trust_id, "--role", "administrator"];
    answer(&ask(world, &asked).await);
    let appointed = Appointed::in_trust(&world.peers(), trust).await;
    // The read models of trusts and of people have to know both.
    let wait = format!(r#"{{"at_least": {}}}"#, appointed.position);
    for read in ["GetTrust", "ListPeople"] {
        answer(&ask(world, &[read, &wait, "--trust", &trust_id]).await);
    }
    (trust, appointed)
}

#[tokio::test]
async fn a_person_asks_and_is_answered_by_name_role_and_json() {
    let world = world().await;
    let (trust, appointed) = found_trust(&world, "A trust").await;

    // The trust and the person are found in the demo.
    let trusts = answer(&ask(&world, &["ListTrusts"]).await);
    assert_eq!(trusts["trusts"][0]["trustId"], trust.to_string());
    let formed = answer(&ask(&world, &["FormHub", HUB, "--as", "improvement_lead"]).await);
    assert!(formed["hubId"].is_string(), "{formed}");

    // A repeat gets the first answer, also under the full name and from standard input.
    let (trust_id, lead) = (trust.to_string(), appointed.lead.to_string());
    let full_name = "plumbline.schools.v1.SchoolsService/FormHub";
    let named = [full_name, "-", "--trust", &trust_id, "--actor", &lead];
    assert_eq!(answer(&ask_with(&world, &named, HUB).await), formed);

    let position = formed["position"].as_str().unwrap();
    let wait = format!(r#"{{"at_least": {position}}}"#);
    let read = answer(&ask(&world, &["schools.GetTrust", &wait, "--as", "administrator"]).await);
    assert_eq!(read["hubs"][0]["name"], "Fen hub", "{read}");
}

#[tokio::test]
async fn refusals_have_their_reason_and_an_exit_code() {
    let mut world = world().await;
    let (_, appointed) = found_trust(&world, "A trust").await;
    let lead = ["--as", "improvement_lead"];
    answer(&ask(&world, &["FormHub", HUB, lead[0], lead[1]]).await);

    let (code, line) = failure(&ask(&world, &["FormHub", OTHER_HUB, lead[0], lead[1]]).await);
    assert_eq!(code, 1);
    assert!(line.starts_with("COMMAND_ID_REUSED: "), "{line}");
    let administrator = appointed.administrator.to_string();
    let (code, line) = failure(&ask(&world, &["FormHub", HUB, "--actor", &administrator]).await);
    assert_eq!(code, 1);
    assert!(line.starts_with("NOT_ALLOWED: "), "{line}");
    let (code, line) = failure(&ask(&world, &["FormHub", "{}", lead[0], lead[1]]).await);
    assert_eq!(code, 2);
    assert!(line.starts_with("MALFORMED: command_id"), "{line}");

    // What is wrong with the command line itself is told without a call.
    let (code, line) = failure(&ask(&world, &["FormHb"]).await);
    assert_eq!((code, line.starts_with("There is no rpc FormHb.")), (2, true), "{line}");
    let (code, line) = failure(&ask(&world, &["ListSchools", "--as", "clerk"]).await);
    assert_eq!((code, line.as_str()), (2, "No person holds the role clerk today."));
    let (code, line) = failure(&ask(&world, &["ListSchools", "--as", "caretaker"]).await);
    assert_eq!((code, line.contains("improvement_lead")), (2, true), "{line}");

    found_trust(&world, "Another trust").await;
    let (code, line) = failure(&ask(&world, &["ListSchools", lead[0], lead[1]]).await);
    assert_eq!((code, line.as_str()), (2, "There are several trusts here; say --trust."));

    world.unit("schools").kill().await;
    let (code, line) = failure(&ask(&world, &["ListTrusts"]).await);
    assert_eq!((code, line.contains("UNAVAILABLE: ")), (3, true), "{line}");
}

#[tokio::test]
async fn without_a_name_every_rpc_is_listed() {
    let output = tokio::process::Command::new(PROGRAM).arg("ask").output().await.unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success());
    for action in ["categories.Decide", "dashboards.GetHeatmap", "schools.FormHub"] {
        assert!(text.lines().any(|line| line == action), "{text}");
    }
}

#[tokio::test]
async fn a_reader_that_closes_the_pipe_is_no_failure() {
    let mut child = tokio::process::Command::new(PROGRAM)
        .arg("ask")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
