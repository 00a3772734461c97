//! The pairings as a projection with a table and statements of its own, for comparison.

use contract::events::{AnyEvent, PairingEvent};
use contract::reviews::v1::PairingState;
use eventlog::{ApplyError, Projection, Recorded, Transaction};

/// Keeps a row for each pairing.
#[derive(Debug)]
pub struct ByHand;

#[async_trait::async_trait]
impl Projection for ByHand {
    fn name(&self) -> &'static str {
        "reviews_by_hand"
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
                let reason = pairing.reason.map(|words| words.commitment).unwrap_or_default();
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
                        &reason,
                        &i32::from(PairingState::Proposed),
                        &pairing.because_position.cast_signed(),
                        &event.position.cast_signed(),
                    ],
                )
                .await?;
                Ok(())
            }
            PairingEvent::PairingTakenUp(_) | PairingEvent::PairingGroundReopened(_) => Ok(()),
            PairingEvent::PairingAccepted(answer) => {
                answered(tx, event, &answer.pairing_id, PairingState::Accepted).await
            }
            PairingEvent::PairingDeclined(answer) => {
                answered(tx, event, &answer.pairing_id, PairingState::Declined).await
            }
            PairingEvent::PairingWithdrawn(taken_back) => {
                answered(tx, event, &taken_back.pairing_id, PairingState::Withdrawn).await
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
