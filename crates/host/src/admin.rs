//! What an operator's machines ask over HTTP: metrics, whether we live, whether we are ready.

use axum::Router;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse as _;
use axum::routing::get;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::tend::Tended;

/// The text format that every Prometheus reads.
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// `/metrics`, `/healthz`, `/readyz`; nothing else, and nothing that changes anything.
fn router(gathered: PrometheusHandle, tended: Tended) -> Router {
    let metrics = move || {
        let gathered = gathered.clone();
        async move {
            gathered.run_upkeep();
            ([(CONTENT_TYPE, TEXT)], gathered.render())
        }
    };
    let ready = move || {
        let tended = tended.clone();
        async move {
            match tended.ready().await {
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

/// Answers until shutdown.
pub(crate) async fn serve(
    listener: TcpListener,
    gathered: PrometheusHandle,
    tended: Tended,
    shutdown: CancellationToken,
) {
    let served = axum::serve(listener, router(gathered, tended))
        .with_graceful_shutdown(shutdown.cancelled_owned())
        .await;
    if let Err(error) = served {
        tracing::error!(%error, "the admin address answers no more");
    }
}
