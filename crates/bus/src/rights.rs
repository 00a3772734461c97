//! Who may say and hear what on the bus: a user for each service, as nats-server's configuration has it.

use std::fmt::Write as _;

use crate::hearers::Hearers;

/// The user that carries the log onto the bus.
pub const RELAY: &str = "relay";
/// The user of other systems: they hear open events and say nothing.
pub const SUBSCRIBER: &str = "subscriber";

/// What one user may publish on and subscribe to; everything else is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rights {
    /// The user's name.
    pub user: String,
    /// Subjects it may publish on.
    pub publish: Vec<String>,
    /// Subjects it may subscribe to.
    pub subscribe: Vec<String>,
}

impl Rights {
    /// The relays alone say what has happened, and make their streams.
    pub fn of_relay() -> Self {
        let each = |hearers: Hearers| {
            [
                hearers.subjects().to_owned(),
                api("STREAM.INFO", hearers),
                api("STREAM.CREATE", hearers),
                api("STREAM.UPDATE", hearers),
                api("STREAM.MSG.GET", hearers),
            ]
        };
        Self::with_inbox(RELAY, Hearers::ALL.into_iter().flat_map(each).collect())
    }

    /// A service hears every event, and says nothing: what it has taken in stands in the store.
    pub fn of_service(service: &str) -> Self {
        let mut rights = Self::with_inbox(service, Vec::new());
        rights.subscribe.push(Hearers::House.subjects().to_owned());
        rights
    }

    /// Other systems hear what is open; they may also ask whether its stream is there.
    pub fn of_subscriber() -> Self {
        let mut rights = Self::with_inbox(SUBSCRIBER, vec![api("STREAM.INFO", Hearers::Open)]);
        rights.subscribe.push(Hearers::Open.subjects().to_owned());
        rights
    }

    /// Answers come to a user's own inbox; no other user hears them.
    fn with_inbox(user: &str, publish: Vec<String>) -> Self {
        Self { user: user.to_owned(), publish, subscribe: vec![inbox(user) + ".>"] }
    }

    /// The variable that holds a user's password in nats-server's configuration.
    pub fn password_variable(user: &str) -> String {
        ["PLUMBLINE", "BUS", &user.to_uppercase()].join("_")
    }
}

/// Where answers to a user come.
pub(crate) fn inbox(user: &str) -> String {
    format!("_INBOX.{user}")
}

fn api(call: &str, hearers: Hearers) -> String {
    format!("$JS.API.{call}.{}", hearers.stream())
}

/// The users as a part of nats-server's configuration, with their passwords in variables.
pub fn configuration(all: &[Rights]) -> String {
    let mut text = "authorization {\n    users: [\n".to_owned();
    for Rights { user, publish, subscribe } in all {
        let variable = Rights::password_variable(user);
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "        {{\n            user: {user}, password: ${variable}\n            permissions: {{\n                publish: {}\n                subscribe: {}\n            }}\n        }}\n",
            list(publish),
            list(subscribe)
        );
    }
    text + "    ]\n}\n"
}

/// nats-server takes an empty list for no restriction at all.
fn list(subjects: &[String]) -> String {
    if subjects.is_empty() {
        return "{ deny: \">\" }".to_owned();
    }
    let quoted = subjects.iter().map(|subject| format!("\n                    \"{subject}\""));
    format!("[{}\n                ]", quoted.collect::<String>())
}
