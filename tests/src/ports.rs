//! Free ports for processes that are told where to listen, and bind a moment after the port was chosen.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Mutex, PoisonError};

use rand::RngExt as _;

/// Ports below those that Linux gives to outgoing connections, so that no connection takes one meanwhile.
const PORTS: std::ops::Range<u16> = 12_000..32_000;

/// Locks on the ports of this process, so that tests side by side choose others. The system releases them with the process.
static HELD: Mutex<Vec<File>> = Mutex::new(Vec::new());

/// An address on loopback that no other process uses.
pub fn free_address() -> SocketAddr {
    let folder = std::env::temp_dir().join("plumbline-test-ports");
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    loop {
        let port = rand::rng().random_range(PORTS);
        let lock = File::create(folder.join(port.to_string())).expect("our own folder");
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        if lock.try_lock().is_ok() && TcpListener::bind(address).is_ok() {
            HELD.lock().unwrap_or_else(PoisonError::into_inner).push(lock);
            return address;
        }
    }
}
