use contract::categories::v1::{
    Cell, RoundClosed, RoundOpened, RoundPlace, SchoolAddedToRound, SchoolViewStated,
};
use contract::events::{
    CategoryEvent, InspectionEvent, PairingEvent, PersonEvent, ReviewEvent, RoundEvent,
    SchoolEvent, TrustEvent, VisitNoteEvent,
};
use contract::evidence::v1::{AttachedReport, InspectionReportAttached, VisitFindingRecorded};
use contract::log::v1::Words;
use contract::reviews::v1::{
    FindingRecorded, PairingProposed, PairingTakenUp, ReviewHeld, ReviewRequested, Reviewer,
    TeamMatched,
};
use contract::schools::v1::{
    RoleEnded, RoleGranted, SchoolJoined, Scope, ScopeKind, TrustFounded, WordsClassed, WordsErased,
};

use super::*;

const OURS: Uuid = Uuid::from_u128(1);
const THEIRS: Uuid = Uuid::from_u128(2);
/// Where an event stands that the school was not sent.
const UNSENT: u64 = 7;

/// A trust of two schools; the first of them leaves.
struct Leaving {
    school: LeavingSchool,
    /// The events that leave.
    kept: Vec<AnyEvent>,
}

impl Leaving {
    fn new() -> Self {
        let school = LeavingSchool::new(OURS, BTreeSet::from([UNSENT]));
        let mut leaving = Self { school, kept: Vec::new() };
        assert_eq!(leaving.told(joined(OURS)), Belonging::Alone);
        assert_eq!(leaving.told(joined(THEIRS)), Belonging::Elsewhere);
        leaving
    }

    fn told(&mut self, event: AnyEvent) -> Belonging {
        self.told_at(1, event)
    }

    fn told_at(&mut self, position: u64, event: AnyEvent) -> Belonging {
        let recorded = Recorded {
            trust: Uuid::nil(),
            position,
            stream: String::new(),
            version: 1,
            event_id: Uuid::nil(),
            kind: event.type_name().to_owned(),
            body: event.to_json(),
            metadata: "{}".to_owned(),
            recorded_at: "2026-07-10T10:00:00Z".parse().unwrap(),
        };
        let belonging = self.school.belonging(&mut event.clone(), &recorded);
        if belonging == Belonging::Alone {
            self.kept.push(event);
        }
        belonging
    }

    /// A reader who has what leaves and nothing else.
    fn read_again(self) -> OwnEvents {
        let mut own = OwnEvents::new(OURS);
        for event in self.kept {
            assert!(takes(&mut own, &event), "{event:?}");
        }
        own
    }
}

fn takes(own: &mut OwnEvents, event: &AnyEvent) -> bool {
    own.take(&mut event.clone(), &event.to_json())
}

fn joined(school: Uuid) -> AnyEvent {
    let school_id = school.to_string();
    AnyEvent::School(SchoolEvent::SchoolJoined(SchoolJoined { school_id, ..Default::default() }))
}

fn requested(review: &str, host: Uuid) -> AnyEvent {
    let (review_id, host_school_id) = (review.to_owned(), host.to_string());
    let requested = ReviewRequested { review_id, host_school_id, ..Default::default() };
    AnyEvent::Review(ReviewEvent::ReviewRequested(requested))
}

fn matched(review: &str, from: Uuid) -> AnyEvent {
    let reviewer = Reviewer { school_id: from.to_string(), ..Default::default() };
    let (review_id, reviewers) = (review.to_owned(), vec![reviewer]);
    let matched = TeamMatched { review_id, reviewers, ..Default::default() };
    AnyEvent::Review(ReviewEvent::TeamMatched(matched))
}

fn held(review: &str) -> AnyEvent {
    let held = ReviewHeld { review_id: review.to_owned(), ..Default::default() };
    AnyEvent::Review(ReviewEvent::ReviewHeld(held))
}

fn found(review: &str, commitment: &str) -> AnyEvent {
    let text = Some(Words { commitment: commitment.to_owned(), ..Default::default() });
    let found = FindingRecorded { review_id: review.to_owned(), text, ..Default::default() };
    AnyEvent::Review(ReviewEvent::FindingRecorded(found))
}

fn erased(commitment: &str) -> AnyEvent {
    let erased = WordsErased { commitment: commitment.to_owned(), ..Default::default() };
    AnyEvent::Words(WordsEvent::WordsErased(erased))
}

fn granted(grant: &str, kind: ScopeKind, id: Uuid) -> AnyEvent {
    let scope = Some(Scope { kind: kind.into(), id: id.to_string() });
    let granted = RoleGranted { grant_id: grant.to_owned(), scope, ..Default::default() };
    AnyEvent::Person(PersonEvent::RoleGranted(granted))
}

fn ended(grant: &str) -> AnyEvent {
    let ended = RoleEnded { grant_id: grant.to_owned(), ..Default::default() };
    AnyEvent::Person(PersonEvent::RoleEnded(ended))
}

#[test]
fn a_review_leaves_with_its_host_and_its_matched_team_stays() {
    let mut leaving = Leaving::new();
    assert_eq!(leaving.told(requested("ours", OURS)), Belonging::Alone);
    assert_eq!(leaving.told(matched("ours", THEIRS)), Belonging::WithOthers);
    assert_eq!(leaving.told(held("ours")), Belonging::Alone);
    assert_eq!(leaving.told(requested("theirs", THEIRS)), Belonging::Elsewhere);
    assert_eq!(leaving.told(matched("theirs", OURS)), Belonging::WithOthers);
    assert_eq!(leaving.told(held("theirs")), Belonging::Elsewhere);
    assert!(!takes(&mut leaving.read_again(), &held("theirs")));
}

#[test]
fn a_pairing_stays_whichever_school_took_it_up() {
    let mut leaving = Leaving::new();
    let (pairing_id, giving_school_id) = ("p".to_owned(), OURS.to_string());
    let receiving_school_id = THEIRS.to_string();
    let proposed =
        PairingProposed { pairing_id, giving_school_id, receiving_school_id, ..Default::default() };
    let proposed = AnyEvent::Pairing(PairingEvent::PairingProposed(proposed));
    assert_eq!(leaving.told(proposed), Belonging::WithOthers);
    let taken_up = PairingTakenUp { pairing_id: "p".to_owned(), school_id: OURS.to_string() };
    let taken_up = AnyEvent::Pairing(PairingEvent::PairingTakenUp(taken_up));
    assert_eq!(leaving.told(taken_up), Belonging::WithOthers);
}

#[test]
fn a_round_of_several_schools_stays_and_what_was_said_in_it_of_one_leaves() {
    let mut leaving = Leaving::new();
    let (round_id, school_ids) = ("r".to_owned(), vec![OURS.to_string(), THEIRS.to_string()]);
    let opened = RoundOpened { round_id, school_ids, ..Default::default() };
    assert_eq!(
        leaving.told(AnyEvent::Round(RoundEvent::RoundOpened(opened))),
        Belonging::WithOthers
    );
    let stated = |school: Uuid| {
        let cell = Some(Cell { school_id: school.to_string(), ..Default::default() });
        let stated = SchoolViewStated { cell, ..Default::default() };
        AnyEvent::Category(CategoryEvent::SchoolViewStated(stated))
    };
    assert_eq!(leaving.told(stated(OURS)), Belonging::Alone);
    assert_eq!(leaving.told(stated(THEIRS)), Belonging::Elsewhere);
    let closed = RoundClosed { round_id: "r".to_owned(), ..Default::default() };
    let closed = AnyEvent::Round(RoundEvent::RoundClosed(closed));
    assert_eq!(leaving.told(closed.clone()), Belonging::WithOthers);
    assert!(!takes(&mut leaving.read_again(), &closed));
}

#[test]
fn a_reader_who_knows_a_round_by_one_school_finds_the_other_in_its_end() {
    let mut own = OwnEvents::new(OURS);
    let (round_id, school_id) = ("r".to_owned(), OURS.to_string());
    let added = SchoolAddedToRound { round_id, school_id, ..Default::default() };
    assert!(takes(&mut own, &AnyEvent::Round(RoundEvent::SchoolAddedToRound(added))));
    let (school_id, area_id) = (THEIRS.to_string(), "staff".to_owned());
    let not_judged = vec![RoundPlace { school_id, area_id }];
    let closed = RoundClosed { round_id: "r".to_owned(), not_judged };
    assert!(!takes(&mut own, &AnyEvent::Round(RoundEvent::RoundClosed(closed))));
}

#[test]
fn what_a_note_of_a_visit_said_before_it_was_sent_stays() {
    let found = |commitment: &str, school: Uuid| {
        let text = Some(Words { commitment: commitment.to_owned(), ..Default::default() });
        let school_id = school.to_string();
        let found = VisitFindingRecorded { school_id, text, ..Default::default() };
        AnyEvent::VisitNote(VisitNoteEvent::VisitFindingRecorded(found))
    };
    let mut leaving = Leaving::new();
    assert_eq!(leaving.told_at(UNSENT, found("c1", OURS)), Belonging::Unsent);
    assert_eq!(leaving.told_at(UNSENT, found("c2", THEIRS)), Belonging::Elsewhere);
    assert_eq!(leaving.told(found("c3", OURS)), Belonging::Alone);
    assert_eq!(leaving.read_again().commitments().iter().collect::<Vec<_>>(), ["c3"]);
}

#[test]
fn a_role_leaves_where_it_is_held_at_the_school() {
    let mut leaving = Leaving::new();
    assert_eq!(leaving.told(granted("ours", ScopeKind::School, OURS)), Belonging::Alone);
    assert_eq!(leaving.told(ended("ours")), Belonging::Alone);
    assert_eq!(leaving.told(granted("theirs", ScopeKind::School, THEIRS)), Belonging::Elsewhere);
    let trust = Uuid::from_u128(9);
    assert_eq!(leaving.told(granted("all", ScopeKind::Trust, trust)), Belonging::WholeTrust);
    assert_eq!(leaving.told(ended("all")), Belonging::WholeTrust);
    let founded = AnyEvent::Trust(TrustEvent::TrustFounded(TrustFounded::default()));
    assert_eq!(leaving.told(founded), Belonging::WholeTrust);
    leaving.read_again();
}

#[test]
fn the_erasure_of_a_text_leaves_with_the_event_that_committed_to_it() {
    let mut leaving = Leaving::new();
    leaving.told(requested("ours", OURS));
    leaving.told(requested("theirs", THEIRS));
    assert_eq!(leaving.told(found("ours", "c1")), Belonging::Alone);
    assert_eq!(leaving.told(found("theirs", "c2")), Belonging::Elsewhere);
    assert_eq!(leaving.told(erased("c1")), Belonging::Alone);
    assert_eq!(leaving.told(erased("c2")), Belonging::WholeTrust);
    let classed = WordsClassed { commitment: "c1".to_owned(), ..Default::default() };
    let classed = AnyEvent::Words(WordsEvent::WordsClassed(classed));
    assert_eq!(leaving.told(classed), Belonging::Alone);
    let own = leaving.read_again();
    assert_eq!(own.commitments().iter().collect::<Vec<_>>(), ["c1"]);
}

#[test]
fn an_event_whose_stored_text_names_another_school_stays() {
    let attached = |title: String| {
        let report = Some(AttachedReport { title, ..Default::default() });
        let school_id = OURS.to_string();
        let attached = InspectionReportAttached { school_id, report, ..Default::default() };
        AnyEvent::Inspection(InspectionEvent::InspectionReportAttached(attached))
    };
    let mut leaving = Leaving::new();
    assert_eq!(leaving.told(attached("Report".to_owned())), Belonging::Alone);
    assert_eq!(leaving.told(attached(format!("Report {THEIRS}"))), Belonging::WithOthers);
}
