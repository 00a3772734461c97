//! Calls that do not reach another service, or whose answer does not come back, are said to be UNAVAILABLE: a fault of
//! nobody, after which the same call may be made again.

use std::error::Error;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::{Request, Response};
use http_body_util::BodyExt as _;
use tonic::body::Body;
use tonic::transport::Channel;
use tonic::{Code, ConnectError, Status, TimeoutExpired};
use tower::Service;

/// The connection to one service, opened again whenever it breaks. Cheap to clone.
#[derive(Clone, Debug)]
pub struct ServiceConnection(Channel);

impl ServiceConnection {
    pub(crate) fn over(channel: Channel) -> Self {
        Self(channel)
    }
}

impl Service<Request<Body>> for ServiceConnection {
    type Response = Response<Body>;
    type Error = Status;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Status>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Status>> {
        self.0.poll_ready(context).map_err(unreached)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let answer = self.0.call(request);
        Box::pin(async move {
            let answer = answer.await.map_err(unreached)?;
            Ok(answer.map(|body| Body::new(body.map_err(away))))
        })
    }
}

fn unreached(error: tonic::transport::Error) -> Status {
    away(Status::from_error(Box::new(error)))
}

/// What the connection says; the services' own answers come in headers and never this way.
fn away(error: Status) -> Status {
    match error.code() {
        Code::DeadlineExceeded => error,
        Code::Cancelled if caused_by(&error, |cause| cause.is::<TimeoutExpired>()) => error,
        code => {
            tracing::warn!(?code, error = error.message(), "a call did not get through");
            let mut status = contract::unavailable(if nobody_there(&error) {
                "Part of Plumbline cannot be reached at the moment. Nothing was done; please try again."
            } else {
                "The connection to part of Plumbline ended before the answer came. Nothing is lost; please try again."
            });
            status.set_source(Arc::new(error));
            status
        }
    }
}

/// Whether the call reached no process, so that nothing can have come of it: no process listens, or the connection was closed
/// while the call stood in line for it.
fn nobody_there(error: &(dyn Error + 'static)) -> bool {
    caused_by(error, |cause| {
        cause.is::<ConnectError>()
            || cause.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_canceled)
    })
}

fn caused_by(
    error: &(dyn Error + 'static),
    is: impl FnMut(&(dyn Error + 'static)) -> bool,
) -> bool {
    std::iter::successors(Some(error), |&cause| cause.source()).any(is)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests;
