//! Traces that go on where a command's call ended: relay, feed and projections join the trace of the event.

use std::sync::atomic::{AtomicBool, Ordering};

use opentelemetry::trace::{
    SpanContext, SpanId, TraceContextExt as _, TraceFlags, TraceId, TraceState,
};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

use crate::Recorded;

static COLLECTED: AtomicBool = AtomicBool::new(false);

/// Says that traces are collected; until then events make no spans, since there may be very many.
pub fn collect() {
    COLLECTED.store(true, Ordering::Relaxed);
}

/// Whether traces are collected.
pub fn collected() -> bool {
    COLLECTED.load(Ordering::Relaxed)
}

/// One span an event, in the trace of the call that led to it; none where no traces are collected.
pub fn event_spans(events: &[Recorded], make: impl Fn(&Recorded) -> Span) -> Vec<Span> {
    if !collected() {
        return Vec::new();
    }
    events.iter().map(|event| event_span(event, || make(event))).collect()
}

/// A span that is a child of the call that led to an event; none for events that came without one.
fn event_span(event: &Recorded, make: impl FnOnce() -> Span) -> Span {
    let Some(parent) = event.traceparent().as_deref().and_then(remote) else { return Span::none() };
    let span = make();
    // Fails only where no layer takes spans, and then there is nothing to be a child of.
    let _ = span.set_parent(opentelemetry::Context::new().with_remote_span_context(parent));
    span
}

/// `00-<trace id>-<span id>-<flags>`, as W3C has it.
fn remote(traceparent: &str) -> Option<SpanContext> {
    let mut parts = traceparent.split('-');
    let (_version, trace, span, flags) =
        (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let flags = TraceFlags::new(u8::from_str_radix(flags, 16).ok()?);
    let (trace, span) = (TraceId::from_hex(trace).ok()?, SpanId::from_hex(span).ok()?);
    let context = SpanContext::new(trace, span, flags, true, TraceState::default());
    context.is_valid().then_some(context)
}

/// One span an event, in the trace of the call that led to it.
pub(crate) fn apply_spans(projection: &'static str, events: &[Recorded]) -> Vec<Span> {
    event_spans(events, |event| {
        tracing::info_span!(
            "apply",
            projection,
            otel.kind = "consumer",
            event.kind = %event.kind,
            event.position = event.position
        )
    })
}

#[cfg(test)]
mod tests;
