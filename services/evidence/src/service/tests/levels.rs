//! Figures of a hub, the trust, an authority and England. No command records them yet; what events say of them is folded and shown.

use contract::events::FigureEvent;

use super::figures::{GOVERNOR, LEAD, ks2, number};
use super::*;

const HUB: Uuid = Uuid::from_u128(0x50);

/// What an event says of others than a school, who are so many pupils.
fn figure(level: FigureLevel, number: f64, cohort: u32) -> FigureRecorded {
    let of = |one: FigureLevel, id: String| if level == one { id } else { String::new() };
    FigureRecorded {
        figure_id: new_id(),
        level: level.into(),
        hub_id: of(FigureLevel::Hub, HUB.to_string()),
        authority: of(FigureLevel::Authority, "935".to_owned()),
        measure_id: "ks2-rwm-expected".to_owned(),
        period: "2024-25".to_owned(),
        states: Some(FigureVersion {
            version: 1,
            measure_version: 1,
            value: Some(FigureValue { number: Some(number), absence: None }),
            cohort: Some(cohort),
            status: FigureStatus::Final.into(),
            ..FigureVersion::default()
        }),
        ..FigureRecorded::default()
    }
}

impl House {
    async fn figure_is_told(&self, recorded: FigureRecorded) {
        let id = recorded.figure_id.parse().unwrap();
        self.happens(id, FigureEvent::FigureRecorded(recorded)).await;
    }

    /// Every figure as a person is shown it, by level, with whose it is and its number.
    async fn levels_seen_by(&self, person: Uuid) -> Vec<(FigureLevel, String, Option<f64>)> {
        let at_least = self.service.catch_up().await;
        let asked = ListFiguresRequest { at_least, with_others: true, ..Default::default() };
        let answer = self.doors.list_figures(self.by(person, asked)).await;
        let mut figures = answer.unwrap().into_inner().figures;
        figures.sort_by_key(|figure| figure.level);
        assert!(figures.iter().all(|figure| figure.others.is_none()), "there is one school");
        let shown = figures.iter().map(|figure| {
            let whose = [&*figure.school_id, &*figure.hub_id, &*figure.authority].concat();
            assert_eq!(figure.not_shown, number(figure).is_none());
            (figure.level(), whose, number(figure))
        });
        shown.collect()
    }
}

#[tokio::test]
async fn figures_of_each_level_stand_apart_and_few_pupils_hide_their_own_alone() {
    let house = House::peopled().await;
    house.doors.record_figure(house.by(LEAD, ks2(SCHOOL, "44", 20))).await.unwrap();
    for (level, number, cohort) in [
        (FigureLevel::Hub, 61.0, 5),
        (FigureLevel::Trust, 62.0, 300),
        (FigureLevel::Authority, 63.0, 9_000),
        (FigureLevel::National, 64.0, 600_000),
    ] {
        house.figure_is_told(figure(level, number, cohort)).await;
    }
    let all = |of_the_hub| {
        vec![
            (FigureLevel::School, SCHOOL.to_string(), Some(44.0)),
            (FigureLevel::Hub, HUB.to_string(), of_the_hub),
            (FigureLevel::Trust, String::new(), Some(62.0)),
            (FigureLevel::Authority, "935".to_owned(), Some(63.0)),
            (FigureLevel::National, String::new(), Some(64.0)),
        ]
    };
    assert_eq!(house.levels_seen_by(LEAD).await, all(Some(61.0)));
    assert_eq!(house.levels_seen_by(GOVERNOR).await, all(None));
    house.service.take_in_again().await;
    assert_eq!(house.levels_seen_by(LEAD).await, all(Some(61.0)));

    let of_school = ListFiguresRequest { school_id: SCHOOL.to_string(), ..Default::default() };
    let of_school = house.doors.list_figures(house.by(LEAD, of_school)).await.unwrap();
    assert_eq!(of_school.into_inner().figures.len(), 1);
}

#[tokio::test]
async fn an_internal_figure_of_the_trust_is_for_who_sees_the_whole_trust() {
    let house = House::peopled().await;
    let mut internal = figure(FigureLevel::Trust, 62.0, 300);
    if let Some(states) = &mut internal.states {
        states.set_status(FigureStatus::Internal);
    }
    house.figure_is_told(internal).await;
    let whole = vec![(FigureLevel::Trust, String::new(), Some(62.0))];
    assert_eq!(house.levels_seen_by(LEAD).await, whole);
    let seen = house.levels_seen_by(GOVERNOR).await;
    assert!(seen.is_empty(), "{seen:?}");
}
