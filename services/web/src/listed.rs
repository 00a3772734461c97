//! How much a person is shown of each list of the trust: of reports, reviews, figures, surveys and of the trail.

use access::Shows;
use contract::dashboards::v1::ListFactsRequest;
use contract::reports::v1::GetReportRequest;
use contract::reviews::v1::ListReviewsRequest;
use contract::schools::v1::School;
use contract::surveys::v1::ListWavesRequest;
use contract::trail::v1::ListHistoryRequest;

use crate::shown::Extent;
use crate::visitor::Visitor;

impl Visitor {
    /// How much is shown of the reports of all schools.
    pub(crate) fn reports(&self) -> Extent {
        if self.may.shows_everywhere::<GetReportRequest>(Shows::ReportDraft) {
            Extent::All
        } else if self.reads_reports() {
            Extent::Part("You are shown the reports that your role includes. There may be others.")
        } else {
            Extent::Nothing("Reports are not shown to you in your role.")
        }
    }

    /// How much is shown of the peer reviews of all schools.
    pub(crate) fn reviews(&self) -> Extent {
        let shows = |kind| self.may.shows_everywhere::<ListReviewsRequest>(kind);
        if shows(Shows::ReviewWhole) || shows(Shows::ReviewForLead) {
            Extent::All
        } else if self.may.anywhere::<ListReviewsRequest>() {
            Extent::Part(
                "You are shown the peer reviews that your role includes. There may be others.",
            )
        } else {
            Extent::Nothing("Peer reviews are shown to their schools and those they agreed to.")
        }
    }

    /// How much is shown of the figures about a school, or about all where it is empty.
    pub(crate) fn figures(&self, school: &str) -> Extent {
        let shows = |kind| match school {
            "" => self.may.shows_everywhere::<ListFactsRequest>(kind),
            school => self.may.shows::<ListFactsRequest>(school, kind),
        };
        if [Shows::CategoryDraft, Shows::SurveyResults, Shows::Published].into_iter().all(shows) {
            Extent::All
        } else if self.may.anywhere::<ListFactsRequest>() {
            Extent::Part("You are shown the figures that your role includes. There may be others.")
        } else {
            Extent::Nothing("Figures about schools are not shown to you in your role.")
        }
    }

    /// How much is shown of the list of surveys.
    pub(crate) fn surveys(&self) -> Extent {
        if self.may.everywhere::<ListWavesRequest>() {
            Extent::All
        } else if self.may.anywhere::<ListWavesRequest>() {
            Extent::Part("You are shown the surveys that your role includes. There may be others.")
        } else {
            Extent::Nothing("Surveys are not shown to you in your role.")
        }
    }

    /// How much is shown of the trail of a school, or of the whole trail where it is empty.
    pub(crate) fn trail(&self, school: &str) -> Extent {
        let all = match school {
            "" => self.may.shows_everywhere::<ListHistoryRequest>(Shows::HistoryAll),
            school => self.may.shows::<ListHistoryRequest>(school, Shows::HistoryAll),
        };
        if all {
            Extent::All
        } else if self.has_a_trail() {
            Extent::Part("You are shown the part of the trail that your role includes.")
        } else {
            Extent::Nothing("The trail is not shown to you in your role.")
        }
    }

    /// How much is shown of what lies in some schools, for a person who sees the pages of these schools only.
    pub(crate) fn pages_of(&self, schools: &[School]) -> Extent {
        match schools.iter().all(|school| self.sees(&school.school_id)) {
            true => Extent::All,
            false => Extent::Part("You are shown what concerns the schools whose pages you see."),
        }
    }
}

#[cfg(test)]
mod tests;
