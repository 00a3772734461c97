use contract::events::AnyEvent;

use super::*;
use crate::sentences::tests::{reads_well, sealed};

fn drafted() -> ReportDrafted {
    ReportDrafted {
        report_id: "r1".into(),
        school_id: "s1".into(),
        term: "2025-26-autumn".into(),
        meeting_on: "2025-12-05".into(),
        as_of_position: 1_234,
        ..ReportDrafted::default()
    }
}

#[test]
fn a_draft_says_what_it_was_drafted_from() {
    assert_eq!(
        report_drafted(&drafted()).sentence,
        "The report on {school:s1} for Autumn 2025-26 was drafted from the record up to event 1,234, \
             for the meeting on 5 December 2025."
    );
}

#[test]
fn a_question_about_an_area_is_found_under_it() {
    let mut known = Known::default();
    known.take(&AnyEvent::Report(ReportEvent::ReportDrafted(drafted())));
    let asked = QuestionAsked {
        report_id: "r1".into(),
        paragraph: "category/governance".into(),
        text: sealed(),
        ..QuestionAsked::default()
    };
    let line = report(&ReportEvent::QuestionAsked(asked), &known);
    assert_eq!(
        line.sentence,
        "A question was asked about the report on {school:s1} for Autumn 2025-26 ({area:governance}): \
             {words:c0}"
    );
    assert_eq!((line.schools, line.areas), (vec!["s1".to_owned()], vec!["governance".to_owned()]));
    reads_well(&line.sentence);
}
