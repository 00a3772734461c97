use super::*;
use crate::form::Fields;

#[test]
fn a_clerk_names_the_governor_who_asks() {
    let read = |body: &[u8]| Entered::read(AskForGovernor::ENTRIES, Fields::parse(body));
    assert!(read(b"text=Why").error("for").is_some());
    let act = AskForGovernor { report: "7".to_owned() };
    assert_eq!(act.command(&read(b"for=p1&text=Why")).asked_for_id, "p1");
}
