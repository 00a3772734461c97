//! What a text has to know of itself: whether it is kept, and for which readers it was written.

use contract::Refusal as _;
use contract::commands::{Answered as _, WordsCommand};
use contract::log::v1::WordsClass;
use contract::schools::v1::{EraseWordsRequest, EraseWordsResponse};
use eventlog::{Knows, Lookup, ReadError, WordsStanding};
use tonic::{Request, Response, Status};

use super::{Doors, Reply};
use crate::erasures::{self, ErasedThing, ErasureIntent};
use crate::person::Person;
use crate::words::{ErasableWords, WordsFacts, WordsRefusal};

#[async_trait::async_trait]
impl Knows<ErasableWords> for Doors {
    async fn facts(
        &self,
        command: &WordsCommand,
        lookup: &Lookup<'_>,
    ) -> Result<WordsFacts, Status> {
        let (commitment, written_at) = match command {
            WordsCommand::EraseWords(asked) => (&asked.commitment, 0),
            WordsCommand::ClassWords(asked) => (&asked.commitment, asked.written_at),
        };
        let standing = self.log.words_standing(lookup.trust(), commitment).await?;
        let written_for = written_for(commitment, written_at, lookup).await?;
        let writer_on_hold = match (command, standing) {
            (WordsCommand::EraseWords(_), WordsStanding::Kept) => {
                self.is_writer_on_hold(commitment, lookup).await?
            }
            _ => false,
        };
        Ok(WordsFacts { standing, written_for, writer_on_hold })
    }
}

impl Doors {
    /// Whether a legal hold stands on the person who wrote a text.
    async fn is_writer_on_hold(
        &self,
        commitment: &str,
        lookup: &Lookup<'_>,
    ) -> Result<bool, ReadError> {
        match erasures::writer_of(&self.log, lookup.trust(), commitment).await? {
            Some(writer) => Ok(lookup.load::<Person>(writer).await?.is_on_hold()),
            None => Ok(false),
        }
    }
}

/// The class that the event at a position says of a text; `None` where it does not hold the text.
async fn written_for(
    commitment: &str,
    written_at: u64,
    lookup: &Lookup<'_>,
) -> Result<Option<WordsClass>, Status> {
    let Some(recorded) = lookup.at(written_at).await? else { return Ok(None) };
    let mut event = recorded.event().map_err(eventlog::ReadError::from)?;
    let mut found = None;
    event.words(&mut |words| {
        if words.commitment == commitment {
            found = Some(words.class());
        }
    });
    Ok(found)
}

/// Erases a text. The ledger has the intent first, since without its line a restore of an earlier log would undo the erasure.
pub async fn erase(
    doors: &Doors,
    request: Request<EraseWordsRequest>,
) -> Reply<EraseWordsResponse> {
    let (envelope, asked) = doors.door.command(request).await?;
    let Some(erased) = ErasedThing::of_commitment(&asked.commitment) else {
        return Err(WordsRefusal::Unknown.to_status());
    };
    let intent = ErasureIntent::note(doors.erasures.as_deref(), envelope.trust(), erased)?;
    let told = doors.door.tell_admitted::<ErasableWords, _>(&envelope, asked, doors).await;
    let (told, _) = intent.settle(told.map_err(Status::from))?;
    Ok(Response::new(EraseWordsRequest::answer(&told)))
}
