//! What waits for the paper of a meeting, wherever the meeting moves.

use super::*;

fn meeting(on: &str) -> CommitteeEvent {
    CommitteeEvent::MeetingScheduled(MeetingScheduled {
        school_id: MARYS.to_string(),
        term: TERM.into(),
        on: on.into(),
        ..MeetingScheduled::default()
    })
}

#[tokio::test]
async fn what_waits_for_a_cancelled_meeting_has_no_day_until_another_is_fixed() {
    let stand = Stand::peopled().await;
    stand.happens("c1", meeting("2026-12-03")).await;
    let cancelled = CommitteeEvent::MeetingCancelled(MeetingCancelled {
        school_id: MARYS.to_string(),
        term: TERM.into(),
        on: "2026-12-03".into(),
        ..MeetingCancelled::default()
    });
    stand.happens("c1", cancelled).await;
    let [task] = stand.of(LEAD).await.try_into().unwrap();
    assert_eq!((task.kind(), task.due_on.as_str()), (TaskKind::DraftReport, ""));
    stand.happens("c1", meeting("2026-12-10")).await;
    let [task] = stand.of(LEAD).await.try_into().unwrap();
    assert_eq!((task.kind(), task.due_on.as_str()), (TaskKind::DraftReport, "2026-12-02"));
    assert_eq!(stand.rebuilt_differs(Arc::new(Tasks)).await, 0);
}

#[tokio::test]
async fn a_paper_is_due_seven_clear_days_before_the_meeting_wherever_that_moves() {
    let stand = Stand::peopled().await;
    stand.happens("c1", meeting("2026-12-03")).await;
    let task = stand.of(LEAD).await.remove(0);
    assert_eq!((task.kind(), task.due_on.as_str()), (TaskKind::DraftReport, "2026-11-25"));
    assert_eq!(task.happens_on, "2026-12-03");
    let report_id = || "r1".to_owned();
    let drafted = || ReportDrafted {
        report_id: report_id(),
        school_id: MARYS.to_string(),
        term: TERM.into(),
        meeting_on: "2026-12-03".into(),
        ..ReportDrafted::default()
    };
    stand.reported(drafted()).await;
    assert_eq!(stand.kinds(LEAD).await, [TaskKind::CommentOnReport]);
    assert_eq!(stand.kinds(CHIEF).await, [TaskKind::ApproveReport]);
    stand.reported(CommentaryAdded { report_id: report_id(), ..Default::default() }).await;
    stand.reported(drafted()).await;
    assert!(stand.kinds(LEAD).await.is_empty(), "commentary stays when it is drafted again");
    stand.happens("c1", meeting("2026-12-10")).await;
    let task = stand.of(CHIEF).await.remove(0);
    assert_eq!((task.due_on.as_str(), task.since.as_str()), ("2026-12-02", "2025-11-21"));
    stand.reported(ReportApproved { report_id: report_id() }).await;
    let task = stand.of(LEAD).await.remove(0);
    assert_eq!((task.kind(), task.due_on.as_str()), (TaskKind::IssueReport, "2026-12-02"));
    let issued = ReportIssued {
        report_id: report_id(),
        school_id: MARYS.to_string(),
        term: TERM.into(),
        ..ReportIssued::default()
    };
    stand.reported(issued).await;
    assert!(stand.of(LEAD).await.is_empty() && stand.of(CHIEF).await.is_empty());
    let question_id = || "q1".to_owned();
    let asked =
        QuestionAsked { report_id: report_id(), question_id: question_id(), ..Default::default() };
    stand.reported(asked).await;
    let task = stand.of(HEAD).await.remove(0);
    assert_eq!((task.kind(), task.due_on.as_str()), (TaskKind::AnswerQuestion, "2026-12-10"));
    assert_eq!(stand.kinds(LEAD).await, [TaskKind::AnswerQuestion], "the lead may answer as well");
    let answered = QuestionAnswered {
        report_id: report_id(),
        question_id: question_id(),
        ..Default::default()
    };
    stand.reported(answered).await;
    assert!(stand.of(HEAD).await.is_empty());
    assert_eq!(stand.rebuilt_differs(Arc::new(Tasks)).await, 0);
}
