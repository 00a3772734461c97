use contract::Said as _;
use contract::log::v1::Words;
use std::sync::Arc;

use contract::reports::v1::{
    ChangeMarked, CommentaryAdded, ParagraphVersion, PrintedFigure, QuestionAnswered,
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
        figures: vec![PrintedFigure { figure_id: "figure-1".into(), ..PrintedFigure::default() }],
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
        // From before corrections had numbers.
        CorrectionIssued { number: 0, stood: None, ..corrected(&report_id) }.into(),
        corrected(&report_id).into(),
    ]
}

fn corrected(report_id: &str) -> CorrectionIssued {
    CorrectionIssued {
        report_id: report_id.to_owned(),
        correction_id: "c".into(),
        text: Some("It was 41.".into()),
        reason: Some("A slip.".into()),
        number: 2,
        stood: Some("It was 14.".into()),
        pdf_sha256: "dd".into(),
        figure_id: "figure-1".into(),
    }
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
        let (_, elsewhere) = reports.get(Uuid::from_u128(404), When::now(0), &id).await.unwrap();
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
    let report = after(13).await;
    assert_eq!(report.state(), ReportState::Issued);
    assert_eq!((report.data_sha256.as_str(), report.pdf_sha256.as_str()), ("bb", "cc"));
    assert_eq!(
        (report.meeting_on.as_str(), report.issued_on.as_str()),
        ("2025-12-05", "2025-11-27")
    );
    assert_eq!((report.opened, report.issued_position), (2, 8));
    assert_eq!(report.questions[0].answer.said(), "Because.");
    let [first, second] = report.corrections.as_slice() else { panic!("two corrections") };
    assert_eq!((first.at.as_str(), first.number), ("2025-11-21T10:00:00Z", 1));
    assert_eq!((second.number, second.pdf_sha256.as_str()), (2, "dd"));
    assert_eq!((first.stood.said(), second.stood.said()), ("".into(), "It was 14.".into()));
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
        corrections: vec![Correction { text: Some(words(20).into()), ..Correction::default() }; 5],
        ..Report::default()
    });
}
