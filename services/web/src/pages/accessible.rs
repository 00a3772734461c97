//! Every page by the rules of WCAG 2.2 AA, in a real browser: on a phone, on a laptop, and at 400% in the dark.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::Uri;
use axum::response::{Html, IntoResponse as _};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::preview::pages;
use crate::assets;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/browser");

/// What has to be found: grey on white, a picture without words, a field without a label, and a table too wide.
const CONTROL: &str = "<!doctype html><html lang=en><title>Control</title><main><h1>Control</h1>\
    <p style='color:#aaa'>Faint</p><img src=/none><input><table><tr><td style='min-width:1400px'>Wide</table></main>";

type Pages = BTreeMap<String, String>;

async fn serve(pages: Pages) -> String {
    let page = |State(pages): State<Arc<Pages>>, address: Uri| async move {
        let name = address.path().trim_start_matches('/');
        Html(pages.get(name).cloned().unwrap_or_default()).into_response()
    };
    let router = Router::new()
        .route("/assets/{name}", axum::routing::get(assets::serve))
        .fallback(page)
        .with_state(Arc::new(pages));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

/// `make test` has brought the packages; a test of this crate alone brings them here.
fn installed() {
    if !Path::new(FOLDER).join("node_modules/axe-core").exists() {
        let npm = ["ci", "--ignore-scripts", "--silent"];
        let status = Command::new("npm").args(npm).current_dir(FOLDER).status();
        assert!(status.expect("npm is installed").success(), "npm could not bring axe");
    }
}

async fn found(addresses: Vec<String>) -> Vec<Value> {
    let orders = json!({ "chromium": "/usr/bin/chromium", "pages": addresses }).to_string();
    let looked = tokio::task::spawn_blocking(move || {
        installed();
        Command::new("node").args(["axe.mjs", &orders]).current_dir(FOLDER).output()
    });
    let output = looked.await.unwrap().expect("node is installed");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "the browser came no further: {said}");
    let lines = String::from_utf8(output.stdout).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn no_page_shuts_anybody_out() {
    let mut served: Pages = pages()
        .into_iter()
        .map(|preview| (preview.name.to_owned(), preview.page.into_string()))
        .collect();
    served.insert("zz-control".to_owned(), CONTROL.to_owned());
    let names: Vec<String> = served.keys().cloned().collect();
    let address = serve(served).await;
    let addresses = names.iter().map(|name| format!("{address}/{name}")).collect();
    let (control, others): (Vec<_>, Vec<_>) = found(addresses)
        .await
        .into_iter()
        .partition(|found| found["address"].as_str().unwrap().ends_with("/zz-control"));
    let rules: BTreeSet<_> = control.iter().map(|found| found["rule"].as_str().unwrap()).collect();
    for expected in ["color-contrast", "image-alt", "label", "reflow"] {
        assert!(rules.contains(expected), "{expected} would not be found: {rules:?}");
    }
    let told: Vec<_> = others.iter().map(|found| format!("{found:#}")).collect();
    assert!(told.is_empty(), "{} things:\n{}", told.len(), told.join("\n"));
}
