//! A mail server of a test's own: it speaks SMTP, keeps what it takes, and refuses what it is told to.

use std::collections::BTreeMap;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use mailin::{Action, Handler, Response, SessionBuilder};

/// A running mail server; it ends with the test.
#[derive(Clone, Debug)]
pub struct PostOffice {
    address: SocketAddr,
    kept: Arc<Mutex<PostKept>>,
}

#[derive(Debug, Default)]
struct PostKept {
    letters: Vec<PostedLetter>,
    /// The code with which an address is refused, each one once or for good.
    refused: BTreeMap<String, Refusing>,
}

#[derive(Clone, Copy, Debug)]
struct Refusing {
    code: u16,
    times: u32,
}

/// A letter that the server took.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PostedLetter {
    /// The address.
    pub to: String,
    /// Headers and body, as they came.
    pub text: String,
}

impl PostedLetter {
    /// The value of a header.
    pub fn header(&self, name: &str) -> &str {
        let begins = format!("{name}: ");
        self.text.lines().find_map(|line| line.strip_prefix(&begins)).unwrap_or_default()
    }
}

impl PostOffice {
    /// Opens on a free port of this machine.
    pub fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("our own address");
        let kept = Arc::default();
        let shared = Arc::clone(&kept);
        std::thread::spawn(move || serve(&listener, &shared));
        Self { address, kept }
    }

    /// Refuses an address with a code so many times.
    pub fn refuse(&self, address: &str, code: u16, times: u32) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.refused.insert(address.to_owned(), Refusing { code, times });
    }

    /// The letters that were taken, in their order.
    pub fn letters(&self) -> Vec<PostedLetter> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).letters.clone()
    }

    /// Writes settings of signing in that name this server; gives their file.
    pub fn settings(&self, folder: &Path) -> PathBuf {
        let file = folder.join("sign-in.toml");
        let port = self.address.port();
        let text = format!(
            "address = \"https://plumbline.example\"\n[mail]\nfrom = \"Plumbline <plumbline@ours.example>\"\n\
             server = \"127.0.0.1\"\nport = {port}\n"
        );
        std::fs::write(&file, text).expect("our own folder");
        file
    }
}

/// One thread a connection: a session of the protocol's crate stays on the thread that began it.
fn serve(listener: &TcpListener, kept: &Arc<Mutex<PostKept>>) {
    for stream in listener.incoming().map_while(Result::ok) {
        let (kept, letter, to) = (Arc::clone(kept), Vec::new(), String::new());
        // A client that leaves in the middle ends its own connection only.
        std::thread::spawn(move || talk(stream, PostHandler { kept, letter, to }));
    }
}

/// One connection, line by line, until the client leaves.
fn talk(stream: TcpStream, handler: PostHandler) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut session =
        SessionBuilder::new("post.example").build(IpAddr::V4(Ipv4Addr::LOCALHOST), handler);
    stream.get_mut().write_all(&session.greeting().buffer()?)?;
    loop {
        let mut line = Vec::new();
        if stream.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        let response = session.process(&line);
        if !matches!(response.action, Action::NoReply) {
            stream.get_mut().write_all(&response.buffer()?)?;
        }
        if matches!(response.action, Action::Close) {
            return Ok(());
        }
    }
}

/// What one connection has said.
struct PostHandler {
    kept: Arc<Mutex<PostKept>>,
    letter: Vec<u8>,
    to: String,
}

impl Handler for PostHandler {
    fn rcpt(&mut self, to: &str) -> Response {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        match kept.refused.get_mut(to) {
            Some(refusing) if refusing.times > 0 => {
                refusing.times -= 1;
                // A server's words often hold the address.
                Response::custom(refusing.code, format!("{to} is refused"))
            }
            _ => {
                to.clone_into(&mut self.to);
                mailin::response::OK
            }
        }
    }

    fn data_start(&mut self, _: &str, _: &str, _: bool, _: &[String]) -> Response {
        self.letter.clear();
        mailin::response::OK
    }

    fn data(&mut self, part: &[u8]) -> io::Result<()> {
        self.letter.extend_from_slice(part);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        let text = String::from_utf8_lossy(&self.letter).into_owned();
        let letter = PostedLetter { to: self.to.clone(), text };
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).letters.push(letter);
        mailin::response::OK
    }
}
