use super::*;
use crate::sample;

fn fact(school: &str, measure: &str) -> Fact {
    Fact {
        school_id: school.to_owned(),
        measure: measure.to_owned(),
        period: "2025-26-autumn".to_owned(),
        words: "62%".to_owned(),
        from_position: 310,
        ..Default::default()
    }
}

#[test]
fn every_figure_the_service_gives_out_is_shown_with_its_event_where_that_opens() {
    let facts = vec![
        fact(sample::MARYS, "category.governance"),
        fact(sample::OAK, "category.staff.school_view"),
        fact("", "survey.x.q1.positive"),
    ];
    let facts = Shown::All(ListFactsResponse { as_of: None, facts });
    let loaded = Loaded { ground: sample::ground(), facts, instruments: Vec::new() };
    let shown = |visitor: &Visitor| {
        let page = render(visitor, &loaded, &Filter::default(), &Asked::default());
        let page = page.into_string();
        (page.matches("62%").count(), page.matches("href=\"/trail/310\"").count())
    };
    assert_eq!(shown(&sample::lead()), (3, 3));
    assert_eq!(shown(&sample::trustee()), (3, 2), "a school's own view is not a trustee's");
    assert_eq!(shown(&sample::governor()), (3, 1));
}

#[test]
fn a_reworded_question_is_said_not_to_be_compared() {
    let of = |instrument_version, compared_since| {
        line(&Fact { instrument_version, compared_since, ..Fact::default() })
    };
    assert_eq!(of(2, 2).unwrap(), "Version 2, not compared with earlier ones");
    assert_eq!(of(3, 2).unwrap(), "Version 3, compared since version 2");
    assert_eq!((of(1, 1), of(0, 0), of(2, 0)), (None, None, None));
}
