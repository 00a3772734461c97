use super::*;

#[test]
fn a_wrong_code_is_kept_and_explained() {
    let fields = crate::form::Fields::parse(b"receipt=%3Cb%3E");
    let problem = refused(contract::not_found("RECEIPT_UNKNOWN", "")).unwrap();
    let entered = Entered::read(ENTRIES, fields).wrong(problem);
    let again = Again { address: AT.to_owned(), key: String::new(), entered };
    let page = render(Some(&again), "token").into_string();
    assert!(
        page.contains("value=\"&lt;b&gt;\"") && page.contains("No answers belong to this code")
    );
    assert!(page.contains("href=\"#receipt\"") && page.contains("<title>Error: "));
}
