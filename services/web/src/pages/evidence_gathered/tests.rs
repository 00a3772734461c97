use jiff::civil::date;

use super::*;
use crate::sample;

fn areas(visitor: &Visitor, change: impl FnOnce(&mut SchoolHeld)) -> Vec<AreaHeld> {
    let mut loaded = sample::evidence_page(visitor);
    change(&mut loaded.held);
    let gathering = Gathering {
        visitor,
        school: sample::MARYS,
        held: &loaded.held,
        judgements: &loaded.judgements,
        self_evaluations: &loaded.self_evaluations,
        until: u64::MAX,
    };
    gathering.areas()
}

fn area<'a>(areas: &'a [AreaHeld], id: &str) -> &'a AreaHeld {
    areas.iter().find(|area| area.area_id == id).expect("an area of the framework")
}

/// The days of the pieces that a source has about an area.
fn days(area: &AreaHeld, source: EvidenceSource) -> Vec<Option<Date>> {
    let of_source = area.pieces.iter().filter(|piece| piece.source == source);
    of_source.map(|piece| piece.on).collect()
}

#[test]
fn what_names_an_area_and_what_is_cited_for_it_count_once() {
    let areas = areas(&sample::lead(), |_| {});
    let behaviour = area(&areas, "behaviour-and-attendance");
    assert_eq!(days(behaviour, EvidenceSource::Record), [Some(date(2025, 11, 18))], "corrected");
    assert_eq!(days(behaviour, EvidenceSource::Visit), [Some(date(2025, 11, 11))], "issued");
    // Both findings of the sample have one position, which the judgement cites, too.
    assert_eq!(days(behaviour, EvidenceSource::Review).len(), 1);
    let signed = days(behaviour, EvidenceSource::SelfEvaluation);
    assert_eq!(signed, [Some(date(2025, 10, 17))], "the draft of this term does not count");
    assert_eq!(days(behaviour, EvidenceSource::Survey), [Some(date(2025, 11, 14))]);
    assert_eq!(days(behaviour, EvidenceSource::Figure).len(), 1, "absence, without what is SUPP");
    let outcomes = area(&areas, "outcomes");
    let year = |year| Some(date(year, 8, 31));
    assert!(days(outcomes, EvidenceSource::Figure).contains(&year(2025)));
    assert!(days(outcomes, EvidenceSource::Figure).contains(&year(2024)));
    assert_eq!(outcomes.moved, Some(RegionMove::Up));
    assert_eq!(outcomes.changes.len(), 1, "{:?}", outcomes.changes);
}

#[test]
fn a_region_under_review_has_not_moved() {
    let areas = areas(&sample::lead(), |held| {
        if let Shown::All(heat) = &mut held.heat {
            heat.cells.iter_mut().for_each(|cell| cell.reopened = true);
        }
    });
    assert_eq!(area(&areas, "outcomes").moved, None);
}

#[test]
fn what_is_kept_from_a_reader_is_not_taken_for_nothing() {
    let sights = |visitor: &Visitor, change: fn(&mut SchoolHeld)| {
        area(&areas(visitor, change), "governance").sights
    };
    let lead = sights(&sample::lead(), |held| held.reviews = Shown::Away);
    assert_eq!((lead.cited, lead.reviews), (SourceSight::Whole, SourceSight::Away));
    assert_eq!(lead.record, SourceSight::Part, "the record has older entries");
    let clerk = sights(&sample::clerk(), |_| {});
    assert_eq!((clerk.cited, clerk.record), (SourceSight::Withheld, SourceSight::Withheld));
    let governor = sights(&sample::governor(), |_| {});
    assert_eq!((governor.figures, governor.visits), (SourceSight::Whole, SourceSight::Part));
}

#[test]
fn a_period_that_goes_on_is_as_old_as_its_recording() {
    let mut figure = RecordedFigure { period: "2025-26".to_owned(), ..Default::default() };
    assert_eq!(measured_until(&figure), Some(date(2026, 8, 31)));
    let kept = contract::evidence::v1::KeptVersion {
        recorded_on: "2025-12-11".to_owned(),
        ..Default::default()
    };
    figure.versions.push(kept);
    assert_eq!(measured_until(&figure), Some(date(2025, 12, 11)));
    assert_eq!(last_day("2024-25-summer"), Some(date(2025, 8, 31)));
    assert_eq!(last_day("2024-25-autumn-1"), Some(date(2024, 12, 31)));
    assert_eq!(last_day("some day"), None);
}
