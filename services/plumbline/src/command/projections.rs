//! `plumbline projections`: lists, pauses, resumes, rebuilds and tidies projections.

use clap::{Args, Subcommand};
use eventlog::{ListedProjection, Log};
use host::Settings;
use indicatif::{ProgressBar, ProgressStyle};

use super::migrate::OwnerArgs;
use super::say;
use crate::store::Rebuilding;
use crate::units::services;
use crate::{Failure, store};

#[derive(Debug, Subcommand)]
#[command(
    after_help = "Examples:\n  plumbline projections list\n  plumbline projections pause dashboards_facts\n  plumbline projections rebuild dashboards_facts\n  plumbline projections tidy"
)]
pub(super) enum Projections {
    /// List every projection: position, lag, state, why it stopped.
    List(List),
    /// Pause a projection in every process: it takes in no events until it is resumed.
    Pause(Word),
    /// Resume a paused projection; it takes in what it has missed.
    Resume(Word),
    /// Rebuild a projection from the log beside its live rows, and swap.
    Rebuild(Word),
    /// Drop the tables of an earlier build, once none of its processes runs.
    Tidy(Tidy),
}

#[derive(Args, Debug)]
pub(super) struct List {
    /// One trust's log only; all trusts together unless said.
    #[arg(long)]
    trust: Option<uuid::Uuid>,
    /// Print JSON instead of a table.
    #[arg(long, value_parser = ["table", "json"], default_value = "table")]
    output: String,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Args, Debug)]
pub(super) struct Tidy {
    #[command(flatten)]
    owner: OwnerArgs,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Args, Debug)]
pub(super) struct Word {
    /// The projection's name.
    name: String,
    #[command(flatten)]
    owner: OwnerArgs,
    #[command(flatten)]
    settings: Settings,
}

/// One projection as the store knows it.
#[derive(Debug, serde::Serialize)]
struct Line {
    name: String,
    state: String,
    position: u64,
    lag_events: u64,
    lag_seconds: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    paused_since: Option<String>,
    /// Events already in the new tables, while it is being rebuilt.
    #[serde(skip_serializing_if = "Option::is_none")]
    rebuilt: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

impl Projections {
    pub(super) async fn run(self) -> Result<(), Failure> {
        match self {
            Self::List(list) => list.run().await,
            Self::Pause(word) => word.set_paused(true).await,
            Self::Resume(word) => word.set_paused(false).await,
            Self::Rebuild(word) => word.rebuild().await,
            Self::Tidy(tidy) => tidy.run().await,
        }
    }
}

impl List {
    async fn run(self) -> Result<(), Failure> {
        // Only the trail's role may read the state of every projection.
        let log = Log::open(&self.settings.store_as("plumbline_trail")?, self.settings.throw_away)
            .await?;
        let client = log.across_trusts().await?;
        let listed = eventlog::listed_projections(&client, self.trust).await;
        let lines: Vec<Line> =
            listed.map_err(Failure::failed)?.into_iter().map(Line::from).collect();
        if self.output == "json" {
            say(&serde_json::to_string_pretty(&lines).map_err(Failure::failed)?);
            return Ok(());
        }
        say(&format!(
            "{:<28} {:<11} {:>12} {:>12} {:>10}",
            "PROJECTION", "STATE", "POSITION", "EVENTS LATE", "SECONDS"
        ));
        for line in lines {
            say(line.text().trim_end());
        }
        Ok(())
    }
}

impl From<ListedProjection> for Line {
    fn from(listed: ListedProjection) -> Self {
        Self {
            name: listed.name,
            state: listed.state,
            position: listed.position,
            lag_events: listed.lag,
            lag_seconds: listed.lag_seconds,
            paused_since: listed.paused_since,
            rebuilt: listed.rebuilt,
            error: listed.error,
        }
    }
}

impl Tidy {
    async fn run(self) -> Result<(), Failure> {
        let mut owner = store::owner(&self.owner.config()?).await?;
        let dropped = store::tidy(&mut owner, &self.settings).await?;
        for schema in &dropped {
            say(&format!("Dropped the tables {schema}."));
        }
        if dropped.is_empty() {
            say("The last `plumbline migrate` left no tables of another build.");
        }
        Ok(())
    }
}

impl Line {
    fn text(&self) -> String {
        let Self { name, state, position, lag_events, lag_seconds, .. } = self;
        let mut text =
            format!("{name:<28} {state:<11} {position:>12} {lag_events:>12} {lag_seconds:>10}");
        if let Some(since) = &self.paused_since {
            text += &format!("\n    paused since {since}");
        }
        if let Some(rebuilt) = self.rebuilt {
            text += &format!("\n    {rebuilt} events are in the new rows");
        }
        if let Some(error) = &self.error {
            text += &format!("\n    {error}");
        }
        text
    }
}

impl Word {
    async fn set_paused(self, paused: bool) -> Result<(), Failure> {
        let (_, name) = self.found()?;
        let owner = store::owner(&self.owner.config()?).await?;
        let changed = eventlog::set_paused(&owner, name, paused).await.map_err(Failure::failed)?;
        say(&match (paused, changed) {
            (true, true) => format!(
                "{name} is paused: within two seconds no process gives it events any more. Reads go on with what it has."
            ),
            (true, false) => format!("{name} was paused already."),
            (false, true) => format!("{name} is resumed and takes in what it has missed."),
            (false, false) => format!("{name} was not paused."),
        });
        Ok(())
    }

    async fn rebuild(self) -> Result<(), Failure> {
        let (service, name) = self.found()?;
        let mut owner = store::owner(&self.owner.config()?).await?;
        let bar = bar(name);
        let tell = |done, of| {
            bar.set_length(of);
            bar.set_position(done);
        };
        let rebuilding = Rebuilding { settings: &self.settings, service: service.as_ref(), name };
        let done = rebuilding.run(&mut owner, &tell).await;
        bar.finish_and_clear();
        say(&super::rebuild::told(name, &done?));
        Ok(())
    }

    /// The service that keeps the projection, and its name as this build has it.
    fn found(&self) -> Result<(Box<dyn host::Service>, &'static str), Failure> {
        let peers = self.settings.peers()?;
        let mut known = Vec::new();
        for service in services() {
            for projection in service.projections(&peers) {
                if projection.name() == self.name {
                    return Ok((service, projection.name()));
                }
                known.push(projection.name());
            }
        }
        Err(Failure::Input(format!(
            "There is no projection {}. Projections: {}.",
            self.name,
            known.join(", ")
        )))
    }
}

/// A bar of progress; it shows on a terminal only.
fn bar(name: &'static str) -> ProgressBar {
    let style =
        ProgressStyle::with_template("{prefix} [{bar:30}] {pos} of {len} events, {eta} to go");
    let bar = ProgressBar::new(0).with_prefix(name);
    // The template is fixed, so it can be read; if not, the default bar does as well.
    if let Ok(style) = style { bar.with_style(style) } else { bar }
}
