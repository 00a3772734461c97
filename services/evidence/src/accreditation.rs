//! An accreditation of a school: a scheme's award at a level, from a day until it expires or ends.

use contract::commands::AccreditationCommand;
use contract::events::AccreditationEvent;
use contract::evidence::v1::{
    AccreditationAwarded, AccreditationEnded, AccreditationReportAttached,
    AccreditationReportDetached, AttachedReport, EndAccreditationRequest,
    RecordAccreditationRequest,
};
use contract::{Kind, Refusal, british_day, field};
use eventlog::{Context, Decider};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::attached::{self, AttachmentRefusal};

/// Why the record of an accreditation says no.
#[derive(Debug, PartialEq, thiserror::Error)]
pub(crate) enum AccreditationRefusal {
    #[error("{0} has not come yet. Record the accreditation once it is awarded.")]
    Ahead(Date),
    #[error("An accreditation can't expire on {0}, before it was awarded on {1}.")]
    ExpiresTooEarly(Date, Date),
    #[error("This accreditation has already been recorded.")]
    AlreadyRecorded,
    #[error("There is no such accreditation of this school.")]
    Unknown,
    #[error("This accreditation ended on {0}.")]
    HasEnded(Date),
    #[error("An accreditation can't end on {0}, before it was awarded on {1}.")]
    EndsTooEarly(Date, Date),
    #[error(transparent)]
    Attachment(#[from] AttachmentRefusal),
}

impl Refusal for AccreditationRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::Ahead(_) => (Kind::Malformed, "ACCREDITATION_AHEAD"),
            Self::ExpiresTooEarly(..) => (Kind::Malformed, "EXPIRES_TOO_EARLY"),
            Self::AlreadyRecorded => (Kind::Repeated, "ACCREDITATION_ALREADY_RECORDED"),
            Self::Unknown => (Kind::Unknown, "ACCREDITATION_UNKNOWN"),
            Self::HasEnded(_) => (Kind::State, "ACCREDITATION_HAS_ENDED"),
            Self::EndsTooEarly(..) => (Kind::Malformed, "ENDS_TOO_EARLY"),
            Self::Attachment(refusal) => refusal.code(),
        }
    }
}

/// Whether an accreditation was awarded, to whom and when, and when it ended.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) enum Accreditation {
    /// It was not recorded.
    #[default]
    Unknown,
    /// It was.
    Awarded {
        /// The school's id.
        school_id: String,
        /// The day of the award.
        on: Date,
        /// The day on which it ended before its time.
        ended: Option<Date>,
        /// SHA-256 of the report that is attached, lower-case hex.
        report: Option<String>,
    },
}

impl Accreditation {
    /// One id for each school, scheme and day, so that recording it twice meets itself.
    fn id(trust: Uuid, asked: &RecordAccreditationRequest) -> String {
        let RecordAccreditationRequest { school_id, scheme, awarded_on, .. } = asked;
        let name = format!("accreditation/{school_id}/{awarded_on}/{}", scheme.to_lowercase());
        Uuid::new_v5(&trust, name.as_bytes()).to_string()
    }

    fn award(
        &self,
        asked: RecordAccreditationRequest,
        context: &Context,
    ) -> Result<AccreditationEvent, AccreditationRefusal> {
        if !matches!(self, Self::Unknown) {
            return Err(AccreditationRefusal::AlreadyRecorded);
        }
        let awarded = day(&asked.awarded_on);
        if awarded > british_day(context.now) {
            return Err(AccreditationRefusal::Ahead(awarded));
        }
        if let Some(expires) = field::day(&asked.expires_on).filter(|expires| *expires < awarded) {
            return Err(AccreditationRefusal::ExpiresTooEarly(expires, awarded));
        }
        Ok(AccreditationAwarded {
            accreditation_id: Self::id(context.trust, &asked),
            school_id: asked.school_id,
            scheme: asked.scheme,
            level: asked.level,
            awarded_on: asked.awarded_on,
            expires_on: asked.expires_on,
        }
        .into())
    }

    fn end(
        &self,
        asked: EndAccreditationRequest,
        context: &Context,
    ) -> Result<AccreditationEvent, AccreditationRefusal> {
        let (awarded, ended) = match self {
            Self::Awarded { school_id, on, ended, .. } if *school_id == asked.school_id => {
                (*on, *ended)
            }
            Self::Awarded { .. } | Self::Unknown => return Err(AccreditationRefusal::Unknown),
        };
        if let Some(ended) = ended {
            return Err(AccreditationRefusal::HasEnded(ended));
        }
        let on = day(&asked.on);
        if on < awarded {
            return Err(AccreditationRefusal::EndsTooEarly(on, awarded));
        }
        if on > british_day(context.now) {
            return Err(AccreditationRefusal::Ahead(on));
        }
        Ok(AccreditationEnded {
            accreditation_id: asked.accreditation_id,
            school_id: asked.school_id,
            on: asked.on,
            reason: context.words(&asked.reason),
        }
        .into())
    }

    /// The hash of the attached report, where the accreditation is of that school.
    fn report_of(&self, school: &str) -> Result<&Option<String>, AccreditationRefusal> {
        match self {
            Self::Awarded { school_id, report, .. } if school_id == school => Ok(report),
            Self::Awarded { .. } | Self::Unknown => Err(AccreditationRefusal::Unknown),
        }
    }
}

impl Decider for Accreditation {
    type Command = AccreditationCommand;
    /// The report that is attached, as it was read. Other commands rest on nothing.
    type Facts = AttachedReport;
    type Event = AccreditationEvent;
    type Refusal = AccreditationRefusal;

    fn decide(
        &self,
        command: &AccreditationCommand,
        read: &AttachedReport,
        context: &Context,
    ) -> Result<Vec<AccreditationEvent>, AccreditationRefusal> {
        let event = match command.clone() {
            AccreditationCommand::RecordAccreditation(asked) => self.award(asked, context)?,
            AccreditationCommand::EndAccreditation(asked) => self.end(asked, context)?,
            AccreditationCommand::AttachAccreditationReport(asked) => AccreditationReportAttached {
                report: Some(attached::attach(self.report_of(&asked.school_id)?, read)?),
                accreditation_id: asked.accreditation_id,
                school_id: asked.school_id,
            }
            .into(),
            AccreditationCommand::DetachAccreditationReport(asked) => AccreditationReportDetached {
                sha256: attached::detach(self.report_of(&asked.school_id)?)?,
                accreditation_id: asked.accreditation_id,
                school_id: asked.school_id,
                reason: context.words(&asked.reason),
            }
            .into(),
        };
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &AccreditationEvent) {
        match event {
            AccreditationEvent::AccreditationAwarded(awarded) => {
                *self = Self::Awarded {
                    school_id: awarded.school_id.clone(),
                    on: day(&awarded.awarded_on),
                    ended: None,
                    report: None,
                };
            }
            AccreditationEvent::AccreditationEnded(over) => {
                if let Self::Awarded { ended, .. } = self {
                    *ended = Some(day(&over.on));
                }
            }
            AccreditationEvent::AccreditationReportAttached(event) => {
                if let Self::Awarded { report, .. } = self {
                    *report = attached::hash(&event.report);
                }
            }
            AccreditationEvent::AccreditationReportDetached(_) => {
                if let Self::Awarded { report, .. } = self {
                    *report = None;
                }
            }
        }
    }

    fn derived_id(command: &AccreditationCommand, context: &Context) -> Option<String> {
        match command {
            AccreditationCommand::RecordAccreditation(asked) => {
                Some(Self::id(context.trust, asked))
            }
            AccreditationCommand::EndAccreditation(_)
            | AccreditationCommand::AttachAccreditationReport(_)
            | AccreditationCommand::DetachAccreditationReport(_) => None,
        }
    }
}

eventlog::aggregate_plug!(Accreditation);

/// A day as the contract writes it; the field rules have looked at it before.
fn day(text: &str) -> Date {
    field::day(text).unwrap_or_default()
}

#[cfg(test)]
mod tests;
