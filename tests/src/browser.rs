//! A browser as far as the protocol goes: cookies, forms, redirects. A test can make it do what no browser does.

use std::collections::BTreeMap;

use reqwest::header::{COOKIE, HOST, HeaderMap, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, StatusCode};

/// An answer of the web application.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub page: String,
}

impl Answer {
    pub fn location(&self) -> &str {
        self.headers.get(LOCATION).map_or("", |value| value.to_str().unwrap())
    }

    /// The value of a field of the page.
    pub fn field(&self, name: &str) -> String {
        let tag = format!("name=\"{name}\" value=\"");
        let found = self.page.split(&tag).nth(1);
        let found = found.unwrap_or_else(|| panic!("no field {name} in {}", self.page));
        found.split('"').next().unwrap().to_owned()
    }

    /// The value that a cookie was set to, with its attributes.
    pub fn cookie(&self, name: &str) -> Option<String> {
        let set = self.headers.get_all(SET_COOKIE).iter().map(|value| value.to_str().unwrap());
        set.filter(|text| text.starts_with(&format!("{name}="))).map(str::to_owned).next()
    }
}

/// One person's browser, at the web application and at the identity provider.
#[derive(Clone, Debug)]
pub struct Browser {
    client: Client,
    web: String,
    authority: String,
    scheme: &'static str,
    pub cookies: BTreeMap<String, String>,
    theirs: BTreeMap<String, String>,
    /// The time that the web application is given.
    pub now: Option<String>,
}

impl Browser {
    /// A browser without cookies. The pages are at `web`; `authority` is the name in their addresses.
    pub fn new(web: &str, authority: &str) -> Self {
        let client = Client::builder().redirect(Policy::none()).build().unwrap();
        let (web, authority) = (web.to_owned(), authority.to_owned());
        let (cookies, theirs) = Default::default();
        Self { client, web, authority, scheme: "https", cookies, theirs, now: None }
    }

    /// The same at a demonstration, which has no TLS.
    pub fn plain(self) -> Self {
        Self { scheme: "http", ..self }
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.ask(Method::GET, path, None, "").await
    }

    /// Sends a form as a page of ours would.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let origin = format!("{}://{}", self.scheme, self.authority);
        self.ask(Method::POST, path, Some(fields), &origin).await
    }

    pub async fn ask(
        &mut self,
        method: Method,
        path: &str,
        fields: Option<&[(&str, &str)]>,
        origin: &str,
    ) -> Answer {
        let mut request = self
            .client
            .request(method, format!("{}{path}", self.web))
            .header(HOST, &self.authority)
            .header(COOKIE, sent(&self.cookies));
        if !origin.is_empty() {
            request = request.header(ORIGIN, origin);
        }
        if let Some(now) = &self.now {
            request = request.header("plumbline-now", now);
        }
        if let Some(fields) = fields {
            request = request.header("content-type", FORM).body(form(fields));
        }
        let answer = read(request).await;
        keep(&mut self.cookies, &answer);
        answer
    }

    /// Signs in at the provider, and gives the web application's answer to the callback.
    pub async fn sign_in(&mut self, provider: &str, account: &str) -> Answer {
        let back = self.travel(provider, account, &[]).await;
        self.get(&back).await
    }

    /// Goes to the provider and signs in there; gives the callback that follows.
    pub async fn travel(&mut self, provider: &str, account: &str, more: &[(&str, &str)]) -> String {
        let there = self.set_out(provider, more).await;
        self.at_provider(&there, account).await
    }

    /// Presses the provider's button; gives the address it leads to.
    pub async fn set_out(&mut self, provider: &str, more: &[(&str, &str)]) -> String {
        let token = self.get("/sign-in").await.field("form-token");
        let fields = [&[("form-token", token.as_str()), ("next", "/roles")], more].concat();
        let answer = self.post(&format!("/sign-in/with/{provider}"), &fields).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.page);
        let refresh = answer.headers["refresh"].to_str().unwrap();
        refresh.strip_prefix("0; url=").unwrap().to_owned()
    }

    /// Signs in at the provider as an account; gives the path it leads back to.
    pub async fn at_provider(&mut self, there: &str, account: &str) -> String {
        let mut next = there.to_owned();
        for _ in 0..10 {
            let answer = self.their(Method::GET, &next, None).await;
            next = if answer.status.is_redirection() {
                answer.location().to_owned()
            } else {
                let fields = [("prompt", "login"), ("login", account), ("password", "any")];
                self.their(Method::POST, &next, Some(&fields)).await.location().to_owned()
            };
            let ours = format!("https://{}", self.authority);
            if let Some(path) = next.strip_prefix(&ours) {
                return path.to_owned();
            }
            if next.starts_with('/') {
                let origin = there.split('/').take(3).collect::<Vec<_>>().join("/");
                next = format!("{origin}{next}");
            }
        }
        panic!("the provider leads nowhere, last {next}")
    }

    async fn their(
        &mut self,
        method: Method,
        url: &str,
        fields: Option<&[(&str, &str)]>,
    ) -> Answer {
        let mut request = self.client.request(method, url).header(COOKIE, sent(&self.theirs));
        if let Some(fields) = fields {
            request = request.header("content-type", FORM).body(form(fields));
        }
        let answer = read(request).await;
        keep(&mut self.theirs, &answer);
        answer
    }

    /// Whether the browser is shown the pages of a signed-in person.
    pub async fn is_signed_in(&mut self) -> bool {
        match self.get("/roles").await.status {
            StatusCode::OK => true,
            StatusCode::SEE_OTHER => false,
            other => panic!("{other}"),
        }
    }
}

const FORM: &str = "application/x-www-form-urlencoded";

fn form(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

fn sent(cookies: &BTreeMap<String, String>) -> String {
    let pairs = cookies.iter().map(|(name, value)| format!("{name}={value}"));
    pairs.collect::<Vec<_>>().join("; ")
}

fn keep(cookies: &mut BTreeMap<String, String>, answer: &Answer) {
    for value in answer.headers.get_all(SET_COOKIE) {
        let pair = value.to_str().unwrap().split(';').next().unwrap();
        let (name, value) = pair.split_once('=').unwrap();
        if value.is_empty() {
            cookies.remove(name);
        } else {
            cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

async fn read(request: reqwest::RequestBuilder) -> Answer {
    let answer = request.send().await.unwrap();
    let (status, headers) = (answer.status(), answer.headers().clone());
    Answer { status, headers, page: answer.text().await.unwrap() }
}
