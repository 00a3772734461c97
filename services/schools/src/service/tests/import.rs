use contract::events::{AnyEvent, SchoolEvent};

use super::*;
use crate::school::SchoolFacts;
use crate::service::import::following;

const WEB: &[u8] = include_bytes!("../../../tests/data/gias_web_2022.csv");
const BULK_140: &[u8] = include_bytes!("../../../tests/data/gias_bulk_140_synthetic.csv");
const LINKS: &[u8] = include_bytes!("../../../tests/data/gias_links_suffolk.csv");
const HEADER_135: &str = include_str!("../../../tests/data/gias_bulk_135_header.txt");

/// A bulk file of 2025 with these schools, each by URN, name and status.
pub fn bulk(schools: &[(&str, &str, &str)]) -> Vec<u8> {
    let columns: Vec<_> = HEADER_135.lines().collect();
    let mut text = format!("{}\r\n", columns.join(","));
    for (urn, name, status) in schools {
        let value = |column: &&str| match *column {
            "URN" => *urn,
            "EstablishmentName" => *name,
            "EstablishmentStatus (name)" => *status,
            _ => "",
        };
        text.push_str(&columns.iter().map(value).collect::<Vec<_>>().join(","));
        text.push_str("\r\n");
    }
    text.into_bytes()
}

pub fn import(establishments: &[u8], links: &[u8]) -> v1::ImportRegisterRequest {
    v1::ImportRegisterRequest {
        command_id: new_id(),
        establishments: establishments.to_vec(),
        links: links.to_vec(),
        joined_on: "2023-12-01".to_owned(),
        ..Default::default()
    }
}

impl World {
    async fn import(
        &self,
        request: &v1::ImportRegisterRequest,
    ) -> Result<v1::ImportRegisterResponse, Status> {
        Ok(self.doors.import_register(self.request(request.clone())).await?.into_inner())
    }

    /// What came of each URN.
    async fn outcomes(&self, request: &v1::ImportRegisterRequest) -> Vec<(String, String)> {
        let reply = self.import(request).await.unwrap();
        assert_eq!(reply.faults, []);
        reply.outcomes.into_iter().map(|outcome| (outcome.urn, outcome.outcome)).collect()
    }

    async fn import_faults(&self, request: &v1::ImportRegisterRequest) -> Vec<(u64, String)> {
        let before = self.end().await;
        let reply = self.import(request).await.unwrap();
        assert_eq!((reply.position, reply.outcomes.len()), (0, 0));
        assert_eq!(self.end().await, before, "nothing is stored where there is a fault");
        reply.faults.into_iter().map(|fault| (fault.line, fault.sentence)).collect()
    }
}

fn outcome(urn: &str, outcome: &str) -> (String, String) {
    (urn.to_owned(), outcome.to_owned())
}

#[tokio::test]
async fn a_web_file_brings_every_open_school() {
    let world = World::start().await;
    let reply = world.import(&import(WEB, b"")).await.unwrap();
    assert_eq!((reply.position, reply.outcomes.len()), (9, 8));
    assert!(reply.outcomes.iter().all(|outcome| outcome.outcome == "joins"));
    let trust = world.trust_as_read().await;
    assert_eq!(trust.schools.len(), 8);
    assert_eq!(trust.schools[0].laestab, "8503000");
    assert_eq!(trust.schools[0].joined_on, "2023-12-01");
}

#[tokio::test]
async fn a_bulk_file_brings_the_schools_asked_for() {
    let world = World::start().await;
    let mut request = import(BULK_140, b"");
    request.urns = vec!["130003".to_owned(), "130001".to_owned(), "130001".to_owned()];
    let outcomes = world.outcomes(&request).await;
    assert_eq!(outcomes, [outcome("130001", "joins"), outcome("130003", "joins")]);
}

#[tokio::test]
async fn orford_and_wilby_join_with_their_past() {
    let world = World::start().await;
    let file = bulk(&[("150251", "Wilby", "Open"), ("150252", "Orford", "Open")]);
    world.import(&import(&file, LINKS)).await.unwrap();
    let schools = world.trust_as_read().await.schools;
    let urns = |place: usize| -> Vec<(String, String, String)> {
        let periods = schools[place].urns.iter().cloned();
        periods.map(|period| (period.urn, period.from, period.until)).collect()
    };
    let (none, day) = (String::new(), "2023-12-01".to_owned());
    let orford = [
        ("124777".to_owned(), none.clone(), day.clone()),
        ("150252".to_owned(), day.clone(), none.clone()),
    ];
    assert_eq!(urns(0), orford);
    assert_eq!(urns(1)[0], ("124747".to_owned(), none, day));
}

#[tokio::test]
async fn a_school_here_under_its_earlier_urn_takes_the_new_one() {
    let world = World::start().await;
    let before = bulk(&[("124777", "Orford", "Open"), ("124747", "Wilby", "Open")]);
    let joined = world.import(&import(&before, b"")).await.unwrap();
    let after = bulk(&[
        ("124777", "Orford", "Closed"),
        ("150252", "Orford", "Open"),
        ("124747", "Wilby", "Open"),
    ]);
    for _ in 0..2 {
        let mut dry = import(&after, LINKS);
        dry.dry_run = true;
        let expected = [outcome("150252", "new URN"), outcome("124747", "already here")];
        assert_eq!(world.outcomes(&dry).await, expected);
        world.catch_up().await;
    }
    let reply = world.import(&import(&after, LINKS)).await.unwrap();
    assert_eq!(reply.outcomes[0].school_id, joined.outcomes[0].school_id);
    let trust = world.caller.trust;
    let last = world.doors.log.read(trust, reply.position - 1, 1).await.unwrap();
    let AnyEvent::School(SchoolEvent::SchoolSucceeded(succeeded)) = last[0].event().unwrap() else {
        panic!("{last:?}");
    };
    let told = (succeeded.old_urn.as_str(), succeeded.new_urn.as_str(), succeeded.on.as_str());
    assert_eq!(told, ("124777", "150252", "2023-12-01"));
    let again = world.outcomes(&import(&after, LINKS)).await;
    assert_eq!(again, [outcome("150252", "already here"), outcome("124747", "already here")]);
}

#[tokio::test]
async fn an_import_repeated_answers_the_same_and_stores_nothing() {
    let world = World::start().await;
    let file = bulk(&[("150251", "Wilby", "Open"), ("150252", "Orford", "Open")]);
    let request = import(&file, LINKS);
    let first = world.import(&request).await.unwrap();
    let end = world.end().await;
    assert_eq!(world.import(&request).await.unwrap(), first);
    world.catch_up().await;
    assert_eq!(world.import(&request).await.unwrap(), first);
    let another = v1::ImportRegisterRequest { command_id: new_id(), ..request };
    let outcomes = world.outcomes(&another).await;
    assert_eq!(outcomes, [outcome("150251", "already here"), outcome("150252", "already here")]);
    assert_eq!(world.end().await, end);
}

#[tokio::test]
async fn an_import_that_broke_off_is_completed_by_a_repeat() {
    let world = World::start().await;
    let file = bulk(&[("150251", "Wilby", "Open"), ("150252", "Orford", "Open")]);
    let request = import(&file, LINKS);
    let command = world.doors.door.command(world.request(request.clone())).await;
    // As a store that went away after the first of two schools leaves it.
    let (envelope, _) = command.unwrap();
    let (id, trust) = (world.caller.trust, crate::trust::TrustCommand::BeginImport);
    let log = &world.doors.log;
    eventlog::execute::<crate::trust::Trust>(log, id, &trust, &envelope).await.unwrap();
    let mut first = envelope.clone();
    first.context.command_id = Uuid::new_v5(&envelope.context.command_id, b"150251");
    let school_id = crate::urn::school_id(id, "150251");
    let details = details("150251", "Wilby");
    let shown = SchoolFacts::Shown { details: Box::new(details), ancestry: Vec::new() };
    let (shown, command) = (eventlog::FoundBefore(shown), following());
    log.execute_knowing::<crate::school::School>(school_id, &command, &first, &shown)
        .await
        .unwrap();
    let outcomes = world.outcomes(&request).await;
    assert_eq!(outcomes, [outcome("150251", "joins"), outcome("150252", "joins")]);
    assert_eq!(world.end().await, 3);
}

#[tokio::test]
async fn another_file_under_the_same_command_id_is_refused_before_anything_is_stored() {
    let world = World::start().await;
    let first = import(&bulk(&[("150251", "Wilby", "Open")]), b"");
    world.import(&first).await.unwrap();
    let end = world.end().await;
    let other = v1::ImportRegisterRequest {
        establishments: bulk(&[("150252", "Orford", "Open")]),
        ..first
    };
    let answer = world.import(&other).await;
    assert_eq!(refused(answer), no(Code::AlreadyExists, "COMMAND_ID_REUSED"));
    assert_eq!(world.end().await, end);
}

#[tokio::test]
async fn a_dry_run_stores_nothing_and_may_be_followed_by_the_real_one() {
    let world = World::start().await;
    let mut request = import(&bulk(&[("150252", "Orford", "Open")]), LINKS);
    request.dry_run = true;
    let dry = world.import(&request).await.unwrap();
    assert_eq!((dry.position, world.end().await), (0, 1));
    request.dry_run = false;
    let real = world.import(&request).await.unwrap();
    assert_eq!(real.outcomes, dry.outcomes);
    assert_eq!(real.position, 2);
}

#[tokio::test]
async fn one_fault_and_nothing_is_stored() {
    let world = World::start().await;
    let file = bulk(&[("150252", "Orford", "Open"), ("15025", "Wilby", "Open")]);
    let faults = world.import_faults(&import(&file, LINKS)).await;
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].0, 3);
    let faults = world.import_faults(&import(b"", b"")).await;
    assert_eq!(faults, [(0, "The file is empty.".to_owned())]);
}

#[tokio::test]
async fn a_school_asked_for_has_to_be_there_and_open() {
    let world = World::start().await;
    let file = bulk(&[("124777", "Orford", "Closed"), ("150251", "Wilby", "Open")]);
    let mut request = import(&file, LINKS);
    request.urns = ["124777", "150251", "199999"].map(str::to_owned).to_vec();
    let faults = world.import_faults(&request).await;
    assert_eq!(faults.len(), 2);
    assert_eq!(faults[0].0, 2);
    assert!(faults[0].1.contains("followed by 150252"), "{faults:?}");
    assert_eq!(faults[1].0, 0);
    request.urns = vec!["15025".to_owned()];
    assert_eq!(refused(world.import(&request).await), no(Code::InvalidArgument, "MALFORMED"));
}

#[tokio::test]
async fn a_merger_of_two_schools_of_the_trust_is_for_a_person_to_record() {
    let world = World::start().await;
    world.join("124526", "Old Warren House").await.unwrap();
    let base = world.join("131822", "First Base").await.unwrap().school_id;
    let request = import(&bulk(&[("140121", "Horizon", "Open")]), LINKS);
    let faults = world.import_faults(&request).await;
    assert_eq!(faults.len(), 1);
    assert!(faults[0].1.contains("124526 and 131822"), "{faults:?}");
    world.leave(&base, "2025-08-31").await.unwrap();
    assert_eq!(world.outcomes(&request).await, [outcome("140121", "new URN")]);
}

#[tokio::test]
async fn a_split_of_a_school_of_the_trust_is_for_a_person_to_record() {
    let world = World::start().await;
    world.join("124777", "Orford").await.unwrap();
    let links = b"URN,LinkURN,LinkType,LinkEstablishedDate\n\
        124777,150001,Successor,30-11-2023\n124777,150002,Successor,30-11-2023\n";
    let file = bulk(&[("150001", "Orford Infant", "Open"), ("150002", "Orford Junior", "Open")]);
    let faults = world.import_faults(&import(&file, links)).await;
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].0, 3);
}

#[tokio::test]
async fn a_succession_without_a_day_is_a_fault() {
    let world = World::start().await;
    world.join("130051", "Chandlers Field").await.unwrap();
    let mut request = import(WEB, b"");
    request.urns = vec!["125125".to_owned()];
    let faults = world.import_faults(&request).await;
    assert_eq!(faults.len(), 1);
    assert!(faults[0].1.contains("on which day"), "{faults:?}");
}

#[tokio::test]
async fn a_school_that_left_stays_outside() {
    let world = World::start().await;
    let orford = world.join("150252", "Orford").await.unwrap().school_id;
    world.leave(&orford, "2025-08-31").await.unwrap();
    let request = import(&bulk(&[("150252", "Orford", "Open")]), b"");
    assert_eq!(world.outcomes(&request).await, [outcome("150252", "has left")]);
}

#[tokio::test]
async fn the_day_of_joining_is_needed_for_a_school_that_joins() {
    let world = World::start().await;
    let mut request = import(&bulk(&[("150252", "Orford", "Open")]), b"");
    request.joined_on = String::new();
    let status = world.import(&request).await.unwrap_err();
    assert!(status.message().starts_with("joined_on"), "{}", status.message());
    world.join("150252", "Orford").await.unwrap();
    assert_eq!(world.outcomes(&request).await, [outcome("150252", "already here")]);
}

#[tokio::test]
async fn an_unknown_trust_imports_nothing() {
    let mut world = World::start().await;
    world.service.caller.trust = Uuid::now_v7();
    let answer = world.import(&import(WEB, b"")).await;
    assert_eq!(refused(answer), no(Code::NotFound, "TRUST_UNKNOWN"));
}

#[tokio::test]
async fn two_imports_at_once_bring_every_school_once() {
    let world = World::start().await;
    let (one, other) = (import(WEB, b""), import(WEB, b""));
    let (one, other) = tokio::join!(world.import(&one), world.import(&other));
    let outcomes = [one.unwrap().outcomes, other.unwrap().outcomes].concat();
    let joined = outcomes.iter().filter(|outcome| outcome.outcome == "joins").count();
    let here = outcomes.iter().filter(|outcome| outcome.outcome == "already here").count();
    assert_eq!((joined, here), (8, 8));
    assert_eq!(world.end().await, 9);
}

#[tokio::test]
async fn only_the_schools_of_one_trust_are_taken() {
    let world = World::start().await;
    let columns: Vec<_> = HEADER_135.lines().collect();
    let place = columns.iter().position(|column| *column == "Trusts (name)").unwrap();
    let file = bulk(&[("150252", "Orford", "Open"), ("150253", "Elm", "Open")]);
    let file = String::from_utf8(file).unwrap();
    let rows = file.lines().map(|row| {
        let mut cells: Vec<&str> = row.split(',').collect();
        if cells.contains(&"150252") {
            cells[place] = "Harbour";
        }
        cells.join(",")
    });
    let file = rows.collect::<Vec<_>>().join("\r\n");
    let of = |group: &str| v1::ImportRegisterRequest {
        group: group.to_owned(),
        ..import(file.as_bytes(), b"")
    };
    let faults = world.import_faults(&of("Another")).await;
    assert!(faults[0].1.contains("no open school of a trust"), "{faults:?}");
    assert_eq!(world.outcomes(&of("HARBOUR")).await, [outcome("150252", "joins")]);
}
