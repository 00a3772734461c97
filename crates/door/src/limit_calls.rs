//! Stands in front of all doors: how large, how often and how slowly a caller may ask.

use std::collections::HashMap;
use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use http::{HeaderMap, Request, Response};
use limits::{Gate, Inbound, Limits, Outbound, Pass, Refusal, Visit};
use tonic::body::Body;
use tonic::transport::Server;
use tonic::transport::server::TcpConnectInfo;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};
use tower::{Layer, Service};

/// Bytes of one request. Only files are larger, and only these rpcs take files.
const LARGEST_REQUEST: u64 = 4 << 20;
const FILES: [(&str, u64); 4] = [
    ("/plumbline.schools.v1.SchoolsService/ImportRegister", 128 << 20),
    ("/plumbline.evidence.v1.EvidenceService/ImportFigures", 128 << 20),
    // A report has 10 MB at most. One that is a little larger is told so by the service.
    ("/plumbline.evidence.v1.EvidenceService/AttachInspectionReport", 11 << 20),
    ("/plumbline.evidence.v1.EvidenceService/AttachAccreditationReport", 11 << 20),
];

/// What is taken away whole, or costs much to make.
const EXPORTS: [&str; 4] = [
    "/plumbline.reports.v1.ReportsService/GetPdf",
    "/plumbline.reports.v1.ReportsService/GetCorrectionPdf",
    "/plumbline.evidence.v1.EvidenceService/GetAttachedReport",
    "/plumbline.trail.v1.TrailService/GetProof",
];
const EXPORT: &str = "exports";
/// Where another system comes by a token: what it may guess at has a rate of its own.
const TOKEN: &str = "/token";

/// Bytes of a call's headers; ours have some hundreds, and a token two thousand.
const HEADERS: u32 = 16 * 1024;
/// Calls at once on one connection. The web application makes all of its calls on one.
const STREAMS: u32 = 1024;
/// Calls taken back by the caller before they were looked at. Many people's calls come on one connection, and none of
/// them shall be able to end it by going away.
const RESETS: usize = 256;
/// A caller that is there answers this often; one that is gone is found out.
const ALIVE: Duration = Duration::from_secs(60);

/// The limits of the doors.
pub fn gate(limits: &Limits) -> Gate {
    let purposes = [(EXPORT, limits.rate_exports), (TOKEN, limits.rate_sign_in)];
    Gate::new(limits, limits.idle, limits.rate_caller, &purposes)
}

/// A gRPC server that bears slow and greedy callers.
pub fn bounded(server: Server, limits: &Limits) -> Server {
    server
        .http2_max_header_list_size(HEADERS)
        .max_concurrent_streams(STREAMS)
        .http2_max_pending_accept_reset_streams(Some(RESETS))
        .http2_keepalive_interval(Some(ALIVE))
        .http2_keepalive_timeout(Some(limits.patience))
}

/// Puts the limits in front of the doors.
#[derive(Clone, Debug)]
pub struct LimitCalls(pub Gate);

impl<S> Layer<S> for LimitCalls {
    type Service = Gated<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Gated { inner, gate: self.0.clone() }
    }
}

/// The doors with their limits.
#[derive(Clone, Debug)]
pub struct Gated<S> {
    inner: S,
    gate: Gate,
}

impl<S> Service<Request<Body>> for Gated<S>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>,
    S::Future: Send + 'static,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let pass = match admit(&self.gate, &request) {
            Ok(pass) => pass,
            Err(refusal) => return Box::pin(std::future::ready(Ok(refused(refusal)))),
        };
        let limits = self.gate.limits();
        let within = limits.answer_within;
        let most = most_bytes(request.uri().path());
        let (parts, body) = request.into_parts();
        let (body, trouble) = Inbound::new(body, most, within);
        let answered = self.inner.call(Request::from_parts(parts, Body::new(body)));
        Box::pin(async move {
            let response = match tokio::time::timeout(within, answered).await {
                Ok(response) => {
                    let response = response?;
                    match trouble.refusal() {
                        Some(refusal) => refused(refusal),
                        None => in_our_words(response),
                    }
                }
                Err(_) => refused(Refusal::TooLate),
            };
            Ok(with(response, pass))
        })
    }
}

/// A message is looked at before any service is, its own length before the body's; those answers are tonic's.
fn in_our_words(response: Response<Body>) -> Response<Body> {
    match Status::from_header_map(response.headers()) {
        Some(status) if status.code() == Code::OutOfRange => refused(Refusal::TooLarge),
        Some(status) if is_unreadable(&status) => contract::unreadable().into_http(),
        _ => response,
    }
}

/// What tonic and prost say of bytes that are no message of the call, and call an error of ours.
const UNREADABLE: [&str; 5] = [
    "failed to decode Protobuf message",
    "protocol error: ",
    "Unexpected EOF decoding stream",
    "Missing request message",
    "Error decompressing",
];

fn is_unreadable(status: &Status) -> bool {
    status.code() == Code::Internal
        && UNREADABLE.iter().any(|words| status.message().starts_with(words))
}

fn with(response: Response<Body>, pass: Pass) -> Response<Body> {
    response.map(|body| Body::new(Outbound::new(body, pass)))
}

fn most_bytes(path: &str) -> u64 {
    let file = FILES.iter().find(|(rpc, _)| *rpc == path);
    // Five bytes before each message say how long it is.
    file.map_or(LARGEST_REQUEST, |(_, most)| *most) + 5
}

/// The other end, with or without TLS: only tonic knows both places it may stand in.
fn peer(request: &Request<Body>) -> Option<SocketAddr> {
    let plain = request.extensions().get::<TcpConnectInfo>().and_then(TcpConnectInfo::remote_addr);
    plain.or_else(|| {
        let mut probe = tonic::Request::new(());
        probe.extensions_mut().clone_from(request.extensions());
        probe.remote_addr()
    })
}

fn admit(gate: &Gate, request: &Request<Body>) -> Result<Pass, Refusal> {
    let peer = peer(request);
    let connection = peer.and_then(|peer| gate.connections().of(peer));
    let path = request.uri().path();
    gate.admit(&Visit {
        connection: connection.as_ref(),
        address: peer
            .map(|peer| peer.ip().to_canonical())
            .filter(|address| !gate.limits().own_networks.contain(*address)),
        person: person(request.headers(), peer).as_deref(),
        purpose: purpose(path),
        vouched: false,
    })
}

fn purpose(path: &str) -> Option<&'static str> {
    if path == TOKEN {
        return Some(TOKEN);
    }
    EXPORTS.contains(&path).then_some(EXPORT)
}

/// The person a caller names has an allowance there, so that no other address can spend it.
fn person(headers: &HeaderMap, peer: Option<SocketAddr>) -> Option<Vec<u8>> {
    let actor = headers.get("plumbline-actor")?;
    if actor.as_bytes().iter().all(|letter| matches!(letter, b'0' | b'-')) {
        // Plumbline itself and visitors are no person.
        return None;
    }
    let from = peer.map(|peer| peer.ip().to_string()).unwrap_or_default();
    Some([from.as_bytes(), b" ", actor.as_bytes()].concat())
}

fn refused(refusal: Refusal) -> Response<Body> {
    let code = match refusal {
        Refusal::Often(_) | Refusal::Busy | Refusal::TooLarge | Refusal::Headers => {
            Code::ResourceExhausted
        }
        Refusal::TooSlow | Refusal::TooLate => Code::DeadlineExceeded,
    };
    let mut details = ErrorDetails::with_error_info(
        refusal.reason(),
        contract::DOMAIN,
        HashMap::<String, String>::new(),
    );
    let mut headers = tonic::metadata::MetadataMap::new();
    if let Some(seconds) = refusal.retry_after_seconds() {
        details.set_retry_info(Some(Duration::from_secs(seconds)));
        headers.insert("retry-after", seconds.into());
    }
    Status::with_error_details_and_metadata(code, refusal.to_string(), details, headers).into_http()
}

#[cfg(test)]
mod tests;
