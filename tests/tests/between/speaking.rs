//! For whom a service may speak, and how one key follows another.

use contract::SYSTEM_ACTOR;
use identity::token::Claims;
use plumbline::key_folder::Part;
use plumbline_tests::two_days;
use tonic::{Code, Status};
use uuid::Uuid;

use crate::stand::{Stand, TELLER, not_believed};

impl Stand {
    fn system(&self) -> Claims {
        Claims { role: "system".to_owned(), ..self.claims(SYSTEM_ACTOR) }
    }

    fn sign_in(&self) -> Claims {
        Claims { role: "sign_in".to_owned(), ..self.claims(SYSTEM_ACTOR) }
    }

    fn installation(&self) -> Claims {
        Claims { role: "administrator".to_owned(), ..self.claims(SYSTEM_ACTOR) }
    }

    /// A person's call to a service, as the web passes it on.
    fn to(&self, service: &str, person: Uuid) -> String {
        let claims = Claims { audience: service.to_owned(), ..self.claims(person) };
        self.token("web", &claims)
    }
}

/// The token was believed; the rules may still refuse the call.
fn believed(answer: &Result<(), Status>) -> bool {
    answer.as_ref().is_ok_and(|()| true)
        || answer.as_ref().is_err_and(|status| status.code() == Code::PermissionDenied)
}

#[tokio::test]
async fn a_service_speaks_for_whom_it_may_and_nobody_else() {
    let stand = Stand::open().await;
    let lead = stand.appointed.lead;
    let person = || stand.claims(lead);
    stand.ask_as("web", &person()).await.expect("the web speaks for persons");
    for (owner, claims) in [
        ("web", stand.installation()),
        ("web", stand.system()),
        ("reviews", stand.sign_in()),
        ("reports", stand.sign_in()),
        ("operator", stand.sign_in()),
        ("reviews", stand.installation()),
        ("reviews", person()),
        ("schools", person()),
        ("relay", stand.system()),
        ("trail", person()),
        ("letters", stand.sign_in()),
        ("letters", stand.installation()),
    ] {
        let answer = stand.ask_as(owner, &claims).await;
        assert!(not_believed(&answer), "{owner} for {claims:?}: {answer:?}");
    }
    let by_themselves = ["schools", "reviews", "reports"];
    for owner in by_themselves.into_iter().chain(["letters"]) {
        let answer = stand.ask_as(owner, &stand.system()).await;
        assert!(believed(&answer), "{owner} for Plumbline itself: {answer:?}");
    }
    let answer = stand.ask_as("web", &stand.sign_in()).await;
    assert!(believed(&answer), "the web for whoever lets persons in: {answer:?}");
}

#[tokio::test]
async fn a_persons_call_is_passed_on_only_while_it_is_shown() {
    let stand = Stand::open().await;
    let (lead, administrator) = (stand.appointed.lead, stand.appointed.administrator);
    let passed = |first: Option<String>| Claims { in_course_of: first, ..stand.claims(lead) };
    let shown = passed(Some(stand.to("reports", lead)));
    stand.ask_as("reports", &shown).await.expect("the lead asked reports a moment ago");
    let own = Claims { audience: "reports".to_owned(), ..stand.claims(lead) };
    for (what, first) in [
        ("nothing shown", None),
        ("another person's call", Some(stand.to("reports", administrator))),
        ("a call to another service", Some(stand.to("surveys", lead))),
        ("a call of its own making", Some(stand.token("reports", &own))),
        ("no token at all", Some("a.b.c".to_owned())),
    ] {
        let answer = stand.ask_as("reports", &passed(first)).await;
        assert!(not_believed(&answer), "{what}: {answer:?}");
    }
    let answer = stand.ask_as("schools", &shown).await;
    assert!(not_believed(&answer), "schools passes nobody's call on: {answer:?}");
}

#[tokio::test]
async fn one_key_follows_another_without_a_restart() {
    let stand = Stand::open().await;
    let claims = || stand.claims(stand.appointed.lead);
    let keys = stand.world.keys();
    stand.ask_as("web", &claims()).await.expect("the first key");
    keys.make_service("web", Part::of("web"), two_days()).unwrap();
    // The doors read the file again by themselves.
    while not_believed(&stand.ask_as("web", &claims()).await) {
        tokio::task::yield_now().await;
    }
    stand.ask_as("web", &claims()).await.expect("the next key");
    stand.ask_as("web.old", &claims()).await.expect("the one before, for a while");
    let third = keys.make_service("web", Part::of("web"), two_days());
    assert!(third.unwrap_err().to_string().contains("two keys already"));
    keys.forget("web").unwrap();
    while !not_believed(&stand.ask_as("web.old", &claims()).await) {
        tokio::task::yield_now().await;
    }
    stand.ask_as("web", &claims()).await.expect("the next key stays");
    stand.ask_as(TELLER, &claims()).await.expect("and so does all others's");
}
