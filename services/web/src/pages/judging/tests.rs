use super::*;
use crate::form::{Fields, encoded};
use crate::sample;
use contract::categories::v1::{Citation, EvidenceKind};
use contract::schools::v1::Role;

fn offered(visitor: &Visitor, state: CategoryState) -> Vec<&'static str> {
    let (ground, told) = (sample::ground(), Told::default());
    let place = Place {
        school: sample::MARYS.to_owned(),
        area: "governance".to_owned(),
        round: "round".to_owned(),
    };
    let desk = Desk { visitor, ground: &ground, told: &told, place, state, citable: &[] };
    let page = desk.steps().map(Markup::into_string).unwrap_or_default();
    let keys = [
        "view",
        "no-view",
        "proposal",
        "withdrawal",
        "acceptance",
        "challenge",
        "moderation",
        "decision",
        "sharing",
        "reopening",
    ];
    keys.into_iter().filter(|key| page.contains(&format!("/rounds/round/{key}\""))).collect()
}

#[test]
fn each_step_is_offered_to_whom_it_is_when_it_is_due() {
    let (head, lead) = (sample::head(), sample::lead());
    let chief = sample::somebody(Role::ChiefExecutive);
    assert_eq!(offered(&head, CategoryState::Unspecified), ["view"]);
    assert_eq!(offered(&lead, CategoryState::Unspecified), ["no-view"]);
    assert_eq!(offered(&lead, CategoryState::ViewStated), ["proposal"]);
    assert_eq!(offered(&lead, CategoryState::Proposed), ["withdrawal"]);
    assert_eq!(offered(&head, CategoryState::Proposed), ["acceptance", "challenge"]);
    assert_eq!(offered(&lead, CategoryState::Challenged), ["moderation"]);
    assert_eq!(offered(&chief, CategoryState::Accepted), ["decision"]);
    assert_eq!(offered(&lead, CategoryState::Decided), ["sharing"]);
    assert_eq!(offered(&chief, CategoryState::Shared), ["reopening"]);
    for nobody in [sample::trustee(), sample::governor(), sample::clerk()] {
        for state in [CategoryState::Unspecified, CategoryState::Proposed] {
            assert!(offered(&nobody, state).is_empty(), "{}", nobody.name);
        }
    }
}

#[test]
fn a_view_a_challenge_and_a_decision_carry_what_was_picked() {
    let piece = Citation {
        kind: EvidenceKind::Inspection.into(),
        id: "inspection".to_owned(),
        says: String::new(),
        position: 2,
    };
    let value = citable::value(&Citable { piece: piece.clone(), ..Citable::default() });
    let fields = encoded(&[("region", "improve"), ("reason", "Seen"), ("evidence", &value)]);
    let read = |entries| Entered::read(entries, Fields::parse(fields.as_bytes()));
    let (school, area, round) = ("s".to_owned(), "a".to_owned(), "r".to_owned());
    let place = Place { school, area, round };
    let view = StateView::command(&place, &read(StateView::ENTRIES));
    let challenge = Challenge::command(&place, &read(Challenge::ENTRIES));
    let decision = TakeDecision::command(&place, &read(TakeDecision::ENTRIES));
    for evidence in [view.evidence, challenge.evidence, decision.evidence] {
        assert_eq!(evidence, std::slice::from_ref(&piece));
    }
}

#[test]
fn that_a_view_is_missing_is_noted_after_its_day() {
    let round = |day: &str| Round { views_by: day.to_owned(), ..Round::default() };
    let today = sample::lead().today;
    assert!(!NoteNoView::is_due(&round(&today.to_string()), today));
    assert!(NoteNoView::is_due(&round(&today.yesterday().unwrap().to_string()), today));
    assert!(NoteNoView::is_due(&round(""), today), "no day was named");
}

#[test]
fn a_view_wants_a_region_and_a_reason_and_carries_where_it_is_about() {
    let entered = Entered::read(StateView::ENTRIES, Fields::default());
    assert_eq!(entered.problems.len(), 2);
    let entered = Entered::read(StateView::ENTRIES, Fields::parse(b"region=improve&reason=Seen"));
    let (school, area, round) = ("s".to_owned(), "a".to_owned(), "r".to_owned());
    let wanted = StateView::command(&Place { school, area, round }, &entered);
    assert_eq!((wanted.region_id.as_str(), wanted.round_id.as_str()), ("improve", "r"));
}
