//! One school's report for one term: from a marked change to the issued paper, its questions and corrections.

mod refusal;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use contract::Term;
use contract::events::ReportEvent;
use contract::reports::v1::{
    ChangeMarked, CommentaryAdded, CorrectionIssued, QuestionAnswered, QuestionAsked,
    ReportApproved, ReportDrafted, ReportIssued, ReportOpened,
};
use eventlog::{Context, Decider};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(crate) use refusal::ReportRefusal;

/// What a report can be asked.
#[derive(Clone, Debug)]
pub(crate) struct ReportCommand {
    pub report_id: Uuid,
    pub act: Act,
}

/// The acts.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// Remember a move for the paper.
    Mark(Change),
    /// Take the term's record together.
    Draft(Drafting),
    /// Add a paragraph.
    Comment { text: String },
    /// Let the draft go out.
    Approve,
    /// Freeze and send it.
    Issue(Issuing),
    /// Somebody opened it.
    Open,
    /// A governor asks about a paragraph, or about the whole where none is named.
    Ask { paragraph: String, is_there: bool, text: String },
    /// Somebody answers.
    Answer { question_id: Uuid, text: String },
    /// Put a correction beside it.
    Correct { text: String, reason: String },
}

/// An area that moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Change {
    pub school_id: String,
    pub term: String,
    pub area_id: String,
    pub from_region_id: String,
    pub to_region_id: String,
    pub because_position: u64,
}

/// A draft whose data is kept already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Drafting {
    pub draft: Draft,
    /// Areas whose decision was shared with the committee, of all the framework's areas.
    pub areas_shared: usize,
    pub areas: usize,
}

/// What a draft stands on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Draft {
    pub school_id: String,
    pub term: String,
    /// ISO 8601 date; empty where none is fixed.
    pub meeting_on: String,
    pub as_of_position: u64,
    pub template_version: u32,
    /// SHA-256 of the canonical data, lower-case hex.
    pub data_sha256: String,
}

/// The frozen paper: data and PDF are kept already.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Issuing {
    /// Data of the draft it was made from.
    pub draft_sha256: String,
    pub meeting_on: String,
    pub issued_on: String,
    pub data_sha256: String,
    pub pdf_sha256: String,
}

/// A report as its events made it.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Report {
    stage: Stage,
    changes: Vec<Change>,
    commentary: Vec<String>,
    /// By id: whether it was answered.
    questions: BTreeMap<String, bool>,
}

/// How far it has got.
#[derive(Debug, Default, Serialize, Deserialize)]
enum Stage {
    /// At most changes are marked.
    #[default]
    Due,
    Drafted(Draft),
    Approved(Draft),
    /// With the SHA-256 of the issued data.
    Issued(String),
}

impl Report {
    /// The id of a school's report for a term: one each, so that everybody finds the same one.
    pub(crate) fn id(school_id: Uuid, term: Term) -> Uuid {
        Uuid::new_v5(&school_id, format!("report/{term}").as_bytes())
    }

    /// Moves marked so far, oldest first.
    pub(crate) fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// The improvement lead's paragraphs, oldest first.
    pub(crate) fn commentary(&self) -> &[String] {
        &self.commentary
    }

    /// The approved draft, or why there is none to issue.
    pub(crate) fn ready_to_issue(&self) -> Result<&Draft, ReportRefusal> {
        match &self.stage {
            Stage::Approved(draft) => Ok(draft),
            Stage::Issued(_) => Err(ReportRefusal::AlreadyIssued),
            Stage::Due | Stage::Drafted(_) => Err(ReportRefusal::NotApproved),
        }
    }

    /// SHA-256 of the issued data, or that there is none yet.
    pub(crate) fn issued(&self) -> Result<&str, ReportRefusal> {
        match &self.stage {
            Stage::Issued(data_sha256) => Ok(data_sha256),
            Stage::Due | Stage::Drafted(_) | Stage::Approved(_) => Err(ReportRefusal::NotIssued),
        }
    }

    /// The draft may still be worked on.
    fn open_draft(&self) -> Result<(), ReportRefusal> {
        match self.stage {
            Stage::Drafted(_) => Ok(()),
            Stage::Due => Err(ReportRefusal::NotDrafted),
            Stage::Approved(_) => Err(ReportRefusal::AlreadyApproved),
            Stage::Issued(_) => Err(ReportRefusal::AlreadyIssued),
        }
    }
}

impl Decider for Report {
    type Command = ReportCommand;
    type Event = ReportEvent;
    type Refusal = ReportRefusal;

    fn decide(
        &self,
        command: &ReportCommand,
        context: &Context,
    ) -> Result<Vec<ReportEvent>, ReportRefusal> {
        let report_id = command.report_id.to_string();
        match &command.act {
            Act::Mark(change) => Ok(self.mark(report_id, change)),
            Act::Draft(drafting) => self.draft(report_id, drafting),
            Act::Comment { text } => {
                self.open_draft()?;
                let text = filled(text)?;
                Ok(vec![CommentaryAdded { report_id, text }.into()])
            }
            Act::Approve => {
                self.open_draft()?;
                Ok(vec![ReportApproved { report_id }.into()])
            }
            Act::Issue(issuing) => self.issue(report_id, issuing),
            Act::Open => {
                self.issued()?;
                Ok(vec![ReportOpened { report_id }.into()])
            }
            Act::Ask { paragraph, is_there, text } => {
                self.issued()?;
                if !is_there {
                    return Err(ReportRefusal::ParagraphUnknown);
                }
                let (paragraph, text) = (paragraph.clone(), filled(text)?);
                let question_id = context.new_id("question").to_string();
                Ok(vec![QuestionAsked { report_id, question_id, paragraph, text }.into()])
            }
            Act::Answer { question_id, text } => self.answer(report_id, *question_id, text),
            Act::Correct { text, reason } => {
                self.issued()?;
                let text = filled(text)?;
                let reason = filled(reason).map_err(|_| ReportRefusal::ReasonEmpty)?;
                let correction_id = context.new_id("correction").to_string();
                Ok(vec![CorrectionIssued { report_id, correction_id, text, reason }.into()])
            }
        }
    }

    fn evolve(&mut self, event: &ReportEvent) {
        match event {
            ReportEvent::ChangeMarked(event) => self.changes.push(Change {
                school_id: event.school_id.clone(),
                term: event.term.clone(),
                area_id: event.area_id.clone(),
                from_region_id: event.from_region_id.clone(),
                to_region_id: event.to_region_id.clone(),
                because_position: event.because_position,
            }),
            ReportEvent::ReportDrafted(event) => {
                self.stage = Stage::Drafted(Draft {
                    school_id: event.school_id.clone(),
                    term: event.term.clone(),
                    meeting_on: event.meeting_on.clone(),
                    as_of_position: event.as_of_position,
                    template_version: event.template_version,
                    data_sha256: event.data_sha256.clone(),
                });
            }
            ReportEvent::CommentaryAdded(event) => self.commentary.push(event.text.clone()),
            ReportEvent::ReportApproved(_) => {
                if let Stage::Drafted(draft) = &mut self.stage {
                    self.stage = Stage::Approved(std::mem::take(draft));
                }
            }
            ReportEvent::ReportIssued(event) => {
                self.stage = Stage::Issued(event.data_sha256.clone());
            }
            ReportEvent::ReportOpened(_) | ReportEvent::CorrectionIssued(_) => {}
            ReportEvent::QuestionAsked(event) => {
                self.questions.insert(event.question_id.clone(), false);
            }
            ReportEvent::QuestionAnswered(event) => {
                self.questions.insert(event.question_id.clone(), true);
            }
        }
    }
}

impl Report {
    fn mark(&self, report_id: String, change: &Change) -> Vec<ReportEvent> {
        if self.changes.contains(change) {
            return Vec::new();
        }
        let Change { school_id, term, area_id, from_region_id, to_region_id, because_position } =
            change.clone();
        vec![
            ChangeMarked {
                report_id,
                school_id,
                term,
                area_id,
                from_region_id,
                to_region_id,
                because_position,
            }
            .into(),
        ]
    }

    fn draft(
        &self,
        report_id: String,
        drafting: &Drafting,
    ) -> Result<Vec<ReportEvent>, ReportRefusal> {
        if matches!(self.stage, Stage::Issued(_)) {
            return Err(ReportRefusal::AlreadyIssued);
        }
        let (shared, areas) = (drafting.areas_shared, drafting.areas);
        if areas == 0 || shared < areas {
            return Err(ReportRefusal::NotAllShared { shared, areas });
        }
        let Draft { school_id, term, meeting_on, as_of_position, template_version, data_sha256 } =
            drafting.draft.clone();
        let drafted = ReportDrafted {
            report_id,
            school_id,
            term,
            meeting_on,
            as_of_position,
            template_version,
            data_sha256,
        };
        Ok(vec![drafted.into()])
    }

    fn issue(
        &self,
        report_id: String,
        issuing: &Issuing,
    ) -> Result<Vec<ReportEvent>, ReportRefusal> {
        let draft = self.ready_to_issue()?;
        if draft.data_sha256 != issuing.draft_sha256 {
            return Err(ReportRefusal::DraftChanged);
        }
        let Issuing { meeting_on, issued_on, data_sha256, pdf_sha256, .. } = issuing.clone();
        let issued = ReportIssued {
            report_id,
            school_id: draft.school_id.clone(),
            term: draft.term.clone(),
            meeting_on,
            issued_on,
            as_of_position: draft.as_of_position,
            data_sha256,
            pdf_sha256,
            template_version: draft.template_version,
        };
        Ok(vec![issued.into()])
    }

    fn answer(
        &self,
        report_id: String,
        question_id: Uuid,
        text: &str,
    ) -> Result<Vec<ReportEvent>, ReportRefusal> {
        let question_id = question_id.to_string();
        match self.questions.get(&question_id) {
            None => Err(ReportRefusal::QuestionUnknown),
            Some(true) => Err(ReportRefusal::AlreadyAnswered),
            Some(false) => {
                Ok(vec![QuestionAnswered { report_id, question_id, text: filled(text)? }.into()])
            }
        }
    }
}

fn filled(text: &str) -> Result<String, ReportRefusal> {
    let text = text.trim();
    if text.is_empty() { Err(ReportRefusal::TextEmpty) } else { Ok(text.to_owned()) }
}

eventlog::aggregate_plug!(Report);
