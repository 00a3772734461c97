//! Signing in at the real web application with a certified identity provider: who is let in, who is not, when it ends.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "sign_in/attacks.rs"]
mod attacks;
#[path = "sign_in/guests.rs"]
mod guests;
#[path = "sign_in/letters.rs"]
mod letters;
#[path = "sign_in/routes.rs"]
mod routes;
#[path = "sign_in/sessions.rs"]
mod sessions;
#[path = "sign_in/story.rs"]
mod story;
#[path = "sign_in/trust.rs"]
mod trust;

use contract::schools::v1::Role;
use plumbline_tests::{Answer, Browser, Disk, Shape, Stand, TENANT, World};
use private_servers::Durability;
use reqwest::StatusCode;
use serde_json::{Value, json};

use trust::{Somebody, Trust};

const PROGRAM: &str = env!("CARGO_BIN_EXE_plumbline-under-test");

/// A world with people who sign in, and their identity providers.
struct Scene {
    world: World,
    stand: Stand,
    trust: Trust,
}

/// The accounts of the providers. Mallory's account claims Ada's address.
fn accounts() -> Value {
    json!({
        "ada": { "email": "ada@ours.example" },
        "grace": { "email": "grace@ours.example" },
        "gil": { "email": "gil@ours.example" },
        "ben": { "email": "ben@ours.example" },
        "mallory": { "email": "ada@ours.example" },
        "in-tenant": { "tid": TENANT, "oid": "object-1" },
        "same-object": { "tid": TENANT, "oid": "object-1" },
        "other-tenant": { "tid": "11111111-2222-4333-8444-555555555555", "oid": "object-1" },
        "no-tenant": { "email": "ada@ours.example" },
        "in-domain": { "hd": "ours.example" },
        "other-domain": { "hd": "theirs.example" },
    })
}

impl Scene {
    async fn start() -> Self {
        Self::with(vec!["schools"]).await
    }

    /// With these services besides the web application.
    async fn with(units: Vec<&'static str>) -> Self {
        // Both halves of TLS are asked for one provider of cryptography.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let shape = Shape {
            units,
            durability: Durability::ThrowAway,
            disk: Disk::Plain,
            always: String::new(),
            demo: false,
        };
        let mut world = World::shaped(PROGRAM, shape).await;
        let stand = Stand::start(world.folder(), world.address("web").port(), accounts()).await;
        world.sign_in_by(stand.settings());
        world.begin("web", "");
        world.open("web").await;
        let trust = Trust::found(&world).await;
        Self { world, stand, trust }
    }

    fn browser(&self) -> Browser {
        Browser::new(&self.world.pages(), &self.stand.authority())
    }

    /// A person who has taken up an invitation with an account of the test's provider.
    async fn member(&mut self, account: &str) -> (Somebody, Browser) {
        let (somebody, invitation) = self.trust.somebody(account, Role::Trustee, "").await;
        let mut browser = self.browser();
        let answer = take_up(&mut browser, &invitation, ("test", account)).await;
        let said = || [answer.page.as_str(), &self.world.said("web")].join("\n");
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", said());
        (somebody, browser)
    }
}

/// Takes an invitation up at a provider.
async fn take_up(
    browser: &mut Browser,
    invitation: &str,
    (provider, account): (&str, &str),
) -> Answer {
    let back = browser.travel(provider, account, &[("invitation", invitation)]).await;
    browser.get(&back).await
}

#[tokio::test]
async fn an_invitation_leads_to_a_sign_in_and_nothing_else_does() {
    let mut scene = Scene::start().await;
    whoever_runs_the_installation_begins_a_trust(&scene).await;
    the_first_administrator_comes_in(&mut scene).await;
    attacks::an_invitation_is_spent_once_and_in_time(&mut scene).await;
    attacks::an_address_is_nobody(&mut scene).await;
    attacks::a_callback_counts_once_and_in_its_own_browser(&mut scene).await;
    attacks::what_was_changed_on_the_way_is_not_believed(&mut scene).await;
    attacks::another_issuer_is_somebody_else(&mut scene).await;
    attacks::only_the_tenants_accounts_count(&mut scene).await;
}

/// The operator invites the first administrator at the command line, and no one after that.
async fn whoever_runs_the_installation_begins_a_trust(scene: &Scene) {
    let schools = format!("https://{}", scene.world.address("schools"));
    let begin = |more: Vec<String>| {
        tokio::process::Command::new(scene.world.program())
            .args(["trust", "begin", "Harbour & <b>", "--administrator", "Grace Hopper"])
            .args(["--schools", &schools, "--sign-in"])
            .arg(scene.stand.settings())
            .args(scene.world.shown_as("operator"))
            .args(more)
            .output()
    };
    let said = begin(Vec::new()).await.unwrap();
    let said = String::from_utf8(said.stdout).unwrap();
    let word = |start: &str| {
        let line =
            said.lines().find(|line| line.starts_with(start)).unwrap_or_else(|| panic!("{said}"));
        line.split_whitespace().last().unwrap().to_owned()
    };
    let link = word("Invitation");
    let invitation = link.rsplit('/').next().unwrap();
    let mut browser = scene.browser();
    let answer = take_up(&mut browser, invitation, ("test", "grace")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.page);
    let people = browser.get("/people").await;
    assert!(
        people.page.contains("Grace Hopper") && people.page.contains("Harbour &amp; &lt;b&gt;"),
        "{}",
        people.page
    );

    let again = begin(vec!["--trust".to_owned(), word("Trust")]).await.unwrap();
    assert!(!again.status.success(), "a trust with an administrator is not begun again");
}

async fn the_first_administrator_comes_in(scene: &mut Scene) {
    let (_, invitation) = scene.trust.administrator("ada@ours.example").await;
    let mut browser = scene.browser();
    let page = browser.get(&format!("/invitation/{invitation}")).await;
    assert!(page.page.contains("Sign in with Test School"), "{}", page.page);
    let answer = take_up(&mut browser, &invitation, ("test", "ada")).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/roles"));
    let session = answer.cookie("__Host-plumbline").expect("a session");
    for rule in ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"] {
        assert!(session.split("; ").any(|part| part == rule), "{session}");
    }
    assert!(!session.contains("Domain") && !session.contains("Max-Age"), "{session}");
    assert!(browser.is_signed_in().await);
    let people = browser.get("/people").await;
    assert!(people.page.contains("with Test School, since"), "{}", people.page);

    let mut elsewhere = scene.browser();
    let answer = elsewhere.sign_in("test", "ada").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.page);
    assert!(elsewhere.is_signed_in().await, "the second time no invitation is needed");
}

#[tokio::test]
async fn sessions_end_when_they_should() {
    let mut scene = Scene::start().await;
    scene.trust.administrator("").await;
    sessions::a_session_gets_a_new_id_that_nobody_else_knows(&mut scene).await;
    sessions::a_session_ends_after_half_an_hour_of_nothing(&mut scene).await;
    sessions::a_session_ends_after_ten_hours_of_work(&mut scene).await;
    sessions::signing_out_ends_every_session(&mut scene).await;
    sessions::a_role_given_or_ended_ends_the_session(&mut scene).await;
    sessions::access_ends_the_day_the_role_does(&mut scene).await;
}

#[tokio::test]
async fn a_governor_comes_in_by_letter_and_code() {
    let mut scene = Scene::start().await;
    let secret = letters::an_administrator_invites_by_letter(&mut scene).await;
    letters::a_link_and_a_code_let_in_once(&mut scene, &secret).await;
    letters::a_new_invitation_replaces_a_lost_app(&mut scene).await;
}

#[tokio::test]
async fn a_guest_comes_in_by_a_link_and_sees_one_visit_until_its_issue() {
    let mut scene = Scene::with(vec!["schools", "evidence", "categories"]).await;
    let mut visited = guests::the_lead_invites_a_guest(&mut scene).await;
    let link = guests::a_link_is_sent_and_works_once(&scene, &mut visited).await;
    guests::a_guest_opens_nothing_but_the_visit(&scene, &mut visited).await;
    guests::a_guest_asks_a_service_for_nothing_else(&scene, &visited).await;
    guests::a_link_is_too_little_for_another_role(&mut scene, &mut visited).await;
    guests::the_lead_ends_it_at_once(&scene, &mut visited, &link).await;
    guests::it_ends_with_the_issue(&scene, &mut visited).await;
}

#[tokio::test]
async fn every_route_keeps_strangers_out() {
    let mut scene = Scene::with(vec!["schools", "surveys"]).await;
    scene.trust.administrator("").await;
    routes::whoever_is_not_signed_in_is_sent_to_sign_in(&scene).await;
    routes::no_form_is_taken_from_another_site(&mut scene).await;
    routes::looking_changes_nothing(&mut scene).await;
}

#[tokio::test]
async fn a_governor_invited_by_the_administrator_is_out_when_the_role_ends() {
    let scene = Scene::with(story::units()).await;
    story::in_a_real_browser(scene).await;
}
