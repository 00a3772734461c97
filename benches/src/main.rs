//! `make bench`: measures Plumbline beside its goals, in one run on one server.
#![expect(clippy::disallowed_macros, reason = "this is the command line")]

mod append;
mod command;
mod decision;
mod figure_file;
mod folded;
mod growth;
mod guarded;
mod instructions;
mod machine;
mod pages;
mod rebuild;
mod renderer;
mod submit;
mod umadb;
mod visible;

use eventlog::testing::TestStore;

/// One line of the result.
#[derive(Debug)]
pub struct Row {
    /// What was measured.
    pub what: &'static str,
    /// Median, with unit.
    pub reached: String,
    /// The goal, with unit.
    pub goal: String,
    /// Whether it is reached.
    pub well: bool,
}

impl Row {
    /// A figure without a goal.
    pub fn told(what: &'static str, reached: String) -> Self {
        Self { what, reached, goal: String::new(), well: true }
    }
}

const RUNS: usize = 5;

/// Median of the runs.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// p50 and p99 of single measurements.
pub fn percentiles(mut values: Vec<f64>) -> (f64, f64) {
    values.sort_by(f64::total_cmp);
    (values[values.len() / 2], values[values.len() * 99 / 100])
}

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    match arguments.next() {
        // The renderer's child process is this program again.
        Some(word) if word == "typeset" => {
            plumbline::main();
            eprintln!("{}", machine::resident_mib("VmHWM"));
        }
        Some(word) if word == instructions::COUNTED => {
            let name = arguments.next().expect("a function's name");
            let times = arguments.next().and_then(|times| times.parse().ok());
            instructions::call(&name, times.expect("how often"));
        }
        wanted => {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .enable_all()
                .build()
                .expect("a runtime");
            runtime.block_on(run(wanted.unwrap_or_default()));
        }
    }
}

async fn run(wanted: String) {
    machine::print();
    let folder = machine::durable_server().await;
    println!("PostgreSQL: {}", machine::settings(&TestStore::start().await).await);
    println!("Median of {RUNS} runs.\n");
    let mut rows = Vec::new();
    let is = |name: &str| wanted.is_empty() || wanted == name;
    if is("append") {
        rows.extend(append::beside_others().await);
    }
    if is("words") {
        rows.extend(append::words::beside_none().await);
    }
    if is("guarded") {
        rows.extend(guarded::append_and_read().await);
    }
    if is("command") {
        rows.push(command::beside_umadb().await);
    }
    if is("submit") {
        rows.extend(submit::through_grpc().await);
    }
    if is("visible") {
        rows.extend(visible::after_commit().await);
    }
    if is("rebuild") {
        rows.extend(rebuild::a_million().await);
    }
    if is("folded") {
        rows.extend(folded::beside_by_hand().await);
    }
    if is("decision") {
        rows.extend(decision::with_five_thousand_roles());
    }
    if is("figures") {
        rows.extend(figure_file::of_all_schools());
    }
    if is("pages") {
        rows.extend(pages::guarded_and_not().await);
    }
    if is("instructions") {
        rows.extend(instructions::rows());
    }
    // It fills ten million rows first, so it runs only when it is named.
    if wanted == "growth" {
        rows.extend(growth::with_the_log().await);
    }
    if is("renderer") {
        rows.extend(renderer::eight_reports());
    }
    println!("\n{:<66} {:>22}   {:<26}", "what", "reached", "to reach");
    for row in &rows {
        let mark = if row.well { "" } else { "NOT REACHED" };
        println!("{:<66} {:>22}   {:<26} {mark}", row.what, row.reached, row.goal);
    }
    drop(folder);
}
