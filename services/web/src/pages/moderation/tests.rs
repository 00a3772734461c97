//! What the page of moderation shows, and what its form sends.

use contract::categories::v1::Agreement;

use super::*;
use crate::form::Fields;
use crate::sample::{self, MARYS, OAK};

fn act() -> ModerateTogether {
    ModerateTogether { round: "r".to_owned(), area: "staff".to_owned() }
}

fn entered(fields: &str) -> Entered {
    Entered::read(ModerateTogether::ENTRIES, Fields::parse(fields.as_bytes()))
}

fn shown(visitor: &Visitor, names_hidden: bool) -> String {
    let asked = ModerationAsked { area: String::new(), names_hidden };
    let told = Told::default();
    render(visitor, &sample::meeting_loaded(), &asked, &told).into_string()
}

#[test]
fn the_first_challenged_area_is_shown_with_every_school() {
    let page = shown(&sample::lead(), false);
    assert!(page.contains("1 proposal is challenged"), "{page}");
    assert!(page.contains(&format!("name=\"outcome-{MARYS}\"")), "{page}");
    assert!(!page.contains(&format!("name=\"outcome-{OAK}\"")), "nothing is proposed there");
    let chief = shown(&sample::somebody(contract::schools::v1::Role::ChiefExecutive), false);
    assert!(!chief.contains("name=\"outcome-"), "the lead records the outcome");
}

#[test]
fn names_can_be_hidden_with_the_words_that_tell_them() {
    let (open, hidden) = (shown(&sample::lead(), false), shown(&sample::lead(), true));
    let name = sample::ground().names.school(MARYS);
    let name = html! { (name) }.into_string();
    assert!(open.contains(&name) && !hidden.contains(&name), "{hidden}");
    assert!(hidden.contains("School A") && hidden.contains("Show the schools’ names"));
}

#[test]
fn an_outcome_wants_a_reason_and_the_meeting_is_one_command() {
    let fields = format!("outcome-{MARYS}=repair&present=x&agreement=vote");
    assert_eq!(act().problems(&entered(&fields))[0].field, Some("reason"));
    let fields = format!("{fields}&reason-{MARYS}=Compared");
    assert!(act().problems(&entered(&fields)).is_empty());
    let wanted = act().command(&entered(&fields));
    assert_eq!((wanted.cells.len(), wanted.cells[0].region_id.as_str()), (1, "repair"));
    assert_eq!((wanted.cells[0].area_id.as_str(), wanted.agreement()), ("staff", Agreement::Vote));
}
