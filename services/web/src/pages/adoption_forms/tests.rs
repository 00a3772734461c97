use super::*;
use crate::form::Fields;

#[test]
fn what_was_chosen_is_a_requirement_and_a_period() {
    let act = WaiveRequirement { school: "s".to_owned(), year: "2025-26".to_owned() };
    let fields = Fields::parse(b"what=r-1+2025-26-autumn&reason=The+school+opened+in+May");
    let command = act.command(&Entered::read(WaiveRequirement::ENTRIES, fields));
    assert_eq!((command.requirement_id.as_str(), command.school_id.as_str()), ("r-1", "s"));
    assert_eq!(command.period, "2025-26-autumn");
}
