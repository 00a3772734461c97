use std::collections::{BTreeMap, BTreeSet};

use access::Sight;
use uuid::Uuid;

use super::*;

const OWN: Uuid = Uuid::from_u128(1);
const OTHER: Uuid = Uuid::from_u128(2);

/// Draft 1 was sent to headteachers, who have commented; draft 2 was not sent.
fn all() -> DraftsOfVersion {
    let sent = FrameworkDraft {
        draft: 1,
        sent_on: "2025-11-03".to_owned(),
        comment_by: "2025-11-21".to_owned(),
        ..FrameworkDraft::default()
    };
    let later = FrameworkDraft { draft: 2, ..FrameworkDraft::default() };
    let said = |school: Uuid| FrameworkComments {
        school_id: school.to_string(),
        draft: 1,
        ..FrameworkComments::default()
    };
    DraftsOfVersion { drafts: vec![sent, later], comments: vec![said(OWN), said(OTHER)] }
}

/// How many drafts and comments a reader is shown on a day.
fn shown(reach: &Reach, today: &str) -> [usize; 2] {
    let seen = framework_drafts(all(), reach, today.parse().unwrap());
    [seen.drafts.len(), seen.comments.len()]
}

#[test]
fn a_headteacher_reads_what_others_said_once_the_last_day_is_over() {
    let sight = Sight::Only(BTreeSet::from([Shows::FrameworkDraftSent]));
    let schools = BTreeMap::from([(OWN, sight)]);
    let head = Reach::Schools { trust: None, schools, reviews: BTreeMap::new() };
    assert_eq!(shown(&head, "2025-11-21"), [1, 1]);
    assert_eq!(shown(&head, "2025-11-22"), [1, 2]);
}

#[test]
fn the_people_who_write_and_agree_it_read_all_at_once() {
    let reach = Reach::All(Sight::Only(BTreeSet::from([Shows::FrameworkDraftWhole])));
    assert_eq!(shown(&reach, "2025-11-04"), [2, 2]);
}
