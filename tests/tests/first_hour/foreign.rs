//! Another trust's ids, in every place that takes an id, are answered like ids that do not exist.

use std::collections::BTreeSet;

use futures::{StreamExt as _, stream};
use plumbline_tests::{Answer, Asked, Browser, Contract, Plausible, Rpc, Subject};
use tonic::Code;
use uuid::Uuid;

use crate::Hour;
use crate::pages::{self, Reached};

const AT_ONCE: usize = 16;

/// An address or a form with another trust's id answers as with an id that was just made up.
pub async fn pages_about_another_trusts_things_are_not_there(
    hour: &Hour,
    governor: &mut Browser,
    reached: &Reached,
) {
    let theirs: BTreeSet<String> = hour.ids_of_theirs().await.into_iter().collect();
    let named = hour.theirs.things(Subject::Own).all();
    let mut tried = 0;
    for (path, _) in &reached.pages {
        for id in pages::ids(path.as_bytes()) {
            let made_up = Uuid::now_v7().to_string();
            let nothing = governor.get(&path.replace(&id, &made_up)).await;
            for foreign in named {
                let answer = governor.get(&path.replace(&id, foreign)).await;
                let what = path.replace(&id, "*");
                assert_eq!(told(&answer, foreign), told(&nothing, &made_up), "{what}");
                nothing_of(&theirs, foreign, &answer.page.into_bytes(), &what);
                tried += 1;
            }
        }
    }
    for form in &reached.forms {
        for id in pages::ids(form.action.as_bytes()) {
            let fields = form.fields.iter().map(|(name, value)| {
                (name.as_str(), if value.is_empty() { "Some words" } else { value.as_str() })
            });
            let fields: Vec<_> = fields.collect();
            let made_up = Uuid::now_v7().to_string();
            let nothing = sent(governor, &form.action.replace(&id, &made_up), &fields).await;
            // A form on a page that exists tells the refusal above itself.
            let is_refused =
                nothing.status.is_client_error() || nothing.page.contains("govuk-error-summary");
            assert!(is_refused, "{}: {}", form.action, nothing.status);
            for foreign in named {
                let answer = sent(governor, &form.action.replace(&id, foreign), &fields).await;
                assert_eq!(told(&answer, foreign), told(&nothing, &made_up), "{}", form.action);
                tried += 1;
            }
        }
    }
    assert!(tried > 200, "{tried}");
}

/// What a form's sender sees in the end: a refused form leads back to the page it stands on.
async fn sent(browser: &mut Browser, action: &str, fields: &[(&str, &str)]) -> Answer {
    let answer = browser.post(action, fields).await;
    if answer.status.is_redirection() { browser.get(answer.location()).await } else { answer }
}

/// The text of an answer without the ids that it was asked about.
fn told(answer: &Answer, about: &str) -> (u16, String) {
    let heading = answer.page.split("<h1").nth(1).unwrap_or_default();
    let heading = heading.split("</h1>").next().unwrap_or_default();
    (answer.status.as_u16(), heading.replace(about, "*"))
}

fn nothing_of(theirs: &BTreeSet<String>, asked: &str, answer: &[u8], what: &str) {
    let shown = pages::ids(answer);
    let leaked = shown.iter().filter(|id| id.as_str() != asked && theirs.contains(*id));
    assert_eq!(leaked.collect::<Vec<_>>(), Vec::<&String>::new(), "{what} shows another trust's");
}

/// The same at the doors: every rpc, by the roles that may most, with another trust's id in each field for an id. There is
/// one id of each kind of thing, and a number of further ids.
pub async fn doors_know_nothing_of_another_trusts_things(hour: &Hour, more: usize) {
    let ids = hour.ids_of_theirs().await;
    let theirs: BTreeSet<String> = ids.iter().cloned().collect();
    let named = hour.theirs.things(Subject::Own).all();
    let step = ids.len().div_ceil(more);
    let ids = named.into_iter().chain(ids.iter().step_by(step).map(String::as_str));
    let ids: Vec<&str> = ids.collect();
    let (contract, rpcs, peers) = (Contract::read(), Rpc::all(), hour.world.peers());
    let callers = ["administrator", "improvement_lead", "governor"].map(|role| hour.caller(role));
    let ask = async |rpc: &Rpc, caller, id: &str| {
        let message = contract.request(rpc, &mut Plausible { id: id.to_owned() });
        let answer = Asked { peers: &peers, rpc, caller: Some(caller), message }.send().await;
        let said = match &answer {
            Ok(_) => (Code::Ok, String::new()),
            Err(status) => (status.code(), status.message().replace(id, "*")),
        };
        (said, answer.unwrap_or_default())
    };
    let asked = rpcs.iter().filter(|rpc| takes_an_id(&contract, rpc));
    let asked = asked.flat_map(|rpc| callers.iter().map(move |caller| (rpc, caller)));
    let wrong = stream::iter(asked).map(async |(rpc, caller)| {
        let mut wrong = Vec::new();
        let nothing = ask(rpc, caller, &Uuid::now_v7().to_string()).await.0;
        for id in &ids {
            let (said, answer) = ask(rpc, caller, id).await;
            let what = format!("{} as {}", rpc.action, caller.role);
            nothing_of(&theirs, id, &answer, &what);
            if said != nothing {
                wrong.push(format!("{what}: {said:?} instead of {nothing:?}"));
            }
        }
        wrong
    });
    let wrong: Vec<Vec<String>> = wrong.buffer_unordered(AT_ONCE).collect().await;
    let wrong = wrong.concat();
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Whether a request has a place for an id.
fn takes_an_id(contract: &Contract, rpc: &Rpc) -> bool {
    let id = Uuid::now_v7().to_string();
    let message = contract.request(rpc, &mut Plausible { id: id.clone() });
    memchr::memmem::find(&message, id.as_bytes()).is_some()
}
