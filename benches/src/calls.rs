//! Counts the requests of a client: a forwarder before the doors that looks at the frames of HTTP/2 and changes none.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

/// What a client sends before its first frame.
const PREFACE: usize = 24;
/// Length, type, flags and stream of a frame.
const FRAME_HEAD: usize = 9;
/// The type of the frame that begins a request. A client sends no trailers, so each is one request.
const HEADERS: u8 = 1;

/// Stands before the doors. It ends with the process.
pub struct CallCounter {
    /// Where the client finds the doors.
    pub address: SocketAddr,
    requests: Arc<AtomicU64>,
}

impl CallCounter {
    /// Listens, and passes on to the doors what comes.
    pub async fn before(doors: SocketAddr) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let requests = Arc::<AtomicU64>::default();
        let counted = Arc::clone(&requests);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(forward(client, doors, Arc::clone(&counted)));
            }
        });
        Self { address, requests }
    }

    /// Requests since it began to listen.
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::SeqCst)
    }
}

/// Ends when either side closes.
async fn forward(client: TcpStream, doors: SocketAddr, requests: Arc<AtomicU64>) {
    let server = TcpStream::connect(doors).await.expect("open doors");
    client.set_nodelay(true).expect("a socket");
    server.set_nodelay(true).expect("a socket");
    let (from_client, mut to_client) = client.into_split();
    let (mut from_server, to_server) = server.into_split();
    tokio::select! {
        _ = counted(from_client, to_server, &requests) => {}
        _ = tokio::io::copy(&mut from_server, &mut to_client) => {}
    }
}

async fn counted(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    requests: &AtomicU64,
) -> io::Result<()> {
    let mut frame = vec![0; PREFACE];
    from.read_exact(&mut frame).await?;
    to.write_all(&frame).await?;
    loop {
        frame.resize(FRAME_HEAD, 0);
        from.read_exact(&mut frame).await?;
        let length = u32::from_be_bytes([0, frame[0], frame[1], frame[2]]) as usize;
        if frame[3] == HEADERS {
            requests.fetch_add(1, Ordering::SeqCst);
        }
        frame.resize(FRAME_HEAD + length, 0);
        from.read_exact(&mut frame[FRAME_HEAD..]).await?;
        to.write_all(&frame).await?;
    }
}
