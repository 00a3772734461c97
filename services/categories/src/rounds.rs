//! Which rounds are there, and which are open?

use std::cmp::Reverse;

use contract::Term;
use contract::categories::v1::Round;
use contract::events::{AnyEvent, RoundEvent};
use eventlog::{ApplyError, Projection, ReadError, Recorded, Snapshot, Transaction};
use tokio_postgres::Row;
use uuid::Uuid;

/// Keeps one row a round.
#[derive(Debug)]
pub(crate) struct Rounds;

#[async_trait::async_trait]
impl Projection for Rounds {
    fn name(&self) -> &'static str {
        "categories_rounds"
    }

    fn tables(&self) -> &'static str {
        "create table round (
            trust_id          uuid    not null,
            round_id          text    not null,
            term              text    not null,
            framework_id      text    not null,
            framework_version bigint  not null,
            school_ids        text[]  not null,
            closed            boolean not null,
            primary key (trust_id, round_id)
        );"
    }

    async fn apply(&self, tx: &Transaction<'_>, event: &Recorded) -> Result<(), ApplyError> {
        let AnyEvent::Round(happened) = event.event()? else { return Ok(()) };
        match happened {
            RoundEvent::RoundOpened(round) => {
                tx.execute(
                    "insert into round (trust_id, round_id, term, framework_id, framework_version, school_ids, closed) \
                     values ($1, $2, $3, $4, $5, $6, false) \
                     on conflict (trust_id, round_id) do update set term = excluded.term, \
                     framework_id = excluded.framework_id, framework_version = excluded.framework_version, \
                     school_ids = excluded.school_ids, closed = false",
                    &[
                        &event.trust,
                        &round.round_id,
                        &round.term,
                        &round.framework_id,
                        &i64::from(round.framework_version),
                        &round.school_ids,
                    ],
                )
                .await?;
            }
            RoundEvent::RoundClosed(round) => {
                tx.execute(
                    "update round set closed = true where trust_id = $1 and round_id = $2",
                    &[&event.trust, &round.round_id],
                )
                .await?;
            }
        }
        Ok(())
    }
}

/// All rounds of a trust, newest term first.
pub(crate) async fn rounds(snapshot: &Snapshot<'_>, trust: Uuid) -> Result<Vec<Round>, ReadError> {
    let rows = snapshot
        .query(
            "select round_id, term, framework_id, framework_version, school_ids, closed \
             from round where trust_id = $1",
            &[&trust],
        )
        .await?;
    let mut rounds: Vec<Round> = rows.iter().map(round).collect();
    rounds.sort_by_key(|round| Reverse(round.term.parse::<Term>().ok()));
    Ok(rounds)
}

fn round(row: &Row) -> Round {
    Round {
        round_id: row.get(0),
        term: row.get(1),
        framework_id: row.get(2),
        framework_version: u32::try_from(row.get::<_, i64>(3)).unwrap_or_default(),
        school_ids: row.get(4),
        closed: row.get(5),
    }
}
