use super::*;

#[test]
fn the_scripts_of_suffolk_classrooms_are_covered() {
    for letter in "Aé£–“ąłđșŞЖΩ٣عپ।কअਕਪ".chars() {
        assert!(FACES.cover(letter), "{letter}");
    }
    assert!(!FACES.cover('漢') && !FACES.cover('😀'));
    assert!(FACES.text_family_covers('ł') && !FACES.text_family_covers('ক'));
}
