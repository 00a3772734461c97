use super::*;

#[test]
fn tokens_outlive_the_play_and_are_forgotten_with_the_wave() {
    let folder = tempfile::tempdir().unwrap();
    let given = SchoolTokens { school_id: "school".to_owned(), tokens: vec!["token".to_owned()] };
    Tokens::open(folder.path()).unwrap().keep("wave", vec![given]).unwrap();
    let mut again = Tokens::open(folder.path()).unwrap();
    assert_eq!(again.of("wave").unwrap()["school"], ["token"]);
    again.forget("wave").unwrap();
    assert!(Tokens::open(folder.path()).unwrap().of("wave").is_none());
}
