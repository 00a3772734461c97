//! Where the store is, who connects, and whether the connection is encrypted.

use std::error::Error;
use std::ops::{Deref, DerefMut};
use std::path::PathBuf;
use std::str::FromStr;

use percent_encoding::percent_decode_str;
use tls::{Authorities, AuthoritiesError};
use tokio_postgres::config::SslMode;
use tokio_postgres::error::{DbError, SqlState};
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{Client, Config, Connection, Socket};
use tokio_postgres_rustls::MakeRustlsConnect;

/// PostgreSQL's connection settings, and whom they believe. In an address `sslmode` and `sslrootcert` mean what they mean to
/// PostgreSQL's own programs, and the modes that encrypt without verifying the server are refused.
#[derive(Clone)]
pub struct StoreConfig {
    config: Config,
    connector: MakeRustlsConnect,
    encryption: StoreEncryption,
}

/// What a connection to the store asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreEncryption {
    /// Nothing is encrypted (`sslmode=disable`, or nothing said).
    Plain,
    /// The server is verified against the authorities of this machine.
    OfThisMachine,
    /// The server is verified against the authorities of a file.
    OfFile(PathBuf),
}

/// A connection that runs while it is polled.
pub type StoreConnection =
    Connection<Socket, <MakeRustlsConnect as MakeTlsConnect<Socket>>::Stream>;

/// Why an address of a store cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreAddressError {
    /// PostgreSQL would not understand it.
    #[error("{}", in_words(.0))]
    NoAddress(#[from] tokio_postgres::Error),
    /// A mode that does not verify the server.
    #[error(
        "sslmode={0} does not verify which server answers; say sslmode=verify-full, or sslmode=disable where something else encrypts"
    )]
    Unverified(String),
    /// Authorities without verification.
    #[error("sslrootcert is given, and nothing is verified without sslmode=verify-full")]
    AuthoritiesUnused,
    /// The authorities cannot be read.
    #[error(transparent)]
    Authorities(#[from] AuthoritiesError),
}

/// The value of `sslrootcert` that names the authorities of this machine.
const SYSTEM: &str = "system";

impl StoreConfig {
    /// Opens a connection. What is asked on the client is answered while the connection is polled.
    pub async fn open(&self) -> Result<(Client, StoreConnection), tokio_postgres::Error> {
        self.config.connect(self.connector.clone()).await
    }

    /// What a connection asks for.
    pub fn encryption(&self) -> &StoreEncryption {
        &self.encryption
    }

    /// The same for PostgreSQL's programs, as `keyword='value'`.
    pub fn encryption_words(&self) -> String {
        let authorities = match &self.encryption {
            StoreEncryption::Plain => return "sslmode='disable'".to_owned(),
            StoreEncryption::OfThisMachine => SYSTEM.to_owned(),
            StoreEncryption::OfFile(file) => file.display().to_string(),
        };
        let authorities = authorities.replace('\\', "\\\\").replace('\'', "\\'");
        format!("sslmode='verify-full' sslrootcert='{authorities}'")
    }

    pub(crate) fn connector(&self) -> MakeRustlsConnect {
        self.connector.clone()
    }

    fn try_new(mut config: Config, encryption: StoreEncryption) -> Result<Self, AuthoritiesError> {
        let (mode, client) = match &encryption {
            StoreEncryption::Plain => (SslMode::Disable, tls::of_nobody()),
            StoreEncryption::OfThisMachine => {
                (SslMode::Require, Authorities::of_this_machine()?.client())
            }
            StoreEncryption::OfFile(file) => {
                (SslMode::Require, Authorities::of_file(file)?.client())
            }
        };
        config.ssl_mode(mode);
        Ok(Self { config, connector: MakeRustlsConnect::new(client), encryption })
    }
}

impl FromStr for StoreConfig {
    type Err = StoreAddressError;

    fn from_str(address: &str) -> Result<Self, StoreAddressError> {
        let SplitAddress { rest, mode, authorities } = SplitAddress::of(address);
        let encryption = match (mode.as_deref(), authorities) {
            (Some("verify-full"), Some(file)) if file != SYSTEM => {
                StoreEncryption::OfFile(PathBuf::from(file))
            }
            (Some("verify-full"), _) => StoreEncryption::OfThisMachine,
            (None | Some("disable"), Some(_)) => return Err(StoreAddressError::AuthoritiesUnused),
            (None | Some("disable"), None) => StoreEncryption::Plain,
            (Some(mode), _) => return Err(StoreAddressError::Unverified(mode.to_owned())),
        };
        let config: Config = rest.parse()?;
        // A mode that is still there was found by tokio-postgres alone, and has not been looked at.
        if config.get_ssl_mode() != SslMode::Prefer {
            let mode = format!("{:?}", config.get_ssl_mode()).to_lowercase();
            return Err(StoreAddressError::Unverified(mode));
        }
        Ok(Self::try_new(config, encryption)?)
    }
}

impl From<Config> for StoreConfig {
    /// A connection that is not encrypted.
    fn from(config: Config) -> Self {
        Self::try_new(config, StoreEncryption::Plain).expect("no authorities are read")
    }
}

impl Deref for StoreConfig {
    type Target = Config;

    fn deref(&self) -> &Config {
        &self.config
    }
}

impl DerefMut for StoreConfig {
    fn deref_mut(&mut self) -> &mut Config {
        &mut self.config
    }
}

impl std::fmt::Debug for StoreConfig {
    /// As tokio-postgres does, which shows no password.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("StoreConfig")
            .field("config", &self.config)
            .field("encryption", &self.encryption)
            .finish_non_exhaustive()
    }
}

/// An address without its two words about encryption, which tokio-postgres does not know.
#[derive(Default)]
struct SplitAddress {
    rest: String,
    mode: Option<String>,
    authorities: Option<String>,
}

impl SplitAddress {
    fn of(address: &str) -> Self {
        if address.starts_with("postgres://") || address.starts_with("postgresql://") {
            return Self::of_url(address);
        }
        let mut split = Self::default();
        let mut kept = Vec::new();
        let mut words = AddressWords { left: address };
        while let Some(AddressWord { whole, keyword, value }) = words.next_word() {
            if !split.takes(keyword, value) {
                kept.push(whole);
            }
        }
        // What is no word is for tokio-postgres to refuse.
        kept.push(words.left);
        split.rest = kept.join(" ");
        split
    }

    fn of_url(url: &str) -> Self {
        let mut split = Self::default();
        let Some((before, words)) = url.split_once('?') else {
            return Self { rest: url.to_owned(), ..split };
        };
        let mut kept = Vec::new();
        for word in words.split('&') {
            let (keyword, value) = word.split_once('=').unwrap_or((word, ""));
            if !split.takes(&decoded(keyword), decoded(value)) {
                kept.push(word);
            }
        }
        split.rest = format!("{before}?{}", kept.join("&"));
        split
    }

    /// Keeps the value of a word about encryption; answers whether it was one.
    fn takes(&mut self, keyword: &str, value: String) -> bool {
        match keyword {
            "sslmode" => self.mode = Some(value),
            "sslrootcert" => self.authorities = Some(value),
            _ => return false,
        }
        true
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// The words of an address that is no URL, by the rules of tokio-postgres. By other rules a word that it understands could be missed.
struct AddressWords<'a> {
    left: &'a str,
}

/// `keyword=value`, with white space around the sign or without.
struct AddressWord<'a> {
    whole: &'a str,
    keyword: &'a str,
    value: String,
}

impl<'a> AddressWords<'a> {
    /// The next one; `None` at the end, and before what is none.
    fn next_word(&mut self) -> Option<AddressWord<'a>> {
        let text = self.left.trim_start();
        let end = text.find(|sign: char| sign.is_whitespace() || sign == '=')?;
        let keyword = &text[..end];
        let value = text[end..].trim_start().strip_prefix('=')?.trim_start();
        if keyword.is_empty() {
            return None;
        }
        let AddressValue { value, after } = AddressValue::first_of(value)?;
        self.left = after;
        let whole = &text[..text.len() - after.len()];
        Some(AddressWord { whole, keyword, value })
    }
}

/// A value without quotes and backslashes, and what comes after it.
struct AddressValue<'a> {
    value: String,
    after: &'a str,
}

impl<'a> AddressValue<'a> {
    /// `None` where a quote has no end.
    fn first_of(text: &'a str) -> Option<Self> {
        let inner = text.strip_prefix('\'');
        let (quoted, text) = (inner.is_some(), inner.unwrap_or(text));
        let mut value = String::new();
        let mut signs = text.char_indices();
        while let Some((at, sign)) = signs.next() {
            match sign {
                '\'' if quoted => return Some(Self { value, after: &text[at + 1..] }),
                sign if !quoted && sign.is_whitespace() => {
                    return Some(Self { value, after: &text[at..] });
                }
                '\\' => value.extend(signs.next().map(|(_, escaped)| escaped)),
                sign => value.push(sign),
            }
        }
        (!quoted).then_some(Self { value, after: "" })
    }
}

/// Why the server is not trusted, or does not encrypt, where that is why there is no connection. Another try changes nothing.
pub fn distrust(error: &(dyn Error + 'static)) -> Option<String> {
    if let Some(untrusted) = tls::untrusted(error) {
        return Some(format!("the store: {untrusted}"));
    }
    let causes = std::iter::successors(Some(error), |error| Error::source(*error));
    let said: Vec<String> = causes.map(ToString::to_string).collect();
    let says = |what: &str| said.iter().any(|said| said == what);
    if says("server does not support TLS") {
        let why = "the store's server does not encrypt, and its address says sslmode=verify-full";
        return Some(why.to_owned());
    }
    if says("no hostname provided for TLS handshake") {
        let why = "the store's address is a socket of this machine, which nobody encrypts: leave sslmode=verify-full out";
        return Some(why.to_owned());
    }
    None
}

/// An error with what led to it, for an operator. Of what the store itself said only the refusals of a connection are told: other
/// sentences of it may hold values of a row. Of those the code is told, and which table.
pub fn in_words(error: &tokio_postgres::Error) -> String {
    if let Some(why) = distrust(error) {
        return why;
    }
    const NO_CONNECTION: [SqlState; 5] = [
        SqlState::INVALID_PASSWORD,
        SqlState::INVALID_AUTHORIZATION_SPECIFICATION,
        SqlState::INVALID_CATALOG_NAME,
        SqlState::TOO_MANY_CONNECTIONS,
        SqlState::CANNOT_CONNECT_NOW,
    ];
    match error.as_db_error() {
        Some(refused) if NO_CONNECTION.contains(refused.code()) => refused.message().to_owned(),
        Some(refused) => refusal(refused),
        None => {
            let cause = Error::source(error).map(ToString::to_string);
            cause.map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"))
        }
    }
}

/// What the store refused, without a value of a row.
fn refusal(refused: &DbError) -> String {
    let code = refused.code().code();
    match (refused.schema(), refused.table()) {
        (Some(schema), Some(table)) => {
            format!("the store refused a statement (SQLSTATE {code}, table {schema}.{table})")
        }
        _ => format!("the store refused a statement (SQLSTATE {code})"),
    }
}

#[cfg(test)]
mod tests;
