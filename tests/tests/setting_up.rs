//! An empty installation becomes a trust's in the browser, without a command line after the start.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::process::Stdio;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use plumbline_tests::{BROWSER_FOLDER, Browser, Disk, Shape, Stand, World, free_address};
use private_servers::Durability;
use reqwest::StatusCode;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

const PROGRAM: &str = env!("CARGO_BIN_EXE_plumbline-under-test");
const REGISTER: &[u8] = include_bytes!("../../services/schools/tests/data/gias_web_2022.csv");
const TRUST: &str = "Harbour & <b>";

/// The next line that begins with a word.
async fn said(told: &mut Lines<BufReader<ChildStdout>>, word: &str) -> String {
    loop {
        let line = told.next_line().await.unwrap().unwrap_or_else(|| panic!("never said {word}"));
        if let Some(rest) = line.strip_prefix(word) {
            return rest.trim().to_owned();
        }
    }
}

/// Everything on one machine, as `make run RUN="--without-demo"` starts it.
fn run_on(folder: &std::path::Path, web: u16) -> Child {
    let port = || free_address().port().to_string();
    Command::new(PROGRAM)
        .args(["run", "--without-demo", "--data"])
        .arg(folder)
        .args(["--port", &port(), "--web-port", &web.to_string()])
        .args(["--bus-port", &port(), "--admin-port", &port()])
        .env("RUST_LOG", "error")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

async fn stopped(mut child: Child) {
    let pid = Pid::from_raw(child.id().unwrap().cast_signed()).unwrap();
    kill_process(pid, Signal::TERM).unwrap();
    assert!(child.wait().await.unwrap().success());
}

#[tokio::test]
async fn the_start_prints_a_link_that_begins_the_trust_once() {
    // Both halves of TLS are asked for one provider of cryptography.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let folder = tempfile::Builder::new().prefix("plumbline-run-").tempdir().unwrap();
    let open = <std::fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o755);
    std::fs::set_permissions(folder.path(), open).unwrap();
    let web = free_address().port();
    let mut child = run_on(folder.path(), web);
    let mut told = BufReader::new(child.stdout.take().unwrap()).lines();
    let link = said(&mut told, "Begin ").await;
    let authority = format!("127.0.0.1:{web}");
    let pages = format!("http://{authority}");
    let path = link.strip_prefix(&pages).unwrap_or_else(|| panic!("{link}")).to_owned();
    let browser = || Browser::new(&pages, &authority).plain();

    let empty = browser().get("/sign-in").await.page;
    assert!(empty.contains("Open the link that the start of Plumbline printed"), "{empty}");
    let mut ada = browser();
    let form = ada.get(&path).await;
    let token = form.field("form-token");
    let fields = [
        ("form-token", token.as_str()),
        ("trust", TRUST),
        ("first", "Ada Byron"),
        ("first-email", "ada@ours.example"),
        ("second", "Grace Hopper"),
        ("second-email", "ADA@ours.example"),
    ];
    let alike = ada.post(&path, &fields).await;
    assert_eq!(alike.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(alike.page.contains("the second officer is another person"), "{}", alike.page);
    let fields = [&fields[..5], &[("second-email", "grace@ours.example")]].concat();
    // A form that is sent twice is one command.
    for _ in 0..2 {
        let begun = ada.post(&path, &fields).await;
        assert_eq!(
            (begun.status, begun.location()),
            (StatusCode::SEE_OTHER, "/"),
            "{}",
            begun.page
        );
    }
    let people = ada.get("/people").await.page;
    assert!(people.contains("Ada Byron") && people.contains("Grace Hopper"), "{people}");
    assert!(people.contains("Harbour &amp; &lt;b&gt;"), "{people}");

    let other = [&[("form-token", token.as_str()), ("trust", "Other")], &fields[2..]].concat();
    let refused = browser().post(&path, &other).await;
    assert!(refused.page.contains("This trust already keeps its record here."), "{}", refused.page);
    let used = browser().get(&path).await.page;
    assert!(used.contains("This trust already keeps its record here."), "{used}");
    stopped(child).await;
    the_next_start_prints_none(folder.path(), web).await;
}

/// A start that finds a trust prints no link, and its chooser offers the trust's people.
async fn the_next_start_prints_none(folder: &std::path::Path, web: u16) {
    let mut child = run_on(folder, web);
    let mut told = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut lines = Vec::new();
    loop {
        let line = told.next_line().await.unwrap().unwrap();
        if line.starts_with("Ctrl-C") {
            break;
        }
        lines.push(line);
    }
    let authority = format!("127.0.0.1:{web}");
    let mut browser = Browser::new(&format!("http://{authority}"), &authority).plain();
    let chooser = browser.get("/sign-in").await.page;
    assert!(chooser.contains("Grace Hopper"), "{chooser}");
    stopped(child).await;
    while let Some(line) = told.next_line().await.unwrap() {
        lines.push(line);
    }
    assert!(!lines.iter().any(|line| line.starts_with("Begin ")), "{lines:?}");
}

/// The people of the file: 62, one of them with two roles.
fn people() -> String {
    let mut file = "Name,Email,Role,Where,First day,Last day\n".to_owned();
    for number in 1..=60 {
        let role = ["governor", "Staff", "Head Teacher"][number % 3];
        let urn = ["125117", "125125"][number % 2];
        let _ = std::fmt::Write::write_fmt(
            &mut file,
            format_args!("Person {number},p{number}@ours.example,{role},{urn},08/09/2025,\n"),
        );
    }
    file + "Gil O'Neill,gil@ours.example,trustee,,2025-09-01,\n\
        Gil O'Neill,gil@ours.example,member,,1 September 2025,31 August 2099\n\
        Ben,,clerk,the trust,1-Sep-25,\n"
}

const WRONG: &str = "Name,Email,Role,Where,First day,Last day\n\
    Ada,ada@x.example,wizard,,1/9/2025,\n\
    \"=1+1\",b@x.example,trustee,,9/24/2025,\n";

#[tokio::test]
async fn a_trust_is_set_up_in_a_real_browser() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let shape = Shape {
        units: contract::SERVICES.into_iter().chain(["relay"]).collect(),
        durability: Durability::ThrowAway,
        disk: Disk::Plain,
        always: String::new(),
        demo: false,
    };
    let mut world = World::shaped(PROGRAM, shape).await;
    let stand = Stand::start(world.folder(), world.address("web").port(), json!({})).await;
    world.sign_in_by(stand.settings());
    world.begin("web", "");
    world.open("web").await;
    let text = String::from_utf8_lossy(REGISTER).into_owned();
    let urns = urns(&text);
    let people = people().replace("125117", &urns[0].0).replace("125125", &urns[1].0);
    let renamed = text.replacen(&urns[0].1, "Renamed Primary", 1);
    let encoded = |text: &str| STANDARD.encode(text);
    let orders = json!({
        "chromium": "/usr/bin/chromium",
        "address": format!("https://{}", stand.authority()),
        "link": link(&world, &stand).await,
        "trust": TRUST,
        "register": encoded(&text),
        "renamed": encoded(&renamed),
        "wrong": encoded(WRONG),
        "people": encoded(&people),
        "newcomer": "Gil O'Neill",
    });
    let mut child = Command::new("node")
        .args(["setting_up.mjs", &orders.to_string()])
        .current_dir(BROWSER_FOLDER)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("node is installed");
    let mut told = BufReader::new(child.stdout.take().unwrap()).lines();
    walked(&mut told).await;
}

/// URN and name of each school of the register's file.
fn urns(text: &str) -> Vec<(String, String)> {
    let mut rows = text.lines();
    let heading: Vec<&str> = rows.next().unwrap().split(',').collect();
    let place = |name: &str| heading.iter().position(|known| known.contains(name)).unwrap();
    let (urn, name) = (place("URN"), place("EstablishmentName"));
    let cell =
        |row: &str, place: usize| row.split(',').nth(place).unwrap().trim_matches('"').to_owned();
    rows.map(|row| (cell(row, urn), cell(row, name))).collect()
}

/// A link made by the operator; the one before ends.
async fn link(world: &World, stand: &Stand) -> String {
    let schools = format!("https://{}", world.address("schools"));
    let made = Command::new(world.program())
        .args(["trust", "link", "--schools", &schools, "--sign-in"])
        .arg(stand.settings())
        .args(world.shown_as("operator"))
        .output()
        .await
        .unwrap();
    let said = String::from_utf8(made.stdout).unwrap();
    let line = said.lines().find_map(|line| line.strip_prefix("Begin "));
    line.unwrap_or_else(|| panic!("{said}{}", String::from_utf8_lossy(&made.stderr)))
        .trim()
        .to_owned()
}

/// What the browser tells of its next station.
async fn station(told: &mut Lines<BufReader<ChildStdout>>) -> Value {
    let line = told.next_line().await.unwrap().expect("the browser came no further");
    serde_json::from_str(&line).unwrap()
}

fn holds(station: &Value, what: &str, words: &[&str]) {
    let text = station[what].as_str().unwrap();
    for wanted in words {
        assert!(text.contains(wanted), "{what} has no {wanted:?}: {text}");
    }
}

async fn walked(told: &mut Lines<BufReader<ChildStdout>>) {
    let begun = station(told).await;
    holds(&begun, "wrong", &["Enter the name of the trust", "Enter your name"]);
    assert_eq!(begun["invited"], "You are invited to Plumbline");
    holds(&begun, "people", &["Ada Byron", "Grace Hopper", "with Test School, since"]);
    let again = station(told).await;
    holds(&again, "again", &["This trust already keeps its record here."]);

    let schools = station(told).await;
    holds(&schools, "none", &["no open school of a trust with the name or number No Such Trust"]);
    holds(&schools, "shown", &["This is a preview. It stores nothing."]);
    holds(&schools, "joined", &["8 schools", "joins"]);
    holds(
        &schools,
        "differs",
        &["Renamed Primary", "differs", "Every school of the file is here already"],
    );
    holds(&schools, "refreshed", &["8 schools are compared", "Renamed Primary"]);

    let people = station(told).await;
    let faults = ["There is no such role", "This is a formula", "Write the day first"];
    holds(&people, "faults", &faults);
    holds(&people, "preview", &["makes 62 people known and gives 63 roles", "8 September 2025"]);
    holds(&people, "known", &["The people of the file are known", "Gil O'Neill"]);
    assert_eq!(people["rows"], 64);
    assert_eq!(people["complaints"], json!([]));

    let sheets = station(told).await;
    assert_eq!(sheets["title"], "Invitations to hand out");
    assert_eq!(sheets["printed"], 63, "all but the administrator who signs in");
    let names = sheets["names"].as_array().unwrap();
    assert!(!names.contains(&json!("Ada Byron")), "{names:?}");
    let newcomer = station(told).await;
    holds(&newcomer, "banner", &["Gil O'Neill"]);
    assert_eq!(newcomer["left"], 62, "no link is shown for a person who signs in");
    assert_eq!(newcomer["complaints"], json!([]));
}
