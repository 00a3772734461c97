use super::*;
use crate::form::{Choice, Entered, Fields};

const ENTRIES: &[Entry] = &[
    Entry::pick("region", "Which region?"),
    Entry::each("reason", "Why?", 600),
    Entry::ticks("evidence", "What does it rest on?"),
];

#[test]
fn every_thing_has_its_own_fields_and_keeps_what_was_entered() {
    let fields = "region-staff=improve&reason-staff=Seen&evidence-staff=b";
    let entered = Entered::read(ENTRIES, Fields::parse(fields.as_bytes()));
    let ladder = vec![Choice::new("repair", "Repair"), Choice::new("improve", "Improve")];
    let choices = [("region/of", ladder)];
    let drawing = Drawing {
        entered: &entered,
        key: "k",
        choices: &choices,
        starts: &[],
        fresh: false,
        about: "",
    };
    let thing = |of: &str| FormThing {
        of: of.to_owned(),
        heading: of.to_uppercase(),
        above: html! {},
        ticks: [("a", "One"), ("b", "Two")]
            .map(|(value, words)| Pickable {
                choice: Choice::new(value, words),
                kind: "Surveys",
                near: true,
            })
            .to_vec(),
    };
    let page = drawing.things(ENTRIES, &[thing("outcomes"), thing("staff")]).into_string();
    for wanted in [
        "id=\"k-region\" name=\"region-outcomes\"",
        "id=\"k-region-2\" name=\"region-staff\"",
        "<option value=\"improve\" selected>",
        ">Seen</textarea>",
        "value=\"b\" checked",
    ] {
        assert!(page.contains(wanted), "{wanted} is missing: {page}");
    }
    assert_eq!(entered.each("evidence"), [("staff".to_owned(), "b".to_owned())]);
}
