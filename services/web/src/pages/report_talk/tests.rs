use super::*;
use crate::form::Fields;

#[test]
fn the_report_as_a_whole_is_no_paragraph() {
    let act = AskQuestion { report: "7".to_owned() };
    let entered = Entered::read(AskQuestion::ENTRIES, Fields::parse(b"paragraph=&text=Why"));
    assert!(entered.problems.is_empty());
    assert_eq!(act.command(&entered).paragraph, "");
}

#[test]
fn a_correction_wants_a_reason() {
    let entered = Entered::read(IssueCorrection::ENTRIES, Fields::parse(b"stood=26%25&text=62%25"));
    assert_eq!(entered.problems.len(), 1);
    assert!(entered.error("reason").is_some());
    let act = IssueCorrection { report: "7".to_owned() };
    let command = act.command(&entered);
    assert_eq!((command.stood.as_str(), command.text.as_str()), ("26%", "62%"));
}
