use super::*;
use crate::sample;

fn shown(visitor: &Visitor) -> String {
    render(visitor, &sample::dashboard_as(visitor), &Asked::default()).into_string()
}

#[test]
fn the_page_shows_regions_surveys_reviews_and_what_is_due() {
    let page = shown(&sample::lead());
    for wanted in [
        "Where our schools stand",
        "St Mary's &amp; &lt;b&gt;",
        "Parent survey, autumn",
        "Took part: about 45%",
        "Due by <strong>Thursday 20 November 2025</strong>",
        "As of position <strong>412</strong>",
        "Sealed up to event <strong>408</strong>",
        "plumbline.example/log",
    ] {
        assert!(page.contains(wanted), "{wanted} is missing");
    }
    assert!(!page.contains("<b>"));
}

#[test]
fn what_is_not_shared_stays_out_of_a_trustees_request() {
    assert!(heat_request(&sample::trustee(), &Asked::default()).shared_only);
    assert!(!heat_request(&sample::lead(), &Asked::default()).shared_only);
    assert!(shown(&sample::trustee()).contains("shared with the schools’ committees"));
}

#[test]
fn a_governor_sees_the_own_committees_report_only() {
    let page = shown(&sample::governor());
    assert!(!page.contains("Oakfield"), "another school is on a governor's page");
}

#[test]
fn before_the_first_decision_the_page_says_so() {
    let loaded = Loaded {
        heat: Shown::All(Default::default()),
        overview: Shown::Away,
        ..sample::dashboard()
    };
    let page = render(&sample::lead(), &loaded, &Asked::default()).into_string();
    assert!(page.contains("No decisions have been recorded yet"));
    assert!(page.contains("What is under way cannot be shown"));
}

#[test]
fn who_is_not_shown_decisions_is_not_told_that_there_are_none() {
    let page = shown(&sample::clerk());
    assert!(!page.contains("href=\"/reports/"), "a draft is not the clerk's to open");
    assert!(!page.contains("#reviews"), "nor is the review");
    assert!(!page.contains("No decisions") && page.contains("not shown to you in your role"));
    let diocese = sample::somebody(contract::schools::v1::Role::DioceseLink);
    let mut loaded = sample::dashboard_as(&diocese);
    if let Shown::Part(heat, _) = &mut loaded.heat {
        heat.cells.retain(|cell| cell.area_id == "foundations");
    }
    let page = render(&diocese, &loaded, &Asked::default()).into_string();
    assert!(!page.contains("Not judged") && page.contains("Not shown to you"), "{page}");
    assert!(!page.contains("0 of 0"));
}

#[test]
fn what_is_of_today_on_a_page_of_an_earlier_day_says_so() {
    let asked = Asked::on("2025-10-31".parse().unwrap());
    let page = render(&sample::lead(), &sample::dashboard(), &asked).into_string();
    assert!(page.contains("surveys, reviews and reports are shown as they are today"), "{page}");
    assert!(!shown(&sample::lead()).contains("as they are today"));
}
