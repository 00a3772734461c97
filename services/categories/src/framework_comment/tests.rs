use contract::categories::v1::AreaCommentText;
use eventlog::cqrs_es::test::TestFramework;

use super::*;
use crate::category::testing::{SCHOOL, context};

fn asked_until(day: &str) -> FrameworkConsultation {
    let area_ids = vec!["governance".to_owned(), "staff".to_owned()];
    FrameworkConsultation { draft: 2, area_ids, until: Some(day.parse().unwrap()) }
}

fn comment(areas: &[&str]) -> FrameworkCommentCommand {
    let text = |area: &&str| AreaCommentText {
        area_id: (*area).to_owned(),
        text: "It says what governors do.".to_owned(),
    };
    CommentOnFrameworkRequest {
        school_id: SCHOOL.to_string(),
        framework_id: "default".to_owned(),
        version: 2,
        comments: areas.iter().map(text).collect(),
        ..Default::default()
    }
    .into()
}

fn commented(areas: &[&str]) -> FrameworkCommentEvent {
    let said = |area: &&str| AreaComment {
        area_id: (*area).to_owned(),
        text: context().words("It says what governors do."),
    };
    FrameworkCommented {
        school_id: SCHOOL.to_string(),
        framework_id: "default".to_owned(),
        version: 2,
        draft: 2,
        on: "2025-11-21".to_owned(),
        comments: areas.iter().map(said).collect(),
    }
    .into()
}

fn refused(consultation: FrameworkConsultation, areas: &[&str], refusal: FrameworkCommentRefusal) {
    TestFramework::<FrameworkComment>::with((consultation, context()))
        .given_no_previous_events()
        .when(comment(areas))
        .then_expect_error(refusal);
}

#[test]
fn until_the_last_day_areas_and_the_whole_are_commented_on_and_again() {
    TestFramework::<FrameworkComment>::with((asked_until("2025-11-21"), context()))
        .given(vec![commented(&["staff"])])
        .when(comment(&["", "governance"]))
        .then_expect_events(vec![commented(&["", "governance"])]);
}

#[test]
fn after_the_last_day_and_where_headteachers_are_not_asked_no_comment_is_taken() {
    let not_asked = || FrameworkCommentRefusal::NotAsked;
    refused(asked_until("2025-11-20"), &["staff"], not_asked());
    refused(FrameworkConsultation::default(), &["staff"], not_asked());
}

#[test]
fn an_area_is_one_of_the_draft_and_is_commented_on_once() {
    let asked = || asked_until("2025-12-05");
    let unknown = FrameworkCommentRefusal::AreaUnknown("weather".to_owned());
    refused(asked(), &["weather"], unknown);
    refused(asked(), &["staff", "staff"], FrameworkCommentRefusal::AreaRepeated);
}
