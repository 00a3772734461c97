use super::*;

const TRACE: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

fn event() -> Recorded {
    let at: jiff::Timestamp = "2025-11-21T10:00:00Z".parse().unwrap();
    let nil = Uuid::nil();
    let metadata = serde_json::json!({
        "actor": nil, "role": "executive", "command_id": nil, "correlation": nil, "traceparent": TRACE, "at": at,
    });
    Recorded {
        trust: Uuid::from_u128(1),
        position: 7,
        stream: "category-x".to_owned(),
        version: 3,
        event_id: Uuid::from_u128(2),
        kind: "plumbline.categories.v1.CategoryChanged".to_owned(),
        body: "{}".to_owned(),
        metadata: metadata.to_string(),
        recorded_at: at,
    }
}

fn settles(code: Code) -> Result<Option<()>, ApplyError> {
    let event = event();
    Reaction::to(&event).settled(Err(Status::new(code, "No such school.")))
}

#[test]
fn the_same_event_gives_the_same_ids_and_each_word_another() {
    let event = event();
    let mark = Reaction::to(&event).command_id("mark");
    assert_eq!(mark, Reaction::to(&event.clone()).command_id("mark"));
    assert_eq!(mark, Uuid::new_v5(&event.event_id, b"mark").to_string());
    assert_ne!(mark, Reaction::to(&event).command_id("draft"));
    let other = Recorded { event_id: Uuid::from_u128(3), ..event };
    assert_ne!(mark, Reaction::to(&other).command_id("mark"));
}

#[test]
fn plumbline_itself_asks_at_the_events_time_and_in_its_trace() {
    let event = event();
    let request = Reaction::to(&event).request(()).unwrap();
    let mut caller = Caller::system(event.trust, event.event_id);
    caller.now = Some(event.recorded_at);
    caller.traceparent = Some(TRACE.to_owned());
    assert_eq!(Caller::of(&request).unwrap(), caller);
    assert!(request.metadata().contains_key("grpc-timeout"), "no call waits for ever");
}

#[test]
fn a_refusal_by_state_and_a_repeat_settle_the_matter() {
    let event = event();
    let answer = Reaction::to(&event).settled(Ok(Response::new(9)));
    assert_eq!(answer.unwrap(), Some(9));
    for code in [Code::FailedPrecondition, Code::AlreadyExists] {
        assert_eq!(settles(code).unwrap(), None, "{code}");
    }
}

#[test]
fn what_no_second_try_would_change_stops_the_projection() {
    for code in [Code::InvalidArgument, Code::NotFound, Code::OutOfRange, Code::PermissionDenied] {
        let error = settles(code).unwrap_err();
        assert!(error.stops(), "{code}");
        let said = "plumbline.categories.v1.CategoryChanged led to: No such school.";
        assert_eq!(error.to_string(), said);
    }
}

#[test]
fn a_command_whose_id_another_command_took_stops_the_projection() {
    let event = event();
    let taken = Status::from(crate::AppendError::Mismatch);
    let error = Reaction::to(&event).settled::<()>(Err(taken)).unwrap_err();
    assert!(matches!(error, ApplyError::Contradiction(_)) && error.stops(), "{error}");
}

#[test]
fn after_a_bad_moment_the_event_comes_again() {
    for code in [
        Code::Unavailable,
        Code::DeadlineExceeded,
        Code::ResourceExhausted,
        Code::Aborted,
        Code::Internal,
        Code::Unimplemented,
        Code::Unauthenticated,
    ] {
        assert!(matches!(settles(code), Err(ApplyError::Away(_))), "{code}");
    }
}
