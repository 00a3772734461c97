use eventlog::cqrs_es::test::{AggregateTestExecutor, TestFramework};

use super::*;
use crate::category::testing::context;
use crate::default_framework;

/// The trust has agreed version 1.
const NEXT: u32 = 2;
const TODAY: &str = "2025-11-21";

fn framework() -> FrameworkAgreed {
    FrameworkAgreed { version: NEXT, ..default_framework() }
}

fn written(draft: u32) -> FrameworkDraftEvent {
    FrameworkDrafted { draft, framework: Some(framework()) }.into()
}

fn sent_until(comment_by: &str) -> FrameworkDraftEvent {
    FrameworkSentToHeads {
        framework_id: "default".to_owned(),
        version: NEXT,
        draft: 1,
        on: TODAY.to_owned(),
        comment_by: comment_by.to_owned(),
    }
    .into()
}

fn given(events: Vec<FrameworkDraftEvent>) -> AggregateTestExecutor<FrameworkDraft> {
    TestFramework::<FrameworkDraft>::with((NEXT, context())).given(events)
}

fn write(draft: u32) -> FrameworkDraftCommand {
    let framework = Some(framework());
    DraftFrameworkRequest { draft, framework, ..Default::default() }.into()
}

fn send(comment_by: &str) -> FrameworkDraftCommand {
    ConsultOnFrameworkRequest {
        framework_id: "default".to_owned(),
        version: NEXT,
        comment_by: comment_by.to_owned(),
        ..Default::default()
    }
    .into()
}

fn withdraw() -> FrameworkDraftCommand {
    WithdrawFrameworkDraftRequest {
        framework_id: "default".to_owned(),
        version: NEXT,
        reason: "The year has begun.".to_owned(),
        ..Default::default()
    }
    .into()
}

fn withdrawn() -> FrameworkDraftEvent {
    FrameworkDraftWithdrawn {
        framework_id: "default".to_owned(),
        version: NEXT,
        draft: 1,
        on: TODAY.to_owned(),
        reason: context().words("The year has begun."),
    }
    .into()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn drafts_are_counted_and_each_is_written_from_the_last() {
    given(vec![]).when(write(0)).then_expect_events(vec![written(1)]);
    given(vec![written(1)]).when(write(1)).then_expect_events(vec![written(2)]);
    given(vec![written(1)]).when(write(0)).then_expect_error(FrameworkDraftRefusal::Changed);
}

#[test]
fn a_draft_is_of_the_version_that_is_agreed_next_and_could_be_judged_by() {
    let refused = |framework: FrameworkAgreed, why: FrameworkRefusal| {
        let asked = DraftFrameworkRequest { framework: Some(framework), ..Default::default() };
        given(vec![]).when(asked.into()).then_expect_error(FrameworkDraftRefusal::Framework(why));
    };
    let order = FrameworkRefusal::VersionOutOfOrder { next: 2, given: 1 };
    refused(default_framework(), order);
    let short = FrameworkAgreed { regions: framework().regions[..1].to_vec(), ..framework() };
    refused(short, FrameworkRefusal::LadderTooShort);
}

#[test]
fn what_headteachers_read_does_not_change_until_their_last_day_is_over() {
    let asks = FrameworkDraftRefusal::HeadsAreAsked(day(TODAY));
    given(vec![written(1), sent_until(TODAY)]).when(write(1)).then_expect_error(asks);
    given(vec![written(1), sent_until("2025-11-20")])
        .when(write(1))
        .then_expect_events(vec![written(2)]);
}

#[test]
fn headteachers_are_asked_until_today_or_later_and_never_for_a_shorter_time() {
    given(vec![written(1)]).when(send(TODAY)).then_expect_events(vec![sent_until(TODAY)]);
    let past = FrameworkDraftRefusal::DayPast;
    given(vec![written(1)]).when(send("2025-11-20")).then_expect_error(past);
    let asked = || vec![written(1), sent_until("2025-12-05")];
    given(asked()).when(send("2025-12-12")).then_expect_events(vec![sent_until("2025-12-12")]);
    let earlier = FrameworkDraftRefusal::DayEarlier(day("2025-12-05"));
    given(asked()).when(send("2025-12-04")).then_expect_error(earlier);
}

#[test]
fn a_draft_is_withdrawn_also_while_it_is_commented_on_and_another_may_follow() {
    let asked = vec![written(1), sent_until("2025-12-05")];
    given(asked).when(withdraw()).then_expect_events(vec![withdrawn()]);
    let gone = || vec![written(1), sent_until("2025-12-05"), withdrawn()];
    given(gone()).when(withdraw()).then_expect_error(FrameworkDraftRefusal::Unknown);
    given(gone()).when(send("2025-12-05")).then_expect_error(FrameworkDraftRefusal::Unknown);
    given(gone()).when(write(1)).then_expect_events(vec![written(2)]);
}

#[test]
fn what_was_agreed_is_neither_sent_nor_withdrawn() {
    let order = || {
        let (next, given) = (3, NEXT);
        FrameworkDraftRefusal::Framework(FrameworkRefusal::VersionOutOfOrder { next, given })
    };
    for command in [send("2025-12-05"), withdraw()] {
        TestFramework::<FrameworkDraft>::with((3, context()))
            .given(vec![written(1)])
            .when(command)
            .then_expect_error(order());
    }
}
