//! An inspection of a school, as the inspectorate published it.

use contract::commands::InspectionCommand;
use contract::events::InspectionEvent;
use contract::evidence::v1::{
    AttachedReport, InspectionOutcome, InspectionRecorded, InspectionReportAttached,
    InspectionReportDetached, InspectionWithdrawn, RecordInspectionRequest,
};
use contract::{Kind, Refusal, british_day, field};
use eventlog::{Context, Decider};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::attached::{self, AttachmentRefusal};
use crate::outcome::{Inspectorate, check};

/// Why the record of an inspection says no.
#[derive(Debug, PartialEq, thiserror::Error)]
pub(crate) enum InspectionRefusal {
    #[error("{0} has not come yet. Record what was published when it was.")]
    Ahead(Date),
    #[error("An outcome can't be published on {0}, before the inspection began on {1}.")]
    PublishedTooEarly(Date, Date),
    #[error("Give the outcome under one framework: a report card, grades, or SIAMS.")]
    OneFramework,
    #[error("Report cards are given for inspections since 10 November 2025.")]
    NoReportCardThen,
    #[error("Ofsted gave these grades for inspections from September 2019 until 9 November 2025.")]
    NoGradesThen,
    #[error("Since September 2024 Ofsted has given state schools no overall grade.")]
    NoOverallThen,
    #[error("SIAMS gives J1 or J2 for inspections since September 2023, and gave a grade before.")]
    OtherSiamsThen,
    #[error("{0} was given twice.")]
    AreaRepeated(&'static str),
    #[error("{0} is graded in every such inspection, and was not given.")]
    AreaMissing(&'static str),
    #[error("This framework has no such category of concern.")]
    OtherConcern,
    #[error("This inspection has already been recorded.")]
    AlreadyRecorded,
    #[error("There is no such inspection of this school.")]
    Unknown,
    #[error(transparent)]
    Attachment(#[from] AttachmentRefusal),
}

impl Refusal for InspectionRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::Ahead(_) => (Kind::Malformed, "INSPECTION_AHEAD"),
            Self::PublishedTooEarly(..) => (Kind::Malformed, "PUBLISHED_TOO_EARLY"),
            Self::OneFramework => (Kind::Malformed, "ONE_FRAMEWORK"),
            Self::NoReportCardThen
            | Self::NoGradesThen
            | Self::NoOverallThen
            | Self::OtherSiamsThen => (Kind::Malformed, "FRAMEWORK_NOT_IN_USE"),
            Self::AreaRepeated(_) => (Kind::Malformed, "AREA_REPEATED"),
            Self::AreaMissing(_) => (Kind::Malformed, "AREA_MISSING"),
            Self::OtherConcern => (Kind::Malformed, "CONCERN_OF_ANOTHER_FRAMEWORK"),
            Self::AlreadyRecorded => (Kind::Repeated, "INSPECTION_ALREADY_RECORDED"),
            Self::Unknown => (Kind::Unknown, "INSPECTION_UNKNOWN"),
            Self::Attachment(refusal) => refusal.code(),
        }
    }
}

/// Whether an inspection stands in the record.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) enum Inspection {
    /// It does not: it was never recorded, or the record was withdrawn.
    #[default]
    Unknown,
    /// It does.
    Recorded {
        /// The school's id.
        school_id: String,
        /// SHA-256 of the report that is attached, lower-case hex.
        report: Option<String>,
    },
}

impl Inspection {
    /// One id for each school, inspectorate and day, so that recording it twice meets itself.
    fn id(trust: Uuid, asked: &RecordInspectionRequest) -> String {
        let by = asked.outcome.as_ref().and_then(Inspectorate::of).map_or("", Inspectorate::word);
        let name = format!("inspection/{}/{by}/{}", asked.school_id, asked.on);
        Uuid::new_v5(&trust, name.as_bytes()).to_string()
    }

    /// The hash of the attached report, where the inspection is recorded of that school.
    fn report_of(&self, school: &str) -> Result<&Option<String>, InspectionRefusal> {
        match self {
            Self::Recorded { school_id, report } if school_id == school => Ok(report),
            Self::Recorded { .. } | Self::Unknown => Err(InspectionRefusal::Unknown),
        }
    }
}

impl Decider for Inspection {
    type Command = InspectionCommand;
    /// The report that is attached, as it was read. Other commands rest on nothing.
    type Facts = AttachedReport;
    type Event = InspectionEvent;
    type Refusal = InspectionRefusal;

    fn decide(
        &self,
        command: &InspectionCommand,
        read: &AttachedReport,
        context: &Context,
    ) -> Result<Vec<InspectionEvent>, InspectionRefusal> {
        let event = match command.clone() {
            InspectionCommand::RecordInspection(asked) => {
                if matches!(self, Self::Recorded { .. }) {
                    return Err(InspectionRefusal::AlreadyRecorded);
                }
                published(&asked.on, &asked.outcome, context)?;
                InspectionRecorded {
                    inspection_id: Self::id(context.trust, &asked),
                    school_id: asked.school_id,
                    on: asked.on,
                    outcome: asked.outcome,
                }
                .into()
            }
            InspectionCommand::WithdrawInspection(asked) => {
                self.report_of(&asked.school_id)?;
                InspectionWithdrawn {
                    inspection_id: asked.inspection_id,
                    school_id: asked.school_id,
                    reason: context.words(&asked.reason),
                }
                .into()
            }
            InspectionCommand::AttachInspectionReport(asked) => InspectionReportAttached {
                report: Some(attached::attach(self.report_of(&asked.school_id)?, read)?),
                inspection_id: asked.inspection_id,
                school_id: asked.school_id,
            }
            .into(),
            InspectionCommand::DetachInspectionReport(asked) => InspectionReportDetached {
                sha256: attached::detach(self.report_of(&asked.school_id)?)?,
                inspection_id: asked.inspection_id,
                school_id: asked.school_id,
                reason: context.words(&asked.reason),
            }
            .into(),
        };
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &InspectionEvent) {
        let recorded = |school_id: &String, report| {
            let school_id = school_id.clone();
            Self::Recorded { school_id, report }
        };
        *self = match event {
            InspectionEvent::InspectionRecorded(event) => recorded(&event.school_id, None),
            InspectionEvent::InspectionWithdrawn(_) => Self::Unknown,
            InspectionEvent::InspectionReportAttached(event) => {
                recorded(&event.school_id, attached::hash(&event.report))
            }
            InspectionEvent::InspectionReportDetached(event) => recorded(&event.school_id, None),
        }
    }

    fn derived_id(command: &InspectionCommand, context: &Context) -> Option<String> {
        match command {
            InspectionCommand::RecordInspection(asked) => Some(Self::id(context.trust, asked)),
            InspectionCommand::WithdrawInspection(_)
            | InspectionCommand::AttachInspectionReport(_)
            | InspectionCommand::DetachInspectionReport(_) => None,
        }
    }
}

eventlog::aggregate_plug!(Inspection);

/// Refuses what cannot have been published by now about an inspection that began on that day.
fn published(
    on: &str,
    outcome: &Option<InspectionOutcome>,
    context: &Context,
) -> Result<(), InspectionRefusal> {
    let Some((outcome, on)) = outcome.as_ref().zip(field::day(on)) else {
        return Err(InspectionRefusal::OneFramework);
    };
    let today = british_day(context.now);
    let published_on = field::day(&outcome.published_on).unwrap_or(on);
    if let Some(ahead) = [on, published_on].into_iter().find(|day| *day > today) {
        return Err(InspectionRefusal::Ahead(ahead));
    }
    if published_on < on {
        return Err(InspectionRefusal::PublishedTooEarly(published_on, on));
    }
    check(outcome, on)
}

#[cfg(test)]
pub(crate) mod tests;
