//! A draft of the framework's next version, while headteachers comment on it and afterwards.

use contract::categories::v1::{
    AreaComment, FrameworkAgreed, FrameworkComments, FrameworkDraft, GetFrameworkDraftResponse,
};

use super::{AMIRA, HEAD, MARYS, OAK, as_of, framework_pair, ground, words};
use crate::pages::framework_compared::VersionPair;
use crate::pages::framework_draft::FrameworkDraftLoaded;
use crate::shown::Shown;
use crate::visitor::Visitor;

/// Draft 1 as it was sent to headteachers. They are still asked, or the day is over and draft 2 was written.
pub(crate) fn framework_draft_page(visitor: &Visitor, asked: bool) -> FrameworkDraftLoaded {
    let VersionPair { earlier, later } = framework_pair();
    let sees_all = visitor.sees_every_framework_draft();
    let sent = FrameworkDraft {
        sent_on: "2025-11-07".to_owned(),
        comment_by: if asked { "2025-12-05" } else { "2025-11-14" }.to_owned(),
        ..draft(1, &later)
    };
    let mut second = later;
    if let Some(described) = second.descriptors.last_mut() {
        described.text = words("Staff say what they <b>need</b>, and are heard.");
    }
    let newest = if asked || !sees_all { sent.clone() } else { draft(2, &second) };
    let mut comments = vec![
        said(MARYS, "governance", "Say who asks, and <b>when</b>."),
        said(OAK, "", "Say it in fewer words."),
    ];
    comments.retain(|one| sees_all || !asked || one.school_id == MARYS);
    let found = GetFrameworkDraftResponse {
        as_of: as_of(412),
        draft: Some(newest),
        consulted: Some(sent),
        comments,
        agreed_version: 1,
    };
    FrameworkDraftLoaded {
        ground: ground(),
        before: Some(earlier),
        version: 2,
        open: true,
        found: Shown::All(found).within(visitor.framework_drafts()),
    }
}

fn draft(number: u32, framework: &FrameworkAgreed) -> FrameworkDraft {
    FrameworkDraft {
        draft: number,
        framework: Some(framework.clone()),
        drafted_on: "2025-11-06".to_owned(),
        drafted_by_id: AMIRA.to_owned(),
        position: 401,
        ..FrameworkDraft::default()
    }
}

fn said(school: &str, area: &str, text: &str) -> FrameworkComments {
    let comment = AreaComment { area_id: area.to_owned(), text: Some(words(text).into()) };
    FrameworkComments {
        school_id: school.to_owned(),
        framework_id: "default".to_owned(),
        version: 2,
        draft: 1,
        comments: vec![comment],
        by_id: HEAD.to_owned(),
        on: "2025-11-10".to_owned(),
        position: 405,
    }
}
