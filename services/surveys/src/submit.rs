//! Takes answers: spends the token and keeps the answers in one statement, many respondents at a
//! time.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use contract::Refusal as _;
use contract::surveys::v1::Answer;
use eventlog::{ReadError, Writer};
use jiff::civil::Date;
use tokio_postgres::{Client, Config, NoTls, Statement};
use tonic::Status;

use crate::code::CodeHash;
use crate::questionnaires::Questionnaires;
use crate::respondent::RespondentRefusal;
use crate::tokens::{FIND, Token, slices};

/// One respondent's answers on their way in.
#[derive(Debug)]
pub(crate) struct Submission {
    pub(crate) token: CodeHash,
    pub(crate) receipt: CodeHash,
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

type Taken = Result<(), NotTaken>;

/// How long a batch may take before its respondents are told to try again.
const PATIENCE: Duration = Duration::from_secs(10);

/// In `migrations/V12__least_privilege.sql`, since neither a token nor a receipt says which trust it is of.
const SPEND: &str = "select ordinal from collector.keep($1, $2, $3)";

/// Writes batches of submissions over one connection of its own, which it opens anew when it
/// breaks.
#[derive(Debug)]
pub(crate) struct Collector {
    config: Config,
    questionnaires: Questionnaires,
    connection: Option<Connection>,
}

#[derive(Debug)]
struct Connection {
    client: Client,
    look: Statement,
    spend: Statement,
}

impl Collector {
    pub(crate) fn new(config: &Config, questionnaires: Questionnaires) -> Self {
        let mut config = config.clone();
        // A plan made while the tables were small must not become a scan of every token there is.
        // This connection runs nothing but the two functions, which look tokens up one by one.
        let ours = "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off";
        config.options(format!("{} {ours}", config.get_options().unwrap_or_default()));
        Self { config, questionnaires, connection: None }
    }

    async fn connection(&mut self) -> Result<&Connection, tokio_postgres::Error> {
        let broken =
            self.connection.as_ref().is_none_or(|connection| connection.client.is_closed());
        if broken {
            let (client, driver) = self.config.connect(NoTls).await?;
            tokio::spawn(async move {
                if let Err(error) = driver.await {
                    tracing::warn!(%error, "the collector's connection to the store ended");
                }
            });
            let (look, spend) = tokio::try_join!(client.prepare(FIND), client.prepare(SPEND))?;
            self.connection = Some(Connection { client, look, spend });
        }
        Ok(self.connection.as_ref().expect("set just above"))
    }

    async fn take(&mut self, batch: &[Submission]) -> Result<Vec<Taken>, ReadError> {
        let questionnaires = self.questionnaires.clone();
        let connection = self.connection().await?;
        let tokens =
            connection.look(batch.iter().map(|submission| submission.token).collect()).await?;
        let mut outcomes = Vec::with_capacity(batch.len());
        let mut fit = Vec::new();
        for (place, submission) in batch.iter().enumerate() {
            let checked = check(&questionnaires, submission, tokens.get(&place)).await;
            outcomes.push(checked.map(|answers| fit.push((place, answers))));
        }
        let in_time = connection.spend(batch, &fit).await?;
        let late: Vec<usize> =
            fit.iter().map(|(place, _)| *place).filter(|place| !in_time.contains(place)).collect();
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

impl Connection {
    /// Tokens by the place they were asked at.
    async fn look(
        &self,
        hashes: Vec<CodeHash>,
    ) -> Result<HashMap<usize, Token>, tokio_postgres::Error> {
        let rows = self.client.query(&self.look, &[&slices(&hashes)]).await?;
        Ok(rows.iter().map(|row| (place(row.get(0)), Token::from_row(row, 1))).collect())
    }

    /// Spends the tokens of those whose answers are fit and keeps the answers; returns who was in
    /// time.
    async fn spend(
        &self,
        batch: &[Submission],
        fit: &[(usize, String)],
    ) -> Result<HashSet<usize>, tokio_postgres::Error> {
        if fit.is_empty() {
            return Ok(HashSet::new());
        }
        let tokens: Vec<&[u8]> =
            fit.iter().map(|(place, _)| batch[*place].token.as_slice()).collect();
        let receipts: Vec<&[u8]> =
            fit.iter().map(|(place, _)| batch[*place].receipt.as_slice()).collect();
        let answers: Vec<&str> = fit.iter().map(|(_, answers)| answers.as_str()).collect();
        let rows = self.client.query(&self.spend, &[&tokens, &receipts, &answers]).await?;
        Ok(rows.iter().map(|row| fit[place(row.get(0))].0).collect())
    }
}

/// Why a token that was good at the first look could not be spent, by what a second look finds.
fn too_late(token: Option<&Token>) -> NotTaken {
    match token {
        None => RespondentRefusal::WaveNotOpen.into(),
        Some(token) if token.spent => RespondentRefusal::TokenSpent.into(),
        Some(_) => NotTaken::Away,
    }
}

/// PostgreSQL counts from 1.
fn place(ordinal: i64) -> usize {
    usize::try_from(ordinal - 1).expect("ordinals start at 1")
}

/// The answers as they are stored, or why they are not taken.
async fn check(
    questionnaires: &Questionnaires,
    submission: &Submission,
    token: Option<&Token>,
) -> Result<String, NotTaken> {
    let token = token.ok_or(RespondentRefusal::TokenUnknown)?;
    if token.spent {
        return Err(RespondentRefusal::TokenSpent.into());
    }
    let found = questionnaires.of(token.trust, token.wave).await.map_err(|error| {
        tracing::warn!(%error, wave = %token.wave, "the questions of a wave could not be read");
        NotTaken::Away
    })?;
    let questionnaire = found.ok_or(RespondentRefusal::TokenUnknown)?;
    questionnaire.admits(submission.today)?;
    let answers = questionnaire.check(&submission.answers)?;
    Ok(serde_json::to_string(&answers).expect("a proto message always has a JSON form"))
}

#[async_trait::async_trait]
impl Writer for Collector {
    type Item = Submission;
    type Answer = Taken;

    fn keys(item: &Submission) -> [u64; 2] {
        let start = |hash: &CodeHash| u64::from_be_bytes(std::array::from_fn(|place| hash[place]));
        [start(&item.token), start(&item.receipt)]
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
