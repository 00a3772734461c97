use super::lines;

#[test]
fn every_value_is_told_and_no_terminal_is_spoken_to() {
    let data = r#"{"facts":[{"n":42,"value":86.5}],"term":"autumn\u001b[2J\nx"}"#;
    assert_eq!(
        lines(data),
        ["facts:", "  1:", "    n: 42", "    value: 86.5", "term: autumn [2J x"]
    );
    assert!(lines("no JSON").is_empty());
}
