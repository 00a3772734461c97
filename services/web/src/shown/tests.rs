use super::*;

const WORDS: Words<'_> = Words { what: "Reviews", none: Absence::of("None was asked for.") };

fn drawn(shown: &Shown<Vec<u8>>) -> String {
    let draw = |list: &Vec<u8>| (!list.is_empty()).then(|| html! { "some" });
    shown.draw(WORDS, draw).into_string()
}

#[test]
fn none_is_said_only_where_all_was_seen() {
    assert!(drawn(&Shown::All(vec![])).contains("None was asked for."));
    for less in [Shown::Part(vec![], "Yours only."), Shown::Withheld("Not yours."), Shown::Away] {
        assert!(!drawn(&less).contains("None was asked for."), "{less:?}");
    }
    assert!(drawn(&Shown::Part(vec![], "Yours only.")).contains("Yours only."));
    assert!(drawn(&Shown::Part(vec![1], "Yours only.")).contains("some"));
    assert!(drawn(&Shown::Away).contains("Reviews cannot be shown"));
}

#[test]
fn a_services_no_withholds_and_its_silence_is_said() {
    let of = |status: Status, extent| Shown::<u8>::of(Err(status), extent);
    let refused = || contract::not_allowed("why");
    let withheld = of(refused(), Extent::Nothing("Not yours.")).unwrap();
    assert!(matches!(withheld, Shown::Withheld("Not yours.")));
    assert!(matches!(of(refused(), Extent::All).unwrap(), Shown::Withheld(REFUSED)));
    assert!(matches!(of(Status::unavailable(""), Extent::All).unwrap(), Shown::Away));
    assert!(of(Status::not_found(""), Extent::All).is_err());
    let nothing = Shown::of(Ok(Response::new(1)), Extent::Nothing("Not yours.")).unwrap();
    assert!(nothing.known().is_none(), "whatever the service gave");
}
