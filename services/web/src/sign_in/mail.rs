//! Letters: invitations and links to sign in. By a mail server, or into a folder where there is none.

use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::transport::smtp::authentication::Credentials;
use lettre::{
    AsyncFileTransport, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
};

use super::settings::{MailFile, Settings, SignInSettingsError};

/// With this port the connection becomes secure by STARTTLS.
const STARTTLS: u16 = 587;
const USUAL: u16 = 465;

/// Sends letters. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Mail {
    from: Mailbox,
    way: Way,
}

#[derive(Clone, Debug)]
enum Way {
    Folder(AsyncFileTransport<Tokio1Executor>),
    Server(AsyncSmtpTransport<Tokio1Executor>),
}

/// A letter to a person.
#[derive(Clone, Debug)]
pub(crate) struct Letter {
    pub to: String,
    pub subject: String,
    pub text: String,
}

/// Why a letter was not sent; says nothing of to whom.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MailError {
    #[error("the address is none")]
    Address(#[from] lettre::address::AddressError),
    #[error("the letter could not be written: {0}")]
    Message(#[from] lettre::error::Error),
    #[error("the letter could not be put into the folder: {0}")]
    Folder(#[from] lettre::transport::file::Error),
    #[error("the mail server did not take the letter: {0}")]
    Server(#[from] lettre::transport::smtp::Error),
}

impl Mail {
    pub(crate) fn try_new(
        file: &MailFile,
        settings: &Settings,
    ) -> Result<Self, SignInSettingsError> {
        let wrong = |wrong: String| settings.wrong(format!("[mail]: {wrong}"));
        let from =
            file.from.parse().map_err(|_| wrong(format!("{:?} is no address", file.from)))?;
        let way = match (&file.folder, &file.server) {
            (Some(folder), None) => {
                let folder = settings.beside(folder);
                if !folder.is_dir() {
                    return Err(wrong(format!("there is no folder {}", folder.display())));
                }
                Way::Folder(AsyncFileTransport::new(folder))
            }
            (None, Some(server)) => {
                let port = file.port.unwrap_or(USUAL);
                let builder = if port == STARTTLS {
                    AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(server)
                } else {
                    AsyncSmtpTransport::<Tokio1Executor>::relay(server)
                };
                let mut builder = builder.map_err(|error| wrong(error.to_string()))?.port(port);
                if let (Some(user), Some(password)) = (&file.user, &file.password_file) {
                    let password = settings.secret(password)?;
                    builder = builder.credentials(Credentials::new(user.clone(), password));
                }
                Way::Server(builder.build())
            }
            _ => return Err(wrong("give either a folder or a server".to_owned())),
        };
        Ok(Self { from, way })
    }

    pub(crate) async fn send(&self, letter: Letter) -> Result<(), MailError> {
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, letter.to.parse()?))
            .subject(letter.subject)
            .header(ContentType::TEXT_PLAIN)
            .body(letter.text)?;
        match &self.way {
            Way::Folder(folder) => folder.send(message).await.map(|_| ())?,
            Way::Server(server) => server.send(message).await.map(|_| ())?,
        }
        Ok(())
    }
}
