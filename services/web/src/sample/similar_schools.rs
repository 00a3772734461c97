//! Schools that are like St Mary's, and what they have beside its figures.

use contract::evidence::v1::{
    Benchmark, FigureAbsence, FigureStatus, FigureValue, NoNumber, NoSimilar, ReferenceRelease,
    RegisteredSchool, SimilarSchools, SimilarValue,
};

use crate::pages::benchmarks::BenchmarksKnown;
use crate::pages::figures::FiguresLoaded;
use crate::pages::figures_known::FiguresKnown;
use crate::sample::figured::{MEASURE, benchmarks, figure_page};
use crate::sample::words;
use crate::visitor::Visitor;

/// The page of one measure where the register does not say the free school meals of the school.
pub(crate) fn figure_page_without_similar(visitor: &Visitor) -> FiguresLoaded {
    let mut loaded = figure_page(visitor);
    if let Some(answer) = &mut loaded.benchmarks.0 {
        let few = FigureAbsence { code: "SUPP".to_owned(), means: NoNumber::Suppressed.into() };
        let mut own = registered(150_252);
        own.free_meals = Some(FigureValue { number: None, absence: Some(few) });
        answer.similar = Some(SimilarSchools {
            none: NoSimilar::WithoutFreeMeals.into(),
            own: Some(own),
            release_id: "release-2".to_owned(),
            ..SimilarSchools::default()
        });
        answer.benchmarks.iter_mut().for_each(|benchmark| benchmark.similar = None);
    }
    loaded
}

/// Beside the results of all figures, as a school on a page has them.
pub(crate) fn benchmarks_beside(known: Option<&FiguresKnown>) -> BenchmarksKnown {
    with_similar(benchmarks(known))
}

/// Forty-six of fifty similar schools have a result. Of all pupils alone something is said.
pub(super) fn with_similar(beside: BenchmarksKnown) -> BenchmarksKnown {
    let Some(mut answer) = beside.0 else { return BenchmarksKnown(None) };
    let value = SimilarValue {
        lower_quartile: Some(52.0),
        median: Some(61.0),
        upper_quartile: Some(70.25),
        schools: 46,
        without_number: 3,
        few: 1,
        status: FigureStatus::Final.into(),
        release_ids: vec!["release-1".to_owned()],
        ..SimilarValue::default()
    };
    let whole = |one: &&mut Benchmark| one.measure_id == MEASURE && one.breakdown_id.is_empty();
    for benchmark in answer.benchmarks.iter_mut().filter(whole) {
        benchmark.similar = Some(value.clone());
    }
    answer.similar = Some(similar_schools());
    answer.releases.push(ReferenceRelease {
        release_id: "release-2".to_owned(),
        document: "Establishments of the national register (GIAS)".to_owned(),
        release: words("28 November 2025"),
        loaded_on: "2025-12-01".to_owned(),
        ..ReferenceRelease::default()
    });
    BenchmarksKnown(Some(answer))
}

fn similar_schools() -> SimilarSchools {
    SimilarSchools {
        own: Some(registered(150_252)),
        schools: (100_001..=100_050).map(registered).collect(),
        free_meals_points: 5,
        pupils_per_cent: 30,
        widened: true,
        fitting: 62,
        unsaid: 2,
        left_out: vec![registered(100_099)],
        unknown_urns: vec!["999999".to_owned()],
        own_urns: vec!["150253".to_owned()],
        least: 10,
        enough: 20,
        release_id: "release-2".to_owned(),
        ..SimilarSchools::default()
    }
}

/// What the register says of a school.
fn registered(urn: u32) -> RegisteredSchool {
    let number = |number: f64| Some(FigureValue { number: Some(number), absence: None });
    RegisteredSchool {
        urn: urn.to_string(),
        name: format!("All Saints’ School {urn}"),
        town: "Woodbridge".to_owned(),
        authority: "935".to_owned(),
        region: "East of England".to_owned(),
        phase: "Primary".to_owned(),
        religious_character: "Church of England".to_owned(),
        pupils: number(118.0),
        free_meals: number(12.5),
    }
}
