//! Inspections of a school, one of each framework.

use contract::evidence::v1::{
    GradedInspection, GradedJudgement, Inspection, InspectionOutcome, KeyJudgement, OfstedGrade,
    ReportCard, ReportCardArea, ReportCardGrade, ReportCardJudgement, SafeguardingStandards,
    SiamsInspection, SiamsOutcome,
};

use crate::pages::inspections::InspectionsLoaded;
use crate::sample;
use crate::shown::Shown;

pub(crate) fn inspections() -> Vec<Inspection> {
    let siams = SiamsInspection { outcome: SiamsOutcome::J1.into() };
    let siams = InspectionOutcome { siams: Some(siams), ..Default::default() };
    let graded = |overall: OfstedGrade| InspectionOutcome {
        graded: Some(grades(overall)),
        ..InspectionOutcome::default()
    };
    vec![
        inspection(
            4,
            "2026-03-03",
            InspectionOutcome {
                published_on: "2026-04-20".to_owned(),
                report_card: Some(report_card()),
                ..InspectionOutcome::default()
            },
        ),
        inspection(3, "2024-11-12", graded(OfstedGrade::Unspecified)),
        inspection(2, "2024-02-06", siams),
        inspection(1, "2019-10-01", graded(OfstedGrade::Good)),
    ]
}

/// The page with them.
pub(crate) fn inspections_page() -> InspectionsLoaded {
    InspectionsLoaded { ground: sample::ground(), inspections: Shown::All(inspections()) }
}

fn inspection(position: u64, on: &str, outcome: InspectionOutcome) -> Inspection {
    Inspection {
        inspection_id: format!("inspection-{position}"),
        school_id: sample::MARYS.to_owned(),
        on: on.to_owned(),
        outcome: Some(outcome),
        position,
    }
}

fn report_card() -> ReportCard {
    let areas = ReportCardArea::PUBLISHED.iter();
    let graded = areas.filter(|area| {
        !matches!(area, ReportCardArea::EarlyYears | ReportCardArea::Post16Provision)
    });
    let graded = graded.map(|area| ReportCardJudgement {
        area: (*area).into(),
        grade: match area {
            ReportCardArea::Inclusion => ReportCardGrade::StrongStandard.into(),
            _ => ReportCardGrade::ExpectedStandard.into(),
        },
    });
    ReportCard {
        judgements: graded.collect(),
        safeguarding: SafeguardingStandards::Met.into(),
        ..ReportCard::default()
    }
}

fn grades(overall: OfstedGrade) -> GradedInspection {
    let judged = KeyJudgement::PUBLISHED.iter().take(4);
    let judged = judged.map(|judgement| GradedJudgement {
        judgement: (*judgement).into(),
        grade: OfstedGrade::Good.into(),
    });
    GradedInspection {
        overall: overall.into(),
        judgements: judged.collect(),
        safeguarding: SafeguardingStandards::Met.into(),
        ..GradedInspection::default()
    }
}
