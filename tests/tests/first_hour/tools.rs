//! Two scanners for the usual faults of web applications, signed in as a governor and not signed in.
#![expect(clippy::disallowed_macros, reason = "run by hand; it says how much was tried")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use plumbline_tests::Browser;
use serde_json::Value;
use tokio::process::Command;

use crate::Hour;
use crate::pages;

const PYTHON: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/attack/python/bin");
/// Every attack of wapiti's that works without another machine to call back.
const MODULES: &str = "backup,cookieflags,crlf,csp,csrf,exec,file,htaccess,http_headers,https_redirect,ldap,methods,\
    permanentxss,redirect,shellshock,sql,ssl,timesql,upload,xss,xxe";
/// Seconds for one attack on all pages.
const AN_ATTACK: &str = "60";

/// Signed in and as a stranger.
pub async fn wapiti_finds_nothing(hour: &Hour, governor: &mut Browser) {
    let address = format!("https://{}", hour.stand.authority());
    let reached = pages::walk(governor).await;
    let folder = folder(hour);
    let signed_in = (cookies(governor), reached.pages.len());
    let paths: Vec<&str> = reached.pages.iter().map(|(path, _)| path.as_str()).collect();
    let found = wapiti(&folder.join("signed-in.json"), &address, Some(signed_in), &paths).await;
    assert_eq!(found, Vec::<String>::new(), "wapiti, signed in: {:?}", hour.complaints());
    let open = ["/sign-in", "/withdraw", "/invitation/x", "/answer/x"];
    let found = wapiti(&folder.join("stranger.json"), &address, None, &open).await;
    assert_eq!(found, Vec::<String>::new(), "wapiti, a stranger: {:?}", hour.complaints());
    assert!(governor.is_signed_in().await, "nothing it tried signed the governor out");
}

/// Runs sqlmap signed in on one page of each kind, with all its parameters, and as a stranger on the open forms.
pub async fn sqlmap_finds_nothing(hour: &Hour, governor: &mut Browser) {
    let address = format!("https://{}", hour.stand.authority());
    let reached = pages::walk(governor).await;
    let folder = folder(hour);
    let paths = reached.pages.iter().map(|(path, _)| path).filter(|path| path.contains('?'));
    let of_each_kind: BTreeMap<String, String> =
        paths.map(|path| (pages::kind(path), format!("{address}{path}"))).collect();
    let asked: Vec<String> = of_each_kind.into_values().collect();
    assert!(asked.len() > 5, "{asked:?}");
    let (cookies, origin) = (cookies(governor), format!("Origin: {address}"));
    let signed_in = ["--cookie", &cookies, "--header", &origin];
    let found = sqlmap(&folder.join("signed-in"), &asked, &signed_in).await;
    assert_eq!(found, Vec::<String>::new(), "sqlmap, signed in");
    let forms = ["/sign-in", "/withdraw"].map(|path| format!("{address}{path}"));
    let found = sqlmap(&folder.join("stranger"), &forms, &["--forms", "--header", &origin]).await;
    assert_eq!(found, Vec::<String>::new(), "sqlmap, a stranger");
    assert!(governor.is_signed_in().await, "nothing it tried signed the governor out");
}

fn folder(hour: &Hour) -> PathBuf {
    let folder = hour.world.folder().join("attack");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// The header of cookies, as a browser sends it.
fn cookies(browser: &Browser) -> String {
    let cookies = browser.cookies.iter().map(|(name, value)| format!("{name}={value}"));
    cookies.collect::<Vec<_>>().join("; ")
}

/// The faults that wapiti reports. With a person's cookies it has to reach a number of pages at least; as a stranger it
/// begins at some paths.
async fn wapiti(
    report: &Path,
    address: &str,
    signed_in: Option<(String, usize)>,
    paths: &[&str],
) -> Vec<String> {
    let mut command = tool("wapiti");
    command.args(["--url", &format!("{address}/"), "--module", MODULES]);
    command.args(["--max-attack-time", AN_ATTACK, "--max-scan-time", "180", "--depth", "4"]);
    command.args(["--scan-force", "normal", "--flush-session", "--no-bugreport"]);
    command.args(["--verify-ssl", "0", "--exclude", &format!("{address}/sign-out")]);
    command.args(["--header", &format!("Origin: {address}")]);
    command.arg("--store-session").arg(report.with_extension("session"));
    command.args(["--format", "json", "--output"]).arg(report);
    for path in paths {
        command.args(["--start", &format!("{address}{path}")]);
    }
    let mut least = paths.len();
    if let Some((cookies, pages)) = signed_in {
        command.args(["--cookie-value", &cookies, "--exclude", &format!("{address}/sign-in*")]);
        least = pages;
    }
    let said = command.output().await.expect("wapiti is installed: make attack");
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    let text = std::fs::read_to_string(report).unwrap_or_else(|error| panic!("{error}: {said}"));
    let report: Value = serde_json::from_str(&text).unwrap();
    let crawled = report["infos"]["crawled_pages_nbr"].as_u64().unwrap();
    eprintln!("wapiti met {crawled} pages and forms, {least} at least");
    assert!(crawled >= u64::try_from(least).unwrap(), "only {crawled} pages: {said}");
    let kinds = ["vulnerabilities", "anomalies"].map(|kind| report[kind].as_object().unwrap());
    let found = kinds.into_iter().flatten().flat_map(|(name, findings)| {
        let findings = findings.as_array().into_iter().flatten();
        let told = |text: &Value| text.as_str().unwrap_or_default().to_owned();
        findings.map(move |one| {
            let request = told(&one["http_request"]);
            let asked = request.lines().next().unwrap_or_default();
            format!("{name}: {} {} ({asked})", told(&one["path"]), told(&one["info"]))
        })
    });
    found.filter(|finding| !is_known(finding)).collect()
}

/// Whether a report was examined and is no fault.
fn is_known(finding: &str) -> bool {
    // wapiti does not know the name of our forms' token. `sign_in` tries at every route that no form is taken without it.
    finding.contains("Lack of anti CSRF token")
        // The page that leads to a provider differs each time, by its state. sqlmap compares better and tries the same forms.
        || finding.starts_with("SQL Injection: /sign-in")
        // Plumbline has no LDAP. wapiti reports any answer that differs, such as that of an edition that does not exist.
        || finding.starts_with("LDAP Injection")
        // One provider of the tests claims another issuer, and no browser is sent there.
        || finding.starts_with("Internal Server Error: /sign-in/with/liar")
}

/// The parameters that sqlmap reports as injectable.
async fn sqlmap(folder: &Path, addresses: &[String], more: &[&str]) -> Vec<String> {
    std::fs::create_dir_all(folder).unwrap();
    let list = folder.join("addresses");
    std::fs::write(&list, addresses.join("\n")).unwrap();
    let mut command = tool("sqlmap");
    command.arg("-m").arg(&list).arg("--output-dir").arg(folder);
    command.args([
        "--batch",
        "--dbms",
        "PostgreSQL",
        "--level",
        "2",
        "--risk",
        "2",
        "--threads",
        "4",
    ]);
    command.args([
        "--technique",
        "BEUST",
        "--time-sec",
        "3",
        "--flush-session",
        "--ignore-code",
        "*",
    ]);
    command.args(more);
    let said = command.output().await.expect("sqlmap is installed: make attack");
    let said = [said.stdout, said.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    let tried = said.matches("testing for SQL injection on").count();
    eprintln!("sqlmap tried {tried} parameters of {} pages", addresses.len());
    assert!(tried >= addresses.len(), "{said}");
    let signs = ["is vulnerable", "injectable with", "identified the following injection point"];
    let found = said.lines().filter(|line| signs.iter().any(|sign| line.contains(sign)));
    found.map(str::to_owned).collect()
}

fn tool(name: &str) -> Command {
    let mut command = Command::new(PathBuf::from(PYTHON).join(name));
    command.stdin(Stdio::null()).kill_on_drop(true);
    command
}
