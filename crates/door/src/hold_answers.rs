//! Holds every answer back until the looks it belongs to are recorded.

use std::pin::Pin;
use std::task::{Context, Poll};

use http::{Request, Response};
use tower::{Layer, Service};

use crate::disclosures::Held;

/// Puts the wait behind every call.
#[derive(Clone, Copy, Debug)]
pub struct HoldAnswers;

impl<S> Layer<S> for HoldAnswers {
    type Service = Holds<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Holds { inner }
    }
}

/// The doors with a wait behind them.
#[derive(Clone, Debug)]
pub struct Holds<S> {
    inner: S,
}

impl<S, B, R> Service<Request<B>> for Holds<S>
where
    S: Service<Request<B>, Response = Response<R>>,
    S::Future: Send + 'static,
    R: Default + Send,
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        let held = Held::default();
        request.extensions_mut().insert(held.clone());
        let answer = self.inner.call(request);
        Box::pin(async move {
            let response = answer.await?;
            match held.written().await {
                Ok(()) => Ok(response),
                Err(status) => Ok(status.into_http()),
            }
        })
    }
}
