use super::*;
use crate::sample;

#[test]
fn a_schools_results_show_words_bars_and_numbers() {
    let page =
        render(&sample::lead(), &sample::results(), sample::MARYS, &Told::default()).into_string();
    for wanted in [
        "What St Mary's &amp; &lt;b&gt; heard",
        "86% of 42 answers",
        "chart-q1-title",
        "Answers in numbers",
        "not shown",
        "90% or more of 12 answers",
        "about half",
        "Took part: <strong>about 60%</strong>",
        "href=\"/trail/230\"",
    ] {
        assert!(page.contains(wanted), "{wanted} is missing");
    }
}

#[test]
fn what_a_figure_counts_stands_beside_it_and_nothing_of_who_answered() {
    let page =
        render(&sample::lead(), &sample::results(), sample::MARYS, &Told::default()).into_string();
    assert!(page.contains("The percentage counts “Strongly agree” or “Agree”."), "{page}");
    assert!(!page.contains("Does your child have special educational needs"), "{page}");
}

#[test]
fn every_figure_stands_in_a_list_that_is_found_in() {
    let view = |query: &str| {
        let fields = crate::form::Fields::parse(query.as_bytes());
        crate::listing::ListView::of("/surveys/w", &fields)
    };
    let lead = Visitor { view: view("find=trust+as+a+whole"), ..sample::lead() };
    let page = render(&lead, &sample::results(), "", &Told::default()).into_string();
    assert!(page.contains("Every figure of this survey") && page.contains("match; with"), "{page}");
    assert!(page.contains("/surveys/w?find=trust+as+a+whole&amp;take=csv"), "{page}");
}

#[test]
fn a_hub_has_a_table_of_its_own() {
    let page = |school: &str| {
        render(&sample::lead(), &sample::results(), school, &Told::default()).into_string()
    };
    for school in ["", sample::MARYS] {
        let page = page(school);
        assert!(page.contains("what its schools heard together"), "{page}");
        assert!(page.contains("Coast hub") && page.contains("84% of 96 answers"), "{page}");
        assert!(page.contains("Took part in the schools of the hub: about 55%."), "{page}");
    }
    assert!(!page(sample::OAK).contains("heard together"), "that school lies in no hub");
}

#[test]
fn a_question_kept_from_a_reader_was_asked_all_the_same() {
    let mut loaded = sample::results();
    loaded.results.as_mut().unwrap().figures.clear();
    let shown =
        |visitor: &Visitor| render(visitor, &loaded, sample::MARYS, &Told::default()).into_string();
    assert!(shown(&sample::lead()).contains("Not asked here."));
    let diocese = shown(&sample::somebody(contract::schools::v1::Role::DioceseLink));
    assert!(!diocese.contains("Not asked here.") && diocese.contains("Not shown to you."));
}

#[test]
fn a_suppressed_question_has_neither_bar_nor_numbers() {
    let page =
        render(&sample::lead(), &sample::results(), sample::MARYS, &Told::default()).into_string();
    assert!(!page.contains("chart-q4-title"), "{page}");
    assert_eq!(page.matches(">Answers in numbers").count(), 1);
}

#[test]
fn before_release_only_participation_is_shown() {
    let mut loaded = sample::results();
    loaded.results = None;
    loaded.wave.set_state(WaveState::Open);
    let page = render(&sample::lead(), &loaded, "", &Told::default()).into_string();
    assert!(
        page.contains("No results are shown before")
            && page.contains("Who took part, as at last midnight")
    );
    assert!(!page.contains("86%"));
}

#[test]
fn answers_outside_the_base_are_not_drawn() {
    let results = sample::results();
    let results = results.results.unwrap();
    let parts = parts(&results.questions[1], &Figure::default());
    assert!(parts.iter().all(|part| part.label != "My child has not been bullied"));
}
