//! Sentences about peer reviews and pairings.

use contract::events::{PairingEvent, ReviewEvent};
use contract::reviews::v1::{
    DistributionAgreed, DistributionWidened, FindingKind, FindingRecorded, FollowUpRecorded,
    Recipient, ReviewRequested, TeamMatched,
};

use super::words::{area, areas, because, capital, list, person, quoted, school, term, when};
use super::{Known, Line, Thing};

pub(super) fn review(event: &ReviewEvent, known: &Known) -> Line {
    match event {
        ReviewEvent::ReviewRequested(requested) => review_requested(requested),
        ReviewEvent::TeamMatched(team) => team_matched(team, known.get("review", &team.review_id)),
        ReviewEvent::DistributionAgreed(agreed) => {
            let review = known.get("review", &agreed.review_id);
            Line::new(distribution_agreed(agreed, review)).about(&review.schools)
        }
        ReviewEvent::ReviewHeld(held) => {
            let review = known.get("review", &held.review_id);
            let sentence = format!(
                "The reviewers visited {}{}.",
                school(review.school()),
                when("on", &held.on)
            );
            Line::new(sentence).about(&review.schools)
        }
        ReviewEvent::FindingRecorded(finding) => {
            let review = known.get("review", &finding.review_id);
            Line::new(finding_recorded(finding, review))
                .about(&review.schools)
                .in_areas(&finding.areas)
        }
        ReviewEvent::ReviewCompleted(completed) => {
            let review = known.get("review", &completed.review_id);
            let sentence = format!(
                "The peer review of {} was completed{}{}",
                school(&completed.host_school_id),
                when("on", &completed.on),
                because(&completed.summary)
            );
            Line::new(sentence)
                .about([&completed.host_school_id])
                .about(&review.schools)
                .in_areas(&review.areas)
        }
        ReviewEvent::FollowUpRecorded(followed) => follow_up_recorded(followed, known),
        ReviewEvent::ReviewPostponed(postponed) => {
            let review = known.get("review", &postponed.review_id);
            let (of, to) = (school(review.school()), term(&postponed.term));
            let why = because(&postponed.reason);
            Line::new(format!("The peer review of {of} was put off to {to}{why}"))
                .about(&review.schools)
        }
        ReviewEvent::ReviewCancelled(cancelled) => {
            let review = known.get("review", &cancelled.review_id);
            let (of, why) = (school(review.school()), because(&cancelled.reason));
            Line::new(format!("The peer review of {of} was called off{why}")).about(&review.schools)
        }
        ReviewEvent::TeamReleased(released) => {
            let review = known.get("review", &released.review_id);
            let sentence = format!(
                "The team of the peer review of {} had nothing more to look at{}, and its roles ended with the day.",
                school(review.school()),
                when("on", &released.on)
            );
            Line::new(sentence).about(&review.schools)
        }
        ReviewEvent::DistributionWidened(widened) => {
            let review = known.get("review", &widened.review_id);
            Line::new(distribution_widened(widened, review)).about(&review.schools)
        }
        ReviewEvent::ReviewCommented(commented) => {
            let review = known.get("review", &commented.review_id);
            let (of, what) = (school(review.school()), because(&commented.comment));
            let sentence = format!("{of} said what it makes of the visit of its reviewers{what}");
            Line::new(capital(&sentence)).about(&review.schools)
        }
    }
}

fn review_requested(requested: &ReviewRequested) -> Line {
    let focus = match because(&requested.focus) {
        nothing if nothing == "." => nothing,
        focus => format!("; its focus{focus}"),
    };
    let sentence = format!(
        "A peer review of {} was requested for {}, to look at {}{focus}",
        school(&requested.host_school_id),
        term(&requested.term),
        areas(&requested.areas)
    );
    Line::new(sentence).about([&requested.host_school_id]).in_areas(&requested.areas)
}

fn team_matched(team: &TeamMatched, review: &Thing) -> Line {
    let reviewers = list(team.reviewers.iter().map(|reviewer| {
        let leads = if reviewer.lead { " (lead)" } else { "" };
        format!("{} of {}{leads}", person(&reviewer.person_id), school(&reviewer.school_id))
    }));
    let sentence = format!(
        "The team for the peer review of {} was matched{}",
        school(review.school()),
        because_listed(&reviewers)
    );
    Line::new(sentence)
        .about(&review.schools)
        .about(team.reviewers.iter().map(|reviewer| &reviewer.school_id))
}

/// Like [`because`], for a list that the trail makes itself; its braces are ids.
fn because_listed(listed: &str) -> String {
    if listed.is_empty() { ".".to_owned() } else { format!(": {listed}.") }
}

fn distribution_agreed(agreed: &DistributionAgreed, review: &Thing) -> String {
    let recipients =
        list(agreed.recipients().map(|recipient| recipient_words(recipient).to_owned()));
    let recipients = if recipients.is_empty() { "nobody".to_owned() } else { recipients };
    let counts = if agreed.counts_as_evidence { "count" } else { "do not count" };
    format!(
        "It was agreed that the findings of the peer review of {} go to {recipients} and {counts} as evidence.",
        school(review.school())
    )
}

fn distribution_widened(widened: &DistributionWidened, review: &Thing) -> String {
    let added = list(widened.recipients().map(|recipient| recipient_words(recipient).to_owned()));
    let added = if added.is_empty() { "nobody".to_owned() } else { added };
    format!(
        "It was agreed that the findings of the peer review of {} go to {added} as well.",
        school(review.school())
    )
}

fn recipient_words(recipient: Recipient) -> &'static str {
    match recipient {
        Recipient::Unspecified => "somebody not named",
        Recipient::HostHeadteacher => "its headteacher",
        Recipient::HostCommittee => "its committee",
        Recipient::ImprovementLead => "the improvement lead",
        Recipient::Trustees => "the trustees",
    }
}

fn finding_recorded(finding: &FindingRecorded, review: &Thing) -> String {
    let what = match finding.kind() {
        FindingKind::Strength => "a strength",
        FindingKind::ToImprove => "something to improve",
        FindingKind::Unspecified => "something",
    };
    format!(
        "The peer review of {} found {what} in {}{}",
        school(review.school()),
        areas(&finding.areas),
        because(&finding.text)
    )
}

fn follow_up_recorded(followed: &FollowUpRecorded, known: &Known) -> Line {
    let review = known.get("review", &followed.review_id);
    let finding = known.get("finding", &followed.finding_id);
    let found = if followed.improved { "an improvement" } else { "no improvement yet" };
    let what = match finding.name.as_str() {
        "" => String::new(),
        commitment => format!(" on {}", quoted(commitment)),
    };
    let sentence = format!(
        "The team that had reviewed {} looked again{} and found {found}{what}{}",
        school(review.school()),
        when("on", &followed.on),
        because(&followed.outcome)
    );
    Line::new(sentence).about(&review.schools).in_areas(&finding.areas)
}

pub(super) fn pairing(event: &PairingEvent, known: &Known) -> Line {
    match event {
        PairingEvent::PairingProposed(proposed) => {
            let sentence = format!(
                "{} was proposed as a partner for {} in {}{}",
                school(&proposed.giving_school_id),
                school(&proposed.receiving_school_id),
                area(&proposed.area_id),
                because(&proposed.reason)
            );
            Line::new(capital(&sentence))
                .about([&proposed.receiving_school_id, &proposed.giving_school_id])
                .in_areas([&proposed.area_id])
        }
        PairingEvent::PairingTakenUp(taken_up) => {
            let pairing = known.get("pairing", &taken_up.pairing_id);
            paired(pairing, &format!("was taken up by {}.", school(&taken_up.school_id)))
        }
        PairingEvent::PairingGroundReopened(reopened) => {
            let pairing = known.get("pairing", &reopened.pairing_id);
            paired(pairing, "stays, though the judgement behind it was opened again.")
        }
        PairingEvent::PairingAccepted(accepted) => {
            let pairing = known.get("pairing", &accepted.pairing_id);
            paired(pairing, "stands, since both schools took it up.")
        }
        PairingEvent::PairingDeclined(declined) => {
            let pairing = known.get("pairing", &declined.pairing_id);
            paired(pairing, &format!("was not taken up{}", because(&declined.reason)))
        }
        PairingEvent::PairingWithdrawn(withdrawn) => {
            let pairing = known.get("pairing", &withdrawn.pairing_id);
            paired(pairing, "was withdrawn, since the judgement behind it was opened again.")
        }
    }
}

fn paired(pairing: &Thing, outcome: &str) -> Line {
    let between = match pairing.schools.as_slice() {
        [receiving, giving, ..] => format!(" of {} with {}", school(receiving), school(giving)),
        _ => String::new(),
    };
    let over = if pairing.areas.is_empty() {
        String::new()
    } else {
        format!(" in {}", areas(&pairing.areas))
    };
    Line::new(format!("The pairing{between}{over} {outcome}"))
        .about(&pairing.schools)
        .in_areas(&pairing.areas)
}

#[cfg(test)]
mod tests;
