//! `plumbline demo`: the acceptance story, played through the public doors.

use std::path::{Path, PathBuf};

use clap::Args;
use contract::Clock;
use host::Settings;
use identity::IdentitySettings;
use peers::Peers;

use super::say;
use crate::Failure;
use crate::demo::{Demo, Played};

#[derive(Args, Debug)]
pub(super) struct DemoArgs {
    /// Where the services are. The installation has to run with --given-clock.
    #[arg(long, env = "PLUMBLINE_SERVICES", default_value = "http://127.0.0.1:7400")]
    services: String,
    /// Who asks.
    #[command(flatten)]
    identity: IdentitySettings,
    /// Where the reports go and the links of the open survey are kept.
    #[arg(long, default_value = "data")]
    data: PathBuf,
    /// Where the pages are, for the links that are printed.
    #[arg(long, default_value = "http://127.0.0.1:7480")]
    pages: String,
}

impl DemoArgs {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let peers = Peers::try_shown(&self.identity, &self.services, &Default::default())?;
        play(peers, &self.data, &self.pages).await
    }
}

/// Plays against a running installation and prints what there is to see.
pub(super) async fn play(peers: Peers, data: &Path, pages: &str) -> Result<(), Failure> {
    let demo = Demo::new(peers, data.join("demo"), data.join("reports"), Clock::new(false).today());
    let played =
        demo.play(&|chapter| say(&format!("  {chapter}"))).await.map_err(Failure::failed)?;
    tell(&played, data, pages);
    Ok(())
}

/// The demo of an installation whose settings are at hand.
pub(super) async fn play_here(
    settings: &Settings,
    data: &Path,
    pages: &str,
) -> Result<(), Failure> {
    // It speaks for every person in turn. No key of a unit may do that.
    let here = format!("http://{}", settings.listen);
    play(Peers::try_new(&here, &Default::default())?, data, pages).await
}

fn tell(played: &Played, data: &Path, pages: &str) {
    say("");
    say(&format!("Trust         {} ({})", played.trust_name, played.trust_id));
    say("People        all invented; choose one on the first page:");
    for person in &played.people {
        say(&format!(
            "              {:<28} {:<22} {}",
            person.name,
            person.role.replace('_', " "),
            person.scope
        ));
    }
    say(&format!("Reports       {} in {}", played.reports.len(), data.join("reports").display()));
    for report in &played.reports {
        say(&format!("              {}", report.file.display()));
    }
    if let Some(open) = played.survey_tokens.first() {
        say(&format!(
            "A survey      {pages}/answer/{} (works once; {} more links in {})",
            open.token,
            played.survey_tokens.len() - 1,
            data.join("demo").display()
        ));
    }
}
