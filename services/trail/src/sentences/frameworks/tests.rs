use contract::categories::v1::{AreaComment, FrameworkCommented, FrameworkDraftWithdrawn};

use super::*;
use crate::sentences::tests::sealed;

#[test]
fn a_draft_that_was_withdrawn_is_told_with_its_reason() {
    let withdrawn = FrameworkDraftWithdrawn {
        framework_id: "default".into(),
        version: 2,
        draft: 3,
        on: "2026-06-29".into(),
        reason: sealed(),
    };
    assert_eq!(
        draft(&withdrawn.into()).sentence,
        "Draft 3 of version 2 of the framework was withdrawn: {words:c0}"
    );
}

#[test]
fn a_comment_is_told_of_its_school_and_areas_without_its_words() {
    let of = |area: &str| AreaComment { area_id: area.into(), text: sealed() };
    let commented = FrameworkCommented {
        school_id: "s1".into(),
        framework_id: "default".into(),
        version: 2,
        draft: 1,
        on: "2026-06-15".into(),
        comments: vec![of(""), of("governance")],
    };
    let line = comment(&commented.into());
    assert_eq!(
        line.sentence,
        "{school:s1} commented on draft 1 of version 2 of the framework as a whole and in 1 area on 15 June 2026."
    );
    assert_eq!((line.schools, line.areas), (vec!["s1".to_owned()], vec!["governance".to_owned()]));
}
