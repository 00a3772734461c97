//! Accepts connections and guards each. When all connections are taken, a new one is closed at once.

use std::io;
use std::time::Duration;

use futures::Stream;
use tokio::net::TcpListener;

use crate::{Connections, Guarded};

/// How long to wait when the system has no more files to give.
const BREATH: Duration = Duration::from_millis(200);

/// The next connection for which there is room.
pub(crate) async fn next(listener: &TcpListener, connections: &Connections) -> Guarded {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                // A failure costs only speed.
                let _ = stream.set_nodelay(true);
                if let Some(guarded) = Guarded::new(stream, connections) {
                    return guarded;
                }
                tracing::debug!(%peer, "no room for a connection");
            }
            Err(error) => {
                let theirs = [
                    io::ErrorKind::ConnectionRefused,
                    io::ErrorKind::ConnectionAborted,
                    io::ErrorKind::ConnectionReset,
                ];
                if !theirs.contains(&error.kind()) {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(BREATH).await;
                }
            }
        }
    }
}

/// Connections as a stream, for servers that take one.
pub fn incoming(
    listener: TcpListener,
    connections: Connections,
) -> impl Stream<Item = io::Result<Guarded>> {
    futures::stream::unfold((listener, connections), async |(listener, connections)| {
        let guarded = next(&listener, &connections).await;
        Some((Ok(guarded), (listener, connections)))
    })
}
