//! Where the trust's mark and colour are set, and pages that show them.

use contract::schools::v1::GetTrustStyleResponse;

use super::trust_mark::{AT, StyleAsked, TriedColour, checked, render};
use super::trust_mark_forms::SetTrustMark;
use super::*;

pub(super) fn of_marks_and_colours() -> Vec<Preview> {
    let (administrator, none) = (sample::administrator(), Told::default());
    let styled = sample::styled(sample::administrator());
    let bare = GetTrustStyleResponse { as_of: sample::as_of(412), ..Default::default() };
    let tried = StyleAsked { tried: TriedColour(sample::COLOUR.to_owned()), wrong: None };
    let wrong = StyleAsked {
        tried: TriedColour("#ffcc00".to_owned()),
        wrong: Some("This file is no PNG. Save the mark as a PNG, and choose that"),
    };
    let given = SetTrustMark { file: "file".to_owned() };
    let set = render(&styled, &sample::trust_style(), &StyleAsked::default(), &none);
    vec![
        preview(AT, "trust-mark", set),
        preview(AT, "trust-mark-tried", render(&administrator, &bare, &tried, &none)),
        preview(AT, "trust-mark-wrong", render(&administrator, &bare, &wrong, &none)),
        preview("/trust/mark/{file}", "trust-mark-given", checked(&styled, &given, &none)),
    ]
}
