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
                "part of Plumbline cannot be reached at the moment; nothing was done, please try again"
            } else {
                "the connection to part of Plumbline ended before the answer came; nothing is lost, please try again"
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
mod tests {
    use tokio::io::AsyncReadExt as _;
    use tokio::net::TcpListener;
    use tonic::transport::Endpoint;
    use tower::ServiceExt as _;

    use super::*;

    async fn asked(address: std::net::SocketAddr) -> Status {
        let endpoint = Endpoint::from_shared(format!("http://{address}")).unwrap();
        let mut reaching = ServiceConnection::over(endpoint.connect_lazy());
        let request = Request::post(format!("http://{address}/a.B/C")).body(Body::empty()).unwrap();
        let answer = reaching.ready().await.unwrap().call(request).await;
        answer.map(|_| ()).unwrap_err()
    }

    #[tokio::test]
    async fn nobody_there_is_unavailable() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let status = asked(address).await;
        assert_eq!(status.code(), Code::Unavailable, "{status:?}");
        assert!(status.message().contains("nothing was done"), "{status:?}");
    }

    #[tokio::test]
    async fn a_connection_that_ends_under_a_call_is_unavailable() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let ending = async {
            let (mut connection, _) = listener.accept().await.unwrap();
            connection.read_exact(&mut [0; 100]).await.unwrap();
        };
        let (status, ()) = tokio::join!(asked(address), ending);
        assert_eq!(status.code(), Code::Unavailable, "{status:?}");
        assert!(status.message().contains("before the answer came"), "{status:?}");
    }
}
