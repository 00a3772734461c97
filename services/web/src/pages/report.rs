//! One report: shown as a page, asked about, answered, corrected.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use contract::log::v1::AsOf;
use contract::reports::v1::{
    AnswerQuestionRequest, AskQuestionRequest, GetReportRequest, IssueCorrectionRequest, Report,
    ReportData, ReportState,
};
use maud::{Markup, html};
use uuid::Uuid;

use super::report_talk::{self, About, Entered};
use super::reports::report_state;
use super::{event_link, looks, report_data, state};
use crate::access::Behind;
use crate::components::{Row, button_link, error_summary, inset, success, summary_list};
use crate::dates;
use crate::failure::Failure;
use crate::form::{Query, Signed};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::router::Web;
use crate::services::ask;
use crate::sessions::{Notice, Visitor};

/// What the page is made from.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub ground: Ground,
    pub report: Report,
    /// Nothing before the first draft.
    pub data: Option<ReportData>,
    pub as_of: Option<AsOf>,
}

/// `GET /reports/{report}`; `?ask=<paragraph>` opens the form about a paragraph.
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Path(report): Path<String>,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let notice = web.sessions.take(&visitor.session);
    let loaded =
        load(&web, &visitor, &report, notice.as_ref().map_or(0, |notice| notice.position)).await?;
    let entered = Entered { second: query.get("ask").to_owned(), ..Entered::new(About::Question) };
    Ok(render(&visitor, &loaded, &entered, notice.as_ref()))
}

pub(super) async fn load(
    web: &Web,
    visitor: &Visitor,
    report: &str,
    at_least: u64,
) -> Result<Loaded, Failure> {
    if Uuid::try_parse(report).is_err() {
        return Err(Failure::no_page());
    }
    let wanted = GetReportRequest { at_least, report_id: report.to_owned() };
    let mut client = web.services.reports();
    let (ground, found) = tokio::join!(
        Ground::load(&web.services, visitor),
        client.get_report(ask(&visitor.caller(), wanted)),
    );
    let found = found?.into_inner();
    let none = || Failure::NotFound("There is no such report.".to_owned());
    let report = found.report.ok_or_else(none)?;
    if !visitor.reads_reports_of(&report.school_id) {
        return Err(Failure::Forbidden("This report goes to its school’s committee.".to_owned()));
    }
    if report.state() != ReportState::Issued && !visitor.sees_drafts(&report.school_id) {
        return Err(Failure::Forbidden(
            "This report can be read once it has been issued.".to_owned(),
        ));
    }
    let data = if found.data.is_empty() { None } else { Some(read(&found.data)?) };
    Ok(Loaded { ground: ground?, report, data, as_of: found.as_of })
}

fn read(data: &str) -> Result<ReportData, Failure> {
    serde_json::from_str(data).map_err(|error| {
        let incident = Uuid::new_v4().to_string();
        tracing::error!(%incident, %error, "a report's data cannot be read");
        Failure::Broken { incident }
    })
}

pub(crate) fn render(
    visitor: &Visitor,
    loaded: &Loaded,
    entered: &Entered,
    notice: Option<&Notice>,
) -> Markup {
    let report = &loaded.report;
    let school = loaded.ground.names.school(&report.school_id);
    let issued = report.state() == ReportState::Issued;
    let body = html! {
        @if !entered.errors.is_empty() { (error_summary(&entered.errors)) }
        @if let Some(notice) = notice { (success(&notice.sentence)) }
        span class="govuk-caption-l" { (school) }
        h1.govuk-heading-l { "Report to the committee, " (dates::term(&report.term)) }
        (standing(report))
        @if issued {
            p { (button_link("Download the PDF", &format!("/reports/{}/report.pdf", report.report_id))) }
            p {
                a.govuk-link href=(format!("/reports/{}/report.pdf?edition=proof", report.report_id)) {
                    "Download the edition with its proof"
                }
                ", which anybody can check without us"
            }
        }
        (report_talk::corrections(report))
        @match &loaded.data {
            Some(data) => (report_data::render(visitor, report, data)),
            None => p.pl-lead { "Nothing has been drafted yet. The report drafts itself once every area’s decision has been shared." },
        }
        @if issued { (report_talk::questions(visitor, &loaded.ground, report, (loaded.data.as_ref(), entered))) }
        @if issued && visitor.leads_improvement() { (report_talk::correction_form(visitor, report, entered)) }
        (proof(visitor, report, loaded.data.as_ref()))
        (looks::link(visitor, looks::Thing::Report, (&report.school_id, &report.report_id)))
    };
    let crumbs = vec![("Reports".to_owned(), "/reports".to_owned())];
    let frame = Frame {
        title: &format!("Report on {school}, {}", dates::term(&report.term)),
        place: Place::Reports,
        visitor,
        crumbs: &crumbs,
        as_of: loaded.as_of.clone(),
        problem: !entered.errors.is_empty(),
    };
    page(&frame, &body)
}

fn standing(report: &Report) -> Markup {
    html! {
        p.pl-lead {
            (state(report_state(report.state()))) " "
            @if report.state() == ReportState::Issued { "Issued on " (dates::day(&report.issued_on)) ". " }
            @if report.meeting_on.is_empty() { "No meeting has been fixed yet." }
            @else { "For the meeting on " (dates::weekday(&report.meeting_on)) "." }
        }
        @if report.state() != ReportState::Issued {
            (inset(&html! { "This is not yet the committee’s report: it can still change." }))
        }
    }
}

/// How anybody can see that the report is the one that was issued.
fn proof(visitor: &Visitor, report: &Report, data: Option<&ReportData>) -> Markup {
    let mono = |text: &str| html! { span.pl-mono { (text) } };
    let mut rows = Vec::new();
    let position = data.map_or(report.as_of_position, |data| data.as_of_position);
    if position > 0 {
        rows.push(Row::new(
            "Made from the record up to",
            event_link(visitor, Behind::Trust, position),
        ));
    }
    if !report.data_sha256.is_empty() {
        rows.push(Row::new("SHA-256 of its data", mono(&report.data_sha256)));
    }
    if !report.pdf_sha256.is_empty() {
        rows.push(Row::new("SHA-256 of the PDF", mono(&report.pdf_sha256)));
    }
    if report.issued_position > 0 {
        let times = if report.opened == 1 { "time" } else { "times" };
        rows.push(Row::new(
            "Issued in",
            event_link(visitor, Behind::Shown(&report.school_id), report.issued_position),
        ));
        rows.push(Row::new("PDF opened", html! { (report.opened) " " (times) }));
    }
    html! {
        @if !rows.is_empty() {
            h2.govuk-heading-m #proof { "How to check this report" }
            (summary_list(&rows))
        }
    }
}

/// `POST /reports/{report}/questions`
pub(crate) async fn ask_question(
    State(web): State<Web>,
    Path(report): Path<String>,
    signed: Signed,
) -> Result<Response, Failure> {
    let entered = Entered::question(&signed.fields);
    let told = Told { web: &web, signed: &signed, report: &report };
    let school = told.school().await?;
    if !signed.visitor.may_ask_about(&school) {
        return Err(Failure::Forbidden(
            "Questions about this report are its committee’s to ask.".to_owned(),
        ));
    }
    if !entered.errors.is_empty() {
        return told.again(entered).await;
    }
    let request = AskQuestionRequest {
        command_id: entered.command.clone(),
        report_id: report.clone(),
        paragraph: entered.second.clone(),
        text: entered.text.clone(),
    };
    match web.services.reports().ask_question(ask(&signed.visitor.caller(), request)).await {
        Ok(answer) => Ok(told.done("Your question has been asked", answer.into_inner().position)),
        Err(status) => told.again(entered.refused(Failure::from(status).beside_the_form()?)).await,
    }
}

/// `POST /reports/{report}/questions/{question}`
pub(crate) async fn answer_question(
    State(web): State<Web>,
    Path((report, question)): Path<(String, String)>,
    signed: Signed,
) -> Result<Response, Failure> {
    let entered = Entered::answer(&signed.fields, &question);
    let told = Told { web: &web, signed: &signed, report: &report };
    let school = told.school().await?;
    if !signed.visitor.may_answer_for(&school) {
        return Err(Failure::Forbidden(
            "The headteacher or the improvement lead answers this.".to_owned(),
        ));
    }
    if !entered.errors.is_empty() {
        return told.again(entered).await;
    }
    let request = AnswerQuestionRequest {
        command_id: entered.command.clone(),
        report_id: report.clone(),
        question_id: question,
        text: entered.text.clone(),
    };
    match web.services.reports().answer_question(ask(&signed.visitor.caller(), request)).await {
        Ok(answer) => Ok(told.done("Your answer has been recorded", answer.into_inner().position)),
        Err(status) => told.again(entered.refused(Failure::from(status).beside_the_form()?)).await,
    }
}

/// `POST /reports/{report}/corrections`
pub(crate) async fn correct(
    State(web): State<Web>,
    Path(report): Path<String>,
    signed: Signed,
) -> Result<Response, Failure> {
    let entered = Entered::correction(&signed.fields);
    let told = Told { web: &web, signed: &signed, report: &report };
    if !signed.visitor.leads_improvement() {
        return Err(Failure::Forbidden("The improvement lead issues corrections.".to_owned()));
    }
    if !entered.errors.is_empty() {
        return told.again(entered).await;
    }
    let request = IssueCorrectionRequest {
        command_id: entered.command.clone(),
        report_id: report.clone(),
        text: entered.text.clone(),
        reason: entered.second.clone(),
    };
    match web.services.reports().issue_correction(ask(&signed.visitor.caller(), request)).await {
        Ok(answer) => {
            Ok(told.done("The correction stands beside the report", answer.into_inner().position))
        }
        Err(status) => told.again(entered.refused(Failure::from(status).beside_the_form()?)).await,
    }
}

/// What every form of the page ends with.
struct Told<'a> {
    web: &'a Web,
    signed: &'a Signed,
    report: &'a str,
}

impl Told<'_> {
    /// The school of a report this person may read.
    async fn school(&self) -> Result<String, Failure> {
        Ok(load(self.web, &self.signed.visitor, self.report, 0).await?.report.school_id)
    }

    fn done(&self, sentence: &str, position: u64) -> Response {
        let notice = Notice { sentence: sentence.to_owned(), position };
        self.web.sessions.leave(&self.signed.visitor.session, notice);
        Redirect::to(&format!("/reports/{}", self.report)).into_response()
    }

    /// The page again, with what was entered and what was wrong with it.
    async fn again(&self, entered: Entered) -> Result<Response, Failure> {
        let loaded = load(self.web, &self.signed.visitor, self.report, 0).await?;
        let page = render(&self.signed.visitor, &loaded, &entered, None);
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn shown(visitor: &Visitor, entered: &Entered) -> String {
        render(visitor, &sample::loaded_report(), entered, None).into_string()
    }

    #[test]
    fn an_issued_report_shows_its_data_its_questions_and_how_to_check_it() {
        let page = shown(&sample::governor(), &Entered::new(About::Question));
        for wanted in [
            "Report to the committee, Autumn 2025-26",
            "Download the PDF",
            "id=\"category/governance\"",
            "Why did attendance fall in October?",
            "Not answered yet",
            "SHA-256 of its data",
            "href=\"/trail/402\"",
            "Ask a question",
        ] {
            assert!(page.contains(wanted), "{wanted} is missing");
        }
    }

    #[test]
    fn governors_ask_and_heads_answer() {
        let governor = shown(&sample::governor(), &Entered::new(About::Question));
        assert!(governor.contains("/questions\"") && !governor.contains("Your answer"));
        let head = shown(&sample::head(), &Entered::new(About::Question));
        assert!(head.contains("Your answer") && !head.contains(">Ask a question<"));
        let trustee = shown(&sample::trustee(), &Entered::new(About::Question));
        assert!(!trustee.contains("<textarea"));
    }

    #[test]
    fn what_was_refused_is_said_and_what_was_entered_is_kept() {
        let fields = crate::form::Fields::parse(
            b"text=St+Mary%27s+%26+%3Cb%3E&paragraph=category%2Fgovernance",
        );
        let refused = crate::failure::Refused {
            reason: "NOT_ISSUED".into(),
            sentence: "This report has not been issued yet".into(),
            again: false,
        };
        let page = shown(&sample::governor(), &Entered::question(&fields).refused(refused));
        assert!(
            page.contains("This report has not been issued yet")
                && page.contains("There is a problem")
        );
        assert!(page.contains("St Mary's &amp; &lt;b&gt;</textarea>"), "{page}");
    }

    #[test]
    fn a_question_without_words_is_asked_for() {
        let entered = Entered::question(&crate::form::Fields::default());
        assert!(shown(&sample::governor(), &entered).contains("Enter your question"));
    }
}
