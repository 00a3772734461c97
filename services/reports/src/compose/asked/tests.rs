use contract::Said as _;

use super::*;

fn question(text: &str, answer: Option<&str>) -> ReportQuestion {
    let text = Some(text.into());
    ReportQuestion { text, answer: answer.map(Into::into), ..ReportQuestion::default() }
}

fn report(issued_position: u64, questions: Vec<ReportQuestion>) -> Report {
    let term = "2024-25-summer".to_owned();
    Report { issued_position, term, questions, ..Report::default() }
}

#[test]
fn last_terms_questions_are_told_and_older_ones_until_they_are_answered() {
    let older = report(5, vec![question("Old?", Some("Yes.")), question("Still?", None)]);
    let closed = ReportQuestion { closed: true, ..question("Last?", Some("Yes.")) };
    let told = earlier(&[report(9, vec![closed]), older]);
    let texts: Vec<_> = told.iter().map(|one| one.text.said().into_owned()).collect();
    assert_eq!(texts, ["Still?", "Last?"]);
    assert_eq!((told[1].anchor.as_str(), told[1].closed), ("question/2", true));
    assert_eq!(told[0].term_words, "Summer 2024-25");
    assert!(earlier(&[]).is_empty());
}
