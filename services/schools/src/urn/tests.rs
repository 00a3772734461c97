use super::*;

#[test]
fn a_urn_has_six_digits() {
    assert!(is_urn("150252"));
    for text in ["", "15025", "1502522", "15025x", "１50252", " 150252"] {
        assert!(!is_urn(text), "{text:?}");
    }
}
