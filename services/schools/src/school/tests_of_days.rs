use contract::schools::v1::{
    ArrangementTakenBack, JoinArranged, JoinSchoolRequest, LeaveArranged, LeaveCorrected,
    LeaveTrustRequest, RefreshSchoolsRequest, RegisterStanding, ReturnArranged,
    ReturnToTrustRequest, SchoolReturned, SchoolSucceeded, StateUniquenessRequest,
    SucceedSchoolRequest, TakeBackMoveRequest, TakeEffectRequest,
};
use eventlog::cqrs_es::test::TestFramework;
use jiff::civil::date;

use super::*;
use crate::given::context;

/// A command given on a day, British time.
fn on(day: &str) -> Context {
    Context { now: format!("{day}T10:00:00Z").parse().unwrap(), ..context() }
}

fn id() -> String {
    school_id(context().trust, "150252").to_string()
}

fn orford(joined_on: &str) -> SchoolDetails {
    SchoolDetails {
        urn: "150252".to_owned(),
        name: "Orford".to_owned(),
        phase: "Primary".to_owned(),
        religious_character: "Church of England".to_owned(),
        pupils: Some(62),
        joined_on: joined_on.to_owned(),
        ..SchoolDetails::default()
    }
}

fn has_joined(on: &str) -> SchoolEvent {
    joined(&id(), &orford(on)).into()
}

fn will_join(on: &str) -> SchoolEvent {
    let school = Some(joined(&id(), &orford(on)));
    JoinArranged { school_id: id(), school }.into()
}

fn has_left(on: &str) -> SchoolEvent {
    SchoolLeft { school_id: id(), on: on.to_owned(), reason: None }.into()
}

fn will_leave(on: &str) -> SchoolEvent {
    LeaveArranged { school_id: id(), on: on.to_owned(), reason: None }.into()
}

fn join(on: &str) -> SchoolCommand {
    JoinSchoolRequest { command_id: String::new(), school: Some(orford(on)) }.into()
}

fn leave(on: &str) -> SchoolCommand {
    LeaveTrustRequest { on: on.to_owned(), ..LeaveTrustRequest::default() }.into()
}

fn take_back() -> SchoolCommand {
    TakeBackMoveRequest::default().into()
}

fn come_back(on: &str) -> SchoolCommand {
    ReturnToTrustRequest { on: on.to_owned(), ..ReturnToTrustRequest::default() }.into()
}

fn take_effect() -> SchoolCommand {
    TakeEffectRequest::default().into()
}

type Decided = Result<Vec<SchoolEvent>, SchoolRefusal>;

fn told(given: Vec<SchoolEvent>, command: SchoolCommand, today: &str) -> Decided {
    let services = (SchoolFacts::Nothing, on(today));
    TestFramework::<School>::with(services).given(given).when(command).inspect_result()
}

fn refreshed(given: Vec<SchoolEvent>, shown: RegisterShows, day: Date) -> Decided {
    let facts = SchoolFacts::Refreshed { shown: Box::new(shown), on: day };
    let command: SchoolCommand = RefreshSchoolsRequest::default().into();
    TestFramework::<School>::with((facts, on("2026-05-01")))
        .given(given)
        .when(command)
        .inspect_result()
}

fn shown_open(details: SchoolDetails) -> RegisterShows {
    RegisterShows::Open { details, ancestry: Vec::new() }
}

#[test]
fn a_join_ahead_is_arranged_and_one_of_today_is_done() {
    let ahead = told(vec![], join("2025-12-01"), "2025-11-30");
    assert_eq!(ahead, Ok(vec![will_join("2025-12-01")]));
    assert_eq!(told(vec![], join("2025-12-01"), "2025-12-01"), Ok(vec![has_joined("2025-12-01")]));
}

#[test]
fn a_leave_ahead_is_arranged_and_one_of_today_is_done() {
    let given = || vec![has_joined("2023-12-01")];
    let ahead = told(given(), leave("2026-09-01"), "2026-08-31");
    assert_eq!(ahead, Ok(vec![will_leave("2026-09-01")]));
    let today = told(given(), leave("2026-09-01"), "2026-09-01");
    assert_eq!(today, Ok(vec![has_left("2026-09-01")]));
}

#[test]
fn the_british_day_counts() {
    let context = Context { now: "2026-08-31T23:30:00Z".parse().unwrap(), ..context() };
    let school = School::default();
    let events = school.decide(&join("2026-09-01"), &SchoolFacts::Nothing, &context);
    assert_eq!(events, Ok(vec![has_joined("2026-09-01")]));
}

#[test]
fn nothing_takes_effect_before_its_day_and_nothing_twice() {
    let arranged = || vec![will_join("2025-12-01")];
    assert_eq!(told(arranged(), take_effect(), "2025-11-30"), Ok(vec![]));
    let joins = Ok(vec![has_joined("2025-12-01")]);
    assert_eq!(told(arranged(), take_effect(), "2025-12-01"), joins);
    assert_eq!(told(arranged(), take_effect(), "2025-12-11"), joins, "days later");
    let both = vec![will_join("2025-12-01"), has_joined("2025-12-01")];
    assert_eq!(told(both, take_effect(), "2025-12-11"), Ok(vec![]));
    let leaves = || vec![has_joined("2023-12-01"), will_leave("2026-09-01")];
    assert_eq!(told(leaves(), take_effect(), "2026-08-31"), Ok(vec![]));
    assert_eq!(told(leaves(), take_effect(), "2026-09-01"), Ok(vec![has_left("2026-09-01")]));
    assert_eq!(told(vec![], take_effect(), "2026-09-01"), Err(SchoolRefusal::Unknown));
}

#[test]
fn a_command_after_the_day_finds_what_took_effect() {
    let left = told(
        vec![has_joined("2023-12-01"), will_leave("2026-09-01")],
        StateUniquenessRequest::default().into(),
        "2026-09-02",
    );
    assert_eq!(left, Err(SchoolRefusal::HasLeft("2026-09-01".to_owned())));
    let joins = told(vec![will_join("2025-12-01")], leave("2026-01-31"), "2025-12-02");
    assert_eq!(joins, Ok(vec![has_joined("2025-12-01"), will_leave("2026-01-31")]));
}

#[test]
fn an_expected_school_says_and_does_nothing_yet() {
    let not_yet = || Err(SchoolRefusal::NotYetIn("2025-12-01".to_owned()));
    let given = || vec![will_join("2025-12-01")];
    assert_eq!(told(given(), leave("2026-01-01"), "2025-11-21"), not_yet());
    assert_eq!(told(given(), come_back("2025-11-21"), "2025-11-21"), not_yet());
    let again = Err(SchoolRefusal::AlreadyJoined("150252".to_owned()));
    assert_eq!(told(given(), join("2025-11-21"), "2025-11-21"), again);
}

#[test]
fn what_is_arranged_is_taken_back_before_its_day() {
    let taken = |joining, on: &str| {
        let (on, reason) = (on.to_owned(), None);
        let returning = false;
        SchoolEvent::from(ArrangementTakenBack { school_id: id(), on, reason, joining, returning })
    };
    let joins = told(vec![will_join("2025-12-01")], take_back(), "2025-11-30");
    assert_eq!(joins, Ok(vec![taken(true, "2025-12-01")]));
    let given = || vec![has_joined("2023-12-01"), will_leave("2026-09-01")];
    let leaves = told(given(), take_back(), "2026-08-31");
    assert_eq!(leaves, Ok(vec![taken(false, "2026-09-01")]));
    let mut stays = given();
    stays.push(taken(false, "2026-09-01"));
    assert_eq!(told(stays.clone(), take_effect(), "2026-09-02"), Ok(vec![]));
    let nothing = Err(SchoolRefusal::NothingToTakeBack);
    assert_eq!(told(stays, take_back(), "2026-09-02"), nothing);
    let joins_again = vec![will_join("2025-12-01"), taken(true, "2025-12-01")];
    let joins_again = told(joins_again, join("2026-01-01"), "2025-11-30");
    assert_eq!(joins_again, Ok(vec![will_join("2026-01-01")]));
}

#[test]
fn one_leave_is_arranged_at_a_time() {
    let given = vec![has_joined("2023-12-01"), will_leave("2026-09-01")];
    let again = Err(SchoolRefusal::LeaveArranged("2026-09-01".to_owned()));
    assert_eq!(told(given, leave("2026-12-31"), "2025-11-21"), again);
}

#[test]
fn a_leave_recorded_by_mistake_is_corrected() {
    let given = vec![has_joined("2023-12-01"), has_left("2025-11-01")];
    let events = told(given.clone(), take_back(), "2025-11-21").unwrap();
    let (on, reason) = ("2025-11-01".to_owned(), None);
    assert_eq!(events[0], LeaveCorrected { school_id: id(), on, reason }.into());
    let SchoolEvent::SchoolDescribed(shown) = &events[1] else { panic!("{events:?}") };
    assert_eq!((shown.name.as_str(), shown.pupils), ("Orford", Some(62)));
    let corrected: Vec<_> = given.into_iter().chain(events).collect();
    let leaves = told(corrected, leave("2025-11-21"), "2025-11-21");
    assert_eq!(leaves, Ok(vec![has_left("2025-11-21")]));
}

#[test]
fn a_school_returns_on_the_day_it_left_at_the_earliest() {
    let given = || vec![has_joined("2023-12-01"), has_left("2025-08-31")];
    let back = told(given(), come_back("2025-08-31"), "2025-11-21").unwrap();
    let returned = SchoolReturned { school_id: id(), on: "2025-08-31".to_owned() };
    assert_eq!(back[0], returned.into());
    let early = "2025-08-30".to_owned();
    let backwards = SchoolRefusal::ReturnsBeforeLeaving(early.clone(), "2025-08-31".to_owned());
    assert_eq!(told(given(), come_back(&early), "2025-11-21"), Err(backwards));
    assert_eq!(told(vec![], come_back(&early), "2025-11-21"), Err(SchoolRefusal::Unknown));
    let here = Err(SchoolRefusal::AlreadyJoined("150252".to_owned()));
    let given = vec![has_joined("2023-12-01")];
    assert_eq!(told(given, come_back(&early), "2025-11-21"), here);
}

fn will_return(on: &str) -> SchoolEvent {
    ReturnArranged { school_id: id(), on: on.to_owned() }.into()
}

#[test]
fn a_return_ahead_is_arranged_and_takes_effect_on_its_day() {
    let given = || vec![has_joined("2023-12-01"), has_left("2025-08-31")];
    let ahead = told(given(), come_back("2025-11-22"), "2025-11-21");
    assert_eq!(ahead, Ok(vec![will_return("2025-11-22")]));
    let arranged = || [given(), vec![will_return("2025-11-22")]].concat();
    assert_eq!(told(arranged(), take_effect(), "2025-11-21"), Ok(vec![]));
    let events = told(arranged(), take_effect(), "2025-11-23").unwrap();
    let returned = SchoolReturned { school_id: id(), on: "2025-11-22".to_owned() };
    assert_eq!(events[0], returned.into(), "with its own day, though the clock is late");
    let SchoolEvent::SchoolDescribed(shown) = &events[1] else { panic!("{events:?}") };
    assert_eq!(shown.name, "Orford");
    let back = [arranged(), events].concat();
    assert_eq!(told(back.clone(), take_effect(), "2025-11-23"), Ok(vec![]), "once");
    assert_eq!(told(back, leave("2025-11-23"), "2025-11-23"), Ok(vec![has_left("2025-11-23")]));
    let late = told(arranged(), leave("2025-11-23"), "2025-11-23").unwrap();
    assert_eq!(late.len(), 3, "a command after the day finds what took effect: {late:?}");
    let again = told(arranged(), come_back("2025-12-01"), "2025-11-21");
    assert_eq!(again, Err(SchoolRefusal::ReturnArranged("2025-11-22".to_owned())));
    let far = told(given(), come_back("2027-11-22"), "2025-11-21");
    assert_eq!(far, Err(SchoolRefusal::from(FarAheadRefusal("2027-11-22".to_owned()))));
}

#[test]
fn an_arranged_return_is_taken_back_and_the_leave_stands() {
    let given = vec![has_joined("2023-12-01"), has_left("2025-08-31"), will_return("2025-11-22")];
    let taken = told(given.clone(), take_back(), "2025-11-21").unwrap();
    let (on, reason) = ("2025-11-22".to_owned(), None);
    let back =
        ArrangementTakenBack { school_id: id(), on, reason, joining: false, returning: true };
    assert_eq!(taken, [back.into()]);
    let stays = [given, taken].concat();
    assert_eq!(told(stays.clone(), take_effect(), "2025-11-23"), Ok(vec![]));
    let left = told(stays, StateUniquenessRequest::default().into(), "2025-11-23");
    assert_eq!(left, Err(SchoolRefusal::HasLeft("2025-08-31".to_owned())));
}

#[test]
fn a_day_more_than_two_years_ahead_is_a_slip_of_the_pen() {
    let far = |day: &str| Err(SchoolRefusal::from(FarAheadRefusal(day.to_owned())));
    let given = || vec![has_joined("2023-12-01")];
    assert_eq!(told(given(), leave("2206-08-31"), "2025-11-21"), far("2206-08-31"));
    assert_eq!(told(given(), leave("2027-11-22"), "2025-11-21"), far("2027-11-22"));
    assert_eq!(
        told(given(), leave("2027-11-21"), "2025-11-21"),
        Ok(vec![will_leave("2027-11-21")])
    );
    assert_eq!(told(vec![], join("2027-11-22"), "2025-11-21"), far("2027-11-22"));
    let succeed = SucceedSchoolRequest {
        new_urn: "160000".to_owned(),
        on: "2027-11-22".to_owned(),
        ..SucceedSchoolRequest::default()
    };
    assert_eq!(told(given(), succeed.into(), "2025-11-21"), far("2027-11-22"));
}

#[test]
fn standing_goes_by_the_day() {
    let standing = |given: &[SchoolEvent], day| {
        let mut school = School::default();
        given.iter().for_each(|event| school.evolve(event));
        school.standing(day)
    };
    let given = [has_joined("2023-12-01"), will_leave("2026-09-01")];
    assert_eq!(standing(&given, date(2026, 8, 31)), Standing::In);
    assert_eq!(standing(&given, date(2026, 9, 1)), Standing::Left);
    assert_eq!(standing(&[will_join("2025-12-01")], date(2025, 11, 1)), Standing::In);
    let gone = [has_joined("2023-12-01"), has_left("2025-08-31")];
    assert_eq!(standing(&gone, date(2025, 11, 1)), Standing::Left);
    let [joined, left] = gone;
    let returns = [joined, left, will_return("2025-12-01")];
    assert_eq!(standing(&returns, date(2025, 11, 1)), Standing::In);
    assert_eq!(standing(&[], date(2025, 11, 1)), Standing::Unknown);
}

#[test]
fn what_the_register_shows_otherwise_is_recorded_from_its_day() {
    let given = || vec![has_joined("2023-12-01")];
    let same = refreshed(given(), shown_open(orford("")), date(2026, 5, 1));
    assert_eq!(same, Ok(vec![]));
    let renamed = SchoolDetails {
        name: "Orford Church of England Primary".to_owned(),
        pupils: Some(61),
        // Where a file has no such column the record keeps what it had.
        phase: String::new(),
        ..orford("")
    };
    let events = refreshed(given(), shown_open(renamed.clone()), date(2026, 5, 1)).unwrap();
    let SchoolEvent::SchoolDescribed(is) = &events[0] else { panic!("{events:?}") };
    assert_eq!((is.from.as_str(), is.phase.as_str()), ("2026-05-01", "Primary"));
    let was = register::first_shown(&joined(&id(), &orford("2023-12-01")));
    let differ = differences(&was, is);
    let what: Vec<&str> = differ.iter().map(|one| one.what.as_str()).collect();
    assert_eq!(what, ["name", "roll"]);
    assert_eq!((differ[1].was.as_str(), differ[1].is.as_str()), ("62", "61"));
    let known: Vec<_> = given().into_iter().chain(events).collect();
    let again = refreshed(known.clone(), shown_open(renamed), date(2026, 5, 2));
    assert_eq!(again, Ok(vec![]), "the same again changes nothing");
    let older = refreshed(known, shown_open(orford("")), date(2026, 4, 30));
    assert_eq!(older, Ok(vec![]), "an older file changes nothing");
}

#[test]
fn a_school_that_is_closed_or_missing_is_told_once_and_can_open_again() {
    let day = date(2026, 5, 1);
    let standing = |events: &[SchoolEvent]| match events {
        [SchoolEvent::SchoolDescribed(shown)] => shown.standing(),
        other => panic!("{other:?}"),
    };
    for (shown, is) in [
        (RegisterShows::Closed, RegisterStanding::Closed),
        (RegisterShows::Missing, RegisterStanding::Missing),
    ] {
        let mut given = vec![has_joined("2023-12-01")];
        let events = refreshed(given.clone(), shown.clone(), day).unwrap();
        assert_eq!(standing(&events), is);
        given.extend(events);
        assert_eq!(refreshed(given.clone(), shown, day), Ok(vec![]));
        let open = refreshed(given, shown_open(orford("")), day).unwrap();
        assert_eq!(standing(&open), RegisterStanding::Open);
    }
}

#[test]
fn a_conversion_takes_the_new_urn_and_the_new_details_together() {
    let (old, new) = ("150252".to_owned(), "160000".to_owned());
    let step = Succession { old: old.clone(), new: new.clone(), on: Some(date(2026, 4, 1)) };
    let details = SchoolDetails { urn: new.clone(), name: "Orford Academy".into(), ..orford("") };
    let shown = RegisterShows::Open { details, ancestry: vec![step] };
    let events = refreshed(vec![has_joined("2023-12-01")], shown, date(2026, 5, 1)).unwrap();
    let on = "2026-04-01".to_owned();
    let succeeded = SchoolSucceeded { school_id: id(), old_urn: old, new_urn: new.clone(), on };
    assert_eq!(events[0], succeeded.into());
    let SchoolEvent::SchoolDescribed(is) = &events[1] else { panic!("{events:?}") };
    assert_eq!((&is.urn, is.name.as_str()), (&new, "Orford Academy"));
}

#[test]
fn a_school_outside_the_trust_is_not_refreshed() {
    let day = date(2026, 5, 1);
    for given in [vec![], vec![has_joined("2023-12-01"), has_left("2025-08-31")]] {
        assert_eq!(refreshed(given, RegisterShows::Missing, day), Ok(vec![]));
    }
}
