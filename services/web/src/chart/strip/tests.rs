use super::*;

fn drawn(half: Option<[f64; 2]>) -> String {
    let marks = [
        StripMark { share: 0.0, own: false },
        StripMark { share: 50.0, own: true },
        StripMark { share: 100.0, own: false },
    ];
    let of =
        Strip { title: "Reading", words: "From 50% to 70%", marks: &marks, middle: 50.0, half };
    strip(&of).into_string()
}

#[test]
fn each_stands_where_its_number_does_and_the_own_one_has_another_shape() {
    let svg = drawn(Some([25.0, 75.0]));
    assert!(svg.contains("cx=\"12\"") && svg.contains("cx=\"468\""), "{svg}");
    assert_eq!((svg.matches("<circle").count(), svg.matches("<polygon").count()), (2, 1));
    assert!(svg.contains("aria-label=\"Reading: From 50% to 70%\"") && svg.contains("<desc>"));
    assert!(svg.contains("<rect x=\"126\"") && !svg.contains("style="), "{svg}");
}

#[test]
fn too_few_have_no_middle_half() {
    assert!(!drawn(None).contains("<rect"));
}
