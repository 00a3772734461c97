//! How long a session lasts.

use contract::schools::v1::Role;
use reqwest::StatusCode;

use crate::{Browser, Scene};

const SESSION: &str = "__Host-plumbline";

pub async fn a_session_gets_a_new_id_that_nobody_else_knows(scene: &mut Scene) {
    let (_, mut victim) = scene.member("ada").await;
    let first = victim.cookies[SESSION].clone();

    // Mallory puts her own id into the victim's browser before the victim signs in.
    let mut mallory = scene.browser();
    mallory.cookies.insert(SESSION.to_owned(), first.clone());
    assert!(mallory.is_signed_in().await);
    assert_eq!(victim.sign_in("test", "ada").await.status, StatusCode::SEE_OTHER);
    assert_ne!(victim.cookies[SESSION], first, "a new id at each sign-in");
    assert!(victim.is_signed_in().await);
    assert!(!mallory.is_signed_in().await, "the id from before leads nowhere");

    let admin = scene.world.owner().await;
    let kept = "select string_agg(t::text, ' ') from sign_in.session t";
    let kept: String = admin.query_one(kept, &[]).await.unwrap().get(0);
    assert!(!kept.contains(&victim.cookies[SESSION]), "only hashes are kept");
}

fn at(browser: &mut Browser, time: &str) {
    browser.now = Some(format!("2099-02-01T{time}Z"));
}

pub async fn a_session_ends_after_half_an_hour_of_nothing(scene: &mut Scene) {
    let mut browser = scene.browser();
    at(&mut browser, "09:00:00");
    browser.sign_in("test", "ada").await;
    for (time, in_there) in
        [("09:29:00", true), ("09:58:00", true), ("10:28:01", false), ("09:59:00", true)]
    {
        at(&mut browser, time);
        assert_eq!(browser.is_signed_in().await, in_there, "{time}");
    }
}

pub async fn a_session_ends_after_ten_hours_of_work(scene: &mut Scene) {
    let mut browser = scene.browser();
    at(&mut browser, "08:00:00");
    browser.sign_in("test", "ada").await;
    for quarter in 33..72 {
        at(&mut browser, &format!("{:02}:{:02}:00", quarter / 4, quarter % 4 * 15));
        assert!(browser.is_signed_in().await, "at quarter {quarter}");
    }
    at(&mut browser, "17:59:59");
    assert!(browser.is_signed_in().await);
    at(&mut browser, "18:00:00");
    assert!(!browser.is_signed_in().await);
}

pub async fn signing_out_ends_every_session(scene: &mut Scene) {
    let mut laptop = scene.browser();
    laptop.sign_in("test", "ada").await;
    let mut phone = scene.browser();
    phone.sign_in("test", "ada").await;
    let token = laptop.get("/roles").await.field("form-token");

    let refused = laptop.post("/sign-out", &[("form-token", "guessed")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(laptop.get("/sign-out").await.status, StatusCode::METHOD_NOT_ALLOWED);
    let theirs = phone.get("/roles").await.field("form-token");
    let refused = laptop.post("/sign-out", &[("form-token", &theirs)]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "another session's form");
    assert!(phone.is_signed_in().await);

    let kept = laptop.cookies[SESSION].clone();
    let left = laptop.post("/sign-out", &[("form-token", &token)]).await;
    assert_eq!((left.status, left.location()), (StatusCode::SEE_OTHER, "/sign-in"));
    assert!(!laptop.cookies.contains_key(SESSION));
    assert!(!phone.is_signed_in().await, "signed out everywhere");
    laptop.cookies.insert(SESSION.to_owned(), kept);
    assert!(!laptop.is_signed_in().await, "the cookie alone leads nowhere");
}

pub async fn a_role_given_or_ended_ends_the_session(scene: &mut Scene) {
    let (ben, mut browser) = scene.member("ben").await;
    assert!(browser.is_signed_in().await);
    scene.trust.grant(ben.id, Role::Member, "").await;
    until_out(&mut browser).await;
    browser.sign_in("test", "ben").await;
    let page = browser.get("/roles").await;
    assert!(page.page.contains("Trustee") && page.page.contains("Member"), "{}", page.page);
    scene.trust.end(&ben, "2026-01-01").await;
    until_out(&mut browser).await;
    browser.sign_in("test", "ben").await;
    let page = browser.get("/roles").await;
    assert!(!page.page.contains("Trustee") && page.page.contains("Member"), "{}", page.page);
}

/// The web application hears of a role within seconds; a session that stays is a fault.
async fn until_out(browser: &mut Browser) {
    let out = async {
        while browser.is_signed_in().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), out).await.expect("still signed in");
}

pub async fn access_ends_the_day_the_role_does(scene: &mut Scene) {
    let id = scene.trust.register("Dora", "").await;
    scene.trust.grant(id, Role::Trustee, "2099-03-31").await;
    let invitation = scene.trust.invite(id).await;
    let mut browser = scene.browser();
    crate::take_up(&mut browser, &invitation, ("test", "in-domain")).await;

    // The last minute of the last day, British time, which is summer time by then.
    browser.now = Some("2099-03-31T22:50:00Z".to_owned());
    let back = browser.sign_in("test", "in-domain").await;
    assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.page);
    browser.now = Some("2099-03-31T22:59:00Z".to_owned());
    assert!(browser.is_signed_in().await);
    browser.now = Some("2099-03-31T23:01:00Z".to_owned());
    assert!(!browser.is_signed_in().await, "the day after has begun");
    let answer = browser.sign_in("test", "in-domain").await;
    assert!(answer.page.contains("You hold no role today"), "{}", answer.page);
}
