use super::*;
use crate::sample;

fn shown(visitor: &Visitor) -> String {
    let loaded = sample::independence_page(visitor);
    let marys = loaded.ground.school(sample::MARYS, visitor).unwrap();
    render(visitor, &loaded, marys, &Told::default()).into_string()
}

#[test]
fn the_lead_records_and_withdraws_and_the_head_reads() {
    let at = format!("action=\"/schools/{}/independence/", sample::MARYS);
    let lead = shown(&sample::lead());
    assert!(lead.contains(&format!("{at}new\"")) && lead.contains(&format!("{at}withdrawal\"")));
    for reader in [sample::head(), sample::governor()] {
        let page = shown(&reader);
        assert!(!page.contains(&at) && page.contains("Works alone") && page.contains("Guided"));
    }
}

#[test]
fn a_level_can_be_recorded_for_this_term_and_earlier_ones() {
    let terms: Vec<_> = terms(&sample::lead()).into_iter().map(|term| term.value).collect();
    assert_eq!(terms.len(), TERMS);
    assert_eq!(terms[..2], ["2025-26-autumn", "2024-25-summer"]);
}

#[test]
fn before_the_levels_are_set_the_lead_is_told_where() {
    let mut loaded = sample::independence_page(&sample::lead());
    loaded.versions = loaded.versions.map(|_| Vec::new());
    let marys = sample::ground().school(sample::MARYS, &sample::lead()).unwrap().clone();
    let page = render(&sample::lead(), &loaded, &marys, &Told::default()).into_string();
    assert!(page.contains("once the levels are set") && !page.contains("/independence/new\""));
}
