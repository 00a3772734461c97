//! A peer review: colleagues from other schools look at what a school asked them to look at.

use contract::events::ReviewEvent;
use contract::reviews::v1::{
    DistributionAgreed, FindingKind, FindingRecorded, FollowUpRecorded, Recipient, ReviewCompleted,
    ReviewHeld, ReviewRequested, Reviewer, TeamMatched,
};
use contract::{Kind, Refusal, Term};
use eventlog::{Context, Decider};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a review can be asked.
#[derive(Clone, Debug)]
pub(crate) struct ReviewCommand {
    pub review_id: Uuid,
    pub act: Act,
}

#[derive(Clone, Debug)]
pub(crate) enum Act {
    Request { host_school_id: Uuid, areas: Vec<String>, focus: String, term: Term },
    MatchTeam(Vec<Reviewer>),
    AgreeDistribution { recipients: Vec<Recipient>, counts_as_evidence: bool },
    Hold { on: Date },
    RecordFinding { areas: Vec<String>, kind: FindingKind, text: String },
    Complete { summary: String },
    RecordFollowUp { finding_id: Uuid, outcome: String, improved: bool },
}

/// Why a review says no.
#[derive(Debug, PartialEq, thiserror::Error)]
pub(crate) enum ReviewRefusal {
    #[error("there is no such review here")]
    Unknown,
    #[error("please name at least one area")]
    NoAreas,
    #[error("please say what the review should focus on")]
    FocusEmpty,
    #[error("a reviewer can't come from the school that is reviewed")]
    ReviewerFromHost,
    #[error("a reviewer is named twice")]
    ReviewerRepeated,
    #[error("a team needs exactly one lead reviewer")]
    NoLead,
    #[error("no team has been matched yet")]
    TeamNotMatched,
    #[error("it has already been agreed who receives the findings")]
    DistributionAlreadyAgreed,
    #[error("please name at least one recipient")]
    NoRecipients,
    #[error("it has to be agreed first who receives the findings")]
    DistributionNotAgreed,
    #[error("the visit has already been recorded")]
    AlreadyHeld,
    #[error("the visit has not been recorded yet")]
    NotHeld,
    #[error("the review is completed")]
    Completed,
    #[error("the review does not look at {0}")]
    AreaNotInFocus(String),
    #[error("please say what was found")]
    TextEmpty,
    #[error("a review is completed with at least one finding")]
    NoFindings,
    #[error("please sum up the review")]
    SummaryEmpty,
    #[error("the review is not completed yet")]
    NotCompleted,
    #[error("this review has no such finding")]
    FindingUnknown,
}

impl Refusal for ReviewRefusal {
    fn reason(&self) -> &'static str {
        match self {
            Self::Unknown => "REVIEW_UNKNOWN",
            Self::NoAreas => "NO_AREAS",
            Self::FocusEmpty => "FOCUS_EMPTY",
            Self::ReviewerFromHost => "REVIEWER_FROM_HOST",
            Self::ReviewerRepeated => "REVIEWER_REPEATED",
            Self::NoLead => "NO_LEAD",
            Self::TeamNotMatched => "TEAM_NOT_MATCHED",
            Self::DistributionAlreadyAgreed => "DISTRIBUTION_ALREADY_AGREED",
            Self::NoRecipients => "NO_RECIPIENTS",
            Self::DistributionNotAgreed => "DISTRIBUTION_NOT_AGREED",
            Self::AlreadyHeld => "ALREADY_HELD",
            Self::NotHeld => "REVIEW_NOT_HELD",
            Self::Completed => "REVIEW_COMPLETED",
            Self::AreaNotInFocus(_) => "AREA_NOT_IN_FOCUS",
            Self::TextEmpty => "TEXT_EMPTY",
            Self::NoFindings => "NO_FINDINGS",
            Self::SummaryEmpty => "SUMMARY_EMPTY",
            Self::NotCompleted => "REVIEW_NOT_COMPLETED",
            Self::FindingUnknown => "FINDING_UNKNOWN",
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Unknown | Self::FindingUnknown => Kind::Unknown,
            Self::NoAreas
            | Self::FocusEmpty
            | Self::ReviewerRepeated
            | Self::NoLead
            | Self::NoRecipients
            | Self::TextEmpty
            | Self::SummaryEmpty => Kind::Malformed,
            Self::ReviewerFromHost
            | Self::TeamNotMatched
            | Self::DistributionAlreadyAgreed
            | Self::DistributionNotAgreed
            | Self::AlreadyHeld
            | Self::NotHeld
            | Self::Completed
            | Self::AreaNotInFocus(_)
            | Self::NoFindings
            | Self::NotCompleted => Kind::State,
        }
    }
}

/// Where a review stands.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) enum Review {
    /// Nobody asked for it.
    #[default]
    Unknown,
    /// Asked for.
    Requested(Asked),
    /// A team is named.
    Matched(Asked),
    /// Host and trust agreed who receives the findings.
    Agreed(Asked),
    /// The team visited; findings are written down.
    Held(Asked, Vec<String>),
    /// Ended, with these findings.
    Completed(Asked, Vec<String>),
}

/// What was asked for.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Asked {
    host_school_id: String,
    areas: Vec<String>,
}

impl Decider for Review {
    type Command = ReviewCommand;
    type Event = ReviewEvent;
    type Refusal = ReviewRefusal;

    fn decide(
        &self,
        command: &ReviewCommand,
        context: &Context,
    ) -> Result<Vec<ReviewEvent>, ReviewRefusal> {
        let review_id = command.review_id.to_string();
        let event = match &command.act {
            Act::Request { host_school_id, areas, focus, term } => {
                filled(!areas.is_empty(), ReviewRefusal::NoAreas)?;
                filled(!focus.is_empty(), ReviewRefusal::FocusEmpty)?;
                let (host_school_id, areas) = (host_school_id.to_string(), areas.clone());
                let (focus, term) = (focus.clone(), term.to_string());
                ReviewRequested { review_id, host_school_id, areas, focus, term }.into()
            }
            Act::MatchTeam(reviewers) => {
                team(self.before_visit()?, reviewers)?;
                TeamMatched { review_id, reviewers: reviewers.clone() }.into()
            }
            Act::AgreeDistribution { recipients, counts_as_evidence } => {
                self.distribution_open()?;
                filled(!recipients.is_empty(), ReviewRefusal::NoRecipients)?;
                let recipients = recipients.iter().map(|one| i32::from(*one)).collect();
                let counts_as_evidence = *counts_as_evidence;
                DistributionAgreed { review_id, recipients, counts_as_evidence }.into()
            }
            Act::Hold { on } => {
                self.visit_due()?;
                ReviewHeld { review_id, on: on.to_string() }.into()
            }
            Act::RecordFinding { areas, kind, text } => {
                finding(self.held()?, areas, text)?;
                let finding_id = context.new_id("finding").to_string();
                let (areas, kind, text) = (areas.clone(), i32::from(*kind), text.clone());
                FindingRecorded { review_id, finding_id, areas, kind, text }.into()
            }
            Act::Complete { summary } => {
                let host_school_id = self.ready_to_complete()?.host_school_id.clone();
                filled(!summary.is_empty(), ReviewRefusal::SummaryEmpty)?;
                let (summary, on) = (summary.clone(), context.today().to_string());
                ReviewCompleted { review_id, host_school_id, summary, on }.into()
            }
            Act::RecordFollowUp { finding_id, outcome, improved } => {
                let (finding_id, improved) = (finding_id.to_string(), *improved);
                let known = self.completed()?.contains(&finding_id);
                filled(known, ReviewRefusal::FindingUnknown)?;
                let (outcome, on) = (outcome.clone(), context.today().to_string());
                FollowUpRecorded { review_id, finding_id, outcome, improved, on }.into()
            }
        };
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &ReviewEvent) {
        *self = match (event, std::mem::take(self)) {
            (ReviewEvent::ReviewRequested(event), _) => Self::Requested(Asked {
                host_school_id: event.host_school_id.clone(),
                areas: event.areas.clone(),
            }),
            // A team named anew leaves what was agreed as it is.
            (ReviewEvent::TeamMatched(_), Self::Requested(asked)) => Self::Matched(asked),
            (ReviewEvent::TeamMatched(_), other) => other,
            (ReviewEvent::DistributionAgreed(_), other) => other.onwards(Self::Agreed),
            (ReviewEvent::ReviewHeld(_), other) => {
                other.onwards(|asked| Self::Held(asked, Vec::new()))
            }
            (ReviewEvent::FindingRecorded(event), Self::Held(asked, mut findings)) => {
                findings.push(event.finding_id.clone());
                Self::Held(asked, findings)
            }
            (ReviewEvent::FindingRecorded(_), other) => other,
            (ReviewEvent::ReviewCompleted(_), Self::Held(asked, findings)) => {
                Self::Completed(asked, findings)
            }
            (ReviewEvent::ReviewCompleted(_), other) => other,
            (ReviewEvent::FollowUpRecorded(_), other) => other,
        };
    }
}

impl Review {
    fn onwards(self, next: impl FnOnce(Asked) -> Self) -> Self {
        match self {
            Self::Unknown => Self::Unknown,
            Self::Requested(asked)
            | Self::Matched(asked)
            | Self::Agreed(asked)
            | Self::Held(asked, _)
            | Self::Completed(asked, _) => next(asked),
        }
    }

    fn before_visit(&self) -> Result<&Asked, ReviewRefusal> {
        match self {
            Self::Unknown => Err(ReviewRefusal::Unknown),
            Self::Requested(asked) | Self::Matched(asked) | Self::Agreed(asked) => Ok(asked),
            Self::Held(..) => Err(ReviewRefusal::AlreadyHeld),
            Self::Completed(..) => Err(ReviewRefusal::Completed),
        }
    }

    fn distribution_open(&self) -> Result<(), ReviewRefusal> {
        match self {
            Self::Unknown => Err(ReviewRefusal::Unknown),
            Self::Requested(_) => Err(ReviewRefusal::TeamNotMatched),
            Self::Matched(_) => Ok(()),
            Self::Agreed(_) | Self::Held(..) | Self::Completed(..) => {
                Err(ReviewRefusal::DistributionAlreadyAgreed)
            }
        }
    }

    fn visit_due(&self) -> Result<(), ReviewRefusal> {
        match self {
            Self::Unknown => Err(ReviewRefusal::Unknown),
            Self::Requested(_) | Self::Matched(_) => Err(ReviewRefusal::DistributionNotAgreed),
            Self::Agreed(_) => Ok(()),
            Self::Held(..) | Self::Completed(..) => Err(ReviewRefusal::AlreadyHeld),
        }
    }

    fn held(&self) -> Result<&Asked, ReviewRefusal> {
        match self {
            Self::Unknown => Err(ReviewRefusal::Unknown),
            Self::Requested(_) | Self::Matched(_) => Err(ReviewRefusal::DistributionNotAgreed),
            Self::Agreed(_) => Err(ReviewRefusal::NotHeld),
            Self::Held(asked, _) => Ok(asked),
            Self::Completed(..) => Err(ReviewRefusal::Completed),
        }
    }

    fn ready_to_complete(&self) -> Result<&Asked, ReviewRefusal> {
        match self {
            Self::Unknown => Err(ReviewRefusal::Unknown),
            Self::Held(asked, findings) if !findings.is_empty() => Ok(asked),
            Self::Requested(_) | Self::Matched(_) | Self::Agreed(_) | Self::Held(..) => {
                Err(ReviewRefusal::NoFindings)
            }
            Self::Completed(..) => Err(ReviewRefusal::Completed),
        }
    }

    fn completed(&self) -> Result<&[String], ReviewRefusal> {
        match self {
            Self::Unknown => Err(ReviewRefusal::Unknown),
            Self::Requested(_) | Self::Matched(_) | Self::Agreed(_) | Self::Held(..) => {
                Err(ReviewRefusal::NotCompleted)
            }
            Self::Completed(_, findings) => Ok(findings),
        }
    }
}

fn filled(there: bool, refusal: ReviewRefusal) -> Result<(), ReviewRefusal> {
    if there { Ok(()) } else { Err(refusal) }
}

fn team(asked: &Asked, reviewers: &[Reviewer]) -> Result<(), ReviewRefusal> {
    if reviewers.iter().any(|reviewer| reviewer.school_id == asked.host_school_id) {
        return Err(ReviewRefusal::ReviewerFromHost);
    }
    let same = |place: usize, one: &Reviewer| {
        reviewers.iter().take(place).any(|earlier| earlier.person_id == one.person_id)
    };
    if reviewers.iter().enumerate().any(|(place, one)| same(place, one)) {
        return Err(ReviewRefusal::ReviewerRepeated);
    }
    let leads = reviewers.iter().filter(|reviewer| reviewer.lead).count();
    filled(leads == 1, ReviewRefusal::NoLead)
}

fn finding(asked: &Asked, areas: &[String], text: &str) -> Result<(), ReviewRefusal> {
    filled(!areas.is_empty(), ReviewRefusal::NoAreas)?;
    if let Some(other) = areas.iter().find(|area| !asked.areas.contains(area)) {
        return Err(ReviewRefusal::AreaNotInFocus(other.clone()));
    }
    filled(!text.is_empty(), ReviewRefusal::TextEmpty)
}

eventlog::aggregate_plug!(Review);

#[cfg(test)]
mod tests;
