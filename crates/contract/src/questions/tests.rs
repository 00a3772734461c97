use super::*;
use crate::surveys::v1::Option as Choice;

#[test]
fn a_question_says_its_stem_and_what_its_figure_counts() {
    let option = |label: &str, counting: Counting| Choice {
        label: label.to_owned(),
        counting: counting.into(),
        ..Choice::default()
    };
    let plain = Question {
        text: "Staff meetings".to_owned(),
        options: vec![
            option("Never too long", Counting::Positive),
            option("Seldom too long", Counting::Positive),
            option("Too long", Counting::Negative),
        ],
        ..Question::default()
    };
    assert_eq!(plain.asked(), "Staff meetings");
    assert_eq!(plain.counts(), "“Never too long” or “Seldom too long”");
    let stem = "How is the time that you spend on this?".to_owned();
    let under = Question { stem, options: Vec::new(), ..plain };
    assert_eq!(under.asked(), "How is the time that you spend on this? Staff meetings");
    assert_eq!(under.counts(), "");
}
