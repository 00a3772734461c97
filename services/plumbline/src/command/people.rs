//! `plumbline people`: hands out what is kept about a person, and erases it.

mod export;
mod page;

use clap::{Args, Subcommand};
use contract::Caller;
use contract::Clock;
use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use contract::schools::v1::{
    ErasePersonRequest, EraseWordsRequest, ErasureReason, HoldPersonRequest, ReleasePersonRequest,
};
use eventlog::Log;
use host::Settings;
use peers::{Channel, Peers};
use uuid::Uuid;

use super::say;
use crate::Failure;
use schools::erasures::{ErasedLine, ErasedThing, ErasureIntent, Ledger, ReplayedLine};

#[derive(Debug, Subcommand)]
pub(super) enum People {
    /// Write everything that is kept about a person: <person>.html to read and <person>.json for programs.
    Export(export::Export),
    /// Erase a person's name and contacts. What the person did stays, without a name.
    Erase(Erase),
    /// Erase a text that a person typed. What commits to it stays, and every proof still holds.
    EraseWords(WordsToErase),
    /// Place a legal hold: nothing of the person is erased until it is released.
    Hold(Held),
    /// Release a legal hold.
    Release(Held),
    /// After a restore from a backup: erase again what was erased before.
    ReplayErasures(Replay),
}

/// The person, and the officer who asks.
#[derive(Args, Clone, Debug)]
struct About {
    /// The person's id.
    person: Uuid,
    /// The trust.
    #[arg(long)]
    trust: Uuid,
    /// Who asks: the id of the trust's data protection officer.
    #[arg(long)]
    actor: Uuid,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Args, Debug)]
pub(super) struct Held {
    #[command(flatten)]
    about: About,
    /// Why; without names, since it stays in the record.
    #[arg(long)]
    reason: String,
}

#[derive(Args, Debug)]
pub(super) struct Erase {
    #[command(flatten)]
    held: Held,
}

/// Without the ledger of erasures only those are erased that the restored log names.
#[derive(Args, Debug)]
pub(super) struct Replay {
    #[command(flatten)]
    settings: Settings,
}

impl People {
    pub(super) async fn run(self) -> Result<(), Failure> {
        match self {
            Self::Export(export) => export.run().await,
            Self::Erase(erase) => erase.run().await,
            Self::EraseWords(erase) => erase.run().await,
            Self::Hold(held) => held.hold().await,
            Self::Release(held) => held.release().await,
            Self::ReplayErasures(replay) => replay.run().await,
        }
    }
}

#[derive(Args, Debug)]
pub(super) struct WordsToErase {
    /// What the event commits to: 64 hex digits.
    commitment: String,
    /// The trust.
    #[arg(long)]
    trust: Uuid,
    /// Who asks: the id of the trust's data protection officer.
    #[arg(long)]
    actor: Uuid,
    /// Why: asked-by-the-named, asked-by-the-author, names-a-child or out-of-place.
    #[arg(long, value_enum)]
    reason: Why,
    #[command(flatten)]
    settings: Settings,
}

#[derive(clap::ValueEnum, Clone, Copy, Debug)]
enum Why {
    AskedByTheNamed,
    AskedByTheAuthor,
    NamesAChild,
    OutOfPlace,
}

impl From<Why> for ErasureReason {
    fn from(why: Why) -> Self {
        match why {
            Why::AskedByTheNamed => Self::AskedByTheNamed,
            Why::AskedByTheAuthor => Self::AskedByTheAuthor,
            Why::NamesAChild => Self::NamesAChild,
            Why::OutOfPlace => Self::OutOfPlace,
        }
    }
}

impl WordsToErase {
    async fn run(self) -> Result<(), Failure> {
        let erased = ErasedThing::of_commitment(&self.commitment);
        let erased = erased.ok_or_else(|| {
            Failure::Input("What commits to a text has 64 hex digits.".to_owned())
        })?;
        let caller = Caller::new(self.trust, self.actor, "data_protection_officer");
        let mut schools = SchoolsServiceClient::new(self.settings.peers()?.channel("schools"));
        let mut request = EraseWordsRequest {
            command_id: command_id(),
            commitment: self.commitment,
            ..EraseWordsRequest::default()
        };
        request.set_reason(self.reason.into());
        let intent = intended(&self.settings, self.trust, erased)?;
        intent.settle(schools.erase_words(caller.request(request)).await)?;
        say("The text is erased. The event that commits to it stays, and every proof still holds.");
        say("A paper that was issued with it keeps it, and so do backups made before today: run");
        say("`plumbline people replay-erasures` after a restore.");
        Ok(())
    }
}

impl About {
    fn caller(&self) -> Caller {
        Caller::new(self.trust, self.actor, "data_protection_officer")
    }

    fn peers(&self) -> Result<Peers, Failure> {
        Ok(self.settings.peers()?)
    }

    fn schools(&self) -> Result<SchoolsServiceClient<Channel>, Failure> {
        Ok(SchoolsServiceClient::new(self.peers()?.channel("schools")))
    }
}

/// Notes in the file that remembers what was erased what is to be erased now. Nothing is erased without one.
fn intended(
    settings: &Settings,
    trust: Uuid,
    erased: ErasedThing,
) -> Result<ErasureIntent, Failure> {
    let ledger = settings.erasures.as_deref().ok_or_else(|| {
        Failure::Input(
            "Name the file that remembers what was erased: --erasures, or PLUMBLINE_ERASURES."
                .to_owned(),
        )
    })?;
    let noted = ErasureIntent::note(Some(ledger), trust, erased);
    noted.map_err(|error| Failure::Input(error.to_string()))
}

fn command_id() -> String {
    Uuid::now_v7().to_string()
}

impl Held {
    async fn hold(self) -> Result<(), Failure> {
        let Self { about, reason } = self;
        let (command_id, person_id) = (command_id(), about.person.to_string());
        let request = HoldPersonRequest { command_id, person_id, reason };
        about.schools()?.hold_person(about.caller().request(request)).await?;
        say("A legal hold stands: nothing of this person is erased until it is released.");
        Ok(())
    }

    async fn release(self) -> Result<(), Failure> {
        let Self { about, reason } = self;
        let (command_id, person_id) = (command_id(), about.person.to_string());
        let request = ReleasePersonRequest { command_id, person_id, reason };
        about.schools()?.release_person(about.caller().request(request)).await?;
        say("The legal hold is released.");
        Ok(())
    }
}

impl Erase {
    /// Erases a person. The ledger has the intent first, since without it a restore would undo the erasure unnoticed.
    async fn run(self) -> Result<(), Failure> {
        let Self { held: Held { about, reason } } = self;
        let (command_id, person_id) = (command_id(), about.person.to_string());
        let request = ErasePersonRequest { command_id, person_id, reason };
        let mut schools = about.schools()?;
        let erased = ErasedThing::Person(about.person);
        let intent = intended(&about.settings, about.trust, erased)?;
        intent.settle(schools.erase_person(about.caller().request(request)).await)?;
        say(
            "Name and contacts are erased. What the person did stays, without a name, and every proof still holds.",
        );
        say(
            "Backups made before today still have the name: keep them no longer than your retention says, and run",
        );
        say("`plumbline people replay-erasures` after a restore.");
        Ok(())
    }
}

impl Replay {
    async fn run(self) -> Result<(), Failure> {
        let ledger: Vec<_> = self.settings.erasures.iter().cloned().collect();
        let lines = Ledger::read(&ledger);
        let lines = lines.map_err(|error| Failure::Input(error.to_string()))?;
        replay_erasures(&self.settings, &lines).await
    }
}

/// Erases again what the log says was erased, and what ledgers name. Says how much had come back.
pub(super) async fn replay_erasures(
    settings: &Settings,
    lines: &[ErasedLine],
) -> Result<(), Failure> {
    let log = Log::open(&settings.store_as("plumbline_schools")?, true).await?;
    let mut again = schools::erasures::replay(&log).await?;
    let now = Clock::new(false).now(&Caller::new(Uuid::nil(), Uuid::nil(), "system"));
    let mut texts = schools::erasures::erase_words_again(&log).await?;
    for line in lines {
        match (schools::erasures::replay_line(&log, line, now).await?, &line.erased) {
            (ReplayedLine::Nothing, _) => {}
            (ReplayedLine::Again, ErasedThing::Person(_)) => again += 1,
            (ReplayedLine::Again, ErasedThing::Words(_)) => texts += 1,
            (ReplayedLine::Left(why), erased) => {
                say(&format!("{erased} was to be erased, and is left as it is: {why}"));
            }
        }
    }
    match texts {
        0 => {}
        1 => say("One text had come back and was erased again."),
        many => say(&format!("{many} texts had come back and were erased again.")),
    }
    match again {
        0 => say("No name that was erased has come back."),
        1 => say("One name had come back and was erased again."),
        many => say(&format!("{many} names had come back and were erased again.")),
    }
    Ok(())
}
