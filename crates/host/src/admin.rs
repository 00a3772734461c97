//! What an operator's machines ask over HTTP: metrics, whether we live, whether we are ready.

use axum::Router;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse as _;
use axum::routing::get;
use limits::{Gate, Limits, Rate};
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::health::HealthWatch;

/// The text format that every Prometheus reads.
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// `/metrics`, `/healthz`, `/readyz`; nothing else, and nothing that changes anything.
fn router(gathered: PrometheusHandle, health: HealthWatch) -> Router {
    let metrics = move || {
        let gathered = gathered.clone();
        async move {
            gathered.run_upkeep();
            ([(CONTENT_TYPE, TEXT)], gathered.render())
        }
    };
    let ready = move || {
        let health = health.clone();
        async move {
            match health.ready().await {
                Ok(lines) => lines.into_response(),
                Err(why) => (StatusCode::SERVICE_UNAVAILABLE, why).into_response(),
            }
        }
    };
    Router::new()
        .route("/metrics", get(metrics))
        .route("/healthz", get(async || "alive\n"))
        .route("/readyz", get(ready))
}

/// Connections an operator's machines need.
const CONNECTIONS: usize = 64;

/// Answers until shutdown.
pub(crate) async fn serve(
    listener: TcpListener,
    gathered: PrometheusHandle,
    health: HealthWatch,
    shutdown: CancellationToken,
) {
    let limits = Limits { connections: CONNECTIONS, ..Limits::default() };
    let gate = Gate::new(&limits, limits.patience, Rate::NONE, &[]);
    limits::serve(listener, router(gathered, health), gate, shutdown).await;
}
