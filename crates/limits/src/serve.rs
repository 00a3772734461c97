//! Serves pages over HTTP/1 and HTTP/2 to clients of any speed, until told to stop.

use axum::Router;
use axum::body::Body;
use http::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

use crate::incoming::next;
use crate::{Gate, Guarded};

/// Bytes of headers that are read. More are answered with a code and no page.
const HEADERS: u32 = 64 * 1024;
/// Most headers of one request.
const MOST_HEADERS: usize = 128;
/// Requests at once on one connection of HTTP/2.
const STREAMS: u32 = 64;
/// Requests that a client may reset before the server has looked at them; more end the connection.
const RESETS: usize = 20;

fn builder(gate: &Gate) -> Builder<TokioExecutor> {
    let patience = gate.limits().patience;
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(patience)
        .max_headers(MOST_HEADERS)
        .max_buf_size(HEADERS as usize);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(patience)
        .keep_alive_timeout(patience)
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(HEADERS)
        .max_pending_accept_reset_streams(RESETS);
    builder
}

/// Serves until shutdown, and finishes the requests that are under way then.
pub async fn serve(listener: TcpListener, router: Router, gate: Gate, shutdown: CancellationToken) {
    let (builder, work) = (builder(&gate), TaskTracker::new());
    let watching = CancellationToken::new();
    let watched = tokio::spawn(gate.connections().clone().watch(watching.clone()));
    loop {
        let guarded = tokio::select! {
            () = shutdown.cancelled() => break,
            guarded = next(&listener, gate.connections()) => guarded,
        };
        work.spawn(answer(guarded, router.clone(), builder.clone(), shutdown.clone()));
    }
    drop(listener);
    work.close();
    work.wait().await;
    watching.cancel();
    // The watch ends with the token and has no result.
    let _ = watched.await;
}

async fn answer(
    guarded: Guarded,
    router: Router,
    builder: Builder<TokioExecutor>,
    shutdown: CancellationToken,
) {
    let connection = guarded.connection().clone();
    let marked = router.map_request(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(connection.clone());
        request
    });
    let service = TowerToHyperService::new(marked);
    let mut served = std::pin::pin!(builder.serve_connection(TokioIo::new(guarded), service));
    let ended = tokio::select! {
        ended = &mut served => ended,
        () = shutdown.cancelled() => {
            served.as_mut().graceful_shutdown();
            served.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(error, "a connection ended");
    }
}
