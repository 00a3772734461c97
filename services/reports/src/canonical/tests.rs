use contract::reports::v1::{ReportFact, ReportSchool};

use super::*;

fn data() -> ReportData {
    ReportData {
        term: "2025-26-autumn".into(),
        as_of_position: 12_345_678_901_234_567_890,
        template_version: 1,
        school: Some(ReportSchool {
            name: "St Mary's & <b> \u{1f600}\n".into(),
            ..Default::default()
        }),
        facts: vec![
            ReportFact { value: Some(86.0), n: Some(42), ..Default::default() },
            ReportFact { value: Some(66.66666666666667), ..Default::default() },
            ReportFact { value: Some(0.0), ..Default::default() },
        ],
        ..Default::default()
    }
}

#[test]
fn the_text_is_the_same_for_ever() {
    let expected = "{\"asOfPosition\":\"12345678901234567890\",\
            \"facts\":[{\"n\":42,\"value\":86},{\"value\":66.66666666666667},{\"value\":0}],\
            \"school\":{\"name\":\"St Mary's & <b> \u{1f600}\\n\"},\"templateVersion\":1,\"term\":\"2025-26-autumn\"}";
    assert_eq!(text(&data()), expected);
}

#[test]
fn what_was_written_is_read_and_written_the_same() {
    let written = text(&data());
    let read = read(&written).unwrap();
    assert_eq!(read, data());
    assert_eq!(text(&read), written);
}

#[test]
fn a_hash_is_lower_case_hex() {
    assert_eq!(sha256_hex(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}
