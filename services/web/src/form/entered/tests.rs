use super::*;

const ENTRIES: &[Entry] = &[Entry::line("text", "Text").wanted("Enter a text")];

fn entered() -> Entered {
    let fields = format!("text=Why&other=1&{COMMAND}={}", Uuid::from_u128(7));
    Entered::read(ENTRIES, Fields::parse(fields.as_bytes()))
}

#[test]
fn a_command_whose_fate_is_unknown_keeps_its_id() {
    let refused = |again| Refused { reason: String::new(), sentence: String::new(), again };
    assert_eq!(entered().refused(refused(true)).command, Uuid::from_u128(7));
    assert_ne!(entered().refused(refused(false)).command, Uuid::from_u128(7));
}

#[test]
fn what_a_form_was_drawn_from_goes_with_a_refusal() {
    const VERSIONED: &[Entry] = &[ENTRIES[0], Entry::hidden("version")];
    let entered = || Entered::read(VERSIONED, Fields::parse(b"text=Why&version=3"));
    let refused = |again| Refused { reason: String::new(), sentence: String::new(), again };
    assert_eq!(entered().get("version"), "3");
    assert_eq!(entered().refused(refused(true)).get("version"), "3");
    let told = entered().refused(refused(false));
    assert_eq!((told.get("text").as_str(), told.get("version").as_str()), ("Why", ""));
}

#[test]
fn only_what_was_declared_is_read() {
    assert_eq!(entered().get("text"), "Why");
    assert_eq!(entered().get("other"), "");
    assert_eq!(entered().pairs().collect::<Vec<_>>(), [("text", "Why")]);
}
