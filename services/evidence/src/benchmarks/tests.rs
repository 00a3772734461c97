use contract::evidence::v1::{Breakdown, FigureLevel, FigureStatus, FigureVersion, KeptVersion};

use super::*;

const MEASURE: &str = "ks2-rwm-expected";

fn measure(unit: MeasureUnit) -> Vec<Measure> {
    let part = |breakdown_id: &str, topic: &str| Breakdown {
        breakdown_id: breakdown_id.to_owned(),
        topic: topic.to_owned(),
        ..Breakdown::default()
    };
    let breakdowns = vec![part("girls", "sex"), part("boys", "sex"), part("eal", "language")];
    let definition =
        MeasureDefinition { unit: unit.into(), breakdowns, ..MeasureDefinition::default() };
    let measure_id = MEASURE.to_owned();
    vec![Measure { measure_id, version: 1, definition: Some(definition), ..Measure::default() }]
}

fn figure(number: f64, cohort: u32) -> RecordedFigure {
    let states = FigureVersion {
        measure_version: 1,
        value: Some(FigureValue { number: Some(number), absence: None }),
        cohort: Some(cohort),
        ..FigureVersion::default()
    };
    RecordedFigure {
        figure_id: "figure".to_owned(),
        level: FigureLevel::School.into(),
        measure_id: MEASURE.to_owned(),
        period: "2024-25".to_owned(),
        versions: vec![KeptVersion { states: Some(states), ..KeptVersion::default() }],
        ..RecordedFigure::default()
    }
}

fn of_part(part: &str, figure: RecordedFigure) -> RecordedFigure {
    RecordedFigure { breakdown_id: part.to_owned(), ..figure }
}

/// What a release says of a part of the pupils.
struct Stated {
    scope: ReferenceScope,
    part: &'static str,
    number: f64,
    cohort: Option<u32>,
}

fn reference(stated: &[Stated]) -> FoundReference {
    let mut found = FoundReference::default();
    for Stated { scope, part, number, cohort } in stated {
        let key = ReferenceKey::beside(*scope, &of_part(part, figure(0.0, 0)));
        let value = FigureValue { number: Some(*number), absence: None };
        let (release_id, cohort, status) = ("release".to_owned(), *cohort, FigureStatus::Final);
        found.figures.insert(key, ReferenceFigure { release_id, value, cohort, status });
    }
    found
}

/// An authority's part with 58%.
fn of_authority(part: &'static str, cohort: Option<u32>) -> Stated {
    Stated { scope: ReferenceScope::Authority, part, number: 58.0, cohort }
}

/// England with 62%, and an authority of so many pupils.
fn england_and(authority: Option<u32>) -> FoundReference {
    let cohort = Some(595_000);
    let england = Stated { scope: ReferenceScope::England, part: "", number: 62.0, cohort };
    reference(&[england, of_authority("", authority)])
}

/// Figures of the trust's schools in the authority, some of which the reader is not shown.
fn pupils(shown: &[RecordedFigure], hidden: &[RecordedFigure]) -> AuthorityPupils {
    let mut pupils = AuthorityPupils::default();
    shown.iter().for_each(|figure| pupils.count(figure, false));
    hidden.iter().for_each(|figure| pupils.count(figure, true));
    pupils
}

/// What stands beside a figure by a measure in per cent.
fn beside(
    figure: &RecordedFigure,
    found: &FoundReference,
    pupils: &AuthorityPupils,
) -> Option<Benchmark> {
    let measures = measure(MeasureUnit::Percent);
    BenchmarkSource { found, measures: &measures, pupils, similar: &BTreeMap::new() }.beside(figure)
}

fn number(value: &Option<BenchmarkValue>) -> Option<f64> {
    value.as_ref()?.value.as_ref()?.number
}

#[test]
fn england_and_the_authority_stand_beside_a_figure_and_one_of_few_is_told() {
    let (found, ours) = (england_and(Some(7_200)), AuthorityPupils::default());
    let benchmark = beside(&figure(50.0, 8), &found, &ours).unwrap();
    let numbers = (number(&benchmark.england), number(&benchmark.authority));
    assert_eq!(numbers, (Some(62.0), Some(58.0)));
    let england = benchmark.england.unwrap();
    assert_eq!((england.cohort, england.status()), (Some(595_000), FigureStatus::Final));
    let few = FewBehindShare { count: Some(4), cohort: 8, points_of_one: 12.5 };
    assert_eq!(benchmark.few, Some(few));
    assert_eq!(beside(&figure(50.0, 60), &found, &ours).unwrap().few, None);
}

#[test]
fn a_figure_of_another_period_or_part_has_nothing_beside_it() {
    let (found, ours) = (england_and(Some(7_200)), AuthorityPupils::default());
    let earlier = RecordedFigure { period: "2023-24".to_owned(), ..figure(50.0, 60) };
    assert_eq!(beside(&earlier, &found, &ours), None);
    assert_eq!(beside(&of_part("girls", figure(50.0, 60)), &found, &ours), None);
}

#[test]
fn a_count_stands_beside_no_count_of_a_country() {
    let (found, pupils) = (england_and(Some(7_200)), AuthorityPupils::default());
    let similar = similar_schools("");
    for unit in [MeasureUnit::Count, MeasureUnit::Pounds] {
        let measures = measure(unit);
        let (found, pupils, similar) = (&found, &pupils, &similar);
        let source = BenchmarkSource { found, measures: &measures, pupils, similar };
        assert_eq!(source.beside(&figure(50.0, 60)), None, "{unit:?}");
    }
}

/// What similar schools have of a part of the pupils.
fn similar_schools(part: &str) -> BTreeMap<ReferenceKey, SimilarValue> {
    let key = ReferenceKey::beside(ReferenceScope::School, &of_part(part, figure(0.0, 0)));
    let value = SimilarValue { median: Some(61.0), schools: 46, ..SimilarValue::default() };
    BTreeMap::from([(key, value)])
}

#[test]
fn similar_schools_stand_beside_a_figure_of_the_same_pupils() {
    let (found, pupils) = (FoundReference::default(), AuthorityPupils::default());
    let (measures, similar) = (measure(MeasureUnit::Percent), similar_schools("girls"));
    let source =
        BenchmarkSource { found: &found, measures: &measures, pupils: &pupils, similar: &similar };
    let girls = source.beside(&of_part("girls", figure(50.0, 60))).unwrap();
    assert_eq!(girls.similar.unwrap().median, Some(61.0));
    assert_eq!((girls.england, girls.authority), (None, None));
    assert_eq!(source.beside(&figure(50.0, 60)), None);
}

#[test]
fn an_authority_of_few_pupils_is_not_shown() {
    let authority = |cohort: Option<u32>| {
        let found = england_and(cohort);
        beside(&figure(50.0, 60), &found, &AuthorityPupils::default()).unwrap().authority
    };
    let hidden = authority(Some(5)).unwrap();
    assert!(hidden.not_shown);
    assert_eq!((hidden.value, hidden.cohort), (Some(FigureValue::default()), None));
    assert_eq!(number(&authority(Some(6))), Some(58.0));
    assert_eq!(number(&authority(None)), Some(58.0));
}

#[test]
fn an_authority_with_few_pupils_beside_the_trusts_is_not_shown() {
    let shown = |cohort: u32| {
        let ours = pupils(&[figure(50.0, 20), figure(50.0, 10)], &[]);
        let found = england_and(Some(cohort));
        number(&beside(&figure(50.0, 20), &found, &ours).unwrap().authority)
    };
    // All of its pupils are the trust's, 1 to 5 are not, and 6.
    assert_eq!((shown(30), shown(31), shown(35)), (Some(58.0), None, None));
    assert_eq!(shown(36), Some(58.0));
}

#[test]
fn pupils_are_those_of_the_newest_version() {
    let mut corrected = figure(50.0, 27);
    corrected.versions.extend(figure(50.0, 30).versions);
    let ours = pupils(std::slice::from_ref(&corrected), &[]);
    let found = england_and(Some(30));
    assert_eq!(number(&beside(&corrected, &found, &ours).unwrap().authority), None);
}

#[test]
fn a_part_that_the_other_part_and_the_whole_would_tell_is_not_shown() {
    let found = reference(&[
        of_authority("", Some(34)),
        of_authority("girls", Some(30)),
        of_authority("boys", Some(4)),
        of_authority("eal", Some(9)),
    ]);
    let authority = |part: &str| {
        let asked = of_part(part, figure(50.0, 60));
        number(&beside(&asked, &found, &AuthorityPupils::default()).unwrap().authority)
    };
    assert_eq!((authority("boys"), authority("girls")), (None, None));
    // Parts by another topic do not tell it, and neither does the whole alone.
    assert_eq!((authority("eal"), authority("")), (Some(58.0), Some(58.0)));
    let small = reference(&[of_authority("", Some(5)), of_authority("eal", None)]);
    let part = of_part("eal", figure(50.0, 60));
    let part = beside(&part, &small, &AuthorityPupils::default()).unwrap();
    assert!(part.authority.unwrap().not_shown, "a part of few");
}

#[test]
fn an_authority_tells_no_hidden_figure_of_the_trust() {
    let hidden = figure(50.0, 4);
    let authority = |cohort: Option<u32>, ours: &AuthorityPupils| {
        let found = england_and(cohort);
        let benchmark = beside(&figure(50.0, 60), &found, ours).unwrap();
        // England is so large that no figure of a school is told by it.
        assert_eq!(number(&benchmark.england), Some(62.0));
        number(&benchmark.authority)
    };
    let ours = pupils(&[figure(50.0, 60)], std::slice::from_ref(&hidden));
    assert_eq!(authority(Some(399), &ours), None);
    assert_eq!(authority(Some(400), &ours), Some(58.0));
    assert_eq!(authority(None, &ours), None, "the file does not say of how many");
    // To who sees the small figure the authority is shown too.
    let seen = pupils(&[figure(50.0, 60), hidden.clone()], &[]);
    assert_eq!(authority(Some(399), &seen), Some(58.0));
    let mut unsaid = hidden;
    unsaid.versions[0].states.as_mut().unwrap().cohort = None;
    assert_eq!(authority(Some(7_200), &pupils(&[], &[unsaid])), None);
}

#[test]
fn a_hidden_figure_has_no_count_of_few() {
    let mut hidden = figure(50.0, 4);
    hidden.not_shown = true;
    let (found, ours) = (england_and(Some(7_200)), AuthorityPupils::default());
    assert_eq!(beside(&hidden, &found, &ours).unwrap().few, None);
}
