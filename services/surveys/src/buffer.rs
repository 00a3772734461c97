//! The collector side while a wave is open: answers from the thank-you until they are fixed in batches.
//!
//! They are fixed at the close and not before, because respondents may take their answers back until then.

use std::collections::BTreeMap;

use eventlog::{Log, ReadError};
use jiff::civil::Date;
use uuid::Uuid;

use crate::code::CodeHash;
use crate::tokens::Token;

/// Deletes the answers with this receipt; true if they are gone by it, now or since an earlier call.
pub(crate) async fn withdraw(
    log: &Log,
    receipt: &CodeHash,
    today: Date,
) -> Result<bool, ReadError> {
    // The receipt does not name its trust.
    let client = log.across_trusts().await?;
    let withdraw = client.prepare_cached("select collector.withdraw($1, $2)").await?;
    Ok(client.query_one(&withdraw, &[&receipt.as_slice(), &today.to_string()]).await?.get(0))
}

/// Whether answers are kept under a link.
pub(crate) async fn answered(
    log: &Log,
    token: &Token,
    nullifier: &[u8; 32],
) -> Result<bool, ReadError> {
    let row = log
        .of(token.trust)
        .await?
        .query_opt(
            "select from collector.response where trust_id = $1 and wave_id = $2 and nullifier = $3",
            &[&token.trust, &token.wave, &nullifier.as_slice()],
        )
        .await?;
    Ok(row.is_some())
}

/// An open wave, and the day of the question.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OpenDay {
    pub(crate) trust: Uuid,
    pub(crate) wave: Uuid,
    pub(crate) today: Date,
}

/// How many of each school had answered at the midnight before `today`; `None` where the wave is being closed.
pub(crate) async fn taken_part(
    log: &Log,
    OpenDay { trust, wave, today }: OpenDay,
) -> Result<Option<BTreeMap<String, u32>>, ReadError> {
    let rows = log
        .of(trust)
        .await?
        .query(
            "select a.school_id, count(a.school_id) from collector.wave w left join (\
                 select trust_id, wave_id, school_id from collector.response \
                 where answered_on < $3::text::date \
                 union all \
                 select trust_id, wave_id, school_id from collector.withdrawn \
                 where answered_on < $3::text::date and withdrawn_on >= $3::text::date\
             ) a on a.trust_id = w.trust_id and a.wave_id = w.wave_id \
             where w.trust_id = $1 and w.wave_id = $2 and not w.closing group by a.school_id",
            &[&trust, &wave, &today.to_string()],
        )
        .await?;
    if rows.is_empty() {
        return Ok(None);
    }
    let mut schools = BTreeMap::new();
    for row in rows {
        if let Some(school) = row.get::<_, Option<Uuid>>(0) {
            let count = u32::try_from(row.get::<_, i64>(1)).unwrap_or(u32::MAX);
            schools.insert(school.to_string(), count);
        }
    }
    Ok(Some(schools))
}
