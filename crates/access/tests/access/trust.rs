//! A small trust to ask about: three schools in two hubs, a committee, two reviews, a report, a pairing.

use std::sync::LazyLock;

use access::{Access, Actor, Decision, Question, Reach, Roles, Subject};
use contract::events::{
    AnyEvent, CommitteeEvent, HubEvent, PairingEvent, PersonEvent, ReportEvent, ReviewEvent,
    SchoolEvent,
};
use contract::reports::v1::ReportDrafted;
use contract::reviews::v1::{PairingProposed, ReviewRequested};
use contract::schools::v1::{
    CommitteeFormed, Role, RoleEnded, RoleGranted, SchoolEnteredHub, SchoolJoined, SchoolLeft,
    SchoolWithdrewFromHub, Scope, ScopeKind,
};
use jiff::civil::{Date, date};
use uuid::Uuid;

pub const TRUST: Uuid = Uuid::from_u128(0xa1);
pub const FOREIGN_TRUST: Uuid = Uuid::from_u128(0xa2);
/// A church school in the first hub.
pub const OWN: Uuid = Uuid::from_u128(0xb1);
/// No church school, in the second hub.
pub const OTHER: Uuid = Uuid::from_u128(0xb2);
/// In the first hub, beside `OWN`.
pub const NEIGHBOUR: Uuid = Uuid::from_u128(0xb3);
pub const FOREIGN: Uuid = Uuid::from_u128(0xb9);
pub const HUB: Uuid = Uuid::from_u128(0xc1);
pub const OTHER_HUB: Uuid = Uuid::from_u128(0xc2);
pub const COMMITTEE: Uuid = Uuid::from_u128(0xd1);
pub const OTHER_COMMITTEE: Uuid = Uuid::from_u128(0xd2);
/// Of `OWN`.
pub const REVIEW: Uuid = Uuid::from_u128(0xe1);
/// Of `OTHER`.
pub const OTHER_REVIEW: Uuid = Uuid::from_u128(0xe2);
pub const REPORT: Uuid = Uuid::from_u128(0xf1);
pub const OTHER_REPORT: Uuid = Uuid::from_u128(0xf2);
/// Of `OWN` and `OTHER`.
pub const PAIRING: Uuid = Uuid::from_u128(0xf5);
pub const WAVE: Uuid = Uuid::from_u128(0xf7);
pub const ANNE: Uuid = Uuid::from_u128(1);
pub const BILL: Uuid = Uuid::from_u128(2);
pub const TODAY: Date = date(2026, 11, 24);

/// A rule as a trust may add it; the access table shows it as an example.
pub const OWN_RULE: &str = r#"@reason("Our headteachers have not agreed to show each other their categories.")
forbid (
  principal is Headteacher,
  action in [Action::"categories.ListCategories", Action::"dashboards.GetHeatmap"],
  resource
) unless { resource in principal.over };
"#;

static ACCESS: LazyLock<Access> = LazyLock::new(|| Access::try_new(None).unwrap());

/// The shipped rules.
pub fn access() -> &'static Access {
    &ACCESS
}

/// The roles and places of the trust, and who asks.
#[derive(Clone)]
pub struct Stand {
    pub roles: Roles,
    grants: u128,
}

impl Stand {
    /// The trust with its schools and without people.
    pub fn new() -> Self {
        let mut stand = Self { roles: Roles::default(), grants: 0 };
        for (school, hub) in [(OWN, HUB), (NEIGHBOUR, HUB), (OTHER, OTHER_HUB)] {
            stand.school(school).enters(school, hub, date(2025, 9, 1));
        }
        for (committee_id, school_id) in [(COMMITTEE, OWN), (OTHER_COMMITTEE, OTHER)] {
            let (committee_id, school_id) = (committee_id.to_string(), school_id.to_string());
            let formed = CommitteeFormed { committee_id, school_id, name: "SGC".to_owned() };
            stand.take(AnyEvent::Committee(CommitteeEvent::CommitteeFormed(formed)));
        }
        stand.things_of_schools();
        stand
    }

    /// A trust with one role held by Anne since 2025-09-01.
    pub fn with(role: Role, kind: ScopeKind, over: Uuid) -> Self {
        let mut stand = Self::new();
        stand.grant(ANNE, role, (kind, over));
        stand
    }

    pub fn take(&mut self, event: AnyEvent) -> &mut Self {
        self.roles.take(TRUST, &event);
        self
    }

    fn things_of_schools(&mut self) {
        for (review, report, school) in [(REVIEW, REPORT, OWN), (OTHER_REVIEW, OTHER_REPORT, OTHER)]
        {
            let host_school_id = school.to_string();
            let asked = ReviewRequested {
                review_id: review.to_string(),
                host_school_id,
                ..ReviewRequested::default()
            };
            self.take(AnyEvent::Review(ReviewEvent::ReviewRequested(asked)));
            let drafted = ReportDrafted {
                report_id: report.to_string(),
                school_id: school.to_string(),
                ..ReportDrafted::default()
            };
            self.take(AnyEvent::Report(ReportEvent::ReportDrafted(drafted)));
        }
        let proposed = PairingProposed {
            pairing_id: PAIRING.to_string(),
            giving_school_id: OWN.to_string(),
            receiving_school_id: OTHER.to_string(),
            ..PairingProposed::default()
        };
        self.take(AnyEvent::Pairing(PairingEvent::PairingProposed(proposed)));
    }

    fn school(&mut self, school: Uuid) -> &mut Self {
        let character = if school == OTHER { "Does not apply" } else { "Church of England" };
        let joined = SchoolJoined {
            school_id: school.to_string(),
            religious_character: character.to_owned(),
            ..SchoolJoined::default()
        };
        self.take(AnyEvent::School(SchoolEvent::SchoolJoined(joined)))
    }

    pub fn leaves(&mut self, school: Uuid, on: Date) -> &mut Self {
        let left = SchoolLeft { school_id: school.to_string(), on: on.to_string(), reason: None };
        self.take(AnyEvent::School(SchoolEvent::SchoolLeft(left)))
    }

    pub fn enters(&mut self, school: Uuid, hub: Uuid, from: Date) -> &mut Self {
        let (hub_id, school_id) = (hub.to_string(), school.to_string());
        let entered = SchoolEnteredHub { hub_id, school_id, from: from.to_string() };
        self.take(AnyEvent::Hub(HubEvent::SchoolEnteredHub(entered)))
    }

    pub fn withdraws(&mut self, school: Uuid, hub: Uuid, on: Date) -> &mut Self {
        let (hub_id, school_id) = (hub.to_string(), school.to_string());
        let withdrew = SchoolWithdrewFromHub { hub_id, school_id, on: on.to_string() };
        self.take(AnyEvent::Hub(HubEvent::SchoolWithdrewFromHub(withdrew)))
    }

    pub fn grant(&mut self, person: Uuid, role: Role, over: (ScopeKind, Uuid)) -> Uuid {
        self.grant_until(person, role, over, None)
    }

    pub fn grant_until(
        &mut self,
        person: Uuid,
        role: Role,
        (kind, id): (ScopeKind, Uuid),
        until: Option<Date>,
    ) -> Uuid {
        self.grants += 1;
        let grant = Uuid::from_u128(0x9000 + self.grants);
        let granted = RoleGranted {
            person_id: person.to_string(),
            grant_id: grant.to_string(),
            role: role.into(),
            scope: Some(Scope { kind: kind.into(), id: id.to_string() }),
            from: "2025-09-01".to_owned(),
            until: until.map(|day| day.to_string()).unwrap_or_default(),
        };
        self.take(AnyEvent::Person(PersonEvent::RoleGranted(granted)));
        grant
    }

    pub fn end(&mut self, person: Uuid, grant: Uuid, on: Date) -> &mut Self {
        let ended = RoleEnded {
            person_id: person.to_string(),
            grant_id: grant.to_string(),
            on: on.to_string(),
            reason: None,
        };
        self.take(AnyEvent::Person(PersonEvent::RoleEnded(ended)))
    }

    /// Anne's question, today.
    pub fn question<'a>(&'a self, action: &'a str, subject: Subject) -> Question<'a> {
        let actor = Actor::Person(ANNE);
        let roles = &self.roles;
        Question { trust: TRUST, actor, acting_as: None, roles, action, subject, on: TODAY }
    }

    pub fn decide(&self, action: &str, subject: Subject) -> Decision {
        access().decide(&self.question(action, subject))
    }

    /// Whether Anne may, today.
    pub fn may(&self, action: &str, subject: Subject) -> bool {
        self.decide(action, subject).allowed
    }

    /// What Anne's lists hold, today.
    pub fn reach(&self, action: &str) -> Reach {
        access().reach(&self.question(action, Subject::default()))
    }
}

/// Where a role of the table is held: over the whole trust, or over its own school.
pub fn usual_place(role: Role) -> (ScopeKind, Uuid) {
    let kind = access::places_of(role)[0];
    let id = match kind {
        ScopeKind::Trust => TRUST,
        ScopeKind::Hub => HUB,
        ScopeKind::School => OWN,
        ScopeKind::Committee => COMMITTEE,
        ScopeKind::Review => REVIEW,
        _ => panic!("{kind:?} is nobody's usual place"),
    };
    (kind, id)
}

/// Anne in a role, held as it usually is.
pub fn usual(role: Role) -> Stand {
    let (kind, over) = usual_place(role);
    Stand::with(role, kind, over)
}
