//! What the headteacher of a school says of the drafts of a version, by area and as a whole, until the last day to comment.

use std::collections::BTreeSet;

use contract::categories::v1::{AreaComment, CommentOnFrameworkRequest, FrameworkCommented};
use contract::commands::FrameworkCommentCommand;
use contract::events::FrameworkCommentEvent;
use contract::{Kind, Refusal};
use eventlog::{Context, Decider};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::framework_draft::FrameworkConsultation;

/// Why a comment is refused.
#[derive(Debug, PartialEq, thiserror::Error)]
pub(crate) enum FrameworkCommentRefusal {
    #[error("The headteachers are not asked to comment on this version now.")]
    NotAsked,
    #[error("The draft has no area {0}.")]
    AreaUnknown(String),
    #[error("One area is commented on twice.")]
    AreaRepeated,
}

impl Refusal for FrameworkCommentRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::NotAsked => (Kind::State, "HEADS_NOT_ASKED"),
            Self::AreaUnknown(_) => (Kind::Unknown, "AREA_UNKNOWN"),
            Self::AreaRepeated => (Kind::Malformed, "AREA_REPEATED"),
        }
    }
}

/// A school's comments on the drafts of a version. What was said before does not bind: it can be said anew until the last day.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct FrameworkComment;

impl Decider for FrameworkComment {
    type Command = FrameworkCommentCommand;
    type Facts = FrameworkConsultation;
    type Event = FrameworkCommentEvent;
    type Refusal = FrameworkCommentRefusal;

    fn decide(
        &self,
        FrameworkCommentCommand::CommentOnFramework(asked): &FrameworkCommentCommand,
        consultation: &FrameworkConsultation,
        context: &Context,
    ) -> Result<Vec<FrameworkCommentEvent>, FrameworkCommentRefusal> {
        let today = context.today();
        if consultation.until.is_none_or(|until| until < today) {
            return Err(FrameworkCommentRefusal::NotAsked);
        }
        check_areas(asked, &consultation.area_ids)?;
        let comments = asked.comments.iter().map(|comment| AreaComment {
            area_id: comment.area_id.clone(),
            text: context.words(&comment.text),
        });
        let commented = FrameworkCommented {
            school_id: asked.school_id.clone(),
            framework_id: asked.framework_id.clone(),
            version: asked.version,
            draft: consultation.draft,
            on: today.to_string(),
            comments: comments.collect(),
        };
        Ok(vec![commented.into()])
    }

    fn evolve(&mut self, event: &FrameworkCommentEvent) {
        let FrameworkCommentEvent::FrameworkCommented(_) = event;
    }

    /// One stream for each version and school.
    fn derived_id(
        FrameworkCommentCommand::CommentOnFramework(asked): &FrameworkCommentCommand,
        context: &Context,
    ) -> Option<String> {
        let CommentOnFrameworkRequest { framework_id, version, school_id, .. } = asked;
        let name = format!("framework-comment/{framework_id}/{version}/{school_id}");
        Some(Uuid::new_v5(&context.trust, name.as_bytes()).to_string())
    }
}

eventlog::aggregate_plug!(FrameworkComment);

/// Each area is one of the draft and is there once; an empty one stands for the whole.
fn check_areas(
    asked: &CommentOnFrameworkRequest,
    known: &[String],
) -> Result<(), FrameworkCommentRefusal> {
    let mut seen = BTreeSet::new();
    for comment in &asked.comments {
        let area = &comment.area_id;
        if !area.is_empty() && !known.contains(area) {
            return Err(FrameworkCommentRefusal::AreaUnknown(area.clone()));
        }
        if !seen.insert(area) {
            return Err(FrameworkCommentRefusal::AreaRepeated);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
