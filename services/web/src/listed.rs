//! How much a person is shown of each list of the trust or of a school, such as its reports, reviews, figures and visits.

use access::Shows;
use contract::categories::v1::GetFrameworkDraftRequest;
use contract::dashboards::v1::ListFactsRequest;
use contract::evidence::v1::{
    ListAdoptionsRequest, ListFiguresRequest, ListIndependenceRequest, ListInspectionsRequest,
    ListRecordEntriesRequest, ListSelfEvaluationsRequest, ListVisitNotesRequest,
};
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

    /// How much is shown of the figures that were recorded of all schools.
    pub(crate) fn recorded_figures(&self) -> Extent {
        let shows = |kind| self.may.shows_everywhere::<ListFiguresRequest>(kind);
        if [Shows::Published, Shows::FiguresInternal, Shows::SmallCohorts].into_iter().all(shows) {
            Extent::All
        } else if self.may.anywhere::<ListFiguresRequest>() {
            Extent::Part("You are shown the figures that your role includes. There may be others.")
        } else {
            Extent::Nothing("Figures are not shown to you in your role.")
        }
    }

    /// How much is shown of the figures that were recorded of a school.
    pub(crate) fn recorded_figures_of(&self, school: &str) -> Extent {
        if self.sees_internal_figures(school) {
            Extent::All
        } else if self.may.of::<ListFiguresRequest>(school) {
            Extent::Part(
                "Published figures are shown to you. Internal ones are for the school’s leaders and the trust’s.",
            )
        } else {
            Extent::Nothing("Figures are not shown to you in your role.")
        }
    }

    /// How much is shown of the inspections of a school.
    pub(crate) fn inspections_of(&self, school: &str) -> Extent {
        if self.may.of::<ListInspectionsRequest>(school) {
            Extent::All
        } else {
            Extent::Nothing("Inspections are not shown to you in your role.")
        }
    }

    /// How much is shown of a school's running record.
    pub(crate) fn running_record_of(&self, school: &str) -> Extent {
        if self.may.of::<ListRecordEntriesRequest>(school) {
            Extent::All
        } else {
            Extent::Nothing(
                "The running record is for the people of the school and the trust’s team.",
            )
        }
    }

    /// Whether every note of a visit to the school is shown, or those that are for this person.
    pub(crate) fn visit_notes_of(&self, school: &str) -> Extent {
        if self.may.shows::<ListVisitNotesRequest>(school, Shows::VisitNoteWhole) {
            Extent::All
        } else if self.may.of::<ListVisitNotesRequest>(school) {
            Extent::Part(
                "You are shown the notes that you wrote, and those that are sent or issued to you.",
            )
        } else {
            Extent::Nothing("Notes of visits are not shown to you in your role.")
        }
    }

    /// How much is shown of the notes of visits to a school, or to all where it is empty.
    pub(crate) fn visit_notes(&self, school: &str) -> Extent {
        if !school.is_empty() {
            return self.visit_notes_of(school);
        }
        if self.may.shows_everywhere::<ListVisitNotesRequest>(Shows::VisitNoteWhole) {
            Extent::All
        } else if self.may.anywhere::<ListVisitNotesRequest>() {
            Extent::Part("You are shown those of the notes that are for you.")
        } else {
            Extent::Nothing("Notes of visits are not shown to you in your role.")
        }
    }

    /// Whether drafts of a school's self-evaluations are shown too, or what is signed off.
    pub(crate) fn self_evaluations_of(&self, school: &str) -> Extent {
        if self.may.shows::<ListSelfEvaluationsRequest>(school, Shows::SelfEvaluationWhole) {
            Extent::All
        } else if self.may.of::<ListSelfEvaluationsRequest>(school) {
            Extent::Part(
                "A self-evaluation is shown to you once the school’s head has signed it off.",
            )
        } else {
            Extent::Nothing(
                "Self-evaluations are shown to the school’s head and committee, the improvement lead and the chief executive.",
            )
        }
    }

    /// How much is shown of the levels of independence of one school, or of all where it is empty.
    pub(crate) fn independence(&self, school: &str) -> Extent {
        let all = match school {
            "" => self.may.everywhere::<ListIndependenceRequest>(),
            school => self.may.of::<ListIndependenceRequest>(school),
        };
        if all {
            Extent::All
        } else if school.is_empty() && self.may.anywhere::<ListIndependenceRequest>() {
            Extent::Part("You are shown the schools that your role includes.")
        } else {
            Extent::Nothing(
                "At which level a school works is shown to its head, its committee and the trust.",
            )
        }
    }

    /// How much is shown of what schools adopted of the register: of one school, or of all where it is empty.
    pub(crate) fn adoptions(&self, school: &str) -> Extent {
        let all = match school {
            "" => self.may.everywhere::<ListAdoptionsRequest>(),
            school => self.may.of::<ListAdoptionsRequest>(school),
        };
        if all {
            Extent::All
        } else if school.is_empty() && self.may.anywhere::<ListAdoptionsRequest>() {
            Extent::Part("Only the schools that your role includes are counted.")
        } else {
            Extent::Nothing("How far schools have come with it is not shown to you in your role.")
        }
    }

    /// Whether every draft of the framework is shown, with every comment.
    pub(crate) fn sees_every_framework_draft(&self) -> bool {
        self.may.shows_anywhere::<GetFrameworkDraftRequest>(Shows::FrameworkDraftWhole)
    }

    /// How much is shown of the drafts of the framework.
    pub(crate) fn framework_drafts(&self) -> Extent {
        if self.sees_every_framework_draft() {
            Extent::All
        } else if self.may.anywhere::<GetFrameworkDraftRequest>() {
            Extent::Part("You are shown the drafts that were sent to headteachers.")
        } else {
            Extent::Nothing("Drafts of the framework are not shown to you in your role.")
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
