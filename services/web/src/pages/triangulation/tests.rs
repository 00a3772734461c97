use jiff::civil::date;

use super::*;

const WHOLE: SourceSights = SourceSights {
    cited: SourceSight::Whole,
    figures: SourceSight::Whole,
    visits: SourceSight::Whole,
    record: SourceSight::Whole,
    reviews: SourceSight::Whole,
    self_evaluations: SourceSight::Whole,
};

fn piece(source: EvidenceSource, on: Option<Date>) -> AgedPiece {
    AgedPiece { source, on }
}

fn area(pieces: Vec<AgedPiece>) -> AreaHeld {
    AreaHeld {
        area_id: "outcomes".to_owned(),
        sights: WHOLE,
        pieces,
        moved: None,
        changes: Vec::new(),
    }
}

fn change(measure: &str, better: Option<bool>) -> FigureChange {
    let said = ["61%".to_owned(), "56%".to_owned()];
    FigureChange { measure_id: measure.to_owned(), said, better }
}

fn cell_of(area: &AreaHeld, source: EvidenceSource, day: Date) -> SourceCell {
    let place = EvidenceSource::ALL.iter().position(|one| *one == source).unwrap();
    triangulate(area, day).cells[place]
}

#[test]
fn the_newest_piece_of_a_source_tells_its_age() {
    let (old, new) = (date(2024, 3, 1), date(2025, 11, 18));
    let area = area(vec![
        piece(EvidenceSource::Record, Some(new)),
        piece(EvidenceSource::Record, Some(old)),
        piece(EvidenceSource::Record, None),
    ]);
    let cell = cell_of(&area, EvidenceSource::Record, date(2025, 11, 21));
    assert_eq!(cell, SourceCell::Newest { pieces: 3, on: Some(new), stale: false });
}

#[test]
fn a_piece_is_stale_when_more_than_a_year_has_passed() {
    let stale = |on: Option<Date>, day: Date| {
        let area = area(vec![piece(EvidenceSource::Visit, on)]);
        match cell_of(&area, EvidenceSource::Visit, day) {
            SourceCell::Newest { stale, .. } => stale,
            SourceCell::Without(_) => panic!("there is a piece"),
        }
    };
    assert!(!stale(Some(date(2024, 11, 21)), date(2025, 11, 21)), "a year to the day");
    assert!(stale(Some(date(2024, 11, 20)), date(2025, 11, 21)));
    assert!(!stale(Some(date(2023, 2, 28)), date(2024, 2, 29)), "there was no 29 February");
    assert!(!stale(None, date(2025, 11, 21)), "a day that is not known is not old");
}

#[test]
fn a_source_is_denied_only_where_all_of_it_is_seen() {
    let day = date(2025, 11, 21);
    let sights = SourceSights { visits: SourceSight::Away, cited: SourceSight::Withheld, ..WHOLE };
    let area = AreaHeld { sights, ..area(Vec::new()) };
    let cell = |source| cell_of(&area, source, day);
    assert_eq!(cell(EvidenceSource::Record), SourceCell::Without(SourceSight::Whole));
    assert_eq!(cell(EvidenceSource::Visit), SourceCell::Without(SourceSight::Away));
    assert_eq!(cell(EvidenceSource::Survey), SourceCell::Without(SourceSight::Withheld));
    assert_eq!(triangulate(&area, day).rests_on, RestsOn::NoneShown);
}

#[test]
fn an_area_rests_on_one_source_only_where_nothing_is_hidden() {
    let day = date(2025, 11, 21);
    let record = piece(EvidenceSource::Record, Some(day));
    let of = |pieces: Vec<AgedPiece>, reviews: SourceSight| {
        let area = AreaHeld { sights: SourceSights { reviews, ..WHOLE }, ..area(pieces) };
        triangulate(&area, day).rests_on
    };
    let (whole, part) = (SourceSight::Whole, SourceSight::Part);
    assert_eq!(of(Vec::new(), whole), RestsOn::NoneHeld);
    assert_eq!(of(vec![record, record], whole), RestsOn::OneAlone(EvidenceSource::Record));
    assert_eq!(of(vec![record], part), RestsOn::OneShown(EvidenceSource::Record));
    let review = piece(EvidenceSource::Review, None);
    assert_eq!(of(vec![record, review], part), RestsOn::Several(2), "two are two");
    assert_eq!(of(vec![review], part), RestsOn::OneAlone(EvidenceSource::Review));
}

#[test]
fn a_figure_speaks_against_a_region_that_moved_the_other_way() {
    let day = date(2025, 11, 21);
    let against = |moved: Option<RegionMove>| {
        let changes =
            vec![change("fell", Some(false)), change("rose", Some(true)), change("same", None)];
        let area = AreaHeld { moved, changes, ..area(Vec::new()) };
        let against = triangulate(&area, day).against.into_iter();
        against.map(|one| one.measure_id.clone()).collect::<Vec<_>>()
    };
    assert_eq!(against(Some(RegionMove::Up)), ["fell"]);
    assert_eq!(against(Some(RegionMove::Down)), ["rose"]);
    assert!(against(None).is_empty(), "a region that is not known contradicts nothing");
}
