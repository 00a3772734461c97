//! Other systems: an assertion for a token, a token for what its scopes say, and nothing else.

use access::Scope;
use contract::Caller;
use contract::schools::v1::ListSchoolsRequest;
use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use contract::trail::v1::trail_service_client::TrailServiceClient;
use contract::trail::v1::{ListHistoryRequest, ListProjectionsRequest};
use http::{Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use identity::IdentitySettings;
use identity::token::{AssertionLife, SigningKeyFile, assert};
use jiff::{Timestamp, ToSpan as _};
use plumbline::key_folder::NewAccount;
use serde_json::Value;
use tonic::Code;
use tonic::body::Body;
use tower::{Service as _, ServiceExt as _};
use uuid::Uuid;

use crate::stand::{Stand, now, with_token};

const KIND: &str = "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";

/// An assertion of an account.
fn asserted(account: &NewAccount, (from, id): (Timestamp, &str)) -> String {
    let key = SigningKeyFile::new(&account.key).open().unwrap();
    assert(&key, account.id, id, AssertionLife { issued: from, seconds: 60 }).unwrap()
}

fn fresh(account: &NewAccount) -> String {
    asserted(account, (now(), &Uuid::now_v7().to_string()))
}

impl Stand {
    /// Another system has the authority's certificate and none of its own.
    pub fn system_elsewhere(&self) -> IdentitySettings {
        let authority = Some(self.world.keys().file("authority.crt"));
        IdentitySettings { authority, ..IdentitySettings::default() }
    }

    async fn post(&self, form: String) -> (StatusCode, Value) {
        let mut channel = self.world.peers_as(&self.system_elsewhere()).channel("trail");
        let request = Request::post("/token")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::new(Full::from(form)))
            .unwrap();
        let answer = channel.ready().await.unwrap().call(request).await.unwrap();
        let status = answer.status();
        assert_eq!(answer.headers()["cache-control"], "no-store");
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&bytes).unwrap())
    }

    async fn exchange(&self, assertion: &str, more: &str) -> (StatusCode, Value) {
        self.post(format!(
            "grant_type=client_credentials&client_assertion_type={KIND}&client_assertion={assertion}{more}"
        ))
        .await
    }

    pub async fn token_for(&self, account: &NewAccount) -> String {
        let (status, given) = self.exchange(&fresh(account), "").await;
        assert_eq!(status, StatusCode::OK, "{given}");
        given["access_token"].as_str().unwrap().to_owned()
    }

    async fn history(&self, token: &str) -> Result<usize, tonic::Status> {
        let channel = self.world.peers_as(&self.system_elsewhere()).channel("trail");
        let mut trail = TrailServiceClient::new(channel);
        let request = tonic::Request::new(ListHistoryRequest::default());
        let answer = trail.list_history(with_token(request, Some(token))).await?;
        Ok(answer.into_inner().lines.len())
    }
}

#[tokio::test]
async fn another_system_reads_what_its_scopes_say_and_nothing_else() {
    let stand = Stand::open().await;
    let keys = stand.world.keys();
    let scopes = [Scope::ReadTrail];
    let account = keys.make_client("reading-room", Some(stand.trust), &scopes).unwrap();
    let token = stand.token_for(&account).await;
    // The trail follows the log a moment behind.
    while stand.history(&token).await.expect("the history") == 0 {
        tokio::task::yield_now().await;
    }

    // It may not list projections, nor call another service, nor ask about another trust by its headers.
    let channel = stand.world.peers_as(&stand.system_elsewhere()).channel("trail");
    let mut trail = TrailServiceClient::new(channel);
    let elsewhere = Caller::new(Uuid::now_v7(), stand.appointed.administrator, "administrator");
    let asked = elsewhere.request(ListProjectionsRequest::default());
    let answer = trail.list_projections(with_token(asked, Some(&token))).await;
    assert_eq!(answer.unwrap_err().code(), Code::PermissionDenied);
    let asked = elsewhere.request(ListHistoryRequest::default());
    let answer = trail.list_history(with_token(asked, Some(&token))).await.unwrap();
    assert!(!answer.into_inner().lines.is_empty(), "the trust is the token's");
    let channel = stand.world.peers_as(&stand.system_elsewhere()).channel("schools");
    let mut schools = SchoolsServiceClient::new(channel);
    let asked = stand.lead().request(ListSchoolsRequest::default());
    let answer = schools.list_schools(with_token(asked, Some(&token))).await;
    let refused = answer.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
    assert_eq!(refused.message(), "None of this account's scopes is for this service.");
}

#[tokio::test]
async fn the_command_line_asks_with_a_token() {
    let stand = Stand::open().await;
    let scopes = [Scope::ReadTrail];
    let keys = stand.world.keys();
    let account = keys.make_client("reading-room", Some(stand.trust), &scopes).unwrap();
    let token = stand.token_for(&account).await;
    // The trail follows the log a moment behind.
    while stand.history(&token).await.expect("the history") == 0 {
        tokio::task::yield_now().await;
    }
    let server = format!("https://{}", stand.world.address("trail"));
    let ask = |token: &str| {
        tokio::process::Command::new(stand.world.program())
            .args(["ask", "ListHistory", "--token", token, "--server", &server])
            .arg("--authority")
            .arg(keys.file("authority.crt"))
            .output()
    };
    let answered = ask(&token).await.unwrap();
    assert!(answered.status.success(), "{}", String::from_utf8_lossy(&answered.stderr));
    let answer: Value = serde_json::from_slice(&answered.stdout).unwrap();
    assert!(answer["lines"][0]["sentence"].is_string(), "{answer}");
    let refused = ask("no-token").await.unwrap();
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!((refused.status.code(), said.starts_with("NOT_BELIEVED: ")), (Some(1), true));
}

#[tokio::test]
async fn a_token_is_given_for_a_good_assertion_once() {
    let stand = Stand::open().await;
    let keys = stand.world.keys();
    let both = [Scope::ReadTrail, Scope::ReadSchools];
    let account = keys.make_client("reading-room", Some(stand.trust), &both).unwrap();
    let other = keys.make_client("other", Some(stand.trust), &both[..1]).unwrap();

    let once = fresh(&account);
    let (status, given) = stand.exchange(&once, "&scope=read%3Atrail").await;
    assert_eq!((status, given["scope"].as_str()), (StatusCode::OK, Some("read:trail")));
    assert_eq!(given["token_type"], "Bearer");
    let hour = asserted(&account, (now() - 1.hour(), "old"));
    let later = asserted(&account, (now() + 1.hour(), "later"));
    let by_another = NewAccount { id: account.id, key: other.key.clone() };
    let nobody = NewAccount { id: Uuid::now_v7(), key: account.key.clone() };
    for (what, assertion) in [
        ("used before", once),
        ("expired", hour),
        ("from the future", later),
        ("another account's key", fresh(&by_another)),
        ("no account", fresh(&nobody)),
        ("an unnamed one", asserted(&account, (now(), ""))),
        ("a service's token", stand.token("web", &stand.claims(stand.appointed.lead))),
        ("no assertion", "a.b.c".to_owned()),
    ] {
        let (status, said) = stand.exchange(&assertion, "").await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{what}: {said}");
        assert_eq!(said["error"], "invalid_client", "{what}");
    }
    let (status, said) = stand.exchange(&fresh(&other), "&scope=read%3Aschools").await;
    assert_eq!((status, said["error"].as_str()), (StatusCode::BAD_REQUEST, Some("invalid_scope")));
    let (status, said) = stand.post("grant_type=password".to_owned()).await;
    assert_eq!(
        (status, said["error"].as_str()),
        (StatusCode::BAD_REQUEST, Some("invalid_request"))
    );

    // Both keys are good while the next follows the one before; then only the next.
    let next = keys.make_client("reading-room", None, &[]).unwrap();
    assert_eq!(next.id, account.id);
    for account in [&account, &next] {
        stand.token_for(account).await;
    }
    keys.forget("reading-room").unwrap();
    let (status, _) = stand.exchange(&fresh(&account), "").await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    stand.token_for(&next).await;
}
