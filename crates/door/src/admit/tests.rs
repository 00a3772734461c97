use super::*;

#[test]
fn a_reason_cannot_keep_its_look_from_being_recorded() {
    assert_eq!(legible("asked\0 by \u{1b}[1mletter\n"), "asked by [1mletter");
    assert_eq!(legible(&"é".repeat(1_000)).chars().count(), LONGEST_WHY);
}
