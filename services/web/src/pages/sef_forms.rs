//! A school's self-evaluation of a term, as forms of its head: begun by a template, written area by area, signed off.

use std::collections::BTreeSet;

use contract::evidence::v1::{
    BeginSelfEvaluationRequest, ReportCardGrade, SefAreaText, SignSelfEvaluationRequest,
    WriteSelfEvaluationRequest,
};
use serde::Deserialize;

use super::citable;
use crate::form::{Act, Check, Entered, Entry, Problem, placed, sends};
use crate::ground::Ground;

/// A text is shorter than the contract allows, since one form holds two for each area.
const LONGEST: usize = 2_000;
/// Pieces of evidence for an area at most; the service has the last word.
const MOST_EVIDENCE: usize = 8;
/// The version of the self-evaluation that the page showed.
const VERSION: Entry = Entry::hidden("version");

/// The head begins the self-evaluation of a term.
#[derive(Debug, Deserialize)]
pub(crate) struct BeginSelfEvaluation {
    pub school: String,
}

impl Act for BeginSelfEvaluation {
    type Command = BeginSelfEvaluationRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::choice("term", "Of which term?").wanted("Choose the term"),
        Entry::choice("template", "By which template?").wanted("Choose a template"),
        Entry::choice("from", "How does it start?")
            .hint("You can change everything afterwards. Others read it once it is signed off"),
    ];
    const BUTTON: &'static str = "Begin it";
    const DONE: &'static str = "The self-evaluation is begun. Open it in the list to write it";
    placed!("/schools/{school}/sef/new"(school), "/schools/{school}/sef"(school));
    sends!(evidence, begin_self_evaluation);

    fn command(&self, entered: &Entered) -> BeginSelfEvaluationRequest {
        BeginSelfEvaluationRequest {
            command_id: entered.command(),
            school_id: self.school.clone(),
            term: entered.get("term"),
            sef_template_id: entered.get("template"),
            carried_from_id: entered.get("from"),
        }
    }
}

/// The head writes what it says, all areas in one form.
#[derive(Debug, Deserialize)]
pub(crate) struct WriteSelfEvaluation {
    pub school: String,
    pub term: String,
}

impl Act for WriteSelfEvaluation {
    type Command = WriteSelfEvaluationRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::pick("region", "Which region fits your school?"),
        Entry::pick("grade", "Which grade would a report card give?"),
        Entry::each("strengths", "Strengths", LONGEST)
            .hint("Say what is better for pupils, and how you know. Governors read it once it is signed off. Name no pupil, parent or colleague"),
        Entry::ticks("evidence", "What does it rest on?"),
        Entry::each("next", "Next steps", LONGEST).hint("What you do next, and by when"),
        VERSION,
    ];
    const BUTTON: &'static str = "Continue";
    const DONE: &'static str =
        "The self-evaluation is kept as a draft. Others read it once it is signed off";
    const CHECK: Option<Check> = Some(Check {
        at: "/schools/{school}/sef/{term}/text/check",
        heading: "Check the self-evaluation",
        then: "It takes the place of what stood there before. You can change it until you sign it off.",
        button: "Keep it",
    });
    const LARGEST: usize = citable::LARGEST_OF_AREAS;
    placed!(
        "/schools/{school}/sef/{term}/text"(school, term),
        "/schools/{school}/sef/{term}"(school, term)
    );
    sends!(evidence, write_self_evaluation);

    fn problems(&self, entered: &Entered) -> Vec<Problem> {
        let mut problems = Vec::new();
        let areas = areas_of(entered);
        if areas.is_empty() {
            let sentence = "Write something of at least one area";
            problems.push(Problem::with("strengths", sentence));
        }
        let evidence = entered.each("evidence");
        let pieces = |area: &String| evidence.iter().filter(|(of, _)| of == area).count();
        if areas.iter().any(|area| pieces(area) > MOST_EVIDENCE) {
            let sentence = "Choose at most 8 pieces of evidence for each area";
            problems.push(Problem::with("evidence", sentence));
        }
        problems
    }

    fn said(&self, ground: &Ground, name: &str, value: &str) -> String {
        let names = &ground.names;
        match name {
            "grade" if grade(value) != ReportCardGrade::Unspecified => {
                grade(value).words().to_owned()
            }
            "region" if names.rung(value) > 0 => names.region(value),
            "evidence" => citable::said(value).unwrap_or_else(|| names.area(value)),
            _ => names.area(value),
        }
    }

    fn command(&self, entered: &Entered) -> WriteSelfEvaluationRequest {
        let evidence = entered.each("evidence");
        let text = |area_id: String| {
            let ticked = evidence.iter().filter(|(of, _)| *of == area_id);
            let ticked: Vec<_> = ticked.map(|(_, piece)| piece.clone()).collect();
            SefAreaText {
                region_id: entered.beside("region", &area_id),
                grade: grade(&entered.beside("grade", &area_id)).into(),
                strengths: entered.beside("strengths", &area_id),
                next_steps: entered.beside("next", &area_id),
                evidence: citable::chosen(&ticked, String::new()),
                area_id,
            }
        };
        WriteSelfEvaluationRequest {
            command_id: entered.command(),
            school_id: self.school.clone(),
            term: self.term.clone(),
            areas: areas_of(entered).into_iter().map(text).collect(),
            version: version(entered),
        }
    }
}

/// The areas of which anything was entered.
fn areas_of(entered: &Entered) -> BTreeSet<String> {
    let names = WriteSelfEvaluation::ENTRIES.iter().map(|entry| entry.name);
    names.flat_map(|name| entered.each(name)).map(|(area, _)| area).collect()
}

/// The version that was read. Without one, whatever stands is meant.
fn version(entered: &Entered) -> u32 {
    entered.get(VERSION.name).parse().unwrap_or_default()
}

fn grade(value: &str) -> ReportCardGrade {
    ReportCardGrade::from_str_name(value).unwrap_or_default()
}

/// The head signs it off.
#[derive(Debug, Deserialize)]
pub(crate) struct SignSelfEvaluation {
    pub school: String,
    pub term: String,
}

impl Act for SignSelfEvaluation {
    type Command = SignSelfEvaluationRequest;
    const ENTRIES: &'static [Entry] = &[VERSION];
    const BUTTON: &'static str = "Sign it off";
    const DONE: &'static str = "The self-evaluation is signed off, and its readers see it now";
    const CHECK: Option<Check> = Some(Check {
        at: "/schools/{school}/sef/{term}/signature/check",
        heading: "Sign the self-evaluation off",
        then: "It does not change any more after that. The school’s chair, governors and clerk, the improvement lead and the \
               chief executive see it now.",
        button: "Sign it off",
    });
    placed!(
        "/schools/{school}/sef/{term}/signature"(school, term),
        "/schools/{school}/sef/{term}"(school, term)
    );
    sends!(evidence, sign_self_evaluation);

    fn command(&self, entered: &Entered) -> SignSelfEvaluationRequest {
        SignSelfEvaluationRequest {
            command_id: entered.command(),
            school_id: self.school.clone(),
            term: self.term.clone(),
            version: version(entered),
        }
    }
}

#[cfg(test)]
mod tests;
