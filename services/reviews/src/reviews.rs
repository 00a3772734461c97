//! Which reviews are there, where do they stand, and what was found?

use std::collections::HashMap;

use contract::events::{AnyEvent, DecodeError, ReviewEvent};
use contract::reviews::v1::{Finding, FollowUpRecorded, Review, ReviewState, Reviewer};
use eventlog::{ApplyError, Projection, ReadError, Recorded, Snapshot, Transaction};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

/// Keeps a row for each review, finding and follow-up.
#[derive(Debug)]
pub(crate) struct ReviewsList;

#[async_trait::async_trait]
impl Projection for ReviewsList {
    fn name(&self) -> &'static str {
        "reviews_reviews"
    }

    fn tables(&self) -> &'static str {
        include_str!("reviews.sql")
    }

    async fn apply(&self, tx: &Transaction<'_>, event: &Recorded) -> Result<(), ApplyError> {
        match event.event()? {
            AnyEvent::Review(happened) => review(tx, event, happened).await,
            _ => Ok(()),
        }
    }
}

const REQUESTED: &str = "insert into review (trust_id, review_id, host_school_id, areas, focus, term, state, position) \
             values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (trust_id, review_id) do update set state = excluded.state";
const MATCHED: &str = "update review set reviewers = $3, state = greatest(state, $4) where trust_id = $1 and review_id = $2";
const AGREED: &str = "update review set recipients = $3, counts_as_evidence = $4, state = $5 where trust_id = $1 and review_id = $2";
const HELD: &str =
    "update review set held_on = $3, state = $4 where trust_id = $1 and review_id = $2";
const FOUND: &str = "insert into finding (trust_id, review_id, finding_id, areas, kind, words, position) \
             values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing";
const COMPLETED: &str = "update review set completed_on = $3, summary = $4, state = $5 where trust_id = $1 and review_id = $2";
const FOLLOWED_UP: &str = "insert into follow_up (trust_id, review_id, position, finding_id, recorded) \
             values ($1, $2, $3, $4, $5) on conflict do nothing";

type Values = Vec<Box<dyn ToSql + Sync + Send>>;

async fn review(
    tx: &Transaction<'_>,
    event: &Recorded,
    happened: ReviewEvent,
) -> Result<(), ApplyError> {
    let (sql, values) = change(event, happened);
    let mut parameters: Vec<&(dyn ToSql + Sync)> = vec![&event.trust];
    parameters.extend(values.iter().map(|value| value.as_ref() as &(dyn ToSql + Sync)));
    tx.execute(sql, &parameters).await?;
    Ok(())
}

/// The statement an event asks for, and its values after the trust.
fn change(event: &Recorded, happened: ReviewEvent) -> (&'static str, Values) {
    let position = event.position.cast_signed();
    match happened {
        ReviewEvent::ReviewRequested(e) => (
            REQUESTED,
            vec![
                Box::new(e.review_id),
                Box::new(e.host_school_id),
                Box::new(e.areas),
                Box::new(e.focus),
                Box::new(e.term),
                Box::new(i32::from(ReviewState::Requested)),
                Box::new(position),
            ],
        ),
        ReviewEvent::TeamMatched(e) => (
            MATCHED,
            vec![
                Box::new(e.review_id),
                Box::new(json(&e.reviewers)),
                Box::new(i32::from(ReviewState::Matched)),
            ],
        ),
        ReviewEvent::DistributionAgreed(e) => (
            AGREED,
            vec![
                Box::new(e.review_id),
                Box::new(e.recipients),
                Box::new(e.counts_as_evidence),
                Box::new(i32::from(ReviewState::Agreed)),
            ],
        ),
        ReviewEvent::ReviewHeld(e) => (
            HELD,
            vec![Box::new(e.review_id), Box::new(e.on), Box::new(i32::from(ReviewState::Held))],
        ),
        ReviewEvent::FindingRecorded(e) => (
            FOUND,
            vec![
                Box::new(e.review_id),
                Box::new(e.finding_id),
                Box::new(e.areas),
                Box::new(e.kind),
                Box::new(e.text),
                Box::new(position),
            ],
        ),
        ReviewEvent::ReviewCompleted(e) => (
            COMPLETED,
            vec![
                Box::new(e.review_id),
                Box::new(e.on),
                Box::new(e.summary),
                Box::new(i32::from(ReviewState::Completed)),
            ],
        ),
        ReviewEvent::FollowUpRecorded(e) => (
            FOLLOWED_UP,
            vec![
                Box::new(e.review_id),
                Box::new(position),
                Box::new(e.finding_id),
                Box::new(event.body.clone()),
            ],
        ),
    }
}

fn json(reviewers: &[Reviewer]) -> String {
    serde_json::to_string(reviewers).expect("a proto message always has a JSON form")
}

/// Which reviews are asked for; `None` means every one.
#[derive(Debug, Default)]
pub(crate) struct Filter {
    pub host_school_id: Option<String>,
    pub term: Option<String>,
}

/// The reviews of a trust, newest first.
pub(crate) async fn reviews(
    snapshot: &Snapshot<'_>,
    trust: Uuid,
    filter: &Filter,
) -> Result<Vec<Review>, ReadError> {
    let rows = snapshot
        .query(
            "select review_id, host_school_id, areas, focus, term, state, reviewers, recipients, \
             counts_as_evidence, held_on, completed_on, summary from review \
             where trust_id = $1 and ($2::text is null or host_school_id = $2) and ($3::text is null or term = $3) \
             order by position desc",
            &[&trust, &filter.host_school_id, &filter.term],
        )
        .await?;
    let mut findings = findings(snapshot, trust, filter).await?;
    let filled = rows.iter().map(|row| {
        let mut review = read(row)?;
        review.findings = findings.remove(&review.review_id).unwrap_or_default();
        Ok(review)
    });
    filled.collect()
}

fn read(row: &Row) -> Result<Review, ReadError> {
    Ok(Review {
        review_id: row.get(0),
        host_school_id: row.get(1),
        areas: row.get(2),
        focus: row.get(3),
        term: row.get(4),
        state: row.get(5),
        reviewers: parsed("Reviewer", row.get(6))?,
        recipients: row.get(7),
        counts_as_evidence: row.get(8),
        held_on: row.get(9),
        completed_on: row.get(10),
        summary: row.get(11),
        findings: Vec::new(),
    })
}

/// The findings with their follow-ups, by review, in the order they were recorded.
async fn findings(
    snapshot: &Snapshot<'_>,
    trust: Uuid,
    filter: &Filter,
) -> Result<HashMap<String, Vec<Finding>>, ReadError> {
    let mut follow_ups: HashMap<String, Vec<FollowUpRecorded>> = HashMap::new();
    let rows = snapshot
        .query(
            "select finding_id, recorded from follow_up join review using (trust_id, review_id) \
             where trust_id = $1 and ($2::text is null or host_school_id = $2) and ($3::text is null or term = $3) \
             order by follow_up.position",
            &[&trust, &filter.host_school_id, &filter.term],
        )
        .await?;
    for row in rows {
        let recorded = parsed("FollowUpRecorded", row.get(1))?;
        follow_ups.entry(row.get(0)).or_default().push(recorded);
    }
    let rows = snapshot
        .query(
            "select review_id, finding_id, finding.areas, kind, words, finding.position \
             from finding join review using (trust_id, review_id) \
             where trust_id = $1 and ($2::text is null or host_school_id = $2) and ($3::text is null or term = $3) \
             order by finding.position",
            &[&trust, &filter.host_school_id, &filter.term],
        )
        .await?;
    let mut findings: HashMap<String, Vec<Finding>> = HashMap::new();
    for row in rows {
        let finding_id: String = row.get(1);
        let follow_ups = follow_ups.remove(&finding_id).unwrap_or_default();
        findings.entry(row.get(0)).or_default().push(Finding {
            finding_id,
            areas: row.get(2),
            kind: row.get(3),
            text: row.get(4),
            position: row.get::<_, i64>(5).unsigned_abs(),
            follow_ups,
        });
    }
    Ok(findings)
}

fn parsed<M: serde::de::DeserializeOwned>(message: &str, text: &str) -> Result<M, ReadError> {
    let kind = format!("plumbline.reviews.v1.{message}");
    serde_json::from_str(text).map_err(|cause| DecodeError::Malformed { kind, cause }.into())
}
