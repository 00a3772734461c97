#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use jiff::Timestamp;
use uuid::Uuid;

use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn file(text: &str) -> MailFile {
    toml::from_str(text).unwrap()
}

#[test]
fn quiet_hours_lie_around_midnight_in_british_time() {
    let quiet = QuietHours::default();
    assert!(!quiet.hold(at("2026-11-24T19:59:59Z")));
    assert!(quiet.hold(at("2026-11-24T20:00:00Z")));
    assert!(quiet.hold(at("2026-11-25T06:59:59Z")));
    assert!(!quiet.hold(at("2026-11-25T07:00:00Z")));
    // In summer eight in the evening is seven by UTC.
    assert!(quiet.hold(at("2026-06-24T19:00:00Z")));
}

#[test]
fn quiet_hours_can_be_set_and_left_out() {
    let from = "from = \"Plumbline <p@ours.example>\"\nfolder = \"letters\"\n";
    let noon = file(&format!("{from}quiet_from = \"12:00\"\nquiet_until = \"13:30\""));
    let noon = noon.quiet_hours().unwrap();
    assert!(noon.hold(at("2026-11-24T13:29:00Z")));
    assert!(!noon.hold(at("2026-11-24T22:00:00Z")));
    let never = file(&format!("{from}quiet_from = \"00:00\"\nquiet_until = \"00:00\""));
    assert!(!never.quiet_hours().unwrap().hold(at("2026-11-24T00:00:00Z")));
    assert!(file(&format!("{from}quiet_from = \"late\"")).quiet_hours().is_err());
}

#[test]
fn a_letter_has_both_texts_and_the_same_message_id_each_time() {
    let folder = tempfile::tempdir().unwrap();
    let file = file("from = \"Plumbline <p@ours.example>\"\nfolder = \".\"");
    let mail = Mail::try_new(&file, folder.path()).unwrap();
    let letter = Letter {
        to: "gil@ours.example".to_owned(),
        subject: "Orchard: a report".to_owned(),
        text: "Plain words".to_owned(),
        html: "<p>Plain words</p>".to_owned(),
        id: Uuid::from_u128(7),
    };
    let once = String::from_utf8(mail.message(letter.clone()).unwrap().formatted()).unwrap();
    let id = "Message-ID: <00000000-0000-0000-0000-000000000007@ours.example>";
    for part in [id, "text/plain", "text/html", "Auto-Submitted: auto-generated"] {
        assert!(once.contains(part), "{part} is missing in {once}");
    }
    let again = String::from_utf8(mail.message(letter).unwrap().formatted()).unwrap();
    assert!(again.contains(id));
}

#[test]
fn a_server_elsewhere_is_never_spoken_to_without_tls() {
    let way = |host: &str, port: u16| {
        let text = format!("from = \"p@ours.example\"\nserver = \"{host}\"\nport = {port}");
        match file(&text).way(std::path::Path::new(".")).unwrap() {
            MailWay::Server(server) => matches!(server.security, settings::Security::ThisMachine),
            MailWay::Folder(_) => panic!("a server was named"),
        }
    };
    assert!(way("127.0.0.1", 25));
    assert!(!way("127.0.0.1", 587));
    assert!(!way("smtp.example.org", 25));
}
