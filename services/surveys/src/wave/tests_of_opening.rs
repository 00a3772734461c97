//! The rules of a wave that opens by itself, one test each.

use contract::surveys::v1::{
    HandOutLinksRequest, InvitationsPlanned, Invited, LinksHandedOut, OpenOnItsDayRequest,
    OpeningHeldUp, OpeningObstacle, PlanInvitationsRequest, WaveOpened,
};
use eventlog::cqrs_es::test::TestFramework;

use super::*;
use crate::samples::{context, key_id, open_wave, opened, scheduled, school, wave_id};

fn on(day: &str) -> Context {
    Context { now: format!("{day}T00:30:00Z").parse().unwrap(), ..context() }
}

fn told(
    facts: WaveFacts,
    given: &[WaveEvent],
    command: WaveCommand,
    day: &str,
) -> Result<Vec<WaveEvent>, WaveRefusal> {
    TestFramework::<Wave>::with((facts, on(day)))
        .given(given.to_vec())
        .when(command)
        .inspect_result()
}

fn facts() -> WaveFacts {
    WaveFacts { key_id: key_id(), ..WaveFacts::default() }
}

fn asked(count: u32) -> Vec<Invited> {
    vec![Invited { school_id: school(1).to_string(), count }]
}

fn planned() -> WaveEvent {
    InvitationsPlanned { wave_id: wave_id().to_string(), invited: asked(40) }.into()
}

fn by_itself() -> WaveEvent {
    let (wave_id, key_id) = (wave_id().to_string(), key_id().to_string());
    WaveOpened { wave_id, invited: asked(40), key_id, by_itself: true }.into()
}

fn held_up(obstacle: OpeningObstacle) -> WaveEvent {
    OpeningHeldUp { wave_id: wave_id().to_string(), obstacle: obstacle.into() }.into()
}

fn handed_out(until: &str) -> WaveEvent {
    LinksHandedOut { wave_id: wave_id().to_string(), until: until.to_owned() }.into()
}

fn day_comes() -> WaveCommand {
    OpenOnItsDayRequest::default().into()
}

fn hand_out() -> WaveCommand {
    HandOutLinksRequest::default().into()
}

fn plan(count: u32) -> WaveCommand {
    PlanInvitationsRequest { invited: asked(count), ..Default::default() }.into()
}

#[test]
fn how_many_are_asked_is_fixed_ahead_and_again_until_the_wave_is_open() {
    let scheduled = [scheduled().into()];
    assert_eq!(told(facts(), &scheduled, plan(40), "2025-11-01"), Ok(vec![planned()]));
    let [first] = scheduled;
    let again = told(facts(), &[first.clone(), planned()], plan(50), "2025-11-01").unwrap();
    let WaveEvent::InvitationsPlanned(again) = &again[0] else { panic!("{again:?}") };
    assert_eq!(again.invited, asked(50));
    let nobody = told(facts(), &[first], plan(0), "2025-11-01");
    assert_eq!(nobody, Err(WaveRefusal::NobodyInvited));
    let open = told(facts(), &open_wave(), plan(40), "2025-11-11");
    assert_eq!(open, Err(WaveRefusal::AlreadyOpen));
    assert_eq!(told(facts(), &[], plan(40), "2025-11-01"), Err(WaveRefusal::Unknown));
}

#[test]
fn a_wave_opens_by_itself_on_its_first_day_and_not_before() {
    let given = [scheduled().into(), planned()];
    assert_eq!(told(facts(), &given, day_comes(), "2025-11-09"), Ok(vec![]));
    for day in ["2025-11-10", "2025-11-28"] {
        assert_eq!(told(facts(), &given, day_comes(), day), Ok(vec![by_itself()]), "{day}");
    }
    let [plan, planned] = given;
    let again = told(facts(), &[plan, planned, by_itself()], day_comes(), "2025-11-11");
    assert_eq!(again, Err(WaveRefusal::AlreadyOpen));
}

#[test]
fn what_holds_an_opening_up_is_told_once_and_the_opening_follows_when_it_is_gone() {
    let numbers = held_up(OpeningObstacle::NumbersMissing);
    let given = [scheduled().into()];
    assert_eq!(told(facts(), &given, day_comes(), "2025-11-10"), Ok(vec![numbers.clone()]));
    let [plan] = given;
    let held = [plan.clone(), numbers.clone()];
    assert_eq!(told(facts(), &held, day_comes(), "2025-11-11"), Ok(vec![]));
    let over = held_up(OpeningObstacle::WindowOver);
    assert_eq!(told(facts(), &held, day_comes(), "2025-11-29"), Ok(vec![over.clone()]));
    let late = [plan.clone(), numbers, planned()];
    assert_eq!(told(facts(), &late, day_comes(), "2025-11-12"), Ok(vec![by_itself()]));
    assert_eq!(told(facts(), &late, day_comes(), "2025-11-29"), Ok(vec![over]));
    let keyless = WaveFacts { keyless: true, ..facts() };
    let key = held_up(OpeningObstacle::KeyFolder);
    let given = [plan, planned()];
    assert_eq!(told(keyless, &given, day_comes(), "2025-11-10"), Ok(vec![key.clone()]));
    let [plan, planned] = given;
    let mended = told(facts(), &[plan, planned, key], day_comes(), "2025-11-11");
    assert_eq!(mended, Ok(vec![by_itself()]));
}

#[test]
fn no_school_that_left_is_asked_whether_by_hand_or_by_the_day() {
    let left = |school: Uuid| WaveFacts { left: vec![school.to_string()], ..facts() };
    let given = [scheduled().into(), planned()];
    let held = held_up(OpeningObstacle::SchoolLeft);
    assert_eq!(told(left(school(1)), &given, day_comes(), "2025-11-10"), Ok(vec![held]));
    let other = told(left(school(2)), &given, day_comes(), "2025-11-10");
    assert_eq!(other, Ok(vec![by_itself()]), "a school that nobody is asked at");
    let by_hand =
        contract::surveys::v1::OpenWaveRequest { invited: asked(40), ..Default::default() };
    let refused = told(left(school(1)), &given, by_hand.into(), "2025-11-10");
    assert_eq!(refused, Err(WaveRefusal::SchoolHasLeft(school(1).to_string())));
}

#[test]
fn links_of_a_wave_that_opened_by_itself_are_handed_out_whenever_the_lead_comes_and_then_for_a_day()
{
    let given = [scheduled().into(), planned(), by_itself()];
    let first = handed_out("2025-11-14T00:30:00Z");
    assert_eq!(told(facts(), &given, hand_out(), "2025-11-13"), Ok(vec![first.clone()]));
    let handed: Vec<_> = given.into_iter().chain([first]).collect();
    assert_eq!(told(facts(), &handed, hand_out(), "2025-11-13"), Ok(vec![]));
    let late = told(facts(), &handed, hand_out(), "2025-11-14");
    assert_eq!(late, Err(WaveRefusal::LinksHandedOut));
}

#[test]
fn links_that_came_with_the_opening_are_not_handed_out_again() {
    let by_hand = [scheduled().into(), opened().into()];
    let refused = told(facts(), &by_hand, hand_out(), "2025-11-21");
    assert_eq!(refused, Err(WaveRefusal::LinksHandedOut));
    let early = told(facts(), &[scheduled().into()], hand_out(), "2025-11-21");
    assert_eq!(early, Err(WaveRefusal::NotOpen));
}
