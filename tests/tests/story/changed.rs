//! What was fixed is changed again, each time with a reason: roles, seats, meetings, leaves, and who works
//! with whom.

use contract::Caller;
use contract::reviews::v1::reviews_service_client::ReviewsServiceClient;
use contract::reviews::v1::{
    ListPairingsRequest, PostponeReviewRequest, ProposePairingRequest, RequestReviewRequest,
};
use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use contract::schools::v1::{
    CreateSeatRequest, EndRoleRequest, FillSeatRequest, HoldPersonRequest, LeaveTrustRequest,
    ListPeopleRequest, MeetingKind, MoveMeetingRequest, ReleasePersonRequest, Role,
    ScheduleMeetingRequest, Scope, ScopeKind, SeatCategory, TakeBackMoveRequest,
    TakeBackRoleEndRequest, VacateSeatRequest,
};
use peers::Channel;
use plumbline::demo::Played;
use plumbline_tests::appoint;

use crate::doors::{Doors, new_id, on};

const TODAY: &str = "2026-11-24";
/// A term of which no page speaks yet.
const LATER: &str = "2027-28-autumn";
/// The school whose committee meets on another day.
const MET: &str = "quaymarsh";
/// The school that leaves by mistake.
const LEAVES: &str = "starling-heath";

/// Who changes things, on one day.
struct Changing<'a> {
    doors: &'a Doors,
    administrator: Caller,
    lead: Caller,
}

/// A clerk whom the administrator appointed to a committee.
struct CommitteeClerk {
    caller: Caller,
    committee_id: String,
    position: u64,
}

/// A leave that is taken back as soon as it is told.
struct MistakenLeave {
    on: &'static str,
    reason: &'static str,
    taken_back_because: &'static str,
}

pub async fn each_change_has_its_reason(doors: &Doors, played: &Played) {
    let administrator = on(&doors.administrator(played), TODAY);
    let changing = Changing { doors, administrator, lead: on(&doors.caller, TODAY) };
    let clerk = changing.a_clerk_is_appointed().await;
    changing.the_end_of_a_role_is_taken_back(&clerk).await;
    changing.a_hold_is_released(&clerk).await;
    clerk.vacates_a_seat(doors).await;
    clerk.moves_a_meeting(doors).await;
    changing.a_school_stays().await;
    changing.a_review_is_put_off().await;
    changing.a_pairing_is_proposed().await;
}

fn schools(doors: &Doors) -> SchoolsServiceClient<Channel> {
    SchoolsServiceClient::new(doors.peers.channel("schools"))
}

impl CommitteeClerk {
    fn person_id(&self) -> String {
        self.caller.actor.to_string()
    }

    async fn vacates_a_seat(&self, doors: &Doors) {
        let committee_id = self.committee_id.clone();
        let category = SeatCategory::CoOpted.into();
        let create = CreateSeatRequest { command_id: new_id(), committee_id, category };
        let created = schools(doors).create_seat(self.caller.request(create)).await.unwrap();
        let seat_id = created.into_inner().seat_id;
        let fill = FillSeatRequest {
            command_id: new_id(),
            committee_id: self.committee_id.clone(),
            seat_id: seat_id.clone(),
            person_id: self.person_id(),
            from: "2026-11-02".to_owned(),
            until: String::new(),
        };
        schools(doors).fill_seat(self.caller.request(fill)).await.unwrap();
        let vacate = VacateSeatRequest {
            command_id: new_id(),
            committee_id: self.committee_id.clone(),
            seat_id,
            on: TODAY.to_owned(),
            reason: "A clerk takes no seat on the committee that is served.".to_owned(),
        };
        schools(doors).vacate_seat(self.caller.request(vacate)).await.unwrap();
    }

    /// From a Sunday to another one, on which no other meeting is.
    async fn moves_a_meeting(&self, doors: &Doors) {
        let schedule = ScheduleMeetingRequest {
            command_id: new_id(),
            committee_id: self.committee_id.clone(),
            term: LATER.to_owned(),
            on: "2027-11-14".to_owned(),
            kind: MeetingKind::Ordinary.into(),
        };
        let scheduled = schools(doors).schedule_meeting(self.caller.request(schedule)).await;
        let move_it = MoveMeetingRequest {
            command_id: new_id(),
            committee_id: self.committee_id.clone(),
            meeting_id: scheduled.unwrap().into_inner().meeting_id,
            on: "2027-11-21".to_owned(),
            reason: "The ferry does not run on Remembrance Sunday.".to_owned(),
        };
        schools(doors).move_meeting(self.caller.request(move_it)).await.unwrap();
    }
}

impl Changing<'_> {
    fn reviews(&self) -> ReviewsServiceClient<Channel> {
        ReviewsServiceClient::new(self.doors.peers.channel("reviews"))
    }

    async fn a_clerk_is_appointed(&self) -> CommitteeClerk {
        let committee_id = self.doors.committee(&self.doors.schools[MET]).await;
        let over = Scope { kind: ScopeKind::Committee.into(), id: committee_id.clone() };
        let held = (Role::Clerk, over);
        let (clerk, position) = appoint(&mut schools(self.doors), &self.administrator, held).await;
        let caller = on(&Caller::new(self.administrator.trust, clerk, "clerk"), TODAY);
        CommitteeClerk { caller, committee_id, position }
    }

    /// The clerk has the role again, and uses it after this.
    async fn the_end_of_a_role_is_taken_back(&self, clerk: &CommitteeClerk) {
        let person_id = clerk.person_id();
        let wanted = ListPeopleRequest { at_least: clerk.position, on: TODAY.to_owned() };
        let listed = schools(self.doors).list_people(self.administrator.request(wanted)).await;
        let mut people = listed.unwrap().into_inner().people.into_iter();
        let mut roles = people.find(|person| person.person_id == person_id).unwrap().roles;
        let grant_id = roles.remove(0).grant_id;
        let end = EndRoleRequest {
            command_id: new_id(),
            person_id: person_id.clone(),
            grant_id: grant_id.clone(),
            on: TODAY.to_owned(),
            reason: "The clerk serves the other hub from today.".to_owned(),
        };
        schools(self.doors).end_role(self.administrator.request(end)).await.unwrap();
        let back = TakeBackRoleEndRequest {
            command_id: new_id(),
            person_id,
            grant_id,
            reason: "It was the clerk of the same name who changes hubs.".to_owned(),
        };
        schools(self.doors).take_back_role_end(self.administrator.request(back)).await.unwrap();
    }

    async fn a_hold_is_released(&self, clerk: &CommitteeClerk) {
        let trust = self.administrator.trust;
        let over = Scope { kind: ScopeKind::Trust.into(), id: trust.to_string() };
        let held = (Role::DataProtectionOfficer, over);
        let (officer, _) = appoint(&mut schools(self.doors), &self.administrator, held).await;
        let officer = on(&Caller::new(trust, officer, "data_protection_officer"), TODAY);
        let hold = HoldPersonRequest {
            command_id: new_id(),
            person_id: clerk.person_id(),
            reason: "A complaint about the minutes is looked into.".to_owned(),
        };
        schools(self.doors).hold_person(officer.request(hold)).await.unwrap();
        let release = ReleasePersonRequest {
            command_id: new_id(),
            person_id: clerk.person_id(),
            reason: "The complaint was withdrawn within the hour.".to_owned(),
        };
        schools(self.doors).release_person(officer.request(release)).await.unwrap();
    }

    /// A leave that was arranged is taken back, and so is one that was recorded.
    async fn a_school_stays(&self) {
        let arranged = MistakenLeave {
            on: "2027-08-31",
            reason: "The diocese founds a trust of its own for its schools.",
            taken_back_because: "The diocese keeps its schools where they are for now.",
        };
        let recorded = MistakenLeave {
            on: "2026-11-23",
            reason: "The order to close the school was read as in force.",
            taken_back_because: "The order was for a school of a similar name.",
        };
        for leave in [arranged, recorded] {
            self.leaves_and_stays(leave).await;
        }
    }

    async fn leaves_and_stays(&self, mistaken: MistakenLeave) {
        let leave = LeaveTrustRequest {
            command_id: new_id(),
            school_id: self.doors.schools[LEAVES].clone(),
            on: mistaken.on.to_owned(),
            reason: mistaken.reason.to_owned(),
        };
        schools(self.doors).leave_trust(self.administrator.request(leave)).await.unwrap();
        let back = TakeBackMoveRequest {
            command_id: new_id(),
            school_id: self.doors.schools[LEAVES].clone(),
            reason: mistaken.taken_back_because.to_owned(),
        };
        schools(self.doors).take_back_move(self.administrator.request(back)).await.unwrap();
    }

    async fn a_review_is_put_off(&self) {
        let request = RequestReviewRequest {
            command_id: new_id(),
            host_school_id: self.doors.schools[MET].clone(),
            areas: vec!["governance".to_owned()],
            focus: "How do governors learn what became of their questions?".to_owned(),
            term: LATER.to_owned(),
            pairing_id: String::new(),
        };
        let requested = self.reviews().request_review(self.lead.request(request)).await.unwrap();
        let postpone = PostponeReviewRequest {
            command_id: new_id(),
            review_id: requested.into_inner().review_id,
            term: "2027-28-summer".to_owned(),
            reason: "The hall is rebuilt until Easter, and nobody could meet there.".to_owned(),
        };
        self.reviews().postpone_review(self.lead.request(postpone)).await.unwrap();
    }

    /// Of two schools that neither a person nor Plumbline has paired so far.
    async fn a_pairing_is_proposed(&self) {
        let wanted =
            ListPairingsRequest { at_least: self.doors.head().await, ..Default::default() };
        let listed = self.reviews().list_pairings(self.lead.request(wanted)).await.unwrap();
        let known = listed.into_inner().pairings;
        let all = self.doors.schools.values();
        let pairs = all.clone().flat_map(|giving| {
            let others = all.clone().filter(move |receiving| *receiving != giving);
            others.map(move |receiving| [giving, receiving])
        });
        let mut free = pairs.filter(|[giving, receiving]| {
            !known.iter().any(|pairing| {
                pairing.giving_school_id == **giving && pairing.receiving_school_id == **receiving
            })
        });
        let [giving, receiving] = free.next().expect("two schools that were never paired");
        let propose = ProposePairingRequest {
            command_id: new_id(),
            area_id: "governance".to_owned(),
            giving_school_id: giving.clone(),
            receiving_school_id: receiving.clone(),
            because_event_id: String::new(),
            because_position: 0,
            reason: "Their chairs met at a training day and want to go on talking.".to_owned(),
        };
        self.reviews().propose_pairing(self.lead.request(propose)).await.unwrap();
    }
}
