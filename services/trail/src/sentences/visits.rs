//! Sentences about notes of visits. They tell the steps and nothing of the content, since each note has readers of its own.

use contract::events::VisitNoteEvent;
use contract::evidence::v1::{RevisitOutcome, VisitKind};

use super::Line;
use super::words::{school, when};

pub(super) fn visit_note(event: &VisitNoteEvent) -> Line {
    let (of, sentence) = match event {
        VisitNoteEvent::VisitNoteBegun(begun) => {
            let (visit, day) = (kind(begun.kind()), when("on", &begun.on));
            let place = school(&begun.school_id);
            (&begun.school_id, format!("A note of {visit} to {place}{day} was begun."))
        }
        VisitNoteEvent::VisitFindingRecorded(found) => {
            (&found.school_id, step("A finding was added to", &found.school_id, ""))
        }
        VisitNoteEvent::VisitFindingTakenOut(out) => {
            (&out.school_id, step("A finding was taken out of", &out.school_id, ""))
        }
        VisitNoteEvent::VisitActionAgreed(agreed) => {
            (&agreed.school_id, step("An action was added to", &agreed.school_id, ""))
        }
        VisitNoteEvent::VisitActionTakenOut(out) => {
            (&out.school_id, step("An action was taken out of", &out.school_id, ""))
        }
        VisitNoteEvent::VisitNoteSent(sent) => (
            &sent.school_id,
            whole(&sent.school_id, &format!("was sent to the headteacher{}", when("on", &sent.on))),
        ),
        VisitNoteEvent::VisitNoteCommented(commented) => {
            let day = when("on", &commented.on);
            let what = format!("was commented by the headteacher{day}");
            (&commented.school_id, whole(&commented.school_id, &what))
        }
        VisitNoteEvent::VisitNoteAgreed(agreed) => {
            let what = format!("was agreed by the headteacher{}", when("on", &agreed.on));
            (&agreed.school_id, whole(&agreed.school_id, &what))
        }
        VisitNoteEvent::VisitNoteIssued(issued) => {
            let unanswered = match issued.without_answer {
                true => ", without an answer of the headteacher",
                false => "",
            };
            let what = format!("was issued{}{unanswered}", when("on", &issued.on));
            (&issued.school_id, whole(&issued.school_id, &what))
        }
        VisitNoteEvent::VisitActionRevisited(revisited) => {
            let day = when("on", &revisited.on);
            let outcome = outcome(revisited.outcome());
            let more = format!(" was visited again{day}{outcome}");
            (&revisited.school_id, step("An action of", &revisited.school_id, &more))
        }
    };
    Line::new(sentence).about([of])
}

fn kind(kind: VisitKind) -> &'static str {
    match kind {
        VisitKind::Unspecified => "a visit",
        VisitKind::CoreVisit => "a core visit",
        VisitKind::HealthCheck => "a health check",
        VisitKind::QualityAssurance => "a visit for quality assurance",
        VisitKind::SeoVerification => "a verification by the local authority",
        VisitKind::Support => "a visit for support",
        VisitKind::LearningWalk => "a learning walk",
        VisitKind::Diocese => "a visit of the diocese",
        VisitKind::FollowUp => "a follow-up visit",
        VisitKind::Governor => "a governor’s visit",
    }
}

fn outcome(outcome: RevisitOutcome) -> &'static str {
    match outcome {
        RevisitOutcome::Unspecified => "",
        RevisitOutcome::Improved => " and had led to an improvement",
        RevisitOutcome::NotImproved => " and had not led to an improvement yet",
    }
}

fn step(what: &str, of: &str, more: &str) -> String {
    format!("{what} the note of a visit to {}{more}.", school(of))
}

fn whole(of: &str, what: &str) -> String {
    format!("The note of a visit to {} {what}.", school(of))
}

#[cfg(test)]
mod tests;
