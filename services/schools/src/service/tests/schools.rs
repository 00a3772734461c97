use super::*;

#[tokio::test]
async fn a_trust_is_founded_once() {
    let world = World::start().await;
    let again = v1::FoundTrustRequest { command_id: new_id(), name: "Again".to_owned() };
    let answer = world.doors.found_trust(world.request(again)).await;
    assert_eq!(refused(answer), no(Code::AlreadyExists, "TRUST_ALREADY_FOUNDED"));
}

#[tokio::test]
async fn nothing_joins_a_trust_that_was_never_founded() {
    let mut world = World::start().await;
    world.service.caller.trust = Uuid::now_v7();
    let answer = world.join("150252", "Orford").await;
    assert_eq!(refused(answer), no(Code::NotFound, "TRUST_UNKNOWN"));
}

#[tokio::test]
async fn a_school_joins_once_under_whichever_of_its_urns() {
    let world = World::start().await;
    let mut orford = details("150252", "Orford");
    orford.earlier_urns = vec![v1::UrnPeriod { urn: "124777".to_owned(), ..Default::default() }];
    let joined = world.join_with(orford).await.unwrap();
    world.succeed(&joined.school_id, "160000", "2025-09-01").await.unwrap();
    // Behind and up to date, the rows give the same answer.
    for _ in 0..2 {
        for urn in ["124777", "150252", "160000"] {
            let answer = world.join(urn, "Orford").await;
            assert_eq!(refused(answer), no(Code::AlreadyExists, "SCHOOL_ALREADY_JOINED"), "{urn}");
        }
        world.catch_up().await;
    }
    let mut other = details("170000", "Merged");
    other.earlier_urns = vec![v1::UrnPeriod { urn: "160000".to_owned(), ..Default::default() }];
    let answer = world.join_with(other).await;
    assert_eq!(refused(answer), no(Code::AlreadyExists, "SCHOOL_ALREADY_JOINED"));
}

#[tokio::test]
async fn a_malformed_urn_or_field_is_named() {
    let world = World::start().await;
    let answer = world.join("15025", "Orford").await;
    assert_eq!(refused(answer), no(Code::InvalidArgument, "URN_MALFORMED"));
    let mut school = details("150252", "Orford");
    school.joined_on = "1 December".to_owned();
    let status = world.join_with(school).await.unwrap_err();
    assert!(status.message().contains("school.joined_on"), "{}", status.message());
    let mut school = details("150252", "Orford");
    school.laestab = "935".to_owned();
    let status = world.join_with(school).await.unwrap_err();
    assert!(status.message().contains("school.laestab"), "{}", status.message());
}

#[tokio::test]
async fn a_new_urn_is_no_other_schools() {
    let world = World::start().await;
    let orford = world.join("150252", "Orford").await.unwrap().school_id;
    world.join("150251", "Wilby").await.unwrap();
    let answer = world.succeed(&orford, "150251", "2025-09-01").await;
    assert_eq!(refused(answer), no(Code::AlreadyExists, "SCHOOL_ALREADY_JOINED"));
    let answer = world.succeed(&orford, "150252", "2025-09-01").await;
    assert_eq!(refused(answer), no(Code::FailedPrecondition, "URN_UNCHANGED"));
    let answer = world.succeed(&new_id(), "160000", "2025-09-01").await;
    assert_eq!(refused(answer), no(Code::NotFound, "SCHOOL_UNKNOWN"));
}

#[tokio::test]
async fn a_school_is_in_one_hub_at_a_time() {
    let world = World::start().await;
    let orford = world.join("150252", "Orford").await.unwrap().school_id;
    let coast = world.form_hub("Coast").await.unwrap();
    let inland = world.form_hub("Inland").await.unwrap();
    let again = world.form_hub(" coast ").await;
    assert_eq!(refused(again), no(Code::AlreadyExists, "HUB_ALREADY_FORMED"));
    world.enter(&coast, &orford).await.unwrap();
    for _ in 0..2 {
        let answer = world.enter(&inland, &orford).await;
        assert_eq!(refused(answer), no(Code::FailedPrecondition, "SCHOOL_ALREADY_IN_HUB"));
        world.catch_up().await;
    }
    world.withdraw(&coast, &orford).await.unwrap();
    world.enter_from(&inland, &orford, "2025-11-01").await.unwrap();
    let trust = world.trust_as_read().await;
    assert_eq!(trust.schools[0].hub_id, inland);
    assert_eq!(trust.hubs[1].school_ids, std::slice::from_ref(&orford));
    assert!(trust.hubs[0].school_ids.is_empty());
    let answer = world.enter(&coast, &new_id()).await;
    assert_eq!(refused(answer), no(Code::NotFound, "SCHOOL_UNKNOWN"));
    let answer = world.withdraw(&coast, &orford).await;
    assert_eq!(refused(answer), no(Code::FailedPrecondition, "SCHOOL_NOT_IN_HUB"));
}

#[tokio::test]
async fn a_school_has_one_committee_which_meets_once_a_day() {
    let world = World::start().await;
    let orford = world.join("150252", "Orford").await.unwrap().school_id;
    let committee = world.form_committee(&orford).await.unwrap();
    let answer = world.form_committee(&orford).await;
    assert_eq!(refused(answer), no(Code::AlreadyExists, "COMMITTEE_ALREADY_FORMED"));
    let answer = world.form_committee(&new_id()).await;
    assert_eq!(refused(answer), no(Code::NotFound, "SCHOOL_UNKNOWN"));
    let meeting = |term: &str, on: &str| {
        world.request(v1::ScheduleMeetingRequest {
            command_id: new_id(),
            committee_id: committee.clone(),
            term: term.to_owned(),
            on: on.to_owned(),
            ..Default::default()
        })
    };
    let spring = meeting("2025-26-spring", "2026-03-20");
    world.doors.schedule_meeting(spring).await.unwrap();
    let autumn = meeting("2025-26-autumn", "2025-12-04");
    world.doors.schedule_meeting(autumn).await.unwrap();
    let again = world.doors.schedule_meeting(meeting("2025-26-autumn", "2025-12-04")).await;
    assert_eq!(refused(again), no(Code::AlreadyExists, "MEETING_ALREADY_SCHEDULED"));
    let committees = world.trust_as_read().await.committees;
    let days: Vec<_> = committees[0].meetings.iter().map(|meeting| meeting.on.as_str()).collect();
    assert_eq!(days, ["2025-12-04", "2026-03-20"]);
    assert_eq!(committees[0].school_id, orford);
}
