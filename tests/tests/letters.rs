//! E-mail through a real mail server: sent once, quiet at night, off by choice, refused for good or for now, and after a crash.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use contract::events::{ReportEvent, StoredEvent as _};
use contract::letters::v1::letters_service_client::LettersServiceClient;
use contract::letters::v1::{
    ChooseDigestRequest, GetLetterChoicesRequest, LetterKind, ListReturnedLettersRequest,
    PreviewLetterRequest, SendLettersRequest, SendLettersResponse,
};
use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use contract::schools::v1::{
    EndRoleRequest, FoundTrustRequest, GrantRoleRequest, JoinSchoolRequest, RegisterPersonRequest,
    Role, SchoolDetails, Scope, ScopeKind,
};
use contract::{Caller, Clock};
use eventlog::Stream;
use peers::Channel;
use plumbline_tests::{Disk, PostOffice, RawEvent, Shape, World, invite};
use private_servers::Durability;
use tonic::{Code, Status};
use uuid::Uuid;

const PROGRAM: &str = env!("CARGO_BIN_EXE_plumbline-under-test");
/// A Tuesday: seven in the morning, British time.
const SEVEN: &str = "2026-11-24T07:00:00Z";

/// A trust whose administrators wait for a person to take up an invitation.
struct Office {
    id: Uuid,
    schools: SchoolsServiceClient<Channel>,
    letters: LettersServiceClient<Channel>,
    by: Caller,
    /// Position of the last event.
    head: u64,
}

impl Office {
    async fn found(world: &World, email: &str) -> Self {
        let id = Uuid::now_v7();
        let by = Caller::new(id, contract::SYSTEM_ACTOR, "administrator");
        let schools = SchoolsServiceClient::new(world.peers().channel("schools"));
        let letters = LettersServiceClient::new(world.peers().channel("letters"));
        let mut office = Self { id, schools, letters, by, head: 0 };
        let found =
            FoundTrustRequest { command_id: command_id(), name: "Orchard & Partners".to_owned() };
        office.schools.found_trust(office.by.request(found)).await.unwrap();
        let first = office.administrator("Ada Admin", email).await;
        office.by = Caller::new(id, first, "administrator");
        let gil = office.register("Gil Governor", "gil@ours.example").await;
        invite(&mut office.schools, &office.by, gil).await;
        // The registration and the invitation.
        office.head += 2;
        office
    }

    async fn register(&mut self, name: &str, email: &str) -> Uuid {
        let (command_id, name, email) = (command_id(), name.to_owned(), email.to_owned());
        let register = RegisterPersonRequest { command_id, name, email };
        let done = self.schools.register_person(self.by.request(register)).await.unwrap();
        done.into_inner().person_id.parse().unwrap()
    }

    async fn administrator(&mut self, name: &str, email: &str) -> Uuid {
        let person = self.register(name, email).await;
        let scope = Scope { kind: ScopeKind::Trust.into(), id: self.id.to_string() };
        self.grant(person, Role::Administrator, scope).await;
        person
    }

    /// Gives the grant's id.
    async fn grant(&mut self, person: Uuid, role: Role, scope: Scope) -> String {
        let grant = GrantRoleRequest {
            command_id: command_id(),
            person_id: person.to_string(),
            role: role.into(),
            scope: Some(scope),
            from: "2025-09-01".to_owned(),
            until: String::new(),
        };
        let granted = self.schools.grant_role(self.by.request(grant)).await.unwrap().into_inner();
        self.head = granted.position;
        granted.grant_id
    }

    async fn school(&mut self) -> String {
        let school = SchoolDetails {
            urn: "143065".to_owned(),
            name: "St Anne's".to_owned(),
            joined_on: "2023-12-01".to_owned(),
            ..SchoolDetails::default()
        };
        let join = JoinSchoolRequest { command_id: command_id(), school: Some(school) };
        self.schools.join_school(self.by.request(join)).await.unwrap().into_inner().school_id
    }

    async fn ends(&mut self, person: Uuid, grant_id: String) {
        let end = EndRoleRequest {
            command_id: command_id(),
            person_id: person.to_string(),
            grant_id,
            on: "2025-11-20".to_owned(),
            reason: "Moved away.".to_owned(),
        };
        self.head =
            self.schools.end_role(self.by.request(end)).await.unwrap().into_inner().position;
    }

    /// What happens to a report, as the service of reports writes it; and the letters that it leads to are made.
    async fn happens(&mut self, world: &World, kind: &'static str, body: &str) {
        // By the machine's clock, which says what is too old for a letter.
        let clock = Clock::new(false);
        let (at, night) = (clock.machine().to_string(), format!("{}T03:00:00Z", clock.today()));
        let stream = Stream::new(ReportEvent::CATEGORY, REPORT);
        let (service, trust, at) = ("reports", self.id, at.as_str());
        self.head = world.append_raw(RawEvent { service, trust, stream, kind, body, at }).await;
        assert_eq!(self.sent(&night).await, [0, 0, 0], "at night none is sent");
    }

    /// Sends what is due at a time, as the operator may.
    async fn send(&mut self, now: &str) -> Result<SendLettersResponse, Status> {
        let caller = Caller::new(self.id, contract::SYSTEM_ACTOR, "administrator");
        let caller = Caller { now: Some(now.parse().unwrap()), ..caller };
        loop {
            let request = caller.request(SendLettersRequest { at_least: self.head });
            match self.letters.send_letters(request).await {
                // Another service is still catching up.
                Err(status) if status.code() == Code::Unavailable => {
                    tokio::task::yield_now().await;
                }
                answer => return answer.map(tonic::Response::into_inner),
            }
        }
    }

    async fn sent(&mut self, now: &str) -> [u32; 3] {
        let SendLettersResponse { sent, returned, delayed } = self.send(now).await.unwrap();
        [sent, returned, delayed]
    }
}

fn command_id() -> String {
    Uuid::now_v7().to_string()
}

/// A world whose letters go to a mail server of the test's own.
async fn world(post: &PostOffice) -> World {
    let shape = Shape {
        units: vec!["schools", "dashboards"],
        durability: Durability::ThrowAway,
        disk: Disk::Plain,
        always: String::new(),
        demo: false,
    };
    let mut world = World::shaped(PROGRAM, shape).await;
    let file = post.settings(world.folder());
    world.sign_in_by(file);
    world.begin("letters", "");
    world.open("letters").await;
    world
}

const REPORT: Uuid = Uuid::from_u128(0xf1);

/// Who gets a kind of letter, in the order of their ids.
async fn told(world: &World, kind: LetterKind) -> Vec<Uuid> {
    let of = "select person_id from letters.outbox where kind = $1 order by person_id";
    let rows = world.owner().await.query(of, &[&kind.as_str_name()]).await.unwrap();
    rows.iter().map(|row| row.get("person_id")).collect()
}

/// What the outbox holds, each row as text.
async fn outbox(world: &World) -> Vec<String> {
    let owner = world.owner().await;
    let rows = owner.query("select o::text as row from letters.outbox o", &[]).await.unwrap();
    rows.iter().map(|row| row.get("row")).collect()
}

#[tokio::test]
async fn letters_are_sent_once_by_day_to_those_who_want_them() {
    let post = PostOffice::open();
    let world = world(&post).await;
    let mut office = Office::found(&world, "ada@ours.example").await;
    let ben = office.administrator("Ben", "ben@ours.example").await;
    office.administrator("Cy", "cy@ours.example").await;
    let di = office.administrator("Di", "di@ours.example").await;
    office.administrator("Eve", "").await;
    post.refuse("ben@ours.example", 550, u32::MAX);
    post.refuse("cy@ours.example", 451, 1);
    let of_di = Caller::new(office.id, di, "administrator");
    let off = ChooseDigestRequest { digest: false };
    office.letters.choose_digest(of_di.request(off)).await.unwrap();
    let chosen = office.letters.get_letter_choices(of_di.request(GetLetterChoicesRequest {})).await;
    let chosen = chosen.unwrap().into_inner();
    assert!(chosen.sends && !chosen.digest);

    assert_eq!(office.sent("2026-11-24T06:59:59Z").await, [0, 0, 0], "it is night");
    assert_eq!(office.sent(SEVEN).await, [1, 1, 1], "Ada; Ben came back; Cy later");
    assert_eq!(office.sent("2026-11-24T07:04:59Z").await, [0, 0, 0]);
    assert_eq!(office.sent("2026-11-24T07:05:00Z").await, [1, 0, 0], "Cy");
    assert_eq!(office.sent("2026-11-24T19:00:00Z").await, [0, 0, 0], "once a day");

    let letters = post.letters();
    let to: Vec<&str> = letters.iter().map(|letter| letter.to.as_str()).collect();
    assert_eq!(to, ["ada@ours.example", "cy@ours.example"]);
    let ada = &letters[0];
    assert_eq!(ada.header("Subject"), "Orchard & Partners: what waits for you");
    assert!(ada.text.contains("1 thing waits for you in Plumbline."), "{}", ada.text);
    assert!(ada.text.contains("https://plumbline.example/e-mail"), "{}", ada.text);
    assert!(!ada.text.contains("Gil"), "{}", ada.text);

    let request = office.by.request(ListReturnedLettersRequest {});
    let returned = office.letters.list_returned_letters(request).await.unwrap();
    let returned = returned.into_inner().letters;
    assert_eq!(returned.len(), 1);
    assert_eq!(
        (returned[0].person_id.as_str(), returned[0].code.as_str()),
        (ben.to_string().as_str(), "550")
    );
    let rows = outbox(&world).await;
    assert_eq!(rows.len(), 4, "Di's was never made: {rows:?}");
    assert!(rows.iter().all(|row| !row.contains('@')), "{rows:?}");
    assert!(rows.iter().any(|row| row.contains("no address")), "{rows:?}");
    assert!(!world.said("letters").contains("@ours.example"), "{}", world.said("letters"));
    let preview =
        PreviewLetterRequest { kind: LetterKind::Digest.into(), school_id: String::new() };
    let preview = office.letters.preview_letter(office.by.request(preview)).await.unwrap();
    assert_eq!(preview.into_inner().subject, ada.header("Subject"));
}

#[tokio::test]
async fn a_crash_before_it_is_noted_sends_that_letter_again_with_its_message_id() {
    let post = PostOffice::open();
    let mut world = world(&post).await;
    let mut office = Office::found(&world, "ada@ours.example").await;
    world.unit("letters").kill().await;
    world.begin("letters", "letter-before-note=1*return");
    world.open("letters").await;
    let caller = Caller::new(office.id, contract::SYSTEM_ACTOR, "administrator");
    let caller = Caller { now: Some(SEVEN.parse().unwrap()), ..caller };
    let at_least = office.head;
    let dying = office.letters.send_letters(caller.request(SendLettersRequest { at_least }));
    let died = dying.await.unwrap_err();
    assert_ne!(died.code(), Code::PermissionDenied, "{died}");
    assert!(!world.unit("letters").ended().await.success());
    assert_eq!(post.letters().len(), 1, "the server has it");

    world.begin("letters", "");
    world.open("letters").await;
    assert_eq!(office.sent("2026-11-24T07:04:59Z").await, [0, 0, 0], "another may have it in hand");
    assert_eq!(office.sent("2026-11-24T07:05:00Z").await, [1, 0, 0]);
    assert_eq!(office.sent("2026-11-24T12:00:00Z").await, [0, 0, 0], "and no third");
    let letters = post.letters();
    let ids: Vec<&str> = letters.iter().map(|letter| letter.header("Message-ID")).collect();
    assert_eq!(ids.len(), 2);
    assert!(ids[0].ends_with("@ours.example>"), "{ids:?}");
    assert_eq!(ids[0], ids[1]);
}

#[tokio::test]
async fn a_correction_is_told_to_those_who_still_read_the_report() {
    let post = PostOffice::open();
    let world = world(&post).await;
    let mut office = Office::found(&world, "ada@ours.example").await;
    let school_id = office.school().await;
    let over = || Scope { kind: ScopeKind::School.into(), id: school_id.clone() };
    let stays = office.register("Gia", "gia@ours.example").await;
    let goes = office.register("Gus", "gus@ours.example").await;
    office.grant(stays, Role::Governor, over()).await;
    let grant = office.grant(goes, Role::Governor, over()).await;

    let issued = format!(
        r#"{{"reportId":"{REPORT}","schoolId":"{school_id}","term":"2025-26-autumn","meetingOn":"2025-12-11","issuedOn":"2025-12-04"}}"#
    );
    office.happens(&world, "plumbline.reports.v1.ReportIssued", &issued).await;
    let mut both = vec![stays, goes];
    both.sort();
    assert_eq!(told(&world, LetterKind::ReportIssued).await, both);

    office.ends(goes, grant).await;
    let correction_id = command_id();
    let corrected = format!(r#"{{"reportId":"{REPORT}","correctionId":"{correction_id}"}}"#);
    office.happens(&world, "plumbline.reports.v1.CorrectionIssued", &corrected).await;
    assert_eq!(told(&world, LetterKind::ReportCorrected).await, [stays]);
}
