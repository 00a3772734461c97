//! The cells of the heat map at a position, each with the movement since the school's term before.

use std::collections::HashMap;

use contract::dashboards::v1::HeatmapCell;
use contract::log::v1::Words;
use eventlog::Snapshot;
use tokio_postgres::Row;
use uuid::Uuid;

/// The decision that stood for each school, area and term, in the order in which movement is read.
/// Terms sort as text in the order of the year.
const STANDING: &str = "select distinct on (d.school_id, d.area_id, d.term) \
    d.school_id, d.area_id, d.term, d.region_id, d.reason, d.from_position, d.decided_on, \
    d.shared_position > 0 and d.shared_position <= $2 as shared, d.framework_version, \
    d.reopened_position > 0 and d.reopened_position <= $2 as reopened, \
    case when d.reopened_position > 0 and d.reopened_position <= $2 then d.reopened_on else '' end as reopened_on, \
    coalesce(r.framework_id, '') as framework_id \
    from decision d left join round r on r.trust_id = d.trust_id and r.round_id = d.round_id \
    where d.trust_id = $1 and d.from_position <= $2 \
    and (not $3 or (d.shared_position > 0 and d.shared_position <= $2)) \
    order by d.school_id, d.area_id, d.term, d.from_position desc";

const LADDERS: &str =
    "select framework_id, version, region_id, height from rung where trust_id = $1";

/// Height of each region by framework and version. A version's words never change, so one map is right for all times.
#[derive(Debug, Default)]
struct Ladders(HashMap<(String, u32), HashMap<String, i64>>);

/// A region in the words of a framework version.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Judgement {
    framework: (String, u32),
    region_id: String,
}

/// The decisions that a reader asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted {
    /// Only those already shared with committees.
    pub(crate) shared_only: bool,
    /// Those of every term; otherwise the latest of each school and area.
    pub(crate) every_term: bool,
}

/// The cells as they stood at a position.
pub(crate) async fn cells(
    snapshot: &Snapshot<'_>,
    trust: Uuid,
    position: u64,
    Wanted { shared_only, every_term }: Wanted,
) -> Result<Vec<HeatmapCell>, tokio_postgres::Error> {
    let mut ladders = Ladders::default();
    for row in snapshot.query(LADDERS, &[&trust]).await? {
        let ladder =
            ladders.0.entry((row.get("framework_id"), version(row.get("version")))).or_default();
        ladder.insert(row.get("region_id"), row.get("height"));
    }
    let rows = snapshot.query(STANDING, &[&trust, &position.cast_signed(), &shared_only]).await?;
    let mut cells: Vec<HeatmapCell> = Vec::with_capacity(rows.len());
    let mut before: Option<Judgement> = None;
    for row in &rows {
        let mut cell = cell(row);
        let now = Judgement {
            framework: (row.get("framework_id"), cell.framework_version),
            region_id: cell.region_id.clone(),
        };
        let last = cells
            .last()
            .filter(|last| (&last.school_id, &last.area_id) == (&cell.school_id, &cell.area_id));
        cell.earlier_region_id =
            last.map(|last| last.previous_region_id.clone()).unwrap_or_default();
        let continues = last.is_some();
        let earlier = before.take().filter(|_| continues);
        cell.movement = ladders.movement(&now, earlier.as_ref()).to_owned();
        cell.words_changed =
            earlier.as_ref().is_some_and(|earlier| earlier.framework != now.framework);
        cell.previous_region_id = earlier.map(|earlier| earlier.region_id).unwrap_or_default();
        before = Some(now);
        if continues && !every_term {
            cells.pop();
        }
        cells.push(cell);
    }
    Ok(cells)
}

impl Ladders {
    /// Movement on this decision's own ladder. If that ladder has lost the earlier region, movement on the earlier ladder.
    fn movement(&self, now: &Judgement, earlier: Option<&Judgement>) -> &'static str {
        let Some(earlier) = earlier else { return "first" };
        if now.region_id == earlier.region_id {
            return "same";
        }
        let heights = self.heights(&now.framework, now, earlier);
        match heights.or_else(|| self.heights(&earlier.framework, now, earlier)) {
            Some((height, height_before)) if height > height_before => "up",
            Some((height, height_before)) if height < height_before => "down",
            Some(_) => "same",
            // No ladder has both regions, so there is no movement.
            None => "first",
        }
    }

    fn heights(
        &self,
        framework: &(String, u32),
        now: &Judgement,
        earlier: &Judgement,
    ) -> Option<(i64, i64)> {
        let ladder = self.0.get(framework)?;
        Some((*ladder.get(&now.region_id)?, *ladder.get(&earlier.region_id)?))
    }
}

fn cell(row: &Row) -> HeatmapCell {
    HeatmapCell {
        school_id: row.get("school_id"),
        area_id: row.get("area_id"),
        term: row.get("term"),
        region_id: row.get("region_id"),
        reason: Some(Words { commitment: row.get("reason"), ..Words::default() }),
        position: row.get::<_, i64>("from_position").unsigned_abs(),
        decided_on: row.get("decided_on"),
        shared: row.get("shared"),
        framework_version: version(row.get("framework_version")),
        reopened: row.get("reopened"),
        reopened_on: row.get("reopened_on"),
        ..HeatmapCell::default()
    }
}

/// Versions are written from a `uint32` and so fit.
fn version(stored: i64) -> u32 {
    u32::try_from(stored).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
