use contract::log::v1::Words;
use contract::reports::v1::{SentParagraph, SentVersion};

use super::*;
use crate::sample;

fn drafted() -> Report {
    let mut report = sample::report();
    report.set_state(ReportState::Drafted);
    report
}

fn shown(visitor: &Visitor, report: &Report) -> String {
    let page = writing(visitor, &sample::ground(), report, &Told::default());
    page.map(Markup::into_string).unwrap_or_default()
}

#[test]
fn the_lead_changes_every_paragraph_and_a_head_the_own() {
    let report = drafted();
    let (lead, head) = (shown(&sample::lead(), &report), shown(&sample::head(), &report));
    for (page, changes) in [(&lead, 2), (&head, 1)] {
        assert_eq!(page.matches("Save this wording").count(), changes, "{page}");
    }
    assert_eq!(lead.matches("Move it up").count(), 1, "the first stays first");
    assert!(!head.contains("Move it up") && !head.contains("Ask for this decision"));
    assert!(lead.contains("Earlier wordings (1)") && lead.contains("Taken out (1)"));
    let chief = shown(&sample::somebody(Role::ChiefExecutive), &report);
    assert!(chief.contains("Earlier wordings (1)") && !chief.contains("<form"));
    assert!(shown(&sample::lead(), &sample::report()).is_empty(), "issued");
}

#[test]
fn the_approver_sees_what_changed_since_the_draft_was_sent() {
    let mut report = drafted();
    assert!(since_sent(&report).is_empty(), "not sent");
    let text =
        |commitment: &str| Some(Words { commitment: commitment.to_owned(), ..Words::default() });
    let paragraph = |id: &str, commitment: &str| ReportParagraph {
        paragraph_id: id.to_owned(),
        text: text(commitment),
        ..ReportParagraph::default()
    };
    let then =
        |id: &str| SentParagraph { paragraph_id: id.to_owned(), commitment: "as sent".to_owned() };
    let data_sha256 = report.data_sha256.clone();
    let paragraphs = ["a", "b", "c"].map(then).to_vec();
    report.sent = Some(SentVersion { data_sha256, paragraphs, ..SentVersion::default() });
    report.paragraphs = ["a", "b", "c"].map(|id| paragraph(id, "as sent")).to_vec();
    assert!(since_sent(&report).is_empty(), "as it stands");
    report.paragraphs =
        vec![paragraph("b", "as sent"), paragraph("a", "anew"), paragraph("d", "more")];
    "other".clone_into(&mut report.data_sha256);
    assert_eq!(
        since_sent(&report),
        [
            "1 paragraph added",
            "1 paragraph worded anew",
            "1 paragraph taken out",
            "the order changed",
            "drafted anew from the record"
        ]
    );
}
