//! A figure is cited as all who read a judgement are shown it, and by a version that the record holds.

use contract::FigureKey;
use contract::events::{FigureEvent, ImportedFiguresEvent};
use contract::evidence::v1::{
    FigureRecorded, FigureStatus, FigureValue, FigureVersion, FigureWithdrawn, FiguresImported,
    ImportTakenBack, ImportedFigure,
};

use super::*;

const MEASURE: &str = "ks2-rwm-expected";

/// 62% of some pupils.
pub(super) fn states(cohort: u32, status: FigureStatus) -> FigureVersion {
    FigureVersion {
        version: 1,
        measure_version: 1,
        value: Some(FigureValue { number: Some(62.0), absence: None }),
        cohort: Some(cohort),
        status: status.into(),
        ..FigureVersion::default()
    }
}

impl Cited {
    /// A figure of a part of the pupils that a person recorded; gives its position.
    pub(super) async fn recorded(&self, of: FigureKey<'_>, states: FigureVersion) -> u64 {
        let figure_id = of.id(self.trust.trust);
        let recorded = FigureRecorded {
            figure_id: figure_id.clone(),
            school_id: of.school_id.to_owned(),
            measure_id: of.measure_id.to_owned(),
            period: of.period.to_owned(),
            breakdown_id: of.breakdown_id.to_owned(),
            states: Some(states),
            ..FigureRecorded::default()
        };
        self.record::<FigureEvent>(&figure_id, recorded).await
    }
}

pub(super) fn key<'a>(school_id: &'a str, breakdown_id: &'a str) -> FigureKey<'a> {
    FigureKey { school_id, measure_id: MEASURE, period: "2024-25", breakdown_id }
}

pub(super) fn figure(of: &FigureKey<'_>, position: u64) -> Citation {
    citation(EvidenceKind::ImportedFigure, &of.cited(), position)
}

#[tokio::test]
async fn a_figure_is_of_the_school_and_for_all_who_read_a_judgement() {
    let cited = Cited::start().await;
    let (own, others) = (cited.school(0), cited.school(1));
    let (girls, boys) = (key(&own, "girls"), key(&own, "boys"));
    let position = cited.recorded(girls, states(40, FigureStatus::Final)).await;
    let few = cited.recorded(boys, states(4, FigureStatus::Final)).await;
    assert_eq!(cited.refused(figure(&boys, few)).await, "EVIDENCE_DOES_NOT_COUNT");
    let beside = cited.refused(figure(&girls, position)).await;
    assert_eq!(beside, "EVIDENCE_DOES_NOT_COUNT", "the whole less the girls would tell the boys");
    let later = FigureKey { period: "2025-26-autumn", ..key(&own, "") };
    let internal = cited.recorded(later, states(41, FigureStatus::Internal)).await;
    assert_eq!(cited.refused(figure(&later, internal)).await, "EVIDENCE_DOES_NOT_COUNT");
    let elsewhere = key(&others, "");
    let position = cited.recorded(elsewhere, states(41, FigureStatus::Final)).await;
    assert_eq!(cited.refused(figure(&elsewhere, position)).await, "EVIDENCE_OF_ANOTHER_SCHOOL");
    for unknown in [figure(&boys, position), figure(&later, few), figure(&girls, position - 1)] {
        assert_eq!(cited.refused(unknown.clone()).await, "EVIDENCE_UNKNOWN", "{unknown:?}");
    }
}

#[tokio::test]
async fn a_version_is_cited_until_it_is_withdrawn_or_taken_back() {
    let cited = Cited::start().await;
    let (trust, school_id) = (cited.trust.trust, cited.school(0));
    let of = key(&school_id, "");
    let withdrawn = cited.recorded(of, states(41, FigureStatus::Provisional)).await;
    let event =
        FigureWithdrawn { figure_id: of.id(trust), school_id: school_id.clone(), reason: None };
    cited.record::<FigureEvent>(&of.id(trust), event).await;
    let brought = |import_id: &str| FiguresImported {
        import_id: import_id.to_owned(),
        school_id: school_id.clone(),
        measure_id: MEASURE.to_owned(),
        period: of.period.to_owned(),
        measure_version: 1,
        figures: vec![ImportedFigure {
            value: Some(FigureValue { number: Some(62.0), absence: None }),
            cohort: Some(41),
            status: FigureStatus::Final.into(),
            ..ImportedFigure::default()
        }],
        ..FiguresImported::default()
    };
    let series = of.series_id(trust);
    let taken_back = cited.record::<ImportedFiguresEvent>(&series, brought("first")).await;
    let back = ImportTakenBack {
        import_id: "first".to_owned(),
        school_id: school_id.clone(),
        measure_id: MEASURE.to_owned(),
        period: of.period.to_owned(),
        reason: None,
    };
    cited.record::<ImportedFiguresEvent>(&series, back).await;
    let standing = cited.record::<ImportedFiguresEvent>(&series, brought("second")).await;
    assert_eq!(cited.refused(figure(&of, withdrawn)).await, "EVIDENCE_UNKNOWN");
    assert_eq!(cited.refused(figure(&of, taken_back)).await, "EVIDENCE_UNKNOWN");
    let part = FigureKey { breakdown_id: "girls", ..of };
    assert_eq!(cited.refused(figure(&part, standing)).await, "EVIDENCE_UNKNOWN");
    assert_eq!(cited.refused(figure(&of, standing)).await, "");
}
