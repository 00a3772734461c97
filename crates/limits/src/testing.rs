//! A client that behaves badly: bytes and HTTP/2 frames written by hand.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{Instant, Interval, timeout};

/// HTTP/2 frame kinds.
pub const DATA: u8 = 0;
/// Opens a stream.
pub const HEADERS: u8 = 1;
/// Resets a stream.
pub const RESET: u8 = 3;
/// The settings of one side.
pub const SETTINGS: u8 = 4;
/// Ends the connection and says why.
pub const GOAWAY: u8 = 7;
/// The rest of headers.
pub const CONTINUATION: u8 = 9;
/// Nothing follows on this stream.
pub const END_STREAM: u8 = 1;
/// No `CONTINUATION` follows.
pub const END_HEADERS: u8 = 4;
/// The setting that says how much may be sent on a stream unasked.
pub const INITIAL_WINDOW: u16 = 4;

/// Longer than any server waits for its clients in a test.
const LONGEST: Duration = Duration::from_secs(30);

/// A client that breaks the protocol.
#[derive(Debug)]
pub struct Stranger(TcpStream);

/// A frame as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// For example [`GOAWAY`].
    pub kind: u8,
    /// For example [`END_STREAM`].
    pub flags: u8,
    /// Which stream; 0 is the connection.
    pub stream: u32,
    /// What is in it.
    pub payload: Vec<u8>,
}

/// One request's headers, each spelt out.
pub fn block(headers: &[(&str, &str)]) -> Vec<u8> {
    let mut block = Vec::new();
    for (name, value) in headers {
        block.push(0);
        for text in [name, value] {
            block.push(u8::try_from(text.len()).ok().filter(|size| *size < 127).expect("short"));
            block.extend_from_slice(text.as_bytes());
        }
    }
    block
}

/// The headers of a page asked for.
pub fn page(path: &str) -> Vec<u8> {
    block(&[(":method", "GET"), (":scheme", "http"), (":authority", "localhost"), (":path", path)])
}

/// Ticks for a client that sends a few bytes at a time.
pub fn now_and_then() -> Interval {
    tokio::time::interval(Duration::from_millis(100))
}

impl Stranger {
    /// Opens a connection and sends nothing.
    pub async fn at(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.expect("a server listens");
        stream.set_nodelay(true).expect("our own socket");
        Self(stream)
    }

    /// Opens a connection of HTTP/2, with one setting.
    pub async fn speaking_http2(address: SocketAddr, setting: Option<(u16, u32)>) -> Self {
        let mut stranger = Self::at(address).await;
        stranger.say(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await.expect("a connection");
        let settings = setting.map_or_else(Vec::new, |(name, value)| {
            [name.to_be_bytes().as_slice(), value.to_be_bytes().as_slice()].concat()
        });
        stranger.send(SETTINGS, 0, 0, &settings).await.expect("a connection");
        stranger
    }

    /// Writes bytes as they are.
    pub async fn say(&mut self, bytes: &[u8]) -> io::Result<()> {
        let written = timeout(LONGEST, self.0.write_all(bytes)).await;
        written.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
    }

    /// Writes a frame.
    pub async fn send(
        &mut self,
        kind: u8,
        flags: u8,
        stream: u32,
        payload: &[u8],
    ) -> io::Result<()> {
        let size = u32::try_from(payload.len()).expect("a small frame").to_be_bytes();
        let head = [&size[1..], &[kind, flags], stream.to_be_bytes().as_slice()].concat();
        self.say(&[head.as_slice(), payload].concat()).await
    }

    /// The next frame; none once the server has closed the connection.
    pub async fn frame(&mut self) -> Option<Frame> {
        let mut head = [0; 9];
        self.exactly(&mut head).await?;
        let size = u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize;
        let mut payload = vec![0; size];
        self.exactly(&mut payload).await?;
        let stream = u32::from_be_bytes([head[5], head[6], head[7], head[8]]) & 0x7fff_ffff;
        Some(Frame { kind: head[3], flags: head[4], stream, payload })
    }

    async fn exactly(&mut self, into: &mut [u8]) -> Option<()> {
        let read = timeout(LONGEST, self.0.read_exact(into)).await;
        read.expect("the server waits for this client without an end").ok().map(drop)
    }

    /// Every byte until the server closes the connection; panics when it never does.
    pub async fn heard_to_the_end(&mut self) -> Vec<u8> {
        let mut heard = Vec::new();
        let read = timeout(LONGEST, self.0.read_to_end(&mut heard)).await;
        // A connection reset is an end too.
        let _ = read.expect("the server waits for this client without an end");
        heard
    }

    /// Frames until the server closes the connection.
    pub async fn frames_to_the_end(&mut self) -> Vec<Frame> {
        let mut frames = Vec::new();
        while let Some(frame) = self.frame().await {
            frames.push(frame);
        }
        frames
    }

    /// Sends the same again and again, without listening, until the server has closed the connection.
    pub async fn goes_on_until_closed(&mut self, bytes: &[u8]) {
        let (mut tick, until) = (now_and_then(), Instant::now() + LONGEST);
        while self.say(bytes).await.is_ok() {
            tick.tick().await;
            assert!(Instant::now() < until, "the server waits for this client without an end");
        }
    }

    /// One answer of HTTP/1, up to the end of the connection.
    pub async fn asks(address: SocketAddr, request: &str) -> String {
        let mut stranger = Self::at(address).await;
        // A server may answer and close before it has heard all of it.
        let _ = stranger.say(request.as_bytes()).await;
        String::from_utf8_lossy(&stranger.heard_to_the_end().await).into_owned()
    }
}

/// Kilobytes of memory this process holds.
pub fn resident_kilobytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
