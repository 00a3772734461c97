//! Words that want to be a program, in every text of every page, seen in a real browser: they stay words.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Html;
use tokio::net::TcpListener;

use super::preview::{Preview, pages};
use crate::sample;

/// What could run, were it ever taken for markup; `HIT` is where it would call.
const WORDS: [&str; 24] = [
    "<script>HIT</script>",
    "\"><script>HIT</script>",
    "'><script>HIT</script>",
    "</script><script>HIT</script>",
    "</title><script>HIT</script>",
    "</textarea><script>HIT</script>",
    "</style><script>HIT</script>",
    "--><script>HIT</script>",
    "<ScRiPt>HIT</sCrIpT>",
    "<scr<script>ipt>HIT</scr</script>ipt>",
    "<img src=x onerror=\"HIT\">",
    "\"><img src=x onerror='HIT'>",
    "<svg onload=\"HIT\">",
    "</svg><svg onload=\"HIT\">",
    "</text><script>HIT</script>",
    "<iframe srcdoc=\"<script>parent.HIT</script>\"></iframe>",
    "<body onload=\"HIT\">",
    "<input autofocus onfocus=\"HIT\">",
    "\" autofocus onfocus=\"HIT\" x=\"",
    "' autofocus onfocus='HIT' x='",
    "<details open ontoggle=\"HIT\">",
    "<video><source onerror=\"HIT\"></video>",
    "&lt;script&gt;HIT&lt;/script&gt;",
    "<math><mi xlink:href=\"javascript:HIT\">x</mi></math>",
];

#[derive(Debug, Default)]
struct Shown {
    pages: BTreeMap<String, String>,
    hits: Mutex<Vec<String>>,
}

async fn serve(shown: Arc<Shown>) -> String {
    let frames = shown.pages.keys().map(|name| format!("<iframe src=\"/page/{name}\"></iframe>"));
    let index: String = frames.collect();
    // None of the headers that forbid scripts: what is looked at here is the markup alone.
    let answer = |State(shown): State<Arc<Shown>>, address: Uri| async move {
        match address.path().split_once("/hit/") {
            Some((_, name)) => shown.hits.lock().unwrap().push(name.to_owned()),
            None if address.path() == "/" => return Html(index),
            None => {}
        }
        let name = address.path().trim_start_matches("/page/");
        Html(shown.pages.get(name).cloned().unwrap_or_default())
    };
    let router = Router::new().fallback(answer).with_state(shown);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}/")
}

/// A call home that is heard before the page has loaded.
fn calling(words: &str, name: &str) -> String {
    let call = format!("(r=>{{r.open(`GET`,`/hit/{name}`,false);r.send()}})(new XMLHttpRequest)");
    words.replace("HIT", &call)
}

async fn seen_in_a_browser(address: String) -> String {
    let profile = tempfile::tempdir().unwrap();
    let browser = move || {
        Command::new("chromium")
            .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--dump-dom"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .args(["--timeout=60000", &address])
            .output()
    };
    let output =
        tokio::task::spawn_blocking(browser).await.unwrap().expect("chromium is installed");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Pages that repeat nothing that a person wrote.
const WITHOUT_WORDS: [&str; 14] = [
    "answer-ended",
    "app",
    "begin",
    "code",
    "demo-empty",
    "guest",
    "guest-link",
    "invitation",
    "link",
    "paper",
    "paper-wrong",
    "sign-in",
    "withdraw",
    "withdrawn",
];

#[tokio::test]
async fn no_words_run_in_a_browser() {
    let mut shown = Shown::default();
    let forwards: Vec<&str> = WORDS.into();
    let backwards: Vec<&str> = WORDS.into_iter().rev().collect();
    for (order, words) in [("forwards", forwards), ("backwards", backwards)] {
        let ending = words
            .iter()
            .enumerate()
            .map(|(number, words)| calling(words, &format!("{order}-{number}")));
        let ending: String = ending.collect();
        for Preview { name, page, .. } in sample::with_all_words_ending(&ending, pages) {
            shown.pages.insert(format!("{name}-{order}"), page.into_string());
        }
    }
    let without = shown.pages.iter().filter(|(_, page)| !page.contains("/hit/"));
    let without = without.map(|(name, _)| name.rsplit_once('-').map_or("", |(page, _)| page));
    let without: BTreeSet<&str> = without.collect();
    assert_eq!(without, BTreeSet::from(WITHOUT_WORDS), "pages on which no words stand");
    // What is found out at all: the same words, not escaped.
    for (number, words) in [0, 10, 12].map(|number| (number, WORDS[number])) {
        let page = format!("<!doctype html><p>{}", calling(words, &format!("control-{number}")));
        shown.pages.insert(format!("zz-control-{number}"), page);
    }
    let shown = Arc::new(shown);
    let address = serve(shown.clone()).await;
    let dom = seen_in_a_browser(address).await;
    assert!(dom.contains("/page/zz-control-0"), "the browser saw nothing: {dom}");
    let mut hits = shown.hits.lock().unwrap().clone();
    hits.sort();
    assert_eq!(hits, ["control-0", "control-10", "control-12"], "words ran");
}
