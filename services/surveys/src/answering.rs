//! What a respondent can do with a link or a receipt code. No respondent signs in: the code says which
//! trust is meant.

use contract::Refusal as _;
use contract::surveys::v1::{Answer, GetQuestionnaireResponse};
use eventlog::{Lane, Log, StoreConfig};
use jiff::civil::Date;
use tonic::Status;

use crate::buffer;
use crate::code::Code;
use crate::keys::{KeyTrouble, WaveKeys};
use crate::names;
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
    keys: WaveKeys,
    collector: Lane<Collector>,
}

impl Answering {
    /// Starts the lane that takes answers.
    pub(crate) fn start(log: Log, store: &StoreConfig, keys: WaveKeys) -> Self {
        let questionnaires = Questionnaires::new(log.clone());
        let collector = Collector::new(store, questionnaires.clone(), keys.clone());
        Self { log, questionnaires, keys, collector: Lane::start([collector], WAITING) }
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
        if token.closing {
            return Err(RespondentRefusal::WaveNotOpen.to_status());
        }
        let key = self.keys.find(token.wave, token.key).map_err(|trouble| match trouble {
            KeyTrouble::Lost | KeyTrouble::NoFolder => RespondentRefusal::KeyLost.to_status(),
            KeyTrouble::Folder(_) => NotTaken::Away.into(),
        })?;
        let nullifier = key.nullifier(&code.hash());
        if buffer::answered(&self.log, &token, &nullifier).await? {
            return Err(RespondentRefusal::TokenSpent.to_status());
        }
        let questionnaire =
            self.questionnaires.now(token.trust, token.wave).await?.ok_or_else(unknown)?;
        questionnaire.admits(today).map_err(|refusal| refusal.to_status())?;
        // Read each time: a school can be renamed while the wave is open.
        let school_name = names::of_school(&self.log, token.trust, token.school, today).await?;
        let shown = questionnaire.shown(token.trust.to_string(), token.school.to_string());
        Ok(GetQuestionnaireResponse { school_name, ..shown })
    }

    /// Keeps the answers and returns the receipt code, of which only the hash is kept. A repeat gets the same.
    pub(crate) async fn submit(
        &self,
        token: &str,
        answers: Vec<Answer>,
        today: Date,
    ) -> Result<String, Status> {
        let code = Code::read(token).ok_or_else(|| RespondentRefusal::TokenUnknown.to_status())?;
        let submission = Submission { token: code.hash(), answers, today };
        Ok(self.collector.send(submission).await.unwrap_or(Err(NotTaken::Away))?)
    }

    /// Takes answers back. Their link can be used again until the close.
    pub(crate) async fn withdraw(&self, receipt: &str, today: Date) -> Result<(), Status> {
        let unknown = || RespondentRefusal::ReceiptUnknown.to_status();
        let code = Code::read(receipt).ok_or_else(unknown)?;
        let gone = buffer::withdraw(&self.log, &code.hash(), today).await?;
        if gone { Ok(()) } else { Err(unknown()) }
    }
}
