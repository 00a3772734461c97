//! How long each call took, by rpc and code, as metrics.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use http::{HeaderMap, Request, Response};
use tonic::{Code, Status};
use tower::{Layer, Service};

/// Puts a clock around every call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CallTimes {
    /// Nothing is measured where no metrics are collected.
    pub(crate) measured: bool,
}

impl<S> Layer<S> for CallTimes {
    type Service = Measured<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Measured { inner, measured: self.measured }
    }
}

/// The doors with a clock around them.
#[derive(Clone, Debug)]
pub(crate) struct Measured<S> {
    inner: S,
    measured: bool,
}

impl<S, B, R> Service<Request<B>> for Measured<S>
where
    S: Service<Request<B>, Response = Response<R>>,
    S::Future: Send + 'static,
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        if !self.measured {
            return Box::pin(self.inner.call(request));
        }
        let (path, started) = (request.uri().path().to_owned(), Instant::now());
        let answer = self.inner.call(request);
        Box::pin(async move {
            let response = answer.await?;
            let code = code(response.headers());
            metrics::histogram!("plumbline_rpc_duration_seconds", "rpc" => rpc(path, code), "code" => word(code))
                .record(started.elapsed().as_secs_f64());
            Ok(response)
        })
    }
}

/// A refusal says its code at once; an answer without one went well, since no rpc of ours streams.
fn code(headers: &HeaderMap) -> Code {
    Status::from_header_map(headers).map_or(Code::Ok, |status| status.code())
}

/// `plumbline.schools.v1.SchoolsService/FormHub`. Strangers can't make up names.
fn rpc(path: String, code: Code) -> String {
    let ours = path.starts_with("/plumbline.") && code != Code::Unimplemented;
    if ours { path.trim_start_matches('/').to_owned() } else { "other".to_owned() }
}

fn word(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}

#[cfg(test)]
mod tests;
