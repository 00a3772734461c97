//! An installation in this process with its pages, and a person who is signed in to it.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Instant;

use host::{CancellationToken, Host, Settings};
use limits::{Limits, Rate};
use peers::Peers;
use reqwest::header::{CONTENT_TYPE, COOKIE, ORIGIN, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode};
use web::{WayIn, WebSettings};

use crate::machine::listens;

const FORM: &str = "application/x-www-form-urlencoded";

/// What of an installation is opened.
#[derive(Clone, Copy, Debug)]
pub struct Opening<'a> {
    /// The one service; `None`: all of them.
    pub only: Option<&'a str>,
    /// Services that are left out.
    pub without: &'a [&'a str],
    /// Whether rules are asked and looks are recorded.
    pub guarded: bool,
}

impl Opening<'_> {
    /// All services, guarded as ever.
    pub const ALL: Self = Self { only: None, without: &[], guarded: true };

    fn opens(&self, service: &str) -> bool {
        self.only.is_none_or(|only| only == service) && !self.without.contains(&service)
    }
}

/// An installation and a person who is signed in to it.
#[derive(Clone)]
pub struct Site {
    /// The services behind the pages.
    pub peers: Peers,
    web: SocketAddr,
    client: Client,
    cookie: String,
}

/// A page as it came, and how long it took.
#[derive(Debug)]
pub struct PageRead {
    /// The page.
    pub html: String,
    /// Milliseconds from the request to the page's last byte.
    pub ms: f64,
}

/// The same settings for readers who ask as fast as they can.
pub fn unlimited(settings: Settings) -> Settings {
    let limits = Limits {
        rate_address: Rate::NONE,
        rate_person: Rate::NONE,
        rate_caller: Rate::NONE,
        rate_sign_in: Rate::NONE,
        rate_exports: Rate::NONE,
        ..settings.limits.clone()
    };
    Settings { limits, ..settings }
}

/// Opens services at the address of the settings, and waits until they listen.
pub async fn serve(settings: &Settings, opening: Opening<'_>, shutdown: &CancellationToken) {
    let mut host = Host::try_new(settings.clone(), shutdown.clone()).await.expect("a host");
    host.in_demo();
    if !opening.guarded {
        host.guard_nothing();
    }
    for service in plumbline::services() {
        if opening.opens(service.name()) {
            host.open(service.as_ref()).await.expect("a service");
        }
    }
    tokio::spawn(host.serve());
    listens(settings.listen).await;
}

impl Site {
    /// Services and pages. No one is signed in yet.
    pub async fn open(
        settings: &Settings,
        opening: Opening<'_>,
        shutdown: &CancellationToken,
    ) -> Self {
        serve(settings, opening, shutdown).await;
        Self::over(settings.peers().expect("our own address"), settings, shutdown).await
    }

    /// Pages alone, over services that are open.
    pub async fn over(peers: Peers, settings: &Settings, shutdown: &CancellationToken) -> Self {
        // Both halves of TLS are asked for one provider; another row may have named it before.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let store = settings.store_as("plumbline_web").expect("our own store");
        let pages = WebSettings {
            listen: (Ipv4Addr::LOCALHOST, 0).into(),
            way_in: WayIn::Demo { store: Some(Box::new(store)) },
            checker: Default::default(),
            key: None,
        };
        let bound = web::bind(pages, peers.clone()).await.expect("the pages");
        let (web, limits, shutdown) = (bound.address(), settings.limits.clone(), shutdown.clone());
        tokio::spawn(async move { bound.run(&limits, shutdown).await });
        let client = Client::builder().redirect(Policy::none()).build().expect("a client");
        Self { peers, web, client, cookie: String::new() }
    }

    fn at(&self, path: &str) -> String {
        format!("http://{}{path}", self.web)
    }

    /// The same site for the first person in a role, by the button in the demo's chooser.
    pub async fn as_first(&self, role: &str) -> Self {
        let page = self.client.get(self.at("/sign-in")).send().await.expect("the chooser");
        let page = page.text().await.expect("a page");
        let label = format!("</strong>, {role}");
        let (offered, _) = page.split_once(&label).unwrap_or_else(|| panic!("no one is a {role}"));
        let fields = ["form-token", "trust", "who"].map(|name| (name, field(offered, name)));
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let chosen = self.client.post(self.at("/sign-in")).body(form).header(CONTENT_TYPE, FORM);
        let chosen = chosen.header(ORIGIN, self.at("")).send().await.expect("an answer");
        let cookie = chosen.headers().get(SET_COOKIE).expect("a session").to_str();
        let cookie = cookie.expect("letters").split(';').next().unwrap_or_default().to_owned();
        Self { cookie, ..self.clone() }
    }

    /// Reads a page. Panics where there is none.
    pub async fn read(&self, path: &str) -> PageRead {
        let started = Instant::now();
        let asked = self.client.get(self.at(path)).header(COOKIE, &self.cookie);
        let answer = asked.send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        let html = answer.text().await.expect("a whole page");
        PageRead { html, ms: started.elapsed().as_secs_f64() * 1_000.0 }
    }
}

/// The value of the last form field of a name.
fn field(page: &str, name: &str) -> String {
    let field = page.split('<').rfind(|tag| tag.contains(&format!("name=\"{name}\"")));
    let value = field.and_then(|tag| tag.split("value=\"").nth(1)?.split('"').next());
    value.expect("a field with a value").to_owned()
}
