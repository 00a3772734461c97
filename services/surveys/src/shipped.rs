//! The sets of questions that come with Plumbline, as files anyone can read.

use contract::surveys::v1::InstrumentPublished;

/// Versions of a set in their order. What was published once stays as it is: a change is another version.
const FILES: [&str; 4] = [
    include_str!("../instruments/parent_view_2019_2025.json"),
    include_str!("../instruments/parent_view_2019_2025_version_2.json"),
    include_str!("../instruments/dfe_staff_workload.json"),
    include_str!("../instruments/dfe_staff_workload_version_2.json"),
];

/// Ofsted Parent View as worded from September 2019 to November 2025, and the DfE's staff workload
/// survey, each in its versions. A trust publishes them one after the other.
pub fn shipped_instruments() -> Vec<InstrumentPublished> {
    FILES
        .iter()
        .map(|file| serde_json::from_str(file).expect("a test reads every shipped file"))
        .collect()
}

#[cfg(test)]
mod tests;
