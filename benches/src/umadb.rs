//! Append to UmaDB 0.7.8, an event store with files of its own and a gRPC interface. Its crates need protoc to build, so
//! this file has the one call that is measured, after its `umadb.proto`.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use http::uri::PathAndQuery;
use tempfile::TempDir;
use tokio::process::{Child, Command};
use tonic::Request;
use tonic::client::Grpc;
use tonic::transport::{Channel, Endpoint};
use tonic_prost::ProstCodec;
use uuid::Uuid;

use crate::append::{body, drive, metadata_json};
use crate::machine::free_address;

/// The path at which `make bench` installs it.
const PROGRAM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/peers/python/bin/umadb");
const APPEND: &str = "/umadb.v1.DCB/Append";
const CHANNELS: usize = 8;
/// How often it is asked, every 50 ms, whether it listens yet.
const TRIES: usize = 200;

#[derive(Clone, PartialEq, prost::Message)]
struct Event {
    #[prost(string, tag = "1")]
    event_type: String,
    #[prost(string, repeated, tag = "2")]
    tags: Vec<String>,
    #[prost(bytes = "vec", tag = "3")]
    data: Vec<u8>,
    #[prost(string, tag = "4")]
    uuid: String,
    #[prost(message, repeated, tag = "5")]
    metadata: Vec<Entry>,
}

#[derive(Clone, PartialEq, prost::Message)]
struct Entry {
    #[prost(string, tag = "1")]
    key: String,
    #[prost(string, tag = "2")]
    value: String,
}

#[derive(Clone, PartialEq, prost::Message)]
struct AppendRequest {
    #[prost(message, repeated, tag = "1")]
    events: Vec<Event>,
}

#[derive(Clone, PartialEq, prost::Message)]
struct AppendResponse {
    #[prost(uint64, tag = "1")]
    position: u64,
}

/// A process of its own, on the disk that the build is on.
pub struct UmaDb {
    channels: Vec<Channel>,
    _server: Child,
    _folder: TempDir,
}

impl UmaDb {
    /// Starts it; `None` if `make bench` has not brought it.
    pub async fn start() -> Option<Self> {
        if !Path::new(PROGRAM).exists() {
            return None;
        }
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
        let address = free_address().to_string();
        let mut server = Command::new(PROGRAM);
        server.args(["--listen", &address, "--db-path"]).arg(folder.path());
        server.stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
        let server = server.spawn().expect("UmaDB");
        let mut channels = Vec::new();
        for _ in 0..CHANNELS {
            channels.push(connect(&format!("http://{address}")).await);
        }
        Some(Self { channels, _server: server, _folder: folder })
    }

    /// Events a second that a number of clients append, one a call.
    pub async fn run(&self, (clients, events): (usize, usize)) -> f64 {
        let one = async |number: usize| {
            append(&self.channels[number % CHANNELS]).await;
        };
        drive(clients, events, one).await
    }
}

async fn connect(address: &str) -> Channel {
    let endpoint = Endpoint::from_shared(address.to_owned()).expect("an address");
    let mut clock = tokio::time::interval(Duration::from_millis(50));
    for _ in 0..TRIES {
        clock.tick().await;
        if let Ok(channel) = endpoint.clone().tcp_nodelay(true).connect().await {
            return channel;
        }
    }
    panic!("UmaDB does not listen");
}

async fn append(channel: &Channel) {
    let id = Uuid::now_v7();
    let metadata = Entry { key: "metadata".to_owned(), value: metadata_json(id) };
    let event = Event {
        event_type: "WaveClosed".to_owned(),
        tags: vec![format!("wave-{id}")],
        data: body().into_bytes(),
        uuid: id.to_string(),
        metadata: vec![metadata],
    };
    let mut client = Grpc::new(channel.clone());
    client.ready().await.expect("a channel");
    let codec = ProstCodec::<AppendRequest, AppendResponse>::default();
    let request = Request::new(AppendRequest { events: vec![event] });
    let appended = client.unary(request, PathAndQuery::from_static(APPEND), codec).await;
    assert!(appended.expect("an appended event").into_inner().position > 0);
}
