//! Which drafts were written of a framework's versions, and when were headteachers asked about each?

use contract::british_day;
use contract::categories::v1::FrameworkDraft;
use contract::events::FrameworkDraftEvent;
use eventlog::{At, Document, ListColumns};

/// Every draft with its words; each is a thing of its own.
#[derive(Debug)]
pub(crate) struct FrameworkDraftsList;

impl Document for FrameworkDraftsList {
    const NAME: &'static str = "categories_framework_drafts";
    type Body = FrameworkDraft;
    type Event = FrameworkDraftEvent;

    fn thing(event: &FrameworkDraftEvent, stream_id: &str) -> String {
        let draft = match event {
            FrameworkDraftEvent::FrameworkDrafted(drafted) => drafted.draft,
            FrameworkDraftEvent::FrameworkSentToHeads(sent) => sent.draft,
            FrameworkDraftEvent::FrameworkDraftWithdrawn(withdrawn) => withdrawn.draft,
        };
        format!("{stream_id}/{draft}")
    }

    fn columns(draft: &FrameworkDraft) -> ListColumns<'_> {
        let Some(framework) = &draft.framework else { return ListColumns::new() };
        let version = framework.version.to_string();
        ListColumns::new().within("framework_id", &framework.framework_id).with("version", version)
    }

    fn fold(draft: &mut FrameworkDraft, event: &FrameworkDraftEvent, at: &At) {
        match event {
            FrameworkDraftEvent::FrameworkDrafted(drafted) => {
                draft.draft = drafted.draft;
                draft.framework.clone_from(&drafted.framework);
                draft.drafted_on = british_day(at.time).to_string();
                draft.drafted_by_id = at.actor.to_string();
            }
            FrameworkDraftEvent::FrameworkSentToHeads(sent) => {
                draft.sent_on.clone_from(&sent.on);
                draft.comment_by.clone_from(&sent.comment_by);
            }
            FrameworkDraftEvent::FrameworkDraftWithdrawn(withdrawn) => {
                draft.withdrawn_on.clone_from(&withdrawn.on);
                draft.reason.clone_from(&withdrawn.reason);
            }
        }
        draft.position = at.position;
    }
}

#[cfg(test)]
mod tests;
