//! The invitation side: one-time tokens, known by their hashes only and by nobody's name.

use std::collections::BTreeMap;

use contract::surveys::v1::SchoolTokens;
use eventlog::{Log, ReadError};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::code::{Code, CodeHash};

/// New tokens: the texts to be shown once, and the hashes that are kept.
#[derive(Debug)]
pub(crate) struct Issued {
    pub(crate) tokens: Vec<SchoolTokens>,
    hashes: Vec<CodeHash>,
}

/// What a token opens.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) trust: Uuid,
    pub(crate) wave: Uuid,
    pub(crate) school: Uuid,
    pub(crate) spent: bool,
}

impl Token {
    /// Reads the columns `trust_id, wave_id, school_id, spent` from a place on.
    pub(crate) fn from_row(row: &Row, first: usize) -> Self {
        Self {
            trust: row.get(first),
            wave: row.get(first + 1),
            school: row.get(first + 2),
            spent: row.get(first + 3),
        }
    }
}

/// Makes and stores the tokens of a wave that is about to open.
pub(crate) async fn issue(
    log: &Log,
    trust: Uuid,
    wave: Uuid,
    asked: &[(Uuid, u32)],
) -> Result<Issued, ReadError> {
    let mut issued = Issued { tokens: Vec::new(), hashes: Vec::new() };
    let mut schools = Vec::new();
    for (school, count) in asked {
        let codes: Vec<Code> = (0..*count).map(|_| Code::random()).collect();
        issued.hashes.extend(codes.iter().map(|code| code.hash()));
        schools.extend(codes.iter().map(|_| *school));
        let tokens = codes.iter().map(|code| code.link()).collect();
        issued.tokens.push(SchoolTokens { school_id: school.to_string(), tokens });
    }
    let client = log.of(trust).await?;
    client
        .execute(
            "insert into invitation.token (token_hash, trust_id, wave_id, school_id) \
             select t.hash, $1, $2, t.school from unnest($3::bytea[], $4::uuid[]) as t(hash, school)",
            &[&trust, &wave, &slices(&issued.hashes), &schools],
        )
        .await?;
    Ok(issued)
}

/// Removes tokens that were never shown to anybody.
pub(crate) async fn take_back(log: &Log, trust: Uuid, issued: &Issued) -> Result<(), ReadError> {
    let client = log.of(trust).await?;
    client
        .execute(
            "delete from invitation.token where trust_id = $1 and token_hash = any ($2)",
            &[&trust, &slices(&issued.hashes)],
        )
        .await?;
    Ok(())
}

/// The columns ordinal, trust_id, wave_id, school_id, spent of tokens by their hashes, whichever trust they are of.
pub(crate) const FIND: &str =
    "select ordinal, trust_id, wave_id, school_id, spent from invitation.find($1)";

/// Looks a token up.
pub(crate) async fn find(log: &Log, hash: &CodeHash) -> Result<Option<Token>, ReadError> {
    let client = log.across_trusts().await?;
    let find = client.prepare_cached(FIND).await?;
    let row = client.query_opt(&find, &[&slices(std::slice::from_ref(hash))]).await?;
    Ok(row.map(|row| Token::from_row(&row, 1)))
}

/// How many tokens of each school of an open wave are spent; nothing where the wave has no tokens.
pub(crate) async fn spent(
    log: &Log,
    trust: Uuid,
    wave: Uuid,
) -> Result<BTreeMap<String, u32>, ReadError> {
    let client = log.of(trust).await?;
    let rows = client
        .query(
            "select school_id, count(*) filter (where spent) from invitation.token \
             where trust_id = $1 and wave_id = $2 group by school_id",
            &[&trust, &wave],
        )
        .await?;
    let count = |row: &Row| u32::try_from(row.get::<_, i64>(1)).unwrap_or(u32::MAX);
    Ok(rows.iter().map(|row| (row.get::<_, Uuid>(0).to_string(), count(row))).collect())
}

/// Hashes as a parameter.
pub(crate) fn slices(hashes: &[CodeHash]) -> Vec<&[u8]> {
    hashes.iter().map(CodeHash::as_slice).collect()
}
