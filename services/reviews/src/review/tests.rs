use contract::reviews::v1::{
    AgreeDistributionRequest, CancelReviewRequest, CommentOnReviewRequest, CompleteReviewRequest,
    DistributionWidened, FollowUpRecorded, HoldReviewRequest, MatchTeamRequest,
    PostponeReviewRequest, Recipient, RecordFindingRequest, RecordFollowUpRequest,
    RequestReviewRequest, ReviewCancelled, ReviewCommented, ReviewCompleted, ReviewPostponed,
    TeamReleased, WidenDistributionRequest,
};
use eventlog::cqrs_es::test::{AggregateTestExecutor, TestFramework};
use uuid::Uuid;

use super::changes::MOST_COMMENTS;
use super::*;

const HOST: Uuid = Uuid::from_u128(0x40);

fn context() -> Context {
    Context {
        trust: Uuid::from_u128(3),
        actor: Uuid::from_u128(1),
        role: "improvement_lead".to_owned(),
        // Half past midnight of 2 May in London.
        now: "2026-05-01T23:30:00Z".parse().unwrap(),
        command_id: Uuid::from_u128(2),
        sealed: eventlog::SealedWords::unsalted(),
    }
}

fn given(events: Vec<ReviewEvent>) -> AggregateTestExecutor<Review> {
    knowing(AgreedBy::NoPairing, events)
}

fn knowing(by: AgreedBy, events: Vec<ReviewEvent>) -> AggregateTestExecutor<Review> {
    TestFramework::<Review>::with((by, context())).given(events)
}

/// The id of the review that a request under the context's command begins.
fn id() -> String {
    context().new_id("review").to_string()
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

fn request() -> ReviewCommand {
    let (focus, term) = ("Reading in Year 2".to_owned(), "2025-26-summer".to_owned());
    let host_school_id = HOST.to_string();
    RequestReviewRequest { host_school_id, areas: areas(), focus, term, ..Default::default() }
        .into()
}

fn matches(reviewers: Vec<Reviewer>) -> ReviewCommand {
    MatchTeamRequest { review_id: id(), reviewers, ..Default::default() }.into()
}

fn agree() -> ReviewCommand {
    let recipients = vec![Recipient::HostHeadteacher.into(), Recipient::ImprovementLead.into()];
    let (review_id, counts_as_evidence) = (id(), true);
    AgreeDistributionRequest { review_id, recipients, counts_as_evidence, ..Default::default() }
        .into()
}

fn hold() -> ReviewCommand {
    HoldReviewRequest { review_id: id(), on: "2026-04-30".to_owned(), ..Default::default() }.into()
}

fn find(areas: &[&str]) -> ReviewCommand {
    RecordFindingRequest {
        review_id: id(),
        areas: areas.iter().map(|area| (*area).to_owned()).collect(),
        kind: FindingKind::Strength.into(),
        text: "Coaching is regular.".to_owned(),
        ..Default::default()
    }
    .into()
}

fn complete() -> ReviewCommand {
    let summary = "A school that learns.".to_owned();
    CompleteReviewRequest { review_id: id(), summary, ..Default::default() }.into()
}

fn follow_up(finding: Uuid) -> ReviewCommand {
    RecordFollowUpRequest {
        review_id: id(),
        finding_id: finding.to_string(),
        outcome: "Still regular.".to_owned(),
        improved: true,
        ..Default::default()
    }
    .into()
}

fn finding() -> Uuid {
    context().new_id("finding")
}

fn requested() -> ReviewEvent {
    ReviewRequested {
        review_id: id(),
        host_school_id: HOST.to_string(),
        areas: areas(),
        focus: context().words("Reading in Year 2"),
        term: "2025-26-summer".to_owned(),
        pairing_id: String::new(),
    }
    .into()
}

fn matched() -> ReviewEvent {
    TeamMatched { review_id: id(), reviewers: team(), on: "2026-05-02".to_owned() }.into()
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
        text: context().words("Coaching is regular."),
    }
    .into()
}

fn completed() -> ReviewEvent {
    ReviewCompleted {
        review_id: id(),
        host_school_id: HOST.to_string(),
        summary: context().words("A school that learns."),
        on: "2026-05-02".to_owned(),
    }
    .into()
}

fn followed_up() -> ReviewEvent {
    FollowUpRecorded {
        review_id: id(),
        finding_id: context().new_id("finding").to_string(),
        outcome: context().words("Still regular."),
        improved: true,
        on: "2026-05-02".to_owned(),
    }
    .into()
}

fn released() -> ReviewEvent {
    TeamReleased { review_id: id(), on: "2026-05-02".to_owned() }.into()
}

/// The same visit with a finding of what is to improve.
fn with_something_to_improve(finding_id: &str) -> Vec<ReviewEvent> {
    let to_improve = FindingRecorded {
        review_id: id(),
        finding_id: finding_id.to_owned(),
        areas: vec!["staff".to_owned()],
        kind: FindingKind::ToImprove.into(),
        text: None,
    };
    [so_far(5), vec![to_improve.into()]].concat()
}

/// The first events of a review's whole life.
fn so_far(count: usize) -> Vec<ReviewEvent> {
    let life = [requested(), matched(), agreed(), held(), found(), completed(), followed_up()];
    life.into_iter().take(count).collect()
}

#[test]
fn a_review_goes_from_request_to_follow_up_step_by_step() {
    let commands = [
        request(),
        matches(team()),
        agree(),
        hold(),
        find(&["staff"]),
        complete(),
        follow_up(finding()),
    ];
    for (count, command) in commands.into_iter().enumerate() {
        let mut happens = so_far(count + 1).split_off(count);
        // It found nothing to improve.
        happens.extend((count == 5).then(released));
        given(so_far(count)).when(command).then_expect_events(happens);
    }
}

#[test]
fn the_team_is_released_once_it_looked_again_at_all_that_was_to_improve() {
    let [first, last] = [Uuid::from_u128(8), Uuid::from_u128(9)];
    let improving = with_something_to_improve(&first.to_string());
    let both = [improving, with_something_to_improve(&last.to_string()).split_off(5)].concat();
    given(both.clone()).when(complete()).then_expect_events(vec![completed()]);
    let again = |finding: Uuid| -> ReviewEvent {
        FollowUpRecorded {
            review_id: id(),
            finding_id: finding.to_string(),
            outcome: context().words("Still regular."),
            improved: true,
            on: "2026-05-02".to_owned(),
        }
        .into()
    };
    let ended = [both, vec![completed()]].concat();
    given(ended.clone()).when(follow_up(first)).then_expect_events(vec![again(first)]);
    // What was a strength keeps no team.
    given(ended.clone()).when(follow_up(finding())).then_expect_events(vec![followed_up()]);
    let one_left = [ended, vec![again(first)]].concat();
    given(one_left.clone()).when(follow_up(first)).then_expect_events(vec![again(first)]);
    given(one_left.clone()).when(follow_up(last)).then_expect_events(vec![again(last), released()]);
    let over = [one_left, vec![again(last), released()]].concat();
    given(over).when(follow_up(last)).then_expect_events(vec![again(last)]);
}

#[test]
fn a_team_can_be_named_anew_until_the_visit_and_what_was_agreed_stays() {
    for count in [2, 3] {
        given(so_far(count)).when(matches(team())).then_expect_events(vec![matched()]);
    }
    given(vec![requested(), matched(), agreed(), matched()])
        .when(hold())
        .then_expect_events(vec![held()]);
}

#[test]
fn several_findings_and_follow_ups_can_be_recorded() {
    given(so_far(5)).when(find(&["staff"])).then_expect_events(vec![found()]);
    given(so_far(7)).when(follow_up(finding())).then_expect_events(vec![followed_up()]);
}

#[test]
fn a_review_nobody_asked_for_is_unknown() {
    let team = matches(team());
    let find = find(&["staff"]);
    for command in [team, agree(), hold(), find, complete(), follow_up(finding())] {
        given(vec![]).when(command).then_expect_error(ReviewRefusal::Unknown);
    }
}

#[test]
fn no_reviewer_comes_from_the_host_school() {
    let mut mixed = team();
    mixed.push(reviewer(3, HOST, false));
    given(so_far(1)).when(matches(mixed)).then_expect_error(ReviewRefusal::ReviewerFromHost);
}

#[test]
fn a_reviewer_is_named_once() {
    let mut twice = team();
    twice.push(Reviewer { lead: false, ..twice[0].clone() });
    given(so_far(1)).when(matches(twice)).then_expect_error(ReviewRefusal::ReviewerRepeated);
}

#[test]
fn a_team_has_exactly_one_lead() {
    let led_by = |leads: usize| {
        let mut team = team();
        team.iter_mut().enumerate().for_each(|(place, one)| one.lead = place < leads);
        matches(team)
    };
    for wrong in [led_by(0), led_by(2)] {
        given(so_far(1)).when(wrong).then_expect_error(ReviewRefusal::NoLead);
    }
}

#[test]
fn the_team_stays_after_the_visit() {
    let team = || matches(team());
    given(so_far(4)).when(team()).then_expect_error(ReviewRefusal::AlreadyHeld);
    given(so_far(6)).when(team()).then_expect_error(ReviewRefusal::Completed);
}

#[test]
fn the_distribution_is_agreed_once_a_team_is_there() {
    given(so_far(1)).when(agree()).then_expect_error(ReviewRefusal::TeamNotMatched);
}

#[test]
fn the_distribution_is_agreed_once_for_all() {
    for count in [3, 4, 6] {
        given(so_far(count))
            .when(agree())
            .then_expect_error(ReviewRefusal::DistributionAlreadyAgreed);
    }
}

#[test]
fn visit_and_findings_wait_for_the_agreed_distribution() {
    for count in [1, 2] {
        for act in [hold(), find(&["staff"])] {
            given(so_far(count)).when(act).then_expect_error(ReviewRefusal::DistributionNotAgreed);
        }
    }
}

#[test]
fn the_visit_is_recorded_once() {
    for count in [4, 6] {
        given(so_far(count)).when(hold()).then_expect_error(ReviewRefusal::AlreadyHeld);
    }
}

#[test]
fn findings_follow_the_visit() {
    given(so_far(3)).when(find(&["staff"])).then_expect_error(ReviewRefusal::NotHeld);
}

#[test]
fn a_completed_review_takes_no_finding_and_is_completed_once() {
    for act in [find(&["staff"]), complete()] {
        given(so_far(6)).when(act).then_expect_error(ReviewRefusal::Completed);
    }
}

#[test]
fn a_finding_is_tagged_with_areas_of_the_focus() {
    given(so_far(4))
        .when(find(&["staff", "governance"]))
        .then_expect_error(ReviewRefusal::AreaNotInFocus("governance".to_owned()));
}

#[test]
fn a_review_without_findings_is_not_completed() {
    for count in 1..=4 {
        given(so_far(count)).when(complete()).then_expect_error(ReviewRefusal::NoFindings);
    }
}

#[test]
fn follow_up_waits_for_completion() {
    for count in 1..=5 {
        given(so_far(count))
            .when(follow_up(finding()))
            .then_expect_error(ReviewRefusal::NotCompleted);
    }
}

#[test]
fn only_a_finding_of_the_review_is_followed_up() {
    given(so_far(6))
        .when(follow_up(Uuid::from_u128(404)))
        .then_expect_error(ReviewRefusal::FindingUnknown);
}

/// The schools of a pairing that is accepted in an area.
fn paired(area: &str) -> AgreedBy {
    let mut pairing = crate::pairing::Pairing::default();
    let proposed = contract::reviews::v1::PairingProposed {
        area_id: area.to_owned(),
        giving_school_id: Uuid::from_u128(0x41).to_string(),
        receiving_school_id: HOST.to_string(),
        ..Default::default()
    };
    pairing.evolve(&proposed.into());
    pairing.evolve(&contract::reviews::v1::PairingAccepted::default().into());
    AgreedBy::Pairing(pairing.accepted().unwrap().clone())
}

#[test]
fn a_review_follows_from_a_pairing_that_both_schools_took_up() {
    let ReviewCommand::RequestReview(asked) = request() else { panic!("a request") };
    let asked = RequestReviewRequest { pairing_id: "p".to_owned(), ..asked };
    let requested = ReviewRequested {
        review_id: id(),
        host_school_id: HOST.to_string(),
        areas: areas(),
        focus: context().words("Reading in Year 2"),
        term: "2025-26-summer".to_owned(),
        pairing_id: "p".to_owned(),
    };
    knowing(paired("staff"), vec![])
        .when(asked.clone().into())
        .then_expect_events(vec![requested.into()]);
    for (by, refusal) in [
        (AgreedBy::Unknown, ReviewRefusal::PairingUnknown),
        (AgreedBy::NotAccepted, ReviewRefusal::PairingNotAccepted),
        (paired("governance"), ReviewRefusal::AreaNotInReview),
    ] {
        knowing(by, vec![]).when(asked.clone().into()).then_expect_error(refusal);
    }
    let elsewhere = RequestReviewRequest { host_school_id: "c".to_owned(), ..asked };
    knowing(paired("staff"), vec![])
        .when(elsewhere.into())
        .then_expect_error(ReviewRefusal::HostNotInPairing);
}

fn postpone(term: &str) -> ReviewCommand {
    let (review_id, term, reason) = (id(), term.to_owned(), "Two reviewers are ill".to_owned());
    PostponeReviewRequest { review_id, term, reason, ..Default::default() }.into()
}

fn cancel() -> ReviewCommand {
    let reason = "The school is inspected".to_owned();
    CancelReviewRequest { review_id: id(), reason, ..Default::default() }.into()
}

fn cancelled() -> ReviewEvent {
    let reason = context().words("The school is inspected");
    ReviewCancelled { review_id: id(), reason, on: "2026-05-02".to_owned() }.into()
}

fn widen(recipients: &[Recipient]) -> ReviewCommand {
    let recipients = recipients.iter().map(|one| (*one).into()).collect();
    WidenDistributionRequest { review_id: id(), recipients, ..Default::default() }.into()
}

fn comment() -> ReviewCommand {
    let comment = "We knew of the library".to_owned();
    CommentOnReviewRequest { review_id: id(), comment, ..Default::default() }.into()
}

#[test]
fn a_review_is_put_off_to_another_term_before_the_visit() {
    let reason = context().words("Two reviewers are ill");
    let postponed = ReviewPostponed { review_id: id(), term: "2026-27-autumn".to_owned(), reason };
    for count in [1, 2, 3] {
        given(so_far(count))
            .when(postpone("2026-27-autumn"))
            .then_expect_events(vec![postponed.clone().into()]);
        for no_later in ["2025-26-summer", "2025-26-spring"] {
            given(so_far(count))
                .when(postpone(no_later))
                .then_expect_error(ReviewRefusal::TermNotLater);
        }
    }
    // It is the term it was put off to that counts then.
    let once = || [so_far(1), vec![postponed.clone().into()]].concat();
    given(once()).when(postpone("2026-27-autumn")).then_expect_error(ReviewRefusal::TermNotLater);
    let again = ReviewPostponed { term: "2026-27-spring".to_owned(), ..postponed.clone() };
    given(once()).when(postpone("2026-27-spring")).then_expect_events(vec![again.into()]);
    given(so_far(4)).when(postpone("2026-27-autumn")).then_expect_error(ReviewRefusal::AlreadyHeld);
}

#[test]
fn a_review_that_was_called_off_takes_nothing_more() {
    given(so_far(2)).when(cancel()).then_expect_events(vec![cancelled()]);
    given(so_far(4)).when(cancel()).then_expect_error(ReviewRefusal::AlreadyHeld);
    let acts = [
        cancel(),
        postpone("2026-27-autumn"),
        matches(team()),
        agree(),
        hold(),
        find(&["staff"]),
        complete(),
        follow_up(finding()),
        widen(&[Recipient::Trustees]),
        comment(),
    ];
    for act in acts {
        let called_off = [so_far(3), vec![cancelled()]].concat();
        given(called_off).when(act).then_expect_error(ReviewRefusal::Cancelled);
    }
}

#[test]
fn more_readers_are_added_and_nobody_twice() {
    let added = |recipients: &[Recipient]| -> ReviewEvent {
        let recipients = recipients.iter().map(|one| (*one).into()).collect();
        DistributionWidened { review_id: id(), recipients }.into()
    };
    let trustees = [Recipient::Trustees];
    given(so_far(2)).when(widen(&trustees)).then_expect_error(ReviewRefusal::DistributionNotAgreed);
    for count in [3, 4, 6] {
        given(so_far(count))
            .when(widen(&[Recipient::ImprovementLead, Recipient::Trustees]))
            .then_expect_events(vec![added(&trustees)]);
        let widened = [so_far(count), vec![added(&trustees)]].concat();
        given(widened).when(widen(&trustees)).then_expect_error(ReviewRefusal::ReceivesAlready);
    }
}

#[test]
fn the_host_comments_once_the_team_has_visited() {
    given(so_far(3)).when(comment()).then_expect_error(ReviewRefusal::NotHeld);
    for count in [4, 6] {
        let comment_of = context().words("We knew of the library");
        let commented =
            ReviewCommented { review_id: id(), comment: comment_of, on: "2026-05-02".to_owned() };
        given(so_far(count)).when(comment()).then_expect_events(vec![commented.clone().into()]);
        let often = vec![ReviewEvent::from(commented); MOST_COMMENTS];
        given([so_far(count), often].concat())
            .when(comment())
            .then_expect_error(ReviewRefusal::TooManyComments);
    }
}
