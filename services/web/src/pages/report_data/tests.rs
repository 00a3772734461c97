use super::*;
use crate::listing::testing::taken;
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

#[test]
fn what_was_brought_in_stands_beside_a_first_judgement_with_its_paper() {
    let mut data = sample::report_data();
    data.categories[0].brought_in = Some(BroughtInRegion {
        region_name: "Repair".to_owned(),
        decided_on: "2023-07-12".to_owned(),
        paper: Some("Annual review".into()),
        position: 77,
    });
    let page = render(&sample::governor(), &sample::report(), &data).into_string();
    for wanted in ["Before this record", "12 July 2023", "/trail/77\"", "Annual review"] {
        assert!(page.contains(wanted), "{wanted}: {page}");
    }
}

#[tokio::test]
async fn each_table_is_taken_as_the_report_says_it() {
    let file = |table| {
        taken("/reports/r", table, |view| {
            let governor = Visitor { view, ..sample::governor() };
            render(&governor, &sample::report(), &sample::report_data())
        })
    };
    let surveys = file("surveys").await;
    assert!(surveys.contains("Survey,Question,Here,Last time,"), "{surveys}");
    assert!(surveys.contains("86% of 42 answers") && surveys.contains("not shown"), "{surveys}");
    assert!(
        surveys.contains("The hub North: about 55%. Figures rest on at least 10 answers"),
        "{surveys}"
    );
    let figures = file("key-figures").await;
    assert!(
        figures.contains("five pupils or fewer") && !figures.contains("Ask about"),
        "{figures}"
    );
    assert!(file("moved").await.contains("Area,From,To,Recorded in\r\n"));
}
