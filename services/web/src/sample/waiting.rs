//! What waits for the people of the sample.

use contract::categories::v1::{
    CommentOnFrameworkRequest, ProposeRegionRequest, StateSchoolViewRequest,
};
use contract::dashboards::v1::{ListTasksResponse, Task, TaskKind};
use contract::evidence::v1::SignSelfEvaluationRequest;
use contract::reports::v1::{AnswerQuestionRequest, ApproveReportRequest, IssueCorrectionRequest};
use contract::schools::v1::TermDates;
use contract::surveys::v1::CloseWaveRequest;
use contract::trail::v1::ListHistoryResponse;

use super::reported::PRINTED;
use super::{BROOK, MARYS, OAK, REPORT, WAVE, as_of, ground, history, words};
use crate::pages::home::HomePage;
use crate::shown::Shown;
use crate::visitor::Visitor;

const TERM: &str = "2025-26-autumn";
const HEAD: &str = "headteacher";

fn task(kind: TaskKind, school: &str, thing: &str, owed_by: &str) -> Task {
    Task {
        kind: kind.into(),
        school_id: school.to_owned(),
        thing_id: thing.to_owned(),
        term: TERM.to_owned(),
        since: "2025-11-10".to_owned(),
        owed_by: owed_by.to_owned(),
        ..Task::default()
    }
}

/// What a headteacher has to do because a day comes.
fn by_day(visitor: &Visitor) -> impl Iterator<Item = Task> {
    let may = &visitor.may;
    let signs = may.of::<SignSelfEvaluationRequest>(MARYS);
    let evaluation = Task {
        due_on: "2025-12-19".to_owned(),
        yours: signs,
        ..task(TaskKind::SignSelfEvaluation, MARYS, "self-evaluation-1", HEAD)
    };
    let requirement = Task {
        title: words("Safeguarding policy"),
        part_ids: vec!["2025-26".to_owned()],
        parts: 1,
        due_on: "2025-11-28".to_owned(),
        yours: signs,
        ..task(TaskKind::AdoptRequirement, MARYS, "requirement-1", HEAD)
    };
    let comment = Task {
        due_on: "2025-12-05".to_owned(),
        yours: may.of::<CommentOnFrameworkRequest>(MARYS),
        ..task(TaskKind::CommentOnFramework, MARYS, "house", HEAD)
    };
    // Before it is signed off, a self-evaluation is for the school's headteacher.
    [evaluation].into_iter().filter(|task| task.yours).chain([requirement, comment])
}

/// The first page as one person finds it, with the tasks that the rules give.
pub(crate) fn home(visitor: &Visitor) -> HomePage {
    let may = &visitor.may;
    let areas = || vec!["governance".to_owned(), "staff".to_owned()];
    let (head, lead) = (HEAD, "improvement_lead");
    let question = Task {
        part_ids: vec!["question-1".to_owned()],
        due_on: "2025-11-20".to_owned(),
        happens_on: "2025-11-20".to_owned(),
        overdue: true,
        yours: may.of::<AnswerQuestionRequest>(MARYS),
        ..task(TaskKind::AnswerQuestion, MARYS, REPORT, head)
    };
    let view = Task {
        part_ids: areas(),
        parts: 5,
        yours: may.of::<StateSchoolViewRequest>(MARYS),
        ..task(TaskKind::StateView, MARYS, "round-1", head)
    };
    let proposals = [OAK, BROOK].map(|school| Task {
        part_ids: areas(),
        parts: 5,
        yours: may.of::<ProposeRegionRequest>(school),
        ..task(TaskKind::Propose, school, "round-1", lead)
    });
    let approval = Task {
        due_on: "2025-11-24".to_owned(),
        happens_on: "2025-12-02".to_owned(),
        yours: may.of::<ApproveReportRequest>(MARYS),
        ..task(TaskKind::ApproveReport, MARYS, REPORT, "chief_executive")
    };
    let survey = Task {
        title: words("Parent survey, autumn"),
        due_on: "2025-12-12".to_owned(),
        yours: may.anywhere::<CloseWaveRequest>(),
        ..task(TaskKind::CloseWave, "", WAVE, lead)
    };
    let changed = Task {
        part_ids: vec![PRINTED.to_owned()],
        parts: 1,
        yours: may.of::<IssueCorrectionRequest>(MARYS),
        ..task(TaskKind::CorrectFigure, MARYS, REPORT, lead)
    };
    let knows = |task: &Task| visitor.sees_drafts(&task.school_id);
    let all = [question, view, approval, survey, changed].into_iter().chain(proposals);
    let all = all.chain(by_day(visitor));
    let tasks = all.filter(|task| task.yours || knows(task)).collect();
    let last_here_on = "2025-11-14".to_owned();
    let news = ListHistoryResponse { last_here_on, ..history() };
    HomePage {
        ground: ground(),
        tasks: Shown::All(ListTasksResponse { as_of: as_of(412), tasks }),
        news: Shown::All(news).within(visitor.trail("")),
        next_term: Some(TermDates {
            term: "2025-26-spring".to_owned(),
            starts_on: "2026-01-05".to_owned(),
            ends_on: "2026-03-27".to_owned(),
            breaks: Vec::new(),
        }),
    }
}
