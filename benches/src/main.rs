//! `make bench`: measures Plumbline beside its goals, in one run on one server.
#![expect(clippy::disallowed_macros, reason = "this is the command line")]

mod answered;
mod append;
mod calls;
mod command;
mod decision;
mod every_page;
mod figure_file;
mod folded;
mod growth;
mod guarded;
mod imported;
mod instructions;
mod key_stage_2;
mod large;
mod machine;
mod pages;
mod rebuild;
mod register;
mod renderer;
mod site;
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

/// p95 of single measurements.
pub fn ninety_fifth(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() * 95 / 100]
}

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    match arguments.next() {
        // The renderer's child process is this program again.
        Some(word) if word == "typeset" => {
            plumbline::main();
            eprintln!("{}", machine::resident_mib("VmHWM"));
        }
        // A service in a process of its own is this program, too.
        Some(word) if word == "serve" => {
            plumbline::main();
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
    println!("{:<66} {:>22}   {:<26}", "what", "reached", "to reach");
    let is = |name: &str| wanted.is_empty() || wanted == name;
    of_the_log(&is).await;
    of_one_kind(&is).await;
    of_the_whole(&is).await;
    // It fills ten million rows first, so it runs only when it is named.
    if wanted == "growth" {
        tell(growth::with_the_log().await);
    }
    drop(folder);
}

/// Prints rows as soon as they are measured, so that a row that fails takes none of those before it along.
fn tell(rows: impl IntoIterator<Item = Row>) {
    for row in rows {
        let mark = if row.well { "" } else { "NOT REACHED" };
        println!("{:<66} {:>22}   {:<26} {mark}", row.what, row.reached, row.goal);
    }
}

/// The log, commands and read models.
async fn of_the_log(is: &dyn Fn(&str) -> bool) {
    if is("append") {
        tell(append::beside_others().await);
    }
    if is("words") {
        tell(append::words::beside_none().await);
    }
    if is("guarded") {
        tell(guarded::append_and_read().await);
    }
    if is("command") {
        tell([command::beside_umadb().await]);
    }
    if is("submit") {
        tell(submit::through_grpc().await);
    }
    if is("visible") {
        tell(visible::after_commit().await);
    }
    if is("rebuild") {
        tell(rebuild::a_million().await);
    }
    if is("folded") {
        tell(folded::beside_by_hand().await);
    }
}

/// Single functions, and programs of their own.
async fn of_one_kind(is: &dyn Fn(&str) -> bool) {
    if is("decision") {
        tell(decision::with_five_thousand_roles());
    }
    if is("figures") {
        tell(figure_file::of_all_schools());
        tell(imported::through_the_door().await);
    }
    if is("register") {
        tell(register::of_all_establishments().await);
    }
    if is("instructions") {
        tell(instructions::rows());
    }
    if is("renderer") {
        tell(renderer::eight_reports());
    }
}

/// Pages, and all that stands behind them.
async fn of_the_whole(is: &dyn Fn(&str) -> bool) {
    if is("pages") {
        tell(pages::of_the_demo().await);
    }
    if is("large") {
        tell(large::of_ninety_schools().await);
    }
}
