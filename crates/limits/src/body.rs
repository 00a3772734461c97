//! Limits on bodies: a request's body in size and time, an answer's body in how long the client may not take it.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Buf as _, Bytes};
use http_body::{Body, Frame, SizeHint};
use tokio::time::Sleep;

use crate::gate::Pass;
use crate::{Connection, Refusal};

/// What went wrong with a request's body; the handler reads it to answer. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Trouble(Arc<AtomicU8>);

const LARGE: u8 = 1;
const SLOW: u8 = 2;

impl Trouble {
    /// The refusal to send instead of an answer, if the body broke a limit.
    pub fn refusal(&self) -> Option<Refusal> {
        match self.0.load(Ordering::Acquire) {
            LARGE => Some(Refusal::TooLarge),
            SLOW => Some(Refusal::TooSlow),
            _ => None,
        }
    }
}

type Failed = Box<dyn std::error::Error + Send + Sync>;

/// A request's body that ends with an error when it is too long or too slow.
#[derive(Debug)]
pub struct Inbound<B> {
    inner: B,
    left: u64,
    within: Duration,
    /// Runs out at the deadline; starts with the first wait for the body.
    late: Option<Pin<Box<Sleep>>>,
    trouble: Trouble,
}

impl<B> Inbound<B> {
    /// Limits a body to `most_bytes`, all of them `within` a time.
    pub fn new(inner: B, most_bytes: u64, within: Duration) -> (Self, Trouble) {
        let trouble = Trouble::default();
        (Self { inner, left: most_bytes, within, late: None, trouble: trouble.clone() }, trouble)
    }

    fn failed(&self, what: u8, refusal: Refusal) -> Failed {
        self.trouble.0.store(what, Ordering::Release);
        refusal.into()
    }
}

impl<B> Body for Inbound<B>
where
    B: Body<Data = Bytes> + Unpin,
    B::Error: Into<Failed>,
{
    type Data = Bytes;
    type Error = Failed;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Failed>>> {
        let frame = match Pin::new(&mut self.inner).poll_frame(context) {
            Poll::Ready(frame) => frame,
            Poll::Pending => {
                let within = self.within;
                let late = self.late.get_or_insert_with(|| Box::pin(tokio::time::sleep(within)));
                if late.as_mut().poll(context).is_ready() {
                    return Poll::Ready(Some(Err(self.failed(SLOW, Refusal::TooSlow))));
                }
                return Poll::Pending;
            }
        };
        let Some(frame) = frame else { return Poll::Ready(None) };
        let frame = frame.map_err(Into::into)?;
        let size = frame.data_ref().map_or(0, |data| data.remaining() as u64);
        match self.left.checked_sub(size) {
            Some(left) => self.left = left,
            None => return Poll::Ready(Some(Err(self.failed(LARGE, Refusal::TooLarge)))),
        }
        Poll::Ready(Some(Ok(frame)))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// An answer's body. It keeps the request's place, and records while its next piece waits for the client.
#[derive(Debug)]
pub struct Outbound<B> {
    inner: B,
    /// The connection, and the number of this answer on it.
    offered: Option<(Arc<Connection>, u64)>,
    _pass: Pass,
}

impl<B: Body> Outbound<B> {
    /// The body of an answer to a request that the gate admitted.
    pub fn new(inner: B, pass: Pass) -> Self {
        let waits = !inner.is_end_stream();
        let connection = pass.connection().filter(|_| waits).cloned();
        let offered = connection.map(|connection| {
            let answer = connection.offers(None);
            (connection, answer)
        });
        Self { inner, offered, _pass: pass }
    }
}

impl<B: Body + Unpin> Body for Outbound<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let poll = Pin::new(&mut self.inner).poll_frame(context);
        if let Some((connection, answer)) = &self.offered {
            match &poll {
                Poll::Ready(Some(Ok(_))) => {
                    connection.offers(Some(*answer));
                }
                Poll::Ready(_) | Poll::Pending => connection.offers_nothing(*answer),
            }
        }
        poll
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

impl<B> Drop for Outbound<B> {
    fn drop(&mut self) {
        if let Some((connection, answer)) = &self.offered {
            connection.offers_nothing(*answer);
        }
    }
}
