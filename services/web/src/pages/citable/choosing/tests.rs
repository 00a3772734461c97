use jiff::civil::date;

use super::*;

fn from(on: Option<Date>, source: &str, counted: &str) -> Provenance {
    Provenance { on, source: source.to_owned(), counted: counted.to_owned() }
}

#[test]
fn a_piece_says_its_day_its_source_its_number_and_that_it_is_old() {
    let today = date(2025, 11, 21);
    let said = |from| beside(&from, today).unwrap_or_default();
    let old = from(Some(date(2024, 11, 20)), "Key stage 2", "41 pupils");
    assert_eq!(said(old), "20 November 2024, Key stage 2, 41 pupils, over a year old");
    let year = from(Some(date(2024, 11, 21)), "", "");
    assert_eq!(said(year), "21 November 2024", "a year to the day");
    assert_eq!(said(from(None, "Register", "")), "Register", "a day that is not known is not old");
    assert_eq!(beside(&Provenance::default(), today), None);
}

#[test]
fn what_is_said_beside_a_piece_does_not_travel_with_the_form() {
    let one = Citable {
        words: "Pupils on roll: 89".to_owned(),
        near: true,
        from: from(None, "Register", ""),
        ..Citable::default()
    };
    let bare = Citable { words: one.words.clone(), ..Citable::default() };
    assert_eq!(value(&one), value(&bare), "a form that was saved for later still has its tick");
    assert_eq!(chosen(&[value(&one)], String::new()), [one.piece]);
}

#[test]
fn a_picker_has_each_kind_in_its_place_and_keeps_the_order_within() {
    let of = |kind: EvidenceKind, words: &str| Citable {
        piece: Citation { kind: kind.into(), ..Citation::default() },
        words: words.to_owned(),
        ..Citable::default()
    };
    let offered = [
        of(EvidenceKind::Accreditation, "new"),
        of(EvidenceKind::ReviewFinding, "seen"),
        of(EvidenceKind::Accreditation, "old"),
    ];
    let picked = choices(&offered, date(2025, 11, 21));
    let words: Vec<_> = picked.iter().map(|one| one.choice.words.as_str()).collect();
    assert_eq!(words, ["seen", "new", "old"]);
}
