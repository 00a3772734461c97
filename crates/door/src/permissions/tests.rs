//! What is remembered of decisions, and when it is not.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use contract::events::PersonEvent;
use contract::schools::v1::{RoleEnded, RoleGranted, Scope, ScopeKind};

use eventlog::testing::TestStore;

use super::*;

const TRUST: Uuid = Uuid::from_u128(1);
const LEAD: Uuid = Uuid::from_u128(2);
const GRANT: Uuid = Uuid::from_u128(3);

/// The event of a person's stream.
fn person(event: AnyEvent) -> PersonEvent {
    let AnyEvent::Person(event) = event else { panic!("{event:?}") };
    event
}

fn asked(on: &str) -> Asked<'static> {
    Asked {
        trust: TRUST,
        actor: Actor::Person(LEAD),
        acting_as: None,
        action: "dashboards.GetOverview",
        subject: Subject::default(),
        on: on.parse().unwrap(),
    }
}

fn granted() -> AnyEvent {
    let scope = Scope { kind: ScopeKind::Trust.into(), id: TRUST.to_string() };
    AnyEvent::Person(PersonEvent::RoleGranted(RoleGranted {
        person_id: LEAD.to_string(),
        grant_id: GRANT.to_string(),
        role: Role::ImprovementLead.into(),
        scope: Some(scope),
        from: "2025-09-01".to_owned(),
        until: "2026-01-01".to_owned(),
    }))
}

fn ended() -> AnyEvent {
    AnyEvent::Person(PersonEvent::RoleEnded(RoleEnded {
        person_id: LEAD.to_string(),
        grant_id: GRANT.to_string(),
        on: "2025-11-01".to_owned(),
        ..RoleEnded::default()
    }))
}

#[tokio::test]
async fn a_yes_is_remembered_until_the_roles_change_and_for_its_day_only() {
    let permissions = Permissions::fixed(Access::try_new(None).unwrap(), Roles::default());
    assert!(permissions.decide(asked("2025-11-21")).await.is_err());
    permissions.told(TRUST, &[granted()]);
    let first = permissions.decide(asked("2025-11-21")).await.unwrap();
    assert_eq!(permissions.decide(asked("2025-11-21")).await.unwrap(), first);
    assert!(permissions.decide(asked("2026-01-02")).await.is_err());
    permissions.told(TRUST, &[ended()]);
    assert!(permissions.decide(asked("2025-11-21")).await.is_err());
    permissions.decide(asked("2025-10-31")).await.unwrap();
}

#[tokio::test]
async fn what_is_remembered_does_not_grow_for_ever() {
    let permissions = Permissions::fixed(Access::try_new(None).unwrap(), Roles::default());
    permissions.told(TRUST, &[granted()]);
    for number in 0..=REMEMBERED as u128 {
        let person = Some(Uuid::from_u128(number));
        let subject = Subject { person, ..Subject::default() };
        permissions.decide(Asked { subject, ..asked("2025-11-21") }).await.unwrap();
    }
    assert_eq!(permissions.roles.read().unwrap().admitted().len(), 1);
}

#[tokio::test]
async fn roles_that_nobody_could_follow_for_a_while_are_read_before_a_yes() {
    let store = TestStore::start().await;
    let log = store.log("schools").await;
    let permissions = Permissions::of(Access::try_new(None).unwrap(), log);
    let trust = store.trust().await;
    let asked = Asked { trust, ..asked("2025-11-21") };
    store.record(trust, LEAD, vec![person(granted())]).await;
    permissions.catch_up().await.unwrap();
    permissions.decide(asked).await.unwrap();

    store.record(trust, LEAD, vec![person(ended())]).await;
    permissions.decide(asked).await.expect("what is followed is not asked for each decision");
    *permissions.followed.lock().unwrap() -= 2 * STALE;
    permissions.decide(asked).await.unwrap_err();
}

#[tokio::test]
async fn while_roles_cannot_be_read_a_yes_from_before_is_none() {
    let store = TestStore::start().await;
    let permissions = Permissions::of(Access::try_new(None).unwrap(), store.log("schools").await);
    let trust = store.trust().await;
    let asked = Asked { trust, ..asked("2025-11-21") };
    store.record(trust, LEAD, vec![person(granted())]).await;
    permissions.catch_up().await.unwrap();
    *permissions.followed.lock().unwrap() -= 2 * STALE;
    let admin = store.admin().await;
    admin.batch_execute("revoke select on log.head from plumbline_schools").await.unwrap();
    let refused = permissions.decide(asked).await.unwrap_err();
    assert_ne!(refused.code(), tonic::Code::PermissionDenied, "it is not known whether");
}

#[tokio::test]
async fn while_the_follower_lags_a_call_reads_the_log_before_it_is_refused() {
    let store = TestStore::start().await;
    let permissions = Permissions::of(Access::try_new(None).unwrap(), store.log("schools").await);
    let trust = store.trust().await;
    let asked = Asked { trust, ..asked("2025-11-21") };
    permissions.catch_up().await.unwrap();
    // No one follows: the call has to find the role itself once its patience is over.
    store.record(trust, LEAD, vec![person(granted())]).await;
    permissions.decide(asked).await.expect("the log holds the role");
}

#[tokio::test]
async fn a_log_that_has_lost_its_end_makes_its_roles_be_read_anew() {
    let store = TestStore::start().await;
    let permissions = Permissions::of(Access::try_new(None).unwrap(), store.log("schools").await);
    let trust = store.trust().await;
    let asked = Asked { trust, ..asked("2025-11-21") };
    let ended_at = {
        store.record(trust, LEAD, vec![person(granted())]).await;
        store.record(trust, LEAD, vec![person(ended())]).await
    };
    permissions.catch_up().await.unwrap();
    permissions.decide(asked).await.unwrap_err();
    // As a standby has it that did not get the last event.
    let admin = store.admin().await;
    let back = "update log.head set position = $2 where trust_id = $1";
    admin.execute(back, &[&trust, &(ended_at as i64 - 1)]).await.unwrap();
    let lost = "alter table log.event disable trigger all; \
        delete from log.event where type like '%RoleEnded'; alter table log.event enable trigger all";
    admin.batch_execute(lost).await.unwrap();
    permissions.catch_up().await.unwrap();
    permissions.decide(asked).await.unwrap();
}
