use super::*;
use crate::listing::testing::taken;
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

/// The CSV of a table of the page, as one of these roles takes it.
async fn file(table: &str, reader: fn() -> Visitor) -> String {
    taken("/schools/s", table, move |view| {
        let visitor = Visitor { view, ..reader() };
        let loaded = sample::school_as(&visitor);
        let school = loaded.ground.school(sample::MARYS, &visitor).unwrap();
        let viewing = Viewing { asked: &Asked::default(), told: &Told::default() };
        render(&visitor, &loaded, school, viewing)
    })
    .await
}

#[tokio::test]
async fn each_table_of_the_page_is_taken_with_what_it_says() {
    for (table, head, row) in [
        ("regions", "Area,Region,Movement,Reason,Recorded in", "Governors ask about outcomes"),
        ("how-decided", "Area,School", "Decided and shared"),
        ("evidence-cited", "What it shows,Cited for", "Peer review finding"),
        ("surveys", "Survey,Question,Positive answers", "86% of 42 answers"),
        ("review-findings", "Peer review,Finding,Kind", "Pupils speak with pride"),
        ("reports", "Term,State,Meeting,Issued,Questions", "Autumn 2025-26"),
    ] {
        let file = file(table, sample::lead).await;
        let (about, rows) = file.split_once("\r\n\"\"\r\n").unwrap();
        assert!(rows.starts_with(head) && rows.contains(row), "{table}: {file}");
        assert!(about.contains("St Mary's") && about.contains("Taken on"), "{table}: {file}");
    }
    assert!(file("surveys", sample::lead).await.contains("at least 10 answers"));
}

#[tokio::test]
async fn a_survey_that_shows_nothing_of_the_school_is_not_in_the_file() {
    let file = taken("/schools/s", "surveys", |view| {
        let (lead, mut loaded) = (Visitor { view, ..sample::lead() }, sample::school());
        let Shown::All(surveys) = &mut loaded.surveys else { panic!() };
        let mut silent = surveys[0].clone();
        silent.figures.clear();
        silent.wave.as_mut().unwrap().title = "Of others".to_owned();
        surveys.push(silent);
        let school = loaded.ground.school(sample::MARYS, &lead).unwrap();
        let viewing = Viewing { asked: &Asked::default(), told: &Told::default() };
        render(&lead, &loaded, school, viewing)
    });
    assert!(!file.await.contains("Of others"));
}

#[test]
fn what_a_reader_is_not_shown_is_not_offered_as_a_file() {
    let clerk = sample::clerk();
    let page = shown(&clerk, &sample::school_as(&clerk));
    for table in ["regions", "how-decided", "evidence-cited"] {
        assert!(!page.contains(&format!("table={table}")), "{table}");
    }
}
