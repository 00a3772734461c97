//! Which reports are there, and where does each stand?

use contract::events::{AnyEvent, ReportEvent};
use contract::reports::v1::{
    Correction, Report, ReportDrafted, ReportIssued, ReportQuestion, ReportState,
};
use eventlog::{ApplyError, Projection, ReadError, Recorded, Snapshot, Transaction};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

/// Keeps a row for each report, and its paragraphs, questions and corrections.
#[derive(Debug)]
pub(crate) struct Reports;

#[async_trait::async_trait]
impl Projection for Reports {
    fn name(&self) -> &'static str {
        "reports_reports"
    }

    fn tables(&self) -> &'static str {
        include_str!("reports.sql")
    }

    async fn apply(&self, tx: &Transaction<'_>, event: &Recorded) -> Result<(), ApplyError> {
        match event.event()? {
            AnyEvent::Report(happened) => Rows { tx, event }.take(&happened).await,
            _ => Ok(()),
        }
    }
}

const DUE: &str = "insert into report (trust_id, report_id, school_id, term, state) values ($1, $2, $3, $4, $5) \
    on conflict (trust_id, report_id) do nothing";
const DRAFTED: &str = "update report set state = $3, meeting_on = $4, as_of_position = $5, data_sha256 = $6 \
    where trust_id = $1 and report_id = $2";
const COMMENTED: &str =
    "insert into commentary (trust_id, report_id, position, text) values ($1, $2, $3, $4)";
const APPROVED: &str = "update report set state = $3 where trust_id = $1 and report_id = $2";
const ISSUED: &str = "update report set state = $3, meeting_on = $4, issued_on = $5, data_sha256 = $6, pdf_sha256 = $7, \
    issued_position = $8 where trust_id = $1 and report_id = $2";
const OPENED: &str = "update report set opened = opened + 1 where trust_id = $1 and report_id = $2";
const ASKED: &str = "insert into question (trust_id, report_id, question_id, position, paragraph, text, asked_by) \
    values ($1, $2, $3, $4, $5, $6, $7)";
const ANSWERED: &str = "update question set answer = $4, answered_by = $5 \
    where trust_id = $1 and report_id = $2 and question_id = $3";
const CORRECTED: &str = "insert into correction (trust_id, report_id, correction_id, position, text, reason, at) \
    values ($1, $2, $3, $4, $5, $6, $7)";

struct Rows<'a> {
    tx: &'a Transaction<'a>,
    event: &'a Recorded,
}

impl Rows<'_> {
    async fn take(&self, happened: &ReportEvent) -> Result<(), ApplyError> {
        let (trust, position) = (&self.event.trust, self.event.position.cast_signed());
        match happened {
            ReportEvent::ChangeMarked(e) => self.due(&e.report_id, &e.school_id, &e.term).await,
            ReportEvent::ReportDrafted(e) => self.drafted(e).await,
            ReportEvent::CommentaryAdded(e) => {
                self.set(COMMENTED, &[trust, &e.report_id, &position, &e.text]).await
            }
            ReportEvent::ReportApproved(e) => {
                self.set(APPROVED, &[trust, &e.report_id, &i32::from(ReportState::Approved)]).await
            }
            ReportEvent::ReportIssued(e) => self.issued(e).await,
            ReportEvent::ReportOpened(e) => self.set(OPENED, &[trust, &e.report_id]).await,
            ReportEvent::QuestionAsked(e) => {
                let (id, actor) = (&e.question_id, self.actor()?);
                self.set(
                    ASKED,
                    &[trust, &e.report_id, id, &position, &e.paragraph, &e.text, &actor],
                )
                .await
            }
            ReportEvent::QuestionAnswered(e) => {
                self.set(ANSWERED, &[trust, &e.report_id, &e.question_id, &e.text, &self.actor()?])
                    .await
            }
            ReportEvent::CorrectionIssued(e) => {
                let (id, at) = (&e.correction_id, self.event.metadata()?.at.to_string());
                self.set(CORRECTED, &[trust, &e.report_id, id, &position, &e.text, &e.reason, &at])
                    .await
            }
        }
    }

    async fn due(&self, report_id: &str, school_id: &str, term: &str) -> Result<(), ApplyError> {
        let state = i32::from(ReportState::Due);
        self.set(DUE, &[&self.event.trust, &report_id, &school_id, &term, &state]).await
    }

    async fn drafted(&self, e: &ReportDrafted) -> Result<(), ApplyError> {
        self.due(&e.report_id, &e.school_id, &e.term).await?;
        let (state, position) = (i32::from(ReportState::Drafted), e.as_of_position.cast_signed());
        let trust = &self.event.trust;
        self.set(DRAFTED, &[trust, &e.report_id, &state, &e.meeting_on, &position, &e.data_sha256])
            .await
    }

    async fn issued(&self, e: &ReportIssued) -> Result<(), ApplyError> {
        let values: [&(dyn ToSql + Sync); 8] = [
            &self.event.trust,
            &e.report_id,
            &i32::from(ReportState::Issued),
            &e.meeting_on,
            &e.issued_on,
            &e.data_sha256,
            &e.pdf_sha256,
            &self.event.position.cast_signed(),
        ];
        self.set(ISSUED, &values).await
    }

    fn actor(&self) -> Result<String, ApplyError> {
        Ok(self.event.metadata()?.actor.to_string())
    }

    async fn set(&self, statement: &str, values: &[&(dyn ToSql + Sync)]) -> Result<(), ApplyError> {
        self.tx.execute(statement, values).await?;
        Ok(())
    }
}

/// Which reports are asked for; empty fields mean all.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Filter<'a> {
    pub report_id: &'a str,
    pub school_id: &'a str,
    pub term: &'a str,
}

const LIST: &str = "select report_id, school_id, term, state, meeting_on, issued_on, as_of_position, data_sha256, \
    pdf_sha256, issued_position, opened from report where trust_id = $1 \
    and ($2 = '' or report_id = $2) and ($3 = '' or school_id = $3) and ($4 = '' or term = $4) \
    order by term desc, school_id";
const PARAGRAPHS: &str = "select report_id, text from commentary where trust_id = $1 and ($2 = '' or report_id = $2) \
    order by report_id, position";
const QUESTIONS: &str = "select report_id, question_id, paragraph, text, asked_by, answer, answered_by from question \
    where trust_id = $1 and ($2 = '' or report_id = $2) order by report_id, position";
const CORRECTIONS: &str = "select report_id, correction_id, text, reason, at from correction \
    where trust_id = $1 and ($2 = '' or report_id = $2) order by report_id, position";

/// Reports with everything beside them, newest term first.
pub(crate) async fn reports(
    snapshot: &Snapshot<'_>,
    trust: Uuid,
    filter: Filter<'_>,
) -> Result<Vec<Report>, ReadError> {
    let Filter { report_id, school_id, term } = filter;
    let rows = snapshot.query(LIST, &[&trust, &report_id, &school_id, &term]).await?;
    let mut reports: Vec<Report> = rows.iter().map(report).collect();
    let of = |reports: &mut Vec<Report>, row: &Row, take: &dyn Fn(&mut Report)| {
        let id: String = row.get(0);
        reports.iter_mut().filter(|report| report.report_id == id).for_each(take);
    };
    for row in &snapshot.query(PARAGRAPHS, &[&trust, &report_id]).await? {
        of(&mut reports, row, &|report| report.commentary.push(row.get(1)));
    }
    for row in &snapshot.query(QUESTIONS, &[&trust, &report_id]).await? {
        of(&mut reports, row, &|report| report.questions.push(question(row)));
    }
    for row in &snapshot.query(CORRECTIONS, &[&trust, &report_id]).await? {
        of(&mut reports, row, &|report| report.corrections.push(correction(row)));
    }
    Ok(reports)
}

/// One report; `None` where there is none.
pub(crate) async fn one(
    snapshot: &Snapshot<'_>,
    trust: Uuid,
    report_id: Uuid,
) -> Result<Option<Report>, ReadError> {
    let report_id = report_id.to_string();
    let filter = Filter { report_id: &report_id, ..Filter::default() };
    Ok(reports(snapshot, trust, filter).await?.pop())
}

fn report(row: &Row) -> Report {
    Report {
        report_id: row.get(0),
        school_id: row.get(1),
        term: row.get(2),
        state: row.get(3),
        meeting_on: row.get(4),
        issued_on: row.get(5),
        as_of_position: row.get::<_, i64>(6).unsigned_abs(),
        data_sha256: row.get(7),
        pdf_sha256: row.get(8),
        issued_position: row.get::<_, i64>(9).unsigned_abs(),
        opened: u32::try_from(row.get::<_, i64>(10)).unwrap_or(u32::MAX),
        ..Report::default()
    }
}

fn question(row: &Row) -> ReportQuestion {
    ReportQuestion {
        question_id: row.get(1),
        paragraph: row.get(2),
        text: row.get(3),
        asked_by: row.get(4),
        answer: row.get(5),
        answered_by: row.get(6),
    }
}

fn correction(row: &Row) -> Correction {
    Correction { correction_id: row.get(1), text: row.get(2), reason: row.get(3), at: row.get(4) }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use contract::reports::v1::{
        ChangeMarked, CommentaryAdded, CorrectionIssued, QuestionAnswered, QuestionAsked,
        ReportApproved, ReportDrafted, ReportIssued, ReportOpened,
    };
    use eventlog::testing::TestStore;

    use super::*;

    fn story(id: &str) -> Vec<ReportEvent> {
        let report_id = id.to_owned();
        let (school_id, term) = ("s".to_owned(), "2025-26-autumn".to_owned());
        let drafted = |sha256: &str| ReportDrafted {
            report_id: report_id.clone(),
            school_id: school_id.clone(),
            term: term.clone(),
            meeting_on: "2025-12-04".into(),
            as_of_position: 90,
            template_version: 1,
            data_sha256: sha256.into(),
        };
        let issued = ReportIssued {
            report_id: report_id.clone(),
            school_id: school_id.clone(),
            term: term.clone(),
            meeting_on: "2025-12-05".into(),
            issued_on: "2025-11-27".into(),
            as_of_position: 90,
            data_sha256: "bb".into(),
            pdf_sha256: "cc".into(),
            template_version: 1,
        };
        let marked = ChangeMarked {
            report_id: report_id.clone(),
            school_id: school_id.clone(),
            term: term.clone(),
            ..Default::default()
        };
        let asked = QuestionAsked {
            report_id: report_id.clone(),
            question_id: "q".into(),
            paragraph: "category/staff".into(),
            text: "Why?".into(),
        };
        vec![
            marked.into(),
            drafted("old").into(),
            CommentaryAdded { report_id: report_id.clone(), text: "First.".into() }.into(),
            CommentaryAdded { report_id: report_id.clone(), text: "Second.".into() }.into(),
            drafted("aa").into(),
            ReportApproved { report_id: report_id.clone() }.into(),
            issued.into(),
            ReportOpened { report_id: report_id.clone() }.into(),
            ReportOpened { report_id: report_id.clone() }.into(),
            asked.into(),
            QuestionAnswered {
                report_id: report_id.clone(),
                question_id: "q".into(),
                text: "Because.".into(),
            }
            .into(),
            CorrectionIssued {
                report_id,
                correction_id: "c".into(),
                text: "It was 41.".into(),
                reason: "A slip.".into(),
            }
            .into(),
        ]
    }

    /// The rows after the first so many events of the story, read once and again after a second follower.
    async fn after(count: usize) -> Report {
        let store = TestStore::start().await;
        let trust = store.trust().await;
        let id = Uuid::from_u128(9);
        let events: Vec<ReportEvent> = story(&id.to_string()).into_iter().take(count).collect();
        store.record(trust, id, events).await;
        let mut seen = Vec::new();
        for _ in 0..2 {
            let follower = store.follower("reports", Arc::new(Reports)).await;
            let position = follower.catch_up(trust).await.unwrap();
            let read_model = follower.read_model(&store.config("reports"));
            let mut reader = read_model.reader(trust, position).await.unwrap();
            let snapshot = reader.snapshot().await.unwrap();
            assert_eq!(snapshot.as_of.position, position);
            seen.push(one(&snapshot, trust, id).await.unwrap().expect("the report"));
            assert_eq!(
                one(&snapshot, Uuid::from_u128(404), id).await.unwrap(),
                None,
                "another trust's"
            );
        }
        assert_eq!(seen[0], seen[1]);
        seen.remove(0)
    }

    #[tokio::test]
    async fn a_marked_change_makes_a_report_due() {
        assert_eq!(after(1).await.state(), ReportState::Due);
    }

    #[tokio::test]
    async fn a_new_draft_takes_the_place_of_an_approved_one() {
        let report = after(5).await;
        assert_eq!((report.state(), report.data_sha256.as_str()), (ReportState::Drafted, "aa"));
        assert_eq!(report.commentary, ["First.", "Second."]);
    }

    #[tokio::test]
    async fn an_issued_report_stands_with_its_questions_and_corrections() {
        let report = after(12).await;
        assert_eq!(report.state(), ReportState::Issued);
        assert_eq!((report.data_sha256.as_str(), report.pdf_sha256.as_str()), ("bb", "cc"));
        assert_eq!(
            (report.meeting_on.as_str(), report.issued_on.as_str()),
            ("2025-12-05", "2025-11-27")
        );
        assert_eq!((report.opened, report.issued_position), (2, 8));
        assert_eq!(report.questions[0].answer, "Because.");
        assert_eq!(report.corrections[0].at, "2025-11-21T10:00:00Z");
    }
}
