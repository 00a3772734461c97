use super::*;
use crate::sample;

#[test]
fn every_paragraph_can_be_asked_about_by_its_governors() {
    let page = render(&sample::governor(), &sample::report(), &sample::report_data()).into_string();
    assert!(page.contains("?ask=category%2Fgovernance"), "{page}");
    let page = render(&sample::trustee(), &sample::report(), &sample::report_data()).into_string();
    assert!(!page.contains("?ask="));
}

#[test]
fn the_page_says_what_the_pdf_says() {
    let page = render(&sample::governor(), &sample::report(), &sample::report_data()).into_string();
    for wanted in [
        "In short",
        "2 in Sustain",
        "From the school and the trust",
        "What this rests on",
        "86% of 42 answers",
        "Questions governors may want to ask",
        "Annex: every figure used (1)",
        "What the words mean",
    ] {
        assert!(page.contains(wanted), "{wanted} is missing");
    }
    assert!(!page.contains("<script>") && !page.contains("<b>"));
}
