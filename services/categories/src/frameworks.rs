//! Which words hold in a framework's version?

use contract::categories::v1::FrameworkAgreed;
use contract::events::{AnyEvent, DecodeError, FrameworkEvent};
use eventlog::{ApplyError, Projection, ReadError, Recorded, Snapshot, Transaction};
use uuid::Uuid;

/// Keeps every agreed version with its words.
#[derive(Debug)]
pub(crate) struct Frameworks;

#[async_trait::async_trait]
impl Projection for Frameworks {
    fn name(&self) -> &'static str {
        "categories_frameworks"
    }

    fn tables(&self) -> &'static str {
        "create table framework (
            trust_id     uuid   not null,
            framework_id text   not null,
            version      bigint not null,
            -- proto3-JSON of FrameworkAgreed
            agreed       text   not null,
            primary key (trust_id, framework_id, version)
        );"
    }

    async fn apply(&self, tx: &Transaction<'_>, event: &Recorded) -> Result<(), ApplyError> {
        if let AnyEvent::Framework(FrameworkEvent::FrameworkAgreed(agreed)) = event.event()? {
            tx.execute(
                "insert into framework (trust_id, framework_id, version, agreed) values ($1, $2, $3, $4) \
                 on conflict (trust_id, framework_id, version) do update set agreed = excluded.agreed",
                &[&event.trust, &agreed.framework_id, &i64::from(agreed.version), &event.body],
            )
            .await?;
        }
        Ok(())
    }
}

/// A version with its words; 0 asks for the newest.
pub(crate) async fn framework(
    snapshot: &Snapshot<'_>,
    trust: Uuid,
    framework_id: &str,
    version: u32,
) -> Result<Option<FrameworkAgreed>, ReadError> {
    let row = snapshot
        .query_opt(
            "select agreed from framework \
             where trust_id = $1 and framework_id = $2 and (version = $3 or $3 = 0) \
             order by version desc limit 1",
            &[&trust, &framework_id, &i64::from(version)],
        )
        .await?;
    row.map(|row| read(row.get(0))).transpose()
}

fn read(text: &str) -> Result<FrameworkAgreed, ReadError> {
    let kind = "plumbline.categories.v1.FrameworkAgreed".to_owned();
    serde_json::from_str(text).map_err(|cause| DecodeError::Malformed { kind, cause }.into())
}
