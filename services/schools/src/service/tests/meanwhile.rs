//! What a command rests on may move between the look-up and the append.

use std::sync::atomic::{AtomicBool, Ordering};

use contract::commands::{HubCommand, SchoolCommand};
use eventlog::{Knows, Lookup};

use super::*;
use crate::hub::{Hub, Newcomer};
use crate::school::{School, SchoolFacts};

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

/// What happens to a URN while a command that names it is decided.
enum UrnTaken<'a> {
    BySchool(&'a str),
    ByJoining,
}

/// Lets a URN be taken once, just after the facts for a command were looked up.
struct UrnTakenMeanwhile<'a> {
    world: &'a World,
    urn: &'a str,
    taken: UrnTaken<'a>,
    is_free: AtomicBool,
}

#[async_trait::async_trait]
impl Knows<School> for UrnTakenMeanwhile<'_> {
    async fn facts(
        &self,
        command: &SchoolCommand,
        lookup: &Lookup<'_>,
    ) -> Result<SchoolFacts, Status> {
        let facts = Knows::<School>::facts(&self.world.doors, command, lookup).await?;
        if self.is_free.swap(false, Ordering::Relaxed) {
            match self.taken {
                UrnTaken::BySchool(school) => {
                    self.world.succeed(school, self.urn, "2025-09-01").await?;
                }
                UrnTaken::ByJoining => {
                    self.world.join(self.urn, "Wherry").await?;
                }
            }
        }
        Ok(facts)
    }
}

#[tokio::test]
async fn a_urn_that_two_take_at_once_is_of_one_school() {
    let world = World::start().await;
    let one = world.join("150252", "Orford").await.unwrap().school_id;
    let other = world.join("150253", "Iken").await.unwrap().school_id;
    let succeed = |urn: &str| v1::SucceedSchoolRequest {
        command_id: new_id(),
        school_id: one.clone(),
        new_urn: urn.to_owned(),
        on: "2025-09-01".to_owned(),
    };
    let meanwhile = |urn, taken| UrnTakenMeanwhile {
        world: &world,
        urn,
        taken,
        is_free: AtomicBool::new(true),
    };
    let door = &world.doors.door;
    let already = no(Code::AlreadyExists, "SCHOOL_ALREADY_JOINED");
    for (urn, taken) in [("160001", UrnTaken::BySchool(&other)), ("160002", UrnTaken::ByJoining)] {
        let taken = meanwhile(urn, taken);
        let told = door.tell_knowing::<School, _>(world.request(succeed(urn)), &taken).await;
        assert_eq!(refused(told), already, "{urn}");
    }
    let (command_id, school) = (new_id(), Some(details("160003", "Wherry")));
    let join = v1::JoinSchoolRequest { command_id, school };
    let taken = meanwhile("160003", UrnTaken::BySchool(&other));
    let told = door.tell_knowing::<School, _>(world.request(join), &taken).await;
    assert_eq!(refused(told), already);
    assert!(!taken.is_free.load(Ordering::Relaxed));
}
