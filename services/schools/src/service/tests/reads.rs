use super::*;
use contract::Said as _;

async fn rows(world: &World) -> Vec<String> {
    const TABLES: [&str; 12] = [
        "schools_register.trust",
        "schools_register.school",
        "schools_register.stay",
        "schools_register.described",
        "schools_register.urn_period",
        "schools_register.hub",
        "schools_register.hub_member",
        "schools_register.committee",
        "schools_register.meeting",
        "schools_terms.document",
        "schools_people.person",
        "schools_people.held",
    ];
    let admin = world.store.admin().await;
    let mut rows = Vec::new();
    for table in TABLES {
        let select = format!("select t::text from {table} t order by 1");
        rows.extend(admin.query(&select, &[]).await.unwrap().iter().map(|row| row.get(0)));
    }
    rows
}

async fn a_full_trust(world: &World) {
    let mut orford = details("150252", "Orford");
    orford.pupils = Some(62);
    orford.earlier_urns = vec![v1::UrnPeriod {
        urn: "124777".to_owned(),
        from: String::new(),
        until: "2023-12-01".to_owned(),
    }];
    let orford = world.join_with(orford).await.unwrap().school_id;
    let wilby = world.join("150251", "Wilby").await.unwrap().school_id;
    world.succeed(&orford, "160000", "2025-09-01").await.unwrap();
    let hub = world.form_hub("Coast").await.unwrap();
    world.enter(&hub, &orford).await.unwrap();
    world.enter(&hub, &wilby).await.unwrap();
    let committee = world.form_committee(&orford).await.unwrap();
    let meeting = v1::ScheduleMeetingRequest {
        command_id: new_id(),
        committee_id: committee,
        term: "2025-26-autumn".to_owned(),
        on: "2025-12-04".to_owned(),
        ..Default::default()
    };
    world.doors.schedule_meeting(world.request(meeting)).await.unwrap();
    let statement = v1::StateUniquenessRequest {
        command_id: new_id(),
        school_id: orford,
        statement: "By the sea".to_owned(),
    };
    world.doors.state_uniqueness(world.request(statement)).await.unwrap();
    set_terms(world, "", "2025-12-19").await.unwrap();
    people::governor(world, "Ada Byron", &wilby).await;
    world.leave(&wilby, "2025-10-31").await.unwrap();
}

async fn set_terms(world: &World, school_id: &str, autumn_ends: &str) -> Result<u64, Status> {
    let term = |term: &str, starts_on: &str, ends_on: &str| v1::TermDates {
        term: format!("2025-26-{term}"),
        starts_on: starts_on.to_owned(),
        ends_on: ends_on.to_owned(),
        breaks: Vec::new(),
    };
    let request = v1::SetTermsRequest {
        command_id: new_id(),
        academic_year: "2025-26".to_owned(),
        school_id: school_id.to_owned(),
        terms: vec![
            term("autumn", "2025-09-02", autumn_ends),
            term("spring", "2026-01-05", "2026-03-27"),
            term("summer", "2026-04-13", "2026-07-17"),
        ],
    };
    Ok(world.doors.set_terms(world.request(request)).await?.into_inner().position)
}

async fn autumn_ends(world: &World, school_id: &str) -> String {
    autumn_ended(world, school_id, "").await
}

async fn autumn_ended(world: &World, school_id: &str, day: &str) -> String {
    world.catch_up().await;
    let request = v1::ListTermsRequest {
        at_least: world.end().await,
        academic_year: "2025-26".to_owned(),
        school_id: school_id.to_owned(),
        as_of_date: day.to_owned(),
    };
    let reply = world.doors.list_terms(world.request(request)).await.unwrap().into_inner();
    assert_eq!(reply.terms.len(), 3);
    reply.terms[0].ends_on.clone()
}

#[tokio::test]
async fn the_trust_is_told_with_its_schools_hubs_and_committees() {
    let world = World::start().await;
    a_full_trust(&world).await;
    let trust = world.trust_as_read().await;
    assert_eq!(trust.name, "Orchard");
    assert_eq!(trust.as_of.unwrap().position, world.end().await);
    let names: Vec<_> = trust.schools.iter().map(|school| school.name.as_str()).collect();
    assert_eq!(names, ["Orford"]);
    let orford = &trust.schools[0];
    assert_eq!((orford.urn.as_str(), orford.pupils), ("160000", Some(62)));
    assert_eq!(orford.uniqueness.said(), "By the sea");
    let urns: Vec<_> = orford
        .urns
        .iter()
        .map(|period| (period.urn.as_str(), period.from.as_str(), period.until.as_str()))
        .collect();
    let expected = [
        ("124777", "", "2023-12-01"),
        ("150252", "2023-12-01", "2025-09-01"),
        ("160000", "2025-09-01", ""),
    ];
    assert_eq!(urns, expected);
    assert_eq!(trust.hubs[0].school_ids, std::slice::from_ref(&orford.school_id));
    assert_eq!(trust.committees[0].meetings[0].term, "2025-26-autumn");
}

#[tokio::test]
async fn schools_that_left_are_listed_when_asked_for() {
    let world = World::start().await;
    a_full_trust(&world).await;
    world.catch_up().await;
    for (include_left, count) in [(false, 1), (true, 2)] {
        let request = v1::ListSchoolsRequest {
            at_least: world.end().await,
            include_left,
            ..Default::default()
        };
        let reply = world.doors.list_schools(world.request(request)).await.unwrap().into_inner();
        assert_eq!(reply.schools.len(), count);
        if let Some(wilby) = reply.schools.get(1) {
            assert_eq!((wilby.left_on.as_str(), wilby.hub_id.as_str()), ("2025-10-31", ""));
        }
    }
}

#[tokio::test]
async fn the_log_followed_twice_and_anew_gives_the_same_rows() {
    let world = World::start().await;
    a_full_trust(&world).await;
    world.catch_up().await;
    let once = rows(&world).await;
    assert!(once.len() >= 14, "{once:?}");
    let trust = world.caller.trust;
    let events = world.doors.log.read(trust, 0, 1_000).await.unwrap();
    for follower in world.followers() {
        follower.offer(trust, &events).await.unwrap();
    }
    assert_eq!(rows(&world).await, once);
    let admin = world.store.admin().await;
    for projection in
        [&directory::Directory as &dyn Projection, &terms_rows::Terms, &people_rows::People]
    {
        let name = projection.name();
        admin.batch_execute(&format!("drop schema {name} cascade")).await.unwrap();
    }
    let projections: [Arc<dyn Projection>; 3] = [
        Arc::new(directory::Directory),
        Arc::new(terms_rows::Terms),
        Arc::new(people_rows::People),
    ];
    for projection in projections {
        let follower = world.store.follower("schools", projection).await;
        follower.catch_up(trust).await.unwrap();
    }
    assert_eq!(rows(&world).await, once);
}

#[tokio::test]
async fn a_school_keeps_its_own_terms_else_the_trusts() {
    let world = World::start().await;
    let orford = world.join("150252", "Orford").await.unwrap().school_id;
    let wilby = world.join("150251", "Wilby").await.unwrap().school_id;
    set_terms(&world, "", "2025-12-19").await.unwrap();
    set_terms(&world, &orford, "2025-12-18").await.unwrap();
    assert_eq!(autumn_ends(&world, "").await, "2025-12-19");
    assert_eq!(autumn_ends(&world, &wilby).await, "2025-12-19");
    assert_eq!(autumn_ends(&world, &orford).await, "2025-12-18");
    set_terms(&world, &orford, "2025-12-17").await.unwrap();
    assert_eq!(autumn_ends(&world, &orford).await, "2025-12-17");
    let answer = set_terms(&world, &new_id(), "2025-12-19").await;
    assert_eq!(refused(answer), no(Code::NotFound, "SCHOOL_UNKNOWN"));
    let answer = set_terms(&world, "", "2026-01-05").await;
    assert_eq!(refused(answer), no(Code::InvalidArgument, "TERMS_OVERLAP"));
}

#[tokio::test]
async fn terms_can_be_read_as_they_were_set_on_a_day() {
    let mut world = World::start().await;
    set_terms(&world, "", "2025-12-19").await.unwrap();
    world.service.caller.now = Some("2025-11-24T10:00:00Z".parse().unwrap());
    set_terms(&world, "", "2025-12-17").await.unwrap();
    assert_eq!(autumn_ended(&world, "", "2025-11-23").await, "2025-12-19");
    assert_eq!(autumn_ended(&world, "", "2025-11-24").await, "2025-12-17");
    let request = v1::ListTermsRequest {
        academic_year: "2025-26".to_owned(),
        as_of_date: "2025-11-20".to_owned(),
        ..v1::ListTermsRequest::default()
    };
    let before = world.doors.list_terms(world.request(request)).await.unwrap().into_inner();
    assert_eq!((before.as_of.unwrap().position, before.terms.len()), (0, 0));
    let request = v1::ListTermsRequest {
        academic_year: "2025-26".to_owned(),
        as_of_date: "December".to_owned(),
        ..v1::ListTermsRequest::default()
    };
    let answer = world.doors.list_terms(world.request(request)).await;
    assert_eq!(refused(answer), no(Code::InvalidArgument, "AS_OF_MALFORMED"));
}

#[tokio::test]
async fn another_trusts_things_are_unknown() {
    let mut world = World::start().await;
    let orford = world.join("150252", "Orford").await.unwrap().school_id;
    world.catch_up().await;
    world.service.caller.trust = world.store.trust().await;
    let answer = world.succeed(&orford, "160000", "2025-09-01").await;
    assert_eq!(refused(answer), no(Code::NotFound, "SCHOOL_UNKNOWN"));
    let request = v1::ListTermsRequest {
        at_least: 0,
        academic_year: "2025-26".to_owned(),
        school_id: orford,
        as_of_date: String::new(),
    };
    let answer = world.doors.list_terms(world.request(request)).await;
    assert_eq!(refused(answer), no(Code::NotFound, "SCHOOL_UNKNOWN"));
    world.service.caller.trust = Uuid::now_v7();
    let answer = world.doors.get_trust(world.request(v1::GetTrustRequest { at_least: 0 })).await;
    assert_eq!(refused(answer), no(Code::NotFound, "TRUST_UNKNOWN"));
}

#[tokio::test]
async fn every_trust_is_listed_by_name_without_saying_who_asks() {
    let world = World::start().await;
    let other = world.store.trust().await;
    world.catch_up().await;
    world.follower(directory::REGISTER).catch_up(other).await.unwrap();
    let reply = world.doors.list_trusts(Request::new(v1::ListTrustsRequest {})).await.unwrap();
    let names: Vec<_> = reply.into_inner().trusts.into_iter().map(|trust| trust.name).collect();
    assert_eq!(names, ["A trust", "Orchard"]);
}

#[tokio::test]
async fn a_person_is_told_what_the_roles_in_the_log_let_it_do_until_the_day_ends() {
    let mut world = World::start().await;
    let orford = world.join("150252", "Orford").await.unwrap().school_id;
    let (governor, _) = super::people::governor(&world, "Ada Byron", &orford).await;
    world.guard().await;
    world.service.caller.actor = governor.parse().unwrap();
    let answer = world.doors.list_may(world.request(v1::ListMayRequest {})).await;
    let v1::ListMayResponse { as_of, until, may } = answer.unwrap().into_inner();
    assert_eq!(until, "2025-11-21");
    assert!(as_of.unwrap().position > 0);
    let of = |action: &str| may.iter().find(|may| may.action == action);
    let asks = of("reports.AskQuestion").unwrap();
    assert!(!asks.everywhere && asks.within[0].school_ids == [orford]);
    assert!(of("schools.GetTrust").unwrap().everywhere);
    assert!(of("schools.GrantRole").is_none());
    world.service.caller.actor = Uuid::from_u128(99);
    let stranger = world.doors.list_may(world.request(v1::ListMayRequest {})).await;
    assert_eq!(refused(stranger).0, Code::PermissionDenied);
}
