//! The framework a trust starts with: seven areas, four regions, a descriptor for each.

use contract::categories::v1::FrameworkAgreed;

/// The default framework, version 1, as kept in `framework/default.json`; a trust may agree another.
pub fn default_framework() -> FrameworkAgreed {
    serde_json::from_str(include_str!("../framework/default.json"))
        .expect("a test reads the default framework")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seven_areas_by_four_regions_each_have_one_descriptor() {
        let framework = default_framework();
        assert_eq!((framework.areas.len(), framework.regions.len()), (7, 4));
        let mut described: Vec<_> =
            framework.descriptors.iter().map(|d| (&d.area_id, &d.region_id)).collect();
        described.sort();
        described.dedup();
        assert_eq!(described.len(), 28);
    }

    #[test]
    fn the_ladder_ends_in_sustain() {
        let framework = default_framework();
        let ladder: Vec<_> = framework.regions.iter().map(|r| r.name.as_str()).collect();
        assert_eq!(ladder, ["Stabilise", "Repair", "Improve", "Sustain"]);
    }
}
