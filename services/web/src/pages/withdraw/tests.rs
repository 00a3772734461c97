use super::*;

#[test]
fn a_wrong_code_is_kept_and_explained() {
    let fields = crate::form::Fields::parse(b"receipt=%3Cb%3E");
    let problem = refused(contract::not_found("RECEIPT_UNKNOWN", "")).unwrap();
    let entered = Entered::read(ENTRIES, fields).wrong(problem);
    let again = Again { address: AT.to_owned(), key: String::new(), entered };
    let page = render(Some(&again), "token", &AskingSchool::default()).into_string();
    assert!(
        page.contains("value=\"&lt;b&gt;\"") && page.contains("No answers belong to this code")
    );
    assert!(page.contains("href=\"#receipt\"") && page.contains("<title>Error: "));
}

#[test]
fn the_school_that_asked_is_named_to_who_comes_from_its_receipt_and_to_nobody_else() {
    let key = PageKey::draw();
    let address = at(&key, Some("Oakfield Primary"));
    let sealed = address.strip_prefix("/withdraw?school=").unwrap();
    let asking = AskingSchool::read(&key, sealed);
    let pages = [render(None, "token", &asking), done(&asking)].map(Markup::into_string);
    assert!(pages.iter().all(|page| page.contains("Ask the office of Oakfield Primary")));
    assert!(pages[0].contains(&format!("name=\"school\" value=\"{sealed}\"")), "{}", pages[0]);
    assert_eq!(at(&key, None), "/withdraw");
    let of_another_key = PageKey::draw().seal(MATTER, b"Oakfield Primary");
    for forged in ["Oakfield Primary", "", of_another_key.as_str()] {
        let page = done(&AskingSchool::read(&key, forged)).into_string();
        assert!(page.contains("Ask the office of your school"), "{page}");
    }
}
