//! The first section: what governors asked about earlier reports, and what became of it.

use contract::Term;
use contract::reports::v1::{EarlierQuestion, Report, ReportQuestion};

/// All questions about the report before, and those about older reports that still wait for an answer. `issued` has the school's
/// issued reports.
pub(super) fn earlier(issued: &[Report]) -> Vec<EarlierQuestion> {
    let last = issued.iter().map(|report| report.issued_position).max().unwrap_or(0);
    let mut issued: Vec<&Report> = issued.iter().collect();
    issued.sort_by_key(|report| report.issued_position);
    let told = issued.into_iter().flat_map(|report| {
        let is_last = report.issued_position == last;
        let told = report.questions.iter().filter(move |one| is_last || one.answer.is_none());
        told.map(move |question| (report, question))
    });
    told.zip(1..)
        .map(|((report, question), place)| earlier_question(report, question, place))
        .collect()
}

fn earlier_question(report: &Report, question: &ReportQuestion, place: u32) -> EarlierQuestion {
    let term: Option<Term> = report.term.parse().ok();
    EarlierQuestion {
        anchor: format!("question/{place}"),
        term_words: term.map_or_else(|| report.term.clone(), Term::words),
        text: question.text.clone(),
        answer: question.answer.clone(),
        at_meeting: question.at_meeting,
        follow_ups: question.follow_ups.clone(),
        closed: question.closed,
    }
}

#[cfg(test)]
mod tests;
