//! What a command rests on may move between the look-up and the append.

use std::sync::atomic::{AtomicBool, Ordering};

use contract::commands::HubCommand;
use eventlog::{Knows, Lookup};

use super::*;
use crate::hub::{Hub, Newcomer};

/// Lets the school enter another hub once, just after the facts for a command were looked up.
struct EnteredMeanwhile<'a> {
    world: &'a World,
    other: &'a str,
    school: &'a str,
    is_outside: AtomicBool,
}

#[async_trait::async_trait]
impl Knows<Hub> for EnteredMeanwhile<'_> {
    async fn facts(
        &self,
        command: &HubCommand,
        lookup: &Lookup<'_>,
    ) -> Result<Option<Newcomer>, Status> {
        let facts = Knows::<Hub>::facts(&self.world.doors, command, lookup).await?;
        if self.is_outside.swap(false, Ordering::Relaxed) {
            self.world.enter(self.other, self.school).await?;
        }
        Ok(facts)
    }
}

#[tokio::test]
async fn a_school_that_enters_two_hubs_at_once_is_in_one() {
    let world = World::start().await;
    let school = world.join("150252", "Orford").await.unwrap().school_id;
    let coast = world.form_hub("Coast").await.unwrap();
    let inland = world.form_hub("Inland").await.unwrap();
    let meanwhile = EnteredMeanwhile {
        world: &world,
        other: &inland,
        school: &school,
        is_outside: AtomicBool::new(true),
    };
    let request = v1::EnterHubRequest {
        command_id: new_id(),
        hub_id: coast,
        school_id: school.clone(),
        from: "2025-09-01".to_owned(),
    };
    let told = world.doors.door.tell_knowing::<Hub, _>(world.request(request), &meanwhile).await;
    assert_eq!(refused(told), no(Code::FailedPrecondition, "SCHOOL_ALREADY_IN_HUB"));
    assert!(!meanwhile.is_outside.load(Ordering::Relaxed));
}
