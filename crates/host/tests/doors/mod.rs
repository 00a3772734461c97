//! Doors with no service of ours, for the tests of what stands in front of every service.

use std::net::{SocketAddr, TcpListener};

use host::{CancellationToken, Host, Settings};
use limits::Limits;
use limits::testing::now_and_then;

/// Doors with no service behind them but health, until the guard is dropped.
pub struct Doors {
    pub address: SocketAddr,
    shutdown: CancellationToken,
}

impl Drop for Doors {
    fn drop(&mut self) {
        self.shutdown.cancel();
    }
}

pub async fn doors(limits: Limits) -> Doors {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, shutdown) = (free.local_addr().unwrap(), CancellationToken::new());
    drop(free);
    let settings =
        Settings { bus: "none".to_owned(), listen: address, limits, ..Settings::default() };
    let host = Host::try_new(settings, shutdown.clone()).await.unwrap();
    tokio::spawn(host.serve());
    let mut tick = now_and_then();
    while tokio::net::TcpStream::connect(address).await.is_err() {
        tick.tick().await;
    }
    Doors { address, shutdown }
}
