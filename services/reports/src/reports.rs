//! Which reports are there, and where does each stand?

mod written;

use contract::events::ReportEvent;
use contract::reports::v1::{
    Correction, DecisionItem, Report, ReportDrafted, ReportQuestion, ReportState,
};
use eventlog::{At, Document, ListColumns};

/// The reports of a trust.
#[derive(Debug)]
pub(crate) struct Reports;

impl Document for Reports {
    const NAME: &'static str = "reports_reports";
    const EDITION: u32 = 2;
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
            ReportEvent::CorrectionIssued(e) => report.corrections.push(Correction {
                correction_id: e.correction_id.clone(),
                text: e.text.clone(),
                reason: e.reason.clone(),
                at: at.time.to_string(),
            }),
        }
    }
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
mod tests {
    use contract::Said as _;
    use contract::log::v1::Words;
    use std::sync::Arc;

    use contract::reports::v1::{
        ChangeMarked, CommentaryAdded, CorrectionIssued, ParagraphVersion, QuestionAnswered,
        QuestionAsked, ReportApproved, ReportIssued, ReportOpened, ReportParagraph,
    };
    use eventlog::testing::{TestStore, fits};
    use eventlog::{Documents, When};
    use uuid::Uuid;

    use super::*;

    fn story(id: &str) -> Vec<ReportEvent> {
        let report_id = id.to_owned();
        let (school_id, term) = ("s".to_owned(), "2025-26-autumn".to_owned());
        let drafted = |sha256: &str| ReportDrafted {
            report_id: report_id.clone(),
            school_id: school_id.clone(),
            term: term.clone(),
            meeting_on: "2025-12-04".into(),
            as_of_position: 90,
            template_version: 1,
            data_sha256: sha256.into(),
            words: 1_200,
        };
        let issued = ReportIssued {
            report_id: report_id.clone(),
            school_id: school_id.clone(),
            term: term.clone(),
            meeting_on: "2025-12-05".into(),
            issued_on: "2025-11-27".into(),
            as_of_position: 90,
            data_sha256: "bb".into(),
            pdf_sha256: "cc".into(),
            template_version: 1,
        };
        let marked = ChangeMarked {
            report_id: report_id.clone(),
            school_id: school_id.clone(),
            term: term.clone(),
            ..Default::default()
        };
        let asked = QuestionAsked {
            report_id: report_id.clone(),
            question_id: "q".into(),
            paragraph: "category/staff".into(),
            text: Some("Why?".into()),
            asked_for_id: String::new(),
        };
        let added = |id: &str, text: &str| {
            CommentaryAdded {
                report_id: report_id.clone(),
                text: Some(text.into()),
                paragraph_id: id.into(),
                written_by: "headteacher".into(),
            }
            .into()
        };
        vec![
            marked.into(),
            drafted("old").into(),
            added("1", "First."),
            added("2", "Second."),
            drafted("aa").into(),
            ReportApproved { report_id: report_id.clone() }.into(),
            issued.into(),
            ReportOpened { report_id: report_id.clone() }.into(),
            ReportOpened { report_id: report_id.clone() }.into(),
            asked.into(),
            QuestionAnswered {
                report_id: report_id.clone(),
                question_id: "q".into(),
                text: Some("Because.".into()),
                at_meeting: false,
            }
            .into(),
            corrected(report_id),
        ]
    }

    fn corrected(report_id: String) -> ReportEvent {
        CorrectionIssued {
            report_id,
            correction_id: "c".into(),
            text: Some("It was 41.".into()),
            reason: Some("A slip.".into()),
        }
        .into()
    }

    /// The rows after the first so many events of the story, read once and again after a second follower.
    async fn after(count: usize) -> Report {
        let store = TestStore::start().await;
        let trust = store.trust().await;
        let id = Uuid::from_u128(9);
        let events: Vec<ReportEvent> = story(&id.to_string()).into_iter().take(count).collect();
        store.record(trust, id, events).await;
        let mut seen = Vec::new();
        for _ in 0..2 {
            let follower = store.follower("reports", Arc::new(Reports)).await;
            let position = follower.catch_up(trust).await.unwrap();
            let reports: Documents<Reports> = Documents::new(follower.read_model());
            let (when, id) = (When::now(position), id.to_string());
            let (as_of, report) = reports.get(trust, when, &id).await.unwrap();
            assert_eq!(as_of.position, position);
            let mut report = report.expect("the report");
            store
                .log("reports")
                .await
                .fill(trust, eventlog::WordsReader::OF_EVERYTHING, &mut report)
                .await
                .unwrap();
            seen.push(report);
            let (_, elsewhere) =
                reports.get(Uuid::from_u128(404), When::now(0), &id).await.unwrap();
            assert_eq!(elsewhere, None, "another trust's");
        }
        assert_eq!(seen[0], seen[1]);
        seen.remove(0)
    }

    #[tokio::test]
    async fn a_marked_change_makes_a_report_due() {
        assert_eq!(after(1).await.state(), ReportState::Due);
    }

    #[tokio::test]
    async fn a_new_draft_takes_the_place_of_an_approved_one() {
        let report = after(5).await;
        assert_eq!((report.state(), report.data_sha256.as_str()), (ReportState::Drafted, "aa"));
        assert_eq!(
            report.paragraphs.iter().map(|one| one.text.said()).collect::<Vec<_>>(),
            ["First.", "Second."]
        );
    }

    #[tokio::test]
    async fn an_issued_report_stands_with_its_questions_and_corrections() {
        let report = after(12).await;
        assert_eq!(report.state(), ReportState::Issued);
        assert_eq!((report.data_sha256.as_str(), report.pdf_sha256.as_str()), ("bb", "cc"));
        assert_eq!(
            (report.meeting_on.as_str(), report.issued_on.as_str()),
            ("2025-12-05", "2025-11-27")
        );
        assert_eq!((report.opened, report.issued_position), (2, 8));
        assert_eq!(report.questions[0].answer.said(), "Because.");
        assert_eq!(report.corrections[0].at, "2025-11-21T10:00:00Z");
    }

    #[test]
    fn a_report_with_many_questions_fits_into_a_document() {
        let words = |count| "What became of attendance after the spring? ".repeat(count);
        let question = ReportQuestion {
            question_id: Uuid::nil().to_string(),
            text: Some(words(12).into()),
            asked_by: Uuid::nil().to_string(),
            answer: Some(words(25).into()),
            answered_by: Uuid::nil().to_string(),
            ..ReportQuestion::default()
        };
        // A document keeps what commits to a text; the text itself stands beside the log.
        let kept = || Some(Words { commitment: "c".repeat(64), ..Words::default() });
        let version = ParagraphVersion { text: kept(), ..ParagraphVersion::default() };
        let paragraph = ReportParagraph {
            paragraph_id: Uuid::nil().to_string(),
            text: kept(),
            earlier: vec![version; 2],
            ..ReportParagraph::default()
        };
        fits::<Reports>(&Report {
            paragraphs: vec![paragraph; 6],
            questions: vec![question; 20],
            corrections: vec![
                Correction { text: Some(words(20).into()), ..Correction::default() };
                5
            ],
            ..Report::default()
        });
    }
}
