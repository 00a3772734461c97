//! The invitation side: one-time links, known by their hashes only and by no name. An answer changes nothing here.

use contract::surveys::v1::SchoolTokens;
use eventlog::{Log, ReadError};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::code::CodeHash;
use crate::keys::WaveKey;

/// What a link opens.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) trust: Uuid,
    pub(crate) wave: Uuid,
    pub(crate) school: Uuid,
    /// The key that the wave was opened with.
    pub(crate) key: Uuid,
    pub(crate) closing: bool,
}

impl Token {
    /// Reads the columns of [`FIND`] after the ordinal.
    pub(crate) fn from_row(row: &Row) -> Self {
        Self {
            trust: row.get("trust_id"),
            wave: row.get("wave_id"),
            school: row.get("school_id"),
            key: row.get("key_id"),
            closing: row.get("closing"),
        }
    }
}

/// The links of a wave, the same whenever they are made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Links<'a> {
    pub(crate) trust: Uuid,
    pub(crate) wave: Uuid,
    pub(crate) key: &'a WaveKey,
    pub(crate) asked: &'a [SchoolAsked],
}

/// How many people of a school are asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SchoolAsked {
    pub(crate) school: Uuid,
    pub(crate) count: u32,
}

/// Links as they are handed out.
pub(crate) fn texts(Links { key, asked, .. }: Links<'_>) -> Vec<SchoolTokens> {
    let of_school = |SchoolAsked { school, count }: &SchoolAsked| SchoolTokens {
        school_id: school.to_string(),
        tokens: (0..*count).map(|number| key.link(*school, number).link()).collect(),
    };
    asked.iter().map(of_school).collect()
}

/// Stores the hashes of the links of an open wave, unless they are there or the wave is closing.
///
/// They are stored in their own order, so that no order of rows is the order in which links are handed out.
pub(crate) async fn store(log: &Log, links: Links<'_>) -> Result<(), ReadError> {
    let Links { trust, wave, key, asked } = links;
    let every = asked.iter().flat_map(|SchoolAsked { school, count }| {
        (0..*count).map(|number| (key.link(*school, number).hash(), *school))
    });
    let mut hashes: Vec<(CodeHash, Uuid)> = every.collect();
    key.in_order(&mut hashes);
    let (hashes, schools): (Vec<CodeHash>, Vec<Uuid>) = hashes.into_iter().unzip();
    let mut client = log.of(trust).await?;
    let tx = client.transaction().await?;
    tx.query_one("select pg_advisory_xact_lock_shared(collector.lock_of($1))", &[&wave]).await?;
    tx.execute(
        "insert into collector.wave (trust_id, wave_id, key_id) values ($1, $2, $3) on conflict do nothing",
        &[&trust, &wave, &key.id()],
    )
    .await?;
    tx.execute(
        "insert into invitation.token (token_hash, trust_id, wave_id, school_id) \
         select t.hash, $1, $2, t.school from unnest($3::bytea[], $4::uuid[]) as t(hash, school) \
         where exists (select from collector.wave w where w.trust_id = $1 and w.wave_id = $2 and not w.closing) \
         on conflict do nothing",
        &[&trust, &wave, &slices(&hashes), &schools],
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// Columns ordinal, trust_id, wave_id, school_id, key_id, closing of links by their hashes, whichever trust they are of.
pub(crate) const FIND: &str =
    "select ordinal, trust_id, wave_id, school_id, key_id, closing from invitation.find($1)";

/// Looks a link up.
pub(crate) async fn find(log: &Log, hash: &CodeHash) -> Result<Option<Token>, ReadError> {
    let client = log.across_trusts().await?;
    let find = client.prepare_cached(FIND).await?;
    let row = client.query_opt(&find, &[&slices(std::slice::from_ref(hash))]).await?;
    Ok(row.as_ref().map(Token::from_row))
}

/// Hashes as a parameter.
pub(crate) fn slices(hashes: &[CodeHash]) -> Vec<&[u8]> {
    hashes.iter().map(CodeHash::as_slice).collect()
}
