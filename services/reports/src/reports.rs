//! Which reports are there, and where does each stand?

use contract::events::ReportEvent;
use contract::reports::v1::{Correction, Report, ReportDrafted, ReportQuestion, ReportState};
use eventlog::{At, Document, ListColumns};

/// The reports of a trust.
#[derive(Debug)]
pub(crate) struct Reports;

impl Document for Reports {
    const NAME: &'static str = "reports_reports";
    type Body = Report;
    type Event = ReportEvent;

    fn columns(report: &Report) -> ListColumns<'_> {
        ListColumns::new().within("school_id", &report.school_id).with("term", &report.term)
    }

    fn fold(report: &mut Report, event: &ReportEvent, at: &At) {
        match event {
            ReportEvent::ChangeMarked(e) => due(report, &e.report_id, &e.school_id, &e.term),
            ReportEvent::ReportDrafted(e) => drafted(report, e),
            ReportEvent::CommentaryAdded(e) => report.commentary.extend(e.text.clone()),
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
                ..ReportQuestion::default()
            }),
            ReportEvent::QuestionAnswered(e) => {
                let of = |question: &&mut ReportQuestion| question.question_id == e.question_id;
                if let Some(question) = report.questions.iter_mut().find(of) {
                    question.answer.clone_from(&e.text);
                    question.answered_by = at.actor.to_string();
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
}

#[cfg(test)]
mod tests {
    use contract::Said as _;
    use std::sync::Arc;

    use contract::reports::v1::{
        ChangeMarked, CommentaryAdded, CorrectionIssued, QuestionAnswered, QuestionAsked,
        ReportApproved, ReportIssued, ReportOpened,
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
        };
        vec![
            marked.into(),
            drafted("old").into(),
            CommentaryAdded { report_id: report_id.clone(), text: Some("First.".into()) }.into(),
            CommentaryAdded { report_id: report_id.clone(), text: Some("Second.".into()) }.into(),
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
            }
            .into(),
            CorrectionIssued {
                report_id,
                correction_id: "c".into(),
                text: Some("It was 41.".into()),
                reason: Some("A slip.".into()),
            }
            .into(),
        ]
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
            store.log("reports").await.fill(trust, &mut report).await.unwrap();
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
            report.commentary.iter().map(|words| words.said()).collect::<Vec<_>>(),
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
        fits::<Reports>(&Report {
            commentary: vec![words(40).into(); 6],
            questions: vec![question; 20],
            corrections: vec![
                Correction { text: Some(words(20).into()), ..Correction::default() };
                5
            ],
            ..Report::default()
        });
    }
}
