//! The sets of questions that come with Plumbline, as files anyone can read.

use contract::surveys::v1::InstrumentPublished;

const FILES: [&str; 2] = [
    include_str!("../instruments/parent_view_2019_2025.json"),
    include_str!("../instruments/dfe_staff_workload.json"),
];

/// Ofsted Parent View as worded from September 2019 to November 2025, and the DfE's staff workload
/// survey. A trust can publish each as version 1.
pub fn shipped_instruments() -> Vec<InstrumentPublished> {
    FILES
        .iter()
        .map(|file| serde_json::from_str(file).expect("a test reads every shipped file"))
        .collect()
}

#[cfg(test)]
mod tests;
