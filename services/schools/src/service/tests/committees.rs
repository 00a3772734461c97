//! Committees with seats and meetings, and the records of those.

use contract::Said as _;

use super::*;

const AUTUMN: &str = "2025-26-autumn";

/// A committee with a quorum of one and a parent's seat, held by the person.
async fn seated(world: &World) -> (String, String) {
    let orford = world.join("150252", "Orford").await.unwrap().school_id;
    let committee = world.form_committee(&orford).await.unwrap();
    let (person, _) = people::governor(world, "Ada Byron", &orford).await;
    let quorum =
        v1::SetQuorumRequest { command_id: new_id(), committee_id: committee.clone(), quorum: 1 };
    world.doors.set_quorum(world.request(quorum)).await.unwrap();
    let seat = v1::CreateSeatRequest {
        command_id: new_id(),
        committee_id: committee.clone(),
        category: v1::SeatCategory::Parent.into(),
    };
    let seat = world.doors.create_seat(world.request(seat)).await.unwrap().into_inner().seat_id;
    fill(world, &committee, &seat, &person).await.unwrap();
    (committee, person)
}

async fn fill(world: &World, committee: &str, seat: &str, person: &str) -> Result<u64, Status> {
    let request = v1::FillSeatRequest {
        command_id: new_id(),
        committee_id: committee.to_owned(),
        seat_id: seat.to_owned(),
        person_id: person.to_owned(),
        from: "2025-09-01".to_owned(),
        until: "2026-08-31".to_owned(),
    };
    Ok(world.doors.fill_seat(world.request(request)).await?.into_inner().position)
}

async fn fix(world: &World, committee: &str, on: &str) -> String {
    let request = v1::ScheduleMeetingRequest {
        command_id: new_id(),
        committee_id: committee.to_owned(),
        term: AUTUMN.to_owned(),
        on: on.to_owned(),
        ..Default::default()
    };
    let reply = world.doors.schedule_meeting(world.request(request)).await.unwrap();
    reply.into_inner().meeting_id
}

async fn moves(world: &World, committee: &str, meeting: &str, on: &str) -> Result<u64, Status> {
    let request = v1::MoveMeetingRequest {
        command_id: new_id(),
        committee_id: committee.to_owned(),
        meeting_id: meeting.to_owned(),
        on: on.to_owned(),
        reason: "The hall is let".to_owned(),
    };
    Ok(world.doors.move_meeting(world.request(request)).await?.into_inner().position)
}

async fn cancel(world: &World, committee: &str, meeting: &str) -> Result<u64, Status> {
    let request = v1::CancelMeetingRequest {
        command_id: new_id(),
        committee_id: committee.to_owned(),
        meeting_id: meeting.to_owned(),
        reason: "Snow closed the school".to_owned(),
    };
    Ok(world.doors.cancel_meeting(world.request(request)).await?.into_inner().position)
}

async fn came(world: &World, committee: &str, meeting: &str, present: &str) -> Result<u64, Status> {
    let request = v1::RecordAttendanceRequest {
        command_id: new_id(),
        committee_id: committee.to_owned(),
        meeting_id: meeting.to_owned(),
        present_ids: vec![present.to_owned()],
        apology_ids: Vec::new(),
    };
    Ok(world.doors.record_attendance(world.request(request)).await?.into_inner().position)
}

async fn minute(world: &World, committee: &str, meeting: &str, owner: &str) -> Result<u64, Status> {
    let request = v1::MinuteQuestionRequest {
        command_id: new_id(),
        committee_id: committee.to_owned(),
        meeting_id: meeting.to_owned(),
        question: "What changed at lunch?".to_owned(),
        answer: "There is a second sitting".to_owned(),
        action: "Count the queue".to_owned(),
        owner_id: owner.to_owned(),
        due_on: "2026-01-15".to_owned(),
    };
    Ok(world.doors.minute_question(world.request(request)).await?.into_inner().position)
}

async fn committee_on(world: &World, day: &str) -> v1::CommitteeInFull {
    world.catch_up().await;
    let (at_least, as_of_date) = (world.end().await, day.to_owned());
    let request = v1::ListCommitteesRequest { at_least, as_of_date };
    let reply = world.doors.list_committees(world.request(request)).await.unwrap();
    reply.into_inner().committees.remove(0)
}

async fn records(world: &World, committee: &str) -> Vec<v1::MeetingRecord> {
    world.catch_up().await;
    let request = v1::ListMeetingRecordsRequest {
        at_least: world.end().await,
        committee_id: committee.to_owned(),
        as_of_date: String::new(),
    };
    let reply = world.doors.list_meeting_records(world.request(request)).await.unwrap();
    reply.into_inner().records
}

#[tokio::test]
async fn a_committee_shows_its_seats_and_all_its_meetings() {
    let world = World::start().await;
    let (committee, person) = seated(&world).await;
    let first = fix(&world, &committee, "2025-12-04").await;
    let second = fix(&world, &committee, "2025-11-06").await;
    moves(&world, &committee, &first, "2025-12-09").await.unwrap();
    cancel(&world, &committee, &second).await.unwrap();
    let shown = committee_on(&world, "").await;
    assert_eq!((shown.name.as_str(), shown.quorum), ("SGC", 1));
    let [seat] = shown.seats.as_slice() else { panic!("{shown:?}") };
    assert_eq!((seat.category(), &seat.holders[0].person_id), (v1::SeatCategory::Parent, &person));
    let [cancelled, moved] = shown.meetings.as_slice() else { panic!("{shown:?}") };
    assert!(cancelled.cancelled && cancelled.on == "2025-11-06");
    assert_eq!(cancelled.cancelled_because.said(), "Snow closed the school");
    assert_eq!((moved.on.as_str(), moved.first_fixed_for.as_str()), ("2025-12-09", "2025-12-04"));
    assert_eq!(moved.moved_because.said(), "The hall is let");
    // The trust lists what is still fixed.
    let trust = world.trust_as_read().await;
    let [only] = trust.committees[0].meetings.as_slice() else { panic!("{trust:?}") };
    assert_eq!((only.meeting_id.as_str(), only.on.as_str()), (first.as_str(), "2025-12-09"));
    assert_eq!(only.kind(), v1::MeetingKind::Ordinary);
}

#[tokio::test]
async fn a_seat_that_was_given_up_shows_its_last_day() {
    let world = World::start().await;
    let (committee, _) = seated(&world).await;
    let seat = committee_on(&world, "").await.seats.remove(0);
    let request = v1::VacateSeatRequest {
        command_id: new_id(),
        committee_id: committee,
        seat_id: seat.seat_id,
        on: "2025-11-30".to_owned(),
        reason: "Moves away".to_owned(),
    };
    world.doors.vacate_seat(world.request(request)).await.unwrap();
    let held = committee_on(&world, "").await.seats.remove(0).holders.remove(0);
    assert_eq!(held.until, "2025-11-30");
    assert_eq!(held.vacated_because.said(), "Moves away");
}

#[tokio::test]
async fn a_seat_goes_to_a_person_who_is_known() {
    let world = World::start().await;
    let (committee, _) = seated(&world).await;
    let seat = committee_on(&world, "").await.seats.remove(0).seat_id;
    let answer = fill(&world, &committee, &seat, &new_id()).await;
    assert_eq!(refused(answer), no(Code::FailedPrecondition, "SEAT_TAKEN"));
    let request = v1::CreateSeatRequest {
        command_id: new_id(),
        committee_id: committee.clone(),
        category: v1::SeatCategory::Staff.into(),
    };
    let seat = world.doors.create_seat(world.request(request)).await.unwrap().into_inner().seat_id;
    let answer = fill(&world, &committee, &seat, &new_id()).await;
    assert_eq!(refused(answer), no(Code::NotFound, "PERSON_UNKNOWN"));
}

#[tokio::test]
async fn a_meeting_is_recorded_and_then_stays_where_it_was() {
    let world = World::start().await;
    let (committee, person) = seated(&world).await;
    let meeting = fix(&world, &committee, "2025-11-06").await;
    let stranger = came(&world, &committee, &meeting, &new_id()).await;
    assert_eq!(refused(stranger), no(Code::FailedPrecondition, "NOT_A_MEMBER"));
    came(&world, &committee, &meeting, &person).await.unwrap();
    minute(&world, &committee, &meeting, &person).await.unwrap();
    let [record] = records(&world, &committee).await.try_into().unwrap();
    assert!(record.attended && record.quorate);
    assert_eq!((record.quorum, record.present_ids), (1, vec![person.clone()]));
    let [minute] = record.minutes.try_into().unwrap();
    assert_eq!(minute.question.said(), "What changed at lunch?");
    assert_eq!(minute.answer.said(), "There is a second sitting");
    assert_eq!(minute.action.said(), "Count the queue");
    assert_eq!((minute.owner_id, minute.due_on), (person, "2026-01-15".to_owned()));
    let answer = moves(&world, &committee, &meeting, "2025-12-09").await;
    assert_eq!(refused(answer), no(Code::FailedPrecondition, "MEETING_HELD"));
    let answer = cancel(&world, &committee, &meeting).await;
    assert_eq!(refused(answer), no(Code::FailedPrecondition, "MEETING_HELD"));
}

#[tokio::test]
async fn where_no_committee_is_named_each_reads_the_records_of_the_own_school() {
    let mut world = World::start().await;
    let (committee, person) = seated(&world).await;
    let meeting = fix(&world, &committee, "2025-11-06").await;
    came(&world, &committee, &meeting, &person).await.unwrap();
    let other = world.join("150253", "Deben").await.unwrap().school_id;
    let (stranger, _) = people::governor(&world, "Bert Bell", &other).await;
    world.guard().await;
    for (reader, meetings) in [(&person, vec![meeting]), (&stranger, Vec::new())] {
        world.service.caller.actor = reader.parse().unwrap();
        let read = records(&world, "").await.into_iter().map(|record| record.meeting_id);
        assert_eq!(read.collect::<Vec<_>>(), meetings);
    }
}

#[tokio::test]
async fn what_is_recorded_belongs_to_a_meeting_of_the_committee() {
    let world = World::start().await;
    let (committee, person) = seated(&world).await;
    let answer = came(&world, &committee, &new_id(), &person).await;
    assert_eq!(refused(answer), no(Code::NotFound, "MEETING_UNKNOWN"));
    let meeting = fix(&world, &committee, "2025-11-06").await;
    let answer = minute(&world, &committee, &meeting, &new_id()).await;
    assert_eq!(refused(answer), no(Code::NotFound, "PERSON_UNKNOWN"));
    cancel(&world, &committee, &meeting).await.unwrap();
    let answer = came(&world, &committee, &meeting, &person).await;
    assert_eq!(refused(answer), no(Code::FailedPrecondition, "MEETING_CANCELLED"));
}

#[tokio::test]
async fn an_earlier_day_shows_the_committee_as_it_was() {
    let world = World::start().await;
    seated(&world).await;
    world.catch_up().await;
    let request = v1::ListCommitteesRequest {
        at_least: world.end().await,
        as_of_date: "2000-01-01".to_owned(),
    };
    let reply = world.doors.list_committees(world.request(request)).await.unwrap().into_inner();
    assert!(reply.committees.is_empty());
    let malformed = v1::ListCommitteesRequest { at_least: 0, as_of_date: "yesterday".to_owned() };
    let answer = world.doors.list_committees(world.request(malformed)).await;
    assert_eq!(refused(answer), no(Code::InvalidArgument, "AS_OF_MALFORMED"));
}

#[tokio::test]
async fn committees_and_records_taken_in_twice_give_the_same_rows() {
    let world = World::start().await;
    let (committee, person) = seated(&world).await;
    let meeting = fix(&world, &committee, "2025-11-06").await;
    came(&world, &committee, &meeting, &person).await.unwrap();
    minute(&world, &committee, &meeting, &person).await.unwrap();
    world.catch_up().await;
    let tables = ["schools_committees.document", "schools_meeting_records.document"];
    let once = world.rows(&tables).await;
    assert_eq!(once.len(), 5 + 2, "a version an event: {once:?}");
    world.take_in_again_for(&["schools_committees", "schools_meeting_records"]).await;
    assert_eq!(world.rows(&tables).await, once);
}

#[test]
fn the_largest_committee_and_the_longest_record_fit_into_a_document() {
    let sealed = || {
        let commitment = "5c".repeat(32);
        Some(contract::log::v1::Words { commitment, ..Default::default() })
    };
    let (id, day) = (Uuid::nil().to_string(), "2025-12-04".to_owned());
    let holder = v1::SeatHolder {
        person_id: id.clone(),
        from: day.clone(),
        until: day.clone(),
        vacated_because: sealed(),
    };
    let seat = v1::Seat { seat_id: id.clone(), holders: vec![holder; 6], ..Default::default() };
    let meeting = v1::PlannedMeeting {
        meeting_id: id.clone(),
        term: AUTUMN.to_owned(),
        on: day.clone(),
        first_fixed_for: day.clone(),
        moved_because: sealed(),
        cancelled_because: sealed(),
        ..Default::default()
    };
    // Sixteen seats for 24 years, and nine meetings in each of 10 years.
    eventlog::testing::fits::<CommitteesList>(&v1::CommitteeInFull {
        seats: vec![seat; 16],
        meetings: vec![meeting; 90],
        ..Default::default()
    });
    let minute = v1::Minute {
        minute_id: id.clone(),
        question: sealed(),
        answer: sealed(),
        action: sealed(),
        owner_id: id.clone(),
        due_on: day,
    };
    eventlog::testing::fits::<MeetingRecords>(&v1::MeetingRecord {
        present_ids: vec![id.clone(); 20],
        apology_ids: vec![id; 20],
        minutes: vec![minute; 60],
        ..Default::default()
    });
}
