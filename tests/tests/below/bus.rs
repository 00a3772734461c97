//! Makes `docs/bus-users.md`: tries every user of the bus and every subject on a real nats-server.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use private_servers::Nats;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

use crate::document::compare;

const HEAD: &str = "# Who may say and hear what on the bus

Each service logs in to NATS as a user of its own, and other systems as `subscriber`. Below is what each may publish on and
subscribe to, found by trying every subject that any of them may use, and those nobody should; **what is not listed is
refused**. The rules are in [deploy/nats-users.conf](../deploy/nats-users.conf), made from the services' own lists.

A service hears every event and says nothing: it keeps in the store how far it has come. Other systems hear what is open. The
relay alone publishes events and makes the streams. Nobody may change, empty or delete a stream, or read another's inbox: an
operator does that as a user that is not in this list.

This page is made by `tests/tests/below/bus.rs`.
";

/// What no user may do, or only a particular one.
const MORE: &[&str] = &[
    ">",
    "*.>",
    "other.subject",
    "house.>",
    "house.trust.surveys.AnswersCollected",
    "plumbline.>",
    "plumbline.trust.surveys.WaveClosed",
    "$JS.API.>",
    "$JS.API.INFO",
    "$JS.API.STREAM.NAMES",
    "$JS.API.STREAM.LIST",
    "$JS.API.STREAM.CREATE.OTHER",
    "$JS.API.STREAM.UPDATE.PLUMBLINE",
    "$JS.API.STREAM.DELETE.PLUMBLINE",
    "$JS.API.STREAM.PURGE.PLUMBLINE",
    "$JS.API.STREAM.MSG.GET.PLUMBLINE",
    "$JS.API.STREAM.MSG.DELETE.PLUMBLINE",
    "$JS.API.STREAM.SNAPSHOT.PLUMBLINE",
    "$JS.API.DIRECT.GET.PLUMBLINE",
    "$JS.API.CONSUMER.CREATE.PLUMBLINE",
    "$JS.API.CONSUMER.DURABLE.CREATE.PLUMBLINE.surveys_waves",
    "$JS.API.CONSUMER.DELETE.PLUMBLINE.surveys_waves",
    "$JS.API.CONSUMER.MSG.NEXT.PLUMBLINE.surveys_waves",
    "$JS.ACK.PLUMBLINE.surveys_waves.1",
    "$JS.API.CONSUMER.NAMES.PLUMBLINE",
    "$JS.API.CONSUMER.LIST.PLUMBLINE",
    "$JS.API.STREAM.INFO.HOUSE",
    "$JS.API.STREAM.DELETE.HOUSE",
    "$JS.API.STREAM.MSG.GET.HOUSE",
    "$JS.API.DIRECT.GET.HOUSE",
    "$JS.API.CONSUMER.CREATE.HOUSE",
    "$JS.EVENT.>",
    "$SYS.>",
    "$SYS.REQ.SERVER.PING",
    "_INBOX.>",
    "_INBOX.someone",
];

#[tokio::test]
async fn each_user_may_say_and_hear_what_the_document_says_and_nothing_else() {
    let data = tempfile::tempdir().unwrap();
    let nats = Nats::start(data.path(), None).await.unwrap();
    let users = users();
    let mut subjects: BTreeSet<String> = MORE.iter().map(|subject| (*subject).to_owned()).collect();
    for patterns in users.values() {
        // Tried as a pattern, and as a subject that it matches.
        subjects.extend(patterns.iter().cloned());
        subjects.extend(patterns.iter().map(|pattern| pattern.replace('>', "probe")));
    }
    let mut page = HEAD.to_owned();
    for user in users.keys() {
        let mut line = Line::open(&nats, Some(user)).await;
        let _ = write!(page, "\n## `{user}`\n\n| subject | may |\n|---|---|\n");
        for subject in &subjects {
            let may = may(&mut line, subject).await;
            if !may.is_empty() {
                let _ = writeln!(page, "| `{subject}` | {} |", may.join(", "));
            }
        }
    }
    compare("docs/bus-users.md", &page);
}

#[tokio::test]
async fn a_client_without_a_user_does_not_get_in() {
    let data = tempfile::tempdir().unwrap();
    let nats = Nats::start(data.path(), None).await.unwrap();
    assert!(async_nats::connect(nats.url()).await.is_err());
}

#[tokio::test]
async fn in_a_demo_a_client_without_a_user_hears_open_events_and_says_nothing() {
    let data = tempfile::tempdir().unwrap();
    let nats = Nats::start_for_a_demo(data.path(), None).await.unwrap();
    let mut line = Line::open(&nats, None).await;
    assert!(may(&mut line, "house.>").await.is_empty());
    assert!(may(&mut line, "house.trust.surveys.AnswersCollected").await.is_empty());
    assert_eq!(may(&mut line, "plumbline.trust.surveys.WaveClosed").await, ["subscribe"]);
    assert_eq!(may(&mut line, "plumbline.>").await, ["subscribe"]);
    assert!(may(&mut line, "_INBOX.relay.>").await.is_empty());
    assert!(may(&mut line, "$JS.API.STREAM.DELETE.PLUMBLINE").await.is_empty());
}

#[tokio::test]
async fn a_wrong_password_does_not_get_in() {
    let data = tempfile::tempdir().unwrap();
    let nats = Nats::start(data.path(), None).await.unwrap();
    let (guessed, address) =
        (data.path().join("guessed"), nats.url().trim_start_matches("nats://"));
    std::fs::create_dir(&guessed).unwrap();
    let settings = host::Settings { bus_passwords: Some(guessed.clone()), ..Default::default() };
    for user in users().keys() {
        std::fs::write(guessed.join(user), "guessed").unwrap();
        let login = settings.bus_login(user).unwrap();
        let refused = host::bus_server(nats.url(), &login).await.unwrap_err();
        let (user, address) = (user.clone(), address.to_owned());
        assert_eq!(refused, host::NoBusServer::Refused { user, address });
    }
}

async fn may(line: &mut Line, subject: &str) -> Vec<&'static str> {
    let mut may = Vec::new();
    // No user publishes to a pattern by its own name.
    if !subject.contains('>') && line.takes(&format!("PUB {subject} 0\r\n")).await {
        may.push("publish");
    }
    if line.takes(&format!("SUB {subject} 1")).await {
        may.push("subscribe");
    }
    line.takes("UNSUB 1").await;
    may
}

/// The users of `deploy/nats-users.conf`, each with every subject that the file names for it.
fn users() -> BTreeMap<String, Vec<String>> {
    let file = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/nats-users.conf"));
    let text = std::fs::read_to_string(file).unwrap();
    let mut users = BTreeMap::<String, Vec<String>>::new();
    let mut last = String::new();
    for line in text.lines() {
        if let Some((_, rest)) = line.split_once("user: ") {
            last = rest.split(',').next().unwrap().to_owned();
        } else if let Some(subject) = line.split('"').nth(1) {
            users.entry(last.clone()).or_default().push(subject.to_owned());
        }
    }
    assert!(users.len() > 8, "{users:?}");
    users
}

/// The bus's own protocol, line by line.
struct Line {
    stream: BufReader<TcpStream>,
}

impl Line {
    async fn open(nats: &Nats, user: Option<&String>) -> Self {
        let address = nats.url().trim_start_matches("nats://");
        let stream = BufReader::new(TcpStream::connect(address).await.unwrap());
        let mut line = Self { stream };
        let login = match user {
            Some(user) => {
                let password = std::fs::read_to_string(nats.passwords().join(user)).unwrap();
                format!(", \"user\": \"{user}\", \"pass\": \"{password}\"")
            }
            None => String::new(),
        };
        let connect = format!("CONNECT {{\"verbose\": false, \"headers\": true{login}}}");
        assert!(line.takes(&connect).await, "{user:?} gets in");
        line
    }

    /// Whether the server takes a line without complaint.
    async fn takes(&mut self, text: &str) -> bool {
        self.stream.write_all(format!("{text}\r\nPING\r\n").as_bytes()).await.unwrap();
        let mut taken = true;
        loop {
            let mut answer = String::new();
            assert_ne!(self.stream.read_line(&mut answer).await.unwrap(), 0, "{text}: closed");
            taken &= !answer.starts_with("-ERR");
            match answer.trim_end() {
                "PONG" => return taken,
                "PING" => self.stream.write_all(b"PONG\r\n").await.unwrap(),
                _ => {}
            }
        }
    }
}
