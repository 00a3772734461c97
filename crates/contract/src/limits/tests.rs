use super::*;
use crate::evidence::v1::{RecordAccreditationRequest, RecordFigureRequest};

#[test]
fn a_text_is_as_long_as_its_rule_says() {
    const SCHEME: usize = longest::<RecordAccreditationRequest>("scheme");
    assert_eq!((SCHEME, longest::<RecordFigureRequest>("value")), (100, 40));
}

#[test]
#[should_panic(expected = "no text")]
fn a_field_that_is_no_text_has_no_length() {
    longest::<RecordFigureRequest>("command_id");
}
