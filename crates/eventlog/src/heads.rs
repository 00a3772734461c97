//! Which logs have grown since one last looked: one statement however many trusts there are, and no row of an idle one.

use std::collections::HashMap;

use uuid::Uuid;

use crate::{Log, ReadError};

/// Where the logs ended when they were last looked at.
#[derive(Clone, Debug, Default)]
pub struct Heads {
    known: HashMap<Uuid, u64>,
    /// The sum of all positions; positions only grow, so the same sum means that nothing has moved.
    total: Option<i64>,
}

/// A trust whose log ends elsewhere than when it was last looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grown {
    /// Whose log.
    pub trust: Uuid,
    /// Position of its last event now.
    pub head: u64,
    /// Where it ended before; more than now after a failover that lost events.
    pub before: u64,
}

/// One row where nothing has moved, with the sum alone.
const GROWN: &str = "with total as materialized (select coalesce(sum(position), 0)::bigint as sum from log.head) \
    select t.sum, h.trust_id, h.position from total t left join log.head h on t.sum is distinct from $1";

impl Log {
    /// The trusts whose log ends elsewhere than `heads` says, which then says where. Every trust with an event at first.
    pub async fn grown(&self, heads: &mut Heads) -> Result<Vec<Grown>, ReadError> {
        // Not with the readers' settings, which avoid to read a table from one end to the other as this does.
        let client = self.appliers().get().await?;
        let grown = client.prepare_cached(GROWN).await?;
        let rows = client.query(&grown, &[&heads.total]).await?;
        let mut moved = Vec::new();
        for row in rows {
            heads.total = Some(row.get(0));
            let Some(trust) = row.get::<_, Option<Uuid>>(1) else { continue };
            let head = row.get::<_, i64>(2).unsigned_abs();
            let before = heads.known.insert(trust, head).unwrap_or(0);
            if before != head {
                moved.push(Grown { trust, head, before });
            }
        }
        Ok(moved)
    }
}
