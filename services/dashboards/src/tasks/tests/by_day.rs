//! What waits because a day has come.

use contract::categories::v1::{
    FrameworkCommented, FrameworkDraftWithdrawn, FrameworkDrafted, FrameworkSentToHeads,
};
use contract::events::{
    AcademicYearEvent, AdoptionEvent, FrameworkCommentEvent, FrameworkDraftEvent, RequirementEvent,
    SefTemplateEvent, SelfEvaluationEvent,
};
use contract::evidence::v1::{
    AdoptionTakenBack, Obligation, RequirementAdded, RequirementAdopted, RequirementDropped,
    RequirementRhythm, RequirementTerms, RequirementWaived, SefTemplateMade, SelfEvaluationBegun,
    SelfEvaluationSigned,
};
use contract::schools::v1::{
    ArrangementTakenBack, LeaveArranged, ReturnArranged, TermDates, TermsSet,
};

use super::*;

const YEAR: &str = "2026-27";

fn dates(term: &str, starts_on: &str, ends_on: &str) -> TermDates {
    TermDates {
        term: term.to_owned(),
        starts_on: starts_on.to_owned(),
        ends_on: ends_on.to_owned(),
        ..TermDates::default()
    }
}

impl Stand {
    /// A person's own tasks on a day.
    async fn own(&self, person: Uuid, day: &str) -> Vec<Task> {
        self.tasks(person, day, ListTasksRequest::default()).await.unwrap().tasks
    }

    /// The schools at which others have a task, as a person is told.
    async fn told(&self, person: Uuid, day: &str) -> Vec<String> {
        let all = ListTasksRequest { of_others: true, ..Default::default() };
        let tasks = self.tasks(person, day, all).await.unwrap().tasks;
        tasks.into_iter().filter(|task| !task.yours).map(|task| task.school_id).collect()
    }

    async fn drafted(&self, event: impl Into<FrameworkDraftEvent>) {
        self.happens("draft", event.into()).await;
    }

    async fn adopts(&self, event: impl Into<AdoptionEvent>) {
        self.happens("adoption", event.into()).await;
    }
}

#[tokio::test]
async fn a_self_evaluation_is_begun_by_a_template_and_signed_off_by_the_end_of_term() {
    let stand = Stand::peopled().await;
    let (academic_year, school_id) = (YEAR.to_owned(), String::new());
    let terms = vec![
        dates(TERM, "2026-09-02", "2026-12-18"),
        dates("2026-27-spring", "2027-01-04", "2027-03-25"),
        dates("2026-27-summer", "2027-04-12", "2027-07-21"),
    ];
    let set = TermsSet { academic_year, school_id, terms };
    stand.happens(YEAR, AcademicYearEvent::TermsSet(set)).await;
    assert!(stand.of(HEAD).await.is_empty(), "there is no template");
    let made = SefTemplateMade { sef_template_id: "t1".to_owned(), ..Default::default() };
    stand.happens("t1", SefTemplateEvent::SefTemplateMade(made)).await;
    let task = stand.of(HEAD).await.remove(0);
    assert_eq!((task.kind(), task.term.as_str()), (TaskKind::BeginSelfEvaluation, TERM));
    assert_eq!((task.since.as_str(), task.due_on.as_str()), ("2026-09-02", "2026-12-18"));
    let id = || "e1".to_owned();
    let (school_id, term) = (MARYS.to_string(), TERM.to_owned());
    let begun =
        SelfEvaluationBegun { self_evaluation_id: id(), school_id, term, ..Default::default() };
    let begun_at = stand.happens("e1", SelfEvaluationEvent::SelfEvaluationBegun(begun)).await;
    let task = stand.of(HEAD).await.remove(0);
    assert_eq!((task.kind(), task.thing_id.as_str()), (TaskKind::SignSelfEvaluation, "e1"));
    assert!(stand.told(LEAD, TODAY).await.is_empty(), "a draft is for the head");
    let late = stand.own(HEAD, "2026-12-21").await.remove(0);
    assert!(late.overdue, "the term is over");
    let signed = SelfEvaluationSigned { self_evaluation_id: id(), ..Default::default() };
    stand.happens("e1", SelfEvaluationEvent::SelfEvaluationSigned(signed)).await;
    assert!(stand.of(HEAD).await.is_empty());
    let as_of = Some(list_tasks_request::AsOf::AsOfPosition(begun_at));
    let before = ListTasksRequest { as_of, ..Default::default() };
    let before = stand.tasks(HEAD, TODAY, before).await.unwrap().tasks;
    assert_eq!(before[0].kind(), TaskKind::SignSelfEvaluation, "as it stood");
    let task = stand.own(HEAD, "2027-01-04").await.remove(0);
    let begins = (TaskKind::BeginSelfEvaluation, "2026-27-spring");
    assert_eq!((task.kind(), task.term.as_str()), begins);
    assert_eq!(stand.rebuilt_differs(Arc::new(Tasks)).await, 0);
}

#[tokio::test]
async fn what_is_required_waits_from_thirty_days_before_its_day_until_it_is_settled() {
    let stand = Stand::peopled().await;
    let (requirement_id, period) = (|| "q1".to_owned(), || YEAR.to_owned());
    let terms = RequirementTerms {
        title: "Safeguarding policy".to_owned(),
        obligation: Obligation::Required.into(),
        rhythm: RequirementRhythm::OnDay.into(),
        due_on: "2026-12-15".to_owned(),
        ..RequirementTerms::default()
    };
    let added = RequirementAdded {
        requirement_id: requirement_id(),
        year: YEAR.to_owned(),
        terms: Some(terms),
        why: None,
    };
    let added = RequirementEvent::RequirementAdded(added);
    stand.happens_at("2026-09-10T10:00:00Z", "q1", added).await;
    assert!(stand.own(HEAD, "2026-11-14").await.is_empty(), "31 days are left");
    let task = stand.own(HEAD, "2026-11-15").await.remove(0);
    assert_eq!((task.kind(), task.thing_id.as_str()), (TaskKind::AdoptRequirement, "q1"));
    assert_eq!((task.title.as_str(), task.due_on.as_str()), ("Safeguarding policy", "2026-12-15"));
    assert_eq!((task.part_ids, task.since.as_str()), (vec![period()], "2026-11-15"));
    assert_eq!((task.overdue, task.owed_by.as_str()), (false, "headteacher"));
    assert!(stand.of(LEAD).await.is_empty(), "the lead may record it, and does not owe it");
    assert_eq!(stand.told(LEAD, TODAY).await.len(), 2);
    assert_eq!(stand.told(GOVERNOR, TODAY).await, [MARYS.to_string()]);
    let late = stand.own(HEAD, "2026-12-16").await.remove(0);
    assert!(late.overdue);
    let (school_id, on) = (|| MARYS.to_string(), || "2026-11-19".to_owned());
    let adopted = RequirementAdopted {
        requirement_id: requirement_id(),
        school_id: school_id(),
        period: period(),
        on: on(),
    };
    stand.adopts(adopted).await;
    assert!(stand.of(HEAD).await.is_empty());
    assert_eq!(stand.told(LEAD, TODAY).await, [OAK.to_string()]);
    let back = AdoptionTakenBack {
        requirement_id: requirement_id(),
        school_id: school_id(),
        period: period(),
        on: on(),
    };
    stand.adopts(back).await;
    assert_eq!(stand.kinds(HEAD).await, [TaskKind::AdoptRequirement]);
    let waived = RequirementWaived {
        requirement_id: requirement_id(),
        school_id: school_id(),
        period: period(),
        on: on(),
        reason: None,
    };
    stand.adopts(waived).await;
    assert!(stand.of(HEAD).await.is_empty());
    let dropped = RequirementDropped {
        requirement_id: requirement_id(),
        year: YEAR.to_owned(),
        reason: None,
    };
    stand.happens("q1", RequirementEvent::RequirementDropped(dropped)).await;
    assert!(stand.told(LEAD, TODAY).await.is_empty(), "nothing is required any more");
    assert_eq!(stand.rebuilt_differs(Arc::new(Tasks)).await, 0);
}

fn sent(draft: u32, comment_by: &str) -> FrameworkSentToHeads {
    FrameworkSentToHeads {
        framework_id: "house".to_owned(),
        version: 2,
        draft,
        on: "2026-11-16".to_owned(),
        comment_by: comment_by.to_owned(),
    }
}

fn withdrawn(draft: u32) -> FrameworkDraftWithdrawn {
    FrameworkDraftWithdrawn {
        framework_id: "house".to_owned(),
        version: 2,
        draft,
        ..FrameworkDraftWithdrawn::default()
    }
}

#[tokio::test]
async fn headteachers_comment_until_the_last_day_and_then_the_draft_is_settled() {
    let stand = Stand::peopled().await;
    stand.drafted(FrameworkDrafted { draft: 1, framework: Some(framework(2, &LADDER)) }).await;
    assert!(stand.of(HEAD).await.is_empty(), "nobody is asked yet");
    stand.drafted(sent(1, "2026-11-27")).await;
    let task = stand.of(HEAD).await.remove(0);
    assert_eq!((task.kind(), task.thing_id.as_str()), (TaskKind::CommentOnFramework, "house"));
    assert_eq!((task.since.as_str(), task.due_on.as_str()), ("2026-11-16", "2026-11-27"));
    assert!(stand.of(LEAD).await.is_empty());
    assert_eq!(stand.told(LEAD, TODAY).await.len(), 2);
    let commented = FrameworkCommented {
        school_id: MARYS.to_string(),
        framework_id: "house".to_owned(),
        version: 2,
        draft: 1,
        ..FrameworkCommented::default()
    };
    stand.happens("comment", FrameworkCommentEvent::FrameworkCommented(commented)).await;
    assert!(stand.of(HEAD).await.is_empty());
    assert_eq!(stand.told(LEAD, "2026-11-27").await, [OAK.to_string()], "its last day");
    for person in [LEAD, CHIEF] {
        let task = stand.own(person, "2026-11-28").await.remove(0);
        assert_eq!(task.kind(), TaskKind::SettleFrameworkDraft);
        assert_eq!((task.since.as_str(), task.due_on.as_str()), ("2026-11-28", ""));
    }
    assert!(stand.own(HEAD, "2026-11-28").await.is_empty());
    // More time for the others; another draft is another question.
    stand.drafted(sent(1, "2026-12-04")).await;
    assert!(stand.own(LEAD, "2026-11-28").await.is_empty());
    assert!(stand.own(HEAD, "2026-11-28").await.is_empty());
    stand.drafted(sent(2, "2026-12-11")).await;
    assert_eq!(stand.kinds(HEAD).await, [TaskKind::CommentOnFramework]);
    stand.drafted(withdrawn(2)).await;
    assert!(stand.of(HEAD).await.is_empty());
    assert!(stand.own(LEAD, "2026-12-12").await.is_empty());
    assert_eq!(stand.rebuilt_differs(Arc::new(Tasks)).await, 0);
}

#[tokio::test]
async fn a_school_does_not_owe_what_is_due_after_its_arranged_leave() {
    let stand = Stand::peopled().await;
    stand.drafted(sent(1, "2026-11-27")).await;
    let school_id = || MARYS.to_string();
    let moves = async |event: SchoolEvent| stand.happens(&school_id(), event).await;
    let arranged =
        |on: &str| LeaveArranged { school_id: school_id(), on: on.to_owned(), reason: None };
    let taken_back = |returning| ArrangementTakenBack {
        school_id: school_id(),
        returning,
        ..ArrangementTakenBack::default()
    };
    moves(arranged("2026-11-28").into()).await;
    assert_eq!(stand.told(LEAD, TODAY).await.len(), 2, "its last day here is the last one");
    moves(taken_back(false).into()).await;
    let arranged_at = moves(arranged("2026-11-27").into()).await;
    assert_eq!(stand.told(LEAD, TODAY).await, [OAK.to_string()]);
    moves(taken_back(false).into()).await;
    assert_eq!(stand.told(LEAD, TODAY).await.len(), 2);
    let as_of = Some(list_tasks_request::AsOf::AsOfPosition(arranged_at));
    let then = ListTasksRequest { as_of, of_others: true, ..Default::default() };
    let then = stand.tasks(LEAD, TODAY, then).await.unwrap().tasks;
    assert_eq!(then.len(), 1, "as it stood");
    let left = SchoolLeft { school_id: school_id(), on: TODAY.to_owned(), reason: None };
    moves(left.into()).await;
    let returns = ReturnArranged { school_id: school_id(), on: "2026-11-25".to_owned() };
    moves(returns.into()).await;
    moves(taken_back(true).into()).await;
    assert_eq!(stand.told(LEAD, TODAY).await, [OAK.to_string()], "it stays away");
    assert_eq!(stand.rebuilt_differs(Arc::new(Tasks)).await, 0);
}

#[tokio::test]
async fn a_version_that_is_agreed_ends_what_was_asked_about_its_draft() {
    let stand = Stand::peopled().await;
    stand.drafted(sent(1, "2026-11-19")).await;
    assert_eq!(stand.kinds(LEAD).await, [TaskKind::SettleFrameworkDraft]);
    let agreed = FrameworkEvent::FrameworkAgreed(framework(2, &LADDER));
    stand.happens("house-2", agreed).await;
    assert!(stand.of(LEAD).await.is_empty());
}
