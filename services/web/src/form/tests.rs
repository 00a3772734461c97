use super::*;

#[test]
fn fields_are_decoded_and_trimmed() {
    let fields = Fields::parse(b"text=+St+Mary%27s+%26+%3Cb%3E+&empty=");
    assert_eq!(fields.get("text"), "St Mary's & <b>");
    assert!(fields.has("empty") && !fields.has("missing"));
    assert_eq!(fields.get("missing"), "");
}

#[test]
fn addresses_carry_only_what_was_given() {
    assert_eq!(address("/trail", &[("school", ""), ("from", "")]), "/trail");
    assert_eq!(address("/trail", &[("area", "a&b"), ("from", "")]), "/trail?area=a%26b");
}

#[test]
fn a_token_must_be_exactly_the_same() {
    assert!(same("abc", "abc"));
    assert!(!same("abd", "abc") && !same("ab", "abc") && !same("", ""));
}
