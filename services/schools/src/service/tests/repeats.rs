use super::*;

#[tokio::test]
async fn a_school_that_is_joined_again_by_the_same_command_joins_once() {
    let world = World::start().await;
    let school = Some(details("150252", "Orford"));
    let request = v1::JoinSchoolRequest { command_id: new_id(), school };
    let ask = || world.doors.join_school(world.request(request.clone()));
    let first = ask().await.unwrap().into_inner();
    assert_eq!(ask().await.unwrap().into_inner(), first);
    world.catch_up().await;
    assert_eq!(ask().await.unwrap().into_inner(), first);
    let mut other = request.clone();
    other.school = Some(details("150251", "Wilby"));
    let answer = world.doors.join_school(world.request(other)).await;
    assert_eq!(refused(answer), no(Code::AlreadyExists, "COMMAND_ID_REUSED"));
}

#[tokio::test]
async fn a_person_registered_again_by_the_same_command_is_registered_once() {
    let world = World::start().await;
    let request = v1::RegisterPersonRequest {
        command_id: new_id(),
        name: "Ada Byron".to_owned(),
        email: "ada@example.org".to_owned(),
    };
    let ask = |request| world.doors.register_person(world.request(request));
    let first = ask(request.clone()).await.unwrap().into_inner();
    assert_eq!(ask(request.clone()).await.unwrap().into_inner(), first);
    let other = v1::RegisterPersonRequest { name: "Ada King".to_owned(), ..request.clone() };
    assert_eq!(refused(ask(other).await), no(Code::AlreadyExists, "COMMAND_ID_REUSED"));
    // A late repeat must not bring an erased name back.
    let admin = world.store.admin().await;
    admin.batch_execute("delete from identity.person").await.unwrap();
    assert_eq!(ask(request).await.unwrap().into_inner(), first);
    let count = admin.query_one("select count(*) from identity.person", &[]).await.unwrap();
    assert_eq!(count.get::<_, i64>(0), 0);
}

#[tokio::test]
async fn a_person_whose_name_was_kept_but_not_the_event_is_completed_by_a_repeat() {
    let world = World::start().await;
    let command_id = Uuid::new_v4();
    let person = Uuid::new_v5(&command_id, b"person");
    let identity = crate::identity::Identity { name: "Ada Byron".to_owned(), email: String::new() };
    let log = &world.doors.log;
    crate::identity::keep(log, world.caller.trust, person, &identity).await.unwrap();
    let request = v1::RegisterPersonRequest {
        command_id: command_id.to_string(),
        name: "Ada Byron".to_owned(),
        email: String::new(),
    };
    let reply = world.doors.register_person(world.request(request)).await.unwrap().into_inner();
    assert_eq!(reply.person_id, person.to_string());
    assert_eq!(reply.position, 2);
}

#[tokio::test]
async fn hubs_committees_meetings_terms_and_roles_are_made_once() {
    let world = World::start().await;
    let orford = world.join("150252", "Orford").await.unwrap().school_id;
    let hub = v1::FormHubRequest { command_id: new_id(), name: "Coast".to_owned() };
    let first = world.doors.form_hub(world.request(hub.clone())).await.unwrap().into_inner();
    let again = world.doors.form_hub(world.request(hub)).await.unwrap().into_inner();
    assert_eq!(first, again);
    let enter = v1::EnterHubRequest {
        command_id: new_id(),
        hub_id: first.hub_id,
        school_id: orford.clone(),
        from: "2025-09-01".to_owned(),
    };
    let first = world.doors.enter_hub(world.request(enter.clone())).await.unwrap().into_inner();
    let again = world.doors.enter_hub(world.request(enter)).await.unwrap().into_inner();
    assert_eq!(first, again);
    let committee = v1::FormCommitteeRequest {
        command_id: new_id(),
        school_id: orford,
        name: "SGC".to_owned(),
    };
    let first = world.doors.form_committee(world.request(committee.clone())).await.unwrap();
    let again = world.doors.form_committee(world.request(committee)).await.unwrap();
    let first = first.into_inner();
    assert_eq!(first, again.into_inner());
    let meeting = v1::ScheduleMeetingRequest {
        command_id: new_id(),
        committee_id: first.committee_id,
        term: "2025-26-autumn".to_owned(),
        on: "2025-12-04".to_owned(),
        ..Default::default()
    };
    let first = world.doors.schedule_meeting(world.request(meeting.clone())).await.unwrap();
    let again = world.doors.schedule_meeting(world.request(meeting)).await.unwrap();
    assert_eq!(first.into_inner(), again.into_inner());
    assert_eq!(world.end().await, 6);
}
