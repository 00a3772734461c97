//! A school's self-evaluation (SEF) of a term: begun by a template, written, and signed off by the headteacher.

use std::collections::BTreeSet;

use cited::{Backing, NotCited};
use contract::commands::SelfEvaluationCommand;
use contract::events::SelfEvaluationEvent;
use contract::evidence::v1::{
    BeginSelfEvaluationRequest, SefArea, SefAreaText, SelfEvaluationBegun, SelfEvaluationSigned,
    SelfEvaluationWritten, SignSelfEvaluationRequest, WriteSelfEvaluationRequest,
};
use contract::{AcademicYear, Kind, Refusal, Term, self_evaluation_of};
use eventlog::{Context, Decider};
use serde::{Deserialize, Serialize};

/// Why a self-evaluation says no.
#[derive(Debug, PartialEq, thiserror::Error)]
pub(crate) enum SelfEvaluationRefusal {
    #[error("There is no such template for self-evaluations of this school.")]
    TemplateUnknown,
    #[error("The self-evaluation of this term has already been begun.")]
    Begun,
    #[error("Choose a term of this academic year, of the next one or of an earlier one.")]
    TermAhead,
    #[error("What is carried over is no self-evaluation of this school that was signed off.")]
    NotSigned,
    #[error("The self-evaluation of this term has not been begun.")]
    Unknown,
    #[error("This self-evaluation is signed off and does not change any more.")]
    Signed,
    #[error(
        "The self-evaluation was changed meanwhile. Compare this with what stands now, then send it again."
    )]
    Changed,
    #[error("The template does not ask of the area {0}.")]
    AreaUnknown(String),
    #[error("The area {0} is there twice.")]
    AreaRepeated(String),
    #[error("Write something of at least one area before you sign the self-evaluation off.")]
    Empty,
    #[error("The record holds nothing that is cited here as {0}.")]
    EvidenceUnknown(String),
    #[error("What is cited here is about another school.")]
    EvidenceOfAnotherSchool,
    #[error("What is cited here as {0} may not count as evidence, or does not count any more.")]
    EvidenceDoesNotCount(String),
    #[error("The record says itself what is cited here; leave the sentence about it empty.")]
    EvidenceSaysItself,
}

impl Refusal for SelfEvaluationRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::TemplateUnknown => (Kind::Unknown, "SEF_TEMPLATE_UNKNOWN"),
            Self::Begun => (Kind::State, "SELF_EVALUATION_BEGUN"),
            Self::TermAhead => (Kind::Malformed, "SELF_EVALUATION_TERM_AHEAD"),
            Self::NotSigned => (Kind::State, "SELF_EVALUATION_NOT_SIGNED"),
            Self::Unknown => (Kind::Unknown, "SELF_EVALUATION_UNKNOWN"),
            Self::Signed => (Kind::State, "SELF_EVALUATION_SIGNED"),
            Self::Changed => (Kind::State, "SELF_EVALUATION_CHANGED"),
            Self::AreaUnknown(_) => (Kind::Unknown, "SEF_AREA_UNKNOWN"),
            Self::AreaRepeated(_) => (Kind::Malformed, "SEF_AREA_REPEATED"),
            Self::Empty => (Kind::State, "SELF_EVALUATION_EMPTY"),
            Self::EvidenceUnknown(_) => (Kind::Unknown, "EVIDENCE_UNKNOWN"),
            Self::EvidenceOfAnotherSchool => (Kind::Malformed, "EVIDENCE_OF_ANOTHER_SCHOOL"),
            Self::EvidenceDoesNotCount(_) => (Kind::State, "EVIDENCE_DOES_NOT_COUNT"),
            Self::EvidenceSaysItself => (Kind::Malformed, "EVIDENCE_SAYS_ITSELF"),
        }
    }
}

impl From<NotCited> for SelfEvaluationRefusal {
    fn from(cause: NotCited) -> Self {
        match cause {
            NotCited::Unknown(id) => Self::EvidenceUnknown(id),
            NotCited::OfAnotherSchool => Self::EvidenceOfAnotherSchool,
            NotCited::DoesNotCount(id) => Self::EvidenceDoesNotCount(id),
            NotCited::SaysItself => Self::EvidenceSaysItself,
        }
    }
}

/// The template by which a self-evaluation is begun.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct TemplateInUse {
    pub version: u32,
    pub area_ids: Vec<String>,
}

/// What a command of a self-evaluation has to know of others.
#[derive(Clone, Debug, Default)]
pub(crate) struct SelfEvaluationFacts {
    /// The newest version of the template; nothing where the school can write by no such template.
    pub template: Option<TemplateInUse>,
    /// What the signed self-evaluation says that is carried over, with the evidence that still counts; nothing where it is not
    /// signed, or not this school's.
    pub carried: Option<Vec<SefArea>>,
    /// What the record holds of each thing that the command cites, in the same order.
    pub backings: Vec<Backing>,
}

/// How far it has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum SefStage {
    /// It was never begun.
    #[default]
    Unknown,
    /// The headteacher works on it.
    Draft,
    /// The headteacher signed it off.
    Signed,
}

/// A self-evaluation as its decisions have to know it, and those of the next one.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct SelfEvaluation {
    stage: SefStage,
    school_id: String,
    /// The areas that its template asks of.
    area_ids: Vec<String>,
    areas: Vec<SefArea>,
    /// Counts the beginning and each writing.
    version: u32,
}

impl SelfEvaluation {
    /// What another self-evaluation of the school can start from; nothing before this one is signed off.
    pub(crate) fn carried(self, school_id: &str) -> Option<Vec<SefArea>> {
        let stands = self.stage == SefStage::Signed && self.school_id == school_id;
        stands.then_some(self.areas)
    }

    fn begin(
        &self,
        asked: BeginSelfEvaluationRequest,
        facts: &SelfEvaluationFacts,
        context: &Context,
    ) -> Result<SelfEvaluationBegun, SelfEvaluationRefusal> {
        if self.stage != SefStage::Unknown {
            return Err(SelfEvaluationRefusal::Begun);
        }
        let last = AcademicYear::of(context.today()).next();
        if asked.term.parse::<Term>().is_ok_and(|term| term.year > last) {
            return Err(SelfEvaluationRefusal::TermAhead);
        }
        let template = facts.template.clone().ok_or(SelfEvaluationRefusal::TemplateUnknown)?;
        let mut areas = Vec::new();
        if !asked.carried_from_id.is_empty() {
            areas = facts.carried.clone().ok_or(SelfEvaluationRefusal::NotSigned)?;
        }
        areas.retain(|area| template.area_ids.contains(&area.area_id) && says_something(area));
        Ok(SelfEvaluationBegun {
            self_evaluation_id: id_of(&asked.school_id, &asked.term, context),
            school_id: asked.school_id,
            term: asked.term,
            sef_template_id: asked.sef_template_id,
            template_version: template.version,
            area_ids: template.area_ids,
            carried_from_id: asked.carried_from_id,
            areas,
        })
    }

    fn write(
        &self,
        asked: WriteSelfEvaluationRequest,
        facts: &SelfEvaluationFacts,
        context: &Context,
    ) -> Result<SelfEvaluationWritten, SelfEvaluationRefusal> {
        self.is_draft(asked.version)?;
        let mut seen = BTreeSet::new();
        let mut backings = facts.backings.as_slice();
        let mut areas = Vec::new();
        for text in asked.areas {
            if !self.area_ids.contains(&text.area_id) {
                return Err(SelfEvaluationRefusal::AreaUnknown(text.area_id));
            }
            if !seen.insert(text.area_id.clone()) {
                return Err(SelfEvaluationRefusal::AreaRepeated(text.area_id));
            }
            let (own, others) = backings.split_at(text.evidence.len().min(backings.len()));
            backings = others;
            areas.push(area(text, own, context)?);
        }
        areas.retain(says_something);
        Ok(SelfEvaluationWritten {
            self_evaluation_id: id_of(&asked.school_id, &asked.term, context),
            school_id: asked.school_id,
            term: asked.term,
            areas,
        })
    }

    fn sign(
        &self,
        asked: SignSelfEvaluationRequest,
        context: &Context,
    ) -> Result<SelfEvaluationSigned, SelfEvaluationRefusal> {
        self.is_draft(asked.version)?;
        if self.areas.is_empty() {
            return Err(SelfEvaluationRefusal::Empty);
        }
        Ok(SelfEvaluationSigned {
            self_evaluation_id: id_of(&asked.school_id, &asked.term, context),
            school_id: asked.school_id,
            term: asked.term,
            on: context.today().to_string(),
            area_ids: self.areas.iter().map(|area| area.area_id.clone()).collect(),
        })
    }

    /// Whether it can be changed or signed off by somebody who read this version of it; 0 stands for whichever there is.
    fn is_draft(&self, version: u32) -> Result<(), SelfEvaluationRefusal> {
        match self.stage {
            SefStage::Unknown => Err(SelfEvaluationRefusal::Unknown),
            SefStage::Draft if version > 0 && version != self.version => {
                Err(SelfEvaluationRefusal::Changed)
            }
            SefStage::Draft => Ok(()),
            SefStage::Signed => Err(SelfEvaluationRefusal::Signed),
        }
    }
}

impl Decider for SelfEvaluation {
    type Command = SelfEvaluationCommand;
    type Facts = SelfEvaluationFacts;
    type Event = SelfEvaluationEvent;
    type Refusal = SelfEvaluationRefusal;

    fn decide(
        &self,
        command: &SelfEvaluationCommand,
        facts: &SelfEvaluationFacts,
        context: &Context,
    ) -> Result<Vec<SelfEvaluationEvent>, SelfEvaluationRefusal> {
        let event = match command.clone() {
            SelfEvaluationCommand::BeginSelfEvaluation(asked) => {
                self.begin(asked, facts, context)?.into()
            }
            SelfEvaluationCommand::WriteSelfEvaluation(asked) => {
                self.write(asked, facts, context)?.into()
            }
            SelfEvaluationCommand::SignSelfEvaluation(asked) => self.sign(asked, context)?.into(),
        };
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &SelfEvaluationEvent) {
        match event {
            SelfEvaluationEvent::SelfEvaluationBegun(begun) => {
                self.stage = SefStage::Draft;
                self.school_id.clone_from(&begun.school_id);
                self.area_ids.clone_from(&begun.area_ids);
                self.areas.clone_from(&begun.areas);
                self.version = 1;
            }
            SelfEvaluationEvent::SelfEvaluationWritten(written) => {
                self.areas.clone_from(&written.areas);
                self.version += 1;
            }
            SelfEvaluationEvent::SelfEvaluationSigned(_) => self.stage = SefStage::Signed,
        }
    }

    fn derived_id(command: &SelfEvaluationCommand, context: &Context) -> Option<String> {
        Some(id_of(command.school_id(), command.term(), context))
    }
}

eventlog::aggregate_plug!(SelfEvaluation);

fn id_of(school_id: &str, term: &str, context: &Context) -> String {
    self_evaluation_of(context.trust, school_id, term).to_string()
}

/// One area as the event keeps it, with what the record holds of each thing that is cited for it.
fn area(
    text: SefAreaText,
    backings: &[Backing],
    context: &Context,
) -> Result<SefArea, SelfEvaluationRefusal> {
    Ok(SefArea {
        grade: text.grade().into(),
        strengths: context.words(&text.strengths),
        next_steps: context.words(&text.next_steps),
        evidence: cited::evidence(text.evidence, backings, context)?,
        area_id: text.area_id,
        region_id: text.region_id,
    })
}

/// Whether anything is said of an area.
fn says_something(area: &SefArea) -> bool {
    let nothing = SefArea { area_id: area.area_id.clone(), ..SefArea::default() };
    *area != nothing
}

#[cfg(test)]
mod tests;
