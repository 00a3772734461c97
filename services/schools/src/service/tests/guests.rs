use contract::events::VisitNoteEvent;
use contract::evidence::v1::{VisitNoteBegun, VisitNoteIssued};

use super::people::{grant_as, over, register};
use super::*;

const SUE: &str = "sue@county.example";
const LENA: &str = "lena@ours.example";

/// A visit to a school whose note is open, and the lead as caller.
struct Visited {
    world: World,
    lead: String,
    school: String,
    visit: String,
}

impl Visited {
    async fn start() -> Self {
        let mut world = World::start().await;
        let school = world.join("150252", "Orford").await.unwrap().school_id;
        let lead = register(&world, "Lena Lead", LENA).await.unwrap();
        let role = (v1::Role::ImprovementLead, over(v1::ScopeKind::Trust, ""));
        grant_as(&world, &lead, role).await.unwrap();
        world.service.caller.actor = lead.parse().unwrap();
        let mut visited = Self { world, lead, school, visit: new_id() };
        let begun = VisitNoteBegun {
            visit_note_id: visited.visit.clone(),
            school_id: visited.school.clone(),
            ..VisitNoteBegun::default()
        };
        visited.happens(begun.into()).await;
        visited
    }

    async fn happens(&mut self, event: VisitNoteEvent) {
        let trust = self.world.caller.trust;
        self.world.store.record(trust, &self.visit, vec![event]).await;
    }

    async fn invite(
        &mut self,
        email: &str,
        until: &str,
    ) -> Result<v1::InviteGuestResponse, Status> {
        self.invite_by(&new_id(), email, until).await
    }

    async fn invite_by(
        &mut self,
        command_id: &str,
        email: &str,
        until: &str,
    ) -> Result<v1::InviteGuestResponse, Status> {
        self.world.guard().await;
        let request = v1::InviteGuestRequest {
            command_id: command_id.to_owned(),
            visit_note_id: self.visit.clone(),
            school_id: self.school.clone(),
            name: "Sue Officer".to_owned(),
            email: email.to_owned(),
            until: until.to_owned(),
        };
        Ok(self.world.doors.invite_guest(self.world.request(request)).await?.into_inner())
    }

    async fn end(&mut self, person: &str) -> Result<u64, Status> {
        self.world.guard().await;
        let request = v1::EndGuestRequest {
            command_id: new_id(),
            person_id: person.to_owned(),
            visit_note_id: self.visit.clone(),
            school_id: self.school.clone(),
        };
        Ok(self.world.doors.end_guest(self.world.request(request)).await?.into_inner().position)
    }

    /// Who comes in by a link to an address.
    async fn comes_in(&self, email: &str) -> Option<String> {
        let (log, trust) = (&self.world.doors.log, self.world.caller.trust);
        let person = crate::sign_in::by_address(log, trust, email, "guest").await.unwrap();
        person.map(|person| person.to_string())
    }
}

#[tokio::test]
async fn an_invitation_that_was_left_half_done_is_completed_by_another_of_the_same_address() {
    let mut visited = Visited::start().await;
    let first = visited.invite(SUE, "2025-11-30").await.unwrap();
    let again = visited.invite(SUE, "2025-12-05").await;
    assert_eq!(refused(again), no(Code::AlreadyExists, "ROLE_ALREADY_HELD"));
    assert_eq!(visited.comes_in(SUE).await.as_ref(), Some(&first.person_id));

    // As if the store had been away after the role was in the log.
    let admin = visited.world.store.admin().await;
    admin.batch_execute("delete from identity.sign_in").await.unwrap();
    assert_eq!(visited.comes_in(SUE).await, None);
    let second = visited.invite("Sue@county.example", "2025-12-05").await.unwrap();
    assert_eq!(second.person_id, first.person_id);
    assert_ne!(second.grant_id, first.grant_id);
    assert_eq!(visited.comes_in(SUE).await.as_ref(), Some(&first.person_id));
    visited.end(&first.person_id).await.unwrap();
    let over = visited.end(&first.person_id).await;
    assert_eq!(refused(over), no(Code::FailedPrecondition, "ROLE_NOT_HELD"), "no second role");

    // The lead has no account either, and is no guest.
    let lead = visited.invite(LENA, "2025-12-05").await;
    assert_eq!(refused(lead), no(Code::AlreadyExists, "PERSON_ALREADY_REGISTERED"));
}

#[tokio::test]
async fn the_same_command_again_invites_a_guest_once_and_completes_what_was_left() {
    let mut visited = Visited::start().await;
    let command = new_id();
    let first = visited.invite_by(&command, SUE, "2025-11-30").await.unwrap();
    assert_eq!(visited.invite_by(&command, SUE, "2025-11-30").await.unwrap(), first);
    // As if the store had been away after the role was in the log.
    let admin = visited.world.store.admin().await;
    admin.batch_execute("delete from identity.sign_in").await.unwrap();
    assert_eq!(visited.invite_by(&command, SUE, "2025-11-30").await.unwrap(), first);
    assert_eq!(visited.comes_in(SUE).await.as_ref(), Some(&first.person_id));
}

#[tokio::test]
async fn after_the_issue_a_guests_role_has_ended_already() {
    let mut visited = Visited::start().await;
    let guest = visited.invite(SUE, "2025-11-30").await.unwrap().person_id;
    let issued =
        VisitNoteIssued { visit_note_id: visited.visit.clone(), ..VisitNoteIssued::default() };
    visited.happens(issued.into()).await;
    let ended = visited.end(&guest).await;
    assert_eq!(refused(ended), no(Code::FailedPrecondition, "VISIT_ISSUED"));
    let lead = visited.lead.clone();
    let never_held = visited.end(&lead).await;
    assert_eq!(refused(never_held), no(Code::FailedPrecondition, "ROLE_NOT_HELD"));
    let late = visited.invite("sam@county.example", "2025-11-30").await;
    assert_eq!(refused(late), no(Code::NotFound, "VISIT_UNKNOWN"));
}

#[tokio::test]
async fn an_address_by_which_no_guest_could_come_in_is_refused_and_not_kept() {
    let mut visited = Visited::start().await;
    for email in ["s\u{fc}e@county.example", "sue@c\u{f6}unty.example"] {
        let answer = visited.invite(email, "2025-11-30").await;
        assert_eq!(refused(answer), no(Code::InvalidArgument, "GUEST_ADDRESS"), "{email}");
    }
    let admin = visited.world.store.admin().await;
    let named = "select count(*) from identity.person where name = 'Sue Officer'";
    assert_eq!(admin.query_one(named, &[]).await.unwrap().get::<_, i64>(0), 0);
}
