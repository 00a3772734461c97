use super::*;

const PAGE: &str = "https://ours.example/guest/link/x";

#[test]
fn a_guest_of_two_trusts_can_tell_the_letters_apart() {
    let letter = |trust| link_letter("sue@county.example", trust, PAGE);
    let (orchard, harbour) = (letter("Orchard Trust"), letter("Harbour Trust"));
    assert!(orchard.text.contains("Orchard Trust"), "{}", orchard.text);
    assert!(harbour.text.contains("Harbour Trust"), "{}", harbour.text);
    for letter in [orchard, harbour] {
        assert!(letter.text.contains(&format!("\n\n{PAGE}\n\n")));
    }
}
