use contract::categories::v1::AreaComment;
use contract::log::v1::Words;

use super::*;

#[test]
fn a_comment_on_every_area_fits_into_a_document() {
    let comment = AreaComment {
        area_id: "leadership-and-management".to_owned(),
        text: Some(Words { commitment: "5c".repeat(32), ..Words::default() }),
    };
    eventlog::testing::fits::<FrameworkCommentsList>(&FrameworkComments {
        comments: vec![comment; 40],
        ..FrameworkComments::default()
    });
}
