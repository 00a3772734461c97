//! A term's peer review: requested, matched, agreed, held, found, completed, looked at again.

use contract::categories::v1::{Citation, EvidenceKind};
use contract::reviews::v1::{
    AgreeDistributionRequest, CompleteReviewRequest, FindingKind, HoldReviewRequest,
    MatchTeamRequest, Recipient, RecordFindingRequest, RecordFollowUpRequest, RequestReviewRequest,
    Reviewer,
};

use crate::demo::DemoError;
use crate::demo::cast::Cast;
use crate::demo::script::{FindingKey, FindingScript, ReviewScript, Script, TermDays, TermKey};
use crate::demo::stage::{Stage, at, command, send};

/// A review of the story in its term.
#[derive(Debug)]
pub(crate) struct PeerReview<'a> {
    pub(crate) stage: &'a Stage,
    pub(crate) script: &'a Script,
    pub(crate) cast: &'a Cast,
    pub(crate) term: TermKey,
    pub(crate) review: &'a ReviewScript,
}

/// A finding on the record.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    review_id: String,
    finding_id: String,
    host: String,
    areas: Vec<String>,
    evidence: Citation,
}

impl Found {
    /// The finding as evidence, where it is about this area of this school.
    pub(crate) fn about(&self, slug: &str, area_id: &str) -> Option<Citation> {
        let about = self.host == slug && self.areas.iter().any(|area| area == area_id);
        about.then(|| self.evidence.clone())
    }
}

impl PeerReview<'_> {
    fn days(&self) -> &TermDays {
        self.script.trust.terms.of(self.term)
    }

    fn step(&self, what: &str) -> String {
        format!("review/{}/{what}", self.term.word())
    }

    fn reviewers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.review.reviewers.iter().filter_map(|reviewer| reviewer.split_once('@'))
    }

    fn lead_reviewer(
        &self,
        day: jiff::civil::Date,
        minute: usize,
    ) -> Result<contract::Caller, DemoError> {
        let (key, _) = self
            .reviewers()
            .next()
            .ok_or_else(|| DemoError::missing("lead reviewer", &self.review.host))?;
        self.cast.caller_as(self.stage, key, "peer_reviewer", at(day, minute))
    }

    /// Plays everything before the visit; gives the review's id.
    pub(crate) async fn prepare(&self) -> Result<String, DemoError> {
        let (stage, days) = (self.stage, self.days());
        let step = self.step("request");
        let head = format!("head-{}", self.review.host);
        let message = RequestReviewRequest {
            command_id: command(&step),
            host_school_id: self.cast.school(&self.review.host)?.school_id.clone(),
            areas: self.review.areas.clone(),
            focus: self.review.focus.clone(),
            term: self.term.term(),
            pairing_id: String::new(),
        };
        let caller = self.cast.caller(stage, &head, at(days.review_requested, 15 * 60 + 30))?;
        let review_id = send!(stage.reviews.request_review, &step, &caller, message)?.review_id;

        self.match_team(&review_id).await?;

        let step = self.step("agree");
        let message = AgreeDistributionRequest {
            command_id: command(&step),
            review_id: review_id.clone(),
            recipients: [
                Recipient::HostHeadteacher,
                Recipient::HostCommittee,
                Recipient::ImprovementLead,
            ]
            .map(Into::into)
            .to_vec(),
            counts_as_evidence: true,
        };
        let caller = self.cast.caller(stage, &head, at(days.review_agreed, 16 * 60))?;
        send!(stage.reviews.agree_distribution, &step, &caller, message)?;
        Ok(review_id)
    }

    async fn match_team(&self, review_id: &str) -> Result<(), DemoError> {
        let (stage, days) = (self.stage, self.days());
        let step = self.step("match");
        let reviewer = |(place, (key, slug)): (usize, (&str, &str))| {
            Ok(Reviewer {
                person_id: self.cast.person(key)?.person_id.to_string(),
                school_id: self.cast.school(slug)?.school_id.clone(),
                lead: place == 0,
            })
        };
        let message = MatchTeamRequest {
            command_id: command(&step),
            review_id: review_id.to_owned(),
            reviewers: self
                .reviewers()
                .enumerate()
                .map(reviewer)
                .collect::<Result<_, DemoError>>()?,
        };
        let caller =
            self.cast.caller(stage, "improvement-lead", at(days.review_matched, 11 * 60))?;
        send!(stage.reviews.match_team, &step, &caller, message)?;
        Ok(())
    }

    /// Plays the visit, the findings, and the end.
    pub(crate) async fn hold(&self, review_id: &str) -> Result<Vec<Found>, DemoError> {
        let (stage, days) = (self.stage, self.days());
        let step = self.step("hold");
        let on = days.review_held.to_string();
        let message =
            HoldReviewRequest { command_id: command(&step), review_id: review_id.to_owned(), on };
        let caller = self.lead_reviewer(days.review_held, 15 * 60)?;
        send!(stage.reviews.hold_review, &step, &caller, message)?;

        let mut found = Vec::new();
        for (place, finding) in self.review.findings.iter().enumerate() {
            found.push(self.record(review_id, finding, place).await?);
        }

        let step = self.step("complete");
        let message = CompleteReviewRequest {
            command_id: command(&step),
            review_id: review_id.to_owned(),
            summary: self.review.summary.clone(),
        };
        let caller = self.lead_reviewer(days.review_completed, 16 * 60)?;
        send!(stage.reviews.complete_review, &step, &caller, message)?;
        Ok(found)
    }

    async fn record(
        &self,
        review_id: &str,
        finding: &FindingScript,
        place: usize,
    ) -> Result<Found, DemoError> {
        let stage = self.stage;
        let step = self.step(&format!("finding/{place}"));
        let kind = match finding.kind {
            FindingKey::Strength => FindingKind::Strength,
            FindingKey::ToImprove => FindingKind::ToImprove,
        };
        let message = RecordFindingRequest {
            command_id: command(&step),
            review_id: review_id.to_owned(),
            areas: finding.areas.clone(),
            kind: kind.into(),
            text: finding.text.clone(),
        };
        let caller = self.lead_reviewer(self.days().review_held, 15 * 60 + 20 + place * 10)?;
        let recorded = send!(stage.reviews.record_finding, &step, &caller, message)?;
        Ok(Found {
            review_id: review_id.to_owned(),
            host: self.review.host.clone(),
            areas: finding.areas.clone(),
            evidence: Citation {
                kind: EvidenceKind::ReviewFinding.into(),
                id: recorded.finding_id.clone(),
                says: String::new(),
                position: recorded.position,
            },
            finding_id: recorded.finding_id,
        })
    }

    /// The team looks again, in the term after.
    pub(crate) async fn follow_up(&self, found: &[Found]) -> Result<(), DemoError> {
        let stage = self.stage;
        for follow_up in &self.review.follow_ups {
            let Some(finding) = found.get(follow_up.finding) else { continue };
            let step = self.step(&format!("follow-up/{}", follow_up.finding));
            let message = RecordFollowUpRequest {
                command_id: command(&step),
                review_id: finding.review_id.clone(),
                finding_id: finding.finding_id.clone(),
                outcome: follow_up.outcome.clone(),
                improved: follow_up.improved,
            };
            let caller = self.lead_reviewer(follow_up.on, 14 * 60)?;
            send!(stage.reviews.record_follow_up, &step, &caller, message)?;
        }
        Ok(())
    }
}
