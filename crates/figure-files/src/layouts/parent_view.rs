//! Ofsted Parent View with the statements of September 2019 to November 2025.

use crate::layout::{
    ColumnName, FiguresRule, FileLayout, MeasuredColumn, PartRule, PeriodRule, SchoolRule,
    StatusRule, columns,
};
use crate::shape::{FileShape, ShareStyle};

/// Statements that are answered from strongly agree to strongly disagree.
const AGREED: [&str; 12] = ["1", "2", "3", "4", "5", "6", "8", "9", "10", "11", "12", "13"];
/// To these “not applicable” is an answer. Their base is those to whom they apply: with the others the order of schools turns.
const MAY_NOT_APPLY: [&str; 2] = ["4", "6"];
const SUBMISSIONS: &str = "Submissions";

/// Shares of one of those who agree strongly, and of those who agree; in a hundred.
fn agree(cells: &[f64]) -> Option<f64> {
    match cells {
        [strongly, agree] => Some((strongly + agree) * 100.0),
        _ => None,
    }
}

/// The same of those to whom it applies. `None` where it applies to nobody.
fn agree_where_it_applies(cells: &[f64]) -> Option<f64> {
    match cells {
        [strongly, agree, not] if *not < 1.0 => Some((strongly + agree) / (1.0 - not) * 100.0),
        _ => None,
    }
}

/// One line a school, with the share of each answer.
pub(super) fn by_school() -> FileLayout {
    let mut figures = vec![MeasuredColumn::new(SUBMISSIONS, "parent-view-2019-answers")];
    let answer = |question: &str, answer: &str| ColumnName::Owned(format!("Q{question} {answer}"));
    for question in AGREED.into_iter().chain(["7b"]) {
        let mut from = vec![answer(question, "Strongly Agree"), answer(question, "Agree")];
        let measure = format!("parent-view-2019-q{question}");
        let figure = MeasuredColumn::new(from[0].clone(), measure);
        figures.push(if MAY_NOT_APPLY.contains(&question) {
            from.push(answer(question, "Not Applicable"));
            figure.computed(from, agree_where_it_applies)
        } else if question == "7b" {
            // It rests on parents of children with SEND, whom the file does not count.
            figure.computed(from, agree)
        } else {
            figure.computed(from, agree).resting_on(SUBMISSIONS)
        });
    }
    let recommend = MeasuredColumn::new("Q14 Yes", "parent-view-2019-q14");
    figures.push(recommend.written(ShareStyle::OfOne).resting_on(SUBMISSIONS));
    FileLayout {
        shape: FileShape::ParentView,
        marks: columns(["URN", SUBMISSIONS, "Q1 Strongly Agree"]),
        needed: columns(["Q1 Agree", "Q4 Not Applicable", "Q6 Not Applicable", "Q14 Yes"]),
        passed: Vec::new(),
        school: SchoolRule::Urn("URN".into()),
        period: PeriodRule::Said,
        status: StatusRule::Final,
        part: PartRule::ByColumn,
        subject: None,
        figures: FiguresRule::Columns(figures),
    }
}

/// How the schools of England are spread; a line a question.
pub(super) fn distribution() -> FileLayout {
    FileLayout {
        shape: FileShape::ParentViewDistribution,
        marks: columns(["question", "schools", "mean_pos_pct"]),
        needed: columns(["median"]),
        passed: columns(["text", "p10", "p25", "p75", "p90"]),
        school: SchoolRule::England,
        period: PeriodRule::Said,
        status: StatusRule::Final,
        part: PartRule::ByColumn,
        subject: None,
        figures: FiguresRule::ByQuestion {
            question: "question".into(),
            value: "mean_pos_pct".into(),
        },
    }
}
