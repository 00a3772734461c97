//! A term's reports. They draft themselves; then come commentary, approval, issue, governors' questions, a correction.

use std::collections::BTreeMap;

use contract::Caller;
use contract::reports::v1::{
    AddCommentaryRequest, AnswerQuestionRequest, ApproveReportRequest, AskQuestionRequest,
    GetPdfRequest, IssueCorrectionRequest, IssueReportRequest, ListReportsRequest,
    OpenReportRequest, Report, ReportState,
};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};

use crate::demo::DemoError;
use crate::demo::cast::Cast;
use crate::demo::script::{
    CorrectionScript, QuestionScript, SchoolScript, Script, TermDays, TermKey,
};
use crate::demo::stage::{Stage, at, command, send};

/// A committee has its paper seven days before it meets.
const DAYS_AHEAD: i64 = 7;

/// The reports of a term.
#[derive(Debug)]
pub(crate) struct Reports<'a> {
    pub(crate) stage: &'a Stage,
    pub(crate) script: &'a Script,
    pub(crate) cast: &'a Cast,
    pub(crate) term: TermKey,
    /// The term's wave, which a question about the survey is about.
    pub(crate) wave_id: &'a str,
}

/// A step with an issued report.
enum Act<'a> {
    Issue,
    Open(String),
    Ask(QuestionAt<'a>),
    Answer(QuestionAt<'a>),
    Correct(&'a CorrectionScript),
}

/// A governor's question and its place among those about the report.
#[derive(Clone, Copy)]
struct QuestionAt<'a> {
    place: usize,
    question: &'a QuestionScript,
}

/// The report that a step is about, and when the step is taken.
struct PaperStep<'a> {
    school: &'a SchoolScript,
    report_id: String,
    time: Timestamp,
}

impl Reports<'_> {
    /// Plays the reports of the term. The decisions up to a position are shared.
    pub(crate) async fn play(&self, shared: u64) -> Result<(), DemoError> {
        let reports = self.drafted(shared).await?;
        for school in &self.script.schools {
            self.comment(school, self.report_id(&reports, school)?).await?;
        }
        for school in &self.script.schools {
            self.approve(school, self.report_id(&reports, school)?).await?;
        }
        let mut asked = BTreeMap::new();
        for (time, school, act) in self.acts() {
            let report_id = self.report_id(&reports, school)?.to_owned();
            self.act(PaperStep { school, report_id, time }, &act, &mut asked).await?;
        }
        Ok(())
    }

    fn days(&self) -> &TermDays {
        self.script.trust.terms.of(self.term)
    }

    fn step(&self, school: &SchoolScript, what: &str) -> String {
        format!("report/{}/{}/{what}", self.term.word(), school.slug)
    }

    fn report_id<'r>(
        &self,
        reports: &'r [Report],
        school: &SchoolScript,
    ) -> Result<&'r str, DemoError> {
        let school_id = &self.cast.school(&school.slug)?.school_id;
        let report = reports.iter().find(|report| &report.school_id == school_id);
        report
            .map(|report| report.report_id.as_str())
            .ok_or_else(|| DemoError::missing("report", &school.slug))
    }

    /// Waits until every school's report has drafted itself.
    async fn drafted(&self, shared: u64) -> Result<Vec<Report>, DemoError> {
        let stage = self.stage;
        let step = format!("report/{}/wait for the drafts", self.term.word());
        let time = at(self.days().shared, 12 * 60);
        let drafted = |report: &Report| {
            !matches!(report.state(), ReportState::Unspecified | ReportState::Due)
        };
        let lead = stage.lead(time);
        let asked = reports_of(self.term, shared);
        let drafts = stage.until(&step, || async {
            let reports = list(stage, &step, &lead, asked.clone()).await?;
            let count = reports.iter().filter(|report| drafted(report)).count();
            Ok((count >= self.script.schools.len()).then_some(reports))
        });
        drafts.await
    }

    async fn comment(&self, school: &SchoolScript, report_id: &str) -> Result<(), DemoError> {
        let stage = self.stage;
        for (place, text) in school.reports.of(self.term).commentary.iter().enumerate() {
            let step = self.step(school, &format!("comment/{place}"));
            let message = AddCommentaryRequest {
                command_id: command(&step),
                report_id: report_id.to_owned(),
                text: text.clone(),
            };
            let caller =
                self.cast.caller(stage, "improvement-lead", at(self.days().commentary, 14 * 60))?;
            send!(stage.reports.add_commentary, &step, &caller, message)?;
        }
        Ok(())
    }

    async fn approve(&self, school: &SchoolScript, report_id: &str) -> Result<(), DemoError> {
        let stage = self.stage;
        let step = self.step(school, "approve");
        let message =
            ApproveReportRequest { command_id: command(&step), report_id: report_id.to_owned() };
        let caller =
            self.cast.caller(stage, "chief-executive", at(self.days().approved, 17 * 60))?;
        send!(stage.reports.approve_report, &step, &caller, message)?;
        Ok(())
    }

    /// The steps after approval, of all schools, in the order of time.
    fn acts(&self) -> Vec<(Timestamp, &SchoolScript, Act<'_>)> {
        let mut acts = Vec::new();
        for school in &self.script.schools {
            let meeting = *school.meetings.of(self.term);
            let mut add = |before: i64, minute, act| {
                acts.push((at(days_before(meeting, before), minute), school, act))
            };
            add(DAYS_AHEAD, 16 * 60, Act::Issue);
            add(6, 19 * 60, Act::Open(format!("chair-{}", school.slug)));
            add(5, 20 * 60 + 15, Act::Open(format!("governor-{}", school.slug)));
            let says = school.reports.of(self.term);
            for (place, question) in says.questions.iter().enumerate() {
                let asking = QuestionAt { place, question };
                add(4, 20 * 60 + place, Act::Ask(asking));
                add(2, 12 * 60 + place, Act::Answer(asking));
            }
            if let Some(correction) = &says.correction {
                add(1, 9 * 60, Act::Correct(correction));
            }
        }
        acts.sort_by_key(|(time, ..)| *time);
        acts
    }

    async fn act(
        &self,
        paper: PaperStep<'_>,
        act: &Act<'_>,
        asked: &mut BTreeMap<(String, usize), String>,
    ) -> Result<(), DemoError> {
        match act {
            Act::Issue => self.issue(paper).await,
            Act::Open(key) => self.open(paper, key).await,
            Act::Ask(asking) => {
                let key = (paper.school.slug.clone(), asking.place);
                let id = self.ask(paper, *asking).await?;
                asked.insert(key, id);
                Ok(())
            }
            Act::Answer(asking) => {
                let key = (paper.school.slug.clone(), asking.place);
                let question_id = asked.get(&key).cloned().unwrap_or_default();
                self.answer(paper, *asking, question_id).await
            }
            Act::Correct(correction) => self.correct(paper, correction).await,
        }
    }

    async fn issue(&self, paper: PaperStep<'_>) -> Result<(), DemoError> {
        let stage = self.stage;
        let step = self.step(paper.school, "issue");
        let message = IssueReportRequest { command_id: command(&step), report_id: paper.report_id };
        let caller = self.cast.caller(stage, "improvement-lead", paper.time)?;
        send!(stage.reports.issue_report, &step, &caller, message)?;
        Ok(())
    }

    async fn open(&self, paper: PaperStep<'_>, key: &str) -> Result<(), DemoError> {
        let stage = self.stage;
        let step = self.step(paper.school, &format!("open/{key}"));
        let message = OpenReportRequest { command_id: command(&step), report_id: paper.report_id };
        let caller = self.cast.caller(stage, key, paper.time)?;
        send!(stage.reports.open_report, &step, &caller, message)?;
        Ok(())
    }

    async fn ask(&self, paper: PaperStep<'_>, asking: QuestionAt<'_>) -> Result<String, DemoError> {
        let stage = self.stage;
        let QuestionAt { place, question } = asking;
        let step = self.step(paper.school, &format!("ask/{place}"));
        let message = AskQuestionRequest {
            command_id: command(&step),
            report_id: paper.report_id,
            paragraph: self.anchor(&question.paragraph),
            text: question.text.clone(),
            asked_for_id: String::new(),
        };
        let caller = self.cast.caller(stage, &question.by, paper.time)?;
        Ok(send!(stage.reports.ask_question, &step, &caller, message)?.question_id)
    }

    fn anchor(&self, paragraph: &str) -> String {
        if paragraph == "survey" {
            return format!("survey/{}", self.wave_id);
        }
        paragraph.to_owned()
    }

    async fn answer(
        &self,
        paper: PaperStep<'_>,
        asking: QuestionAt<'_>,
        question_id: String,
    ) -> Result<(), DemoError> {
        let stage = self.stage;
        let QuestionAt { place, question } = asking;
        let step = self.step(paper.school, &format!("answer/{place}"));
        let message = AnswerQuestionRequest {
            command_id: command(&step),
            report_id: paper.report_id,
            question_id,
            text: question.answer.clone(),
        };
        let caller = self.cast.caller(stage, &question.answered_by, paper.time)?;
        send!(stage.reports.answer_question, &step, &caller, message)?;
        Ok(())
    }

    async fn correct(
        &self,
        paper: PaperStep<'_>,
        correction: &CorrectionScript,
    ) -> Result<(), DemoError> {
        let stage = self.stage;
        let step = self.step(paper.school, "correct");
        let message = IssueCorrectionRequest {
            command_id: command(&step),
            report_id: paper.report_id,
            text: correction.text.clone(),
            reason: correction.reason.clone(),
            stood: correction.stood.clone(),
            figure_id: String::new(),
        };
        let caller = self.cast.caller(stage, "improvement-lead", paper.time)?;
        send!(stage.reports.issue_correction, &step, &caller, message)?;
        Ok(())
    }
}

/// Asks for the reports of a term, at least up to a position.
pub(crate) fn reports_of(term: TermKey, at_least: u64) -> ListReportsRequest {
    ListReportsRequest { at_least, term: term.term(), ..Default::default() }
}

/// The reports that are asked for.
pub(crate) async fn list(
    stage: &Stage,
    step: &str,
    caller: &Caller,
    asked: ListReportsRequest,
) -> Result<Vec<Report>, DemoError> {
    Ok(send!(stage.reports.list_reports, step, caller, asked)?.reports)
}

/// An issued report's PDF.
pub(crate) async fn pdf(
    stage: &Stage,
    report: &Report,
    time: Timestamp,
) -> Result<Vec<u8>, DemoError> {
    let step = format!("report/{}/{}/read", report.term, report.school_id);
    let caller = stage.lead(time);
    let message = GetPdfRequest { report_id: report.report_id.clone(), with_proof: false };
    Ok(send!(stage.reports.get_pdf, &step, &caller, message)?.pdf)
}

fn days_before(day: Date, days: i64) -> Date {
    day.saturating_sub(days.days())
}
