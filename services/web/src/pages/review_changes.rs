//! What a review meets on its way: it is put off or called off, or more readers receive what it found. The host says what the school
//! makes of the visit.

use contract::Said as _;
use contract::reviews::v1::{
    CancelReviewRequest, CommentOnReviewRequest, PostponeReviewRequest, Recipient, Review,
    ReviewState, WidenDistributionRequest,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::review_steps::recipient;
use super::{ForReader, choices};
use crate::dates;
use crate::form::{Act, Check, Choice, Entered, Entry, Form, placed, sends};
use crate::ground::Ground;
use crate::routes::Routes;

/// What its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .form::<PostponeReview>()
        .form::<CancelReview>()
        .form::<WidenDistribution>()
        .form::<CommentOnReview>()
}

/// The host's head or the improvement lead puts the visit off.
#[derive(Debug, Deserialize)]
pub(crate) struct PostponeReview {
    pub review: String,
}

impl Act for PostponeReview {
    type Command = PostponeReviewRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::choice("term", "To which term?").wanted("Choose a term"),
        Entry::words_of::<Self::Command>("reason", "Why?")
            .hint("The host, the team and the improvement lead read it. Name no person")
            .wanted("Say why it is put off"),
    ];
    const BUTTON: &'static str = "Put the review off";
    const DONE: &'static str = "The review is put off";
    placed!("/reviews/{review}/term"(review), "/reviews/{review}"(review));
    sends!(reviews, postpone_review);

    fn command(&self, entered: &Entered) -> PostponeReviewRequest {
        PostponeReviewRequest {
            command_id: entered.command(),
            review_id: self.review.clone(),
            term: entered.get("term"),
            reason: entered.get("reason"),
        }
    }
}

/// The host's head or the improvement lead calls the review off.
#[derive(Debug, Deserialize)]
pub(crate) struct CancelReview {
    pub review: String,
}

impl Act for CancelReview {
    type Command = CancelReviewRequest;
    const ENTRIES: &'static [Entry] = &[Entry::words_of::<Self::Command>("reason", "Why?")
        .hint("The host, the team and the improvement lead read it. Name no person")
        .wanted("Say why it is called off")];
    const BUTTON: &'static str = "Continue";
    const DONE: &'static str = "The review is called off";
    const CHECK: Option<Check> = Some(Check {
        at: "/reviews/{review}/cancellation/check",
        heading: "Check that the review is called off",
        then: "The review does not take place. Ask for a new one if it shall take place after all.",
        button: "Call the review off",
    });
    placed!("/reviews/{review}/cancellation"(review), "/reviews/{review}"(review));
    sends!(reviews, cancel_review);

    fn command(&self, entered: &Entered) -> CancelReviewRequest {
        let (review_id, reason) = (self.review.clone(), entered.get("reason"));
        CancelReviewRequest { command_id: entered.command(), review_id, reason }
    }
}

/// The host's head lets more readers receive the findings.
#[derive(Debug, Deserialize)]
pub(crate) struct WidenDistribution {
    pub review: String,
}

impl Act for WidenDistribution {
    type Command = WidenDistributionRequest;
    const ENTRIES: &'static [Entry] =
        &[Entry::boxes("recipients", "Who else receives what the team finds?")
            .wanted("Choose at least one")];
    const BUTTON: &'static str = "Continue";
    const DONE: &'static str = "They receive what the team finds";
    const CHECK: Option<Check> = Some(Check {
        at: "/reviews/{review}/wider/check",
        heading: "Check who receives the findings as well",
        then: "They see the review from now on: committee and trustees its summary, the others its findings. Nobody is left out again.",
        button: "Agree",
    });
    placed!("/reviews/{review}/wider"(review), "/reviews/{review}"(review));
    sends!(reviews, widen_distribution);

    fn said(&self, _: &Ground, _: &str, value: &str) -> String {
        Recipient::from_str_name(value).map_or("", recipient).to_owned()
    }

    fn command(&self, entered: &Entered) -> WidenDistributionRequest {
        let recipients = entered.all("recipients");
        let recipients = recipients.iter().filter_map(|name| Recipient::from_str_name(name));
        WidenDistributionRequest {
            command_id: entered.command(),
            review_id: self.review.clone(),
            recipients: recipients.map(i32::from).collect(),
        }
    }
}

/// The host's head says what the school makes of the visit.
#[derive(Debug, Deserialize)]
pub(crate) struct CommentOnReview {
    pub review: String,
}

impl Act for CommentOnReview {
    type Command = CommentOnReviewRequest;
    const ENTRIES: &'static [Entry] =
        &[Entry::words_of::<Self::Command>("comment", "What does the school make of the visit?")
            .hint("Those read it who receive the findings. Name no person")
            .wanted("Say what the school makes of it")];
    const BUTTON: &'static str = "Record the school’s comment";
    const DONE: &'static str = "The school’s comment is recorded";
    placed!("/reviews/{review}/comments"(review), "/reviews/{review}"(review));
    sends!(reviews, comment_on_review);

    fn command(&self, entered: &Entered) -> CommentOnReviewRequest {
        let (review_id, comment) = (self.review.clone(), entered.get("comment"));
        CommentOnReviewRequest { command_id: entered.command(), review_id, comment }
    }
}

/// Why it was put off or called off, for those who are shown it; and what the host makes of the visit.
pub(super) fn told(review: &Review) -> Markup {
    html! {
        @if review.postponed_because.is_some() {
            p class="govuk-body pl-wrap" { "Put off to " (dates::term(&review.term)) ": " (review.postponed_because.said()) }
        }
        @if review.state() == ReviewState::Cancelled {
            p class="govuk-body pl-wrap" {
                "Called off on " (dates::day(&review.cancelled_on))
                @if review.cancelled_because.is_some() { ": " (review.cancelled_because.said()) } @else { "." }
            }
        }
        @for said in &review.comments {
            p class="govuk-body pl-wrap" { "The school, on " (dates::day(&said.on)) ": " (said.comment.said()) }
        }
    }
}

/// The forms for those who may change a review, as far as it has come.
pub(super) fn forms(reader: ForReader<'_>, review: &Review) -> Markup {
    let ForReader { visitor, told, .. } = reader;
    let (id, host) = (review.review_id.clone(), &review.host_school_id);
    let before = matches!(
        review.state(),
        ReviewState::Requested | ReviewState::Matched | ReviewState::Agreed
    );
    let visited = matches!(review.state(), ReviewState::Held | ReviewState::Completed);
    let agreed = visited || review.state() == ReviewState::Agreed;
    let terms = choices::terms(visitor).into_iter().filter(|term| term.value > review.term);
    let more = more(review);
    let (postpone, cancel) =
        (PostponeReview { review: id.clone() }, CancelReview { review: id.clone() });
    let (widen, comment) =
        (WidenDistribution { review: id.clone() }, CommentOnReview { review: id });
    html! {
        @if visited && visitor.may.of_review::<CommentOnReviewRequest>(&comment.review, host) {
            (Form::new(&comment, visitor, told).folded("Say what the school makes of the visit"))
        }
        @if agreed && !more.is_empty() && visitor.may.of_review::<WidenDistributionRequest>(&widen.review, host) {
            (Form::new(&widen, visitor, told).choices("recipients", more).folded("Let more readers receive the findings"))
        }
        @if before && visitor.may.of_review::<PostponeReviewRequest>(&postpone.review, host) {
            (Form::new(&postpone, visitor, told)
                .choices("term", choices::or("Choose a term", terms.collect()))
                .folded("Put the review off"))
        }
        @if before && visitor.may.of_review::<CancelReviewRequest>(&cancel.review, host) {
            (Form::new(&cancel, visitor, told).folded("Call the review off"))
        }
    }
}

/// Those who do not receive the findings yet.
fn more(review: &Review) -> Vec<Choice> {
    let all = [Recipient::HostCommittee, Recipient::ImprovementLead, Recipient::Trustees];
    let more = all.into_iter().filter(|one| !review.recipients().any(|known| known == *one));
    more.map(|one| Choice::new(one.as_str_name(), recipient(one))).collect()
}

#[cfg(test)]
mod tests;
