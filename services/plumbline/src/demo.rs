//! Plays the acceptance story through the public gRPC doors: a fictional trust of eight schools over three terms, and a
//! fourth that is left open.
//!
//! Every command has an id made from the name of its step. So a second play repeats and changes nothing, and playing again
//! finishes a play that was broken off.

pub mod answers;
mod cast;
mod earlier;
mod failure;
mod figures;
mod founding;
mod inspections;
mod open_term;
mod open_wave;
mod pairing;
mod played;
mod report;
mod review;
mod round;
pub mod script;
mod stage;
mod survey;
mod tokens;
mod topics;

use std::path::PathBuf;

use jiff::civil::Date;
use peers::Peers;

pub use failure::DemoError;
pub use played::{OpenToken, Played, PlayedPerson, PlayedReport};

use cast::Cast;
use figures::Figures;
use open_term::OpenTerm;
use played::Ending;
use report::Reports;
use review::{Found, PeerReview};
use round::Round;
use script::{Script, TermKey};
use stage::Stage;
use survey::Survey;
use tokens::Tokens;

/// The demo's schools in the register's bulk shape; every school is invented.
pub const REGISTER: &[u8] = include_bytes!("../demo/register.csv");

/// The register's links from an invented URN to the one that followed it.
pub const LINKS: &[u8] = include_bytes!("../demo/links.csv");

/// The mark of the demo's trust: a wherry.
pub const MARK: &[u8] = include_bytes!("../demo/mark.png");

/// Hears how far the play has got, one sentence a chapter.
pub type Progress<'a> = &'a (dyn Fn(&str) + Send + Sync);

/// The demo of one installation.
#[derive(Debug)]
pub struct Demo {
    peers: Peers,
    data: PathBuf,
    reports: PathBuf,
    today: Date,
}

impl Demo {
    /// A demo of the installation at `peers`, which has to run with a given clock. `data` keeps the tokens of open waves
    /// between plays. The last term's PDFs are written to `reports`. Both folders are made if they are missing. `today` is
    /// the day on which a visitor finds a survey open.
    pub fn new(peers: Peers, data: PathBuf, reports: PathBuf, today: Date) -> Self {
        Self { peers, data, reports, today }
    }

    /// Plays the three terms, or the rest of them.
    pub async fn play(&self, progress: Progress<'_>) -> Result<Played, DemoError> {
        let script = Script::shipped();
        for folder in [&self.data, &self.reports] {
            std::fs::create_dir_all(folder).map_err(|error| DemoError::file(folder, &error))?;
        }
        let mut tokens = Tokens::open(&self.data)?;
        let mut stage = Stage::new(self.peers.clone());
        progress("Founding the trust");
        founding::found(&mut stage, &script).await?;
        if let Some(played) = self.found_complete(&stage, &script, &tokens).await? {
            progress("The three terms have been played before; nothing was added");
            return Ok(played);
        }
        progress("Setting up eight schools, their committees, people and terms");
        let cast = founding::set_up(&stage, &script).await?;
        inspections::record(&stage, &script, &cast, None).await?;
        inspections::award(&stage, &script, &cast).await?;
        earlier::bring_in(&stage, &script, &cast).await?;
        let mut chapters = Chapters {
            stage: &stage,
            script: &script,
            cast: &cast,
            earlier: None,
            figures: Figures::default(),
        };
        let mut position = 0;
        for term in TermKey::ALL {
            position = chapters.play(term, &mut tokens, progress).await?;
        }
        progress("Leaving a term open, in which each person has something to do");
        let open = OpenTerm::new(&stage, &script, &cast, &chapters.figures);
        position = open.play(self.today, &self.data, position).await?;
        progress("Leaving a survey open to try");
        if open_wave::standing(&stage, self.today, &tokens, position).await?.is_none() {
            position = open_wave::open(&stage, &cast, self.today, &mut tokens).await?.max(position);
        }
        progress("Writing the reports");
        let end = Ending { tokens: &tokens, position, complete_before: false };
        self.collect(&stage, &script, end).await
    }
}

/// The state of a play.
struct Chapters<'a> {
    stage: &'a Stage,
    script: &'a Script,
    cast: &'a Cast,
    /// The findings of the review of the term before.
    earlier: Option<(TermKey, Vec<Found>)>,
    figures: Figures,
}

impl Chapters<'_> {
    /// Plays a term; gives the position it ends at.
    async fn play(
        &mut self,
        term: TermKey,
        tokens: &mut Tokens,
        progress: Progress<'_>,
    ) -> Result<u64, DemoError> {
        let (stage, script, cast) = (self.stage, self.script, self.cast);
        let tell = |what: &str| progress(&format!("{}: {what}", capital(term.said())));
        let review =
            script.review(term).ok_or_else(|| DemoError::missing("review", term.word()))?;
        let review = PeerReview { stage, script, cast, term, review };

        tell("preparing the peer review");
        let review_id = review.prepare().await?;
        tell("asking, answering and releasing the survey");
        let results = Survey { stage, script, cast, term }.play(tokens).await?;
        let wave_id = results.wave.as_ref().map(|wave| wave.wave_id.clone()).unwrap_or_default();
        self.figures.released(script.trust.terms.of(term).wave, results);
        tell("holding the peer review");
        self.follow_up().await?;
        let findings = review.hold(&review_id).await?;
        inspections::record(stage, script, cast, Some(term)).await?;
        tell("the round of categories");
        let round =
            Round { stage, script, cast, term, figures: &self.figures, findings: &findings };
        let (round_id, shared) = round.play().await?;
        if term == TermKey::Spring {
            tell("waiting for a pairing");
            pairing::take_up(stage, script, cast, shared).await?;
        }
        tell("reports draft themselves, are issued and asked about");
        Reports { stage, script, cast, term, wave_id: &wave_id }.play(shared).await?;
        let closed = round.close(&round_id).await?;
        if term == TermKey::Spring {
            founding::end_roles(stage, cast, script).await?;
        }
        self.earlier = Some((term, findings));
        Ok(closed)
    }

    /// The review team of the term before looks again.
    async fn follow_up(&self) -> Result<(), DemoError> {
        let (stage, script, cast) = (self.stage, self.script, self.cast);
        let Some((term, found)) = &self.earlier else { return Ok(()) };
        let Some(review) = script.review(*term) else { return Ok(()) };
        PeerReview { stage, script, cast, term: *term, review }.follow_up(found).await
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
