//! Log lines to standard error, traces to a collector where one is named.

use std::io::IsTerminal as _;

use opentelemetry::global;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::WithExportConfig as _;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer, fmt};

/// Keeps the exporter alive; what is still unsent goes out when it is dropped.
#[derive(Debug)]
pub struct Telemetry {
    provider: Option<SdkTracerProvider>,
}

/// The collector's address cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("traces cannot be sent: {0}")]
pub struct TelemetryError(#[from] opentelemetry_otlp::ExporterBuildError);

/// Log levels unless `RUST_LOG` says otherwise.
const LEVELS: &str = "info,refinery_core=warn,async_nats=warn,h2=warn";

impl Telemetry {
    /// Starts telling; `traces` is the collector's OTLP address. `quiet` leaves out what went well.
    pub fn start(traces: Option<&str>, quiet: bool) -> Result<Self, TelemetryError> {
        let Some(collector) = traces else {
            // A second start in one process (tests) keeps the first.
            let _ = tracing_subscriber::registry().with(levels(quiet)).with(lines()).try_init();
            return Ok(Self { provider: None });
        };
        let exporter = opentelemetry_otlp::SpanExporter::builder()
            .with_tonic()
            .with_endpoint(collector)
            .build()?;
        let named = Resource::builder().with_service_name("plumbline").build();
        let provider =
            SdkTracerProvider::builder().with_resource(named).with_batch_exporter(exporter).build();
        Ok(Self::tracing_to(provider, quiet))
    }

    /// Starts telling, with spans to a provider. Log levels do not thin out the spans.
    pub fn tracing_to(provider: SdkTracerProvider, quiet: bool) -> Self {
        global::set_text_map_propagator(TraceContextPropagator::new());
        let spans = tracing_opentelemetry::layer()
            .with_tracer(provider.tracer("plumbline"))
            .with_filter(LevelFilter::INFO);
        // A second start in one process (tests) keeps the first.
        let _ = tracing_subscriber::registry()
            .with(lines().with_filter(levels(quiet)))
            .with(spans)
            .try_init();
        eventlog::trace::collect();
        Self { provider: Some(provider) }
    }
}

fn levels(quiet: bool) -> EnvFilter {
    let levels = if quiet { "warn" } else { LEVELS };
    EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(levels))
}

fn lines<S>() -> impl Layer<S> + Send + Sync
where
    S: tracing::Subscriber + for<'span> LookupSpan<'span>,
{
    let colours = std::io::stderr().is_terminal();
    fmt::layer().with_writer(std::io::stderr).with_target(false).with_ansi(colours)
}

impl Drop for Telemetry {
    fn drop(&mut self) {
        if let Some(provider) = &self.provider {
            // No collector is left to tell.
            let _ = provider.shutdown();
        }
    }
}
