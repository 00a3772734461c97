//! The part of the settings file of signing in that says how letters go out, and where people find Plumbline.

use std::path::{Path, PathBuf};

use lettre::message::Mailbox;
use serde::Deserialize;

use crate::Mail;
use crate::quiet::{self, QuietHours};

/// With this port the connection becomes secure by STARTTLS.
const STARTTLS: u16 = 587;
const USUAL: u16 = 465;

/// What is wrong with the settings of e-mail; begins without a capital letter.
#[derive(Debug, thiserror::Error)]
#[error("[mail]: {0}")]
pub struct MailSettingsError(pub String);

/// How letters go out, as `deploy/sign-in.example.toml` has it under `[mail]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailFile {
    /// `Plumbline <plumbline@example.org>`
    pub from: String,
    /// Letters are put here as .eml files, for installations without a server.
    pub folder: Option<PathBuf>,
    /// The server that takes them on.
    pub server: Option<String>,
    /// 465 unless said; with 587 the connection is made secure before anything is said. A server on this machine may have another.
    pub port: Option<u16>,
    /// For whom the server takes letters on.
    pub user: Option<String>,
    /// The file with that user's password.
    pub password_file: Option<PathBuf>,
    /// British time from which no letter is sent; `20:00` unless said.
    pub quiet_from: Option<String>,
    /// British time from which letters are sent again; `07:00` unless said.
    pub quiet_until: Option<String>,
}

/// Where letters go.
pub(crate) enum MailWay {
    Folder(PathBuf),
    Server(ServerAddress),
}

/// A mail server and how it is spoken to.
pub(crate) struct ServerAddress {
    pub host: String,
    pub port: u16,
    pub security: Security,
    /// User and password.
    pub login: Option<(String, String)>,
}

/// How the connection to the mail server is kept secret.
pub(crate) enum Security {
    Tls,
    StartTls,
    /// It does not leave this machine.
    ThisMachine,
}

impl MailFile {
    pub(crate) fn from(&self) -> Result<Mailbox, MailSettingsError> {
        let wrong = |_| MailSettingsError(format!("{:?} is no address", self.from));
        self.from.parse().map_err(wrong)
    }

    pub(crate) fn way(&self, beside: &Path) -> Result<MailWay, MailSettingsError> {
        match (&self.folder, &self.server) {
            (Some(folder), None) => {
                let folder = beside.join(folder);
                if !folder.is_dir() {
                    let wrong = format!("there is no folder {}", folder.display());
                    return Err(MailSettingsError(wrong));
                }
                Ok(MailWay::Folder(folder))
            }
            (None, Some(host)) => {
                let port = self.port.unwrap_or(USUAL);
                let (host, login) = (host.clone(), self.login(beside)?);
                let security = security(&host, port);
                Ok(MailWay::Server(ServerAddress { host, port, security, login }))
            }
            _ => Err(MailSettingsError("give either a folder or a server".to_owned())),
        }
    }

    fn login(&self, beside: &Path) -> Result<Option<(String, String)>, MailSettingsError> {
        let (Some(user), Some(file)) = (&self.user, &self.password_file) else { return Ok(None) };
        let path = beside.join(file);
        let wrong = |wrong: String| MailSettingsError(format!("{} {wrong}", path.display()));
        let text = std::fs::read_to_string(&path)
            .map_err(|error| wrong(format!("cannot be read: {error}")))?;
        let password = text.trim_end();
        if password.is_empty() {
            return Err(wrong("is empty".to_owned()));
        }
        Ok(Some((user.clone(), password.to_owned())))
    }

    /// The hours in which no letter is sent.
    pub fn quiet_hours(&self) -> Result<QuietHours, MailSettingsError> {
        let usual = QuietHours::default();
        let time = |text: &Option<String>, usual| match text {
            None => Ok(usual),
            Some(text) => quiet::read(text)
                .ok_or_else(|| MailSettingsError(format!("{text:?} is no time such as 20:00"))),
        };
        let from = time(&self.quiet_from, usual.from)?;
        Ok(QuietHours { from, until: time(&self.quiet_until, usual.until)? })
    }
}

/// A server on this machine may be spoken to without TLS: nothing leaves the machine.
fn security(host: &str, port: u16) -> Security {
    let here = matches!(host, "localhost" | "127.0.0.1" | "::1");
    match port {
        STARTTLS => Security::StartTls,
        USUAL => Security::Tls,
        _ if here => Security::ThisMachine,
        _ => Security::Tls,
    }
}

/// The settings file, as far as letters need it.
#[derive(Debug, Deserialize)]
struct LetterFile {
    address: String,
    mail: Option<MailFile>,
}

/// What a service needs that sends letters.
#[derive(Clone, Debug)]
pub struct MailSettings {
    /// The way letters go out.
    pub mail: Mail,
    /// Where people find Plumbline, for example `https://plumbline.example`, without a slash at its end.
    pub address: String,
    /// When no letter is sent.
    pub quiet: QuietHours,
}

impl MailSettings {
    /// Reads the settings file of signing in; `None` where it has no `[mail]`.
    pub fn read(path: &Path) -> Result<Option<Self>, MailSettingsError> {
        let wrong = |wrong: String| MailSettingsError(format!("{}: {wrong}", path.display()));
        let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
        let LetterFile { address, mail } =
            toml::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        let Some(file) = mail else { return Ok(None) };
        let beside = path.parent().unwrap_or(Path::new("."));
        let (mail, quiet) = (Mail::try_new(&file, beside)?, file.quiet_hours()?);
        let address = address.trim_end_matches('/').to_owned();
        Ok(Some(Self { mail, address, quiet }))
    }
}
