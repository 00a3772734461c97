//! What of the drafts of a framework, and of what headteachers said of them, is shown to whom.

use access::{Reach, Shows};
use contract::categories::v1::{FrameworkComments, FrameworkDraft};
use contract::field;
use jiff::civil::Date;

/// The drafts of a version, and what was said of each.
#[derive(Debug, Default)]
pub(crate) struct DraftsOfVersion {
    pub drafts: Vec<FrameworkDraft>,
    pub comments: Vec<FrameworkComments>,
}

/// Drafts and comments as the reader may see them. A headteacher writes before the last day without having read what others
/// wrote, so each says what that school needs. Once the day is over all read all, since the framework is for all.
pub(crate) fn framework_drafts(
    mut all: DraftsOfVersion,
    reach: &Reach,
    today: Date,
) -> DraftsOfVersion {
    if reach.shows_any(Shows::FrameworkDraftWhole) {
        return all;
    }
    all.drafts.retain(|draft| !draft.sent_on.is_empty());
    let is_over = |number: u32| {
        let draft = all.drafts.iter().find(|draft| draft.draft == number);
        let last = draft.and_then(|draft| field::day(&draft.comment_by));
        last.is_some_and(|last| last < today)
    };
    let own = |school: &str| reach.shows_of(school, Shows::FrameworkDraftSent);
    all.comments.retain(|said| own(&said.school_id) || is_over(said.draft));
    all
}

#[cfg(test)]
mod tests;
