use super::*;

#[test]
fn a_figure_is_cited_by_its_measure_its_part_of_the_pupils_and_its_period() {
    let whole = FigureKey {
        school_id: "s",
        measure_id: "absence",
        period: "2024-09-02/2025-01-10",
        breakdown_id: "",
    };
    assert_eq!(whole.cited(), "absence/2024-09-02/2025-01-10");
    let part = FigureKey { breakdown_id: "girls", ..whole };
    assert_eq!(part.cited(), "absence:girls/2024-09-02/2025-01-10");
    for key in [whole, part] {
        assert_eq!(FigureKey::cited_as("s", &key.cited()), Some(key));
    }
    assert_eq!(FigureKey::cited_as("s", "roll.pupils"), None);
    let trust = Uuid::from_u128(7);
    assert_ne!(whole.id(trust), part.id(trust));
    assert_eq!(whole.series_id(trust), part.series_id(trust), "a file brings all parts together");
}
