//! Eight reports, each in a process of its own, as the reports service makes them.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::{RUNS, Row, median};

/// The sample report of the typesetter's own tests.
#[path = "../../crates/typeset/tests/sample/mod.rs"]
#[allow(dead_code, reason = "its hostile words are for tests")]
mod sample;

const REPORTS: usize = 8;
/// Number of facts; a term's report of the demo has as many.
const FACTS: usize = 75;

/// Renders one report; the child's peak memory in MiB.
fn render(request: &str) -> f64 {
    let program = std::env::current_exe().expect("this program's path");
    let mut child = Command::new(program)
        .arg("typeset")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a child");
    child.stdin.take().expect("a pipe").write_all(request.as_bytes()).expect("a reader");
    let output = child.wait_with_output().expect("an end");
    assert!(
        output.stdout.starts_with(b"%PDF"),
        "no PDF: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stderr).trim().parse().expect("the child says its peak")
}

pub fn eight_reports() -> [Row; 2] {
    let data = serde_json::to_string(&sample::report(FACTS)).expect("a message has a JSON form");
    let request = serde_json::json!({"identifier": "bench", "timestamp": "2025-11-21T10:00:00Z", "data": data});
    let request = request.to_string();
    let (mut times, mut peaks) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let started = Instant::now();
        let peak = (0..REPORTS).map(|_| render(&request)).fold(0.0, f64::max);
        times.push(started.elapsed().as_secs_f64());
        peaks.push(peak);
    }
    let (time, peak) = (median(times), median(peaks));
    [
        Row {
            what: "eight reports, one after the other",
            reached: format!("{time:.2} s"),
            goal: "under 5 s".to_owned(),
            well: time < 5.0,
        },
        Row {
            what: "peak memory of the renderer",
            reached: format!("{peak:.0} MiB"),
            goal: "under 150 MB".to_owned(),
            well: peak < 150.0,
        },
    ]
}
