//! The framework a trust starts with: seven areas, four regions, a descriptor for each.

use contract::categories::v1::FrameworkAgreed;

/// The default framework, version 1, as kept in `framework/default.json`; a trust may agree another.
pub fn default_framework() -> FrameworkAgreed {
    serde_json::from_str(include_str!("../framework/default.json"))
        .expect("a test reads the default framework")
}

#[cfg(test)]
mod tests;
