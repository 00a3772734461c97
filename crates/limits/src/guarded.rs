//! A TCP stream that the watch over connections can close.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tonic::transport::server::{Connected, TcpConnectInfo};

use crate::{Connection, Connections};

/// A stream that is counted while it is open, and closed when its client waits too long.
#[derive(Debug)]
pub struct Guarded {
    stream: TcpStream,
    connection: Arc<Connection>,
    connections: Connections,
    blocked: bool,
}

impl Guarded {
    /// Guards a stream; `None` when all connections are taken.
    pub(crate) fn new(stream: TcpStream, connections: &Connections) -> Option<Self> {
        // A connection that is gone already has no peer.
        let peer = stream.peer_addr().ok()?;
        let connection = connections.open(peer)?;
        let connections = connections.clone();
        Some(Self { stream, connection, connections, blocked: false })
    }

    /// The state that the watch looks at.
    pub fn connection(&self) -> &Arc<Connection> {
        &self.connection
    }

    fn ended(&self, context: &Context<'_>) -> io::Result<()> {
        self.connection.waker.register(context.waker());
        if self.connection.closing.load(Ordering::Acquire) {
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        Ok(())
    }

    fn told<T>(&mut self, poll: Poll<io::Result<T>>, context: &Context<'_>) -> Poll<io::Result<T>> {
        if poll.is_pending() {
            self.ended(context)?;
        }
        if self.blocked != poll.is_pending() {
            self.blocked = poll.is_pending();
            self.connection.blocked(self.blocked);
        }
        poll
    }
}

impl AsyncRead for Guarded {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.ended(context)?;
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Guarded {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let poll = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.told(poll, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let poll = Pin::new(&mut self.stream).poll_write_vectored(context, pieces);
        self.told(poll, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

impl Connected for Guarded {
    type ConnectInfo = TcpConnectInfo;

    fn connect_info(&self) -> TcpConnectInfo {
        self.stream.connect_info()
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        self.connections.closed(&self.connection);
    }
}
