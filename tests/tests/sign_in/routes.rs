//! Every route, from the router itself, so that a new one is tried without being named here.

use reqwest::{Method, StatusCode};

use crate::Scene;

/// Pages for people who have not signed in, for respondents, who never do, and for who checks a paper at home. A calendar brings its
/// secret in the address.
const OPEN: [&str; 9] = [
    "/sign-in",
    "/guest",
    "/invitation/",
    "/begin/",
    "/answer/",
    "/withdraw",
    "/assets/",
    "/paper",
    "/calendar/{trust}/",
];

/// A path with a value in the place of each parameter.
fn filled(path: &str) -> String {
    let parts = path.split('/').map(|part| if part.starts_with('{') { "1" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

pub async fn whoever_is_not_signed_in_is_sent_to_sign_in(scene: &Scene) {
    let mut met = 0;
    for (method, path) in web::routes() {
        if OPEN.iter().any(|open| path.starts_with(open)) {
            continue;
        }
        let mut stranger = scene.browser();
        stranger.cookies.insert("__Host-plumbline".to_owned(), "A".repeat(43));
        stranger.cookies.insert("plumbline-demo-session".to_owned(), "1".to_owned());
        let origin = format!("https://{}", scene.stand.authority());
        let fields: &[(&str, &str)] = &[];
        let fields = (method == Method::POST).then_some(fields);
        let answer = stranger.ask(method.clone(), &filled(path), fields, &origin).await;
        // A text that is no id is refused first; that tells nothing of what exists.
        let sent_away = answer.status == StatusCode::SEE_OTHER
            && answer.location().starts_with("/sign-in?next=");
        assert!(
            sent_away || answer.status == StatusCode::BAD_REQUEST,
            "{method} {path}: {answer:?}"
        );
        met += 1;
    }
    assert!(met > 20, "{met}");
}

pub async fn no_form_is_taken_from_another_site(scene: &mut Scene) {
    let (_, mut browser) = scene.member("ada").await;
    let before = state(scene).await;
    let token = browser.get("/roles").await.field("form-token");
    for (_, path) in web::routes().iter().filter(|(method, _)| *method == Method::POST) {
        for origin in ["https://evil.example", "null", "http://localhost", ""] {
            let fields = [("form-token", token.as_str())];
            let post = Method::POST;
            let answer = browser.ask(post, &filled(path), Some(&fields), origin).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} from {origin:?}");
            assert!(answer.page.contains("nothing was changed"), "{path} from {origin:?}");
        }
        let answer = browser.post(&filled(path), &[("form-token", "guessed")]).await;
        // A page that has grown old gives what was typed back, and does nothing.
        let typed_again = answer.location().contains("entered=");
        let refused = answer.status.is_client_error() || typed_again;
        assert!(refused, "{path} with a guessed token: {answer:?}");
    }
    assert_eq!(state(scene).await, before);
    assert!(browser.is_signed_in().await);
}

pub async fn looking_changes_nothing(scene: &mut Scene) {
    let (_, mut browser) = scene.member("ben").await;
    let before = state(scene).await;
    for (_, path) in web::routes() {
        browser.get(&filled(path)).await;
        browser.ask(Method::HEAD, &filled(path), None, "").await;
    }
    assert_eq!(state(scene).await, before, "a page was looked at and something changed");
    assert!(browser.is_signed_in().await);
}

/// The state that a request could change: the log, people, accounts and sessions.
async fn state(scene: &Scene) -> Vec<String> {
    const EVERYTHING: [&str; 7] = [
        "select count(*)::text from log.event",
        "select coalesce(string_agg(t::text, ' ' order by t::text), '') from identity.sign_in t",
        "select coalesce(string_agg(t::text, ' ' order by t::text), '') from identity.person t",
        "select coalesce(string_agg(encode(id_hash, 'hex'), ' ' order by id_hash), '') from sign_in.session",
        "select coalesce(string_agg(t::text, ' ' order by t::text), '') from sign_in.journey t",
        "select coalesce(string_agg(t::text, ' ' order by t::text), '') from sign_in.link t",
        "select coalesce(string_agg(t::text, ' ' order by t::text), '') from sign_in.authenticator t",
    ];
    let admin = scene.world.owner().await;
    let mut state = Vec::new();
    for query in EVERYTHING {
        state.push(admin.query_one(query, &[]).await.unwrap().get(0));
    }
    state
}
