use super::*;

#[test]
fn a_rate_is_read_as_it_is_written() {
    for text in ["600/minute", "10/second", "50/hour", "none"] {
        assert_eq!(text.parse::<Rate>().unwrap().to_string(), text);
    }
    for text in ["", "0/minute", "-1/minute", "5", "5/day", "5/minute "] {
        assert!(text.parse::<Rate>().is_err(), "{text}");
    }
}
