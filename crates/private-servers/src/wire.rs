//! A way to a server that can be cut as the loss of its machine cuts it. No packet is answered any more, and none says so.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use socket2::{SockFilter, SockRef};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Carries connections from a port of 127.0.0.1 to a server on another port. Ends with all of them when dropped.
#[derive(Debug)]
pub struct Wire {
    port: u16,
    listener: Arc<TcpListener>,
    state: WireState,
    accepting: JoinHandle<()>,
}

/// What the wire and its connections know of one another.
#[derive(Clone, Debug)]
struct WireState {
    cut: watch::Sender<bool>,
    /// How many connections are carried.
    carried: watch::Sender<usize>,
    /// Connections that were cut. They stay open on this side: the system would tell both ends of one that is closed.
    lost: Arc<Mutex<Vec<[TcpStream; 2]>>>,
}

/// The kernel drops what comes to a socket of this filter before TCP sees it (`BPF_RET | BPF_K`, 0 bytes kept).
const DROP_ALL: [SockFilter; 1] = [SockFilter::new(0x06, 0, 0, 0)];

impl Wire {
    /// Listens on a free port, and carries to a server's.
    pub async fn to(server: u16) -> io::Result<Self> {
        let listener = Arc::new(TcpListener::bind(("127.0.0.1", 0)).await?);
        let port = listener.local_addr()?.port();
        let state = WireState {
            cut: watch::Sender::new(false),
            carried: watch::Sender::new(0),
            lost: Arc::default(),
        };
        let accepting = tokio::spawn(accept(listener.clone(), server, state.clone()));
        Ok(Self { port, listener, state, accepting })
    }

    /// The port that clients connect to.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// From now on no packet arrives, neither on the connections there are nor of one that is to be opened.
    pub async fn cut(&self) -> io::Result<()> {
        SockRef::from(&*self.listener).attach_filter(&DROP_ALL)?;
        self.state.cut.send_replace(true);
        let mut carried = self.state.carried.subscribe();
        // The sender is ours, so that the wait has an end.
        let _ = carried.wait_for(|carried| *carried == 0).await;
        Ok(())
    }

    /// Lets new connections through. Those that were cut stay lost, as they are after a machine has begun anew.
    pub fn mend(&self) -> io::Result<()> {
        self.state.cut.send_replace(false);
        SockRef::from(&*self.listener).detach_filter()
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.accepting.abort();
        self.state.cut.send_replace(true);
    }
}

async fn accept(listener: Arc<TcpListener>, server: u16, state: WireState) {
    loop {
        // A client that has given up meanwhile is no fault of the wire.
        let Ok((near, _)) = listener.accept().await else { continue };
        state.carried.send_modify(|carried| *carried += 1);
        tokio::spawn(carry(near, server, state.clone()));
    }
}

async fn carry(mut near: TcpStream, server: u16, state: WireState) {
    let mut cut = state.cut.subscribe();
    if let Ok(mut far) = TcpStream::connect(("127.0.0.1", server)).await {
        // The sockets send each part at once, as those at the ends do.
        let _ = near.set_nodelay(true).and_then(|()| far.set_nodelay(true));
        let is_cut = tokio::select! {
            biased;
            is_cut = async { cut.wait_for(|cut| *cut).await.is_ok() } => is_cut,
            // How a connection ended is for its two ends to say.
            _ = tokio::io::copy_bidirectional(&mut near, &mut far) => false,
        };
        if is_cut {
            let both = [near, far];
            for socket in &both {
                let filtered = SockRef::from(socket).attach_filter(&DROP_ALL);
                filtered.expect("an open socket takes a filter of one instruction");
            }
            state.lost.lock().unwrap_or_else(PoisonError::into_inner).push(both);
        }
    }
    state.carried.send_modify(|carried| *carried -= 1);
}
