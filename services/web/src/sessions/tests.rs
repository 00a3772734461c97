use super::*;

#[test]
fn a_session_ends_when_signed_out() {
    let sessions = Sessions::default();
    let visitor = crate::sample::lead();
    sessions.begin(visitor.clone());
    assert_eq!(sessions.find(&visitor.session).unwrap().actor, visitor.actor);
    sessions.end(&visitor.session);
    assert!(sessions.find(&visitor.session).is_none());
}

#[test]
fn the_oldest_session_gives_way() {
    let sessions = Sessions::default();
    for number in 0..=MOST {
        sessions.begin(Visitor { session: number.to_string(), ..crate::sample::lead() });
    }
    assert!(sessions.find("0").is_none());
    assert!(sessions.find("1").is_some());
}

#[test]
fn a_notice_is_told_once() {
    let sessions = Sessions::default();
    let visitor = crate::sample::lead();
    sessions.begin(visitor.clone());
    sessions.leave(&visitor.session, Notice::new("Asked", 7));
    assert_eq!(sessions.take(&visitor.session).unwrap().position, 7);
    assert!(sessions.take(&visitor.session).is_none());
}
