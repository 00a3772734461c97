use super::*;

/// How many pieces a part has.
fn pieces(xml: &str) -> Result<usize, WorkbookFault> {
    let mut part = PartXml::new(xml.as_bytes());
    let mut pieces = 0;
    while !matches!(part.piece()?, Event::Eof) {
        pieces += 1;
    }
    Ok(pieces)
}

#[test]
fn a_piece_longer_than_any_of_a_spreadsheet_is_refused() {
    let long = "x".repeat(LARGEST_PIECE);
    let half = "x".repeat(LARGEST_PIECE / 2);
    assert_eq!(pieces(&format!("<a>{half}</a><a>{half}</a><a>{half}</a>")), Ok(9));
    let text = format!("<a>{long}</a>");
    let comment = format!("<a><!--{long}--></a>");
    let tag = format!("<a b='{long}'/>");
    for xml in [text, comment, tag] {
        assert_eq!(pieces(&xml), Err(WorkbookFault::Damaged));
    }
}

#[test]
fn elements_stand_within_each_other_only_so_deep() {
    let deep = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
    assert_eq!(pieces(&deep(DEEPEST)), Ok(2 * DEEPEST));
    assert_eq!(pieces(&deep(DEEPEST + 1)), Err(WorkbookFault::Damaged));
    // One after the other they are not deep.
    assert_eq!(pieces(&format!("<b>{}</b>", "<a/>".repeat(DEEPEST))), Ok(2 + 2 * DEEPEST));
}

#[test]
fn a_text_that_is_too_long_is_held_up_to_where_it_is_too_long() {
    let mut text = String::new();
    keep(&mut text, "as it is");
    assert_eq!(text, "as it is");
    for _ in 0..10 {
        keep(&mut text, &"é".repeat(3_000));
    }
    assert!((LARGEST_VALUE + 1..LARGEST_VALUE + 4).contains(&text.len()), "{}", text.len());
}
