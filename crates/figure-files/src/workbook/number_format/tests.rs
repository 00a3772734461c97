use super::*;

#[test]
fn a_format_says_whether_a_number_is_a_share_or_a_day() {
    let shares = [
        "0%",
        "0.00%",
        "[Red]0.0%;[Blue]-0.0%",
        "_-0%",
        "0.0%;-0.0%;\"-\"",
        "0%;;",
        "0%;-0%;0",
        "[>=0.9]0%;0.0%",
        "[=0]\"none\";0%",
    ];
    for code in shares {
        assert_eq!(NumberFormat::of_code(code), NumberFormat::Percent, "{code}");
    }
    let days = ["dd/mm/yyyy", "[$-809]d mmmm yyyy", "YYYY-MM-DD\\ hh:mm", "mmm-yy", "dd/mm/yyyy;@"];
    for code in days {
        assert_eq!(NumberFormat::of_code(code), NumberFormat::Day, "{code}");
    }
    let plain = [
        "General",
        "0.00",
        "#,##0",
        "\"%\"0",
        "0\\%",
        "hh:mm",
        "[hh]:mm",
        "\"d\"0",
        "0;-0;0%",
        "_-* #,##0_-;\\-* #,##0_-;_-* \"-\"??_-;_-@_-",
        "",
    ];
    for code in plain {
        assert_eq!(NumberFormat::of_code(code), NumberFormat::Plain, "{code}");
    }
    assert_eq!(NumberFormat::of_id("9"), NumberFormat::Percent);
    assert_eq!(NumberFormat::of_id("14"), NumberFormat::Day);
    assert_eq!(NumberFormat::of_id("20"), NumberFormat::Plain);
    assert_eq!(NumberFormat::of_id("x"), NumberFormat::Plain);
}

#[test]
fn a_number_that_is_a_share_only_sometimes_is_said_to_be_unclear() {
    for code in ["0;0%", "0%;-0", "[<=1]0%;0", "[>1]0;[<=1]0.0%", "General;0%", "0;dd/mm/yyyy"] {
        assert_eq!(NumberFormat::of_code(code), NumberFormat::Mixed, "{code}");
    }
    assert_eq!(NumberFormat::Mixed.said(0.78, false), "0.78 (shown in two ways)");
}

#[test]
fn a_number_has_no_noise_of_binary_fractions() {
    let said = |number: f64| NumberFormat::Plain.said(number, false);
    assert_eq!(said(1.1), "1.1");
    assert_eq!(said("1.1000000000000001".parse().unwrap()), "1.1");
    assert_eq!(said(0.1 + 0.2), "0.3");
    assert_eq!(said(143_065.0), "143065");
    assert_eq!(said(-4.25), "-4.25");
    assert_eq!(said(-0.0), "0");
    assert_eq!(said(1e-7), "0.0000001");
}

#[test]
fn a_share_is_said_of_a_hundred_with_its_sign() {
    let said = |number: f64| NumberFormat::Percent.said(number, false);
    assert_eq!(said(0.78), "78%");
    assert_eq!(said(0.07), "7%");
    assert_eq!(said(0.785), "78.5%");
    assert_eq!(said(1.0), "100%");
}

#[test]
fn a_day_is_an_iso_day_on_either_side_of_the_one_that_was_none() {
    let said = |number: f64| NumberFormat::Day.said(number, false);
    assert_eq!(said(45_901.0), "2025-09-01");
    assert_eq!(said(45_901.75), "2025-09-01");
    assert_eq!(said(1.0), "1900-01-01");
    assert_eq!(said(59.0), "1900-02-28");
    assert_eq!(said(60.0), "60 (shown as a day)");
    assert_eq!(said(61.0), "1900-03-01");
    assert_eq!(said(LAST_DAY), "9999-12-31");
    assert_eq!(said(LAST_DAY + 1.0), "2958466 (shown as a day)");
    assert_eq!(said(-1.0), "-1 (shown as a day)");
    assert_eq!(said(0.0), "0 (shown as a day)");
    assert_eq!(NumberFormat::Day.said(44_439.0, true), "2025-09-01");
    assert_eq!(NumberFormat::Day.said(LAST_DAY, true), "2958465 (shown as a day)");
}
