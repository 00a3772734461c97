//! One trust holds what this build cannot read; the others are as open as before.

use access::{Access, Actor, Subject};
use contract::events::PersonEvent;
use contract::schools::v1::{Role, RoleGranted, Scope, ScopeKind};
use eventlog::testing::TestStore;
use eventlog::{Append, Metadata, NewEvent, Stream};
use tonic::Code;
use uuid::Uuid;

use crate::{Asked, Permissions};

const LEAD: Uuid = Uuid::from_u128(2);

async fn permissions(store: &TestStore) -> Permissions {
    Permissions::of(Access::try_new(None).unwrap(), store.log("schools").await)
}

fn asked(trust: Uuid) -> Asked<'static> {
    Asked {
        trust,
        actor: Actor::Person(LEAD),
        acting_as: None,
        action: "dashboards.GetOverview",
        subject: Subject::default(),
        on: "2025-11-21".parse().unwrap(),
    }
}

/// A trust in which the lead has the role of the improvement lead.
async fn trust_with_a_lead(store: &TestStore) -> Uuid {
    let trust = store.trust().await;
    let granted = RoleGranted {
        person_id: LEAD.to_string(),
        grant_id: Uuid::from_u128(3).to_string(),
        role: Role::ImprovementLead.into(),
        scope: Some(Scope { kind: ScopeKind::Trust.into(), id: trust.to_string() }),
        from: "2025-09-01".to_owned(),
        until: String::new(),
    };
    store.record(trust, LEAD, vec![PersonEvent::RoleGranted(granted)]).await;
    trust
}

/// Appends an event of a text that no command of this build makes, after the lead's first event.
async fn append(store: &TestStore, trust: Uuid, kind: &'static str, body: &str) -> u64 {
    let metadata = Metadata {
        actor: Uuid::nil(),
        role: "administrator".to_owned(),
        command_id: Uuid::new_v4(),
        correlation: Uuid::nil(),
        causation: None,
        traceparent: None,
        at: "2025-11-21T10:00:00Z".parse().unwrap(),
    };
    let append = Append {
        trust,
        stream: Stream::new("person", LEAD),
        expected: 1,
        fingerprint: [0; 32],
        words: vec![],
        reads: vec![],
        also: vec![],
        metadata,
        events: vec![NewEvent { event_id: Uuid::now_v7(), kind, body: body.to_owned() }],
    };
    store.log("schools").await.append(append).await.unwrap().last
}

#[tokio::test]
async fn an_event_that_may_take_a_right_away_closes_its_trust_and_no_other() {
    let store = TestStore::start().await;
    let [closed, open] = [trust_with_a_lead(&store).await, trust_with_a_lead(&store).await];
    let position = append(&store, closed, "plumbline.schools.v1.RoleEnded", r#"{"on":{}}"#).await;
    let permissions = permissions(&store).await;
    permissions.catch_up().await.expect("a process starts with it there");
    permissions.decide(asked(open)).await.unwrap();
    let refused = permissions.decide(asked(closed)).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unavailable, "{refused:?}");
    let may = permissions.may(closed, Actor::Person(LEAD), "2025-11-21".parse().unwrap()).await;
    assert_eq!(may.unwrap_err().code(), Code::Unavailable);
    let said = permissions.unreadable().borrow().clone();
    assert!(said.contains(&format!("trust {closed}: the event at position {position}")), "{said}");
    assert!(said.contains("the trust is closed") && !said.contains(&open.to_string()), "{said}");
}

#[tokio::test]
async fn a_trust_closes_while_a_process_runs_and_others_are_followed_on() {
    let store = TestStore::start().await;
    let closed = trust_with_a_lead(&store).await;
    let permissions = permissions(&store).await;
    permissions.catch_up().await.unwrap();
    permissions.decide(asked(closed)).await.unwrap();
    append(&store, closed, "plumbline.schools.v1.RoleEnded", r#"{"on":{}}"#).await;
    let later = trust_with_a_lead(&store).await;
    permissions.catch_up().await.unwrap();
    permissions.decide(asked(later)).await.unwrap();
    assert_eq!(permissions.decide(asked(closed)).await.unwrap_err().code(), Code::Unavailable);
}

#[tokio::test]
async fn a_grant_of_a_role_that_a_later_build_added_gives_no_right_and_closes_nothing() {
    let store = TestStore::start().await;
    let trust = trust_with_a_lead(&store).await;
    let granted = format!(
        r#"{{"personId":"{LEAD}","grantId":"{}","role":"ROLE_OF_A_LATER_BUILD","from":"2025-09-01"}}"#,
        Uuid::from_u128(4)
    );
    append(&store, trust, "plumbline.schools.v1.RoleGranted", &granted).await;
    let permissions = permissions(&store).await;
    permissions.catch_up().await.unwrap();
    permissions.decide(asked(trust)).await.unwrap();
    let said = permissions.unreadable().borrow().clone();
    assert!(said.contains("gives no right"), "{said}");
}
