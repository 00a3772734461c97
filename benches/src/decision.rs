//! The cost of a permission decision, in a large trust with five thousand roles.

use std::time::Instant;

use access::{Access, Actor, Question, Roles, Subject};
use contract::events::{AnyEvent, PersonEvent, SchoolEvent};
use contract::schools::v1::{Role, RoleGranted, SchoolJoined, Scope, ScopeKind};
use jiff::civil::date;
use uuid::Uuid;

use crate::{Row, percentiles};

const TRUST: Uuid = Uuid::from_u128(1);
const SCHOOLS: u128 = 90;
const ROLES: u128 = 5_000;
const DECISIONS: usize = 5_000;
/// The head who asks.
const HEAD: Uuid = Uuid::from_u128(0xA_0000);

fn school(number: u128) -> Uuid {
    Uuid::from_u128(0x5_0000 + number)
}

fn granted(person: Uuid, role: Role, school: Uuid) -> AnyEvent {
    AnyEvent::Person(PersonEvent::RoleGranted(RoleGranted {
        person_id: person.to_string(),
        grant_id: Uuid::now_v7().to_string(),
        role: role.into(),
        scope: Some(Scope { kind: ScopeKind::School.into(), id: school.to_string() }),
        from: "2025-09-01".to_owned(),
        until: String::new(),
    }))
}

fn handed_out() -> Roles {
    let mut roles = Roles::default();
    for number in 0..SCHOOLS {
        let joined =
            SchoolJoined { school_id: school(number).to_string(), ..SchoolJoined::default() };
        roles.take(TRUST, &AnyEvent::School(SchoolEvent::SchoolJoined(joined)));
    }
    for number in 1..ROLES {
        let person = Uuid::from_u128(0xB_0000 + number);
        roles.take(TRUST, &granted(person, Role::Governor, school(number % SCHOOLS)));
    }
    roles.take(TRUST, &granted(HEAD, Role::Headteacher, school(0)));
    roles
}

/// p50 and p99 in microseconds.
fn timed(mut ask: impl FnMut()) -> (f64, f64) {
    let once = |_| {
        let started = Instant::now();
        ask();
        started.elapsed().as_secs_f64() * 1_000_000.0
    };
    percentiles((0..DECISIONS).map(once).collect())
}

/// Passes a function that makes the slowest decision to `repeat`.
pub fn repeated(repeat: impl FnOnce(&mut dyn FnMut())) {
    let (access, roles) = (Access::try_new(None).expect("the rules"), handed_out());
    let question = Question {
        trust: TRUST,
        actor: Actor::Person(HEAD),
        acting_as: None,
        roles: &roles,
        action: "categories.Decide",
        subject: Subject::school(school(0)),
        on: date(2026, 11, 24),
    };
    repeat(&mut || {
        std::hint::black_box(access.decide(&question));
    });
}

pub fn with_five_thousand_roles() -> [Row; 2] {
    let (access, roles) = (Access::try_new(None).expect("the rules"), handed_out());
    let question = |action, subject| Question {
        trust: TRUST,
        actor: Actor::Person(HEAD),
        acting_as: None,
        roles: &roles,
        action,
        subject,
        on: date(2026, 11, 24),
    };
    let mut slowest = (0.0, 0.0, "");
    for (action, subject) in [
        ("schools.GetTrust", Subject::default()),
        ("categories.StateSchoolView", Subject::school(school(0))),
        ("dashboards.ListFacts", Subject::school(school(1))),
        ("categories.Decide", Subject::school(school(0))),
    ] {
        let question = question(action, subject);
        let (middle, last) = timed(|| {
            std::hint::black_box(access.decide(&question));
        });
        if last > slowest.1 {
            slowest = (middle, last, action);
        }
    }
    let (middle, last, action) = slowest;
    let heatmap = question("dashboards.GetHeatmap", Subject::default());
    let (all_middle, all_last) = timed(|| {
        std::hint::black_box(access.admit(&heatmap));
    });
    [
        Row {
            what: "a decision with 5,000 roles, slowest of four actions (p50; p99)",
            reached: format!("{middle:.0}; {last:.0} us ({action})"),
            goal: "p99 under 100 us".to_owned(),
            well: last < 100.0,
        },
        Row::told(
            "what a head may see of each of 90 schools (p50; p99)",
            format!("{all_middle:.0}; {all_last:.0} us"),
        ),
    ]
}
