#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;

const KINDS: [LetterKind; 7] = [
    LetterKind::ProposalSent,
    LetterKind::AnswerDue,
    LetterKind::ReportIssued,
    LetterKind::ReportCorrected,
    LetterKind::QuestionAsked,
    LetterKind::QuestionAnswered,
    LetterKind::Digest,
];

fn facts() -> LetterFacts {
    LetterFacts {
        trust: "Orchard & Partners\r\nBcc: eve@example.org".to_owned(),
        school: "Wilby <b>".to_owned(),
        due_on: "2026-11-27".to_owned(),
        waiting: 3,
        overdue: 1,
        link: "https://plumbline.example/".to_owned(),
        choices: "https://plumbline.example/e-mail".to_owned(),
    }
}

#[test]
fn a_subject_names_the_trust_and_the_kind_and_ends_no_header() {
    for kind in KINDS {
        let written = write(kind, &facts());
        assert!(!written.subject.contains("Wilby"), "{}", written.subject);
        assert!(written.subject.starts_with("Orchard & Partners Bcc: eve@example.org: "));
        assert!(!written.subject.contains(['\r', '\n']), "{}", written.subject);
    }
}

#[test]
fn both_texts_say_the_same_and_the_html_holds_names_as_text() {
    for kind in KINDS {
        let written = write(kind, &facts());
        let says = written.text.lines().next().unwrap();
        let escaped = says.replace('<', "&lt;").replace('>', "&gt;");
        assert!(written.html.contains(&escaped), "{} in {}", says, written.html);
        assert!(!written.html.contains("<b>"), "{}", written.html);
        for link in ["https://plumbline.example/", "https://plumbline.example/e-mail"] {
            assert!(written.text.contains(link) && written.html.contains(link));
        }
    }
}

#[test]
fn a_day_is_said_in_words_and_counts_agree_with_their_verbs() {
    let says =
        |kind, facts: &LetterFacts| write(kind, facts).text.lines().next().unwrap().to_owned();
    let due = says(LetterKind::AnswerDue, &facts());
    assert!(due.ends_with("The last day to answer is Friday 27 November 2026."), "{due}");
    let digest = says(LetterKind::Digest, &facts());
    assert_eq!(digest, "3 things wait for you in Plumbline. 1 is overdue.");
    let one = LetterFacts { waiting: 1, overdue: 0, ..facts() };
    assert_eq!(says(LetterKind::Digest, &one), "1 thing waits for you in Plumbline.");
}
