use super::*;
use crate::sample;

fn shown(visitor: &Visitor, loaded: &Loaded) -> String {
    let school = loaded.ground.school(sample::MARYS, visitor).unwrap();
    render(visitor, loaded, school, Viewing { asked: &Asked::default(), told: &Told::default() })
        .into_string()
}

#[test]
fn the_page_holds_regions_steps_evidence_surveys_reviews_and_reports() {
    let page = shown(&sample::lead(), &sample::school());
    for wanted in [
        "<h1 class=\"govuk-heading-l\">St Mary's &amp; &lt;b&gt;</h1>",
        "Governors ask about outcomes",
        "School’s own view",
        "My child is happy at this school",
        "86% of 42 answers",
        "not shown",
        "Pupils speak with pride",
        "Autumn 2025-26",
        "Thursday 27 November 2025",
        "href=\"/trail?school=",
    ] {
        assert!(page.contains(wanted), "{wanted} is missing");
    }
    assert!(!page.contains("<b>") && !page.contains("<script>"));
}

#[test]
fn a_suppressed_figure_is_said_in_words_and_never_drawn_as_nothing() {
    let page = shown(&sample::lead(), &sample::school());
    assert!(!page.contains(">0%<"));
}

#[test]
fn a_head_of_another_school_does_not_see_the_reports() {
    let loaded = sample::school();
    let oak = loaded.ground.school(sample::OAK, &sample::head()).unwrap();
    let page = render(
        &sample::head(),
        &loaded,
        oak,
        Viewing { asked: &Asked::default(), told: &Told::default() },
    )
    .into_string();
    assert!(!page.contains("id=\"reports\"") && !page.contains("/trail?school="));
}

#[test]
fn parts_whose_service_is_away_say_so() {
    let (surveys, reviews, reports) = (Shown::Away, Shown::Away, Shown::Away);
    let loaded = Loaded { surveys, reviews, reports, ..sample::school() };
    let page = shown(&sample::lead(), &loaded);
    assert_eq!(page.matches("cannot be shown at the moment").count(), 3);
}

#[test]
fn who_is_not_shown_something_is_not_told_that_there_is_none() {
    let clerk = sample::clerk();
    let Extent::Nothing(why) = clerk.judgements_of(sample::MARYS) else { panic!() };
    let page = shown(&clerk, &sample::school_as(&clerk));
    for untrue in ["Not judged", "No evidence", "No peer review", "once the decisions have"] {
        assert!(!page.contains(untrue), "{untrue}");
    }
    assert!(page.matches(why).count() >= 2 && page.contains("shown to its head"), "{page}");
}

#[test]
fn on_an_earlier_day_a_judgement_stands_where_it_stood_then() {
    let loaded = sample::school();
    let school = loaded.ground.school(sample::MARYS, &sample::lead()).unwrap().clone();
    let asked = Asked::on("2025-11-01".parse().unwrap());
    let mut loaded = sample::school();
    let earlier = GetHeatmapResponse { as_of: sample::as_of(305), ..sample::heat() };
    loaded.heat = Shown::All(earlier);
    let page = render(
        &sample::lead(),
        &loaded,
        &school,
        Viewing { asked: &asked, told: &Told::default() },
    )
    .into_string();
    assert!(!page.contains("Decided and shared") && page.contains("as they are today"));
}
