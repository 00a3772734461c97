use super::*;

fn said(text: &str) -> HashMap<String, String> {
    HashMap::from([("c0".to_owned(), text.to_owned())])
}

#[test]
fn words_close_their_sentence_once() {
    let sentence = "{school:s1} was judged {region:r}: {words:c0}";
    assert_eq!(commitments(sentence).collect::<Vec<_>>(), ["c0"]);
    let close = |text| told(sentence, &said(text));
    assert_eq!(close("They ask"), "{school:s1} was judged {region:r}: They ask.");
    assert_eq!(close("Do they ask?"), "{school:s1} was judged {region:r}: Do they ask?");
    assert_eq!(close(""), "{school:s1} was judged {region:r}.");
}

#[test]
fn braces_in_users_texts_name_nobody() {
    let told = told("It was opened again: {words:c0}", &said(&plain("see {person:1}")));
    assert_eq!(told, "It was opened again: see (person:1).");
}

#[test]
fn words_in_quotation_marks_have_no_stop() {
    let sentence = "The question “{quote:c0}” was answered: {words:c1}";
    let told = told(sentence, &said("What changed."));
    assert_eq!(told, "The question “What changed” was answered.");
}
