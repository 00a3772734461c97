use super::*;

fn part(label: &str, count: u32, tone: Tone) -> Part {
    Part { label: label.to_owned(), count, tone }
}

#[test]
fn every_answer_has_its_share_and_its_words() {
    let parts = [
        part("Agree", 30, Tone::Positive(0)),
        part("Disagree", 9, Tone::Negative(0)),
        part("Don't know", 1, Tone::Neither),
    ];
    let svg = likert(&Likert { id: "q1", title: "Q & A", parts: &parts }).into_string();
    assert!(svg.contains("<title id=\"q1-title\">Q &amp; A</title>"), "{svg}");
    assert!(svg.contains("Agree 75%, Disagree 22%, Don't know 2%"), "{svg}");
    assert!(svg.contains("width=\"358\""), "{svg}");
    assert_eq!(svg.matches("<text").count(), 2, "the smallest part has no room for words");
    assert!(!svg.contains("style="));
}

#[test]
fn no_answers_no_bar() {
    let parts = [part("Agree", 0, Tone::Positive(0))];
    assert_eq!(likert(&Likert { id: "q1", title: "", parts: &parts }).into_string(), "");
}
