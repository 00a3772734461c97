//! Callers that mean no good or have a bad line: the doors bear them, and everybody else is answered.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "doors/mod.rs"]
mod doors;

use std::time::Duration;

use limits::Limits;
use limits::testing::{
    CONTINUATION, DATA, END_HEADERS, END_STREAM, HEADERS, INITIAL_WINDOW, RESET, Stranger, block,
    now_and_then, resident_kilobytes,
};
use limits::{Networks, Rate};
use tonic::transport::Channel;
use tonic::{Code, Status};
use tonic_health::pb::health_client::HealthClient;
use tonic_health::pb::{HealthCheckRequest, HealthCheckResponse};
use tonic_types::StatusExt as _;

use doors::{Doors, doors};

/// What doors with little patience take on.
fn impatient() -> Limits {
    let second = Duration::from_secs(1);
    Limits {
        patience: second,
        answer_within: second,
        idle: second,
        own_networks: Networks::default(),
        ..Limits::default()
    }
}

impl Doors {
    async fn ask(&self, service: String) -> Result<(), Status> {
        let channel = Channel::from_shared(format!("http://{}", self.address)).unwrap();
        let mut health =
            HealthClient::new(channel.connect_lazy()).max_encoding_message_size(usize::MAX);
        health.check(HealthCheckRequest { service }).await.map(drop)
    }

    async fn well(&self) {
        self.ask(String::new()).await.unwrap();
    }
}

/// The headers of a call.
fn call() -> Vec<u8> {
    block(&[
        (":method", "POST"),
        (":scheme", "http"),
        (":authority", "localhost"),
        (":path", "/grpc.health.v1.Health/Check"),
        ("content-type", "application/grpc"),
        ("te", "trailers"),
    ])
}

/// An empty message.
const MESSAGE: [u8; 5] = [0; 5];

#[tokio::test]
async fn a_connection_that_says_nothing_is_closed() {
    let doors = doors(impatient()).await;
    Stranger::at(doors.address).await.frames_to_the_end().await;
    let mut silent = Stranger::speaking_http2(doors.address, None).await;
    silent.frames_to_the_end().await;
    doors.well().await;
}

#[tokio::test]
async fn a_preface_that_trickles_is_not_waited_for() {
    let doors = doors(impatient()).await;
    let mut stranger = Stranger::at(doors.address).await;
    let mut tick = now_and_then();
    // The servers' own settings come at once; the end has to come too.
    for byte in b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".iter().take(20) {
        tick.tick().await;
        if stranger.say(&[*byte]).await.is_err() {
            break;
        }
    }
    stranger.frames_to_the_end().await;
    doors.well().await;
}

#[tokio::test]
async fn a_message_that_does_not_come_is_not_waited_for() {
    let doors = doors(impatient()).await;
    let mut stranger = Stranger::speaking_http2(doors.address, None).await;
    stranger.send(HEADERS, END_HEADERS, 1, &call()).await.unwrap();
    stranger.send(DATA, 0, 1, &MESSAGE[..3]).await.unwrap();
    let frames = stranger.frames_to_the_end().await;
    let answered = |flags: u8| flags & END_STREAM != 0;
    assert!(
        frames.iter().any(|frame| frame.kind == HEADERS && answered(frame.flags)),
        "{frames:?}"
    );
    doors.well().await;
}

#[tokio::test]
async fn a_window_of_zero_ends_the_connection() {
    let limits = Limits { idle: Duration::from_secs(60), ..impatient() };
    let doors = doors(limits).await;
    let mut stranger = Stranger::speaking_http2(doors.address, Some((INITIAL_WINDOW, 0))).await;
    stranger.send(HEADERS, END_HEADERS, 1, &call()).await.unwrap();
    stranger.send(DATA, END_STREAM, 1, &MESSAGE).await.unwrap();
    let frames = stranger.frames_to_the_end().await;
    assert!(frames.iter().any(|frame| frame.kind == HEADERS && frame.stream == 1), "{frames:?}");
    doors.well().await;
}

#[tokio::test]
async fn rapid_resets_end_the_connection() {
    let doors = doors(impatient()).await;
    let mut stranger = Stranger::speaking_http2(doors.address, None).await;
    for number in 0..20_000 {
        let stream = 2 * number + 1;
        let sent = stranger.send(HEADERS, END_HEADERS, stream, &call()).await;
        if sent.is_err() || stranger.send(RESET, 0, stream, &[0, 0, 0, 8]).await.is_err() {
            break;
        }
        assert!(number < 19_999, "20,000 resets were borne");
    }
    doors.well().await;
}

#[tokio::test]
async fn endless_headers_end_the_connection_and_take_no_memory() {
    let doors = doors(impatient()).await;
    let before = resident_kilobytes();
    let mut stranger = Stranger::speaking_http2(doors.address, None).await;
    stranger.send(HEADERS, 0, 1, &call()).await.unwrap();
    let more = block(&[("x-more", &"z".repeat(100))]).repeat(150);
    let mut sent = 0;
    while sent < 16_000 && stranger.send(CONTINUATION, 0, 1, &more).await.is_ok() {
        sent += 1;
    }
    assert!(sent < 16_000, "endless headers were borne");
    let grown = resident_kilobytes().saturating_sub(before);
    assert!(grown < 64 * 1024, "{grown} kB");
    doors.well().await;
}

#[tokio::test]
async fn a_large_message_is_refused_in_words_and_takes_no_memory() {
    let doors = doors(Limits { answer_within: Duration::from_secs(20), ..impatient() }).await;
    let status = doors.ask("z".repeat(5 << 20)).await.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted, "{status:?}");
    assert!(status.message().contains("Too much was sent"), "{status:?}");
    // Many small frames that add up are no way round it.
    let before = resident_kilobytes();
    let mut stranger = Stranger::speaking_http2(doors.address, None).await;
    stranger.send(HEADERS, END_HEADERS, 1, &call()).await.unwrap();
    let frame = [0_u8; 16_000];
    let mut sent = 0;
    while sent < 16_000 && stranger.send(DATA, 0, 1, &frame).await.is_ok() {
        sent += 1;
    }
    let grown = resident_kilobytes().saturating_sub(before);
    assert!(sent < 16_000 && grown < 64 * 1024, "{sent} frames, {grown} kB");
    doors.well().await;
}

#[tokio::test]
async fn an_address_has_a_rate_and_hears_when_to_come_back() {
    let doors = doors(Limits { rate_address: Rate::per_minute(3), ..impatient() }).await;
    for _ in 0..3 {
        doors.well().await;
    }
    let status = doors.ask(String::new()).await.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted);
    assert!(status.metadata().contains_key("retry-after"), "{status:?}");
    let details = status.get_error_details();
    assert_eq!(details.error_info().unwrap().reason, "TOO_OFTEN");
    assert!(details.retry_info().unwrap().retry_delay.unwrap() >= Duration::from_secs(1));
}

#[tokio::test]
async fn our_own_processes_have_no_rate_by_address() {
    let limits = Limits {
        rate_address: Rate::per_minute(1),
        own_networks: Networks::loopback(),
        ..impatient()
    };
    let doors = doors(limits).await;
    for _ in 0..10 {
        doors.well().await;
    }
}

#[tokio::test]
async fn an_unknown_rpc_says_nothing_of_the_inside() {
    let doors = doors(impatient()).await;
    let channel = Channel::from_shared(format!("http://{}", doors.address)).unwrap();
    let mut grpc = tonic::client::Grpc::new(channel.connect_lazy());
    grpc.ready().await.unwrap();
    let codec = tonic_prost::ProstCodec::<HealthCheckRequest, HealthCheckRequest>::default();
    let path = http::uri::PathAndQuery::from_static("/plumbline.schools.v1.SchoolsService/%2e%2e");
    let status = grpc
        .unary(tonic::Request::new(HealthCheckRequest::default()), path, codec)
        .await
        .unwrap_err();
    assert_eq!(status.code(), Code::Unimplemented);
    assert_eq!(status.message(), "");
}

#[tokio::test]
async fn bytes_that_are_no_message_of_the_call_are_the_callers_fault() {
    let doors = doors(Limits::default()).await;
    let channel = Channel::from_shared(format!("http://{}", doors.address)).unwrap();
    let mut client = tonic::client::Grpc::new(channel.connect_lazy());
    client.ready().await.unwrap();
    // A number where the call's request has text.
    let number = HealthCheckResponse { status: 5 };
    let codec = tonic_prost::ProstCodec::<HealthCheckResponse, HealthCheckResponse>::default();
    let path = http::uri::PathAndQuery::from_static("/grpc.health.v1.Health/Check");
    let status = client.unary(tonic::Request::new(number), path, codec).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument, "{status:?}");
    assert!(!status.message().contains("Protobuf"), "{status:?}");
    assert_eq!(status.get_error_details().error_info().unwrap().reason, "UNREADABLE");
    doors.well().await;
}
