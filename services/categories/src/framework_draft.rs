//! The draft of a framework's next version: written, sent to headteachers until a day, written anew, or withdrawn.

use contract::categories::v1::{
    ConsultOnFrameworkRequest, DraftFrameworkRequest, FrameworkAgreed, FrameworkDraftWithdrawn,
    FrameworkDrafted, FrameworkSentToHeads, WithdrawFrameworkDraftRequest,
};
use contract::commands::FrameworkDraftCommand;
use contract::events::FrameworkDraftEvent;
use contract::{Kind, Refusal, field};
use eventlog::{Context, Decider};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::framework::{FrameworkRefusal, check_next, check_words};

/// Why a draft says no.
#[derive(Debug, PartialEq, thiserror::Error)]
pub(crate) enum FrameworkDraftRefusal {
    #[error(transparent)]
    Framework(#[from] FrameworkRefusal),
    #[error(
        "The headteachers are asked to comment on this draft until {0}. Write the next one after that day."
    )]
    HeadsAreAsked(Date),
    #[error(
        "Another draft was written meanwhile. Compare this with what stands now, then send it again."
    )]
    Changed,
    #[error("No draft of this version stands.")]
    Unknown,
    #[error("The last day to comment has passed. Name today or a later day.")]
    DayPast,
    #[error(
        "The headteachers were told that they can comment until {0}. Name that day or a later one."
    )]
    DayEarlier(Date),
}

impl Refusal for FrameworkDraftRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::Framework(refusal) => refusal.code(),
            Self::HeadsAreAsked(_) => (Kind::State, "HEADS_ARE_ASKED"),
            Self::Changed => (Kind::State, "FRAMEWORK_DRAFT_CHANGED"),
            Self::Unknown => (Kind::Unknown, "FRAMEWORK_DRAFT_UNKNOWN"),
            Self::DayPast => (Kind::Malformed, "COMMENT_DAY_PAST"),
            Self::DayEarlier(_) => (Kind::State, "COMMENT_DAY_EARLIER"),
        }
    }
}

/// Which version of which framework a draft is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DraftedVersion {
    pub framework_id: String,
    pub version: u32,
}

impl DraftedVersion {
    pub(crate) fn of(framework: &FrameworkAgreed) -> Self {
        Self { framework_id: framework.framework_id.clone(), version: framework.version }
    }

    pub(crate) fn named_by(command: &FrameworkDraftCommand) -> Self {
        let (framework_id, version) = match command {
            FrameworkDraftCommand::DraftFramework(asked) => {
                return asked.framework.as_ref().map_or_else(Self::nothing, Self::of);
            }
            FrameworkDraftCommand::ConsultOnFramework(asked) => {
                (&asked.framework_id, asked.version)
            }
            FrameworkDraftCommand::WithdrawFrameworkDraft(asked) => {
                (&asked.framework_id, asked.version)
            }
        };
        Self { framework_id: framework_id.clone(), version }
    }

    fn nothing() -> Self {
        Self { framework_id: String::new(), version: 0 }
    }

    /// The stream of the version's drafts.
    pub(crate) fn draft_id(&self, trust: Uuid) -> Uuid {
        let Self { framework_id, version } = self;
        Uuid::new_v5(&trust, format!("framework-draft/{framework_id}/{version}").as_bytes())
    }
}

/// A draft that headteachers were asked about, and until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct HeadsAsked {
    draft: u32,
    until: Date,
}

/// What others have to know of a consultation to decide.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FrameworkConsultation {
    /// The number of the draft that headteachers were asked about.
    pub draft: u32,
    pub area_ids: Vec<String>,
    /// The last day to comment; nothing where headteachers were not asked, or the draft was withdrawn.
    pub until: Option<Date>,
}

/// The drafts of one version.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct FrameworkDraft {
    /// How many were written.
    drafts: u32,
    /// Whether the last one was not withdrawn.
    stands: bool,
    area_ids: Vec<String>,
    /// Nothing once it is withdrawn.
    asked: Option<HeadsAsked>,
}

impl FrameworkDraft {
    pub(crate) fn consultation(self) -> FrameworkConsultation {
        FrameworkConsultation {
            draft: self.asked.map_or(0, |asked| asked.draft),
            until: self.asked.map(|asked| asked.until),
            area_ids: self.area_ids,
        }
    }

    /// The last day to comment, while it is not over.
    fn asking(&self, today: Date) -> Option<Date> {
        self.asked.map(|asked| asked.until).filter(|until| today <= *until)
    }

    fn check_stands(&self, version: u32, next: u32) -> Result<(), FrameworkDraftRefusal> {
        if !self.stands {
            return Err(FrameworkDraftRefusal::Unknown);
        }
        check_next(version, next)?;
        Ok(())
    }

    fn drafted(
        &self,
        asked: DraftFrameworkRequest,
        next: u32,
        context: &Context,
    ) -> Result<FrameworkDrafted, FrameworkDraftRefusal> {
        let framework = asked.framework.unwrap_or_default();
        check_next(framework.version, next)?;
        if let Some(until) = self.asking(context.today()) {
            return Err(FrameworkDraftRefusal::HeadsAreAsked(until));
        }
        if asked.draft != self.drafts {
            return Err(FrameworkDraftRefusal::Changed);
        }
        check_words(&framework)?;
        Ok(FrameworkDrafted { draft: self.drafts + 1, framework: Some(framework) })
    }

    fn sent(
        &self,
        asked: ConsultOnFrameworkRequest,
        next: u32,
        context: &Context,
    ) -> Result<FrameworkSentToHeads, FrameworkDraftRefusal> {
        self.check_stands(asked.version, next)?;
        let today = context.today();
        let until = field::day(&asked.comment_by).filter(|until| today <= *until);
        let until = until.ok_or(FrameworkDraftRefusal::DayPast)?;
        if let Some(before) = self.asking(today).filter(|before| until < *before) {
            return Err(FrameworkDraftRefusal::DayEarlier(before));
        }
        Ok(FrameworkSentToHeads {
            framework_id: asked.framework_id,
            version: asked.version,
            draft: self.drafts,
            on: today.to_string(),
            comment_by: until.to_string(),
        })
    }

    fn withdrawn(
        &self,
        asked: WithdrawFrameworkDraftRequest,
        next: u32,
        context: &Context,
    ) -> Result<FrameworkDraftWithdrawn, FrameworkDraftRefusal> {
        self.check_stands(asked.version, next)?;
        Ok(FrameworkDraftWithdrawn {
            reason: context.words(&asked.reason),
            framework_id: asked.framework_id,
            version: asked.version,
            draft: self.drafts,
            on: context.today().to_string(),
        })
    }
}

impl Decider for FrameworkDraft {
    type Command = FrameworkDraftCommand;
    /// The number of the version that is agreed next.
    type Facts = u32;
    type Event = FrameworkDraftEvent;
    type Refusal = FrameworkDraftRefusal;

    fn decide(
        &self,
        command: &FrameworkDraftCommand,
        next: &u32,
        context: &Context,
    ) -> Result<Vec<FrameworkDraftEvent>, FrameworkDraftRefusal> {
        let event = match command.clone() {
            FrameworkDraftCommand::DraftFramework(asked) => {
                self.drafted(asked, *next, context)?.into()
            }
            FrameworkDraftCommand::ConsultOnFramework(asked) => {
                self.sent(asked, *next, context)?.into()
            }
            FrameworkDraftCommand::WithdrawFrameworkDraft(asked) => {
                self.withdrawn(asked, *next, context)?.into()
            }
        };
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &FrameworkDraftEvent) {
        match event {
            FrameworkDraftEvent::FrameworkDrafted(drafted) => {
                self.drafts = drafted.draft;
                self.stands = true;
                let areas = drafted.framework.iter().flat_map(|framework| &framework.areas);
                self.area_ids = areas.map(|area| area.area_id.clone()).collect();
            }
            FrameworkDraftEvent::FrameworkSentToHeads(sent) => {
                let until = field::day(&sent.comment_by);
                self.asked = until.map(|until| HeadsAsked { draft: sent.draft, until });
            }
            FrameworkDraftEvent::FrameworkDraftWithdrawn(_) => {
                self.stands = false;
                self.asked = None;
            }
        }
    }

    fn derived_id(command: &FrameworkDraftCommand, context: &Context) -> Option<String> {
        Some(DraftedVersion::named_by(command).draft_id(context.trust).to_string())
    }
}

eventlog::aggregate_plug!(FrameworkDraft);

#[cfg(test)]
mod tests;
