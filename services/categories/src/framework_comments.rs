//! What was said for each school of each draft of a framework?

use contract::categories::v1::FrameworkComments;
use contract::events::FrameworkCommentEvent;
use eventlog::{At, Document, ListColumns};

/// The comments on the drafts, one thing a school and draft.
#[derive(Debug)]
pub(crate) struct FrameworkCommentsList;

impl Document for FrameworkCommentsList {
    const NAME: &'static str = "categories_framework_comments";
    type Body = FrameworkComments;
    type Event = FrameworkCommentEvent;

    fn thing(event: &FrameworkCommentEvent, stream_id: &str) -> String {
        let FrameworkCommentEvent::FrameworkCommented(commented) = event;
        format!("{stream_id}/{}", commented.draft)
    }

    fn columns(comments: &FrameworkComments) -> ListColumns<'_> {
        let version = comments.version.to_string();
        ListColumns::new().within("framework_id", &comments.framework_id).with("version", version)
    }

    fn fold(comments: &mut FrameworkComments, event: &FrameworkCommentEvent, at: &At) {
        let FrameworkCommentEvent::FrameworkCommented(commented) = event;
        *comments = FrameworkComments {
            school_id: commented.school_id.clone(),
            framework_id: commented.framework_id.clone(),
            version: commented.version,
            draft: commented.draft,
            comments: commented.comments.clone(),
            by_id: at.actor.to_string(),
            on: commented.on.clone(),
            position: at.position,
        };
    }
}

#[cfg(test)]
mod tests;
