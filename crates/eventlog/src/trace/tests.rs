use super::*;

#[test]
fn a_traceparent_names_trace_and_span() {
    let text = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    let context = remote(text).unwrap();
    assert_eq!(context.trace_id().to_string(), "4bf92f3577b34da6a3ce929d0e0e4736");
    assert_eq!(context.span_id().to_string(), "00f067aa0ba902b7");
    assert!(context.is_sampled() && context.is_remote());
}

#[test]
fn what_is_no_traceparent_is_no_parent() {
    for text in ["", "00", "00-0-0-01", "00-00000000000000000000000000000000-0000000000000000-01"] {
        assert!(remote(text).is_none(), "{text}");
    }
}
