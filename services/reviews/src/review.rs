//! A peer review: colleagues from other schools look at what a school asked them to look at.

mod changes;
mod refusal;

use contract::commands::ReviewCommand;
use contract::events::ReviewEvent;
use contract::reviews::v1::{
    DistributionAgreed, FindingKind, FindingRecorded, RequestReviewRequest, ReviewHeld,
    ReviewRequested, Reviewer, TeamMatched,
};
use eventlog::{Context, Decider};
use serde::{Deserialize, Serialize};

use crate::pairing::PairedSchools;

pub(crate) use refusal::ReviewRefusal;

/// What is known of the pairing that is said to have agreed to a review.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum AgreedBy {
    /// No pairing is named.
    #[default]
    NoPairing,
    /// It was never proposed.
    Unknown,
    /// Not both schools have taken it up.
    NotAccepted,
    /// These two schools did.
    Pairing(PairedSchools),
}

impl AgreedBy {
    /// Whether a review of this school in these areas may follow.
    fn allows(&self, asked: &RequestReviewRequest) -> Result<(), ReviewRefusal> {
        match self {
            Self::NoPairing => Ok(()),
            Self::Unknown => Err(ReviewRefusal::PairingUnknown),
            Self::NotAccepted => Err(ReviewRefusal::PairingNotAccepted),
            Self::Pairing(schools) if !schools.has(&asked.host_school_id) => {
                Err(ReviewRefusal::HostNotInPairing)
            }
            Self::Pairing(schools) if !asked.areas.contains(&schools.area_id) => {
                Err(ReviewRefusal::AreaNotInReview)
            }
            Self::Pairing(_) => Ok(()),
        }
    }
}

/// Where a review stands.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) enum Review {
    /// It was never asked for.
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
    /// It does not take place.
    Cancelled,
}

/// What was asked for.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Asked {
    host_school_id: String,
    areas: Vec<String>,
    term: String,
    /// Who receives the findings, as agreed so far.
    recipients: Vec<i32>,
    /// How often the host has commented.
    comments: usize,
    /// Findings of what is to improve that the team has still to look at again.
    to_look_at_again: Vec<String>,
}

impl Decider for Review {
    type Command = ReviewCommand;
    type Facts = AgreedBy;
    type Event = ReviewEvent;
    type Refusal = ReviewRefusal;

    fn decide(
        &self,
        command: &ReviewCommand,
        agreed_by: &AgreedBy,
        context: &Context,
    ) -> Result<Vec<ReviewEvent>, ReviewRefusal> {
        let event = match command.clone() {
            ReviewCommand::RequestReview(asked) => {
                agreed_by.allows(&asked)?;
                ReviewRequested {
                    review_id: context.new_id("review").to_string(),
                    host_school_id: asked.host_school_id,
                    areas: asked.areas,
                    focus: context.words(&asked.focus),
                    term: asked.term,
                    pairing_id: asked.pairing_id,
                }
                .into()
            }
            ReviewCommand::MatchTeam(asked) => {
                team(self.before_visit()?, &asked.reviewers)?;
                let (review_id, on) = (asked.review_id, context.today().to_string());
                TeamMatched { review_id, reviewers: asked.reviewers, on }.into()
            }
            ReviewCommand::AgreeDistribution(asked) => {
                self.distribution_open()?;
                DistributionAgreed {
                    review_id: asked.review_id,
                    recipients: asked.recipients,
                    counts_as_evidence: asked.counts_as_evidence,
                }
                .into()
            }
            ReviewCommand::HoldReview(asked) => {
                self.visit_due()?;
                ReviewHeld { review_id: asked.review_id, on: asked.on }.into()
            }
            ReviewCommand::RecordFinding(asked) => {
                in_focus(self.held()?, &asked.areas)?;
                FindingRecorded {
                    review_id: asked.review_id,
                    finding_id: context.new_id("finding").to_string(),
                    areas: asked.areas,
                    kind: asked.kind,
                    text: context.words(&asked.text),
                }
                .into()
            }
            ReviewCommand::CompleteReview(asked) => return self.ended(asked, context),
            ReviewCommand::RecordFollowUp(asked) => return self.followed_up(asked, context),
            ReviewCommand::PostponeReview(asked) => self.postponed(asked, context)?.into(),
            ReviewCommand::CancelReview(asked) => self.cancelled(asked, context)?.into(),
            ReviewCommand::WidenDistribution(asked) => self.widened(asked)?.into(),
            ReviewCommand::CommentOnReview(asked) => self.commented(asked, context)?.into(),
        };
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &ReviewEvent) {
        *self = match (event, std::mem::take(self)) {
            (ReviewEvent::ReviewRequested(event), _) => Self::Requested(Asked {
                host_school_id: event.host_school_id.clone(),
                areas: event.areas.clone(),
                term: event.term.clone(),
                recipients: Vec::new(),
                comments: 0,
                to_look_at_again: Vec::new(),
            }),
            // A team named anew leaves what was agreed as it is.
            (ReviewEvent::TeamMatched(_), Self::Requested(asked)) => Self::Matched(asked),
            (ReviewEvent::TeamMatched(_), other) => other,
            (ReviewEvent::DistributionAgreed(event), other) => other
                .with(|asked| asked.recipients.clone_from(&event.recipients))
                .onwards(Self::Agreed),
            (ReviewEvent::DistributionWidened(event), other) => {
                other.with(|asked| asked.recipients.extend(&event.recipients))
            }
            (ReviewEvent::ReviewPostponed(event), other) => {
                other.with(|asked| asked.term.clone_from(&event.term))
            }
            (ReviewEvent::ReviewCancelled(_), _) => Self::Cancelled,
            (ReviewEvent::ReviewHeld(_), other) => {
                other.onwards(|asked| Self::Held(asked, Vec::new()))
            }
            (ReviewEvent::FindingRecorded(event), Self::Held(mut asked, mut findings)) => {
                if event.kind() == FindingKind::ToImprove {
                    asked.to_look_at_again.push(event.finding_id.clone());
                }
                findings.push(event.finding_id.clone());
                Self::Held(asked, findings)
            }
            (ReviewEvent::FindingRecorded(_), other) => other,
            (ReviewEvent::ReviewCompleted(_), Self::Held(asked, findings)) => {
                Self::Completed(asked, findings)
            }
            (ReviewEvent::ReviewCompleted(_), other) => other,
            (ReviewEvent::ReviewCommented(_), other) => other.with(|asked| asked.comments += 1),
            (ReviewEvent::FollowUpRecorded(event), other) => {
                other.with(|asked| asked.to_look_at_again.retain(|open| *open != event.finding_id))
            }
            (ReviewEvent::TeamReleased(_), other) => other,
        };
    }
}

impl Review {
    /// The same with something else asked for.
    fn with(mut self, change: impl FnOnce(&mut Asked)) -> Self {
        match &mut self {
            Self::Unknown | Self::Cancelled => {}
            Self::Requested(asked)
            | Self::Matched(asked)
            | Self::Agreed(asked)
            | Self::Held(asked, _)
            | Self::Completed(asked, _) => change(asked),
        }
        self
    }

    fn onwards(self, next: impl FnOnce(Asked) -> Self) -> Self {
        match self {
            Self::Unknown => Self::Unknown,
            Self::Cancelled => Self::Cancelled,
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
            Self::Cancelled => Err(ReviewRefusal::Cancelled),
            Self::Requested(asked) | Self::Matched(asked) | Self::Agreed(asked) => Ok(asked),
            Self::Held(..) => Err(ReviewRefusal::AlreadyHeld),
            Self::Completed(..) => Err(ReviewRefusal::Completed),
        }
    }

    fn distribution_open(&self) -> Result<(), ReviewRefusal> {
        match self {
            Self::Unknown => Err(ReviewRefusal::Unknown),
            Self::Cancelled => Err(ReviewRefusal::Cancelled),
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
            Self::Cancelled => Err(ReviewRefusal::Cancelled),
            Self::Requested(_) | Self::Matched(_) => Err(ReviewRefusal::DistributionNotAgreed),
            Self::Agreed(_) => Ok(()),
            Self::Held(..) | Self::Completed(..) => Err(ReviewRefusal::AlreadyHeld),
        }
    }

    /// What was agreed of who receives the findings.
    fn agreed(&self) -> Result<&Asked, ReviewRefusal> {
        match self {
            Self::Unknown => Err(ReviewRefusal::Unknown),
            Self::Cancelled => Err(ReviewRefusal::Cancelled),
            Self::Requested(_) | Self::Matched(_) => Err(ReviewRefusal::DistributionNotAgreed),
            Self::Agreed(asked) | Self::Held(asked, _) | Self::Completed(asked, _) => Ok(asked),
        }
    }

    fn visited(&self) -> Result<&Asked, ReviewRefusal> {
        match self {
            Self::Completed(asked, _) => Ok(asked),
            _ => self.held(),
        }
    }

    fn held(&self) -> Result<&Asked, ReviewRefusal> {
        match self {
            Self::Unknown => Err(ReviewRefusal::Unknown),
            Self::Cancelled => Err(ReviewRefusal::Cancelled),
            Self::Requested(_) | Self::Matched(_) => Err(ReviewRefusal::DistributionNotAgreed),
            Self::Agreed(_) => Err(ReviewRefusal::NotHeld),
            Self::Held(asked, _) => Ok(asked),
            Self::Completed(..) => Err(ReviewRefusal::Completed),
        }
    }

    fn ready_to_complete(&self) -> Result<&Asked, ReviewRefusal> {
        match self {
            Self::Unknown => Err(ReviewRefusal::Unknown),
            Self::Cancelled => Err(ReviewRefusal::Cancelled),
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
            Self::Cancelled => Err(ReviewRefusal::Cancelled),
            Self::Requested(_) | Self::Matched(_) | Self::Agreed(_) | Self::Held(..) => {
                Err(ReviewRefusal::NotCompleted)
            }
            Self::Completed(_, findings) => Ok(findings),
        }
    }
}

impl Asked {
    /// Those who do not receive the findings yet.
    fn without(&self, more: &[i32]) -> Result<Vec<i32>, ReviewRefusal> {
        let new = more.iter().filter(|one| !self.recipients.contains(one));
        let new: Vec<_> = new.copied().collect();
        if new.is_empty() { Err(ReviewRefusal::ReceivesAlready) } else { Ok(new) }
    }
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
    if leads == 1 { Ok(()) } else { Err(ReviewRefusal::NoLead) }
}

fn in_focus(asked: &Asked, areas: &[String]) -> Result<(), ReviewRefusal> {
    match areas.iter().find(|area| !asked.areas.contains(area)) {
        Some(other) => Err(ReviewRefusal::AreaNotInFocus(other.clone())),
        None => Ok(()),
    }
}

eventlog::aggregate_plug!(Review);

#[cfg(test)]
mod tests;
