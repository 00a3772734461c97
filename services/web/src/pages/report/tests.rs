use super::*;
use crate::sample;

fn shown(visitor: &Visitor, told: &Told) -> String {
    render(visitor, &sample::loaded_report(), "", told).into_string()
}

#[test]
fn an_issued_report_shows_its_data_its_questions_and_how_to_check_it() {
    let page = shown(&sample::governor(), &Told::default());
    for wanted in [
        "Report to the committee, Autumn 2025-26",
        "Download the PDF",
        "Correction 1, 24 November 2025: The response rate",
        "The report says: ",
        "/corrections/correction-1/correction.pdf\"",
        "id=\"figure/ks2-rwm-expected\"",
        "id=\"category/governance\"",
        "Why did attendance fall in October?",
        "Not answered yet",
        "SHA-256 of its data",
        "href=\"/trail/402\"",
        "Ask a question",
        "<option value=\"\">The report as a whole",
    ] {
        assert!(page.contains(wanted), "{wanted} is missing");
    }
}

#[test]
fn governors_ask_and_heads_answer() {
    let governor = shown(&sample::governor(), &Told::default());
    assert!(governor.contains("/questions\"") && !governor.contains("Your answer"));
    let head = shown(&sample::head(), &Told::default());
    assert!(head.contains("Your answer") && !head.contains(">Ask a question<"));
    assert!(!shown(&sample::trustee(), &Told::default()).contains("<textarea"));
    let clerk = shown(&sample::clerk(), &Told::default());
    assert!(clerk.contains("Which governor asks?") && clerk.contains("nothing further to ask"));
    assert!(clerk.contains("Record the answer given at the meeting"));
}

#[test]
fn what_was_refused_is_said_and_what_was_entered_is_kept() {
    let page = shown(&sample::governor(), &sample::question_refused());
    assert!(
        page.contains("This report has not been issued yet") && page.contains("There is a problem")
    );
    assert!(
        page.contains("St Mary&#39;s &amp; &lt;b&gt;</textarea>")
            || page.contains("St Mary's &amp; &lt;b&gt;</textarea>"),
        "{page}"
    );
    assert!(page.contains("<title>Error: Report on"));
}
