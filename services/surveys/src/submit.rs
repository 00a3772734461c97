//! Takes answers: one row each and nothing on the invitation side, many respondents at a time.

use std::collections::HashMap;
use std::time::Duration;

use contract::Refusal as _;
use contract::surveys::v1::Answer;
use eventlog::{ReadError, StoreConfig, Writer};
use jiff::civil::Date;
use tokio_postgres::{Client, Statement};
use tonic::Status;
use uuid::Uuid;

use crate::code::CodeHash;
use crate::keys::{KeyTrouble, WaveKey, WaveKeys};
use crate::questionnaires::Questionnaires;
use crate::respondent::RespondentRefusal;
use crate::tokens::{FIND, Token, slices};

/// One respondent's answers on their way in.
#[derive(Debug)]
pub(crate) struct Submission {
    pub(crate) token: CodeHash,
    pub(crate) answers: Vec<Answer>,
    pub(crate) today: Date,
}

/// Why answers were not taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotTaken {
    #[error(transparent)]
    Refused(#[from] RespondentRefusal),
    /// Whether they were kept is unknown where the store went away in the middle.
    #[error(
        "We can't take answers at the moment. Please try again in a minute with the same link."
    )]
    Away,
}

impl From<NotTaken> for Status {
    fn from(not_taken: NotTaken) -> Self {
        match not_taken {
            NotTaken::Refused(refusal) => refusal.to_status(),
            NotTaken::Away => contract::unavailable(&not_taken.to_string()),
        }
    }
}

/// The receipt code of answers that are kept.
type Taken = Result<String, NotTaken>;

/// How long a batch may take before its respondents are told to try again.
const PATIENCE: Duration = Duration::from_secs(10);

/// In `migrations/V20__answers_by_day.sql`, since one batch is of many trusts.
const KEEP: &str = "select ordinal, same from collector.keep($1, $2, $3, $4, $5, $6, $7)";

/// Writes batches of submissions over one connection of its own, which it opens anew when it
/// breaks.
#[derive(Debug)]
pub(crate) struct Collector {
    config: StoreConfig,
    questionnaires: Questionnaires,
    keys: WaveKeys,
    connection: Option<Connection>,
}

#[derive(Debug)]
struct Connection {
    client: Client,
    look: Statement,
    keep: Statement,
}

impl Collector {
    pub(crate) fn new(
        config: &StoreConfig,
        questionnaires: Questionnaires,
        keys: WaveKeys,
    ) -> Self {
        let mut config = config.clone();
        // A plan made while the tables were small must not become a scan of every token there is.
        // This connection runs nothing but the two functions, which look rows up one by one.
        let ours = "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off";
        let options = format!("{} {ours}", config.get_options().unwrap_or_default());
        config.options(options);
        Self { config, questionnaires, keys, connection: None }
    }

    async fn connection(&mut self) -> Result<&Connection, tokio_postgres::Error> {
        let broken =
            self.connection.as_ref().is_none_or(|connection| connection.client.is_closed());
        if broken {
            let (client, driver) = self.config.open().await?;
            tokio::spawn(async move {
                if let Err(error) = driver.await {
                    tracing::warn!(%error, "the collector's connection to the store ended");
                }
            });
            let (look, keep) = tokio::try_join!(client.prepare(FIND), client.prepare(KEEP))?;
            self.connection = Some(Connection { client, look, keep });
        }
        Ok(self.connection.as_ref().expect("set just above"))
    }

    async fn take(&mut self, batch: &[Submission]) -> Result<Vec<Taken>, ReadError> {
        let (questionnaires, keys) = (self.questionnaires.clone(), self.keys.clone());
        let connection = self.connection().await?;
        let tokens =
            connection.look(batch.iter().map(|submission| submission.token).collect()).await?;
        let known = AnswerChecks { questionnaires, keys: keys_of(&keys, tokens.values()) };
        let mut outcomes = Vec::with_capacity(batch.len());
        let mut fit = Vec::new();
        for (place, submission) in batch.iter().enumerate() {
            let checked = check(&known, submission, tokens.get(&place)).await;
            outcomes.push(checked.map(|row| {
                let receipt = row.receipt.receipt();
                fit.push((place, row));
                receipt
            }));
        }
        let kept = connection.keep(&fit).await?;
        let mut late = Vec::new();
        for (place, _) in &fit {
            match kept.get(place) {
                Some(true) => {}
                Some(false) => outcomes[*place] = Err(RespondentRefusal::TokenSpent.into()),
                None => late.push(*place),
            }
        }
        if !late.is_empty() {
            let left =
                connection.look(late.iter().map(|place| batch[*place].token).collect()).await?;
            for (number, place) in late.into_iter().enumerate() {
                outcomes[place] = Err(too_late(left.get(&number)));
            }
        }
        Ok(outcomes)
    }
}

/// One respondent's row.
#[derive(Debug)]
struct AnswerRow {
    token: Token,
    nullifier: [u8; 32],
    receipt: crate::code::Code,
    answers: String,
    /// The British day.
    day: String,
}

impl Connection {
    /// Links by the place they were asked at.
    async fn look(
        &self,
        hashes: Vec<CodeHash>,
    ) -> Result<HashMap<usize, Token>, tokio_postgres::Error> {
        let rows = self.client.query(&self.look, &[&slices(&hashes)]).await?;
        Ok(rows.iter().map(|row| (place(row.get(0)), Token::from_row(row))).collect())
    }

    /// Keeps the answers that are fit. Says of those in time whether these are the answers kept under their link now.
    async fn keep(
        &self,
        fit: &[(usize, AnswerRow)],
    ) -> Result<HashMap<usize, bool>, tokio_postgres::Error> {
        if fit.is_empty() {
            return Ok(HashMap::new());
        }
        let rows = || fit.iter().map(|(_, row)| row);
        let trusts: Vec<Uuid> = rows().map(|row| row.token.trust).collect();
        let waves: Vec<Uuid> = rows().map(|row| row.token.wave).collect();
        let schools: Vec<Uuid> = rows().map(|row| row.token.school).collect();
        let nullifiers: Vec<&[u8]> = rows().map(|row| row.nullifier.as_slice()).collect();
        let receipts: Vec<CodeHash> = rows().map(|row| row.receipt.hash()).collect();
        let answers: Vec<&str> = rows().map(|row| row.answers.as_str()).collect();
        let days: Vec<&str> = rows().map(|row| row.day.as_str()).collect();
        let kept = self
            .client
            .query(
                &self.keep,
                &[&trusts, &waves, &schools, &nullifiers, &slices(&receipts), &answers, &days],
            )
            .await?;
        Ok(kept.iter().map(|row| (fit[place(row.get(0))].0, row.get(1))).collect())
    }
}

/// What answers are checked against.
#[derive(Debug)]
struct AnswerChecks {
    questionnaires: Questionnaires,
    keys: HashMap<Uuid, Result<WaveKey, KeyTrouble>>,
}

/// The keys of the waves of these links, or why there is none.
fn keys_of<'a>(
    keys: &WaveKeys,
    tokens: impl Iterator<Item = &'a Token>,
) -> HashMap<Uuid, Result<WaveKey, KeyTrouble>> {
    let mut found = HashMap::new();
    for token in tokens {
        found.entry(token.wave).or_insert_with(|| keys.find(token.wave, token.key));
    }
    found
}

/// Why answers under a link that was good at the first look were not kept, by what a second look finds.
fn too_late(token: Option<&Token>) -> NotTaken {
    match token {
        Some(token) if !token.closing => NotTaken::Away,
        _ => RespondentRefusal::WaveNotOpen.into(),
    }
}

/// PostgreSQL counts from 1.
fn place(ordinal: i64) -> usize {
    usize::try_from(ordinal - 1).expect("ordinals start at 1")
}

/// The row as it is stored, or why the answers are not taken.
async fn check(
    known: &AnswerChecks,
    submission: &Submission,
    token: Option<&Token>,
) -> Result<AnswerRow, NotTaken> {
    let token = *token.ok_or(RespondentRefusal::TokenUnknown)?;
    if token.closing {
        return Err(RespondentRefusal::WaveNotOpen.into());
    }
    let asked = known.questionnaires.on(token.trust, token.wave, submission.today).await;
    let found = asked.map_err(|error| {
        tracing::warn!(%error, wave = %token.wave, "the questions of a wave could not be read");
        NotTaken::Away
    })?;
    let questionnaire = found.ok_or(RespondentRefusal::TokenUnknown)?;
    questionnaire.admits(submission.today)?;
    let answers = questionnaire.check(&submission.answers)?;
    let key = match known.keys.get(&token.wave) {
        Some(Ok(key)) => key,
        Some(Err(KeyTrouble::Folder(error))) => {
            tracing::warn!(%error, "the folder of wave keys could not be read");
            return Err(NotTaken::Away);
        }
        Some(Err(KeyTrouble::Lost | KeyTrouble::NoFolder)) | None => {
            return Err(RespondentRefusal::KeyLost.into());
        }
    };
    Ok(AnswerRow {
        token,
        nullifier: key.nullifier(&submission.token),
        receipt: key.receipt(&submission.token),
        answers: serde_json::to_string(&answers).expect("a proto message always has a JSON form"),
        day: submission.today.to_string(),
    })
}

#[async_trait::async_trait]
impl Writer for Collector {
    type Item = Submission;
    type Answer = Taken;

    fn keys(item: &Submission) -> [u64; 2] {
        let part =
            |from: usize| u64::from_be_bytes(std::array::from_fn(|place| item.token[from + place]));
        [part(0), part(8)]
    }

    fn size(item: &Submission) -> usize {
        item.answers
            .iter()
            .map(|answer| answer.question_id.len() + answer.option_id.len() + 40)
            .sum()
    }

    async fn write(&mut self, batch: Vec<Submission>) -> Vec<Taken> {
        match tokio::time::timeout(PATIENCE, self.take(&batch)).await {
            Ok(Ok(outcomes)) => outcomes,
            Ok(Err(error)) => {
                tracing::warn!(%error, "answers could not be taken");
                batch.iter().map(|_| Err(NotTaken::Away)).collect()
            }
            Err(_) => {
                self.connection = None;
                batch.iter().map(|_| Err(NotTaken::Away)).collect()
            }
        }
    }
}
