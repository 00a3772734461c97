//! Sentences about the committees' reports.

use contract::events::ReportEvent;
use contract::reports::v1::{
    ChangeMarked, CorrectionIssued, QuestionAnswered, QuestionAsked, ReportDrafted, ReportIssued,
};

use super::words::{area, because, capital, plain, quoted, region, school, term, thousands, when};
use super::{Known, Line, Thing};

pub(super) fn report(event: &ReportEvent, known: &Known) -> Line {
    let of = |report_id: &str| name(known.get("report", report_id));
    let (report_id, sentence) = match event {
        ReportEvent::ChangeMarked(marked) => return change_marked(marked),
        ReportEvent::ReportDrafted(drafted) => return report_drafted(drafted),
        ReportEvent::ReportIssued(issued) => return report_issued(issued),
        ReportEvent::CommentaryAdded(e) => (
            &e.report_id,
            format!("A commentary was added to {}{}", of(&e.report_id), because(&e.text)),
        ),
        ReportEvent::CommentaryReworded(e) => (
            &e.report_id,
            format!("A paragraph of {} was worded anew{}", of(&e.report_id), because(&e.text)),
        ),
        ReportEvent::CommentaryRemoved(e) => {
            (&e.report_id, format!("A paragraph was taken out of {}.", of(&e.report_id)))
        }
        ReportEvent::CommentaryMoved(e) => {
            let of = of(&e.report_id);
            (&e.report_id, format!("A paragraph of {of} was moved to place {}.", e.place))
        }
        ReportEvent::DecisionRequested(e) => {
            let (of, because) = (of(&e.report_id), because(&e.text));
            (&e.report_id, format!("The committee is to decide with {of}{because}"))
        }
        ReportEvent::DecisionDropped(e) => {
            let of = of(&e.report_id);
            (&e.report_id, format!("What the committee was to decide was taken out of {of}."))
        }
        ReportEvent::SentForApproval(sent) => {
            let report = known.get("report", &sent.report_id);
            (&sent.report_id, format!("{} was sent for approval.", the_name(report)))
        }
        ReportEvent::SentBack(back) => {
            let report = known.get("report", &back.report_id);
            (&back.report_id, format!("{} was sent back{}", the_name(report), because(&back.note)))
        }
        ReportEvent::QuestionFollowedUp(followed) => {
            let question = the_question(&followed.question_id, known);
            let sentence = format!("{question} was followed up{}", because(&followed.text));
            (&followed.report_id, sentence)
        }
        ReportEvent::QuestionClosed(closed) => {
            let question = the_question(&closed.question_id, known);
            (
                &closed.report_id,
                format!("{question} was closed: the committee had nothing further to ask."),
            )
        }
        ReportEvent::ReportApproved(approved) => {
            let report = known.get("report", &approved.report_id);
            (&approved.report_id, format!("{} was approved for issue.", the_name(report)))
        }
        ReportEvent::ReportOpened(opened) => {
            let report = known.get("report", &opened.report_id);
            (&opened.report_id, format!("{} was opened by a reader.", the_name(report)))
        }
        ReportEvent::QuestionAsked(asked) => return question_asked(asked, known),
        ReportEvent::QuestionAnswered(answered) => {
            (&answered.report_id, question_answered(answered, known))
        }
        ReportEvent::CorrectionIssued(correction) => {
            let report = known.get("report", &correction.report_id);
            (&correction.report_id, correction_issued(correction, report))
        }
    };
    Line::new(sentence).about(&known.get("report", report_id).schools)
}

/// `the report on {school:...} for Autumn 2025-26`.
fn name(report: &Thing) -> String {
    named(report.school(), &report.term)
}

fn the_name(report: &Thing) -> String {
    capital(&name(report))
}

fn named(school_id: &str, of_term: &str) -> String {
    format!("the report on {} for {}", school(school_id), term(of_term))
}

fn position(number: u64) -> String {
    thousands(usize::try_from(number).unwrap_or(usize::MAX))
}

fn change_marked(marked: &ChangeMarked) -> Line {
    let sentence = format!(
        "The move from {} to {} in {} was marked to be told in {}.",
        region(&marked.from_region_id),
        region(&marked.to_region_id),
        area(&marked.area_id),
        named(&marked.school_id, &marked.term)
    );
    Line::new(sentence).about([&marked.school_id]).in_areas([&marked.area_id])
}

fn report_drafted(drafted: &ReportDrafted) -> Line {
    let meeting = match drafted.meeting_on.as_str() {
        "" => String::new(),
        meeting_on => format!(", for the meeting{}", when("on", meeting_on)),
    };
    let sentence = format!(
        "{} was drafted from the record up to event {}{meeting}.",
        capital(&named(&drafted.school_id, &drafted.term)),
        position(drafted.as_of_position)
    );
    Line::new(sentence).about([&drafted.school_id])
}

fn report_issued(issued: &ReportIssued) -> Line {
    let meeting = match issued.meeting_on.as_str() {
        "" => String::new(),
        meeting_on => format!(" for its meeting{}", when("on", meeting_on)),
    };
    let sentence = format!(
        "{} was issued to the committee{}{meeting}, with the record up to event {}.",
        capital(&named(&issued.school_id, &issued.term)),
        when("on", &issued.issued_on),
        position(issued.as_of_position)
    );
    Line::new(sentence).about([&issued.school_id])
}

fn question_asked(asked: &QuestionAsked, known: &Known) -> Line {
    let report = known.get("report", &asked.report_id);
    // Paragraphs about an area are anchored `category/<area>`.
    let area_id = asked.paragraph.strip_prefix("category/").unwrap_or_default().to_owned();
    let about = match (area_id.as_str(), asked.paragraph.as_str()) {
        ("", "") => String::new(),
        ("", paragraph) => format!(" (paragraph “{}”)", plain(paragraph)),
        (area_id, _) => format!(" ({})", area(area_id)),
    };
    let sentence =
        format!("A question was asked about {}{about}{}", name(report), because(&asked.text));
    Line::new(sentence).about(&report.schools).in_areas([&area_id])
}

fn the_question(question_id: &str, known: &Known) -> String {
    match known.get("question", question_id).name.as_str() {
        "" => "A question".to_owned(),
        commitment => format!("The question {}", quoted(commitment)),
    }
}

fn question_answered(answered: &QuestionAnswered, known: &Known) -> String {
    let report = known.get("report", &answered.report_id);
    let question = the_question(&answered.question_id, known);
    let at = if answered.at_meeting { " at the meeting" } else { "" };
    format!("{question} about {} was answered{at}{}", name(report), because(&answered.text))
}

fn correction_issued(correction: &CorrectionIssued, report: &Thing) -> String {
    let part = |what: &str, words| match because(words) {
        nothing if nothing == "." => String::new(),
        said => format!(" {what}{said}"),
    };
    let (report, reason) = (name(report), part("The reason", &correction.reason));
    if correction.number == 0 {
        return format!("A correction was issued to {report}{}{reason}", because(&correction.text));
    }
    let stood = part("The report says", &correction.stood);
    let text = part("It should say", &correction.text);
    format!("Correction {} was issued to {report}.{stood}{text}{reason}", correction.number)
}

#[cfg(test)]
mod tests;
