//! What an inspectorate can have published: one framework, in use on that day, with the areas it always grades.

use std::collections::BTreeSet;

use contract::evidence::v1::{
    CategoryOfConcern, GradedInspection, InspectionOutcome, KeyJudgement, OfstedGrade, ReportCard,
    ReportCardArea, SiamsInspection, SiamsOutcome,
};
use jiff::civil::{Date, date};

use crate::inspection::InspectionRefusal;

/// First day of the framework with four grades.
const GRADED_FROM: Date = date(2019, 9, 1);
/// State schools inspected from this day on got no overall grade.
const NO_OVERALL_FROM: Date = date(2024, 9, 1);
/// First day of report cards; the framework with four grades ended the day before.
const REPORT_CARDS_FROM: Date = date(2025, 11, 10);
/// First day of J1 and J2 in place of the grades of church schools.
const SIAMS_WITHOUT_GRADES_FROM: Date = date(2023, 9, 1);

/// What every report card grades.
const AREAS: [ReportCardArea; 6] = [
    ReportCardArea::Inclusion,
    ReportCardArea::CurriculumAndTeaching,
    ReportCardArea::Achievement,
    ReportCardArea::AttendanceAndBehaviour,
    ReportCardArea::PersonalDevelopmentAndWellbeing,
    ReportCardArea::LeadershipAndGovernance,
];

/// What every inspection under the framework of 2019 grades.
const KEY_JUDGEMENTS: [KeyJudgement; 4] = [
    KeyJudgement::QualityOfEducation,
    KeyJudgement::BehaviourAndAttitudes,
    KeyJudgement::PersonalDevelopment,
    KeyJudgement::LeadershipAndManagement,
];

/// Who inspects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Inspectorate {
    Ofsted,
    Siams,
}

impl Inspectorate {
    /// The word in the id of an inspection's stream.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Ofsted => "ofsted",
            Self::Siams => "siams",
        }
    }

    /// Who published an outcome; `None` where it holds none of the three or more than one.
    pub(crate) fn of(outcome: &InspectionOutcome) -> Option<Self> {
        match (&outcome.report_card, &outcome.graded, &outcome.siams) {
            (Some(_), None, None) | (None, Some(_), None) => Some(Self::Ofsted),
            (None, None, Some(_)) => Some(Self::Siams),
            _ => None,
        }
    }
}

/// Refuses an outcome that the inspectorate cannot have published about an inspection of that day.
pub(crate) fn check(outcome: &InspectionOutcome, on: Date) -> Result<(), InspectionRefusal> {
    match (&outcome.report_card, &outcome.graded, &outcome.siams) {
        (Some(card), None, None) => report_card(card, on),
        (None, Some(graded), None) => with_grades(graded, on),
        (None, None, Some(siams)) => church(siams, on),
        _ => Err(InspectionRefusal::OneFramework),
    }
}

fn report_card(card: &ReportCard, on: Date) -> Result<(), InspectionRefusal> {
    in_use(on >= REPORT_CARDS_FROM, InspectionRefusal::NoReportCardThen)?;
    let areas = card.judgements.iter().map(|judgement| judgement.area());
    complete(
        areas.map(|area| (area as i32, area.words())),
        AREAS.map(|area| (area as i32, area.words())),
    )?;
    match card.concern() {
        CategoryOfConcern::SeriousWeaknesses => Err(InspectionRefusal::OtherConcern),
        _ => Ok(()),
    }
}

fn with_grades(graded: &GradedInspection, on: Date) -> Result<(), InspectionRefusal> {
    in_use((GRADED_FROM..REPORT_CARDS_FROM).contains(&on), InspectionRefusal::NoGradesThen)?;
    in_use(
        on < NO_OVERALL_FROM || graded.overall() == OfstedGrade::Unspecified,
        InspectionRefusal::NoOverallThen,
    )?;
    let judged = graded.judgements.iter().map(|judgement| judgement.judgement());
    complete(
        judged.map(|judged| (judged as i32, judged.words())),
        KEY_JUDGEMENTS.map(|judged| (judged as i32, judged.words())),
    )?;
    match graded.concern() {
        CategoryOfConcern::RequiresSignificantImprovement => Err(InspectionRefusal::OtherConcern),
        _ => Ok(()),
    }
}

fn church(siams: &SiamsInspection, on: Date) -> Result<(), InspectionRefusal> {
    let without_grade = matches!(siams.outcome(), SiamsOutcome::J1 | SiamsOutcome::J2);
    in_use(without_grade == (on >= SIAMS_WITHOUT_GRADES_FROM), InspectionRefusal::OtherSiamsThen)
}

fn in_use(is_so: bool, refusal: InspectionRefusal) -> Result<(), InspectionRefusal> {
    if is_so { Ok(()) } else { Err(refusal) }
}

/// Each at most once, and each of those that are always graded.
fn complete(
    given: impl Iterator<Item = Gradable>,
    always: impl IntoIterator<Item = Gradable>,
) -> Result<(), InspectionRefusal> {
    let mut seen = BTreeSet::new();
    for (number, words) in given {
        if !seen.insert(number) {
            return Err(InspectionRefusal::AreaRepeated(words));
        }
    }
    let missing = always.into_iter().find(|(number, _)| !seen.contains(number));
    missing.map_or(Ok(()), |(_, words)| Err(InspectionRefusal::AreaMissing(words)))
}

/// The number of what is graded in the contract, and its words.
type Gradable = (i32, &'static str);
