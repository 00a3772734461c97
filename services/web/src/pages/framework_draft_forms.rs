//! The forms of a draft: it is written, sent to headteachers, commented on, and withdrawn.

use contract::categories::v1::{
    AreaCommentText, CommentOnFrameworkRequest, ConsultOnFrameworkRequest, DraftFrameworkRequest,
    FrameworkAgreed, WithdrawFrameworkDraftRequest,
};
use contract::longest;
use serde::Deserialize;

use super::framework_draft::AT;
use super::framework_new::{AREAS, NAME, REGIONS, WORDS, worded};
use crate::form::{Act, Entered, Entry, placed, sends};

/// Said beside the comments.
const READERS: &str = "Write where you wish, and name no person. Trustees and the trust’s leaders read it at once, \
                       other headteachers after the last day";

/// Stands for the whole where areas are named. An area has no such id.
pub(super) const WHOLE: &str = "/";

/// The improvement lead or the chief executive writes a draft.
#[derive(Debug, Deserialize)]
pub(crate) struct DraftFramework {
    pub framework: String,
    /// A number, as the address has it.
    pub version: String,
}

impl Act for DraftFramework {
    type Command = DraftFrameworkRequest;
    const ENTRIES: &'static [Entry] = &[NAME, AREAS, REGIONS, WORDS, Entry::hidden("draft")];
    const BUTTON: &'static str = "Record the draft";
    const DONE: &'static str = "The draft is recorded";
    placed!(
        "/framework/{framework}/versions/{version}/drafts"(framework, version),
        "/framework/draft/new"()
    );
    sends!(categories, draft_framework);

    fn next(&self) -> String {
        AT.to_owned()
    }

    fn command(&self, entered: &Entered) -> DraftFrameworkRequest {
        let framework = FrameworkAgreed {
            framework_id: self.framework.clone(),
            version: self.version.parse().unwrap_or_default(),
            ..worded(entered)
        };
        DraftFrameworkRequest {
            command_id: entered.command(),
            framework: Some(framework),
            draft: entered.get("draft").parse().unwrap_or_default(),
        }
    }
}

/// The headteachers are asked to comment.
#[derive(Debug, Deserialize)]
pub(crate) struct ConsultOnFramework {
    pub framework: String,
    pub version: String,
}

impl Act for ConsultOnFramework {
    type Command = ConsultOnFrameworkRequest;
    const ENTRIES: &'static [Entry] = &[Entry::day("until", "The last day to comment")
        .hint("Until then the draft does not change. A later day can be named, an earlier one not")
        .wanted("Enter the last day to comment")];
    const BUTTON: &'static str = "Ask the headteachers";
    const DONE: &'static str = "The headteachers find the draft among what they have to do";
    placed!(
        "/framework/{framework}/versions/{version}/consultation"(framework, version),
        "/framework/draft"()
    );
    sends!(categories, consult_on_framework);

    fn command(&self, entered: &Entered) -> ConsultOnFrameworkRequest {
        ConsultOnFrameworkRequest {
            command_id: entered.command(),
            framework_id: self.framework.clone(),
            version: self.version.parse().unwrap_or_default(),
            comment_by: entered.get("until"),
        }
    }
}

/// The version is not put to the trustees as it was drafted.
#[derive(Debug, Deserialize)]
pub(crate) struct WithdrawFrameworkDraft {
    pub framework: String,
    pub version: String,
}

impl Act for WithdrawFrameworkDraft {
    type Command = WithdrawFrameworkDraftRequest;
    const ENTRIES: &'static [Entry] =
        &[Entry::words_of::<Self::Command>("reason", "Why is it withdrawn?")
            .hint("Trustees read it, and headteachers where the draft was sent to them")
            .wanted("Say why it is withdrawn")];
    const BUTTON: &'static str = "Withdraw the draft";
    const DONE: &'static str = "The draft is withdrawn";
    placed!(
        "/framework/{framework}/versions/{version}/withdrawal"(framework, version),
        "/framework/draft"()
    );
    sends!(categories, withdraw_framework_draft);

    fn command(&self, entered: &Entered) -> WithdrawFrameworkDraftRequest {
        WithdrawFrameworkDraftRequest {
            command_id: entered.command(),
            framework_id: self.framework.clone(),
            version: self.version.parse().unwrap_or_default(),
            reason: entered.get("reason"),
        }
    }
}

/// The headteacher of a school says what is thought of the draft there.
#[derive(Debug, Deserialize)]
pub(crate) struct CommentOnFramework {
    pub framework: String,
    pub version: String,
    pub school: String,
}

impl Act for CommentOnFramework {
    type Command = CommentOnFrameworkRequest;
    const ENTRIES: &'static [Entry] =
        &[Entry::each("comments", "What you think of it", longest::<Self::Command>("text"))
            .hint(READERS)
            .wanted("Write of one area at least, or of the whole")];
    const BUTTON: &'static str = "Send your comments";
    const DONE: &'static str = "Your comments are sent. You can change them until the last day";
    placed!(
        "/framework/{framework}/versions/{version}/comments/{school}"(framework, version, school),
        "/framework/draft"()
    );
    sends!(categories, comment_on_framework);

    fn command(&self, entered: &Entered) -> CommentOnFrameworkRequest {
        let comments = entered.each("comments").into_iter().map(|(area, text)| AreaCommentText {
            area_id: if area == WHOLE { String::new() } else { area },
            text,
        });
        CommentOnFrameworkRequest {
            command_id: entered.command(),
            school_id: self.school.clone(),
            framework_id: self.framework.clone(),
            version: self.version.parse().unwrap_or_default(),
            comments: comments.collect(),
        }
    }
}

#[cfg(test)]
mod tests;
