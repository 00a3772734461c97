//! The trust itself: what it is called, its mark and its colour.

use contract::events::TrustEvent;
use contract::schools::v1::TrustMark;
use eventlog::{ApplyError, ReadError, Snapshot, Transaction};
use uuid::Uuid;

const INSERT_TRUST: &str = "insert into trust (trust_id, name) values ($1, $2)";
const SET_MARK: &str = "update trust set mark_sha256 = $2, mark_media_type = $3, mark_bytes = $4, \
    mark_width = $5, mark_height = $6 where trust_id = $1";
const SET_COLOUR: &str = "update trust set colour = $2 where trust_id = $1";

/// What stands at the head of a trust's pages and papers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShownStyle {
    /// `None` where the trust has none.
    pub mark: Option<TrustMark>,
    /// Empty where the trust has none of its own.
    pub colour: String,
}

/// Takes an event of the trust into the rows.
pub(super) async fn take(
    tx: &Transaction<'_>,
    trust: Uuid,
    event: &TrustEvent,
) -> Result<(), ApplyError> {
    match event {
        TrustEvent::TrustFounded(founded) => {
            tx.execute(INSERT_TRUST, &[&trust, &founded.name]).await?;
        }
        TrustEvent::TrustMarkSet(set) => {
            mark(tx, trust, &set.mark.clone().unwrap_or_default()).await?;
        }
        TrustEvent::TrustMarkRemoved(_) => mark(tx, trust, &TrustMark::default()).await?,
        TrustEvent::TrustColourSet(set) => {
            tx.execute(SET_COLOUR, &[&trust, &set.colour]).await?;
        }
        TrustEvent::RetentionExecuted(_) => {}
    }
    Ok(())
}

/// A mark without a hash is none.
async fn mark(tx: &Transaction<'_>, trust: Uuid, mark: &TrustMark) -> Result<(), ApplyError> {
    let TrustMark { sha256, media_type, bytes, width, height } = mark;
    let [bytes, width, height] = [bytes, width, height].map(|number| i64::from(*number));
    tx.execute(SET_MARK, &[&trust, sha256, media_type, &bytes, &width, &height]).await?;
    Ok(())
}

/// The trust's mark and colour; `None` where these rows know of no such trust.
pub async fn style(rows: &Snapshot<'_>, trust: Uuid) -> Result<Option<ShownStyle>, ReadError> {
    const STYLE: &str = "select mark_sha256, mark_media_type, mark_bytes, mark_width, mark_height, colour \
        from trust where trust_id = $1";
    let row = rows.query_opt(STYLE, &[&trust]).await?;
    Ok(row.map(|row| {
        let number = |column: &str| u32::try_from(row.get::<_, i64>(column)).unwrap_or_default();
        let mark = TrustMark {
            sha256: row.get("mark_sha256"),
            media_type: row.get("mark_media_type"),
            bytes: number("mark_bytes"),
            width: number("mark_width"),
            height: number("mark_height"),
        };
        let colour = row.get("colour");
        ShownStyle { mark: Some(mark).filter(|mark| !mark.sha256.is_empty()), colour }
    }))
}
