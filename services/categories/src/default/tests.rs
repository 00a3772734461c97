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
