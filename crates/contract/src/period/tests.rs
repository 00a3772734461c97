use super::*;

#[test]
fn a_period_is_read_and_written_in_one_form() {
    for text in ["2024-25", "2024-25-autumn", "2024-25-summer-2", "2024-09-02/2025-01-10"] {
        assert_eq!(text.parse::<Period>().unwrap().to_string(), text);
    }
    let wrong = [
        "2024",
        "2024-26",
        "2024/25",
        "2024-25-winter",
        "2024-25-autumn-3",
        "2025-01-10/2024-09-02",
        "2024-09-31/2025-01-10",
        "2024-25/2025-26",
        "",
    ];
    for text in wrong {
        assert_eq!(text.parse::<Period>(), Err(NotAPeriod), "{text}");
    }
}

/// Trap 8 of the field: one year is written in many ways.
#[test]
fn labels_of_one_year_are_one_period() {
    let labels =
        ["2023-24", "202324", "2023/24", "2023-2024", "2023/2024", "20232024", " 2023–24 "];
    for label in labels {
        assert_eq!(Period::of_label(label).unwrap().to_string(), "2023-24", "{label}");
    }
    assert_eq!(Period::of_label("1999/00").unwrap().to_string(), "1999-00");
    // A month, a calendar year, two years apart and other centuries are no academic year.
    for label in ["202312", "2023", "2023-25", "2023-1924", "2023-2124", "23/24", "2023-2", "é"] {
        assert_eq!(Period::of_label(label), Err(NotAPeriod), "{label}");
    }
    assert_eq!(Period::of_label("2024-25-autumn-1").unwrap().to_string(), "2024-25-autumn-1");
}

#[test]
fn a_period_is_said_in_words_and_begins_on_a_day() {
    let of = |text: &str| text.parse::<Period>().unwrap();
    assert_eq!(of("2024-25").words(), "Academic year 2024-25");
    assert_eq!(of("2024-25-autumn-1").words(), "Autumn 2024-25, first half");
    assert_eq!(of("2024-09-02/2025-01-10").words(), "2 September 2024 to 10 January 2025");
    assert_eq!(of("2024-25-spring").first_day().to_string(), "2025-01-01");
    assert_eq!(of("2024-25-summer-2").first_day().to_string(), "2025-04-01");
    assert_eq!(of("2024-25").first_day().to_string(), "2024-09-01");
}
