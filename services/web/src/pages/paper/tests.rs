use axum::body::Body;
use axum::http::header::CONTENT_TYPE;

use super::*;
use crate::sample;

#[test]
fn a_file_that_was_not_checked_is_said_in_plain_words() {
    let page = render(wrong("kind"), "token").into_string();
    assert!(page.contains("This file is no PDF") && page.contains("<title>Error: Check a paper"));
    assert!(
        page.contains("enctype=\"multipart/form-data\"") && page.contains("name=\"form-token\"")
    );
    assert!(!render(wrong(""), "token").into_string().contains("There is a problem"));
}

#[test]
fn what_does_not_hold_is_never_called_issued() {
    let verdict =
        |outcome| PaperVerdict { outcome, steps: Vec::new(), fault: "the pages".to_owned() };
    for outcome in [PaperOutcome::NoProof, PaperOutcome::Broken, PaperOutcome::OtherEdition] {
        let page = checked(&verdict(outcome)).into_string();
        assert!(!page.contains("This paper is what was issued"), "{outcome:?}");
    }
    assert!(
        checked(&verdict(PaperOutcome::Holds))
            .into_string()
            .contains("This paper is what was issued")
    );
}

#[test]
fn the_way_to_check_names_file_page_and_program() {
    let page = how(&sample::governor(), &sample::loaded_report(), None).into_string();
    for wanted in ["edition=proof", "href=\"/paper\"", "plumbline verify report"] {
        assert!(page.contains(wanted), "{wanted}");
    }
}

#[tokio::test]
async fn the_file_and_the_token_are_read_from_the_form() {
    let body = "--b\r\nContent-Disposition: form-data; name=\"form-token\"\r\n\r\nt\r\n\
                    --b\r\nContent-Disposition: form-data; name=\"paper\"; filename=\"r.pdf\"\r\n\r\n%PDF-1.7\r\n--b--\r\n";
    let request = |body: String| {
        let kind = "multipart/form-data; boundary=b";
        Request::post(AT).header(CONTENT_TYPE, kind).body(Body::from(body)).unwrap()
    };
    let (token, pdf) = read(request(body.to_owned())).await.unwrap();
    assert_eq!((token.as_str(), pdf.as_slice()), ("t", b"%PDF-1.7".as_slice()));
    let large = body.replace("%PDF-1.7", &"x".repeat(LARGEST_PAPER + 1));
    assert!(matches!(read(request(large)).await, Err(Failure::TooLarge)));
    let strange = body.replace("\"paper\"", "\"other\"");
    assert!(matches!(read(request(strange)).await, Err(Failure::Malformed(_))));
}
