use super::*;

#[test]
fn times_are_read_and_others_refused() {
    for good in ["2025-11-21T10:00:00Z", "2024-02-29T23:59:59.5Z"] {
        assert!(timestamp(good).is_some(), "{good}");
    }
    for bad in [
        "",
        "2025-11-21",
        "2025-02-30T10:00:00Z",
        "2025-11-21T10:00:00+01:00",
        "2025-11-21T25:00:00Z",
    ] {
        assert!(timestamp(bad).is_none(), "{bad}");
    }
}

#[test]
fn a_request_that_is_none_is_named() {
    for text in ["", "{}", "[1]", r#"{"identifier":"a","timestamp":"b","data":"c","more":1}"#] {
        let error = serve(text.as_bytes(), Vec::new()).unwrap_err();
        assert!(matches!(error, TypesetError::Malformed(_)), "{text}: {error}");
    }
}
