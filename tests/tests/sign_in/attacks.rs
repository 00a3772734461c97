//! Attackers who try to sign in as another person.

use contract::schools::v1::Role;
use reqwest::StatusCode;

use crate::{Scene, take_up};

pub async fn an_invitation_is_spent_once_and_in_time(scene: &mut Scene) {
    let (_, invitation) = scene.trust.somebody("Ben", Role::Trustee, "").await;
    let mut late = scene.browser();
    late.now = Some("2099-01-01T10:00:00Z".to_owned());
    let answer = take_up(&mut late, &invitation, ("test", "ben")).await;
    assert!(answer.page.contains("This invitation is too old"), "{}", answer.page);

    let answer = take_up(&mut scene.browser(), &invitation, ("test", "ben")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.page);
    let mut mallory = scene.browser();
    let answer = take_up(&mut mallory, &invitation, ("test", "mallory")).await;
    assert!(answer.page.contains("This invitation was used already"), "{}", answer.page);
    assert!(!mallory.is_signed_in().await);
    let again = take_up(&mut scene.browser(), &invitation, ("test", "ben")).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "the same account may press twice");

    let (_, second) = scene.trust.somebody("Cid", Role::Trustee, "").await;
    let answer = take_up(&mut scene.browser(), &second, ("test", "ben")).await;
    assert!(answer.page.contains("Somebody else of this trust"), "{}", answer.page);
    let forged = format!("{}{}", &second[..80], "AAAAAA");
    let answer = take_up(&mut mallory, &forged, ("test", "mallory")).await;
    assert!(answer.page.contains("This invitation is not valid"), "{}", answer.page);
}

/// Mallory's account carries Ada's address.
pub async fn an_address_is_nobody(scene: &mut Scene) {
    let mut mallory = scene.browser();
    let answer = mallory.sign_in("test", "mallory").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.page.contains("does not know this account"), "{}", answer.page);
    assert!(!mallory.is_signed_in().await);
}

pub async fn a_callback_counts_once_and_in_its_own_browser(scene: &mut Scene) {
    let mut browser = scene.browser();
    let back = browser.travel("test", "ada", &[]).await;
    let stolen = scene.browser().get(&back).await;
    refused(&stolen, "in a browser that never set out");

    let before = browser.clone();
    assert_eq!(browser.get(&back).await.status, StatusCode::SEE_OTHER);
    let mut replayed = before.clone();
    refused(&replayed.get(&back).await, "a second time, with the cookie of the first");
    assert!(!replayed.is_signed_in().await);

    let mut late = scene.browser();
    let back = late.travel("test", "ada", &[]).await;
    late.now = Some("2099-01-01T10:00:00Z".to_owned());
    refused(&late.get(&back).await, "long after setting out");
}

pub async fn what_was_changed_on_the_way_is_not_believed(scene: &mut Scene) {
    let mut browser = scene.browser();
    let back = browser.travel("test", "ada", &[]).await;
    let state = part(&back, "state");
    refused(&browser.get(&back.replace(&state, "guessed")).await, "another state");
    refused(&browser.get(&back.replace(&format!("state={state}"), "")).await, "no state");
    let answer = browser.get(&back).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "a forged callback spoils nothing");

    // Mallory's code in Ada's journey: the verifier is not that of the code.
    let mut mallory = scene.browser();
    let theirs = mallory.travel("test", "mallory", &[]).await;
    let mut ada = scene.browser();
    let ours = ada.travel("test", "ada", &[]).await;
    let injected = ours.replace(&part(&ours, "code"), &part(&theirs, "code"));
    refused(&ada.get(&injected).await, "another journey's code");
    assert!(!ada.is_signed_in().await);

    let mut browser = scene.browser();
    let there = browser.set_out("test", &[]).await;
    let nonce = part(&there, "nonce");
    let back = browser.at_provider(&there.replace(&nonce, "another"), "ada").await;
    refused(&browser.get(&back).await, "another nonce");
    assert!(there.contains("code_challenge_method=S256") && there.contains("state="));
}

pub async fn another_issuer_is_somebody_else(scene: &mut Scene) {
    let mut browser = scene.browser();
    let answer = browser.sign_in("other", "ada").await;
    assert!(answer.page.contains("does not know this account"), "{}", answer.page);

    let back = browser.travel("test", "ada", &[]).await;
    let mixed = back.replace("/with/test/", "/with/other/");
    refused(&browser.get(&mixed).await, "at another provider's door");

    let back = browser.travel("test", "ada", &[]).await;
    let issuer = part(&back, "iss");
    let mixed = back.replace(&issuer, "https%3A%2F%2Fevil.example");
    refused(&browser.get(&mixed).await, "from another issuer");

    let token = browser.get("/sign-in").await.field("form-token");
    let answer = browser.post("/sign-in/with/liar", &[("form-token", &token)]).await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "an issuer under a wrong name");
    assert!(
        answer.page.contains("not set up right"),
        "a settings fault is no outage: {}",
        answer.page
    );
}

pub async fn only_the_tenants_accounts_count(scene: &mut Scene) {
    for (provider, ours, strangers) in [
        ("microsoft", "in-tenant", ["other-tenant", "no-tenant"]),
        ("google", "in-domain", ["other-domain", "no-tenant"]),
    ] {
        let (_, invitation) = scene.trust.somebody(provider, Role::Trustee, "").await;
        for stranger in strangers {
            let mut browser = scene.browser();
            let answer = take_up(&mut browser, &invitation, (provider, stranger)).await;
            refused(&answer, stranger);
            assert!(answer.page.contains("cannot be used here"), "{}", answer.page);
        }
        let answer = take_up(&mut scene.browser(), &invitation, (provider, ours)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.page);
    }
    // Entra's subject differs from one application to the next. The object in the tenant identifies the person.
    let mut browser = scene.browser();
    browser.sign_in("microsoft", "same-object").await;
    assert!(browser.is_signed_in().await);
}

fn refused(answer: &crate::Answer, what: &str) {
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{what}: {}", answer.page);
    assert!(answer.page.contains("You were not signed in"), "{what}: {}", answer.page);
    assert!(answer.cookie("__Host-plumbline").is_none(), "{what}");
}

/// A parameter of an address, as it stands there.
fn part(address: &str, name: &str) -> String {
    let query = address.split_once('?').unwrap().1;
    let found = query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")));
    found.unwrap_or_else(|| panic!("no {name} in {address}")).to_owned()
}
