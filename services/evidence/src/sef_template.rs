//! A template for self-evaluations: its name and what it asks of each area, in versions. It is the trust's, or one school's.

use std::collections::BTreeSet;

use contract::commands::SefTemplateCommand;
use contract::events::SefTemplateEvent;
use contract::evidence::v1::{SefPrompt, SefSection, SefTemplateMade, SefTemplateRevised};
use contract::{Kind, Refusal};
use eventlog::{Context, Decider};
use serde::{Deserialize, Serialize};

/// Why a template says no.
#[derive(Debug, PartialEq, thiserror::Error)]
pub(crate) enum SefTemplateRefusal {
    #[error("There is no such template for self-evaluations here.")]
    Unknown,
    #[error("The next version of this template is version {expected}, not {given}.")]
    OutOfOrder { expected: u32, given: u32 },
    #[error("The area {0} is there twice.")]
    AreaRepeated(String),
}

impl Refusal for SefTemplateRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::Unknown => (Kind::Unknown, "SEF_TEMPLATE_UNKNOWN"),
            Self::OutOfOrder { .. } => (Kind::State, "SEF_TEMPLATE_OUT_OF_ORDER"),
            Self::AreaRepeated(_) => (Kind::Malformed, "SEF_AREA_REPEATED"),
        }
    }
}

/// Whose template it is, its newest version, and the areas that this version asks of.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct SefTemplate {
    /// 0: it was never made.
    pub version: u32,
    /// Empty where it is the trust's.
    pub school_id: String,
    /// In the order they are asked.
    pub area_ids: Vec<String>,
}

impl SefTemplate {
    /// Whether a school can write by it.
    pub(crate) fn is_for(&self, school_id: &str) -> bool {
        self.version > 0 && (self.school_id.is_empty() || self.school_id == school_id)
    }
}

impl Decider for SefTemplate {
    type Command = SefTemplateCommand;
    type Facts = ();
    type Event = SefTemplateEvent;
    type Refusal = SefTemplateRefusal;

    fn decide(
        &self,
        command: &SefTemplateCommand,
        _: &(),
        context: &Context,
    ) -> Result<Vec<SefTemplateEvent>, SefTemplateRefusal> {
        let event = match command.clone() {
            SefTemplateCommand::MakeSefTemplate(asked) => SefTemplateMade {
                sef_template_id: context.new_id("sef_template").to_string(),
                school_id: asked.school_id,
                name: context.words(&asked.name),
                sections: sections(asked.sections, context)?,
            }
            .into(),
            SefTemplateCommand::ReviseSefTemplate(asked) => {
                if self.version == 0 || self.school_id != asked.school_id {
                    return Err(SefTemplateRefusal::Unknown);
                }
                let (expected, given) = (self.version.saturating_add(1), asked.version);
                if given != expected {
                    return Err(SefTemplateRefusal::OutOfOrder { expected, given });
                }
                SefTemplateRevised {
                    sef_template_id: asked.sef_template_id,
                    school_id: asked.school_id,
                    version: given,
                    name: context.words(&asked.name),
                    sections: sections(asked.sections, context)?,
                }
                .into()
            }
        };
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &SefTemplateEvent) {
        let sections = match event {
            SefTemplateEvent::SefTemplateMade(made) => {
                self.version = 1;
                self.school_id.clone_from(&made.school_id);
                &made.sections
            }
            SefTemplateEvent::SefTemplateRevised(revised) => {
                self.version = revised.version;
                &revised.sections
            }
        };
        self.area_ids = sections.iter().map(|section| section.area_id.clone()).collect();
    }
}

eventlog::aggregate_plug!(SefTemplate);

/// What is asked of each area, each area once.
fn sections(
    asked: Vec<SefPrompt>,
    context: &Context,
) -> Result<Vec<SefSection>, SefTemplateRefusal> {
    let mut seen = BTreeSet::new();
    let section = |SefPrompt { area_id, prompt }| {
        if !seen.insert(area_id.clone()) {
            return Err(SefTemplateRefusal::AreaRepeated(area_id));
        }
        Ok(SefSection { area_id, prompt: context.words(&prompt) })
    };
    asked.into_iter().map(section).collect()
}

#[cfg(test)]
mod tests;
