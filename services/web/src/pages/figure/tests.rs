use super::*;
use crate::sample;

fn shown(visitor: &Visitor) -> String {
    let loaded = sample::figure_page(visitor);
    let school = loaded.ground.school(sample::MARYS, visitor).unwrap();
    let similar = &SimilarWanted::default();
    let of = MeasuredSchool { school, measure: sample::MEASURE, similar };
    render(visitor, &loaded, of, &Told::default()).unwrap().into_string()
}

#[test]
fn every_version_is_told_with_where_it_is_from() {
    let page = shown(&sample::head());
    assert!(page.contains("56% (5 of 9)") && page.contains("44% (4 of 9)"), "{page}");
    assert!(page.contains("Provisional") && page.contains("Final"));
    assert!(page.contains("Key stage 2 institution level"));
    assert!(page.contains("Earlier: All pupils, Academic year 2024-25"));
}

#[test]
fn a_three_year_total_stands_beside_a_share_of_few_and_in_for_one_that_is_not_shown() {
    let total = "Together 7 of 13 over 2022-23 to 2024-25";
    let (head, trustee) = (shown(&sample::head()), shown(&sample::trustee()));
    assert!(head.contains("Together 14 of 27 over") && head.contains(total), "{head}");
    assert!(head.contains("50% (2 of 4)"));
    assert!(trustee.contains("not shown") && trustee.contains(total), "{trustee}");
    assert!(!trustee.contains("2 of 4"), "{trustee}");
}

#[test]
fn who_may_records_and_withdraws() {
    let head = shown(&sample::head());
    assert!(head.contains("/figures/ks2-rwm-expected/new\""));
    assert_eq!(head.matches("/figures/ks2-rwm-expected/figure-").count(), 2, "each can be");
    assert!(!shown(&sample::governor()).contains("<form method=\"post\" action=\"/schools"));
}

#[test]
fn the_event_of_a_figure_opens_where_few_pupils_are_shown() {
    assert!(shown(&sample::head()).contains("href=\"/trail/"));
    assert!(!shown(&sample::trustee()).contains("href=\"/trail/"));
    let chief = sample::somebody(contract::schools::v1::Role::ChiefExecutive);
    assert!(!shown(&chief).contains("href=\"/trail/"));
}

#[test]
fn an_unknown_measure_has_no_page() {
    let visitor = sample::lead();
    let loaded = sample::figure_page(&visitor);
    let school = loaded.ground.school(sample::MARYS, &visitor).unwrap();
    let similar = &SimilarWanted::default();
    let of = MeasuredSchool { school, measure: "reading-weight", similar };
    assert!(render(&visitor, &loaded, of, &Told::default()).is_err());
}

#[test]
fn similar_schools_stand_beside_the_figure_and_their_set_is_explained() {
    let page = shown(&sample::trustee());
    assert!(page.contains("61% (half of 46 schools from 52% to 70%)"), "{page}");
    assert!(page.contains("Similar are primary schools with a religious character"), "{page}");
    assert!(page.contains("action=\"/schools/") && page.contains("name=\"similar-add\""));
    let visitor = sample::head();
    let loaded = sample::figure_page(&visitor);
    let school = loaded.ground.school(sample::MARYS, &visitor).unwrap();
    let query = crate::form::Fields::parse(b"similar-add=Orford");
    let similar = &SimilarWanted::read(&query);
    let of = MeasuredSchool { school, measure: sample::MEASURE, similar };
    let wrong = render(&visitor, &loaded, of, &Told::default()).unwrap().into_string();
    assert!(wrong.contains("href=\"#similar-add\"") && wrong.contains("id=\"similar-add\""));
}
