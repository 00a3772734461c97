//! `plumbline-faults`: runs every fault against Plumbline, and every sabotage against the checker.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use plumbline_tests::faults::{Fault, Plan, Report, SABOTAGES, Sabotage, run};

/// Makes one fault at a time, and has an independent checker judge the result.
#[derive(Debug, Parser)]
struct Line {
    /// The program under test, built with fail points.
    #[arg(long)]
    program: String,
    /// The program under test of an earlier commit, for an upgrade; without it one program stands for both builds.
    #[arg(long)]
    earlier: Option<String>,
    /// The program built with the feature `sabotage`; without it the sabotages are left out.
    #[arg(long)]
    sabotaged: Option<String>,
    /// The seed of everything that is drawn.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Only faults and sabotages with one of these in their name.
    #[arg(long, default_value = "", value_delimiter = ',')]
    only: Vec<String>,
    /// Leave histories and dumps here.
    #[arg(long)]
    keep: Option<PathBuf>,
}

/// How long the clients work before and after a fault.
const AROUND: Duration = Duration::from_secs(5);
/// How long the bus is stopped, and a consumer.
const AWAY: Duration = Duration::from_secs(60);

/// How often a run is made again at most, after it was halted from outside.
const TRIES: usize = 3;

#[expect(clippy::disallowed_macros, reason = "this is a command line")]
fn say(line: &str) {
    println!("{line}");
}

#[tokio::main]
async fn main() -> ExitCode {
    let line = Line::parse();
    say(&row(["fault", "seed", "operations", "unknown", "duplicates", "converged", "verdict"]));
    say("|---|---|---|---|---|---|---|");
    let mut as_wished = true;
    let wanted = |name: &str| line.only.iter().any(|only| name.contains(only.as_str()));
    for fault in Fault::ALL.into_iter().filter(|fault| wanted(fault.name())) {
        let report = one(&line, fault, None).await;
        as_wished &= tell(&line, fault.name(), &report, None);
    }
    for sabotage in SABOTAGES.into_iter().filter(|sabotage| wanted(sabotage.name)) {
        if sabotage.build && line.sabotaged.is_none() {
            continue;
        }
        let report = one(&line, sabotage.fault, Some(sabotage)).await;
        as_wished &= tell(&line, sabotage.name, &report, Some(sabotage));
    }
    if as_wished { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn one(line: &Line, fault: Fault, sabotage: Option<Sabotage>) -> Report {
    let name = sabotage.map_or(fault.name(), |sabotage| sabotage.name);
    let keep = line.keep.as_ref().map(|folder| folder.join(name));
    let program = match (&line.sabotaged, sabotage) {
        (Some(sabotaged), Some(sabotage)) if sabotage.build => sabotaged,
        _ => &line.program,
    };
    let keep = keep.as_deref();
    let (seed, around, away) = (line.seed, AROUND, AWAY);
    let earlier = line.earlier.as_deref();
    let plan = Plan { program, earlier, fault, seed, sabotage, around, away, keep };
    let mut report = run(plan).await;
    for _ in 1..TRIES {
        if report.halted.is_none() {
            break;
        }
        report = run(plan).await;
    }
    report
}

/// One row of a Markdown table, with columns that also line up as text.
fn row([name, seed, operations, unknown, duplicates, converged, verdict]: [&str; 7]) -> String {
    format!(
        "| {name:<31} | {seed:>4} | {operations:>10} | {unknown:>7} | {duplicates:>10} | {converged:>9} | {verdict} |"
    )
}

/// Prints one row of the table, and faults below it. Returns whether the run ended as it must.
fn tell(line: &Line, name: &str, report: &Report, sabotage: Option<Sabotage>) -> bool {
    let (verdict, as_wished) = verdict(report, sabotage);
    let figures =
        ["operations", "unknown", "duplicates", "converged"].map(|name| report.figure(name));
    let [operations, unknown, duplicates, converged] = figures;
    let seed = line.seed.to_string();
    say(&row([name, &seed, operations, unknown, duplicates, converged, &verdict]));
    if !as_wished {
        for check in report.checks.iter().filter(|check| !check.starts_with("ok ")) {
            say(&format!("    {check}"));
        }
    }
    as_wished
}

fn verdict(report: &Report, sabotage: Option<Sabotage>) -> (String, bool) {
    let trace = match &report.trace {
        Err(why) if report.checks.is_empty() => return (format!("not run: {why}"), true),
        Err(why) => return (format!("counts as not run: {why}"), false),
        Ok(trace) => trace,
    };
    let red = report.red();
    let Some(sabotage) = sabotage else {
        let verdict = if report.green { "green" } else { "RED" };
        return (format!("{verdict}: {trace}"), report.green);
    };
    let seen = sabotage.red.iter().any(|check| red.contains(check));
    let verdict = if seen { "red, as it must be" } else { "NOT SEEN" };
    (format!("{verdict} ({}); {trace}", red.join(", ")), seen)
}
