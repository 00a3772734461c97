//! What a respondent can do with a link or a receipt code. Nobody signs in: the code says which
//! trust is meant.

use contract::Refusal as _;
use contract::surveys::v1::{Answer, GetQuestionnaireResponse};
use eventlog::{Lane, Log};
use jiff::civil::Date;
use tokio_postgres::Config;
use tonic::Status;

use crate::buffer;
use crate::code::Code;
use crate::questionnaires::Questionnaires;
use crate::respondent::RespondentRefusal;
use crate::submit::{Collector, NotTaken, Submission};
use crate::tokens;

/// Respondents who may wait for the store at one moment; more wait at the door.
const WAITING: usize = 8_192;

/// The respondents' side of the service.
#[derive(Clone, Debug)]
pub(crate) struct Answering {
    log: Log,
    questionnaires: Questionnaires,
    collector: Lane<Collector>,
}

impl Answering {
    /// Starts the lane that takes answers.
    pub(crate) fn start(log: Log, store: &Config) -> Self {
        let questionnaires = Questionnaires::new(log.clone());
        let collector = Lane::start([Collector::new(store, questionnaires.clone())], WAITING);
        Self { log, questionnaires, collector }
    }

    /// What the holder of a token is about to be asked.
    pub(crate) async fn questionnaire(
        &self,
        token: &str,
        today: Date,
    ) -> Result<GetQuestionnaireResponse, Status> {
        let unknown = || RespondentRefusal::TokenUnknown.to_status();
        let code = Code::read(token).ok_or_else(unknown)?;
        let token = tokens::find(&self.log, &code.hash()).await?.ok_or_else(unknown)?;
        if token.spent {
            return Err(RespondentRefusal::TokenSpent.to_status());
        }
        let questionnaire =
            self.questionnaires.of(token.trust, token.wave).await?.ok_or_else(unknown)?;
        questionnaire.admits(today).map_err(|refusal| refusal.to_status())?;
        Ok(questionnaire.shown(token.trust.to_string(), token.school.to_string()))
    }

    /// Keeps the answers and returns the receipt code, of which only the hash is kept.
    pub(crate) async fn submit(
        &self,
        token: &str,
        answers: Vec<Answer>,
        today: Date,
    ) -> Result<String, Status> {
        let code = Code::read(token).ok_or_else(|| RespondentRefusal::TokenUnknown.to_status())?;
        let receipt = Code::random();
        let submission = Submission { token: code.hash(), receipt: receipt.hash(), answers, today };
        self.collector.send(submission).await.unwrap_or(Err(NotTaken::Away))?;
        Ok(receipt.receipt())
    }

    /// Takes answers back. The link stays used: nothing says which one it was.
    pub(crate) async fn withdraw(&self, receipt: &str) -> Result<(), Status> {
        let unknown = || RespondentRefusal::ReceiptUnknown.to_status();
        let code = Code::read(receipt).ok_or_else(unknown)?;
        if buffer::withdraw(&self.log, &code.hash()).await? { Ok(()) } else { Err(unknown()) }
    }
}
