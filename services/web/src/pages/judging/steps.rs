//! The steps of a judgement, each with its entries and its command.
#![allow(clippy::needless_update, reason = "`command!` fills requests with and without evidence")]

use contract::categories::v1::{
    AcceptProposalRequest, CategoryState, ChallengeProposalRequest, Citation, DecideRequest,
    ModerateRequest, RecordViewNotGivenRequest, ReopenRequest, Round, ShareRequest,
    StateSchoolViewRequest, WithdrawProposalRequest,
};
use jiff::civil::Date;
use tonic::{Request, Status};

use super::{Place, Step};
use crate::form::{Check, Entered, Entry};
use crate::pages::citable;
use crate::services::Services;

/// What a head may cite beside the reason.
const EVIDENCE: Entry = Entry::pieces_folded("evidence", "What does it rest on?")
    .hint("Choose from what the record holds about this school");

/// What was picked.
fn cited(entered: &Entered) -> Vec<Citation> {
    citable::chosen(&entered.all("evidence"), String::new())
}

/// A request about a place, with region and reason where it has them.
macro_rules! command {
    ($request:ident, $place:ident, $entered:ident $(, $field:ident: $name:literal)*) => {
        $request {
            command_id: $entered.command(),
            round_id: $place.round.clone(),
            school_id: $place.school.clone(),
            area_id: $place.area.clone(),
            $($field: $entered.get($name),)*
            ..Default::default()
        }
    };
}

/// The head says where the school sees itself.
#[derive(Debug)]
pub(crate) struct StateView;

impl Step for StateView {
    type Command = StateSchoolViewRequest;
    const AT: &'static str = "/schools/{school}/areas/{area}/rounds/{round}/view";
    const KEY: &'static str = "view";
    const ENTRIES: &'static [Entry] = &[
        Entry::radios("region", "Which fits your school best today?")
            .wanted("Choose what fits best"),
        Entry::words_of::<Self::Command>("reason", "Why?")
            .hint("Two or three sentences. Governors read them beside the decision. Name no pupil, parent or colleague")
            .wanted("Say why in a sentence or two"),
        EVIDENCE,
    ];
    const BUTTON: &'static str = "Send your view";
    const DONE: &'static str =
        "Your view has been sent. Until a region is proposed you can send another";
    const FROM: &'static [CategoryState] = &[CategoryState::Unspecified, CategoryState::ViewStated];

    fn command(place: &Place, entered: &Entered) -> Self::Command {
        let asked =
            command!(StateSchoolViewRequest, place, entered, region_id: "region", reason: "reason");
        StateSchoolViewRequest { evidence: cited(entered), ..asked }
    }

    async fn send(services: &Services, command: Request<Self::Command>) -> Result<u64, Status> {
        Ok(services.categories().state_school_view(command).await?.into_inner().position)
    }
}

/// The improvement lead notes that the school gave no view by the round's day.
#[derive(Debug)]
pub(crate) struct NoteNoView;

impl Step for NoteNoView {
    type Command = RecordViewNotGivenRequest;
    const AT: &'static str = "/schools/{school}/areas/{area}/rounds/{round}/no-view";
    const KEY: &'static str = "no-view";
    const ENTRIES: &'static [Entry] = &[Entry::words_of::<Self::Command>(
        "reason",
        "Why is there no view?",
    )
    .hint(
        "The school’s head and the trust’s team read it. Say nothing of anybody’s health or family",
    )
    .wanted("Say why there is no view")];
    const BUTTON: &'static str = "Go on without the school’s view";
    const DONE: &'static str =
        "It is noted that the school gave no view. A region can be proposed now";
    const FROM: &'static [CategoryState] = &[CategoryState::Unspecified];

    /// Until its day has passed the school is waited for.
    fn is_due(round: &Round, today: Date) -> bool {
        round.views_by.parse().map_or(true, |day: Date| today > day)
    }

    fn command(place: &Place, entered: &Entered) -> Self::Command {
        command!(RecordViewNotGivenRequest, place, entered, reason: "reason")
    }

    async fn send(services: &Services, command: Request<Self::Command>) -> Result<u64, Status> {
        Ok(services.categories().record_view_not_given(command).await?.into_inner().position)
    }
}

/// The improvement lead takes a proposal back before it is answered.
#[derive(Debug)]
pub(crate) struct TakeBack;

impl Step for TakeBack {
    type Command = WithdrawProposalRequest;
    const AT: &'static str = "/schools/{school}/areas/{area}/rounds/{round}/withdrawal";
    const KEY: &'static str = "withdrawal";
    const ENTRIES: &'static [Entry] = &[Entry::words_of::<Self::Command>("reason", "Why?")
        .hint("The school’s head reads it")
        .wanted("Say why the proposal is taken back")];
    const BUTTON: &'static str = "Take the proposal back";
    const DONE: &'static str = "The proposal is taken back. Another region can be proposed";
    const FROM: &'static [CategoryState] = &[CategoryState::Proposed, CategoryState::Reopened];

    fn command(place: &Place, entered: &Entered) -> Self::Command {
        command!(WithdrawProposalRequest, place, entered, reason: "reason")
    }

    async fn send(services: &Services, command: Request<Self::Command>) -> Result<u64, Status> {
        Ok(services.categories().withdraw_proposal(command).await?.into_inner().position)
    }
}

/// The head agrees with the proposal.
#[derive(Debug)]
pub(crate) struct Accept;

impl Step for Accept {
    type Command = AcceptProposalRequest;
    const AT: &'static str = "/schools/{school}/areas/{area}/rounds/{round}/acceptance";
    const KEY: &'static str = "acceptance";
    const ENTRIES: &'static [Entry] = &[];
    const BUTTON: &'static str = "I agree with the proposal";
    const DONE: &'static str = "You agree with the proposal";
    const FROM: &'static [CategoryState] = &[CategoryState::Proposed];

    fn command(place: &Place, entered: &Entered) -> Self::Command {
        command!(AcceptProposalRequest, place, entered)
    }

    async fn send(services: &Services, command: Request<Self::Command>) -> Result<u64, Status> {
        Ok(services.categories().accept_proposal(command).await?.into_inner().position)
    }
}

/// The head challenges the proposal.
#[derive(Debug)]
pub(crate) struct Challenge;

impl Step for Challenge {
    type Command = ChallengeProposalRequest;
    const AT: &'static str = "/schools/{school}/areas/{area}/rounds/{round}/challenge";
    const KEY: &'static str = "challenge";
    const ENTRIES: &'static [Entry] = &[
        Entry::choice("region", "Where do you see your school?"),
        Entry::words_of::<Self::Command>("reason", "What do you see differently?")
            .hint("The lead and the moderation meeting read it")
            .wanted("Say what you see differently"),
        EVIDENCE,
        Entry::boxes("leave", "What may the committee read?")
            .hint("Without a tick its report says that your view differed, and not your words"),
    ];
    const BUTTON: &'static str = "Challenge the proposal";
    const DONE: &'static str = "Your challenge goes to moderation";
    const FROM: &'static [CategoryState] = &[CategoryState::Proposed];

    fn command(place: &Place, entered: &Entered) -> Self::Command {
        let in_report = !entered.get("leave").is_empty();
        let asked = command!(ChallengeProposalRequest, place, entered, region_id: "region", reason: "reason");
        ChallengeProposalRequest { in_report, evidence: cited(entered), ..asked }
    }

    async fn send(services: &Services, command: Request<Self::Command>) -> Result<u64, Status> {
        Ok(services.categories().challenge_proposal(command).await?.into_inner().position)
    }
}

/// The improvement lead records what moderation came to.
#[derive(Debug)]
pub(crate) struct RecordModeration;

impl Step for RecordModeration {
    type Command = ModerateRequest;
    const AT: &'static str = "/schools/{school}/areas/{area}/rounds/{round}/moderation";
    const KEY: &'static str = "moderation";
    const ENTRIES: &'static [Entry] = &[
        Entry::radios("region", "What did moderation come to?").wanted("Choose a region"),
        Entry::words_of::<Self::Command>("reason", "Why?")
            .hint("The school’s head and the people who judge read it")
            .wanted("Say why in a sentence or two"),
    ];
    const BUTTON: &'static str = "Record the outcome";
    const DONE: &'static str = "The outcome of moderation is recorded";
    const FROM: &'static [CategoryState] = &[CategoryState::Challenged, CategoryState::Moderated];

    fn command(place: &Place, entered: &Entered) -> Self::Command {
        command!(ModerateRequest, place, entered, region_id: "region", reason: "reason")
    }

    async fn send(services: &Services, command: Request<Self::Command>) -> Result<u64, Status> {
        Ok(services.categories().moderate(command).await?.into_inner().position)
    }
}

/// The chief executive decides.
#[derive(Debug)]
pub(crate) struct TakeDecision;

impl Step for TakeDecision {
    type Command = DecideRequest;
    const AT: &'static str = "/schools/{school}/areas/{area}/rounds/{round}/decision";
    const KEY: &'static str = "decision";
    const ENTRIES: &'static [Entry] = &[
        Entry::radios("region", "Which region?").wanted("Choose a region"),
        Entry::words_of::<Self::Command>("reason", "Why?")
            .hint("The committee reads it once the decision is shared")
            .wanted("Say why in a sentence or two"),
        Entry::pieces_folded("evidence", "What does it rest on?")
            .hint("Without a tick the decision rests on what the proposal rests on"),
    ];
    const BUTTON: &'static str = "Continue";
    const DONE: &'static str = "The decision is recorded. No committee sees it until it is shared";
    const CHECK: Option<Check> = Some(Check {
        at: "/schools/{school}/areas/{area}/rounds/{round}/decision/check",
        heading: "Check the decision",
        then: "The decision is recorded with your name. No committee sees it until it is shared.",
        button: "Decide",
    });
    const FROM: &'static [CategoryState] = &[
        CategoryState::Accepted,
        CategoryState::Moderated,
        CategoryState::Reopened,
        CategoryState::Proposed,
    ];

    fn command(place: &Place, entered: &Entered) -> Self::Command {
        let asked = command!(DecideRequest, place, entered, region_id: "region", reason: "reason");
        DecideRequest { evidence: cited(entered), ..asked }
    }

    async fn send(services: &Services, command: Request<Self::Command>) -> Result<u64, Status> {
        Ok(services.categories().decide(command).await?.into_inner().position)
    }
}

/// The improvement lead shares a decision with the school's committee.
#[derive(Debug)]
pub(crate) struct ShareDecision;

impl Step for ShareDecision {
    type Command = ShareRequest;
    const AT: &'static str = "/schools/{school}/areas/{area}/rounds/{round}/sharing";
    const KEY: &'static str = "sharing";
    const ENTRIES: &'static [Entry] = &[];
    const BUTTON: &'static str = "Share the decision with the committee";
    const DONE: &'static str = "The school’s committee and the trustees see the decision now";
    const FROM: &'static [CategoryState] = &[CategoryState::Decided];

    fn command(place: &Place, entered: &Entered) -> Self::Command {
        command!(ShareRequest, place, entered)
    }

    async fn send(services: &Services, command: Request<Self::Command>) -> Result<u64, Status> {
        Ok(services.categories().share(command).await?.into_inner().position)
    }
}

/// The chief executive opens a decision again.
#[derive(Debug)]
pub(crate) struct OpenAgain;

impl Step for OpenAgain {
    type Command = ReopenRequest;
    const AT: &'static str = "/schools/{school}/areas/{area}/rounds/{round}/reopening";
    const KEY: &'static str = "reopening";
    const ENTRIES: &'static [Entry] = &[Entry::words_of::<Self::Command>("reason", "Why?")
        .wanted("Say why the decision is opened again")];
    const BUTTON: &'static str = "Open the decision again";
    const DONE: &'static str = "The decision is open again";
    const FROM: &'static [CategoryState] =
        &[CategoryState::Decided, CategoryState::Shared, CategoryState::NotJudged];

    fn command(place: &Place, entered: &Entered) -> Self::Command {
        command!(ReopenRequest, place, entered, reason: "reason")
    }

    async fn send(services: &Services, command: Request<Self::Command>) -> Result<u64, Status> {
        Ok(services.categories().reopen(command).await?.into_inner().position)
    }
}
