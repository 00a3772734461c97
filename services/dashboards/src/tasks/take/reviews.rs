//! What peer reviews and pairings do to the list of tasks.

use contract::LOOK_AGAIN;
use contract::dashboards::v1::TaskKind;
use contract::events::{PairingEvent, ReviewEvent};
use contract::reviews::v1::{FindingKind, PairingProposed};

use super::super::days::after;
use super::super::rows::{TaskBegun, TaskEnd, TaskFollowing, TaskStep};
use super::{ends, following, follows};

pub(super) fn reviewed(event: &ReviewEvent) -> Vec<TaskStep> {
    use TaskKind::{AgreeDistribution, CompleteReview, FollowUp, HoldReview, MatchTeam};
    match event {
        ReviewEvent::ReviewRequested(review) => {
            let begins = TaskStep::Begins(TaskBegun {
                kind: MatchTeam,
                school_id: review.host_school_id.clone(),
                thing_id: review.review_id.clone(),
                term: review.term.clone(),
                ..TaskBegun::default()
            });
            if review.pairing_id.is_empty() {
                return vec![begins];
            }
            let (review_id, pairing_id) = (review.review_id.clone(), review.pairing_id.clone());
            let agreed = ends(&[TaskKind::RequestReview], &pairing_id);
            vec![begins, agreed, TaskStep::AskedFor { review_id, pairing_id }]
        }
        ReviewEvent::TeamMatched(team) => {
            // A team named anew leaves what was agreed as it is.
            let next = following(AgreeDistribution, &team.review_id);
            vec![
                ends(&[MatchTeam], &team.review_id),
                TaskStep::Follows(TaskFollowing { once: true, ..next }),
            ]
        }
        ReviewEvent::DistributionAgreed(agreed) => vec![
            ends(&[AgreeDistribution], &agreed.review_id),
            follows(HoldReview, &agreed.review_id, None),
        ],
        ReviewEvent::ReviewHeld(held) => vec![
            ends(&[MatchTeam, AgreeDistribution, HoldReview], &held.review_id),
            follows(CompleteReview, &held.review_id, None),
        ],
        ReviewEvent::FindingRecorded(finding) if finding.kind() == FindingKind::ToImprove => {
            let (review_id, finding_id) = (finding.review_id.clone(), finding.finding_id.clone());
            vec![TaskStep::Finding { review_id, finding_id }]
        }
        ReviewEvent::FindingRecorded(_)
        | ReviewEvent::ReviewPostponed(_)
        | ReviewEvent::DistributionWidened(_)
        | ReviewEvent::TeamReleased(_)
        | ReviewEvent::ReviewCommented(_) => Vec::new(),
        ReviewEvent::ReviewCancelled(cancelled) => {
            let review_id = cancelled.review_id.clone();
            let off = ends(&[MatchTeam, AgreeDistribution, HoldReview], &review_id);
            vec![off, TaskStep::AskedAnew { review_id }]
        }
        ReviewEvent::ReviewCompleted(completed) => {
            let (review_id, due_on) =
                (completed.review_id.clone(), after(&completed.on, LOOK_AGAIN));
            vec![ends(&[CompleteReview], &review_id), TaskStep::FollowUps { review_id, due_on }]
        }
        ReviewEvent::FollowUpRecorded(seen) => vec![TaskStep::Ends(TaskEnd {
            kinds: vec![FollowUp],
            thing_id: seen.review_id.clone(),
            part: seen.finding_id.clone(),
            ..TaskEnd::default()
        })],
    }
}

pub(super) fn paired(event: &PairingEvent) -> Vec<TaskStep> {
    let answered = |pairing_id: &str| vec![ends(&[TaskKind::AnswerPairing], pairing_id)];
    match event {
        PairingEvent::PairingProposed(pairing) => {
            let PairingProposed { giving_school_id, receiving_school_id, .. } = pairing;
            let owed = |school: &String, other: &String| {
                TaskStep::Begins(TaskBegun {
                    kind: TaskKind::AnswerPairing,
                    school_id: school.clone(),
                    other_school_id: other.clone(),
                    thing_id: pairing.pairing_id.clone(),
                    part: pairing.area_id.clone(),
                    ..TaskBegun::default()
                })
            };
            vec![
                owed(giving_school_id, receiving_school_id),
                owed(receiving_school_id, giving_school_id),
            ]
        }
        PairingEvent::PairingTakenUp(taken_up) => vec![TaskStep::Ends(TaskEnd {
            kinds: vec![TaskKind::AnswerPairing],
            thing_id: taken_up.pairing_id.clone(),
            school_id: taken_up.school_id.clone(),
            ..TaskEnd::default()
        })],
        PairingEvent::PairingAccepted(pairing) => vec![
            ends(&[TaskKind::AnswerPairing], &pairing.pairing_id),
            TaskStep::Begins(TaskBegun {
                kind: TaskKind::RequestReview,
                school_id: pairing.receiving_school_id.clone(),
                other_school_id: pairing.giving_school_id.clone(),
                thing_id: pairing.pairing_id.clone(),
                part: pairing.area_id.clone(),
                ..TaskBegun::default()
            }),
        ],
        // What follows from an open decision is asked for again by a person who knows that it is open.
        PairingEvent::PairingGroundReopened(pairing) => {
            let pairing_id = pairing.pairing_id.clone();
            vec![ends(&[TaskKind::RequestReview], &pairing_id), TaskStep::GroundOpen { pairing_id }]
        }
        PairingEvent::PairingDeclined(pairing) => answered(&pairing.pairing_id),
        PairingEvent::PairingWithdrawn(pairing) => answered(&pairing.pairing_id),
    }
}
