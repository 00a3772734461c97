use contract::categories::v1::AgreeFrameworkRequest;
use eventlog::cqrs_es::test::TestFramework;

use super::*;
use crate::category::testing::context;
use crate::default_framework;

fn agree(framework: FrameworkAgreed) -> FrameworkCommand {
    AgreeFrameworkRequest { framework: Some(framework), ..Default::default() }.into()
}

fn refused(change: impl FnOnce(&mut FrameworkAgreed), refusal: FrameworkRefusal) {
    let mut wanted = default_framework();
    change(&mut wanted);
    TestFramework::<Framework>::with((DraftBefore::default(), context()))
        .given_no_previous_events()
        .when(agree(wanted))
        .then_expect_error(refusal);
}

#[test]
fn the_default_framework_can_be_agreed() {
    TestFramework::<Framework>::with((DraftBefore::default(), context()))
        .given_no_previous_events()
        .when(agree(default_framework()))
        .then_expect_events(vec![default_framework().into()]);
}

#[test]
fn the_next_version_follows_the_last() {
    let second = FrameworkAgreed { version: 2, ..default_framework() };
    TestFramework::<Framework>::with((DraftBefore::default(), context()))
        .given(vec![default_framework().into()])
        .when(agree(second.clone()))
        .then_expect_events(vec![second.into()]);
}

#[test]
fn a_version_is_never_agreed_twice() {
    TestFramework::<Framework>::with((DraftBefore::default(), context()))
        .given(vec![default_framework().into()])
        .when(agree(default_framework()))
        .then_expect_error(FrameworkRefusal::VersionOutOfOrder { next: 2, given: 1 });
}

#[test]
fn a_version_is_agreed_after_the_headteachers_last_day_to_comment() {
    let agreeing = |until: &str| {
        let draft = DraftBefore { comment_by: Some(until.parse().unwrap()) };
        TestFramework::<Framework>::with((draft, context()))
            .given_no_previous_events()
            .when(agree(default_framework()))
    };
    let today = "2025-11-21".parse().unwrap();
    agreeing("2025-11-21").then_expect_error(FrameworkRefusal::HeadsAreAsked(today));
    agreeing("2025-11-20").then_expect_events(vec![default_framework().into()]);
}

#[test]
fn the_first_version_is_one() {
    refused(|f| f.version = 2, FrameworkRefusal::VersionOutOfOrder { next: 1, given: 2 });
    refused(|f| f.version = 0, FrameworkRefusal::VersionOutOfOrder { next: 1, given: 0 });
}

#[test]
fn an_area_is_listed_once() {
    let twice = |f: &mut FrameworkAgreed| f.areas.push(f.areas[6].clone());
    refused(twice, FrameworkRefusal::AreaRepeated("staff".to_owned()));
}

#[test]
fn a_region_is_listed_once() {
    let twice = |f: &mut FrameworkAgreed| f.regions.push(f.regions[0].clone());
    refused(twice, FrameworkRefusal::RegionRepeated("stabilise".to_owned()));
}

#[test]
fn a_ladder_has_two_rungs_at_least() {
    refused(|f| f.regions.truncate(1), FrameworkRefusal::LadderTooShort);
}

#[test]
fn every_area_and_region_is_described() {
    let missing = || FrameworkRefusal::DescriptorMissing {
        area: "Staff".to_owned(),
        region: "Sustain".to_owned(),
    };
    refused(|f| f.descriptors.truncate(27), missing());
    refused(|f| f.descriptors[27].text = " ".to_owned(), missing());
}

#[test]
fn no_area_or_region_is_described_twice_or_without_being_listed() {
    let misplaced = |area: &str| FrameworkRefusal::DescriptorMisplaced {
        area: area.to_owned(),
        region: "stabilise".to_owned(),
    };
    let twice = |f: &mut FrameworkAgreed| f.descriptors.push(f.descriptors[0].clone());
    refused(twice, misplaced("foundations"));
    let unlisted = |f: &mut FrameworkAgreed| {
        let one = Descriptor { area_id: "weather".to_owned(), ..f.descriptors[0].clone() };
        f.descriptors.push(one);
    };
    refused(unlisted, misplaced("weather"));
}
