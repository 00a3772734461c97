use eventlog::cqrs_es::test::{AggregateTestExecutor, TestFramework};

use super::*;

const HOST: Uuid = Uuid::from_u128(0x40);
const REVIEW: Uuid = Uuid::from_u128(0x7e);

fn context() -> Context {
    Context {
        actor: Uuid::from_u128(1),
        role: "improvement_lead".to_owned(),
        // Half past midnight of 2 May in London.
        now: "2026-05-01T23:30:00Z".parse().unwrap(),
        command_id: Uuid::from_u128(2),
    }
}

fn given(events: Vec<ReviewEvent>) -> AggregateTestExecutor<Review> {
    TestFramework::<Review>::with(context()).given(events)
}

fn when(act: Act) -> ReviewCommand {
    ReviewCommand { review_id: REVIEW, act }
}

fn id() -> String {
    REVIEW.to_string()
}

fn areas() -> Vec<String> {
    vec!["outcomes".to_owned(), "staff".to_owned()]
}

fn reviewer(person: u128, school: Uuid, lead: bool) -> Reviewer {
    let person_id = Uuid::from_u128(person).to_string();
    Reviewer { person_id, school_id: school.to_string(), lead }
}

fn team() -> Vec<Reviewer> {
    let elsewhere = Uuid::from_u128(0x41);
    vec![reviewer(1, elsewhere, true), reviewer(2, elsewhere, false)]
}

fn request() -> Act {
    Act::Request {
        host_school_id: HOST,
        areas: areas(),
        focus: "Reading in Year 2".to_owned(),
        term: "2025-26-summer".parse().unwrap(),
    }
}

fn agree() -> Act {
    Act::AgreeDistribution {
        recipients: vec![Recipient::HostHeadteacher, Recipient::ImprovementLead],
        counts_as_evidence: true,
    }
}

fn hold() -> Act {
    Act::Hold { on: "2026-04-30".parse().unwrap() }
}

fn find() -> Act {
    Act::RecordFinding {
        areas: vec!["staff".to_owned()],
        kind: FindingKind::Strength,
        text: "Coaching is regular.".to_owned(),
    }
}

fn complete() -> Act {
    Act::Complete { summary: "A school that learns.".to_owned() }
}

fn follow_up() -> Act {
    let finding_id = context().new_id("finding");
    Act::RecordFollowUp { finding_id, outcome: "Still regular.".to_owned(), improved: true }
}

fn requested() -> ReviewEvent {
    ReviewRequested {
        review_id: id(),
        host_school_id: HOST.to_string(),
        areas: areas(),
        focus: "Reading in Year 2".to_owned(),
        term: "2025-26-summer".to_owned(),
    }
    .into()
}

fn matched() -> ReviewEvent {
    TeamMatched { review_id: id(), reviewers: team() }.into()
}

fn agreed() -> ReviewEvent {
    let recipients = vec![Recipient::HostHeadteacher.into(), Recipient::ImprovementLead.into()];
    DistributionAgreed { review_id: id(), recipients, counts_as_evidence: true }.into()
}

fn held() -> ReviewEvent {
    ReviewHeld { review_id: id(), on: "2026-04-30".to_owned() }.into()
}

fn found() -> ReviewEvent {
    FindingRecorded {
        review_id: id(),
        finding_id: context().new_id("finding").to_string(),
        areas: vec!["staff".to_owned()],
        kind: FindingKind::Strength.into(),
        text: "Coaching is regular.".to_owned(),
    }
    .into()
}

fn completed() -> ReviewEvent {
    ReviewCompleted {
        review_id: id(),
        host_school_id: HOST.to_string(),
        summary: "A school that learns.".to_owned(),
        on: "2026-05-02".to_owned(),
    }
    .into()
}

fn followed_up() -> ReviewEvent {
    FollowUpRecorded {
        review_id: id(),
        finding_id: context().new_id("finding").to_string(),
        outcome: "Still regular.".to_owned(),
        improved: true,
        on: "2026-05-02".to_owned(),
    }
    .into()
}

/// The first events of a review's whole life.
fn so_far(count: usize) -> Vec<ReviewEvent> {
    let life = [requested(), matched(), agreed(), held(), found(), completed(), followed_up()];
    life.into_iter().take(count).collect()
}

#[test]
fn a_review_goes_from_request_to_follow_up_step_by_step() {
    let acts =
        [request(), Act::MatchTeam(team()), agree(), hold(), find(), complete(), follow_up()];
    for (count, act) in acts.into_iter().enumerate() {
        given(so_far(count)).when(when(act)).then_expect_events(so_far(count + 1).split_off(count));
    }
}

#[test]
fn a_team_can_be_named_anew_until_the_visit_and_what_was_agreed_stays() {
    for count in [2, 3] {
        given(so_far(count)).when(when(Act::MatchTeam(team()))).then_expect_events(vec![matched()]);
    }
    given(vec![requested(), matched(), agreed(), matched()])
        .when(when(hold()))
        .then_expect_events(vec![held()]);
}

#[test]
fn several_findings_and_follow_ups_can_be_recorded() {
    given(so_far(5)).when(when(find())).then_expect_events(vec![found()]);
    given(so_far(7)).when(when(follow_up())).then_expect_events(vec![followed_up()]);
}

#[test]
fn a_review_nobody_asked_for_is_unknown() {
    let team = Act::MatchTeam(team());
    for act in [team, agree(), hold(), find(), complete(), follow_up()] {
        given(vec![]).when(when(act)).then_expect_error(ReviewRefusal::Unknown);
    }
}

#[test]
fn a_review_looks_at_an_area() {
    let Act::Request { host_school_id, focus, term, .. } = request() else { unreachable!() };
    let request = Act::Request { host_school_id, areas: vec![], focus, term };
    given(vec![]).when(when(request)).then_expect_error(ReviewRefusal::NoAreas);
}

#[test]
fn a_review_has_a_focus() {
    let Act::Request { host_school_id, areas, term, .. } = request() else { unreachable!() };
    let request = Act::Request { host_school_id, areas, focus: String::new(), term };
    given(vec![]).when(when(request)).then_expect_error(ReviewRefusal::FocusEmpty);
}

#[test]
fn no_reviewer_comes_from_the_host_school() {
    let mut mixed = team();
    mixed.push(reviewer(3, HOST, false));
    given(so_far(1))
        .when(when(Act::MatchTeam(mixed)))
        .then_expect_error(ReviewRefusal::ReviewerFromHost);
}

#[test]
fn a_reviewer_is_named_once() {
    let mut twice = team();
    twice.push(Reviewer { lead: false, ..twice[0].clone() });
    given(so_far(1))
        .when(when(Act::MatchTeam(twice)))
        .then_expect_error(ReviewRefusal::ReviewerRepeated);
}

#[test]
fn a_team_has_exactly_one_lead() {
    let led_by = |leads: usize| {
        let mut team = team();
        team.iter_mut().enumerate().for_each(|(place, one)| one.lead = place < leads);
        Act::MatchTeam(team)
    };
    for wrong in [led_by(0), led_by(2), Act::MatchTeam(vec![])] {
        given(so_far(1)).when(when(wrong)).then_expect_error(ReviewRefusal::NoLead);
    }
}

#[test]
fn the_team_stays_after_the_visit() {
    let team = || when(Act::MatchTeam(team()));
    given(so_far(4)).when(team()).then_expect_error(ReviewRefusal::AlreadyHeld);
    given(so_far(6)).when(team()).then_expect_error(ReviewRefusal::Completed);
}

#[test]
fn the_distribution_is_agreed_once_a_team_is_there() {
    given(so_far(1)).when(when(agree())).then_expect_error(ReviewRefusal::TeamNotMatched);
}

#[test]
fn the_distribution_is_agreed_once_for_all() {
    for count in [3, 4, 6] {
        given(so_far(count))
            .when(when(agree()))
            .then_expect_error(ReviewRefusal::DistributionAlreadyAgreed);
    }
}

#[test]
fn somebody_receives_the_findings() {
    let nobody = Act::AgreeDistribution { recipients: vec![], counts_as_evidence: false };
    given(so_far(2)).when(when(nobody)).then_expect_error(ReviewRefusal::NoRecipients);
}

#[test]
fn visit_and_findings_wait_for_the_agreed_distribution() {
    for count in [1, 2] {
        for act in [hold(), find()] {
            given(so_far(count))
                .when(when(act))
                .then_expect_error(ReviewRefusal::DistributionNotAgreed);
        }
    }
}

#[test]
fn the_visit_is_recorded_once() {
    for count in [4, 6] {
        given(so_far(count)).when(when(hold())).then_expect_error(ReviewRefusal::AlreadyHeld);
    }
}

#[test]
fn findings_follow_the_visit() {
    given(so_far(3)).when(when(find())).then_expect_error(ReviewRefusal::NotHeld);
}

#[test]
fn a_completed_review_takes_no_finding_and_is_completed_once() {
    for act in [find(), complete()] {
        given(so_far(6)).when(when(act)).then_expect_error(ReviewRefusal::Completed);
    }
}

#[test]
fn a_finding_is_tagged_with_areas_of_the_focus() {
    let tagged = |areas: Vec<String>| {
        let Act::RecordFinding { kind, text, .. } = find() else { unreachable!() };
        when(Act::RecordFinding { areas, kind, text })
    };
    given(so_far(4)).when(tagged(vec![])).then_expect_error(ReviewRefusal::NoAreas);
    given(so_far(4))
        .when(tagged(vec!["staff".to_owned(), "governance".to_owned()]))
        .then_expect_error(ReviewRefusal::AreaNotInFocus("governance".to_owned()));
}

#[test]
fn a_finding_says_something() {
    let Act::RecordFinding { areas, kind, .. } = find() else { unreachable!() };
    given(so_far(4))
        .when(when(Act::RecordFinding { areas, kind, text: String::new() }))
        .then_expect_error(ReviewRefusal::TextEmpty);
}

#[test]
fn a_review_without_findings_is_not_completed() {
    for count in 1..=4 {
        given(so_far(count)).when(when(complete())).then_expect_error(ReviewRefusal::NoFindings);
    }
}

#[test]
fn a_review_is_completed_with_a_summary() {
    given(so_far(5))
        .when(when(Act::Complete { summary: String::new() }))
        .then_expect_error(ReviewRefusal::SummaryEmpty);
}

#[test]
fn follow_up_waits_for_completion() {
    for count in 1..=5 {
        given(so_far(count)).when(when(follow_up())).then_expect_error(ReviewRefusal::NotCompleted);
    }
}

#[test]
fn only_a_finding_of_the_review_is_followed_up() {
    let stray = Act::RecordFollowUp {
        finding_id: Uuid::from_u128(404),
        outcome: "Gone.".to_owned(),
        improved: false,
    };
    given(so_far(6)).when(when(stray)).then_expect_error(ReviewRefusal::FindingUnknown);
}
