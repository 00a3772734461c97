use super::*;
use crate::form::Fields;
use crate::sample;

fn shown(visitor: &Visitor, term: &str) -> String {
    let loaded = sample::independence_page(visitor);
    render(visitor, &loaded, term.parse().unwrap(), &Told::default()).into_string()
}

#[test]
fn a_level_holds_until_a_later_one() {
    let autumn = shown(&sample::lead(), "2025-26-autumn");
    assert!(autumn.contains("Independence of schools, Autumn 2025-26"));
    assert!(autumn.contains(">Works alone<") && autumn.contains("Not recorded"));
    let loaded = sample::independence_page(&sample::lead());
    let levels = loaded.levels.known().unwrap();
    let at = |school: &str, term: &str| {
        level_at(levels, school, term.parse().unwrap()).map(|level| level.term.as_str())
    };
    assert_eq!(at(sample::MARYS, "2025-26-spring"), Some("2025-26-autumn"));
    assert_eq!(at(sample::MARYS, "2024-25-summer"), Some("2024-25-summer"));
    assert_eq!(at(sample::MARYS, "2024-25-spring"), None);
    assert!(shown(&sample::lead(), "2023-24-autumn").contains("for this term or an earlier one"));
}

#[test]
fn a_term_is_that_of_the_day() {
    for (day, term) in [
        ("2025-09-01", "2025-26-autumn"),
        ("2025-12-31", "2025-26-autumn"),
        ("2026-01-01", "2025-26-spring"),
        ("2026-04-01", "2025-26-summer"),
        ("2026-08-31", "2025-26-summer"),
    ] {
        assert_eq!(term_of(day.parse().unwrap()).to_string(), term);
    }
}

#[test]
fn the_lead_sets_the_levels_line_by_line() {
    assert!(shown(&sample::lead(), "2025-26-autumn").contains("/independence/levels/3\""));
    assert!(!shown(&sample::head(), "2025-26-autumn").contains("/independence/levels/"));
    let act = SetIndependenceLevels { version: "3".to_owned() };
    let read = |text: &str| {
        Entered::read(SetIndependenceLevels::ENTRIES, Fields(vec![("levels".into(), text.into())]))
    };
    let whole = read("Guided: the trust plans\r\n\r\nWorks alone: the school plans: it tells");
    assert!(act.problems(&whole).is_empty());
    let command = act.command(&whole);
    let told: Vec<_> =
        command.levels.iter().map(|one| (one.level_id.as_str(), one.means.as_str())).collect();
    let wanted = [("guided", "the trust plans"), ("works-alone", "the school plans: it tells")];
    assert_eq!((command.version, told.as_slice()), (3, wanted.as_slice()));
    for wrong in ["Guided", "Guided:", ": the trust plans", "Guided: it plans\nFree"] {
        assert_eq!(act.problems(&read(wrong))[0].field, Some("levels"), "{wrong}");
    }
}

#[test]
fn who_is_not_shown_a_level_is_told_who_is() {
    let clerk = shown(&sample::clerk(), "2025-26-autumn");
    assert!(clerk.contains("its committee and the trust") && clerk.contains("Works alone"));
}
