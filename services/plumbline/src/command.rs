//! The command line: `plumbline <noun> <verb>`.

mod access;
mod ask;
mod backup;
mod demo;
mod doctor;
mod founding;
mod import;
mod keys;
mod line;
mod migrate;
mod people;
mod projections;
mod rebuild;
mod reference;
mod restore;
mod retention;
mod run;
mod schools;
mod serve;
mod trail;
mod trust;
mod typeset;
mod verify;

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use host::Telemetry;

use crate::Failure;

/// The school-improvement record of a multi-academy trust.
#[derive(Debug, Parser)]
#[command(name = "plumbline", version, propagate_version = true, after_help = EXIT_CODES)]
struct Line {
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 done; 1 tried and failed, or a check found something wrong; \
    2 the input cannot be right; 3 the store, the bus or a service is away.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Start everything on this machine: private PostgreSQL and nats-server, all units, the demo trust.
    Run(run::Run),
    /// Serve one unit, several, or all.
    Serve(serve::Serve),
    /// Bring the store to this build's shape.
    Migrate(migrate::Migrate),
    /// Play the demo trust's three terms into a Plumbline that runs with --given-clock.
    Demo(demo::DemoArgs),
    /// Import files of other systems.
    #[command(subcommand)]
    Import(import::Import),
    /// Load published figures to compare with, for every trust of the installation.
    #[command(subcommand)]
    Reference(reference::ReferenceCommand),
    /// Compare a trust's schools with the national register.
    #[command(subcommand)]
    Schools(schools::SchoolsCommand),
    /// Say where projections stand; pause, resume and rebuild one.
    #[command(subcommand)]
    Projections(projections::Projections),
    /// Rebuild projections beside their live rows, and swap.
    Rebuild(rebuild::Rebuild),
    /// Begin a trust's record.
    #[command(subcommand)]
    Trust(trust::Trust),
    /// Check a log or a report.
    #[command(subcommand)]
    Verify(verify::Verify),
    /// Write the proof of an event, or that the log continues an earlier one.
    #[command(subcommand)]
    Trail(trail::Trail),
    /// Make the keys and certificates of processes, other systems and the seal.
    #[command(subcommand)]
    Keys(keys::Keys),
    /// Call any rpc by its name with JSON, and print the answer.
    Ask(ask::Ask),
    /// Say who may do what, and why.
    #[command(subcommand)]
    Access(access::Access),
    /// Hand out what is kept about a person, erase the name, or hold it.
    #[command(subcommand)]
    People(people::People),
    /// Remove what has been kept long enough.
    #[command(subcommand)]
    Retention(retention::Retention),
    /// Write all that a restore needs into a folder.
    Backup(backup::Backup),
    /// Make an installation from a backup, or prove a backup beside the live system.
    Restore(Box<restore::Restore>),
    /// Say which past the log goes on from, or begin a new line after a loss.
    #[command(subcommand)]
    Line(line::LineCommand),
    /// Say what is wrong with an installation and how to mend it.
    Doctor(doctor::Doctor),
    /// Render a report: JSON on standard input, PDF on standard output.
    #[command(hide = true)]
    Typeset,
    /// Read a report that is to be attached: a PDF on standard input, the number of its pages on standard output.
    #[command(hide = true)]
    ReadReport,
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    #[cfg(feature = "failpoints")]
    let _scenario = fail::FailScenario::setup();
    let line = Line::parse();
    match line.command {
        Command::Typeset => return typeset::run(),
        Command::ReadReport => return evidence::read_report(),
        _ => {}
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(run(line.command)),
        Err(error) => Err(Failure::failed(error)),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            complain(&failure.to_string());
            failure.code()
        }
    }
}

async fn run(command: Command) -> Result<(), Failure> {
    let traces = match &command {
        Command::Serve(serve) => serve.settings.traces.as_deref(),
        _ => None,
    };
    // The output of `run` and the tools is for a person; that of `serve` is for a log.
    let quiet = !matches!(&command, Command::Serve(_));
    let _telemetry =
        Telemetry::start(traces, quiet).map_err(|error| Failure::Input(error.to_string()))?;
    match command {
        Command::Run(run) => run.run().await,
        Command::Serve(serve) => serve.run().await,
        Command::Migrate(migrate) => migrate.run().await,
        Command::Demo(demo) => demo.run().await,
        Command::Import(import) => import.run().await,
        Command::Reference(reference) => reference.run().await,
        Command::Schools(schools) => schools.run().await,
        Command::Projections(projections) => projections.run().await,
        Command::Rebuild(rebuild) => rebuild.run().await,
        Command::Trust(trust) => trust.run().await,
        Command::Verify(verify) => verify.run().await,
        Command::Trail(trail) => trail.run().await,
        Command::Keys(keys) => keys.run(),
        Command::Ask(ask) => ask.run().await,
        Command::Access(access) => access.run().await,
        Command::People(people) => people.run().await,
        Command::Retention(retention) => retention.run().await,
        Command::Backup(backup) => backup.run().await,
        Command::Restore(restore) => restore.run().await,
        Command::Line(line) => line.run().await,
        Command::Doctor(doctor) => doctor.run().await,
        Command::Typeset | Command::ReadReport => Ok(()),
    }
}

/// Prints a line for the user. A reader that closed the pipe, such as `head`, wants no more lines.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Writes a file for the user, and prints its path.
fn hand_out(folder: &Path, name: &str, text: &str) -> Result<(), Failure> {
    let file = folder.join(name);
    std::fs::write(&file, text).map_err(|error| {
        Failure::Input(format!("{} cannot be written: {error}", file.display()))
    })?;
    say(&file.display().to_string());
    Ok(())
}

/// Prints a line about progress or an error to standard error.
#[expect(clippy::disallowed_macros, reason = "this is the command line")]
fn complain(line: &str) {
    eprintln!("{line}");
}

/// Ends when the process is told to stop, by Ctrl-C or SIGTERM.
async fn told_to_stop() {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
    let terminated = async {
        match &mut terminate {
            Ok(signal) => signal.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminated => {}
    }
}
