use std::collections::{BTreeMap, BTreeSet};

use contract::reviews::v1::Finding;

use super::*;

const HOST: Uuid = Uuid::from_u128(1);
const REVIEW: Uuid = Uuid::from_u128(2);

fn agreed(recipients: &[Recipient]) -> Review {
    Review {
        review_id: REVIEW.to_string(),
        host_school_id: HOST.to_string(),
        summary: Some("A summary".into()),
        recipients: recipients.iter().map(|recipient| (*recipient).into()).collect(),
        findings: vec![Finding::default()],
        ..Review::default()
    }
}

fn host(kind: Shows) -> Reach {
    let sight = Sight::Only(BTreeSet::from([kind]));
    let schools = BTreeMap::from([(HOST, sight)]);
    Reach::Schools { trust: None, schools, reviews: BTreeMap::new() }
}

/// Whether summary and findings are seen; `None` for nothing at all.
fn seen(kind: Shows, recipients: &[Recipient]) -> Option<(bool, bool)> {
    let shown = review(agreed(recipients), &host(kind))?;
    Some((shown.summary.is_some(), !shown.findings.is_empty()))
}

#[test]
fn the_lead_sees_where_it_stands_and_the_findings_as_agreed() {
    assert_eq!(seen(Shows::ReviewForLead, &[]), Some((false, false)));
    let agreed = [Recipient::ImprovementLead];
    assert_eq!(seen(Shows::ReviewForLead, &agreed), Some((true, true)));
}

#[test]
fn trustees_and_the_committee_see_the_summary_as_agreed_and_else_nothing() {
    for (kind, recipient, other) in [
        (Shows::ReviewForTrustees, Recipient::Trustees, Recipient::HostCommittee),
        (Shows::ReviewForCommittee, Recipient::HostCommittee, Recipient::Trustees),
    ] {
        assert_eq!(seen(kind, &[recipient]), Some((true, false)));
        assert_eq!(seen(kind, &[other]), None);
    }
}

#[test]
fn why_a_review_was_called_off_is_for_those_who_run_it() {
    let called_off = |kind, recipients: &[Recipient]| {
        let called_off = Review { cancelled_because: Some("Ill".into()), ..agreed(recipients) };
        review(called_off, &host(kind)).unwrap().cancelled_because.is_some()
    };
    assert!(called_off(Shows::ReviewWhole, &[]) && called_off(Shows::ReviewForLead, &[]));
    assert!(!called_off(Shows::ReviewForCommittee, &[Recipient::HostCommittee]));
}

#[test]
fn the_team_sees_its_own_review_and_no_other() {
    let sight = Sight::Only(BTreeSet::from([Shows::ReviewWhole]));
    let of = |id| Reach::Schools {
        trust: None,
        schools: BTreeMap::new(),
        reviews: BTreeMap::from([(id, sight.clone())]),
    };
    assert!(review(agreed(&[]), &of(REVIEW)).is_some());
    assert!(review(agreed(&[]), &of(Uuid::from_u128(3))).is_none());
}
