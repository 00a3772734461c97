//! A text in every field that takes words of a person, at every rpc that has one. What is taken stands beside the log. No refusal
//! repeats it.

use std::collections::BTreeSet;

use futures::{StreamExt as _, stream};
use plumbline_tests::{
    Asked, Contract, Filling, Plausible, Rpc, Subject, TestTrust, Things, WordsField, World,
};
use prost_types::FieldDescriptorProto;
use tonic::Status;

/// What a person typed.
pub const WORDS: &str = "Mrs Zwitscher of Year 4 wept 5b1f";
/// Some of the calls that bring it, as spans name them.
pub const CALLED: [&str; 4] = ["FormHub", "RequestReview", "StateUniqueness", "DeclinePairing"];
const AT_ONCE: usize = 8;
/// Longer than any field takes, so that the door refuses it before any aggregate does.
const TOO_OFTEN: usize = 1_000;
const CALLERS: [&str; 5] =
    ["improvement lead", "administrator", "headteacher", "governor", "data protection officer"];

/// Fills marked fields with the text, and all others with what an honest client sends.
struct Typing<'a> {
    marked: &'a [WordsField],
    things: Things<'a>,
    plausible: Plausible,
    times: usize,
}

impl Filling for Typing<'_> {
    fn count(&mut self, field: &FieldDescriptorProto) -> usize {
        self.plausible.count(field)
    }

    fn text(&mut self, message: &str, field: &FieldDescriptorProto) -> String {
        let is = |words: &WordsField| words.message == message && words.field == field.name();
        if self.marked.iter().any(is) {
            return WORDS.repeat(self.times);
        }
        match self.things.of(field.name()) {
            "" => self.plausible.text(message, field),
            id => id.to_owned(),
        }
    }

    fn number(&mut self) -> u64 {
        self.plausible.number()
    }

    fn fraction(&mut self) -> f64 {
        self.plausible.fraction()
    }
}

/// Sends it; returns all that the refusals say.
pub async fn in_every_marked_field(world: &World) -> String {
    let peers = world.peers();
    let ours = TestTrust::found(&peers).await;
    let (contract, marked) = (Contract::read(), WordsField::all());
    assert!(marked.len() > 40, "{}", marked.len());
    let things = ours.things(Subject::Own);
    let (mut asked, mut filled) = (Vec::new(), BTreeSet::new());
    for rpc in Rpc::all().iter().filter(|rpc| rpc.writes) {
        for times in [1, TOO_OFTEN] {
            let plausible = Plausible { id: things.school.to_owned() };
            let mut typing = Typing { marked: &marked, things, plausible, times };
            let message = contract.request(rpc, &mut typing);
            if !crate::holds(&message, WORDS) {
                continue;
            }
            filled.insert(rpc.action.clone());
            let callers = CALLERS.map(|name| ours.asker(name).caller.clone());
            asked.extend(callers.map(|caller| (rpc.clone(), caller, message.clone())));
        }
    }
    assert!(filled.len() > 30, "{filled:?}");
    let answers = stream::iter(asked).map(async |(rpc, caller, message)| {
        Asked { peers: &peers, rpc: &rpc, caller: Some(&caller), message }.send().await.err()
    });
    let refusals: Vec<Status> =
        answers.buffer_unordered(AT_ONCE).filter_map(async |refusal| refusal).collect().await;
    let said: Vec<String> = refusals.iter().map(spoken).collect();
    for code in ["InvalidArgument", "PermissionDenied", "NotFound", "FailedPrecondition"] {
        assert!(said.iter().any(|one| one.starts_with(code)), "no refusal is {code}");
    }
    said.join("\n")
}

/// Everything a client is told with a refusal.
fn spoken(refusal: &Status) -> String {
    let details = refusal.details().escape_ascii();
    format!("{:?} {} {details} {:?}", refusal.code(), refusal.message(), refusal.metadata())
}

/// What was taken is kept where it can be erased.
pub async fn stands_in_its_place(world: &World) {
    let kept = "select count(*) as kept from words.text where strpos(text, $1) > 0";
    let row = world.owner().await.query_one(kept, &[&WORDS]).await.unwrap();
    assert!(row.get::<_, i64>("kept") >= 2, "{} texts were taken", row.get::<_, i64>("kept"));
}
