//! Which part of an answer a rule opens, where an rpc gives out more than one line of the access table.

use std::collections::BTreeSet;

use strum::{Display, EnumIter, EnumString};

/// A kind of thing an answer may hold; a rule names it with `@shows("...")`.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Display, EnumString, EnumIter,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Shows {
    /// Published outcomes, inspections, absence.
    Published,
    /// Figures of a school that are not published.
    FiguresInternal,
    /// Figures that rest on five pupils or fewer, or that tell such a one.
    SmallCohorts,
    /// Released survey figures.
    SurveyResults,
    /// Released survey figures of questions about vision and values.
    SurveyVision,
    /// Judgements decided and shared.
    CategoryShared,
    /// Judgements being made, and decisions not yet shared.
    CategoryDraft,
    /// Judgements decided and shared, in vision and values only.
    CategoryFoundations,
    /// Drafts of the framework with every comment.
    FrameworkDraftWhole,
    /// Drafts of the framework that were sent to headteachers, with the comments for the own school; with all after the last day.
    FrameworkDraftSent,
    /// A review with all its findings.
    ReviewWhole,
    /// Where a review stands; its findings where the improvement lead is among the agreed recipients.
    ReviewForLead,
    /// A review's summary where the trustees are among the agreed recipients.
    ReviewForTrustees,
    /// A review's summary where the host's committee is among the agreed recipients.
    ReviewForCommittee,
    /// Notes of visits, drafts among them.
    VisitNoteWhole,
    /// Notes of visits from the day they were sent to the headteacher.
    VisitNoteForHead,
    /// Issued notes of visits where the school's staff are among the readers.
    VisitNoteForSchool,
    /// Issued notes of visits where the school's committee is among the readers.
    VisitNoteForCommittee,
    /// Issued notes of visits where the trust is among the readers.
    VisitNoteForTrust,
    /// Self-evaluations of schools, also before they are signed off.
    SelfEvaluationWhole,
    /// Self-evaluations of schools that are signed off.
    SelfEvaluationSigned,
    /// The note of a visit that a guest's role is held over, until its issue.
    VisitNoteForGuest,
    /// Issued reports.
    ReportIssued,
    /// Reports not yet issued.
    ReportDraft,
    /// Every line of the history.
    HistoryAll,
    /// Events that other systems may hear, without who did them; of any other its position.
    HistoryOpen,
    /// Lines about what the asking person did.
    HistoryOwnActs,
    /// Lines about a committee: its meetings, and its reports from issue to question and answer.
    HistoryCommittee,
    /// The events behind shared decisions, released results and issued reports.
    EventsBehindWhatIsShown,
    /// Everyone's e-mail address.
    PeopleAddresses,
    /// Everyone's name and roles, and the own address.
    PeopleNames,
    /// Who has seen anything.
    LooksAtAnything,
    /// Who has seen reports.
    LooksAtReports,
}

impl Shows {
    /// What it is, for the access table.
    pub fn words(self) -> &'static str {
        match self {
            Self::Published => "published figures",
            Self::FiguresInternal => "internal figures",
            Self::SmallCohorts => "figures that rest on few pupils",
            Self::SurveyResults => "released survey figures",
            Self::SurveyVision => "released survey figures on vision and values",
            Self::CategoryShared => "shared decisions",
            Self::CategoryDraft => "judgements being made",
            Self::CategoryFoundations => "shared decisions on vision and values",
            Self::FrameworkDraftWhole => "every draft and comment",
            Self::FrameworkDraftSent => {
                "drafts that were sent, own comments, and all after the last day"
            }
            Self::ReviewWhole => "the whole review",
            Self::ReviewForLead => "where it stands; the findings where agreed for the lead",
            Self::ReviewForTrustees => "the summary where agreed for trustees",
            Self::ReviewForCommittee => "the summary where agreed for the committee",
            Self::VisitNoteWhole => "every note",
            Self::VisitNoteForHead => "notes that were sent to the headteacher",
            Self::VisitNoteForSchool => "own notes, and issued ones that go to the school",
            Self::VisitNoteForCommittee => "own notes, and issued ones that go to the committee",
            Self::VisitNoteForTrust => "own notes, and issued ones that go to the trust",
            Self::SelfEvaluationWhole => "self-evaluations, drafts among them",
            Self::SelfEvaluationSigned => "self-evaluations that are signed off",
            Self::VisitNoteForGuest => "the note of the visit the role is held over",
            Self::ReportIssued => "issued reports",
            Self::ReportDraft => "drafts",
            Self::HistoryAll => "the whole history",
            Self::HistoryOpen => "open events, and where others are",
            Self::HistoryOwnActs => "own acts",
            Self::HistoryCommittee => "what concerns the committee",
            Self::EventsBehindWhatIsShown => "the events behind what is shown",
            Self::PeopleAddresses => "addresses",
            Self::PeopleNames => "names and roles, and the own address",
            Self::LooksAtAnything => "who has seen it",
            Self::LooksAtReports => "who has seen a report",
        }
    }
}

/// What of an answer may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sight {
    /// All of it: the rules make no difference within the answer.
    Whole,
    /// These kinds of thing.
    Only(BTreeSet<Shows>),
}

impl Sight {
    /// Nothing.
    pub(crate) fn nothing() -> Self {
        Self::Only(BTreeSet::new())
    }

    /// Whether a kind of thing may be shown.
    pub fn shows(&self, kind: Shows) -> bool {
        match self {
            Self::Whole => true,
            Self::Only(kinds) => kinds.contains(&kind),
        }
    }

    pub(crate) fn add(&mut self, more: &Sight) {
        match (&mut *self, more) {
            (Self::Whole, _) => {}
            (_, Self::Whole) => *self = Self::Whole,
            (Self::Only(kinds), Self::Only(more)) => kinds.extend(more),
        }
    }
}
