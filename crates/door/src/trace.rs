//! The trace of a call: its span as it comes in, and the context that its events carry.

use opentelemetry::propagation::{Extractor, TextMapPropagator as _};
use opentelemetry::trace::TraceContextExt as _;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

struct Headers<'a>(&'a http::HeaderMap);

impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).and_then(|value| value.to_str().ok())
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(http::HeaderName::as_str).collect()
    }
}

/// One span for each call, child of the caller's.
pub fn call_span(request: &http::Request<()>) -> Span {
    let span = tracing::info_span!("rpc", "rpc.method" = request.uri().path());
    let parent = TraceContextPropagator::new().extract(&Headers(request.headers()));
    // Without a collector there is no layer that could take a parent.
    let _ = span.set_parent(parent);
    span
}

/// The W3C trace context of the present span, where traces are collected.
pub(crate) fn current_trace() -> Option<String> {
    let context = Span::current().context();
    let span = context.span();
    let span = span.span_context();
    span.is_valid().then(|| {
        format!("00-{}-{}-{:02x}", span.trace_id(), span.span_id(), span.trace_flags().to_u8())
    })
}
