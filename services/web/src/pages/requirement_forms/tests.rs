use super::*;
use crate::form::Fields;

fn entered(text: &str) -> Entered {
    Entered::read(&TERMS, Fields::parse(text.as_bytes()))
}

#[test]
fn a_day_is_asked_for_where_it_is_due_by_one() {
    let by_day = "title=T&kind=REQUIREMENT_KIND_ROUTINE&obligation=OBLIGATION_OPTIONAL&rhythm=REQUIREMENT_RHYTHM_ON_DAY&why=W";
    assert_eq!(problems(&entered(by_day))[0].field, Some("due"));
    let with = format!("{by_day}&due-day=31&due-month=10&due-year=2025");
    assert!(problems(&entered(&with)).is_empty());
    let act = AddRequirement { year: "2025-26".to_owned() };
    let terms = act.command(&entered(&with)).terms.unwrap();
    assert_eq!((terms.kind(), terms.due_on.as_str()), (RequirementKind::Routine, "2025-10-31"));
    assert_eq!(terms.obligation(), Obligation::Optional);
    let each_term = by_day.replace("ON_DAY", "EACH_TERM");
    assert!(problems(&entered(&each_term)).is_empty());
}

#[test]
fn a_choice_is_checked_in_words() {
    assert_eq!(said("REQUIREMENT_KIND_DOCUMENT"), "Document");
    assert_eq!(said("OBLIGATION_REQUIRED"), "Required");
    assert_eq!(said("REQUIREMENT_RHYTHM_EACH_TERM"), "Each term");
    assert_eq!(said("Safeguarding policy"), "Safeguarding policy");
}
