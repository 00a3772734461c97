//! One school's report for one term: from a marked change to the issued paper, its questions and corrections.

mod commentary;
mod questions;
mod refusal;
#[cfg(test)]
mod tests;

use contract::commands::ReportCommand;
use contract::events::ReportEvent;
use contract::reports::v1::{
    ChangeMarked, CorrectionIssued, IssueCorrectionRequest, MarkChangeRequest, PrintedFigure,
    ReportApproved, ReportDrafted, ReportIssued, ReportOpened,
};
use eventlog::{Context, Decider};
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(crate) use commentary::{Commentary, Paragraph};
use questions::{QuestionStands, Questions};
pub(crate) use refusal::ReportRefusal;

/// What the service made or looked up before the report decides.
#[derive(Clone, Debug, Default)]
pub(crate) enum Papers {
    /// Most commands need nothing.
    #[default]
    Unasked,
    /// The term's record, taken together and kept.
    Drafted(Drafting),
    /// The paper, frozen, set and kept.
    Frozen(Issuing),
    /// Whether the issued report has the paragraph that a question is about.
    Paragraph { is_there: bool },
    /// The paper of a correction, set and kept.
    Corrected { pdf_sha256: String },
    /// A correction names a figure that the report does not print. No paper was made of it.
    FigureNotPrinted,
}

/// An area that moved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
    /// How many words its core has.
    pub words: u32,
}

/// The frozen paper: data and PDF are kept already.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Issuing {
    /// Data of the draft it was made from.
    pub draft_sha256: String,
    pub meeting_on: String,
    pub issued_on: String,
    pub data_sha256: String,
    pub pdf_sha256: String,
    /// What it prints.
    pub figures: Vec<PrintedFigure>,
}

/// A report as its events made it.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Report {
    stage: Stage,
    changes: Vec<Change>,
    commentary: Commentary,
    questions: Questions,
    /// How many corrections were issued.
    corrections: u32,
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
    /// The id of a school's report for a term: one each, so that every reader finds the same one.
    pub(crate) fn id(school_id: &str, term: &str) -> String {
        let school_id = Uuid::try_parse(school_id).unwrap_or_default();
        Uuid::new_v5(&school_id, format!("report/{term}").as_bytes()).to_string()
    }

    /// Moves marked so far, oldest first.
    pub(crate) fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// What was added to the draft.
    pub(crate) fn commentary(&self) -> &Commentary {
        &self.commentary
    }

    /// The draft, approved or not, or why there is none to look at.
    pub(crate) fn drafted(&self) -> Result<&Draft, ReportRefusal> {
        match &self.stage {
            Stage::Drafted(draft) | Stage::Approved(draft) => Ok(draft),
            Stage::Due => Err(ReportRefusal::NotDrafted),
            Stage::Issued(_) => Err(ReportRefusal::AlreadyIssued),
        }
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

    /// The number of the correction that is issued next.
    pub(crate) fn next_correction(&self) -> u32 {
        self.corrections.saturating_add(1)
    }

    /// The draft may still be worked on.
    fn open_draft(&self) -> Result<&Commentary, ReportRefusal> {
        match self.stage {
            Stage::Drafted(_) => Ok(&self.commentary),
            Stage::Due => Err(ReportRefusal::NotDrafted),
            Stage::Approved(_) => Err(ReportRefusal::AlreadyApproved),
            Stage::Issued(_) => Err(ReportRefusal::AlreadyIssued),
        }
    }
}

/// Whether a report is drafted by the calendar: its meeting is near. Where no meeting is fixed there is no such day.
fn is_due(meeting_on: &str, today: Date) -> bool {
    let meeting: Option<Date> = meeting_on.parse().ok();
    let due = meeting.and_then(|on| on.checked_sub(contract::DRAFT_DUE.days()).ok());
    due.is_some_and(|due| due <= today)
}

impl Decider for Report {
    type Command = ReportCommand;
    type Facts = Papers;
    type Event = ReportEvent;
    type Refusal = ReportRefusal;

    fn decide(
        &self,
        command: &ReportCommand,
        papers: &Papers,
        context: &Context,
    ) -> Result<Vec<ReportEvent>, ReportRefusal> {
        let event = match command.clone() {
            ReportCommand::MarkChange(asked) => return self.mark(asked),
            ReportCommand::DraftReport(_) => self.draft(papers, context.today())?.into(),
            ReportCommand::AddCommentary(asked) => self.open_draft()?.add(asked, context).into(),
            ReportCommand::EditCommentary(asked) => self.open_draft()?.edit(asked, context)?.into(),
            ReportCommand::RemoveCommentary(asked) => {
                self.open_draft()?.remove(asked, context)?.into()
            }
            ReportCommand::MoveCommentary(asked) => self.open_draft()?.lift(asked)?.into(),
            ReportCommand::RequestDecision(asked) => {
                self.open_draft()?.request(asked, context).into()
            }
            ReportCommand::DropDecision(asked) => self.open_draft()?.drop_item(asked)?.into(),
            ReportCommand::SendForApproval(asked) => {
                self.open_draft()?.send(asked.report_id)?.into()
            }
            ReportCommand::SendBack(asked) => self.open_draft()?.send_back(asked, context)?.into(),
            ReportCommand::ApproveReport(asked) => {
                self.open_draft()?;
                ReportApproved { report_id: asked.report_id }.into()
            }
            ReportCommand::IssueReport(asked) => self.issue(asked.report_id, papers)?.into(),
            ReportCommand::OpenReport(asked) => {
                self.issued()?;
                ReportOpened { report_id: asked.report_id }.into()
            }
            ReportCommand::AskQuestion(asked) => {
                self.issued()?;
                if !matches!(papers, Papers::Paragraph { is_there: true }) {
                    return Err(ReportRefusal::ParagraphUnknown);
                }
                self.questions.ask(asked, context)?.into()
            }
            ReportCommand::AnswerQuestion(asked) => self.questions.answer(asked, context)?.into(),
            ReportCommand::FollowUpQuestion(asked) => {
                self.questions.follow_up(asked, context)?.into()
            }
            ReportCommand::CloseQuestion(asked) => self.questions.close(asked)?.into(),
            ReportCommand::IssueCorrection(asked) => self.correct(asked, papers, context)?.into(),
        };
        Ok(vec![event])
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
                    words: event.words,
                });
                self.commentary.changed();
            }
            ReportEvent::CommentaryAdded(event) => self.commentary.added(event),
            ReportEvent::CommentaryReworded(event) => self.commentary.edited(event),
            ReportEvent::CommentaryRemoved(event) => self.commentary.removed(event),
            ReportEvent::CommentaryMoved(event) => self.commentary.moved(event),
            ReportEvent::DecisionRequested(event) => self.commentary.requested(event),
            ReportEvent::DecisionDropped(event) => self.commentary.dropped(event),
            ReportEvent::SentForApproval(_) => self.commentary.was_sent(),
            ReportEvent::SentBack(_) => self.commentary.was_answered(),
            ReportEvent::ReportApproved(_) => {
                self.commentary.was_answered();
                if let Stage::Drafted(draft) = &mut self.stage {
                    self.stage = Stage::Approved(std::mem::take(draft));
                }
            }
            ReportEvent::ReportIssued(event) => {
                self.stage = Stage::Issued(event.data_sha256.clone());
            }
            ReportEvent::ReportOpened(_) => {}
            ReportEvent::CorrectionIssued(_) => self.corrections = self.next_correction(),
            ReportEvent::QuestionAsked(event) => {
                self.questions.now(&event.question_id, QuestionStands::Open);
            }
            ReportEvent::QuestionAnswered(event) => {
                self.questions.now(&event.question_id, QuestionStands::Answered);
            }
            ReportEvent::QuestionFollowedUp(_) => {}
            ReportEvent::QuestionClosed(event) => {
                self.questions.now(&event.question_id, QuestionStands::Closed);
            }
        }
    }

    fn derived_id(command: &ReportCommand, _: &Context) -> Option<String> {
        match command {
            ReportCommand::MarkChange(asked) => Some(Self::id(&asked.school_id, &asked.term)),
            ReportCommand::DraftReport(asked) => Some(Self::id(&asked.school_id, &asked.term)),
            _ => None,
        }
    }
}

impl Report {
    /// A report that was issued takes no further change: the next one tells it.
    fn mark(&self, asked: MarkChangeRequest) -> Result<Vec<ReportEvent>, ReportRefusal> {
        let change = Change {
            school_id: asked.school_id,
            term: asked.term,
            area_id: asked.area_id,
            from_region_id: asked.from_region_id,
            to_region_id: asked.to_region_id,
            because_position: asked.because_position,
        };
        if self.changes.contains(&change) {
            return Ok(Vec::new());
        }
        if self.issued().is_ok() {
            return Err(ReportRefusal::AlreadyIssued);
        }
        let marked = ChangeMarked {
            report_id: Self::id(&change.school_id, &change.term),
            school_id: change.school_id,
            term: change.term,
            area_id: change.area_id,
            from_region_id: change.from_region_id,
            to_region_id: change.to_region_id,
            because_position: change.because_position,
        };
        Ok(vec![marked.into()])
    }

    /// Before the calendar's day a draft waits for the last area. From then on it shows what there is.
    fn draft(&self, papers: &Papers, today: Date) -> Result<ReportDrafted, ReportRefusal> {
        if matches!(self.stage, Stage::Issued(_)) {
            return Err(ReportRefusal::AlreadyIssued);
        }
        let Papers::Drafted(Drafting { draft, areas_shared: shared, areas }) = papers.clone()
        else {
            return Err(ReportRefusal::NotDrafted);
        };
        if (areas == 0 || shared < areas) && !is_due(&draft.meeting_on, today) {
            return Err(ReportRefusal::NotAllShared { shared, areas });
        }
        Ok(ReportDrafted {
            report_id: Self::id(&draft.school_id, &draft.term),
            school_id: draft.school_id,
            term: draft.term,
            meeting_on: draft.meeting_on,
            as_of_position: draft.as_of_position,
            template_version: draft.template_version,
            data_sha256: draft.data_sha256,
            words: draft.words,
        })
    }

    fn issue(&self, report_id: String, papers: &Papers) -> Result<ReportIssued, ReportRefusal> {
        let draft = self.ready_to_issue()?;
        let issuing = match papers {
            Papers::Frozen(issuing) if issuing.draft_sha256 == draft.data_sha256 => issuing.clone(),
            _ => return Err(ReportRefusal::DraftChanged),
        };
        Ok(ReportIssued {
            report_id,
            school_id: draft.school_id.clone(),
            term: draft.term.clone(),
            meeting_on: issuing.meeting_on,
            issued_on: issuing.issued_on,
            as_of_position: draft.as_of_position,
            data_sha256: issuing.data_sha256,
            pdf_sha256: issuing.pdf_sha256,
            template_version: draft.template_version,
            figures: issuing.figures,
        })
    }

    fn correct(
        &self,
        asked: IssueCorrectionRequest,
        papers: &Papers,
        context: &Context,
    ) -> Result<CorrectionIssued, ReportRefusal> {
        self.issued()?;
        let pdf_sha256 = match papers {
            Papers::Corrected { pdf_sha256 } => pdf_sha256,
            Papers::FigureNotPrinted => return Err(ReportRefusal::FigureNotPrinted),
            // No paper is made of a correction to a report that was not issued when it was looked at.
            _ => return Err(ReportRefusal::NotIssued),
        };
        Ok(CorrectionIssued {
            report_id: asked.report_id,
            correction_id: context.new_id("correction").to_string(),
            text: context.words(&asked.text),
            reason: context.words(&asked.reason),
            number: self.next_correction(),
            stood: context.words(&asked.stood),
            pdf_sha256: pdf_sha256.clone(),
            figure_id: asked.figure_id,
        })
    }
}

eventlog::aggregate_plug!(Report);
