//! A new user's first day, in Chromium: invited, signed in with the provider, only the own school, out when the role ends.

use std::process::Stdio;

use contract::schools::v1::{Role, ScopeKind};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{ChildStdout, Command};

use crate::Scene;
use crate::trust::Somebody;

/// All services, and the relay.
pub fn units() -> Vec<&'static str> {
    contract::SERVICES.into_iter().chain(["relay"]).collect()
}

const GIL: &str = "Gil O'Neill & <b>";

pub async fn in_a_real_browser(mut scene: Scene) {
    let (_, invitation) = scene.trust.administrator("").await;
    let own = scene.trust.school("150252", "St Mary's & <b>").await;
    let other = scene.trust.school("150251", "Oakfield").await;
    let gil = scene.trust.register(GIL, "").await;
    let held = (Role::Governor, ScopeKind::School, own);
    let grant = scene.trust.grant_over(gil, held, "").await;
    let orders = json!({
        "chromium": "/usr/bin/chromium",
        "address": format!("https://{}", scene.stand.authority()),
        "invitation": format!("/invitation/{invitation}"),
        "governor": GIL,
        "own": own,
        "other": other,
    });
    let mut child = Command::new("node")
        .args(["journey.mjs", &orders.to_string()])
        .current_dir(plumbline_tests::BROWSER_FOLDER)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("node is installed");
    let mut told = BufReader::new(child.stdout.take().unwrap()).lines();

    let administrator = station(&mut told).await;
    assert_eq!(administrator["complaints"], json!([]));
    let governor = station(&mut told).await;
    looked_around(&governor);
    scene.trust.end(&Somebody { id: gil, grant }, "2026-01-01").await;
    child.stdin.as_mut().unwrap().write_all(b"the role has ended\n").await.unwrap();
    let out = station(&mut told).await;
    assert_eq!(out["after"], "You were not signed in");
    assert!(out["said"].as_str().unwrap().contains("You hold no role today"), "{out}");
}

fn looked_around(governor: &Value) {
    let banner = governor["banner"].as_str().unwrap();
    assert!(banner.contains(GIL) && banner.contains("governor"), "{banner}");
    assert_eq!(governor["own"], json!([200, "St Mary's & <b>"]));
    assert_eq!(governor["other"], json!([403, "You cannot see this page"]));
    assert_eq!(governor["menus"], 1, "a page that is refused keeps the frame of its reader");
    assert_eq!(governor["people"], 403);
    assert_eq!(governor["script"], "", "no script sees the cookie");
    // The browser reports refused pages as failed. It reports nothing else, and no breach of the content policy.
    let complaints = governor["complaints"].as_array().unwrap();
    let others =
        complaints.iter().filter(|words| !words.as_str().unwrap().contains("status of 403"));
    assert_eq!(others.count(), 0, "{complaints:?}");
    let cookies = governor["cookies"].as_array().unwrap().iter();
    let session = cookies.filter(|cookie| cookie["name"] == "__Host-plumbline").collect::<Vec<_>>();
    let [session] = session[..] else { panic!("{governor}") };
    assert_eq!((&session["httpOnly"], &session["secure"]), (&json!(true), &json!(true)));
    assert_eq!((&session["sameSite"], &session["expires"]), (&json!("Lax"), &json!(-1)));
}

/// The next message of the browser.
async fn station(told: &mut Lines<BufReader<ChildStdout>>) -> Value {
    let line = told.next_line().await.unwrap().expect("the browser came no further");
    serde_json::from_str(&line).unwrap()
}
