//! Sentences about drafts of a framework, and about what headteachers said of them.

use contract::events::{FrameworkCommentEvent, FrameworkDraftEvent};

use super::Line;
use super::words::{because, capital, count, day, school, when};

pub(super) fn draft(event: &FrameworkDraftEvent) -> Line {
    Line::new(match event {
        FrameworkDraftEvent::FrameworkDrafted(drafted) => {
            let version = drafted.framework.as_ref().map_or(0, |framework| framework.version);
            let of = numbered(drafted.draft, version);
            format!("{of} was written.")
        }
        FrameworkDraftEvent::FrameworkSentToHeads(sent) => {
            let of = numbered(sent.draft, sent.version);
            format!("{of} was sent to the headteachers, to comment by {}.", day(&sent.comment_by))
        }
        FrameworkDraftEvent::FrameworkDraftWithdrawn(withdrawn) => {
            let of = numbered(withdrawn.draft, withdrawn.version);
            format!("{of} was withdrawn{}", because(&withdrawn.reason))
        }
    })
}

pub(super) fn comment(event: &FrameworkCommentEvent) -> Line {
    let FrameworkCommentEvent::FrameworkCommented(commented) = event;
    let areas = commented.comments.iter().map(|comment| &comment.area_id);
    let areas = areas.filter(|area| !area.is_empty());
    let what = match (areas.clone().count(), areas.clone().count() < commented.comments.len()) {
        (0, _) => "as a whole".to_owned(),
        (number, false) => format!("in {}", count(number, "area", "areas")),
        (number, true) => format!("as a whole and in {}", count(number, "area", "areas")),
    };
    let (of, on) = (numbered(commented.draft, commented.version), when("on", &commented.on));
    let school = capital(&school(&commented.school_id));
    let of = of.replacen("Draft", "draft", 1);
    Line::new(format!("{school} commented on {of} {what}{on}."))
        .about([&commented.school_id])
        .in_areas(areas)
}

/// `Draft 2 of version 3 of the framework`.
fn numbered(draft: u32, version: u32) -> String {
    format!("Draft {draft} of version {version} of the framework")
}

#[cfg(test)]
mod tests;
