//! Where do the schools of a round stand, each step with its words side by side?

use std::collections::HashMap;

use contract::Term;
use contract::categories::v1::{Category, CategoryState, Cell, Evidence, Step};
use contract::events::{AnyEvent, CategoryEvent, DecodeError, RoundEvent};
use eventlog::{ApplyError, Projection, ReadError, Recorded, Snapshot, Transaction};
use tokio_postgres::Row;
use uuid::Uuid;

/// Keeps a row for each school, area and round, and one for each step taken there.
#[derive(Debug)]
pub(crate) struct Cells;

#[async_trait::async_trait]
impl Projection for Cells {
    fn name(&self) -> &'static str {
        "categories_cells"
    }

    fn tables(&self) -> &'static str {
        include_str!("cells.sql")
    }

    async fn apply(&self, tx: &Transaction<'_>, event: &Recorded) -> Result<(), ApplyError> {
        match event.event()? {
            AnyEvent::Round(RoundEvent::RoundOpened(round)) => {
                tx.execute(
                    "insert into round (trust_id, round_id) values ($1, $2) on conflict do nothing",
                    &[&event.trust, &round.round_id],
                )
                .await?;
                Ok(())
            }
            AnyEvent::Category(happened) => category(tx, event, happened).await,
            _ => Ok(()),
        }
    }
}

/// What a step says; its place, time and person come from the event's metadata.
struct Words {
    kind: &'static str,
    region_id: String,
    reason: String,
    evidence: Vec<Evidence>,
}

/// A cell's rows in one transaction.
struct Rows<'a> {
    tx: &'a Transaction<'a>,
    event: &'a Recorded,
    cell: Cell,
}

async fn category(
    tx: &Transaction<'_>,
    event: &Recorded,
    happened: CategoryEvent,
) -> Result<(), ApplyError> {
    let at = |cell: Option<Cell>| Rows { tx, event, cell: cell.unwrap_or_default() };
    let words = |kind, region_id, reason, evidence| Words { kind, region_id, reason, evidence };
    match happened {
        CategoryEvent::SchoolViewStated(e) => {
            let rows = at(e.cell);
            rows.state(CategoryState::ViewStated).await?;
            rows.step(words("view", e.region_id, e.reason, e.evidence)).await
        }
        CategoryEvent::RegionProposed(e) => {
            let rows = at(e.cell);
            rows.state(CategoryState::Proposed).await?;
            rows.step(words("proposal", e.region_id, e.reason, e.evidence)).await
        }
        CategoryEvent::ProposalAccepted(e) => at(e.cell).state(CategoryState::Accepted).await,
        CategoryEvent::ProposalChallenged(e) => {
            let rows = at(e.cell);
            rows.state(CategoryState::Challenged).await?;
            rows.step(words("challenge", e.region_id, e.reason, e.evidence)).await
        }
        CategoryEvent::Moderated(e) => {
            let rows = at(e.cell);
            rows.state(CategoryState::Moderated).await?;
            rows.step(words("moderation", e.region_id, e.reason, Vec::new())).await
        }
        CategoryEvent::CategoryDecided(e) => {
            let rows = at(e.cell);
            rows.state(CategoryState::Decided).await?;
            rows.decided(&e.region_id).await?;
            rows.step(words("decision", e.region_id, e.reason, e.evidence)).await
        }
        CategoryEvent::CategoryChanged(e) => at(e.cell).changed().await,
        CategoryEvent::CategoryShared(e) => at(e.cell).state(CategoryState::Shared).await,
        CategoryEvent::CategoryReopened(e) => {
            let rows = at(e.cell);
            rows.state(CategoryState::Reopened).await?;
            rows.reopened(&e.reason).await
        }
    }
}

impl Rows<'_> {
    /// A view stated anew while the category is reopened leaves it reopened.
    async fn state(&self, state: CategoryState) -> Result<(), ApplyError> {
        let Cell { round_id, school_id, area_id, term, framework_version } = &self.cell;
        self.tx
            .execute(
                "insert into cell as c (trust_id, round_id, school_id, area_id, term, framework_version, state, changed) \
                 values ($1, $2, $3, $4, $5, $6, $7, false) \
                 on conflict (trust_id, round_id, school_id, area_id) do update set \
                 state = case when excluded.state = $8 and c.state = $9 then c.state else excluded.state end",
                &[
                    &self.event.trust,
                    round_id,
                    school_id,
                    area_id,
                    term,
                    &i64::from(*framework_version),
                    &i32::from(state),
                    &i32::from(CategoryState::ViewStated),
                    &i32::from(CategoryState::Reopened),
                ],
            )
            .await?;
        Ok(())
    }

    async fn step(&self, words: Words) -> Result<(), ApplyError> {
        let metadata = self.event.metadata()?;
        let evidence =
            serde_json::to_string(&words.evidence).expect("a proto message always has a JSON form");
        self.tx
            .execute(
                "insert into step (trust_id, round_id, school_id, area_id, kind, region_id, reason, evidence, position, at, actor_id) \
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
                 on conflict (trust_id, round_id, school_id, area_id, kind) do update set \
                 region_id = excluded.region_id, reason = excluded.reason, evidence = excluded.evidence, \
                 position = excluded.position, at = excluded.at, actor_id = excluded.actor_id",
                &[
                    &self.event.trust,
                    &self.cell.round_id,
                    &self.cell.school_id,
                    &self.cell.area_id,
                    &words.kind,
                    &words.region_id,
                    &words.reason,
                    &evidence,
                    &self.event.position.cast_signed(),
                    &metadata.at.to_string(),
                    &metadata.actor.to_string(),
                ],
            )
            .await?;
        Ok(())
    }

    async fn decided(&self, region_id: &str) -> Result<(), ApplyError> {
        let Cell { round_id, school_id, area_id, .. } = &self.cell;
        self.tx
            .execute(
                "update cell set decided_region_id = $5, changed = false \
                 where trust_id = $1 and round_id = $2 and school_id = $3 and area_id = $4",
                &[&self.event.trust, round_id, school_id, area_id, &region_id],
            )
            .await?;
        Ok(())
    }

    async fn changed(&self) -> Result<(), ApplyError> {
        let Cell { round_id, school_id, area_id, .. } = &self.cell;
        self.tx
            .execute(
                "update cell set changed = true \
                 where trust_id = $1 and round_id = $2 and school_id = $3 and area_id = $4",
                &[&self.event.trust, round_id, school_id, area_id],
            )
            .await?;
        Ok(())
    }

    /// View and proposal stay; what followed them no longer holds and is in the log.
    async fn reopened(&self, reason: &str) -> Result<(), ApplyError> {
        let Cell { round_id, school_id, area_id, .. } = &self.cell;
        let place: [&(dyn tokio_postgres::types::ToSql + Sync); 4] =
            [&self.event.trust, round_id, school_id, area_id];
        let stood = self
            .tx
            .query_opt(
                "select decided_region_id from cell where decided_region_id is not null \
                 and trust_id = $1 and round_id = $2 and school_id = $3 and area_id = $4",
                &place,
            )
            .await?;
        let region_id = stood.map(|row| row.get(0)).unwrap_or_default();
        let (kind, reason, evidence) = ("reopening", reason.to_owned(), Vec::new());
        self.step(Words { kind, region_id, reason, evidence }).await?;
        self.tx
            .execute(
                "delete from step where trust_id = $1 and round_id = $2 and school_id = $3 and area_id = $4 \
                 and kind in ('challenge', 'moderation', 'decision')",
                &place,
            )
            .await?;
        self.tx
            .execute(
                "update cell set changed = false \
                 where trust_id = $1 and round_id = $2 and school_id = $3 and area_id = $4",
                &place,
            )
            .await?;
        Ok(())
    }
}

/// Every school and area of a round that something was said about, or of one school; `None` where there is
/// no such round.
pub(crate) async fn categories(
    snapshot: &Snapshot<'_>,
    trust: Uuid,
    round_id: Uuid,
    school_id: Option<Uuid>,
) -> Result<Option<Vec<Category>>, ReadError> {
    let round_id = round_id.to_string();
    let school_id = school_id.map(|id| id.to_string());
    let known = snapshot
        .query_opt("select from round where trust_id = $1 and round_id = $2", &[&trust, &round_id])
        .await?;
    if known.is_none() {
        return Ok(None);
    }
    let cells = snapshot
        .query(
            "select school_id, area_id, term, framework_version, state, changed from cell \
             where trust_id = $1 and round_id = $2 and ($3::text is null or school_id = $3) \
             order by school_id, area_id",
            &[&trust, &round_id, &school_id],
        )
        .await?;
    let mut steps = steps(snapshot, trust, &round_id, school_id.as_deref()).await?;
    let decisions = decisions(snapshot, trust, school_id.as_deref()).await?;
    let filled = cells.iter().map(|row| {
        let mut category = empty(row, &round_id);
        if let Some(cell) = &category.cell {
            let key = (cell.school_id.clone(), cell.area_id.clone());
            category.previous_region_id = decided_before(&decisions, cell);
            steps.remove(&key).unwrap_or_default().into_iter().for_each(|(kind, step)| {
                place(&mut category, &kind, step);
            });
        }
        category
    });
    Ok(Some(filled.collect()))
}

type Key = (String, String);

fn empty(row: &Row, round_id: &str) -> Category {
    Category {
        cell: Some(Cell {
            school_id: row.get(0),
            area_id: row.get(1),
            round_id: round_id.to_owned(),
            term: row.get(2),
            framework_version: u32::try_from(row.get::<_, i64>(3)).unwrap_or_default(),
        }),
        state: row.get(4),
        changed: row.get(5),
        ..Category::default()
    }
}

fn place(category: &mut Category, kind: &str, step: Step) {
    let slot = match kind {
        "view" => &mut category.school_view,
        "proposal" => &mut category.proposal,
        "challenge" => &mut category.challenge,
        "moderation" => &mut category.moderation,
        "decision" => &mut category.decision,
        _ => &mut category.reopening,
    };
    *slot = Some(step);
}

async fn steps(
    snapshot: &Snapshot<'_>,
    trust: Uuid,
    round_id: &str,
    school_id: Option<&str>,
) -> Result<HashMap<Key, Vec<(String, Step)>>, ReadError> {
    let rows = snapshot
        .query(
            "select school_id, area_id, kind, region_id, reason, evidence, position, at, actor_id from step \
             where trust_id = $1 and round_id = $2 and ($3::text is null or school_id = $3)",
            &[&trust, &round_id, &school_id],
        )
        .await?;
    let mut steps: HashMap<Key, Vec<(String, Step)>> = HashMap::new();
    for row in &rows {
        let step = Step {
            region_id: row.get(3),
            reason: row.get(4),
            evidence: evidence(row.get(5))?,
            position: row.get::<_, i64>(6).unsigned_abs(),
            at: row.get(7),
            actor_id: row.get(8),
        };
        steps.entry((row.get(0), row.get(1))).or_default().push((row.get(2), step));
    }
    Ok(steps)
}

fn evidence(text: &str) -> Result<Vec<Evidence>, ReadError> {
    let kind = "plumbline.categories.v1.Evidence".to_owned();
    serde_json::from_str(text).map_err(|cause| DecodeError::Malformed { kind, cause }.into())
}

/// Every region ever decided, by school and area.
async fn decisions(
    snapshot: &Snapshot<'_>,
    trust: Uuid,
    school_id: Option<&str>,
) -> Result<HashMap<Key, Vec<(Term, String)>>, ReadError> {
    let rows = snapshot
        .query(
            "select school_id, area_id, term, decided_region_id from cell \
             where trust_id = $1 and ($2::text is null or school_id = $2) and decided_region_id is not null",
            &[&trust, &school_id],
        )
        .await?;
    let mut decisions: HashMap<Key, Vec<(Term, String)>> = HashMap::new();
    for row in &rows {
        if let Ok(term) = row.get::<_, &str>(2).parse() {
            decisions.entry((row.get(0), row.get(1))).or_default().push((term, row.get(3)));
        }
    }
    Ok(decisions)
}

/// The region of the latest decided round before a cell's own; empty where there is none.
fn decided_before(decisions: &HashMap<Key, Vec<(Term, String)>>, cell: &Cell) -> String {
    let (Ok(term), Some(decided)) =
        (cell.term.parse::<Term>(), decisions.get(&(cell.school_id.clone(), cell.area_id.clone())))
    else {
        return String::new();
    };
    let earlier = decided.iter().filter(|(other, _)| *other < term);
    earlier.max_by_key(|(other, _)| *other).map(|(_, region)| region.clone()).unwrap_or_default()
}
