//! Fixes a closing wave's answers in batches that never change, and keeps them where they can be removed.
//!
//! A batch is a range of nullifiers, which are as good as random. How many batches a wave has follows from how many were
//! asked. So neither their number nor what stands in the log tells how many answered.

use contract::events::DecodeError;
use contract::surveys::v1::{Answer, AnswerBatch, Response};
use eventlog::{Log, ReadError};
use rand::seq::SliceRandom as _;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

#[cfg(test)]
use crate::keys::Measure;

/// People asked for one batch; about 200 kB where all of them answer 15 questions.
const ASKED_A_BATCH: u64 = 200;

/// How many batches a wave has.
pub(crate) fn count(asked: impl Iterator<Item = u32>) -> u32 {
    let asked: u64 = asked.map(u64::from).sum();
    u32::try_from(asked.div_ceil(ASKED_A_BATCH).max(1)).unwrap_or(u32::MAX)
}

/// A batch as the store keeps it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct KeptBatch {
    pub(crate) number: u32,
    salt: Vec<u8>,
    text: String,
}

impl KeptBatch {
    /// The answers in this order, salted.
    pub(crate) fn of(wave: Uuid, number: u32, responses: Vec<Response>) -> Self {
        let batch = AnswerBatch { wave_id: wave.to_string(), number, responses };
        let text = serde_json::to_string(&batch).expect("a proto message always has a JSON form");
        let salt: [u8; 32] = rand::random();
        Self { number, salt: salt.to_vec(), text }
    }

    /// SHA-256 of salt and text, in hexadecimal.
    pub(crate) fn commitment(&self) -> String {
        let digest = Sha256::new().chain_update(&self.salt).chain_update(&self.text);
        eventlog::hex(&digest.finalize())
    }

    pub(crate) fn responses(&self) -> Result<Vec<Response>, serde_json::Error> {
        Ok(serde_json::from_str::<AnswerBatch>(&self.text)?.responses)
    }
}

/// A batch as the log speaks of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Collected {
    pub(crate) number: u32,
    pub(crate) commitment: String,
}

/// An open wave that is about to end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WaveEnd {
    pub(crate) trust: Uuid,
    pub(crate) wave: Uuid,
    pub(crate) key: Uuid,
    /// How many batches it has.
    pub(crate) batches: u32,
    /// What a test leaves out, to see that its attacker notices.
    #[cfg(test)]
    pub(crate) left_out: Option<Measure>,
}

impl WaveEnd {
    /// Answers in an order that says nothing. The store hands them over by nullifier, and a copied key makes that order too.
    #[cfg_attr(not(test), expect(clippy::unused_self, reason = "only a test leaves it out"))]
    fn shuffle(&self, responses: &mut [Response]) {
        #[cfg(test)]
        if self.left_out == Some(Measure::Shuffle) {
            return;
        }
        responses.shuffle(&mut rand::rng());
    }
}

/// Ends the answering of an open wave and fixes its answers, one batch after the other. Returns all batches, also those
/// that an earlier try fixed.
///
/// One batch is in memory at a time. Each is fixed in a transaction of its own, so a process may be killed anywhere: the next
/// call goes on where it was.
pub(crate) async fn fix(log: &Log, ending: WaveEnd) -> Result<Vec<Collected>, ReadError> {
    end(log, ending).await?;
    let mut collected = Vec::new();
    for number in 1..=ending.batches {
        let commitment = fixed(log, ending, number).await?.commitment();
        collected.push(Collected { number, commitment });
    }
    Ok(collected)
}

/// The batch as it was fixed, now or before. Another process may fix it in between, and then its batch stands.
async fn fixed(log: &Log, ending: WaveEnd, number: u32) -> Result<KeptBatch, ReadError> {
    loop {
        if let Some(batch) = kept(log, ending, number).await? {
            return Ok(batch);
        }
        if let Some(batch) = fix_one(log, ending, number).await? {
            return Ok(batch);
        }
    }
}

/// Ends the answering. Waits for submissions and withdrawals that are under way; those that come later find the wave closing.
/// So no thanked answer is missing and none comes after.
pub(crate) async fn end(
    log: &Log,
    WaveEnd { trust, wave, key, .. }: WaveEnd,
) -> Result<(), ReadError> {
    let mut client = log.of(trust).await?;
    let tx = client.transaction().await?;
    tx.query_one("select pg_advisory_xact_lock(collector.lock_of($1))", &[&wave]).await?;
    tx.execute(
        "insert into collector.wave (trust_id, wave_id, key_id, closing) values ($1, $2, $3, true) \
         on conflict (trust_id, wave_id) do update set closing = true",
        &[&trust, &wave, &key],
    )
    .await?;
    for destroy in [
        "delete from invitation.token where trust_id = $1 and wave_id = $2",
        "delete from collector.withdrawn where trust_id = $1 and wave_id = $2",
    ] {
        tx.execute(destroy, &[&trust, &wave]).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Whether the answering of a wave was ended: its close is under way, or was left half done.
pub(crate) async fn is_ending(log: &Log, trust: Uuid, wave: Uuid) -> Result<bool, ReadError> {
    const ENDED: &str =
        "select from collector.wave where trust_id = $1 and wave_id = $2 and closing";
    let client = log.of(trust).await?;
    Ok(client.query_opt(ENDED, &[&trust, &wave]).await?.is_some())
}

/// Moves the answers of one range into their batch; `None` where the batch is there already.
pub(crate) async fn fix_one(
    log: &Log,
    ending: WaveEnd,
    number: u32,
) -> Result<Option<KeptBatch>, ReadError> {
    let WaveEnd { trust, wave, batches, .. } = ending;
    let (from, to) = (bound(number - 1, batches), bound(number, batches));
    let mut client = log.of(trust).await?;
    let tx = client.transaction().await?;
    let rows = tx
        .query(
            "delete from collector.response where trust_id = $1 and wave_id = $2 \
             and nullifier >= $3 and ($4::bytea is null or nullifier < $4) returning school_id, answers::text",
            &[&trust, &wave, &from, &Some(to).filter(|_| number < batches)],
        )
        .await?;
    let mut responses =
        rows.iter().map(|row| response(row.get(0), row.get(1))).collect::<Result<Vec<_>, _>>()?;
    ending.shuffle(&mut responses);
    let batch = KeptBatch::of(ending.wave, number, responses);
    let inserted = tx
        .execute(
            "insert into collector.batch (trust_id, wave_id, number, salt, answers) \
             values ($1, $2, $3, $4, $5::text::json) on conflict do nothing",
            &[&trust, &wave, &number.cast_signed(), &batch.salt, &batch.text],
        )
        .await?;
    if inserted == 0 {
        drop(tx);
        return Ok(None);
    }
    tx.commit().await?;
    Ok(Some(batch))
}

/// Where a range of nullifiers begins: the first eight bytes, by equal parts.
fn bound(part: u32, parts: u32) -> Vec<u8> {
    let at = (u128::from(part) << 64) / u128::from(parts);
    u64::try_from(at).unwrap_or(u64::MAX).to_be_bytes().to_vec()
}

async fn kept(
    log: &Log,
    WaveEnd { trust, wave, .. }: WaveEnd,
    number: u32,
) -> Result<Option<KeptBatch>, ReadError> {
    let row = log
        .of(trust)
        .await?
        .query_opt(
            "select number, salt, answers::text from collector.batch \
             where trust_id = $1 and wave_id = $2 and number = $3",
            &[&trust, &wave, &number.cast_signed()],
        )
        .await?;
    Ok(row.as_ref().map(from_row))
}

/// Every batch of a wave that is still kept, in order.
pub(crate) async fn all(log: &Log, trust: Uuid, wave: Uuid) -> Result<Vec<KeptBatch>, ReadError> {
    let rows = log
        .of(trust)
        .await?
        .query(
            "select number, salt, answers::text from collector.batch \
             where trust_id = $1 and wave_id = $2 order by number",
            &[&trust, &wave],
        )
        .await?;
    Ok(rows.iter().map(from_row).collect())
}

fn from_row(row: &tokio_postgres::Row) -> KeptBatch {
    KeptBatch { number: row.get::<_, i32>(0).cast_unsigned(), salt: row.get(1), text: row.get(2) }
}

fn response(school: Uuid, answers: &str) -> Result<Response, ReadError> {
    let unreadable = |cause| DecodeError::Malformed { kind: "kept answers".to_owned(), cause };
    let answers: Vec<Answer> = serde_json::from_str(answers).map_err(unreadable)?;
    Ok(Response { school_id: school.to_string(), answers })
}

#[cfg(test)]
mod tests;
