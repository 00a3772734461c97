//! Figures of a school and the measures they are of, as different people are shown them.

use contract::evidence::v1::{
    Benchmark, BenchmarkValue, Breakdown, FewBehindShare, FigureAbsence, FigureLevel, FigureSource,
    FigureStatus, FigureValue, FigureVersion, KeptVersion, ListBenchmarksResponse,
    ListFiguresRequest, Measure, MeasureDefinition, MeasureStage, MeasureUnit, NoNumber,
    OtherSchools, Polarity, RecordedFigure, ReferenceRelease, ThreeYearTotal,
};

use crate::pages::benchmarks::BenchmarksKnown;
use crate::pages::compared_schools::{self, ComparedSchools};
use crate::pages::figures::FiguresLoaded;
use crate::pages::figures_known::FiguresKnown;
use crate::pages::find::FindPage;
use crate::pages::measures::MeasuresLoaded;
use crate::sample::similar_schools::with_similar;
use crate::sample::{self, words};
use crate::shown::Shown;
use crate::visitor::Visitor;

/// The measure of the page with one.
pub(crate) const MEASURE: &str = "ks2-rwm-expected";

/// The page of one measure, with similar schools.
pub(crate) fn figure_page(visitor: &Visitor) -> FiguresLoaded {
    let mut loaded = figures_page(visitor);
    loaded.benchmarks = with_similar(loaded.benchmarks);
    loaded.known = loaded.known.map(|known| FiguresKnown {
        figures: known.figures.into_iter().filter(|one| one.measure_id == MEASURE).collect(),
        ..known
    });
    loaded
}

/// The page of all figures.
pub(crate) fn figures_page(visitor: &Visitor) -> FiguresLoaded {
    let known = figures_as(visitor);
    let benchmarks = benchmarks(known.known());
    FiguresLoaded { ground: sample::ground(), known, benchmarks }
}

/// England and the authority beside what a person is shown. Of severe absence England is not published, and no release has the
/// trust's own measure.
pub(super) fn benchmarks(known: Option<&FiguresKnown>) -> BenchmarksKnown {
    let value = |number: f64| BenchmarkValue {
        value: Some(FigureValue { number: Some(number), absence: None }),
        status: FigureStatus::Final.into(),
        release_id: "release-1".to_owned(),
        ..BenchmarkValue::default()
    };
    let few = FigureAbsence { code: "x".to_owned(), means: NoNumber::NotAvailable.into() };
    let unpublished = BenchmarkValue {
        value: Some(FigureValue { number: None, absence: Some(few) }),
        ..value(0.0)
    };
    let mut benchmarks = Vec::new();
    for figure in known.into_iter().flat_map(|known| &known.figures) {
        let (england, authority) = match figure.measure_id.as_str() {
            MEASURE => (Some(value(62.0)), Some(value(58.0))),
            "absence-overall" => (Some(value(5.53)), None),
            "absence-severe" => (Some(unpublished.clone()), None),
            _ => (None, None),
        };
        let shown = figure.measure_id == MEASURE && figure.breakdown_id.is_empty();
        let few = FewBehindShare { count: Some(5), cohort: 9, points_of_one: 100.0 / 9.0 };
        benchmarks.push(Benchmark {
            figure_id: figure.figure_id.clone(),
            measure_id: figure.measure_id.clone(),
            period: figure.period.clone(),
            breakdown_id: figure.breakdown_id.clone(),
            england,
            authority,
            few: shown.then_some(few),
            similar: None,
        });
    }
    let release = ReferenceRelease {
        release_id: "release-1".to_owned(),
        document: "Key stage 2, performance tables".to_owned(),
        release: words("December 2025"),
        loaded_on: "2025-12-12".to_owned(),
        ..ReferenceRelease::default()
    };
    BenchmarksKnown(Some(ListBenchmarksResponse {
        as_of: sample::as_of(412),
        benchmarks,
        releases: vec![release],
        authority: "935".to_owned(),
        similar: None,
    }))
}

/// The registry: what comes with Plumbline, one of the trust's own in two versions, and one that is retired.
pub(crate) fn measures_page() -> MeasuresLoaded {
    MeasuresLoaded { measures: Shown::All(measures()) }
}

/// One measure over the schools.
pub(crate) fn compared_schools(visitor: &Visitor) -> ComparedSchools {
    let FiguresLoaded { ground, known, .. } = figure_page(visitor);
    let known = known.map(|mut known| {
        let own = known.figures.iter().find(|one| one.breakdown_id.is_empty()).cloned();
        let of = |school: &str, of_hundred: f64| {
            let mut other = own.clone().unwrap_or_default();
            school.clone_into(&mut other.school_id);
            for states in other.versions.iter_mut().filter_map(|kept| kept.states.as_mut()) {
                states.value = Some(FigureValue { number: Some(of_hundred), absence: None });
            }
            other
        };
        known.figures.extend([of(sample::OAK, 67.0), of(sample::BROOK, 44.0)]);
        known
    });
    let heat = Shown::All(sample::heat()).within(compared_schools::standing(visitor));
    ComparedSchools { ground, known, heat }
}

/// What the search looks through.
pub(crate) fn find_page() -> FindPage {
    FindPage {
        ground: sample::ground(),
        instruments: Shown::All(vec![sample::instrument()]),
        measures: Shown::All(measures()),
    }
}

/// As the service shows them to a person.
pub(crate) fn figures_as(visitor: &Visitor) -> Shown<FiguresKnown> {
    let few = visitor.may.shows::<ListFiguresRequest>(sample::MARYS, access::Shows::SmallCohorts);
    let mut known = FiguresKnown { figures: figures(), measures: measures() };
    if !few {
        let few = |one: &&mut RecordedFigure| {
            one.breakdown_id == "disadvantaged" || one.measure_id == "eyfs-gld"
        };
        for figure in known.figures.iter_mut().filter(few) {
            figure.not_shown = true;
            for states in figure.versions.iter_mut().filter_map(|kept| kept.states.as_mut()) {
                (states.value, states.cohort) = (None, None);
            }
        }
    }
    if visitor.sees_internal_figures(sample::MARYS) {
        return Shown::All(known);
    }
    known.figures.retain(|figure| figure.measure_id != "reading-age");
    Shown::Part(known, "Published figures are shown to you.")
}

fn figures() -> Vec<RecordedFigure> {
    let number = |number: f64| FigureValue { number: Some(number), absence: None };
    let few = FigureAbsence { code: "SUPP".to_owned(), means: NoNumber::Suppressed.into() };
    let few = FigureValue { number: None, absence: Some(few) };
    let own = FigureVersion {
        measure_version: 2,
        ..version(1, number(44.4), Some(18), FigureStatus::Internal)
    };
    vec![
        RecordedFigure {
            others: Some(OtherSchools { number: 5.53, cohort: 412, schools: 1 }),
            ..figure(
                "absence-overall",
                "",
                vec![version(1, number(6.1), Some(118), FigureStatus::Final)],
            )
        },
        figure("absence-severe", "", vec![version(1, few, None, FigureStatus::Final)]),
        figure("eyfs-gld", "", vec![version(1, number(75.0), Some(4), FigureStatus::Final)]),
        RecordedFigure {
            others: Some(OtherSchools { number: 61.0, cohort: 83, schools: 4 }),
            three_years: Some(three_years(14, 27)),
            ..figure(
                MEASURE,
                "",
                vec![
                    version(2, number(56.0), Some(9), FigureStatus::Final),
                    version(1, number(44.0), Some(9), FigureStatus::Provisional),
                ],
            )
        },
        RecordedFigure {
            three_years: Some(three_years(7, 13)),
            ..figure(
                MEASURE,
                "disadvantaged",
                vec![version(1, number(50.0), Some(4), FigureStatus::Final)],
            )
        },
        figure("reading-age", "year-4", vec![own]),
    ]
}

/// Who reached it in three years, of how many.
fn three_years(reached: u32, cohort: u32) -> ThreeYearTotal {
    let years = ["2022-23", "2023-24", "2024-25"].map(str::to_owned).to_vec();
    ThreeYearTotal { reached, cohort, years, ..ThreeYearTotal::default() }
}

fn figure(measure: &str, part: &str, versions: Vec<FigureVersion>) -> RecordedFigure {
    let kept = versions.into_iter().map(|states| KeptVersion {
        recorded_on: "2025-12-11".to_owned(),
        position: 330 + u64::from(states.version),
        states: Some(states),
        import_id: String::new(),
    });
    RecordedFigure {
        figure_id: format!("figure-{measure}-{part}"),
        level: FigureLevel::School.into(),
        school_id: sample::MARYS.to_owned(),
        measure_id: measure.to_owned(),
        period: "2024-25".to_owned(),
        breakdown_id: part.to_owned(),
        versions: kept.collect(),
        ..RecordedFigure::default()
    }
}

fn version(
    number: u32,
    value: FigureValue,
    cohort: Option<u32>,
    status: FigureStatus,
) -> FigureVersion {
    FigureVersion {
        version: number,
        measure_version: 1,
        value: Some(value),
        cohort,
        status: status.into(),
        source: Some(FigureSource {
            document: words("Key stage 2 institution level"),
            release: words("December 2025"),
            row: words("line 4711"),
        }),
    }
}

fn measures() -> Vec<Measure> {
    let percent = |id: &str, title: &str, polarity: Polarity| Measure {
        measure_id: id.to_owned(),
        version: 1,
        definition: Some(MeasureDefinition {
            title: title.to_owned(),
            unit: MeasureUnit::Percent.into(),
            polarity: polarity.into(),
            stage: MeasureStage::WholeSchool.into(),
            counts: "Pupils of the school".to_owned(),
            source: "Department for Education".to_owned(),
            ..MeasureDefinition::default()
        }),
        shipped: true,
        ..Measure::default()
    };
    let digits = |mut measure: Measure, decimals: u32| {
        measure.definition.as_mut().unwrap().decimals = decimals;
        measure
    };
    let part = |id: &str, title: &str, topic: &str| Breakdown {
        breakdown_id: id.to_owned(),
        title: title.to_owned(),
        topic: topic.to_owned(),
    };
    let title = "Reading, writing and maths: expected standard";
    let mut ks2 = percent(MEASURE, title, Polarity::HigherIsBetter);
    let definition = ks2.definition.as_mut().unwrap();
    definition.set_stage(MeasureStage::KeyStage2);
    definition.breakdowns = vec![
        part("disadvantaged", "Disadvantaged pupils", "disadvantage"),
        part("not-disadvantaged", "Other pupils", "disadvantage"),
    ];
    let own = |id: &str, version: u32, title: &str| {
        let mut own = digits(percent(id, &words(title), Polarity::HigherIsBetter), 1);
        let definition = own.definition.as_mut().unwrap();
        definition.breakdowns = vec![part("year-4", &words("Year 4"), "year-group")];
        Measure { shipped: false, version, position: 300 + u64::from(version), ..own }
    };
    vec![
        digits(percent("absence-overall", "Absence: overall", Polarity::LowerIsBetter), 2),
        digits(percent("absence-severe", "Severe absence", Polarity::LowerIsBetter), 2),
        percent("eyfs-gld", "Good level of development", Polarity::HigherIsBetter),
        ks2,
        Measure {
            retired_on: "2025-07-20".to_owned(),
            retired_because: Some(words("No school takes the test.").into()),
            ..own("old-test", 1, "The old test")
        },
        own("reading-age", 2, "Reading age at or above own age"),
        own("reading-age", 1, "Reading age"),
    ]
}
