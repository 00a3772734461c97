//! What a page offers to whom: questions of the pages, answered by what the rules told of this person (`May`). The
//! services decide; nothing here is relied upon.

use std::collections::BTreeSet;

use access::Shows;
use contract::categories::v1::{EvidenceKind, ListCategoriesRequest};
use contract::dashboards::v1::GetHeatmapRequest;
use contract::evidence::v1::ListFiguresRequest;
use contract::reports::v1::{AnswerQuestionRequest, AskQuestionRequest, GetReportRequest};
use contract::reviews::v1::{ListPairingsRequest, ListReviewsRequest, Recipient, Review};
use contract::schools::v1::{InvitePersonRequest, ListMeetingRecordsRequest, ListSignInsRequest};
use contract::sentences::ROLL;
use contract::surveys::v1::GetResultsRequest;
use contract::trail::v1::{
    GetEventRequest, ListDisclosuresRequest, ListHistoryRequest, ListProjectionsRequest,
};

pub(crate) use crate::names::role_words;
use crate::shown::Extent;
use crate::visitor::Visitor;

/// Which event a link leads to, as far as it decides who may open it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Behind<'a> {
    /// A shared decision, or an issued report, about this school.
    Shown(&'a str),
    /// Figures released for every school that was asked.
    Released,
    /// A recorded figure of this school.
    Figure(&'a str),
    /// A note of a visit to this school, or a step of it.
    Visit(&'a str),
    /// Anything else about this school alone.
    School(&'a str),
    /// Anything else, or something about several schools.
    Trust,
}

impl<'a> Behind<'a> {
    /// A decision, as long as it is shown to those who judge only, and afterwards.
    pub(crate) fn decision(school: &'a str, shared: bool) -> Self {
        if shared { Self::Shown(school) } else { Self::School(school) }
    }

    /// What a judgement rests on, by its id: a survey's figures were released for many schools, and a recorded figure may rest on few
    /// pupils. Anything else is the school's own.
    pub(crate) fn evidence(school: &'a str, kind: EvidenceKind, id: &str) -> Self {
        match kind {
            EvidenceKind::SurveyFigure => Self::Released,
            EvidenceKind::ImportedFigure if !id.starts_with(ROLL) => Self::Figure(school),
            _ => Self::School(school),
        }
    }

    /// A fact, by its measure; about the trust where no school is named.
    pub(crate) fn fact(measure: &str, school: &'a str) -> Self {
        let parts: Vec<&str> = measure.split('.').collect();
        match parts.as_slice() {
            ["survey", ..] => Self::Released,
            _ if school.is_empty() => Self::Trust,
            // The school's own view is no decision: only the school and the judges open it.
            ["category", _] => Self::Shown(school),
            _ => Self::School(school),
        }
    }
}

impl Visitor {
    /// Whether the whole history is shown, every event of it.
    pub(crate) fn opens_every_event(&self) -> bool {
        self.may.shows_everywhere::<GetEventRequest>(Shows::HistoryAll)
    }

    /// Whether an event is shown as it is stored.
    pub(crate) fn opens(&self, behind: Behind<'_>) -> bool {
        let all = |school| self.may.shows::<GetEventRequest>(school, Shows::HistoryAll);
        let behind_shown = Shows::EventsBehindWhatIsShown;
        match behind {
            // It may rest on few pupils.
            Behind::Figure(school) => {
                all(school) && self.may.shows::<GetEventRequest>(school, Shows::SmallCohorts)
            }
            // Who reads a note is agreed with its issue.
            Behind::Visit(school) => {
                all(school) && self.may.shows::<GetEventRequest>(school, Shows::VisitNoteWhole)
            }
            _ if self.opens_every_event() => true,
            Behind::Shown(school) => {
                all(school) || self.may.shows::<GetEventRequest>(school, behind_shown)
            }
            Behind::Released => self.may.shows_everywhere::<GetEventRequest>(behind_shown),
            Behind::School(school) => all(school),
            Behind::Trust => all(""),
        }
    }

    /// Whether there is a trail to be shown: all of it, or a part.
    pub(crate) fn has_a_trail(&self) -> bool {
        self.may.anywhere::<ListHistoryRequest>()
    }

    /// Whether the school's trail is shown, or a part of it.
    pub(crate) fn has_a_trail_of(&self, school: &str) -> bool {
        self.may.of::<ListHistoryRequest>(school)
    }

    /// The schools whose trail is shown; nothing where it is every school's.
    pub(crate) fn own_trail(&self) -> Option<BTreeSet<&str>> {
        self.may.schools::<ListHistoryRequest>()
    }

    /// Whether a school is this person's own: its history is shown, and that of other schools is not.
    pub(crate) fn is_own(&self, school: &str) -> bool {
        self.own_trail().is_some_and(|own| own.contains(school))
    }

    /// Whether a school's page is for this person. A person who is shown data of some schools, as a committee is, sees their
    /// pages. A person who is shown data of every school, or of none, sees every school's page.
    pub(crate) fn sees(&self, school: &str) -> bool {
        let of = [
            self.may.schools::<GetHeatmapRequest>(),
            self.may.schools::<ListReviewsRequest>(),
            self.may.schools::<GetReportRequest>(),
            self.may.schools::<GetResultsRequest>(),
        ];
        let Some(of) = of.into_iter().collect::<Option<Vec<_>>>() else { return true };
        let some: BTreeSet<&str> = of.into_iter().flatten().collect();
        some.is_empty() || some.contains(school)
    }

    /// How much is shown of how schools were judged.
    pub(crate) fn judgements(&self) -> Extent {
        if self.may.shows_anywhere::<GetHeatmapRequest>(Shows::CategoryShared) {
            Extent::All
        } else if self.may.anywhere::<GetHeatmapRequest>() {
            Extent::Part("You are shown decisions about vision and values of church schools only.")
        } else {
            Extent::Nothing("How schools were judged is not shown to you in your role.")
        }
    }

    /// How much is shown of how a school was judged.
    pub(crate) fn judgements_of(&self, school: &str) -> Extent {
        if self.sees_every_area_of(school) {
            Extent::All
        } else if self.may.of::<GetHeatmapRequest>(school) {
            Extent::Part("You are shown decisions about vision and values only.")
        } else {
            Extent::Nothing("How this school was judged is not shown to you in your role.")
        }
    }

    /// Whether every area of the school's shared judgements is shown, and not vision and values only.
    pub(crate) fn sees_every_area_of(&self, school: &str) -> bool {
        self.may.shows::<GetHeatmapRequest>(school, Shows::CategoryShared)
    }

    /// What a cell without a decision means to this person: nothing was judged, nothing was shared, or it is not shown.
    pub(crate) fn without_decision(&self, school: &str) -> &'static str {
        if self.may.shows::<GetHeatmapRequest>(school, Shows::CategoryDraft) {
            "Not judged"
        } else if self.sees_every_area_of(school) {
            "Nothing shared"
        } else {
            "Not shown to you"
        }
    }

    /// Whether judgements not yet shared are shown.
    pub(crate) fn sees_drafts(&self, school: &str) -> bool {
        self.may.shows::<ListCategoriesRequest>(school, Shows::CategoryDraft)
    }

    /// Whether judgements not yet shared are shown for every school.
    pub(crate) fn sees_all_drafts(&self) -> bool {
        self.may.shows_everywhere::<GetHeatmapRequest>(Shows::CategoryDraft)
    }

    /// Whether reports are shown at all.
    pub(crate) fn reads_reports(&self) -> bool {
        self.may.anywhere::<GetReportRequest>()
    }

    /// Whether the school's report is shown: not to other heads, not to other committees.
    pub(crate) fn reads_reports_of(&self, school: &str) -> bool {
        self.may.of::<GetReportRequest>(school)
    }

    /// Whether reports of the school are shown before they are issued.
    pub(crate) fn reads_drafts_of(&self, school: &str) -> bool {
        self.may.shows::<GetReportRequest>(school, Shows::ReportDraft)
    }

    /// Whether released survey figures are shown at all.
    pub(crate) fn sees_answers(&self) -> bool {
        self.may.anywhere::<GetResultsRequest>()
    }

    /// Whether the school's own survey figures are shown: other heads see the trust's.
    pub(crate) fn sees_answers_of(&self, school: &str) -> bool {
        self.may.of::<GetResultsRequest>(school)
    }

    /// Whether figures of a school that are not published are shown.
    pub(crate) fn sees_internal_figures(&self, school: &str) -> bool {
        self.may.shows::<ListFiguresRequest>(school, Shows::FiguresInternal)
    }

    /// How much is shown of a school's released survey figures, or of the trust's where it is empty.
    pub(crate) fn answers_of(&self, school: &str) -> Extent {
        if self.may.shows::<GetResultsRequest>(school, Shows::SurveyResults) {
            Extent::All
        } else if self.may.of::<GetResultsRequest>(school) {
            Extent::Part("You are shown the answers about vision and values only.")
        } else {
            Extent::Nothing("What was answered here is not shown to you in your role.")
        }
    }

    /// How much is shown of a school's peer reviews.
    pub(crate) fn reviews_of(&self, school: &str) -> Extent {
        let shows = |kind| self.may.shows::<ListReviewsRequest>(school, kind);
        if shows(Shows::ReviewWhole) || shows(Shows::ReviewForLead) {
            Extent::All
        } else if self.may.of::<ListReviewsRequest>(school) {
            Extent::Part("A peer review is shown to you where its school agreed to that.")
        } else {
            Extent::Nothing(
                "Peer reviews of this school are shown to its head and those it agreed to.",
            )
        }
    }

    /// How much is shown of the pairings a school is in.
    pub(crate) fn pairings_of(&self, school: &str) -> Extent {
        match self.may.of::<ListPairingsRequest>(school) {
            true => Extent::All,
            false => Extent::Nothing("Partnerships are shown to the schools that are in them."),
        }
    }

    /// How much is shown of the records of a school's committee.
    pub(crate) fn records_of(&self, school: &str) -> Extent {
        match self.may.of::<ListMeetingRecordsRequest>(school) {
            true => Extent::All,
            false => Extent::Nothing(
                "The record of a meeting is shown to the committee, its clerk, its school’s head and the trust.",
            ),
        }
    }

    /// How much is shown of the records of the committee of a school, or of all committees where it is empty.
    pub(crate) fn records(&self, school: &str) -> Extent {
        match school {
            "" if self.may.everywhere::<ListMeetingRecordsRequest>() => Extent::All,
            "" if self.may.anywhere::<ListMeetingRecordsRequest>() => {
                Extent::Part("You are shown those of the committees that your role includes.")
            }
            school => self.records_of(school),
        }
    }

    /// How much is shown of a school's reports.
    pub(crate) fn reports_of(&self, school: &str) -> Extent {
        if self.reads_drafts_of(school) {
            Extent::All
        } else if self.reads_reports_of(school) {
            Extent::Part("Reports are shown to you once they have been issued.")
        } else {
            Extent::Nothing("Reports are shown to the school’s committee, its head and the trust.")
        }
    }

    /// Whether this person receives what a peer review found, as host and trust agreed before it.
    pub(crate) fn receives(&self, review: &Review) -> bool {
        let agreed = |recipient: Recipient| review.recipients().any(|known| known == recipient);
        let host = &review.host_school_id;
        let shows = |kind| self.may.shows::<ListReviewsRequest>(host, kind);
        let of_the_team = !self.may.of::<ListReviewsRequest>(host)
            && self.may.of_review::<ListReviewsRequest>(&review.review_id, host);
        of_the_team
            || shows(Shows::ReviewWhole)
            || (shows(Shows::ReviewForLead) && agreed(Recipient::ImprovementLead))
            || (shows(Shows::ReviewForTrustees) && agreed(Recipient::Trustees))
            || (shows(Shows::ReviewForCommittee) && agreed(Recipient::HostCommittee))
    }

    /// Whether governors' questions about the school's report are for this person to ask.
    pub(crate) fn may_ask_about(&self, school: &str) -> bool {
        self.may.of::<AskQuestionRequest>(school)
    }

    /// Whether governors' questions about the school are for this person to answer.
    pub(crate) fn may_answer_for(&self, school: &str) -> bool {
        self.may.of::<AnswerQuestionRequest>(school)
    }

    /// Whether this person may know who has seen what a school has, reports apart.
    pub(crate) fn knows_who_saw(&self, school: &str) -> bool {
        self.may.shows::<ListDisclosuresRequest>(school, Shows::LooksAtAnything)
    }

    /// Whether this person may know who has seen the school's reports.
    pub(crate) fn knows_who_saw_reports(&self, school: &str) -> bool {
        self.knows_who_saw(school)
            || self.may.shows::<ListDisclosuresRequest>(school, Shows::LooksAtReports)
    }

    /// Whether the page of who can sign in is for this person.
    pub(crate) fn sees_who_can_sign_in(&self) -> bool {
        self.may.anywhere::<ListSignInsRequest>()
    }

    /// Whether how far every projection has got is for this person.
    pub(crate) fn watches_projections(&self) -> bool {
        self.may.anywhere::<ListProjectionsRequest>()
    }

    /// Whether this person invites people to sign in.
    pub(crate) fn invites(&self) -> bool {
        self.may.anywhere::<InvitePersonRequest>() && !self.chosen
    }
}

#[cfg(test)]
mod tests;
