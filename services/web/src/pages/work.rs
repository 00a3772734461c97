//! What a person can do, as ways to the pages that hold the forms: only to those that are for this person.

use contract::categories::v1::{AgreeFrameworkRequest, GetFrameworkDraftRequest, OpenRoundRequest};
use contract::evidence::v1::{
    ListAdoptionsRequest, ListIndependenceRequest, ListVisitNotesRequest,
};
use contract::reports::v1::{ApproveReportRequest, DraftReportRequest};
use contract::reviews::v1::{ListReviewsRequest, RequestReviewRequest};
use contract::schools::v1::{
    EndRoleRequest, FormCommitteeRequest, FormHubRequest, GetPersonRecordRequest,
    JoinSchoolRequest, ListMeetingRecordsRequest, ScheduleMeetingRequest, SetTermsRequest,
    SetTrustMarkRequest,
};
use contract::surveys::v1::ScheduleWaveRequest;
use maud::{Markup, html};

use super::actions;
use crate::visitor::Visitor;

/// Address and words of each way, and whether it is for this person.
fn ways(visitor: &Visitor) -> Vec<(&'static str, &'static str)> {
    let may = &visitor.may;
    let committees =
        may.anywhere::<FormCommitteeRequest>() || may.anywhere::<ScheduleMeetingRequest>();
    let people = may.anywhere::<EndRoleRequest>() || may.anywhere::<GetPersonRecordRequest>();
    let reports = may.anywhere::<DraftReportRequest>() || may.anywhere::<ApproveReportRequest>();
    let reviews = may.anywhere::<RequestReviewRequest>() || may.anywhere::<ListReviewsRequest>();
    let actions = may.anywhere::<ListMeetingRecordsRequest>()
        || may.anywhere::<ListVisitNotesRequest>()
        || may.anywhere::<ListReviewsRequest>();
    let all = [
        ("/rounds", "Open and close rounds", may.anywhere::<OpenRoundRequest>()),
        ("/reviews", "Peer reviews", reviews),
        ("/surveys/new", "Plan a survey", may.anywhere::<ScheduleWaveRequest>()),
        ("/reports", "Write and issue reports", reports),
        ("/committees", "Committees and meetings", committees),
        (actions::AT, "Agreed actions", actions),
        ("/requirements", "What the trust requires", may.anywhere::<ListAdoptionsRequest>()),
        ("/independence", "Independence of schools", may.anywhere::<ListIndependenceRequest>()),
        (
            "/framework/draft",
            "The next version of the framework",
            may.anywhere::<GetFrameworkDraftRequest>(),
        ),
        ("/framework/new", "Agree the framework", may.anywhere::<AgreeFrameworkRequest>()),
        ("/hubs", "Hubs", may.anywhere::<FormHubRequest>()),
        ("/schools/new", "Take schools into the trust", may.anywhere::<JoinSchoolRequest>()),
        ("/terms", "Terms", may.anywhere::<SetTermsRequest>()),
        ("/trust/mark", "Mark and colour", may.anywhere::<SetTrustMarkRequest>()),
        ("/people", "People and their roles", people && visitor.sees_who_can_sign_in()),
    ];
    all.into_iter().filter(|(.., shown)| *shown).map(|(to, words, _)| (to, words)).collect()
}

/// The ways, on the first page of each person; nothing where there is none.
pub(super) fn yours(visitor: &Visitor) -> Markup {
    let ways = ways(visitor);
    html! {
        @if !ways.is_empty() {
            nav aria-label="What you can do" {
                h2.govuk-heading-m { "What you can do" }
                ul.pl-tags { @for (to, words) in &ways { li { a href=(to) { (words) } } } }
            }
        }
    }
}

#[cfg(test)]
mod tests;
