//! Dates take effect on their day, and a register read again is recorded from its day.

use super::*;

impl World {
    /// The same trust on another day.
    fn on(&mut self, day: &str) {
        self.service.caller.now = Some(format!("{day}T10:00:00Z").parse().unwrap());
    }

    async fn join_on(&self, urn: &str, name: &str, joined_on: &str) -> String {
        let joined_on = joined_on.to_owned();
        let details = v1::SchoolDetails { joined_on, ..details(urn, name) };
        self.join_with(details).await.unwrap().school_id
    }

    async fn names_on(&self, on: &str) -> Vec<String> {
        self.listed(v1::ListSchoolsRequest { on: on.to_owned(), ..Default::default() })
            .await
            .into_iter()
            .map(|school| school.name)
            .collect()
    }

    async fn listed(&self, request: v1::ListSchoolsRequest) -> Vec<v1::School> {
        self.catch_up().await;
        let request = v1::ListSchoolsRequest { at_least: self.end().await, ..request };
        self.doors.list_schools(self.request(request)).await.unwrap().into_inner().schools
    }

    async fn take_effect(&self, school_id: &str) -> u64 {
        let (command_id, school_id) = (new_id(), school_id.to_owned());
        let request = v1::TakeEffectRequest { command_id, school_id };
        self.doors.take_effect(self.request(request)).await.unwrap().into_inner().position
    }

    async fn take_back(&self, school_id: &str) -> Result<u64, Status> {
        let (command_id, school_id) = (new_id(), school_id.to_owned());
        let reason = "It was the other school".to_owned();
        let request = v1::TakeBackMoveRequest { command_id, school_id, reason };
        Ok(self.doors.take_back_move(self.request(request)).await?.into_inner().position)
    }

    async fn come_back(&self, school_id: &str, on: &str) -> Result<u64, Status> {
        let (command_id, school_id, on) = (new_id(), school_id.to_owned(), on.to_owned());
        let request = v1::ReturnToTrustRequest { command_id, school_id, on };
        Ok(self.doors.return_to_trust(self.request(request)).await?.into_inner().position)
    }

    pub(super) async fn enter_from(
        &self,
        hub_id: &str,
        school_id: &str,
        from: &str,
    ) -> Result<u64, Status> {
        let [hub_id, school_id, from] = [hub_id, school_id, from].map(str::to_owned);
        let request = v1::EnterHubRequest { command_id: new_id(), hub_id, school_id, from };
        Ok(self.doors.enter_hub(self.request(request)).await?.into_inner().position)
    }

    async fn withdraw_on(&self, hub_id: &str, school_id: &str, on: &str) -> Result<u64, Status> {
        let [hub_id, school_id, on] = [hub_id, school_id, on].map(str::to_owned);
        let request = v1::WithdrawFromHubRequest { command_id: new_id(), hub_id, school_id, on };
        Ok(self.doors.withdraw_from_hub(self.request(request)).await?.into_inner().position)
    }

    async fn refresh(&self, file: &[u8], dry_run: bool) -> v1::RefreshSchoolsResponse {
        let request = v1::RefreshSchoolsRequest {
            command_id: new_id(),
            establishments: file.to_vec(),
            dry_run,
            ..Default::default()
        };
        self.doors.refresh_schools(self.request(request)).await.unwrap().into_inner()
    }
}

fn outcomes(answer: &v1::RefreshSchoolsResponse) -> Vec<(&str, &str)> {
    let outcomes = answer.outcomes.iter();
    outcomes.map(|one| (one.urn.as_str(), one.outcome.as_str())).collect()
}

#[tokio::test]
async fn who_leaves_next_september_is_here_until_then_and_who_joins_is_not_yet() {
    let mut world = World::start().await;
    let orford = world.join("150252", "Orford").await.unwrap().school_id;
    let wilby = world.join_on("150251", "Wilby", "2026-09-01").await;
    world.leave(&orford, "2026-09-01").await.unwrap();
    assert_eq!(world.names_on("").await, ["Orford"]);
    let all = v1::ListSchoolsRequest { include_expected: true, ..Default::default() };
    let all = world.listed(all).await;
    let said: Vec<_> = all
        .iter()
        .map(|school| [&school.joined_on, &school.leaves_on, &school.left_on].map(String::as_str))
        .collect();
    assert_eq!(said, [["2023-12-01", "2026-09-01", ""], ["2026-09-01", "", ""]]);
    // The day itself needs no event.
    world.on("2026-09-01");
    assert_eq!(world.names_on("").await, ["Wilby"]);
    assert_eq!(world.names_on("2026-08-31").await, ["Orford"]);
    let names = |trust: v1::GetTrustResponse| -> Vec<String> {
        trust.schools.into_iter().map(|school| school.name).collect()
    };
    assert_eq!(names(world.trust_as_read().await), ["Wilby"]);
    // The events of the day change nothing in what is read.
    world.take_effect(&orford).await;
    world.take_effect(&wilby).await;
    assert_eq!(names(world.trust_as_read().await), ["Wilby"]);
    let before = world.end().await;
    world.take_effect(&orford).await;
    assert_eq!(world.end().await, before, "nothing takes effect twice");
}

#[tokio::test]
async fn every_end_has_a_way_back() {
    let mut world = World::start().await;
    let orford = world.join("150252", "Orford").await.unwrap().school_id;
    let hub = world.form_hub("Coast").await.unwrap();
    world.enter(&hub, &orford).await.unwrap();
    assert_eq!(
        refused(world.take_back(&orford).await),
        no(Code::FailedPrecondition, "NOTHING_TO_TAKE_BACK")
    );
    world.leave(&orford, "2026-09-01").await.unwrap();
    world.take_back(&orford).await.unwrap();
    world.leave(&orford, "2025-11-20").await.unwrap();
    assert_eq!(world.names_on("").await, Vec::<String>::new());
    world.take_back(&orford).await.unwrap();
    let again = world.trust_as_read().await;
    assert_eq!(again.schools[0].hub_id, hub, "as if it had never left");
    assert_eq!(again.hubs[0].school_ids, std::slice::from_ref(&orford));
    world.leave(&orford, "2025-11-20").await.unwrap();
    world.on("2026-01-05");
    world.come_back(&orford, "2026-01-05").await.unwrap();
    let back = world.trust_as_read().await;
    assert_eq!(back.schools[0].joined_on, "2026-01-05");
    assert_eq!((back.schools[0].hub_id.as_str(), back.hubs[0].school_ids.len()), ("", 0));
    for (day, count) in [("2025-11-19", 1), ("2025-12-01", 0), ("2026-01-05", 1)] {
        assert_eq!(world.names_on(day).await.len(), count, "{day}");
    }
}

#[tokio::test]
async fn a_return_that_is_arranged_is_in_force_from_its_day_and_can_be_taken_back() {
    let mut world = World::start().await;
    let orford = world.join("150252", "Orford").await.unwrap().school_id;
    let hub = world.form_hub("Coast").await.unwrap();
    world.enter(&hub, &orford).await.unwrap();
    world.leave(&orford, "2025-11-20").await.unwrap();
    world.come_back(&orford, "2026-01-05").await.unwrap();
    let left = || v1::ListSchoolsRequest { include_left: true, ..Default::default() };
    let school = world.listed(left()).await.remove(0);
    assert_eq!((school.left_on.as_str(), school.returns_on.as_str()), ("2025-11-20", "2026-01-05"));
    assert_eq!(world.names_on("").await, Vec::<String>::new());
    let again = world.come_back(&orford, "2026-02-01").await;
    assert_eq!(refused(again), no(Code::FailedPrecondition, "RETURN_ALREADY_ARRANGED"));
    world.take_back(&orford).await.unwrap();
    assert_eq!(world.listed(left()).await[0].returns_on, "");
    world.come_back(&orford, "2026-01-05").await.unwrap();
    // What it needs on its first day is set up ahead: its place in a hub.
    let late = world.enter_from(&hub, &orford, "2026-01-05").await;
    assert_eq!(refused(late), no(Code::FailedPrecondition, "SCHOOL_ALREADY_IN_HUB"));
    let other = world.form_hub("Hills").await.unwrap();
    world.on("2026-01-05");
    assert_eq!(world.names_on("").await, ["Orford"], "the day itself needs no event");
    world.take_effect(&orford).await;
    let back = world.trust_as_read().await;
    assert_eq!(back.schools[0].joined_on, "2026-01-05");
    assert_eq!(back.schools[0].hub_id, "", "it begins in no hub");
    world.enter_from(&other, &orford, "2026-01-05").await.unwrap();
    assert_eq!(world.trust_as_read().await.schools[0].hub_id, other);
    for (day, count) in [("2025-11-19", 1), ("2025-12-01", 0), ("2026-01-05", 1)] {
        assert_eq!(world.names_on(day).await.len(), count, "{day}");
    }
}

#[tokio::test]
async fn a_school_moves_from_hub_to_hub_on_a_day_ahead_and_is_in_one_at_a_time() {
    let mut world = World::start().await;
    let orford = world.join("150252", "Orford").await.unwrap().school_id;
    let (coast, hills) =
        (world.form_hub("Coast").await.unwrap(), world.form_hub("Hills").await.unwrap());
    world.enter(&coast, &orford).await.unwrap();
    let both = world.enter_from(&hills, &orford, "2026-01-01").await;
    assert_eq!(refused(both), no(Code::FailedPrecondition, "SCHOOL_ALREADY_IN_HUB"));
    world.withdraw_on(&coast, &orford, "2026-01-01").await.unwrap();
    let early = world.enter_from(&hills, &orford, "2025-12-31").await;
    assert_eq!(refused(early), no(Code::FailedPrecondition, "SCHOOL_ALREADY_IN_HUB"));
    world.enter_from(&hills, &orford, "2026-01-01").await.unwrap();
    for (day, hub) in [("2025-12-31", &coast), ("2026-01-01", &hills)] {
        world.on(day);
        let trust = world.trust_as_read().await;
        assert_eq!(&trust.schools[0].hub_id, hub, "{day}");
        let within: Vec<_> = trust.hubs.iter().filter(|one| !one.school_ids.is_empty()).collect();
        assert_eq!(within.len(), 1, "{day}");
        assert_eq!(&within[0].hub_id, hub, "{day}");
    }
}

#[tokio::test]
async fn a_join_that_is_taken_back_leaves_the_urn_free() {
    let world = World::start().await;
    let wilby = world.join_on("150251", "Wilby", "2026-09-01").await;
    let again = world.join("150251", "Wilby").await;
    assert_eq!(refused(again), no(Code::AlreadyExists, "SCHOOL_ALREADY_JOINED"));
    world.take_back(&wilby).await.unwrap();
    let expected = v1::ListSchoolsRequest { include_expected: true, ..Default::default() };
    assert_eq!(world.listed(expected).await.len(), 0);
    assert_eq!(world.join("150251", "Wilby").await.unwrap().school_id, wilby);
}

#[tokio::test]
async fn a_new_urn_is_shown_from_its_day() {
    let mut world = World::start().await;
    let orford = world.join("150252", "Orford").await.unwrap().school_id;
    world.succeed(&orford, "160000", "2026-01-01").await.unwrap();
    assert_eq!(world.trust_as_read().await.schools[0].urn, "150252");
    world.on("2026-01-01");
    assert_eq!(world.trust_as_read().await.schools[0].urn, "160000");
}

#[tokio::test]
async fn what_is_set_up_for_an_expected_school_waits_for_it() {
    let world = World::start().await;
    let wilby = world.join_on("150251", "Wilby", "2026-09-01").await;
    world.form_committee(&wilby).await.unwrap();
    let gone = world.join("150252", "Orford").await.unwrap().school_id;
    world.leave(&gone, "2025-11-21").await.unwrap();
    let late = world.form_committee(&gone).await;
    assert_eq!(refused(late), no(Code::FailedPrecondition, "SCHOOL_HAS_LEFT"));
}

#[tokio::test]
async fn a_register_read_again_changes_the_name_from_its_day_and_tells_who_is_closed_or_missing() {
    let mut world = World::start().await;
    for (urn, name) in [("150250", "Alder"), ("150251", "Wilby"), ("150252", "Orford")] {
        world.join(urn, name).await.unwrap();
    }
    let file = import::bulk(&[("150252", "Orford Academy", "Open"), ("150251", "Wilby", "Closed")]);
    let before = world.end().await;
    let expected = [("150250", "missing"), ("150251", "closed"), ("150252", "differs")];
    assert_eq!(outcomes(&world.refresh(&file, true).await), expected);
    assert_eq!(world.end().await, before, "a trial stores nothing");
    world.on("2026-05-01");
    let answer = world.refresh(&file, false).await;
    assert_eq!(outcomes(&answer), expected);
    let name = &answer.outcomes[2].differences[0];
    assert_eq!([&name.what, &name.was, &name.is], ["name", "Orford", "Orford Academy"]);
    assert_eq!(world.names_on("").await, ["Alder", "Orford Academy", "Wilby"]);
    assert_eq!(world.names_on("2026-04-30").await, ["Alder", "Orford", "Wilby"]);
    let standing: Vec<_> =
        world.trust_as_read().await.schools.iter().map(v1::School::standing).collect();
    use v1::RegisterStanding::{Closed, Missing, Unspecified};
    assert_eq!(standing, [Missing, Unspecified, Closed]);
    let before = world.end().await;
    let again = world.refresh(&file, false).await;
    assert_eq!((again.position, world.end().await), (0, before), "the same file changes nothing");
}

#[tokio::test]
async fn a_file_of_a_day_to_come_is_refused() {
    let world = World::start().await;
    let request = v1::RefreshSchoolsRequest {
        command_id: new_id(),
        establishments: import::bulk(&[]),
        on: "2025-11-22".to_owned(),
        ..Default::default()
    };
    let answer = world.doors.refresh_schools(world.request(request)).await;
    assert_eq!(refused(answer), no(Code::FailedPrecondition, "DAY_AHEAD"));
}
