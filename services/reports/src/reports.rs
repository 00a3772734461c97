//! Which reports are there, and where does each stand?

mod written;

use contract::events::ReportEvent;
use contract::reports::v1::{
    Correction, CorrectionIssued, DecisionItem, Report, ReportDrafted, ReportQuestion, ReportState,
};
use eventlog::{At, Document, ListColumns};

/// The reports of a trust.
#[derive(Debug)]
pub(crate) struct Reports;

impl Document for Reports {
    const NAME: &'static str = "reports_reports";
    const EDITION: u32 = 4;
    type Body = Report;
    type Event = ReportEvent;

    fn columns(report: &Report) -> ListColumns<'_> {
        ListColumns::new().within("school_id", &report.school_id).with("term", &report.term)
    }

    fn fold(report: &mut Report, event: &ReportEvent, at: &At) {
        match event {
            ReportEvent::ChangeMarked(e) => due(report, &e.report_id, &e.school_id, &e.term),
            ReportEvent::ReportDrafted(e) => drafted(report, e),
            ReportEvent::CommentaryAdded(e) => written::added(report, e, at),
            ReportEvent::CommentaryReworded(e) => written::edited(report, e, at),
            ReportEvent::CommentaryRemoved(e) => written::removed(report, e, at),
            ReportEvent::CommentaryMoved(e) => {
                put(&mut report.paragraphs, e.place, |one| one.paragraph_id == e.paragraph_id);
            }
            ReportEvent::DecisionRequested(e) => {
                let (item_id, text) = (e.item_id.clone(), e.text.clone());
                report.decisions.push(DecisionItem { item_id, text });
            }
            ReportEvent::DecisionDropped(e) => {
                report.decisions.retain(|item| item.item_id != e.item_id);
            }
            ReportEvent::SentForApproval(_) => written::sent(report, at),
            ReportEvent::SentBack(e) => report.sent_back.clone_from(&e.note),
            ReportEvent::ReportApproved(_) => report.set_state(ReportState::Approved),
            ReportEvent::ReportIssued(e) => {
                report.set_state(ReportState::Issued);
                report.meeting_on.clone_from(&e.meeting_on);
                report.issued_on.clone_from(&e.issued_on);
                report.data_sha256.clone_from(&e.data_sha256);
                report.pdf_sha256.clone_from(&e.pdf_sha256);
                report.issued_position = at.position;
                report.figures.clone_from(&e.figures);
            }
            ReportEvent::ReportOpened(_) => report.opened += 1,
            ReportEvent::QuestionAsked(e) => report.questions.push(ReportQuestion {
                question_id: e.question_id.clone(),
                paragraph: e.paragraph.clone(),
                text: e.text.clone(),
                asked_by: at.actor.to_string(),
                asked_for_id: e.asked_for_id.clone(),
                ..ReportQuestion::default()
            }),
            ReportEvent::QuestionAnswered(e) => {
                if let Some(question) = question(report, &e.question_id) {
                    question.answer.clone_from(&e.text);
                    question.answered_by = at.actor.to_string();
                    question.at_meeting = e.at_meeting;
                }
            }
            ReportEvent::QuestionFollowedUp(e) => {
                if let Some(question) = question(report, &e.question_id) {
                    question.follow_ups.extend(e.text.clone());
                }
            }
            ReportEvent::QuestionClosed(e) => {
                if let Some(question) = question(report, &e.question_id) {
                    question.closed = true;
                }
            }
            ReportEvent::CorrectionIssued(e) => corrected(report, e, at),
        }
    }
}

/// One that has no number yet is counted.
fn corrected(report: &mut Report, e: &CorrectionIssued, at: &At) {
    let next = u32::try_from(report.corrections.len()).unwrap_or(u32::MAX).saturating_add(1);
    report.corrections.push(Correction {
        correction_id: e.correction_id.clone(),
        text: e.text.clone(),
        reason: e.reason.clone(),
        at: at.time.to_string(),
        number: if e.number == 0 { next } else { e.number },
        stood: e.stood.clone(),
        actor_id: at.actor.to_string(),
        pdf_sha256: e.pdf_sha256.clone(),
        figure_id: e.figure_id.clone(),
    });
}

fn question<'a>(report: &'a mut Report, question_id: &str) -> Option<&'a mut ReportQuestion> {
    report.questions.iter_mut().find(|question| question.question_id == question_id)
}

/// Moves one of a list to a place, counted from 1.
pub(crate) fn put<T>(list: &mut Vec<T>, place: u32, is_it: impl FnMut(&T) -> bool) {
    let Some(from) = list.iter().position(is_it) else { return };
    let moved = list.remove(from);
    let place = usize::try_from(place).unwrap_or(usize::MAX).saturating_sub(1);
    list.insert(place.min(list.len()), moved);
}

/// A change marked after the draft does not undo the draft.
fn due(report: &mut Report, report_id: &str, school_id: &str, term: &str) {
    report.report_id = report_id.to_owned();
    report.school_id = school_id.to_owned();
    report.term = term.to_owned();
    report.state = report.state.max(ReportState::Due.into());
}

fn drafted(report: &mut Report, e: &ReportDrafted) {
    due(report, &e.report_id, &e.school_id, &e.term);
    report.set_state(ReportState::Drafted);
    report.meeting_on.clone_from(&e.meeting_on);
    report.as_of_position = e.as_of_position;
    report.data_sha256.clone_from(&e.data_sha256);
    report.words = e.words;
}

#[cfg(test)]
mod tests;
