//! `plumbline access explain`: who may do what, and why.

use access::{Access as Rules, Actor, Subject};
use clap::{Args, Subcommand};
use contract::Clock;
use door::{Asked, Permissions};
use eventlog::Log;
use host::Settings;
use jiff::civil::Date;
use uuid::Uuid;

use super::say;
use crate::Failure;

#[derive(Debug, Subcommand)]
pub(super) enum Access {
    /// Say whether a person may do something on a day, by which rule, and who else may.
    Explain(Explain),
}

#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  plumbline access explain <person> surveys.GetResults --trust <id> --school <id> --on 2026-11-24"
)]
pub(super) struct Explain {
    /// The person's id.
    person: Uuid,
    /// The rpc, such as surveys.OpenWave; docs/access/ lists them all.
    action: String,
    /// The trust; may be left out where the installation keeps one.
    #[arg(long)]
    trust: Option<Uuid>,
    /// The subject; the trust as a whole unless said.
    #[command(flatten)]
    about: About,
    /// The day; today unless said.
    #[arg(long)]
    on: Option<Date>,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Args, Clone, Copy, Debug)]
struct About {
    /// A school's id.
    #[arg(long)]
    school: Option<Uuid>,
    /// A hub's id.
    #[arg(long)]
    hub: Option<Uuid>,
    /// A committee's id.
    #[arg(long)]
    committee: Option<Uuid>,
    /// A peer review's id.
    #[arg(long)]
    review: Option<Uuid>,
    /// A report's id.
    #[arg(long)]
    report: Option<Uuid>,
}

impl Access {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let Self::Explain(explain) = self;
        explain.run().await
    }
}

impl Explain {
    async fn run(self) -> Result<(), Failure> {
        let log = Log::open(&self.settings.store_as("plumbline_schools")?, true).await?;
        let trust = self.trust(&log).await?;
        let rules = Rules::try_new(None).map_err(Failure::failed)?;
        let permissions = Permissions::of(rules, log);
        if !permissions.knows(&self.action) {
            return Err(Failure::Input(format!(
                "There is no action {}. An action is an rpc, such as surveys.OpenWave.",
                self.action
            )));
        }
        permissions.catch_up().await?;
        let About { school, hub, committee, review, report } = self.about;
        let (_, why) = permissions.explain(Asked {
            trust,
            actor: Actor::Person(self.person),
            acting_as: None,
            action: &self.action,
            subject: Subject { school, hub, committee, review, report, ..Subject::default() },
            on: self.on.unwrap_or_else(|| Clock::new(false).today()),
        });
        say(&why);
        Ok(())
    }

    /// The trust named, or the only one there is.
    async fn trust(&self, log: &Log) -> Result<Uuid, Failure> {
        let heads = log.heads().await?;
        match (self.trust, heads.as_slice()) {
            (Some(wanted), heads) if heads.iter().any(|(trust, _)| *trust == wanted) => Ok(wanted),
            (None, [(only, _)]) => Ok(*only),
            (None, [_, _, ..]) => {
                Err(Failure::Input("There are several trusts here; say --trust.".to_owned()))
            }
            _ => Err(Failure::Input("There is no such trust here.".to_owned())),
        }
    }
}
