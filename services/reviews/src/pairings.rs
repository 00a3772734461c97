//! Which schools are paired, and have they taken it up?

use contract::events::{AnyEvent, PairingEvent};
use contract::reviews::v1::{Pairing, PairingState};
use eventlog::{ApplyError, Projection, ReadError, Recorded, Snapshot, Transaction};
use tokio_postgres::Row;
use uuid::Uuid;

/// Keeps a row for each pairing.
#[derive(Debug)]
pub(crate) struct PairingsList;

#[async_trait::async_trait]
impl Projection for PairingsList {
    fn name(&self) -> &'static str {
        "reviews_pairings"
    }

    fn tables(&self) -> &'static str {
        "create table pairing (
            trust_id            uuid   not null,
            pairing_id          text   not null,
            area_id             text   not null,
            giving_school_id    text   not null,
            receiving_school_id text   not null,
            reason              text   not null,
            -- number of the PairingState
            state               int    not null,
            because_position    bigint not null,
            -- of the latest proposal
            position            bigint not null,
            primary key (trust_id, pairing_id)
        );"
    }

    async fn apply(&self, tx: &Transaction<'_>, event: &Recorded) -> Result<(), ApplyError> {
        let AnyEvent::Pairing(happened) = event.event()? else { return Ok(()) };
        match happened {
            PairingEvent::PairingProposed(pairing) => {
                tx.execute(
                    "insert into pairing (trust_id, pairing_id, area_id, giving_school_id, receiving_school_id, \
                     reason, state, because_position, position) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
                     on conflict (trust_id, pairing_id) do update set reason = excluded.reason, \
                     state = excluded.state, because_position = excluded.because_position, position = excluded.position",
                    &[
                        &event.trust,
                        &pairing.pairing_id,
                        &pairing.area_id,
                        &pairing.giving_school_id,
                        &pairing.receiving_school_id,
                        &pairing.reason,
                        &i32::from(PairingState::Proposed),
                        &pairing.because_position.cast_signed(),
                        &event.position.cast_signed(),
                    ],
                )
                .await?;
                Ok(())
            }
            PairingEvent::PairingAccepted(answer) => {
                answered(tx, event, &answer.pairing_id, PairingState::Accepted).await
            }
            PairingEvent::PairingDeclined(answer) => {
                answered(tx, event, &answer.pairing_id, PairingState::Declined).await
            }
        }
    }
}

async fn answered(
    tx: &Transaction<'_>,
    event: &Recorded,
    pairing_id: &str,
    state: PairingState,
) -> Result<(), ApplyError> {
    tx.execute(
        "update pairing set state = $3 where trust_id = $1 and pairing_id = $2",
        &[&event.trust, &pairing_id, &i32::from(state)],
    )
    .await?;
    Ok(())
}

/// The pairings of a trust, newest first.
pub(crate) async fn pairings(
    snapshot: &Snapshot<'_>,
    trust: Uuid,
) -> Result<Vec<Pairing>, ReadError> {
    let rows = snapshot
        .query(
            "select pairing_id, area_id, giving_school_id, receiving_school_id, reason, state, because_position \
             from pairing where trust_id = $1 order by position desc",
            &[&trust],
        )
        .await?;
    Ok(rows.iter().map(read).collect())
}

fn read(row: &Row) -> Pairing {
    Pairing {
        pairing_id: row.get(0),
        area_id: row.get(1),
        giving_school_id: row.get(2),
        receiving_school_id: row.get(3),
        reason: row.get(4),
        state: row.get(5),
        because_position: row.get::<_, i64>(6).unsigned_abs(),
    }
}
