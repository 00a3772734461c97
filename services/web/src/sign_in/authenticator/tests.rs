use super::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

#[test]
fn codes_are_those_of_the_standard() {
    // RFC 6238, appendix B, SHA-1: the last six of its eight digits.
    let app = Authenticator(*b"12345678901234567890");
    for (second, code) in [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")] {
        assert_eq!(app.step(code, at(second)), Some(second.unsigned_abs() / 30));
    }
    assert_eq!(app.step("287 082", at(59)), Some(1), "people type a space");
}

#[test]
fn a_code_counts_in_its_own_step_and_one_to_either_side() {
    let app = Authenticator(*b"12345678901234567890");
    for (second, counts) in [(0, true), (59, true), (89, true), (90, false), (1000, false)] {
        assert_eq!(app.step("287082", at(second)).is_some(), counts, "{second}");
    }
    for wrong in ["", "28708", "2870822", "abcdef", "000000"] {
        assert!(app.step(wrong, at(59)).is_none(), "{wrong}");
    }
}

#[test]
fn a_secret_is_read_back_and_shown_to_the_app() {
    let app = Authenticator::draw();
    assert_eq!(Authenticator::parse(&app.text()).unwrap(), app);
    let address = app.address("St Mary's & <b>");
    assert!(
        address.starts_with("otpauth://totp/Plumbline:St%20Mary%27s%20%26%20%3Cb%3E?secret="),
        "{address}"
    );
    assert!(!format!("{app:?}").contains(&app.text()));
}
