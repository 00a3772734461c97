//! In which region was each school in each area, and which way had it moved?

mod cells;
#[cfg(test)]
mod tests;

use contract::categories::v1::{
    CategoryDecided, CategoryReopened, CategoryShared, Cell, FrameworkAgreed, RoundOpened,
};
use contract::events::{AnyEvent, CategoryEvent, FrameworkEvent, RoundEvent};
use eventlog::{ApplyError, Projection, Recorded, Transaction, remember_days};

pub(crate) use cells::{Wanted, cells};

/// The rows of `dashboards_heatmap`.
#[derive(Clone, Copy, Debug)]
pub struct Heatmap;

#[async_trait::async_trait]
impl Projection for Heatmap {
    fn name(&self) -> &'static str {
        "dashboards_heatmap"
    }

    fn tables(&self) -> &'static str {
        include_str!("heatmap.sql")
    }

    async fn apply(&self, tx: &Transaction<'_>, event: &Recorded) -> Result<(), ApplyError> {
        self.apply_batch(tx, std::slice::from_ref(event)).await
    }

    async fn apply_batch(
        &self,
        tx: &Transaction<'_>,
        events: &[Recorded],
    ) -> Result<(), ApplyError> {
        for event in events.iter().filter(|event| OF_INTEREST.contains(&event.kind.as_str())) {
            take(tx, event).await?;
        }
        remember_days(tx, events).await
    }
}

const OF_INTEREST: [&str; 5] = [
    "plumbline.categories.v1.CategoryDecided",
    "plumbline.categories.v1.CategoryReopened",
    "plumbline.categories.v1.CategoryShared",
    "plumbline.categories.v1.FrameworkAgreed",
    "plumbline.categories.v1.RoundOpened",
];

async fn take(tx: &Transaction<'_>, event: &Recorded) -> Result<(), ApplyError> {
    match event.event()? {
        AnyEvent::Framework(FrameworkEvent::FrameworkAgreed(framework)) => {
            agreed(tx, event, &framework).await
        }
        AnyEvent::Round(RoundEvent::RoundOpened(round)) => opened(tx, event, &round).await,
        AnyEvent::Category(CategoryEvent::CategoryDecided(decision)) => {
            decided(tx, event, &decision).await
        }
        AnyEvent::Category(CategoryEvent::CategoryShared(shared)) => told(tx, event, &shared).await,
        AnyEvent::Category(CategoryEvent::CategoryReopened(reopened)) => {
            reopened_again(tx, event, &reopened).await
        }
        _ => Ok(()),
    }
}

const LADDER: &str = "insert into rung (trust_id, framework_id, version, region_id, height) \
    select $1, $2, $3, r.region_id, r.height from unnest($4::text[]) with ordinality as r(region_id, height)";

async fn agreed(
    tx: &Transaction<'_>,
    event: &Recorded,
    framework: &FrameworkAgreed,
) -> Result<(), ApplyError> {
    let regions: Vec<&str> =
        framework.regions.iter().map(|region| region.region_id.as_str()).collect();
    let version = i64::from(framework.version);
    tx.execute(LADDER, &[&event.trust, &framework.framework_id, &version, &regions]).await?;
    Ok(())
}

const ROUND: &str = "insert into round (trust_id, round_id, framework_id) values ($1, $2, $3)";

async fn opened(
    tx: &Transaction<'_>,
    event: &Recorded,
    round: &RoundOpened,
) -> Result<(), ApplyError> {
    tx.execute(ROUND, &[&event.trust, &round.round_id, &round.framework_id]).await?;
    Ok(())
}

const FOLLOWED: &str = "update decision set until_position = $5 \
    where trust_id = $1 and school_id = $2 and area_id = $3 and term = $4 and until_position = 0";

const DECISION: &str = "insert into decision (trust_id, school_id, area_id, term, from_position, round_id, \
    framework_version, region_id, reason, decided_on) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

async fn decided(
    tx: &Transaction<'_>,
    event: &Recorded,
    decision: &CategoryDecided,
) -> Result<(), ApplyError> {
    let cell = cell(event, decision.cell.as_ref())?;
    let position = event.position.cast_signed();
    let version = i64::from(cell.framework_version);
    let Cell { school_id, area_id, term, round_id, .. } = cell;
    let CategoryDecided { region_id, reason, decided_on, .. } = decision;
    let reason = reason.as_ref().map_or("", |words| words.commitment.as_str());
    tx.execute(FOLLOWED, &[&event.trust, school_id, area_id, term, &position]).await?;
    tx.execute(
        DECISION,
        &[
            &event.trust,
            school_id,
            area_id,
            term,
            &position,
            round_id,
            &version,
            region_id,
            &reason,
            decided_on,
        ],
    )
    .await?;
    Ok(())
}

const SHARED: &str = "update decision set shared_position = $5 \
    where trust_id = $1 and school_id = $2 and area_id = $3 and term = $4 and until_position = 0 and shared_position = 0";

async fn told(
    tx: &Transaction<'_>,
    event: &Recorded,
    shared: &CategoryShared,
) -> Result<(), ApplyError> {
    let Cell { school_id, area_id, term, .. } = cell(event, shared.cell.as_ref())?;
    tx.execute(SHARED, &[&event.trust, school_id, area_id, term, &event.position.cast_signed()])
        .await?;
    Ok(())
}

const REOPENED: &str = "update decision set reopened_position = $5, reopened_on = $6 \
    where trust_id = $1 and school_id = $2 and area_id = $3 and term = $4 and until_position = 0 and reopened_position = 0";

async fn reopened_again(
    tx: &Transaction<'_>,
    event: &Recorded,
    reopened: &CategoryReopened,
) -> Result<(), ApplyError> {
    let Cell { school_id, area_id, term, .. } = cell(event, reopened.cell.as_ref())?;
    let position = event.position.cast_signed();
    let on = contract::british_day(event.at()?).to_string();
    tx.execute(REOPENED, &[&event.trust, school_id, area_id, term, &position, &on]).await?;
    Ok(())
}

fn cell<'a>(event: &Recorded, cell: Option<&'a Cell>) -> Result<&'a Cell, ApplyError> {
    cell.ok_or_else(|| {
        ApplyError::Contradiction(format!("a {} without school, area and round", event.kind))
    })
}
