//! What decisions and the record of looks cost a reader: the same pages of two installations on one store, side by side. One
//! of them asks no rules and records no looks.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Instant;

use contract::Clock;
use eventlog::testing::TestStore;
use futures::future::join_all;
use host::{CancellationToken, Host, Settings};
use limits::{Limits, Rate};
use peers::Peers;
use plumbline::demo::{Demo, Played};
use reqwest::Client;
use reqwest::header::{CONTENT_TYPE, COOKIE, ORIGIN, SET_COOKIE};
use reqwest::redirect::Policy;
use web::{WayIn, WebSettings};

use crate::machine::free_address;
use crate::submit::settings;
use crate::{RUNS, Row, median, percentiles};

const FORM: &str = "application/x-www-form-urlencoded";
const READERS: usize = 8;
/// How often each reader goes through the pages in a run.
const ROUNDS: usize = 40;

/// An installation and a person who is signed in to it.
struct Site {
    peers: Peers,
    web: SocketAddr,
    client: Client,
    cookie: String,
}

impl Site {
    async fn open(settings: Settings, guarded: bool, shutdown: &CancellationToken) -> Self {
        let limits = settings.limits.clone();
        let peers = settings.peers().expect("our own address");
        let mut host = Host::try_new(settings, shutdown.clone()).await.expect("a host");
        host.in_demo();
        if !guarded {
            host.guard_nothing();
        }
        for service in plumbline::services() {
            host.open(service.as_ref()).await.expect("a service");
        }
        tokio::spawn(host.serve());
        let way_in = WayIn::Demo { store: None };
        let pages = WebSettings {
            listen: (Ipv4Addr::LOCALHOST, 0).into(),
            way_in,
            checker: Default::default(),
            key: None,
        };
        let bound = web::bind(pages, peers.clone()).await.expect("the pages");
        let (web, shutdown) = (bound.address(), shutdown.clone());
        tokio::spawn(async move { bound.run(&limits, shutdown).await });
        let client = Client::builder().redirect(Policy::none()).build().expect("a client");
        Self { peers, web, client, cookie: String::new() }
    }

    fn at(&self, path: &str) -> String {
        format!("http://{}{path}", self.web)
    }

    /// Signs in as the improvement lead, by the button in the demo's chooser.
    async fn choose(&mut self) {
        let page = self.client.get(self.at("/sign-in")).send().await.expect("the chooser");
        let page = page.text().await.expect("a page");
        let offered = page.split("Improvement lead").next().unwrap_or_default();
        let fields = ["form-token", "trust", "who"].map(|name| (name, field(offered, name)));
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let chosen = self.client.post(self.at("/sign-in")).body(form).header(CONTENT_TYPE, FORM);
        let chosen = chosen.header(ORIGIN, self.at("")).send().await.expect("an answer");
        let cookie = chosen.headers().get(SET_COOKIE).expect("a session").to_str();
        let cookie = cookie.expect("letters").split(';').next();
        self.cookie = cookie.unwrap_or_default().to_owned();
    }

    /// Milliseconds of each page.
    async fn read(&self, pages: &[String], rounds: usize) -> Vec<f64> {
        let reader = async |_| {
            let mut times = Vec::new();
            for page in pages.iter().cycle().take(rounds * pages.len()) {
                let started = Instant::now();
                let asked = self.client.get(self.at(page)).header(COOKIE, &self.cookie);
                let answer = asked.send().await.expect("an answer");
                assert_eq!(answer.status(), 200, "{page}");
                answer.bytes().await.expect("a whole page");
                times.push(started.elapsed().as_secs_f64() * 1_000.0);
            }
            times
        };
        join_all((0..READERS).map(reader)).await.concat()
    }
}

/// The value of the last form field of a name.
fn field(page: &str, name: &str) -> String {
    let field = page.split('<').rfind(|tag| tag.contains(&format!("name=\"{name}\"")));
    let value = field.and_then(|tag| tag.split("value=\"").nth(1)?.split('"').next());
    value.expect("a field with a value").to_owned()
}

/// The pages that an improvement lead opens in a morning.
fn pages(played: &Played) -> Vec<String> {
    let report = &played.reports[0];
    vec![
        "/".to_owned(),
        "/schools".to_owned(),
        format!("/schools/{}", report.school_id),
        format!("/reports/{}", report.report_id),
        "/facts".to_owned(),
        "/surveys".to_owned(),
        "/trail".to_owned(),
    ]
}

pub async fn guarded_and_not() -> Vec<Row> {
    rustls::crypto::ring::default_provider().install_default().expect("the first in this process");
    let store = TestStore::start().await;
    let folder = tempfile::tempdir().expect("a folder");
    let shutdown = CancellationToken::new();
    let mut settings = settings(&store, free_address());
    settings.limits = Limits {
        rate_address: Rate::NONE,
        rate_person: Rate::NONE,
        rate_caller: Rate::NONE,
        ..settings.limits
    };
    plumbline::store::prepare(store.admin_config(), &settings).await.expect("a store");
    let mut guarded = Site::open(settings.clone(), true, &shutdown).await;
    let (data, reports) = (folder.path().join("demo"), folder.path().join("reports"));
    let demo = Demo::new(guarded.peers.clone(), data, reports, Clock::new(false).today());
    let played = demo.play(&|_| ()).await.expect("the story");
    settings.listen = free_address();
    let mut open = Site::open(settings, false, &shutdown).await;
    guarded.choose().await;
    open.choose().await;
    let pages = pages(&played);
    for site in [&guarded, &open] {
        site.read(&pages, ROUNDS / 4).await;
    }
    let (mut asked, mut unasked) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        unasked.push(percentiles(open.read(&pages, ROUNDS).await));
        asked.push(percentiles(guarded.read(&pages, ROUNDS).await));
    }
    shutdown.cancel();
    let p50 = |times: &[(f64, f64)]| median(times.iter().map(|(p50, _)| *p50).collect());
    let p99 = |times: &[(f64, f64)]| median(times.iter().map(|(_, p99)| *p99).collect());
    let (with, without) = (p99(&asked), p99(&unasked));
    vec![
        Row::told(
            "web pages, 8 readers: asked and recorded; neither (p50)",
            format!("{:.1}; {:.1} ms", p50(&asked), p50(&unasked)),
        ),
        Row {
            what: "the same (p99)",
            reached: format!("{with:.1}; {without:.1} ms = {:.2} x", with / without),
            goal: "within 1.15 x".to_owned(),
            well: with <= 1.15 * without,
        },
    ]
}
