//! Holds the components against the design system's own fixtures (`fixtures.json` of govuk-frontend 6.6.0, MIT),
//! trimmed to what is used here. Compared is what a browser makes of it: tags, attributes and words.

use std::collections::BTreeMap;

use maud::{Markup, PreEscaped, html};

use super::*;

const FIXTURES: &str = include_str!("../../fixtures/govuk-frontend-6.6.0.json");

/// HTML as a browser sees it: tags with sorted attributes and classes, words without white space around them.
fn seen(html: &str) -> Vec<String> {
    let mut seen = Vec::new();
    for part in html.split('<') {
        let Some((tag, text)) = part.split_once('>') else { continue };
        seen.push(format!("<{}>", tag_seen(tag)));
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if !text.is_empty() {
            seen.push(text.replace("&quot;", "\"").replace("&#39;", "'"));
        }
    }
    seen
}

fn tag_seen(tag: &str) -> String {
    let (name, mut rest) =
        tag.trim_end_matches('/').split_once(char::is_whitespace).unwrap_or((tag, ""));
    let mut attributes = Vec::new();
    while let Some((attribute, after)) = rest.trim_start().split_once("=\"") {
        let mut flags: Vec<_> = attribute.split_whitespace().map(str::to_owned).collect();
        let (value, after) = after.split_once('"').expect("a closed attribute");
        let mut words: Vec<_> = value.split_whitespace().collect();
        words.sort_unstable();
        let last = flags.pop().unwrap_or_default();
        attributes.push(format!("{last}={}", words.join(" ")));
        attributes.extend(flags);
        rest = after;
    }
    attributes.extend(rest.split_whitespace().map(str::to_owned));
    attributes.sort_unstable();
    format!("{name} {}", attributes.join(" ")).trim_end().to_owned()
}

fn holds(fixture: &str, ours: &Markup) {
    holds_but_for(fixture, &[], ours);
}

/// Compares, the fixture changed where we differ on purpose.
fn holds_but_for(fixture: &str, changes: &[(&str, &str)], ours: &Markup) {
    let fixtures: BTreeMap<String, String> = serde_json::from_str(FIXTURES).unwrap();
    let mut wanted =
        fixtures.get(fixture).unwrap_or_else(|| panic!("no fixture {fixture}")).clone();
    for (from, to) in changes {
        assert!(wanted.contains(from), "{fixture} has no {from}");
        wanted = wanted.replace(from, to);
    }
    assert_eq!(seen(&ours.clone().into_string()), seen(&wanted), "{fixture}");
}

fn choice(value: &str, text: &str, checked: bool) -> Radio {
    Radio { value: value.to_owned(), text: text.to_owned(), hint: None, checked }
}

#[test]
fn buttons() {
    holds("button: default", &button_submit("Save and continue"));
    let value = [("name=\"secondary\"", "name=\"secondary\" value=\"1\"")];
    holds_but_for(
        "button: secondary",
        &value,
        &button_secondary("Secondary button", "secondary", "1"),
    );
    holds("button: link", &button_link("Link button", "/"));
}

#[test]
fn questions_with_one_answer() {
    let items = |checked| vec![choice("yes", "Yes", false), choice("no", "No", checked)];
    let legend = "Have you changed your name?";
    holds(
        "radios: default",
        &radios(&Radios {
            name: "example-default",
            legend,
            items: items(false),
            ..Radios::default()
        }),
    );
    holds(
        "radios: with hint and error message",
        &radios(&Radios {
            name: "example-error-message-hint",
            legend,
            hint: Some("This includes changing your last name or spelling your name differently."),
            error: Some("Please select an option"),
            items: items(false),
            ..Radios::default()
        }),
    );
}

#[test]
fn questions_with_several_answers() {
    let items =
        [("british", "British"), ("irish", "Irish"), ("other", "Citizen of another country")];
    let items = items.map(|(value, text)| choice(value, text, false)).to_vec();
    let legend = "What is your nationality?";
    let boxes = Radios { name: "nationality", legend, items, ..Radios::default() };
    holds("checkboxes: default", &checkboxes(&boxes));
    let hint = Some("Nullam id dolor id nibh ultricies vehicula ut id elit.".to_owned());
    let items = [
        ("animal", "Waste from animal carcasses"),
        ("mines", "Waste from mines or quarries"),
        ("farm", "Farm or agricultural waste"),
    ];
    let items =
        items.map(|(value, text)| Radio { hint: hint.clone(), ..choice(value, text, false) });
    let boxes = Radios {
        name: "waste",
        legend: "Which types of waste do you transport regularly?",
        error: Some("Please select an option"),
        items: items.to_vec(),
        ..Radios::default()
    };
    holds("checkboxes: with error message", &checkboxes(&boxes));
}

#[test]
fn fields() {
    let label = "National Insurance number";
    holds(
        "input: default",
        &input(&Field { name: "test-name", label, ..Field::default() }, "text"),
    );
    let field = Field {
        name: "input-with-error-message",
        label,
        error: Some("Enter a National Insurance number in the correct format"),
        ..Field::default()
    };
    let name = [("test-name-3", "input-with-error-message")];
    holds_but_for("input: with error message", &name, &input(&field, "text"));
    let field =
        Field { name: "more-detail", label: "Can you provide more detail?", ..Field::default() };
    holds("textarea: default", &textarea(&field, 5));
    let field = Field {
        name: "with-hint-error",
        label: "With hint and error",
        hint: Some("Hint"),
        error: Some("Error message"),
        ..Field::default()
    };
    holds("textarea: with hint and error message", &textarea(&field, 5));
    let field = Field {
        name: "select-2",
        label: "Label text goes here",
        hint: Some("Hint text goes here"),
        error: Some("Error message goes here"),
        ..Field::default()
    };
    let items =
        (1..4).map(|number| (number.to_string(), format!("GOV.UK frontend option {number}")));
    holds(
        "select: with hint text and error message",
        &select(&Select { field, items: items.collect() }),
    );
}

#[test]
fn dates() {
    let parts = |id: &str| {
        ["day", "month", "year"]
            .map(|part| (format!("name=\"{part}\""), format!("name=\"{id}-{part}\"")))
    };
    let date = DateInput {
        name: "dob",
        legend: "What is your date of birth?",
        hint: Some("For example, 31 3 1980"),
        ..DateInput::default()
    };
    let names = parts("dob");
    let names: Vec<_> = names.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
    holds_but_for("date-input: default", &names, &date_input(&date));
    let wrong = DateInput { name: "dob-errors", error: Some("Error message goes here"), ..date };
    let names = parts("dob-errors");
    let names: Vec<_> = names.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
    holds_but_for("date-input: with error message and hint", &names, &date_input(&wrong));
}

#[test]
fn tables() {
    let rows = || {
        let row = |month, bicycles, vehicles| {
            vec![Cell::text(month), Cell::number(bicycles), Cell::number(vehicles)]
        };
        vec![
            row("January", "£85", "£95"),
            row("February", "£75", "£55"),
            row("March", "£165", "£125"),
        ]
    };
    holds("table: default", &Table { rows: rows(), ..Table::default() }.render());
    holds(
        "table: with firstCellIsHeader true",
        &Table { rows: rows(), first_is_header: true, ..Table::default() }.render(),
    );
    let head =
        vec![("Month you apply", false), ("Rate for bicycles", true), ("Rate for vehicles", true)];
    holds("table: with head", &Table { head, rows: rows(), ..Table::default() }.render());
}

#[test]
fn lists_of_facts() {
    let address = html! {
        p.govuk-body { "email@email.com" }
        p.govuk-body { "Address line 1" br; "Address line 2" br; "Address line 3" br; "Address line 4" br; "Address line 5" }
    };
    holds(
        "summary-list: default",
        &summary_list(&[
            Row::new("Name", html! { "Firstname Lastname" }),
            Row::new("Date of birth", html! { "13/08/1980" }),
            Row::new("Contact information", address),
        ]),
    );
}

#[test]
fn tellings() {
    let focus = [("data-module", "tabindex=\"-1\" autofocus data-module")];
    holds_but_for(
        "error-summary: mixed with and without links",
        &focus,
        &error_summary(&[
            ("Invalid username or password".to_owned(), None),
            (
                "Agree to the terms of service to log in".to_owned(),
                Some("example-error-1".to_owned()),
            ),
        ]),
    );
    holds("notification-banner: with type as success", &success("Email sent to example@email.com"));
    holds(
        "warning-text: default",
        &warning("You can be fined up to £5,000 if you don’t register."),
    );
    let text = "It can take up to 8 weeks to register a lasting power of attorney if there are no mistakes in the application.";
    holds("inset-text: default", &inset(&html! { (text) }));
    let text = "We need to know your nationality so we can work out which elections you’re entitled to vote in. If you can’t provide your nationality, you’ll have to send copies of identity documents through the post.";
    holds("details: default", &details("Help with nationality", &html! { (text) }));
    holds("tag: default", &tag("Alpha", ""));
    holds("tag: grey", &tag("Grey", "grey"));
    let body = html! { "Your reference number" br; strong { "HDJ2123F" } };
    holds("panel: default", &panel("Application complete", &body));
    let text = PreEscaped("This is a new service - your <a href=\"#\" class=\"govuk-link\">feedback</a> will help us to improve it.".to_owned());
    holds("phase-banner: default", &phase_banner("Alpha", &text));
}

#[test]
fn ways() {
    holds("back-link: default", &back_link("#"));
    holds("skip-link: default", &skip_link("#test-target-element", "Skip to main content"));
    let crumbs = [
        ("Home", "/"),
        ("Section", "/section"),
        ("Sub-section", "/section/sub-section"),
        ("Sub Sub-section", "/section/sub-section/sub-sub-section"),
    ];
    let crumbs = crumbs.map(|(words, href)| (words.to_owned(), href.to_owned()));
    holds("breadcrumbs: default", &breadcrumbs(&crumbs));
    let words = [("Previous<span class=\"govuk-visually-hidden\"> page</span>", "Earlier")];
    holds_but_for(
        "pagination: with previous only",
        &words,
        &pagination(Some(("Earlier", "/previous")), None),
    );
}
