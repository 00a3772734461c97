use super::*;
use crate::sample;

#[test]
fn it_says_who_saw_the_report_in_which_role_and_how_often() {
    let page = render(
        &sample::lead(),
        &sample::ground(),
        &SeenThing { thing: Thing::Report, id: sample::REPORT },
        &sample::looks(),
    )
    .into_string();
    for wanted in [
        "Who has seen this report?",
        "Peter Lund",
        "Governor",
        "Downloaded the PDF",
        "3 times",
        "Older looks",
        "twelve months",
    ] {
        assert!(page.contains(wanted), "{wanted} is missing");
    }
}

#[test]
fn nobody_is_said_in_words() {
    let none = Looks::default();
    let page = render(
        &sample::lead(),
        &sample::ground(),
        &SeenThing { thing: Thing::School, id: sample::MARYS },
        &none,
    )
    .into_string();
    assert!(page.contains("Nobody") && !page.contains("<table"));
}

#[test]
fn ones_own_record_is_addressed_to_oneself_and_anothers_names_the_other() {
    let (ground, looks) = (sample::ground(), sample::looks());
    let both = PersonLooks { by: looks.clone(), about: looks.clone() };
    let own = render_record(&sample::lead(), &ground, sample::AMIRA, &both);
    assert!(own.into_string().contains("Your access record"));
    let other = render_record(&sample::lead(), &ground, sample::GOVERNOR, &both);
    assert!(other.into_string().contains("Access record of Peter Lund"));
}
