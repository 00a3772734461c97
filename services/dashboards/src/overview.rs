//! What is going on: surveys, reviews, and the reports that committees are to receive.

use std::sync::LazyLock;

use contract::dashboards::v1::{ReportLine, ReviewLine, WaveLine};
use contract::events::{AnyEvent, CommitteeEvent, ReportEvent, ReviewEvent, WaveEvent};
use contract::{PAPERS_OUT, ReportMeeting};
use eventlog::{ApplyError, Projection, Recorded, Snapshot, Transaction};
use jiff::civil::Date;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::interest::of_interest;

/// The rows of `dashboards_overview`.
#[derive(Clone, Copy, Debug)]
pub struct Overview;

#[async_trait::async_trait]
impl Projection for Overview {
    fn name(&self) -> &'static str {
        "dashboards_overview"
    }

    fn tables(&self) -> &'static str {
        include_str!("overview.sql")
    }

    async fn apply(&self, tx: &Transaction<'_>, event: &Recorded) -> Result<(), ApplyError> {
        if !OF_INTEREST.contains(&event.kind.as_str()) {
            return Ok(());
        }
        match event.event()? {
            AnyEvent::Wave(wave) => surveyed(tx, event.trust, &wave).await,
            AnyEvent::Review(review) => reviewed(tx, event.trust, &review).await,
            AnyEvent::Committee(committee) => met(tx, event.trust, &committee).await,
            AnyEvent::Report(report) => reported(tx, event.trust, &report).await,
            _ => Ok(()),
        }
    }
}

const CATEGORIES: [&str; 4] = ["wave", "review", "committee", "report"];

static OF_INTEREST: LazyLock<Vec<&str>> = LazyLock::new(|| of_interest(&CATEGORIES));

const WAVE: &str =
    "insert into wave (trust_id, wave_id, title, term, closes_on) values ($1, $2, $3, $4, $5)";
const WAVE_DAY: &str = "update wave set closes_on = $3 where trust_id = $1 and wave_id = $2";
const WAVE_STEP: &str = "update wave set step = $3 where trust_id = $1 and wave_id = $2";
const RELEASE: &str =
    "update wave set step = 3, response_rate = $3 where trust_id = $1 and wave_id = $2";

async fn surveyed(tx: &Transaction<'_>, trust: Uuid, event: &WaveEvent) -> Result<(), ApplyError> {
    match event {
        WaveEvent::WaveScheduled(wave) => {
            tx.execute(WAVE, &[&trust, &wave.wave_id, &wave.title, &wave.term, &wave.closes_on])
                .await?
        }
        WaveEvent::WaveOpened(wave) => {
            tx.execute(WAVE_STEP, &[&trust, &wave.wave_id, &1_i16]).await?
        }
        WaveEvent::WaveExtended(wave) => {
            tx.execute(WAVE_DAY, &[&trust, &wave.wave_id, &wave.closes_on]).await?
        }
        WaveEvent::WaveClosed(wave) => {
            tx.execute(WAVE_STEP, &[&trust, &wave.wave_id, &2_i16]).await?
        }
        WaveEvent::ResultsReleased(results) => {
            let whole_trust = results.response_rates.iter().find(|rate| rate.school_id.is_empty());
            let words = whole_trust.map(|rate| rate.words.as_str()).unwrap_or_default();
            tx.execute(RELEASE, &[&trust, &results.wave_id, &words]).await?
        }
        _ => 0,
    };
    Ok(())
}

const REVIEW: &str =
    "insert into review (trust_id, review_id, host_school_id, term) values ($1, $2, $3, $4)";
const REVIEW_STEP: &str =
    "update review set step = greatest(step, $3) where trust_id = $1 and review_id = $2";
const REVIEW_TERM: &str = "update review set term = $3 where trust_id = $1 and review_id = $2";
const REVIEW_OFF: &str = "delete from review where trust_id = $1 and review_id = $2";
const FINDING: &str =
    "update review set findings = findings + 1 where trust_id = $1 and review_id = $2";

async fn reviewed(
    tx: &Transaction<'_>,
    trust: Uuid,
    event: &ReviewEvent,
) -> Result<(), ApplyError> {
    let (review_id, step) = match event {
        ReviewEvent::ReviewRequested(review) => {
            tx.execute(REVIEW, &[&trust, &review.review_id, &review.host_school_id, &review.term])
                .await?;
            return Ok(());
        }
        ReviewEvent::FindingRecorded(finding) => {
            tx.execute(FINDING, &[&trust, &finding.review_id]).await?;
            return Ok(());
        }
        ReviewEvent::ReviewPostponed(postponed) => {
            tx.execute(REVIEW_TERM, &[&trust, &postponed.review_id, &postponed.term]).await?;
            return Ok(());
        }
        ReviewEvent::ReviewCancelled(cancelled) => {
            tx.execute(REVIEW_OFF, &[&trust, &cancelled.review_id]).await?;
            return Ok(());
        }
        ReviewEvent::TeamMatched(team) => (&team.review_id, 1_i16),
        ReviewEvent::DistributionAgreed(agreed) => (&agreed.review_id, 2),
        ReviewEvent::ReviewHeld(held) => (&held.review_id, 3),
        ReviewEvent::ReviewCompleted(completed) => (&completed.review_id, 4),
        _ => return Ok(()),
    };
    tx.execute(REVIEW_STEP, &[&trust, review_id, &step]).await?;
    Ok(())
}

/// A report goes to one meeting of its term: what an event says last is what counts.
const MEETING: &str = "insert into report (trust_id, school_id, term, meeting_on, cancelled_on) \
    values ($1, $2, $3, nullif($4::text, '')::date, nullif($5::text, '')::date) \
    on conflict (trust_id, school_id, term) do update \
    set meeting_on = excluded.meeting_on, cancelled_on = excluded.cancelled_on";

async fn met(tx: &Transaction<'_>, trust: Uuid, event: &CommitteeEvent) -> Result<(), ApplyError> {
    let Some(meeting) = ReportMeeting::after(event) else { return Ok(()) };
    let ReportMeeting { school_id, term, on, cancelled_on } = meeting;
    let cancelled_on = if on.is_empty() { cancelled_on } else { "" };
    for day in [on, cancelled_on].into_iter().filter(|day| !day.is_empty()) {
        day.parse::<Date>().map_err(|_| {
            ApplyError::Contradiction(format!("a meeting is fixed for {day}, which is no day"))
        })?;
    }
    tx.execute(MEETING, &[&trust, &school_id, &term, &on, &cancelled_on]).await?;
    Ok(())
}

const REPORT: &str = "insert into report as r (trust_id, school_id, term, report_id, step) values ($1, $2, $3, $4, $5) \
    on conflict (trust_id, school_id, term) do update set report_id = excluded.report_id, \
    step = case when r.step = 3 then 3 else excluded.step end";
const APPROVED: &str =
    "update report set step = 2 where trust_id = $1 and report_id = $2 and step < 2";

async fn reported(
    tx: &Transaction<'_>,
    trust: Uuid,
    event: &ReportEvent,
) -> Result<(), ApplyError> {
    match event {
        ReportEvent::ReportDrafted(report) => {
            tx.execute(
                REPORT,
                &[&trust, &report.school_id, &report.term, &report.report_id, &1_i16],
            )
            .await?
        }
        ReportEvent::ReportApproved(report) => {
            tx.execute(APPROVED, &[&trust, &report.report_id]).await?
        }
        ReportEvent::ReportIssued(report) => {
            tx.execute(
                REPORT,
                &[&trust, &report.school_id, &report.term, &report.report_id, &3_i16],
            )
            .await?
        }
        _ => 0,
    };
    Ok(())
}

const WAVES: &str = "select wave_id, title, term, step, closes_on, response_rate from wave \
    where trust_id = $1 order by term desc, closes_on desc, wave_id";

/// Waves, newest term first.
pub(crate) async fn waves(
    snapshot: &Snapshot<'_>,
    trust: Uuid,
) -> Result<Vec<WaveLine>, tokio_postgres::Error> {
    let rows = snapshot.query(WAVES, &[&trust]).await?;
    let line = |row: &Row| WaveLine {
        wave_id: row.get("wave_id"),
        title: row.get("title"),
        term: row.get("term"),
        state: word(&["scheduled", "open", "closed", "released"], row.get("step")),
        closes_on: row.get("closes_on"),
        response_rate: row.get("response_rate"),
    };
    Ok(rows.iter().map(line).collect())
}

const REVIEWS: &str = "select review_id, host_school_id, term, step, findings from review \
    where trust_id = $1 order by term desc, host_school_id, review_id";

/// Reviews, newest term first.
pub(crate) async fn reviews(
    snapshot: &Snapshot<'_>,
    trust: Uuid,
) -> Result<Vec<ReviewLine>, tokio_postgres::Error> {
    let rows = snapshot.query(REVIEWS, &[&trust]).await?;
    let line = |row: &Row| ReviewLine {
        review_id: row.get("review_id"),
        host_school_id: row.get("host_school_id"),
        term: row.get("term"),
        state: word(&["requested", "matched", "agreed", "held", "completed"], row.get("step")),
        findings: u32::try_from(row.get::<_, i64>("findings")).unwrap_or(u32::MAX),
    };
    Ok(rows.iter().map(line).collect())
}

const REPORTS: &str = "select report_id, school_id, term, step, coalesce(r.meeting_on::text, '') as meeting_on, \
    coalesce((r.meeting_on - $2::integer)::text, '') as due_on, coalesce(r.cancelled_on::text, '') as cancelled_on from report r \
    where trust_id = $1 order by term desc, r.meeting_on, school_id";

/// Reports, newest term first, in the order of the meetings; a committee's papers go out seven clear days before.
pub(crate) async fn reports(
    snapshot: &Snapshot<'_>,
    trust: Uuid,
) -> Result<Vec<ReportLine>, tokio_postgres::Error> {
    let rows = snapshot.query(REPORTS, &[&trust, &PAPERS_OUT]).await?;
    let line = |row: &Row| ReportLine {
        report_id: row.get("report_id"),
        school_id: row.get("school_id"),
        term: row.get("term"),
        state: word(&["due", "drafted", "approved", "issued"], row.get("step")),
        meeting_on: row.get("meeting_on"),
        due_on: row.get("due_on"),
        cancelled_on: row.get("cancelled_on"),
    };
    Ok(rows.iter().map(line).collect())
}

/// Steps are written by this file and so have a word.
fn word(words: &[&str], step: i16) -> String {
    let place = usize::try_from(step).unwrap_or_default();
    words.get(place).copied().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests;
