//! The name of a governor who asked questions is erased. The log, its history and the reports' proofs stay as they were.

use contract::Caller;
use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use contract::schools::v1::{
    EndRoleRequest, ErasePersonRequest, EraseWordsRequest, ErasureReason, ListPeopleRequest,
    Person, Role, Scope, ScopeKind,
};
use contract::trail::v1::trail_service_client::TrailServiceClient;
use contract::trail::v1::{GetConsistencyRequest, GetSealRequest};
use peers::Channel;
use plumbline::demo::Played;
use plumbline::demo::script::TermKey;
use plumbline::paper::Paper;
use plumbline_tests::{World, appoint};
use uuid::Uuid;

use crate::doors::Doors;
use crate::proved::with_proof;
use crate::words::{plain_part, published};

/// The last day of the role.
const YESTERDAY: &str = "2026-11-23";
const TODAY: &str = "2026-11-24";

pub async fn a_governor_is_forgotten_and_every_proof_holds(
    doors: &Doors,
    played: &Played,
    world: &World,
) {
    let report = doors.reports_of(&TermKey::Summer.term()).await.remove(0);
    let before = with_proof(doors, &report.report_id).await;
    let governor = played.people.iter().find(|person| person.role == "governor").unwrap();
    let position = forget(doors, played, &governor.person_id).await;

    sealed_up_to(doors, position).await;
    let after = with_proof(doors, &report.report_id).await;
    the_log_goes_on(doors, world, (&before, &after)).await;
    for (pdf, when) in [(&before, "made before"), (&after, "made after")] {
        let paper = Paper::read(pdf).unwrap();
        paper.check(None, |_| {}).unwrap_or_else(|error| panic!("{when}: {error:?}"));
    }
    let verified = world.operator(&["verify", "log"]).await;
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
    let known = people(doors, &doors.caller, position).await;
    let known = known.iter().find(|person| person.person_id == governor.person_id).unwrap();
    assert!(known.name.is_empty() && known.email.is_empty(), "{known:?}");
    let canary =
        "select count(*) from log.event where strpos(body::text || metadata::text, $1) > 0";
    let row = world.owner().await.query_one(canary, &[&governor.name]).await.unwrap();
    assert_eq!(row.get::<_, i64>(0), 0, "the name is in an event");
}

async fn sealed_up_to(doors: &Doors, position: u64) {
    let mut trail = trail(doors);
    loop {
        let seal = trail.get_seal(doors.caller.request(GetSealRequest {})).await.unwrap();
        if seal.into_inner().size >= position {
            return;
        }
        tokio::task::yield_now().await;
    }
}

/// Checks two editions of one report, sealed before and after, beside each other without any service.
async fn the_log_goes_on(doors: &Doors, world: &World, (before, after): (&[u8], &[u8])) {
    let size = |pdf| Paper::read(pdf).unwrap().check(None, |_| {}).unwrap().size;
    let (earlier_size, later_size) = (size(before), size(after));
    assert!(earlier_size < later_size);
    let mut trail = trail(doors);
    let mut between = async |earlier_size, later_size| {
        let wanted = GetConsistencyRequest { earlier_size, later_size };
        let answer = trail.get_consistency(doors.caller.request(wanted)).await;
        answer.unwrap().into_inner().proof
    };
    let folder = world.folder().join("sealed-twice");
    std::fs::create_dir(&folder).unwrap();
    let file = |name: &str, content: &[u8]| {
        std::fs::write(folder.join(name), content).unwrap();
        folder.join(name).display().to_string()
    };
    let (before, after) = (file("before.pdf", before), file("after.pdf", after));
    let proof = file("proof", between(earlier_size, later_size).await.as_bytes());
    let other = file("other", between(earlier_size - 1, later_size).await.as_bytes());
    let both = ["verify", "report", &after, "--also", &before];
    let checked = async |more: &[&str]| {
        let output = world.offline(&[&both, more].concat()).await;
        let said = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(said).unwrap())
    };
    let (code, said) = checked(&["--consistency", &proof]).await;
    assert!(code == Some(0) && said.contains("continues the one sealed up to"), "{code:?} {said}");
    let (code, said) = checked(&[]).await;
    assert!(code == Some(0) && said.contains("is not checked"), "{code:?} {said}");
    let (code, said) = checked(&["--consistency", &other]).await;
    assert!(code == Some(15) && said.contains("begins at event"), "{code:?} {said}");
}

/// The data protection officer erases the longest text that was typed once. Returns a part of it that no encoding changes.
pub async fn a_text_is_forgotten(doors: &Doors, played: &Played, world: &World) -> String {
    let published = published(world).await;
    let kept = "select encode(commitment, 'hex') as commitment, text from words.text \
        where text is not null";
    let rows = world.owner().await.query(kept, &[]).await.unwrap();
    let texts: Vec<&str> = rows.iter().map(|row| row.get("text")).collect();
    let typed_once = |part: &str| {
        let typed = texts.iter().filter(|text| text.contains(part));
        typed.count() == 1 && !published.contains(part)
    };
    let parts = rows.iter().filter_map(|row| Some((plain_part(row.get("text"))?, row)));
    let longest =
        parts.filter(|(part, _)| typed_once(part.as_str())).max_by_key(|(part, _)| part.len());
    let (part, row) = longest.unwrap();
    let erase = EraseWordsRequest {
        command_id: Uuid::now_v7().to_string(),
        commitment: row.get("commitment"),
        reason: ErasureReason::NamesAChild.into(),
    };
    let Office { officer, .. } = Office::opened(doors, played).await;
    schools(doors).erase_words(officer.request(erase)).await.unwrap();
    part
}

/// Two who see to persons' rights.
struct Office {
    administrator: Caller,
    officer: Caller,
    /// Position at which the officer was appointed.
    position: u64,
}

impl Office {
    /// The administrator appoints a data protection officer.
    async fn opened(doors: &Doors, played: &Played) -> Self {
        let trust = doors.caller.trust;
        let administrator = doors.administrator(played);
        let over = Scope { kind: ScopeKind::Trust.into(), id: trust.to_string() };
        let held = (Role::DataProtectionOfficer, over);
        let (officer, position) = appoint(&mut schools(doors), &administrator, held).await;
        let officer = Caller::new(trust, officer, "data_protection_officer");
        Self { administrator, officer, position }
    }
}

/// The administrator ends the roles; the officer erases.
async fn forget(doors: &Doors, played: &Played, person_id: &str) -> u64 {
    let Office { administrator, officer, position } = Office::opened(doors, played).await;
    let mut schools = schools(doors);
    let known = people(doors, &administrator, position).await;
    let person = known.into_iter().find(|person| person.person_id == person_id).unwrap();
    assert!(!person.roles.is_empty());
    for role in person.roles {
        let end = EndRoleRequest {
            command_id: Uuid::now_v7().to_string(),
            person_id: person_id.to_owned(),
            grant_id: role.grant_id,
            on: TODAY.to_owned(),
            reason: "left the committee".to_owned(),
        };
        schools.end_role(administrator.request(end)).await.unwrap();
    }
    let erase = ErasePersonRequest {
        command_id: Uuid::now_v7().to_string(),
        person_id: person_id.to_owned(),
        reason: "asked for after leaving".to_owned(),
    };
    schools.erase_person(officer.request(erase)).await.unwrap().into_inner().position
}

fn trail(doors: &Doors) -> TrailServiceClient<Channel> {
    TrailServiceClient::new(doors.peers.channel("trail"))
}

fn schools(doors: &Doors) -> SchoolsServiceClient<Channel> {
    SchoolsServiceClient::new(doors.peers.channel("schools"))
}

async fn people(doors: &Doors, caller: &Caller, at_least: u64) -> Vec<Person> {
    let wanted = ListPeopleRequest { at_least, on: YESTERDAY.to_owned() };
    schools(doors).list_people(caller.request(wanted)).await.unwrap().into_inner().people
}
