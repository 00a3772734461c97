use contract::schools::v1::{GetTrustResponse, Role, School, Scope};
use contract::trail::v1::HistoryLine;

use super::*;

fn everything() -> Everything {
    let school = School {
        school_id: "s1".to_owned(),
        name: "Orford <Primary>".to_owned(),
        ..School::default()
    };
    let trust = GetTrustResponse {
        name: "Orchard".to_owned(),
        schools: vec![school],
        ..GetTrustResponse::default()
    };
    let mut role = RoleGranted {
        scope: Some(Scope { kind: ScopeKind::School.into(), id: "s1".to_owned() }),
        from: "2025-09-01".to_owned(),
        ..RoleGranted::default()
    };
    role.set_role(Role::Headteacher);
    let line = HistoryLine {
        position: 7,
        at: "2026-01-05T10:00:00Z".to_owned(),
        actor_id: "p1".to_owned(),
        actor_role: "headteacher".to_owned(),
        sentence: "{person:p1} told {person:p2} of {school:s1} about {area:early-years}."
            .to_owned(),
        ..HistoryLine::default()
    };
    Everything {
        made_at: "2026-11-25T10:00:00Z".to_owned(),
        person_id: "p1".to_owned(),
        name: "Ruth O'Neill".to_owned(),
        email: String::new(),
        issuer: "https://login.example.org".to_owned(),
        subject: "a1b2".to_owned(),
        erased: false,
        on_legal_hold: false,
        roles: vec![role],
        acts: vec![Act { line: Some(line), body: "{\"text\":\"<b>\"}".to_owned() }],
        has_seen: Vec::new(),
        seen_by: vec![Look { times: 3, role: "governor".to_owned(), ..Look::default() }],
        trust,
    }
}

#[test]
fn the_page_tells_a_person_everything_and_nobody_elses_name() {
    let page = render(&everything()).into_string();
    for wanted in [
        "Ruth O'Neill",
        "Headteacher of Orford &lt;Primary&gt;, from 1 September 2025",
        "5 January 2026: you told a colleague of Orford",
        "about early years",
        "You did this as headteacher",
        "Governor: ",
        "3 times",
        "two worlds that nothing joins",
    ] {
        assert!(page.contains(wanted), "{wanted} is missing in {page}");
    }
    assert!(!page.contains("<b>"));
}
