//! What a text has to know of itself: whether it is kept.

use contract::commands::WordsCommand;
use eventlog::{Knows, Lookup, WordsStanding};
use tonic::Status;

use super::Doors;
use crate::words::ErasableWords;

#[async_trait::async_trait]
impl Knows<ErasableWords> for Doors {
    async fn facts(
        &self,
        command: &WordsCommand,
        lookup: &Lookup<'_>,
    ) -> Result<WordsStanding, Status> {
        let WordsCommand::EraseWords(asked) = command;
        Ok(self.log.words_standing(lookup.trust(), &asked.commitment).await?)
    }
}
