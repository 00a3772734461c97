//! A guest of a visit: invited by the lead, let in by a link alone, and shown the note of that visit and nothing else.

use contract::Caller;
use contract::evidence::v1::evidence_service_client::EvidenceServiceClient;
use contract::evidence::v1::{
    BeginVisitNoteRequest, IssueVisitNoteRequest, ListVisitNotesRequest, SendVisitNoteRequest,
    VisitKind,
};
use contract::schools::v1::{
    GetOneselfRequest, GetTrustRequest, InviteGuestRequest, ListPeopleRequest, ListSchoolsRequest,
    Role,
};
use jiff::{SignedDuration, Timestamp};
use peers::Channel;
use reqwest::{Method, StatusCode};
use tonic::Code;
use uuid::Uuid;

use crate::letters::{letter, link, soon};
use crate::{Browser, Scene, take_up};

const SUE: &str = "sue@county.example";
const SAM: &str = "sam@county.example";
const LEAD: &str = "lena@ours.example";
const REFUSED: &str = "You are a guest of one visit";

/// Two visits to two schools, and who takes part in the first.
pub struct Visited {
    evidence: EvidenceServiceClient<Channel>,
    lead: Caller,
    lead_browser: Browser,
    guest_browser: Browser,
    guest: Uuid,
    school: Uuid,
    visit: String,
    other_visit: String,
    /// Letters that were read.
    known: Vec<String>,
}

fn command_id() -> String {
    Uuid::now_v7().to_string()
}

fn later(minutes: i64) -> String {
    let now: Timestamp = soon().parse().unwrap();
    (now + SignedDuration::from_mins(minutes)).to_string()
}

async fn begun(
    evidence: &mut EvidenceServiceClient<Channel>,
    lead: &Caller,
    school: Uuid,
) -> String {
    let begin = BeginVisitNoteRequest {
        command_id: command_id(),
        school_id: school.to_string(),
        kind: VisitKind::HealthCheck.into(),
        on: "2025-11-11".to_owned(),
        focus: "Reading in Key Stage 1.".to_owned(),
    };
    loop {
        match evidence.begin_visit_note(lead.request(begin.clone())).await {
            Ok(done) => return done.into_inner().visit_note_id,
            Err(status) if status.code() == Code::Unavailable => tokio::task::yield_now().await,
            Err(status) => panic!("{status:?}"),
        }
    }
}

pub async fn the_lead_invites_a_guest(scene: &mut Scene) -> Visited {
    scene.trust.administrator("").await;
    let school = scene.trust.school("143065", "St Anne's").await;
    let other = scene.trust.school("143071", "Oakfield").await;
    let (lead, invitation) = scene.trust.somebody("Lena Lead", Role::ImprovementLead, LEAD).await;
    let mut lead_browser = scene.browser();
    take_up(&mut lead_browser, &invitation, ("test", "ben")).await;
    let lead = Caller::new(scene.trust.id, lead.id, "improvement_lead");
    let mut evidence = EvidenceServiceClient::new(scene.world.peers().channel("evidence"));
    let visit = begun(&mut evidence, &lead, school).await;
    let other_visit = begun(&mut evidence, &lead, other).await;

    let mut known = Vec::new();
    let page = opened(&mut lead_browser, &format!("/visits/{visit}")).await;
    assert!(page.contains("Invite a guest"), "{page}");
    invite(&mut lead_browser, school, &visit).await;
    let told = letter(scene, SUE, &mut known).await;
    assert_eq!(link(&told), "/guest", "it holds no secret: {told}");
    assert!(told.contains("St Anne"), "{told}");
    let by_address = "select person_id from identity.person where email = $1";
    let row = scene.world.owner().await.query_one(by_address, &[&SUE]).await.unwrap();
    let guest = row.get("person_id");
    let guest_browser = scene.browser();
    Visited {
        evidence,
        lead,
        lead_browser,
        guest_browser,
        guest,
        school,
        visit,
        other_visit,
        known,
    }
}

/// A page once its services and read models have come so far.
async fn opened(browser: &mut Browser, path: &str) -> String {
    let asked = async {
        loop {
            let answer = browser.get(path).await;
            if answer.status == StatusCode::OK {
                return answer.page;
            }
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), asked).await.expect("a page")
}

async fn invite(browser: &mut Browser, school: Uuid, visit: &str) {
    let page = browser.get(&format!("/visits/{visit}")).await;
    let (token, command) = (page.field("form-token"), command_id());
    let until: Timestamp = later(14 * 24 * 60).parse().unwrap();
    let until = contract::british_day(until);
    let (day, month, year) =
        (until.day().to_string(), until.month().to_string(), until.year().to_string());
    let fields = [
        ("form-token", token.as_str()),
        ("command-id", &command),
        ("name", "Sue Officer"),
        ("email", SUE),
        ("until-day", &day),
        ("until-month", &month),
        ("until-year", &year),
    ];
    let sent = browser.post(&format!("/schools/{school}/visits/{visit}/guests"), &fields).await;
    assert_eq!(sent.location(), format!("/visits/{visit}"), "{}", sent.page);
}

async fn ask_for_link(browser: &mut Browser, email: &str) -> String {
    let token = browser.get("/guest").await.field("form-token");
    browser.post("/guest/link", &[("form-token", &token), ("email", email)]).await.page
}

/// Presses the button of a link's page.
async fn follow(browser: &mut Browser, path: &str, form: &str) -> plumbline_tests::Answer {
    let token = browser.get(form).await.field("form-token");
    browser.post(path, &[("form-token", &token)]).await
}

/// Gives a second link that was not followed yet.
pub async fn a_link_is_sent_and_works_once(scene: &Scene, visited: &mut Visited) -> String {
    let mut browser = scene.browser();
    let unknown = ask_for_link(&mut browser, "nobody@county.example").await;
    let told = ask_for_link(&mut browser, "SUE@county.example").await;
    let blank =
        |page: &str| page.replace("nobody@county.example", "").replace("SUE@county.example", "");
    assert_eq!(blank(&unknown), blank(&told), "nobody learns whose address is known");
    let told = letter(scene, "SUE@county.example", &mut visited.known).await;
    assert!(told.contains("a school of Orchard."), "it names the trust: {told}");
    let path = link(&told);
    assert!(path.starts_with("/guest/link/"), "{path}");
    let secret = path.trim_start_matches("/guest/link/");

    // No other way takes it, and looking spends nothing.
    let ordinary = format!("/sign-in/link/{secret}");
    let refused = follow(&mut scene.browser(), &ordinary, &ordinary).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.page);
    let mut late = scene.browser();
    late.now = Some(later(16));
    let late = follow(&mut late, &path, &path).await;
    assert_eq!(late.status, StatusCode::FORBIDDEN, "{}", late.page);
    let followed = follow(&mut visited.guest_browser, &path, &path).await;
    assert_eq!(followed.location(), "/your-visits", "{}", followed.page);
    let again = follow(&mut scene.browser(), &path, &path).await;
    assert_eq!(again.status, StatusCode::FORBIDDEN, "{}", again.page);

    let as_text = "select coalesce(string_agg(t::text, ' '), '') as rows from sign_in.link t";
    let row = scene.world.owner().await.query_one(as_text, &[]).await.unwrap();
    let rows: String = row.get("rows");
    assert!(!rows.is_empty() && !rows.contains(secret), "the store has the hash only: {rows}");
    ask_for_link(&mut browser, SUE).await;
    link(&letter(scene, SUE, &mut visited.known).await)
}

/// A path with the other visit in the place of a visit.
fn filled(path: &str, visit: &str) -> String {
    let parts = path.split('/').map(|part| match part {
        "{visit}" => visit,
        part if part.starts_with('{') => "1",
        part => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

pub async fn a_guest_opens_nothing_but_the_visit(scene: &Scene, visited: &mut Visited) {
    const PUBLIC: [&str; 9] = [
        "/sign-",
        "/guest",
        "/invitation/",
        "/begin/",
        "/answer/",
        "/withdraw",
        "/assets/",
        "/paper",
        "/calendar/{trust}/",
    ];
    let Visited { guest_browser: browser, school, visit, other_visit, guest, .. } = visited;
    let own = format!("/visits/{visit}");
    let to = browser.get("/your-visits").await;
    assert_eq!(to.location(), own, "{}", to.page);
    let page = opened(browser, &own).await;
    assert!(page.contains("St Anne") && page.contains("You write in it as a guest"), "{page}");
    let token = browser.get(&own).await.field("form-token");
    let command = command_id();
    let finding = [
        ("form-token", token.as_str()),
        ("command-id", &command),
        ("text", "Each class reads daily."),
        ("areas", "outcomes"),
        ("strength", "STRENGTH_OF_EVIDENCE_STRONG"),
    ];
    let sent = browser.post(&format!("/schools/{school}/visits/{visit}/findings"), &finding).await;
    assert_eq!(sent.location(), own, "{}", sent.page);
    let page = opened(browser, &own).await;
    assert!(page.contains("Each class reads daily."), "{page}");

    let mut met = 0;
    for (method, path) in web::routes() {
        if PUBLIC.iter().any(|open| path.starts_with(open)) || path == "/your-visits" {
            continue;
        }
        let path = filled(path, other_visit);
        let answer = match method {
            Method::POST => browser.post(&path, &[("form-token", &token)]).await,
            _ => browser.get(&path).await,
        };
        // A text that is no id is refused first; that tells nothing of what exists.
        let refused = answer.status == StatusCode::FORBIDDEN && answer.page.contains(REFUSED);
        assert!(refused || answer.status == StatusCode::BAD_REQUEST, "{method} {path}: {answer:?}");
        met += usize::from(refused);
    }
    assert!(met > 100, "{met}");

    let looks = "select count(*) as looks from disclosure.look \
        where person_id = $1 and shown = 'visit-notes' and $2 = any (schools)";
    let owner = scene.world.owner().await;
    let looks = owner.query_one(looks, &[&*guest, &*school]).await.unwrap();
    assert!(looks.get::<_, i64>("looks") >= 2, "each look at the note is recorded");
}

/// The rules say so for each call (`crates/access/tests/access/guest.rs`); these ask the doors.
pub async fn a_guest_asks_a_service_for_nothing_else(scene: &Scene, visited: &Visited) {
    let guest = Caller::new(scene.trust.id, visited.guest, "external_verifier");
    let (mut schools, mut evidence) = (scene.trust.schools.clone(), visited.evidence.clone());
    let mut refused = Vec::new();
    let people = ListPeopleRequest::default();
    refused.push(schools.list_people(guest.request(people)).await.map(drop));
    refused.push(schools.get_trust(guest.request(GetTrustRequest::default())).await.map(drop));
    let all = ListSchoolsRequest::default();
    refused.push(schools.list_schools(guest.request(all)).await.map(drop));
    let all = ListVisitNotesRequest::default();
    refused.push(evidence.list_visit_notes(guest.request(all)).await.map(drop));
    let other = ListVisitNotesRequest {
        visit_note_id: visited.other_visit.clone(),
        ..ListVisitNotesRequest::default()
    };
    refused.push(evidence.list_visit_notes(guest.request(other)).await.map(drop));
    let begin = BeginVisitNoteRequest {
        command_id: command_id(),
        school_id: visited.school.to_string(),
        kind: VisitKind::HealthCheck.into(),
        on: "2025-11-11".to_owned(),
        focus: "Mine.".to_owned(),
    };
    refused.push(evidence.begin_visit_note(guest.request(begin)).await.map(drop));
    for answer in refused {
        assert_eq!(answer.unwrap_err().code(), Code::PermissionDenied);
    }
    let elsewhere = invitation(visited, &visited.other_visit, SAM);
    let answer = schools.invite_guest(visited.lead.request(elsewhere)).await.unwrap_err();
    assert_eq!(answer.code(), Code::NotFound, "a visit of another school: {answer:?}");
    let of_the_trust = invitation(visited, &visited.visit, &LEAD.to_uppercase());
    let answer = schools.invite_guest(visited.lead.request(of_the_trust)).await.unwrap_err();
    assert_eq!(answer.code(), Code::AlreadyExists, "a person of the trust: {answer:?}");
}

/// Of a guest to the first school, until today.
fn invitation(visited: &Visited, visit: &str, email: &str) -> InviteGuestRequest {
    InviteGuestRequest {
        command_id: command_id(),
        visit_note_id: visit.to_owned(),
        school_id: visited.school.to_string(),
        name: "Sam Other".to_owned(),
        email: email.to_owned(),
        until: contract::british_day(later(0).parse().unwrap()).to_string(),
    }
}

/// Who holds a role in the trust signs in with a second factor.
pub async fn a_link_is_too_little_for_another_role(scene: &mut Scene, visited: &mut Visited) {
    let mut schools = scene.trust.schools.clone();
    let invite = visited.lead.request(invitation(visited, &visited.visit, SAM));
    let sam = schools.invite_guest(invite).await.unwrap().into_inner().person_id;
    let sam: Uuid = sam.parse().unwrap();
    ask_for_link(&mut scene.browser(), SAM).await;
    let path = link(&letter(scene, SAM, &mut visited.known).await);
    scene.trust.grant(sam, Role::Trustee, "").await;
    let oneself = Caller::new(scene.trust.id, sam, "trustee");
    let is_known = async {
        loop {
            let asked = oneself.request(GetOneselfRequest::default());
            let person = schools.get_oneself(asked).await.unwrap().into_inner().person.unwrap();
            if person.roles.iter().any(|held| held.role() == Role::Trustee) {
                return;
            }
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), is_known).await.expect("the role");
    let followed = follow(&mut scene.browser(), &path, &path).await;
    assert_eq!(followed.status, StatusCode::FORBIDDEN, "{}", followed.page);
    assert!(followed.page.contains("gave you another role"), "{}", followed.page);
}

/// Whether the browser is still shown the note, with a time of its own so that nothing is remembered.
async fn sees_the_note(visited: &mut Visited, at: &str) -> bool {
    let Visited { guest_browser: browser, visit, .. } = visited;
    browser.now = Some(at.to_owned());
    let answer = browser.get(&format!("/visits/{visit}")).await;
    browser.now = None;
    if answer.status != StatusCode::OK {
        assert!(answer.location().starts_with("/sign-in"), "{answer:?}");
    }
    answer.status == StatusCode::OK
}

/// Waits until it is not: the doors of a service follow the record within a second or two.
async fn is_out(visited: &mut Visited) {
    let at = later(1);
    let out = async { while sees_the_note(visited, &at).await {} };
    tokio::time::timeout(std::time::Duration::from_secs(60), out).await.expect("the guest is out");
}

pub async fn the_lead_ends_it_at_once(scene: &Scene, visited: &mut Visited, link: &str) {
    assert!(sees_the_note(visited, &later(1)).await);
    let Visited { lead_browser: browser, school, visit, guest, .. } = visited;
    let page = opened(browser, &format!("/visits/{visit}")).await;
    assert!(page.contains("Sue Officer"), "{page}");
    let token = browser.get(&format!("/visits/{visit}")).await.field("form-token");
    let command = command_id();
    let fields = [("form-token", token.as_str()), ("command-id", &command)];
    let path = format!("/schools/{school}/visits/{visit}/guests/{guest}/end");
    let sent = browser.post(&path, &fields).await;
    assert_eq!(sent.location(), format!("/visits/{visit}"), "{}", sent.page);
    is_out(visited).await;
    let followed = follow(&mut scene.browser(), link, link).await;
    assert_eq!(followed.status, StatusCode::FORBIDDEN, "{}", followed.page);
    assert!(followed.page.contains("Your visit is over"), "{}", followed.page);
}

pub async fn it_ends_with_the_issue(scene: &Scene, visited: &mut Visited) {
    invite(&mut visited.lead_browser, visited.school, &visited.visit).await;
    letter(scene, SUE, &mut visited.known).await;
    ask_for_link(&mut scene.browser(), SUE).await;
    let path = link(&letter(scene, SUE, &mut visited.known).await);
    let followed = follow(&mut visited.guest_browser, &path, &path).await;
    assert_eq!(followed.location(), "/your-visits", "{}", followed.page);
    assert!(sees_the_note(visited, &later(1)).await);

    let (school_id, visit_note_id) = (visited.school.to_string(), visited.visit.clone());
    let send = SendVisitNoteRequest {
        command_id: command_id(),
        visit_note_id: visit_note_id.clone(),
        school_id: school_id.clone(),
    };
    let guest = Caller::new(scene.trust.id, visited.guest, "external_verifier");
    visited.evidence.send_visit_note(guest.request(send)).await.unwrap();
    // The headteacher does not answer for ten days.
    let at: Timestamp = later(11 * 24 * 60).parse().unwrap();
    let issue = IssueVisitNoteRequest {
        command_id: command_id(),
        visit_note_id,
        school_id,
        readers: Vec::new(),
    };
    let lead = Caller { now: Some(at), ..visited.lead.clone() };
    visited.evidence.issue_visit_note(lead.request(issue)).await.unwrap();
    is_out(visited).await;
}
