use super::*;

#[test]
fn a_file_is_its_persons_and_files_are_bounded() {
    let (handouts, ada, bob) = (Handouts::default(), Uuid::from_u128(1), Uuid::from_u128(2));
    handouts.keep(ada, "wave", "links".to_owned());
    assert_eq!(handouts.find(ada, "wave").as_deref(), Some("links"));
    assert!(handouts.find(bob, "wave").is_none() && handouts.find(ada, "other").is_none());
    for number in 0..MOST + 5 {
        handouts.keep(ada, &number.to_string(), String::new());
    }
    assert_eq!(handouts.kept().len(), MOST);
}
