//! Sends e-mail: by a mail server, or into a folder where there is none.

mod outcome;
mod quiet;
mod settings;

use std::time::Duration;

use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{
    AsyncFileTransport, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
};
use uuid::Uuid;

pub use outcome::{MailError, SendOutcome};
pub use quiet::QuietHours;
pub use settings::{MailFile, MailSettings, MailSettingsError};

use settings::{MailWay, ServerAddress};

/// How long one exchange with the mail server may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Sends letters. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Mail {
    from: Mailbox,
    way: MailTransport,
}

#[derive(Clone, Debug)]
enum MailTransport {
    Folder(AsyncFileTransport<Tokio1Executor>),
    Server(AsyncSmtpTransport<Tokio1Executor>),
}

/// A letter to a person.
#[derive(Clone, Debug, Default)]
pub struct Letter {
    /// The address.
    pub to: String,
    /// One line.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// The same as HTML; empty where there is none.
    pub html: String,
    /// What the Message-ID is made of, so that a repeat has the same one; nil where a repeat is another letter.
    pub id: Uuid,
}

impl Mail {
    /// Reads how letters go out; other files are named from the folder `beside`.
    pub fn try_new(file: &MailFile, beside: &std::path::Path) -> Result<Self, MailSettingsError> {
        let from = file.from()?;
        let way = match file.way(beside)? {
            MailWay::Folder(folder) => MailTransport::Folder(AsyncFileTransport::new(folder)),
            MailWay::Server(server) => MailTransport::Server(transport(server)?),
        };
        Ok(Self { from, way })
    }

    /// Sends a letter.
    pub async fn send(&self, letter: Letter) -> Result<(), MailError> {
        let message = self.message(letter)?;
        match &self.way {
            MailTransport::Folder(folder) => folder.send(message).await.map(|_| ())?,
            MailTransport::Server(server) => server.send(message).await.map(|_| ())?,
        }
        Ok(())
    }

    fn message(&self, letter: Letter) -> Result<Message, MailError> {
        let builder = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, letter.to.parse()?))
            .subject(letter.subject)
            .header(AutoSubmitted);
        let builder = if letter.id.is_nil() {
            builder
        } else {
            builder.message_id(Some(self.message_id(letter.id)))
        };
        if letter.html.is_empty() {
            return Ok(builder.header(ContentType::TEXT_PLAIN).body(letter.text)?);
        }
        let both = MultiPart::alternative_plain_html(letter.text, letter.html);
        Ok(builder.multipart(both)?)
    }

    /// The Message-ID of a letter, for example `<0198...@example.org>`.
    pub fn message_id(&self, letter: Uuid) -> String {
        format!("<{letter}@{}>", self.from.email.domain())
    }
}

fn transport(
    server: ServerAddress,
) -> Result<AsyncSmtpTransport<Tokio1Executor>, MailSettingsError> {
    let ServerAddress { host, port, security, login } = server;
    let builder = match security {
        settings::Security::Tls => AsyncSmtpTransport::<Tokio1Executor>::relay(&host),
        settings::Security::StartTls => AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(&host),
        settings::Security::ThisMachine => {
            Ok(AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&host))
        }
    };
    let builder = builder.map_err(|error| MailSettingsError(error.to_string()))?;
    let mut builder = builder.port(port).timeout(Some(PATIENCE));
    if let Some((user, password)) = login {
        builder = builder.credentials(Credentials::new(user, password));
    }
    Ok(builder.build())
}

/// Keeps other mail programs from answering a letter that no person wrote (RFC 3834).
#[derive(Clone, Copy, Debug)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

#[cfg(test)]
mod tests;
