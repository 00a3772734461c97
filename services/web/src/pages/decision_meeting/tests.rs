//! What the page of a decision meeting offers, and what it sends.

use contract::categories::v1::Agreement;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

use super::*;
use crate::failure::{SOME_REFUSED, some_refused};
use crate::form::Fields;
use crate::sample::{self, AMIRA, MARYS, OAK};

fn shown() -> String {
    let chief = sample::somebody(contract::schools::v1::Role::ChiefExecutive);
    render(&chief, &sample::meeting_loaded(), &Told::default()).into_string()
}

fn act() -> DecideTogether {
    DecideTogether { round: "r".to_owned() }
}

fn entered(fields: &str) -> Entered {
    Entered::read(DecideTogether::ENTRIES, Fields::parse(fields.as_bytes()))
}

#[test]
fn what_the_head_agrees_with_is_ticked_and_what_is_challenged_waits() {
    let page = shown();
    let accepted = format!("value=\"{MARYS} governance sustain improve\" checked");
    assert!(page.contains(&accepted), "{page}");
    assert!(page.contains("Governance: Sustain, up from Improve"), "{page}");
    assert!(page.contains("Challenged, to be moderated first"), "{page}");
    assert!(!page.contains(&format!("value=\"{MARYS} staff ")), "challenged is not ticked");
    assert!(page.contains(&format!("name=\"left-{OAK}.staff\"")), "{page}");
    assert!(!page.contains(&format!("name=\"left-{MARYS}.outcomes\"")), "shared is not asked");
}

#[test]
fn ticked_and_left_cells_become_one_command() {
    let fields = format!(
        "cells={MARYS}+governance+sustain+improve&left-{OAK}.staff=A+new+head.&present={AMIRA}&present=x&agreement=vote"
    );
    let wanted = act().command(&entered(&fields));
    assert_eq!(wanted.cells[0], decided(MARYS, "governance", "sustain", String::new()));
    assert_eq!(wanted.cells[1], decided(OAK, "staff", "", "A new head.".to_owned()));
    assert_eq!(wanted.cells.len(), 2);
    assert_eq!(wanted.present_ids, [AMIRA, "x"]);
    assert_eq!(wanted.agreement(), Agreement::Vote);
}

#[test]
fn something_has_to_be_decided_and_nothing_both_ways() {
    assert_eq!(act().problems(&entered(""))[0].field, Some("cells"));
    let both = format!("cells={MARYS}+governance+sustain&left-{MARYS}.governance=New.");
    assert_eq!(act().problems(&entered(&both))[0].field, Some("left"));
    let one = format!("cells={MARYS}+governance+sustain&left-{OAK}.governance=New.");
    assert!(act().problems(&entered(&one)).is_empty());
}

#[test]
fn what_was_refused_is_named_with_its_sentence() {
    let mut details =
        ErrorDetails::with_error_info(SOME_REFUSED, "d", HashMap::<String, String>::new());
    let sentence = "A decision stands; it has to be reopened first.";
    details.add_precondition_failure_violation("DECISION_STANDS", format!("{OAK}.staff"), sentence);
    let message = "1 of 2 were refused, so nothing was recorded.";
    let status = Status::with_error_details(Code::FailedPrecondition, message, details);
    let Failure::Refused(refused) = some_refused(&status, |key| sample::ground().names.cell(key))
    else {
        panic!("refused")
    };
    assert!(refused.sentence.starts_with(message), "{}", refused.sentence);
    assert!(
        refused.sentence.ends_with(sentence) && refused.sentence.contains(", Staff: "),
        "{}",
        refused.sentence
    );
}

#[test]
fn what_the_school_may_still_answer_is_not_decided_yet() {
    let mut loaded = sample::meeting_loaded();
    let chief = sample::somebody(contract::schools::v1::Role::ChiefExecutive);
    loaded.categories[0].set_state(CategoryState::Proposed);
    loaded.categories[0].answer_by = chief.today.to_string();
    let ticked = format!("value=\"{MARYS} governance ");
    let page = render(&chief, &loaded, &Told::default()).into_string();
    assert!(page.contains("Waiting for the school’s answer") && !page.contains(&ticked), "{page}");
    loaded.categories[0].answer_by = chief.today.yesterday().unwrap().to_string();
    let page = render(&chief, &loaded, &Told::default()).into_string();
    assert!(!page.contains("Waiting for the school’s answer") && page.contains(&ticked), "{page}");
}
