//! A school leaves with its own part of the record, and a reader of the folder checks it without an installation.

use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::Command;

use contract::evidence::v1::evidence_service_client::EvidenceServiceClient;
use contract::evidence::v1::{BeginVisitNoteRequest, VisitKind};
use contract::schools::v1::{
    EndRoleRequest, EraseWordsRequest, ErasureReason, StateUniquenessRequest,
};
use plumbline_tests::{Subject, TODAY, TestTrust, World, grant_of};
use proof::{Policy, SealKey};
use serde_json::Value;

use super::moved::Forger;
use super::{command_id, said, until};

/// Checks a folder with Python alone.
const ORACLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/oracle/verify_export.py");

/// Four texts at the first school. A school may read the focus of its review, one text was erased, and one is for the trust. One stands
/// in a note of a visit that was not sent.
async fn with_texts(world: &World) -> TestTrust {
    let trust = TestTrust::found(&world.peers()).await;
    let mut schools = trust.schools.clone();
    let (head, administrator) =
        (&trust.asker("headteacher").caller, &trust.asker("administrator").caller);
    let stated = StateUniquenessRequest {
        command_id: command_id(),
        school_id: trust.things(Subject::Own).school.to_owned(),
        statement: "It has a farm".to_owned(),
    };
    schools.state_uniqueness(head.request(stated)).await.unwrap();
    let commitment = "select body -> 'statement' ->> 'commitment' from log.event \
        where trust_id = $1 and type = 'plumbline.schools.v1.UniquenessStated'";
    let commitment = world.owner().await.query_one(commitment, &[&trust.id]).await.unwrap().get(0);
    let mut erase = EraseWordsRequest { command_id: command_id(), commitment, reason: 0 };
    erase.set_reason(ErasureReason::OutOfPlace);
    let officer = &trust.asker("data protection officer").caller;
    schools.erase_words(officer.request(erase)).await.unwrap();
    let lead = &trust.asker("improvement lead").caller;
    let begin = BeginVisitNoteRequest {
        command_id: command_id(),
        school_id: trust.things(Subject::Own).school.to_owned(),
        kind: VisitKind::CoreVisit.into(),
        on: TODAY.to_owned(),
        focus: "How phonics is taught".to_owned(),
    };
    let mut evidence = EvidenceServiceClient::new(world.peers().channel("evidence"));
    evidence.begin_visit_note(lead.request(begin)).await.unwrap();
    let end = EndRoleRequest {
        command_id: command_id(),
        person_id: head.actor.to_string(),
        grant_id: grant_of(&mut schools, administrator, head.actor).await,
        on: TODAY.to_owned(),
        reason: "Went to sea".to_owned(),
    };
    let position = schools.end_role(administrator.request(end)).await.unwrap();
    let position = position.into_inner().position.cast_signed();
    let owner = world.owner().await;
    let sealed = || async {
        let sealed = "select coalesce(max(size), 0) from seal.checkpoint where trust_id = $1";
        owner.query_one(sealed, &[&trust.id]).await.unwrap().get::<_, i64>(0)
    };
    until(sealed, |size| *size >= position).await;
    trust
}

/// A school's part in a folder.
struct Part<'a> {
    world: &'a World,
    folder: PathBuf,
}

impl<'a> Part<'a> {
    async fn of(world: &'a World, trust: &TestTrust, subject: Subject) -> Self {
        let school = trust.things(subject).school;
        let (folder, trust) = (world.folder().join(school), trust.id.to_string());
        let named = folder.to_str().unwrap();
        let export = ["trust", "export", named, "--trust", &trust, "--school", school];
        let exported = world.operator(&export).await;
        assert!(exported.status.success(), "{}", said(&exported));
        Self { world, folder }
    }

    fn text(&self, file: &str) -> String {
        std::fs::read_to_string(self.folder.join(file)).unwrap()
    }

    fn lines(&self) -> Vec<String> {
        self.text("events.jsonl").lines().map(str::to_owned).collect()
    }

    fn forger<'b>(&'b self, file: &'b str) -> Forger<'b> {
        Forger { folder: &self.folder, file }
    }

    /// Puts other events into the folder; the manifest agrees with the file, and lists what it listed.
    fn put(&self, lines: &[String]) {
        let before = self.text("events.jsonl");
        let text = lines.iter().map(|line| format!("{line}\n")).collect::<String>();
        std::fs::write(self.folder.join("events.jsonl"), text).unwrap();
        self.forger("events.jsonl").cover(&before);
    }

    async fn holds(&self) -> String {
        let checked = self.world.offline(&["verify", "export", self.named()]).await;
        assert!(checked.status.success(), "{}", said(&checked));
        said(&checked)
    }

    async fn fails(&self, code: i32, why: &str) {
        self.fails_by(&[], code, why).await;
    }

    async fn fails_by(&self, more: &[&str], code: i32, why: &str) {
        let arguments = [&["verify", "export", self.named()][..], more].concat();
        let checked = self.world.offline(&arguments).await;
        assert!(checked.status.code() == Some(code), "{:?} {}", checked.status, said(&checked));
        assert!(said(&checked).contains(why), "{}", said(&checked));
    }

    fn holds_by_python(&self) -> bool {
        let checked = Command::new("python3").arg(ORACLE).arg(&self.folder).output();
        checked.expect("python3 is installed").status.success()
    }

    fn named(&self) -> &str {
        self.folder.to_str().unwrap()
    }
}

/// What stands in a line under a name.
fn told(line: &str, name: &str) -> Value {
    serde_json::from_str::<Value>(line).unwrap()[name].take()
}

pub(super) async fn a_school_takes_its_own_part(world: &World) {
    let trust = with_texts(world).await;
    let part = Part::of(world, &trust, Subject::Own).await;
    let other = Part::of(world, &trust, Subject::Other).await;
    let summary = part.holds().await;
    assert!(
        summary.contains("1 texts are those that were written. 1 were erased, and 1 were"),
        "{summary}"
    );
    assert!(part.holds_by_python());
    let texts = part.text("texts.jsonl");
    assert!(texts.contains("How new staff are led") && texts.contains("WORDS_CLASS_TRUST"));
    for unread in ["Went to sea", "It has a farm", "How phonics is taught"] {
        assert!(!texts.contains(unread), "{texts}");
    }
    let manifest: Value = serde_json::from_str(&part.text("manifest.json")).unwrap();
    let left_out = manifest["left_out"].as_array().unwrap();
    let which: Vec<&str> = left_out.iter().map(|one| one["which"].as_str().unwrap()).collect();
    assert_eq!(which, ["with_others", "unsent", "whole_trust", "elsewhere"]);
    assert_eq!(left_out[0]["by_type"]["plumbline.reviews.v1.PairingProposed"], 1);
    let stranger = trust.things(Subject::Other).school;
    assert!(!part.text("events.jsonl").contains(stranger), "another school is named");
    what_was_altered_is_named(&part).await;
    what_was_added_or_removed_is_named(&part, &other).await;
    what_is_no_file_of_a_part_is_named(&part).await;
    assert!(part.holds().await == summary, "put right again");
}

async fn what_was_altered_is_named(part: &Part<'_>) {
    let (role, deputy) = (r#"\"role\":\""#, r#"\"role\":\"deputy_"#);
    let events = part.forger("events.jsonl");
    let genuine = events.forge(role, deputy);
    part.fails(22, "was altered").await;
    events.cover(&genuine);
    part.fails(22, "was altered").await;
    assert!(!part.holds_by_python());
    let forged = events.forge(deputy, role);
    events.cover(&forged);

    let texts = part.forger("texts.jsonl");
    let genuine = texts.forge("How new staff", "How old staff");
    texts.cover(&genuine);
    part.fails(26, "is not the one that was written").await;
    assert!(!part.holds_by_python());
    let forged = texts.forge("How old staff", "How new staff");
    texts.cover(&forged);
    let (given, erased_too) = (r#"{"given":"#, r#"{"erased_on":"2026-11-24","given":"#);
    let genuine = texts.forge(given, erased_too);
    texts.cover(&genuine);
    part.fails(20, "texts.jsonl").await;
    let forged = texts.forge(erased_too, given);
    texts.cover(&forged);

    let readme = part.forger("README.txt");
    readme.forge("THE RECORD", "A RECORD");
    part.fails(20, "README.txt").await;
    readme.forge("A RECORD", "THE RECORD");

    let manifest = part.forger("manifest.json");
    let genuine = manifest.forge("\"checkpoint\": \"plumbline", "\"checkpoint\": \"plumbling");
    part.fails(21, "signature does not hold").await;
    std::fs::write(part.folder.join("manifest.json"), genuine).unwrap();
    let stranger = SealKey::try_generate("plumbline.test").unwrap();
    let policy = part.folder.with_extension("policy");
    std::fs::write(&policy, Policy::new(vec![stranger.public().to_owned()]).file()).unwrap();
    let by = ["--policy", policy.to_str().unwrap()];
    part.fails_by(&by, 21, "signature does not hold").await;
}

async fn what_is_no_file_of_a_part_is_named(part: &Part<'_>) {
    let (events, outside) = (part.folder.join("events.jsonl"), part.folder.with_extension("lines"));
    std::fs::rename(&events, &outside).unwrap();
    symlink(&outside, &events).unwrap();
    part.fails(20, "events.jsonl is no plain file").await;
    assert!(!part.holds_by_python());
    std::fs::rename(&outside, &events).unwrap();

    let more = part.folder.join("more.txt");
    std::fs::write(&more, "").unwrap();
    part.fails(20, "more.txt").await;
    std::fs::remove_file(&more).unwrap();

    let (readme, beside) =
        (part.folder.join("README.txt"), part.folder.with_file_name("README.txt"));
    std::fs::rename(&readme, &beside).unwrap();
    let manifest = part.forger("manifest.json");
    let genuine = manifest.forge("\"README.txt\"", "\"../README.txt\"");
    part.fails(20, "../README.txt").await;
    assert!(!part.holds_by_python());
    std::fs::rename(&beside, &readme).unwrap();
    std::fs::write(part.folder.join("manifest.json"), genuine).unwrap();
}

async fn what_was_added_or_removed_is_named(part: &Part<'_>, other: &Part<'_>) {
    let genuine = part.lines();
    let (last, fewer) = genuine.split_last().unwrap();
    part.put(fewer);
    let gone = told(last, "position");
    part.fails(24, &format!("lists event {gone}, and it is not there")).await;

    let foreign = other.lines().remove(0);
    let position = told(&foreign, "position");
    let mut more = [genuine.clone(), vec![foreign.clone()]].concat();
    more.sort_by_key(|line| told(line, "position").as_u64());
    part.put(&more);
    part.fails(24, &format!("event {position} is there, and the manifest does not list it")).await;

    let before = part.text("manifest.json");
    let mut manifest: Value = serde_json::from_str(&before).unwrap();
    let leaf: Value = serde_json::from_str(told(&foreign, "leaf").as_str().unwrap()).unwrap();
    let kind = leaf["type"].as_str().unwrap();
    let listed = manifest["events"][kind].as_array_mut().unwrap();
    listed.push(position.clone());
    listed.sort_by_key(Value::as_u64);
    std::fs::write(part.folder.join("manifest.json"), manifest.to_string()).unwrap();
    part.fails(25, &format!("event {position} is in the log, and does not tell")).await;
    std::fs::write(part.folder.join("manifest.json"), before).unwrap();

    let mut exchanged = genuine.clone();
    let mut line: Value = serde_json::from_str(last).unwrap();
    line["proof"] = told(&genuine[0], "proof");
    *exchanged.last_mut().unwrap() = line.to_string();
    part.put(&exchanged);
    part.fails(23, &format!("event {gone} is not proved")).await;
    part.put(&genuine);
}
