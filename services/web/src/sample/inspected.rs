//! Inspections of a school, one of each framework, and accreditations.

use contract::evidence::v1::{
    Accreditation, AttachedReport, GradedInspection, GradedJudgement, Inspection,
    InspectionOutcome, KeyJudgement, OfstedGrade, ReportCard, ReportCardArea, ReportCardGrade,
    ReportCardJudgement, SafeguardingStandards, SiamsInspection, SiamsOutcome,
};

use crate::pages::accreditations::AccreditationsLoaded;
use crate::pages::inspections::InspectionsLoaded;
use crate::sample::{self, words};
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
        withdrawn: false,
        // One has its report, so that its page shows both.
        report: (position == 4).then(attached_report),
    }
}

/// A report that is attached.
pub(crate) fn attached_report() -> AttachedReport {
    AttachedReport {
        sha256: "ab".repeat(32),
        bytes: 655_360,
        pages: 8,
        title: words("Ofsted report"),
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

/// The page with them.
pub(crate) fn accreditations_page() -> AccreditationsLoaded {
    AccreditationsLoaded { ground: sample::ground(), accreditations: Shown::All(accreditations()) }
}

/// One that expires, one for ever, one that ended.
pub(crate) fn accreditations() -> Vec<Accreditation> {
    let of = |position: u64, scheme: &str, level: &str| Accreditation {
        accreditation_id: format!("accreditation-{position}"),
        school_id: sample::MARYS.to_owned(),
        scheme: words(scheme),
        level: words(level),
        awarded_on: "2024-02-03".to_owned(),
        position,
        ..Accreditation::default()
    };
    vec![
        Accreditation {
            expires_on: "2026-02-03".to_owned(),
            report: Some(attached_report()),
            ..of(7, "Artsmark", "Gold")
        },
        of(6, "Eco-Schools", "Green Flag"),
        Accreditation {
            ended_on: "2025-07-20".to_owned(),
            ended_because: Some(words("The scheme closed.").into()),
            ..of(5, "Healthy Schools", "")
        },
    ]
}
