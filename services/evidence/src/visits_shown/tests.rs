use std::collections::{BTreeMap, BTreeSet};

use access::Sight;
use contract::evidence::v1::{VisitComment, VisitFinding};

use super::*;

const SCHOOL: Uuid = Uuid::from_u128(1);
const WRITER: Uuid = Uuid::from_u128(2);
const READER: Uuid = Uuid::from_u128(3);

fn note(state: VisitNoteState, readers: &[VisitReader]) -> VisitNote {
    VisitNote {
        school_id: SCHOOL.to_string(),
        writer_id: WRITER.to_string(),
        state: state.into(),
        findings: vec![VisitFinding::default()],
        comments: vec![VisitComment::default()],
        readers: readers.iter().map(|reader| (*reader).into()).collect(),
        ..VisitNote::default()
    }
}

fn at_the_school(kind: Shows) -> Reach {
    let sight = Sight::Only(BTreeSet::from([kind]));
    let schools = BTreeMap::from([(SCHOOL, sight)]);
    Reach::Schools { trust: None, schools, reviews: BTreeMap::new() }
}

/// How many findings and comments are seen; `None` where nothing is.
fn seen(kind: Shows, note: VisitNote, reader: Uuid) -> Option<(usize, usize)> {
    let shown = visit_note(note, &at_the_school(kind), reader)?;
    Some((shown.findings.len(), shown.comments.len()))
}

const BEFORE_THE_ISSUE: [VisitNoteState; 4] = [
    VisitNoteState::Draft,
    VisitNoteState::Sent,
    VisitNoteState::Commented,
    VisitNoteState::Agreed,
];
const GROUPS: [(Shows, VisitReader); 3] = [
    (Shows::VisitNoteForSchool, VisitReader::School),
    (Shows::VisitNoteForCommittee, VisitReader::Committee),
    (Shows::VisitNoteForTrust, VisitReader::Trust),
];

#[test]
fn before_the_issue_only_writer_guest_lead_and_headteacher_see_it() {
    for state in BEFORE_THE_ISSUE {
        let sent = (state != VisitNoteState::Draft).then_some((1, 1));
        let all = || note(state, &VisitReader::ALL);
        assert_eq!(seen(Shows::VisitNoteWhole, all(), READER), Some((1, 1)), "{state:?}");
        assert_eq!(seen(Shows::VisitNoteForHead, all(), READER), sent, "{state:?}");
        assert_eq!(seen(Shows::VisitNoteForGuest, all(), READER), Some((1, 1)), "{state:?}");
        for (kind, _) in GROUPS {
            assert_eq!(seen(kind, all(), READER), None, "{state:?} {kind}");
            assert_eq!(seen(kind, all(), WRITER), Some((1, 1)), "the writer, {state:?} {kind}");
        }
    }
}

#[test]
fn an_issued_note_goes_to_its_readers_without_the_comments() {
    for (kind, group) in GROUPS {
        let others: Vec<_> = VisitReader::ALL.into_iter().filter(|one| *one != group).collect();
        let issued = |readers: &[VisitReader]| note(VisitNoteState::Issued, readers);
        assert_eq!(seen(kind, issued(&[group]), READER), Some((1, 0)), "{kind}");
        assert_eq!(seen(kind, issued(&others), READER), None, "{kind}");
        assert_eq!(seen(kind, issued(&[]), READER), None, "{kind}");
    }
    let to_the_head = note(VisitNoteState::Issued, &[]);
    assert_eq!(seen(Shows::VisitNoteForHead, to_the_head, READER), Some((1, 1)));
}

#[test]
fn a_writer_without_a_role_over_the_school_sees_nothing() {
    let elsewhere = Reach::Schools {
        trust: None,
        schools: BTreeMap::from([(Uuid::from_u128(9), Sight::Whole)]),
        reviews: BTreeMap::new(),
    };
    assert_eq!(visit_note(note(VisitNoteState::Draft, &[]), &elsewhere, WRITER), None);
}
