//! Says on every call to another service for whom it is made: a token, signed with this process's key.

use std::future::Future;
use std::sync::Arc;
use std::task::{Context, Poll};

use contract::{Caller, Clock, SYSTEM_ACTOR};
use identity::token::{Claims, HEADER, MOST_SECONDS, SigningKey, is_first_hand, issue};
use jiff::ToSpan as _;
use tokio::task::futures::TaskLocalFuture;
use tonic::metadata::AsciiMetadataValue;
use tonic::service::Interceptor;
use tonic::service::interceptor::InterceptedService;
use tonic::{Request, Status};
use tower::{Layer, Service};
use uuid::Uuid;

use crate::ServiceConnection;

/// A channel to a service; every call over it carries a token where this process has a key.
pub type Channel = InterceptedService<ServiceConnection, CallSigner>;

tokio::task_local! {
    /// The token of the call that is being answered.
    static ANSWERING: Option<Arc<str>>;
}

/// Puts a token on every call to one service.
#[derive(Clone, Debug)]
pub struct CallSigner {
    key: Option<Arc<SigningKey>>,
    service: Arc<str>,
}

impl CallSigner {
    pub(crate) fn to(service: &str, key: Option<Arc<SigningKey>>) -> Self {
        Self { key, service: service.into() }
    }

    fn token(&self, key: &SigningKey, caller: Caller) -> Result<String, Status> {
        let issued = Clock::new(false).machine();
        let claims = Claims {
            trust: caller.trust,
            person: caller.actor,
            role: caller.role,
            audience: self.service.to_string(),
            issued,
            expires: issued + MOST_SECONDS.seconds(),
            in_course_of: answering(),
        };
        issue(key, &claims).map_err(|error| Status::internal(error.to_string()))
    }
}

impl Interceptor for CallSigner {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        let Some(key) = &self.key else { return Ok(request) };
        // A call without a caller goes on as it is; the far side says what is missing.
        let nobody = |_| Caller::new(Uuid::nil(), SYSTEM_ACTOR, "unknown");
        let caller = Caller::of(&request).unwrap_or_else(nobody);
        let bearer = format!("Bearer {}", self.token(key, caller)?);
        let mut bearer = AsciiMetadataValue::try_from(bearer)
            .map_err(|_| Status::internal("a token is no header"))?;
        bearer.set_sensitive(true);
        request.metadata_mut().insert(HEADER, bearer);
        Ok(request)
    }
}

/// The token of the person's call that is being answered, to be shown where that call is passed on.
fn answering() -> Option<String> {
    let token = ANSWERING.try_with(|token| token.as_deref().map(str::to_owned)).ok().flatten();
    // One that was passed on already is passed on no further: no service would believe that.
    token.filter(|token| is_first_hand(token))
}

/// Remembers the token of a call while it is answered.
#[derive(Clone, Copy, Debug)]
pub struct RememberToken;

impl<S> Layer<S> for RememberToken {
    type Service = Remembering<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Remembering(inner)
    }
}

/// The doors, with the token of each call at hand.
#[derive(Clone, Debug)]
pub struct Remembering<S>(S);

impl<S, B> Service<http::Request<B>> for Remembering<S>
where
    S: Service<http::Request<B>>,
    S::Future: Future<Output = Result<S::Response, S::Error>>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = TaskLocalFuture<Option<Arc<str>>, S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        let token = request.headers().get(HEADER).and_then(|said| said.to_str().ok());
        let token = token.and_then(|said| said.strip_prefix("Bearer ")).map(Arc::from);
        ANSWERING.scope(token, self.0.call(request))
    }
}
