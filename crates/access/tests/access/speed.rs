//! What a decision costs with 5,000 roles loaded; for information: this build is not optimised.

use std::time::Instant;

use access::{Question, Subject};
use contract::schools::v1::{Role, ScopeKind};
use uuid::Uuid;

use crate::trust::{ANNE, OTHER, OWN, Stand, TRUST, access};

#[test]
#[expect(clippy::disallowed_macros, reason = "tells whoever measures")]
#[ignore = "measures; run with --run-ignored all --no-capture"]
fn a_decision_with_five_thousand_roles() {
    let mut stand = Stand::new();
    for number in 0..5_000 {
        let person = Uuid::from_u128(0x0010_0000 + number);
        stand.grant(person, Role::Governor, (ScopeKind::School, OTHER));
    }
    stand.grant(ANNE, Role::Headteacher, (ScopeKind::School, OWN));
    stand.grant(ANNE, Role::HubLead, (ScopeKind::Hub, crate::trust::HUB));
    for (action, subject) in [
        ("schools.GetTrust", Subject::default()),
        ("categories.StateSchoolView", Subject::school(OWN)),
        ("dashboards.ListFacts", Subject::school(OTHER)),
        ("categories.Decide", Subject::school(OWN)),
    ] {
        let question = Question { trust: TRUST, ..stand.question(action, subject) };
        let mut taken: Vec<u128> = (0..2_000)
            .map(|_| {
                let began = Instant::now();
                std::hint::black_box(access().decide(&question));
                began.elapsed().as_nanos()
            })
            .collect();
        taken.sort_unstable();
        eprintln!(
            "{action:30} p50 {:>6} us  p99 {:>6} us",
            taken[1_000] / 1_000,
            taken[1_980] / 1_000
        );
    }
    let began = Instant::now();
    access::Access::try_new(None).unwrap();
    eprintln!("loading the rules takes {:?}", began.elapsed());
    let began = Instant::now();
    access()
        .tightened(r#"@reason("ours") forbid (principal is Staff, action, resource);"#)
        .unwrap();
    eprintln!("adding a trust's own takes {:?}", began.elapsed());
}
