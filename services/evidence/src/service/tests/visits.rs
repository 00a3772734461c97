//! Notes of visits through the doors: their way to the issue, who reads them, and what becomes of an action.

use contract::Caller;
use contract::events::VisitNoteEvent;
use contract::log::v1::Words;
use contract::schools::v1::Role;

use super::*;

const WRITER: Uuid = Uuid::from_u128(0x51);
const HEAD: Uuid = Uuid::from_u128(0x52);
const GOVERNOR: Uuid = Uuid::from_u128(0x53);
const COLLEAGUE: Uuid = Uuid::from_u128(0x54);

/// A request of a person in a role.
fn by<M>(house: &House, person: Uuid, role: &str, message: M) -> Request<M> {
    let now = Some("2026-06-01T10:00:00Z".parse().unwrap());
    Caller { now, ..Caller::new(house.service.trust, person, role) }.request(message)
}

/// A note with a finding and an action, by its writer.
async fn drafted(house: &House) -> (String, String) {
    let begin = BeginVisitNoteRequest {
        command_id: new_id(),
        school_id: SCHOOL.to_string(),
        kind: VisitKind::HealthCheck.into(),
        on: "2026-05-05".to_owned(),
        focus: "Reading in Key Stage 1.".to_owned(),
    };
    let begin = by(house, WRITER, "central_team", begin);
    let note = house.doors.begin_visit_note(begin).await.unwrap().into_inner().visit_note_id;
    let finding = RecordVisitFindingRequest {
        command_id: new_id(),
        visit_note_id: note.clone(),
        school_id: SCHOOL.to_string(),
        areas: vec!["outcomes".to_owned()],
        strength: StrengthOfEvidence::Strong.into(),
        text: "Pupils read daily.".to_owned(),
    };
    let finding = by(house, WRITER, "central_team", finding);
    house.doors.record_visit_finding(finding).await.unwrap();
    let action = AgreeVisitActionRequest {
        command_id: new_id(),
        visit_note_id: note.clone(),
        school_id: SCHOOL.to_string(),
        text: "Buy books.".to_owned(),
        owner_role: Role::Headteacher.into(),
        owner_id: String::new(),
        due_on: "2026-06-30".to_owned(),
    };
    let action = by(house, WRITER, "central_team", action);
    let action = house.doors.agree_visit_action(action).await.unwrap().into_inner().action_id;
    (note, action)
}

async fn send(house: &House, note: &str) {
    let (visit_note_id, school_id) = (note.to_owned(), SCHOOL.to_string());
    let asked = SendVisitNoteRequest { command_id: new_id(), visit_note_id, school_id };
    house.doors.send_visit_note(by(house, WRITER, "central_team", asked)).await.unwrap();
}

async fn agree(house: &House, note: &str) {
    let (visit_note_id, school_id) = (note.to_owned(), SCHOOL.to_string());
    let asked = AgreeVisitNoteRequest { command_id: new_id(), visit_note_id, school_id };
    house.doors.agree_visit_note(by(house, HEAD, "headteacher", asked)).await.unwrap();
}

async fn issue(house: &House, note: &str, readers: &[VisitReader]) {
    let asked = IssueVisitNoteRequest {
        command_id: new_id(),
        visit_note_id: note.to_owned(),
        school_id: SCHOOL.to_string(),
        readers: readers.iter().map(|reader| (*reader).into()).collect(),
    };
    house.doors.issue_visit_note(by(house, WRITER, "central_team", asked)).await.unwrap();
}

async fn comment(house: &House, note: &str) {
    let asked = CommentOnVisitNoteRequest {
        command_id: new_id(),
        visit_note_id: note.to_owned(),
        school_id: SCHOOL.to_string(),
        text: "It was Key Stage 2.".to_owned(),
    };
    house.doors.comment_on_visit_note(by(house, HEAD, "headteacher", asked)).await.unwrap();
}

impl House {
    async fn notes(&self) -> Vec<VisitNote> {
        let at_least = self.service.catch_up().await;
        let asked = ListVisitNotesRequest { at_least, ..ListVisitNotesRequest::default() };
        self.doors.list_visit_notes(self.request(asked)).await.unwrap().into_inner().notes
    }
}

#[tokio::test]
async fn a_note_goes_its_way_from_the_draft_to_what_became_of_an_action() {
    let house = House::start().await;
    let (note, action_id) = drafted(&house).await;
    send(&house, &note).await;
    comment(&house, &note).await;
    send(&house, &note).await;
    agree(&house, &note).await;
    issue(&house, &note, &[VisitReader::Committee]).await;
    let again = RevisitVisitActionRequest {
        command_id: new_id(),
        visit_note_id: note.clone(),
        school_id: SCHOOL.to_string(),
        action_id,
        on: "2026-05-29".to_owned(),
        outcome: RevisitOutcome::NotImproved.into(),
        text: "The books have not come.".to_owned(),
    };
    house.doors.revisit_visit_action(house.request(again)).await.unwrap();
    let notes = house.notes().await;
    let [known] = notes.as_slice() else { panic!("{notes:?}") };
    assert_eq!(
        (known.visit_note_id.as_str(), known.state()),
        (note.as_str(), VisitNoteState::Issued)
    );
    assert_eq!(known.focus.said(), "Reading in Key Stage 1.");
    assert_eq!(known.writer_id, WRITER.to_string());
    assert_eq!(known.findings[0].text.said(), "Pupils read daily.");
    assert_eq!(known.comments[0].text.said(), "It was Key Stage 2.");
    assert_eq!(known.actions[0].owner_role(), Role::Headteacher);
    let revisit = &known.actions[0].revisits[0];
    assert_eq!(revisit.outcome(), RevisitOutcome::NotImproved);
    assert_eq!(revisit.text.said(), "The books have not come.");
    assert_eq!((known.agreed_on.as_str(), known.issued_on.as_str()), ("2026-06-01", "2026-06-01"));
}

#[tokio::test]
async fn one_note_is_found_by_its_id_in_any_form() {
    let house = House::start().await;
    let (note, _) = drafted(&house).await;
    drafted(&house).await;
    let at_least = house.service.catch_up().await;
    let of = async |visit_note_id: String, school_id: String| {
        let asked =
            ListVisitNotesRequest { at_least, visit_note_id, school_id, ..Default::default() };
        let answer = house.doors.list_visit_notes(house.request(asked)).await.unwrap();
        answer.into_inner().notes.len()
    };
    assert_eq!(of(String::new(), SCHOOL.to_string()).await, 2);
    assert_eq!(of(note.to_uppercase(), String::new()).await, 1);
    assert_eq!(of(note, OTHER.to_string()).await, 0, "of another school");
    assert_eq!(of(new_id(), String::new()).await, 0);
}

#[tokio::test]
async fn what_was_taken_out_of_a_draft_is_gone() {
    let house = House::start().await;
    let (note, action_id) = drafted(&house).await;
    let finding_id = house.notes().await[0].findings[0].finding_id.clone();
    let (visit_note_id, school_id) = (note, SCHOOL.to_string());
    let finding = TakeOutVisitFindingRequest {
        command_id: new_id(),
        visit_note_id: visit_note_id.clone(),
        school_id: school_id.clone(),
        finding_id,
    };
    house.doors.take_out_visit_finding(house.request(finding)).await.unwrap();
    let command_id = new_id();
    let action = TakeOutVisitActionRequest { command_id, visit_note_id, school_id, action_id };
    house.doors.take_out_visit_action(house.request(action)).await.unwrap();
    let notes = house.notes().await;
    assert!(notes[0].findings.is_empty() && notes[0].actions.is_empty());
}

/// What each person is shown of the note: nothing, or how many comments.
async fn shown(house: &House, doors: &EvidenceDoors) -> Vec<Option<usize>> {
    let people = [
        (WRITER, "central_team"),
        (HEAD, "headteacher"),
        (GOVERNOR, "governor"),
        (COLLEAGUE, "central_team"),
    ];
    let at_least = house.service.catch_up().await;
    let mut seen = Vec::new();
    for (person, role) in people {
        let asked = ListVisitNotesRequest { at_least, ..ListVisitNotesRequest::default() };
        let answer = doors.list_visit_notes(by(house, person, role, asked)).await.unwrap();
        seen.push(answer.into_inner().notes.first().map(|note| note.comments.len()));
    }
    seen
}

#[tokio::test]
async fn every_reader_is_shown_it_from_the_day_that_it_is_for_them() {
    let house = House::start().await;
    house.school_with_its_people().await;
    let doors = house.guarded().await;
    let (note, _) = drafted(&house).await;
    assert_eq!(shown(&house, &doors).await, [Some(0), None, None, None], "a draft");
    send(&house, &note).await;
    assert_eq!(shown(&house, &doors).await, [Some(0), Some(0), None, None], "with the head");
    comment(&house, &note).await;
    send(&house, &note).await;
    agree(&house, &note).await;
    assert_eq!(shown(&house, &doors).await, [Some(1), Some(1), None, None], "agreed");
    issue(&house, &note, &[VisitReader::Committee]).await;
    assert_eq!(shown(&house, &doors).await, [Some(1), Some(1), Some(0), None], "issued");
}

impl House {
    /// A school with a head and a governor, and two people of the central team.
    async fn school_with_its_people(&self) {
        use contract::events::SchoolEvent;
        use contract::schools::v1::{SchoolJoined, Scope, ScopeKind};
        let school_id = SCHOOL.to_string();
        let joined = SchoolJoined { school_id, ..SchoolJoined::default() };
        self.happens(SCHOOL, SchoolEvent::SchoolJoined(joined)).await;
        let over = |kind: ScopeKind, id: Uuid| Scope { kind: kind.into(), id: id.to_string() };
        let trust = over(ScopeKind::Trust, self.service.trust);
        let school = over(ScopeKind::School, SCHOOL);
        self.grants(WRITER, Role::CentralTeam, trust.clone()).await;
        self.grants(COLLEAGUE, Role::CentralTeam, trust).await;
        self.grants(HEAD, Role::Headteacher, school.clone()).await;
        self.grants(GOVERNOR, Role::Governor, school).await;
    }

    /// The same read models behind a door that asks the rules.
    async fn guarded(&self) -> EvidenceDoors {
        EvidenceDoors { door: self.service.guarded_door().await, ..self.doors.clone() }
    }
}

#[tokio::test]
async fn a_day_in_the_past_shows_the_note_as_it_stood() {
    let house = House::start().await;
    let at = "2026-05-06T10:00:00Z".parse().unwrap();
    let begun = VisitNoteBegun {
        visit_note_id: "n".to_owned(),
        school_id: SCHOOL.to_string(),
        on: "2026-05-05".to_owned(),
        ..VisitNoteBegun::default()
    };
    let begun = vec![VisitNoteEvent::from(begun)];
    house.service.store.record_at(house.service.trust, "n", begun, at).await;
    let (visit_note_id, school_id) = ("n".to_owned(), SCHOOL.to_string());
    let later = "2026-05-08T10:00:00Z".parse().unwrap();
    let sent = VisitNoteSent { visit_note_id, school_id, on: "2026-05-08".to_owned() };
    let sent = vec![VisitNoteEvent::from(sent)];
    house.service.store.record_at(house.service.trust, "n", sent, later).await;
    let at_least = house.service.catch_up().await;
    let state = async |as_of_date: &str| {
        let asked = ListVisitNotesRequest {
            at_least,
            as_of_date: as_of_date.to_owned(),
            ..ListVisitNotesRequest::default()
        };
        let answer = house.doors.list_visit_notes(house.request(asked)).await.unwrap();
        answer.into_inner().notes[0].state()
    };
    assert_eq!(state("2026-05-07").await, VisitNoteState::Draft);
    assert_eq!(state("2026-05-08").await, VisitNoteState::Sent);
}

#[tokio::test]
async fn the_notes_taken_in_twice_give_the_same_rows() {
    let house = House::start().await;
    let (note, _) = drafted(&house).await;
    send(&house, &note).await;
    comment(&house, &note).await;
    house.service.catch_up().await;
    let table = format!("{}.document", VisitNotesList::NAME);
    let once = house.service.rows(&[&table]).await;
    house.service.take_in_again_for(&[VisitNotesList::NAME]).await;
    assert_eq!(house.service.rows(&[&table]).await, once);
}

#[test]
fn the_largest_note_fits() {
    let id = || Uuid::max().to_string();
    let on = || "2026-05-05".to_owned();
    // A document keeps what commits to words.
    let words = || {
        let class = contract::log::v1::WordsClass::Governors.into();
        Some(Words { commitment: "c".repeat(64), class, ..Words::default() })
    };
    let finding = VisitFinding {
        finding_id: id(),
        areas: vec!["a".repeat(64); 10],
        strength: StrengthOfEvidence::Limited.into(),
        text: words(),
        position: u64::MAX,
    };
    let revisit = VisitRevisit {
        on: on(),
        outcome: RevisitOutcome::NotImproved.into(),
        text: words(),
        position: u64::MAX,
    };
    let action = VisitAction {
        action_id: id(),
        text: words(),
        owner_role: Role::DataProtectionOfficer.into(),
        owner_id: id(),
        due_on: on(),
        revisits: vec![revisit; 6],
        position: u64::MAX,
    };
    let comment = VisitComment { on: on(), text: words(), position: u64::MAX };
    fits::<VisitNotesList>(&VisitNote {
        visit_note_id: id(),
        school_id: id(),
        kind: VisitKind::SeoVerification.into(),
        on: on(),
        focus: words(),
        writer_id: id(),
        state: VisitNoteState::Commented.into(),
        findings: vec![finding; 20],
        actions: vec![action; 12],
        sent_on: on(),
        comments: vec![comment; 10],
        agreed_on: on(),
        issued_on: on(),
        readers: VisitReader::ALL.map(i32::from).to_vec(),
        position: u64::MAX,
    });
}
