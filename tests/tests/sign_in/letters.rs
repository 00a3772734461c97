//! Invitations and links by letter, and the authenticator app.

use std::time::Duration;

use contract::schools::v1::Role;
use jiff::Timestamp;
use reqwest::StatusCode;
use totp_rs::{Builder, Secret};

use crate::{Browser, Scene, take_up};

const GOVERNOR: &str = "gil@ours.example";

/// The newest letter to a person; waits until there is one that was not there before.
pub async fn letter(scene: &Scene, to: &str, known: &mut Vec<String>) -> String {
    let looking = async {
        loop {
            for entry in std::fs::read_dir(scene.stand.letters()).unwrap() {
                let path = entry.unwrap().path();
                let text = std::fs::read_to_string(&path).unwrap();
                let name = path.display().to_string();
                if text.contains(&format!("To: {to}"))
                    && text.ends_with('\n')
                    && !known.contains(&name)
                {
                    known.push(name);
                    return text.replace("=\r\n", "").replace("=3D", "=");
                }
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), looking).await.expect("no letter")
}

/// The path of the link in a letter.
pub fn link(letter: &str) -> String {
    let found = letter.split_whitespace().find_map(|word| word.strip_prefix("https://localhost:"));
    let (_, path) = found.unwrap_or_else(|| panic!("no link in {letter}")).split_once('/').unwrap();
    format!("/{path}")
}

fn code(secret: &str, at: &str) -> String {
    let codes =
        Builder::new().with_secret(Secret::try_from_base32(secret).unwrap()).build().unwrap();
    let second = at.parse::<Timestamp>().unwrap().as_second();
    codes.generate(u64::try_from(second).unwrap()).to_string()
}

/// Gives the secret of the governor's app.
pub async fn an_administrator_invites_by_letter(scene: &mut Scene) -> String {
    let (_, invitation) = scene.trust.administrator("").await;
    let mut admin = scene.browser();
    take_up(&mut admin, &invitation, ("test", "ada")).await;
    let gil = scene.trust.register("Gil O'Neill & <b>", GOVERNOR).await;
    scene.trust.grant(gil, Role::Trustee, "").await;

    let path = format!("/people/{gil}/invitation");
    // The page is as late as its read model.
    let listed = async {
        loop {
            let page = admin.get("/people").await;
            if page.page.contains("Gil O'Neill &amp; &lt;b&gt;") {
                return page;
            }
        }
    };
    let page = tokio::time::timeout(Duration::from_secs(60), listed).await.expect("Gil is listed");
    let (token, command) = (page.field("form-token"), page.field("command-id"));
    let sent = admin.post(&path, &[("form-token", &token), ("command-id", &command)]).await;
    let done = admin.get(sent.location()).await;
    assert!(done.page.contains("An invitation is on its way"), "{}", done.page);
    let told = letter(scene, GOVERNOR, &mut Vec::new()).await;
    let path = link(&told);
    assert!(path.starts_with("/invitation/"), "{told}");
    assert!(
        !done.page.contains(path.trim_start_matches("/invitation/")),
        "the letter's secret is the reader's"
    );

    let mut browser = scene.browser();
    let page = browser.get(&format!("{path}/app")).await;
    let (token, secret) = (page.field("form-token"), page.field("secret"));
    let fields = [("form-token", token.as_str()), ("secret", &secret), ("code", "000000")];
    let wrong = browser.post(&format!("{path}/app"), &fields).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.field("secret"), secret, "the same picture stays");
    let late = enrol(&mut browser, &path, "2099-01-01T09:00:00Z").await.unwrap_err();
    assert!(late.contains("This invitation is too old"), "{late}");
    let (secret, _) = enrol(&mut browser, &path, &soon()).await.unwrap();
    assert!(browser.is_signed_in().await);

    let mut mallory = scene.browser();
    let refused = enrol(&mut mallory, &path, &soon()).await.unwrap_err();
    assert!(refused.contains("This invitation was used already"), "{refused}");
    secret
}

/// A time within the invitation's week, which began by the machine's clock.
pub fn soon() -> String {
    #[expect(clippy::disallowed_methods, reason = "the letter was written by the machine's clock")]
    Timestamp::now().to_string()
}

/// Sets an app up; gives its secret, or the page that refused.
async fn enrol(browser: &mut Browser, path: &str, at: &str) -> Result<(String, String), String> {
    browser.now = Some(at.to_owned());
    let page = browser.get(&format!("{path}/app")).await;
    let (token, secret) = (page.field("form-token"), page.field("secret"));
    let code = code(&secret, at);
    let fields = [("form-token", token.as_str()), ("secret", &secret), ("code", &code)];
    let answer = browser.post(&format!("{path}/app"), &fields).await;
    browser.now = None;
    if answer.status == StatusCode::SEE_OTHER { Ok((secret, code)) } else { Err(answer.page) }
}

pub async fn a_link_and_a_code_let_in_once(scene: &mut Scene, secret: &str) {
    let mut known = all_letters(scene);
    let mut browser = scene.browser();
    browser.now = Some("2099-05-01T10:00:00Z".to_owned());
    let unknown = ask_for_link(&mut browser, "nobody@ours.example").await;
    let told = ask_for_link(&mut browser, "GIL@ours.example").await;
    let blank =
        |page: &str| page.replace("nobody@ours.example", "").replace("GIL@ours.example", "");
    assert_eq!(blank(&unknown), blank(&told), "nobody learns whose address is known");
    let path = link(&letter(scene, "GIL@ours.example", &mut known).await);

    // A mail program opens the link. The browser opens it too, and then presses the button.
    scene.browser().get(&path).await;
    let stale = follow(&mut scene.browser(), &path, "2099-05-01T10:15:01Z").await;
    assert!(stale.contains("You were not signed in"), "{stale}");
    let followed = follow(&mut browser, &path, "2099-05-01T10:14:00Z").await;
    assert_eq!(followed, "", "it leads to the code");
    let again = follow(&mut scene.browser(), &path, "2099-05-01T10:14:00Z").await;
    assert!(again.contains("You were not signed in"), "{again}");
    assert!(!browser.is_signed_in().await, "the link alone is not enough");

    let at = "2099-05-01T10:14:30Z";
    assert_eq!(give(&mut browser, "000000", at).await, StatusCode::UNPROCESSABLE_ENTITY);
    let stranger = give(&mut scene.browser(), &code(secret, at), at).await;
    assert_eq!(stranger, StatusCode::FORBIDDEN, "a code without the link");
    let spent = browser.clone();
    assert_eq!(give(&mut browser, &code(secret, at), at).await, StatusCode::SEE_OTHER);
    assert!(browser.is_signed_in().await);
    let replayed = give(&mut spent.clone(), &code(secret, at), at).await;
    assert_eq!(replayed, StatusCode::FORBIDDEN, "the link has ended with the code");

    // The same code again, with another link.
    let mut second = link_in_hand(scene, at, &mut known).await;
    let replayed = give(&mut second, &code(secret, at), at).await;
    assert_eq!(replayed, StatusCode::UNPROCESSABLE_ENTITY, "a code counts once");
    for _ in 0..4 {
        assert_eq!(give(&mut second, "111111", at).await, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let later = "2099-05-01T10:16:00Z";
    let sixth = give(&mut second, &code(secret, later), later).await;
    assert_eq!(sixth, StatusCode::FORBIDDEN, "five tries a link");
}

/// Twenty wrong codes end an app, and a new invitation ends a lost one. The new app counts, the old one does not.
pub async fn a_new_invitation_replaces_a_lost_app(scene: &mut Scene) {
    let mut known = all_letters(scene);
    let people = scene.world.owner().await;
    let gil = "select person_id from identity.person where email = $1";
    let gil = people.query_one(gil, &[&GOVERNOR]).await.unwrap().get(0);
    let path = format!("/invitation/{}", scene.trust.invite(gil).await);
    let (fresh, _) = enrol(&mut scene.browser(), &path, &soon()).await.unwrap();
    let at = "2099-05-02T10:00:00Z";
    for _ in 0..4 {
        let mut browser = link_in_hand(scene, at, &mut known).await;
        for _ in 0..5 {
            assert_eq!(give(&mut browser, "222222", at).await, StatusCode::UNPROCESSABLE_ENTITY);
        }
    }
    let mut browser = link_in_hand(scene, at, &mut known).await;
    let locked = give(&mut browser, &code(&fresh, at), at).await;
    assert_eq!(locked, StatusCode::UNPROCESSABLE_ENTITY, "twenty wrong codes are enough");
    let (letters, mut browser) = (all_letters(scene).len(), scene.browser());
    browser.now = Some(at.to_owned());
    ask_for_link(&mut browser, GOVERNOR).await;
    let enough = async {
        while !scene.world.said("web").contains("a person has links enough for now") {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), enough).await.expect("five links are enough");
    assert_eq!(all_letters(scene).len(), letters);

    let path = format!("/invitation/{}", scene.trust.invite(gil).await);
    let (newest, _) = enrol(&mut scene.browser(), &path, &soon()).await.unwrap();
    let at = "2099-05-02T11:00:00Z";
    let mut browser = link_in_hand(scene, at, &mut known).await;
    let lost = give(&mut browser, &code(&fresh, at), at).await;
    assert_eq!(lost, StatusCode::UNPROCESSABLE_ENTITY, "the lost app");
    assert_eq!(give(&mut browser, &code(&newest, at), at).await, StatusCode::SEE_OTHER);
}

fn all_letters(scene: &Scene) -> Vec<String> {
    let letters = std::fs::read_dir(scene.stand.letters()).unwrap();
    letters.map(|entry| entry.unwrap().path().display().to_string()).collect()
}

async fn ask_for_link(browser: &mut Browser, email: &str) -> String {
    let token = browser.get("/sign-in").await.field("form-token");
    browser.post("/sign-in/link", &[("form-token", &token), ("email", email)]).await.page
}

/// Presses the button of a link's page; gives the page that refuses.
async fn follow(browser: &mut Browser, path: &str, at: &str) -> String {
    browser.now = Some(at.to_owned());
    let token = browser.get(path).await.field("form-token");
    let answer = browser.post(path, &[("form-token", &token)]).await;
    browser.now = Some(at.to_owned());
    if answer.location() == "/sign-in/code" { String::new() } else { answer.page }
}

async fn link_in_hand(scene: &Scene, at: &str, known: &mut Vec<String>) -> Browser {
    let mut browser = scene.browser();
    browser.now = Some(at.to_owned());
    ask_for_link(&mut browser, GOVERNOR).await;
    let path = link(&letter(scene, GOVERNOR, known).await);
    assert_eq!(follow(&mut browser, &path, at).await, "");
    browser
}

async fn give(browser: &mut Browser, code: &str, at: &str) -> StatusCode {
    browser.now = Some(at.to_owned());
    let token = browser.get("/sign-in/code").await.field("form-token");
    browser.post("/sign-in/code", &[("form-token", &token), ("code", code)]).await.status
}
