//! The settings file of signing in: where people find Plumbline, who vouches for them, how letters go out. Secrets stand
//! in files of their own.

use std::path::{Path, PathBuf};

use mail::{Mail, MailFile};
use openidconnect::url::{Host, Url};
use serde::Deserialize;

/// What is wrong with the settings of signing in, and where.
#[derive(Debug, thiserror::Error)]
#[error("the settings of signing in, {file}: {wrong}")]
pub struct SignInSettingsError {
    file: String,
    wrong: String,
}

/// The whole file, for example `deploy/sign-in.example.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignInFile {
    /// `https://plumbline.example`, without a path.
    pub address: String,
    #[serde(default)]
    pub provider: Vec<ProviderFile>,
    pub mail: Option<MailFile>,
}

/// A service that knows who people are.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProviderFile {
    /// In addresses: lower-case letters, digits, hyphens. It is part of the address registered with the provider.
    pub key: String,
    /// On the button, for example `Microsoft`.
    pub name: String,
    pub kind: Kind,
    /// Entra: the tenant whose accounts count.
    pub tenant: Option<String>,
    /// Entra: Microsoft's own unless said; for national clouds.
    pub authority: Option<String>,
    /// Google: the domain whose accounts count.
    pub domain: Option<String>,
    /// Of any other provider; Google's own unless said.
    pub issuer: Option<String>,
    pub client_id: String,
    pub client_secret_file: PathBuf,
}

/// Which provider, and so what of its tokens must be ours.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// Microsoft Entra ID: one tenant's accounts.
    Entra,
    /// Google Workspace: one domain's accounts.
    Google,
    /// Any other certified provider.
    OpenId,
}

const MICROSOFT: &str = "https://login.microsoftonline.com";
const GOOGLE: &str = "https://accounts.google.com";

/// Whose accounts count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Accounts {
    OfTenant(String),
    OfDomain(String),
    All,
}

impl ProviderFile {
    /// The issuer, and whose accounts of it count; or what is missing.
    pub(crate) fn accounts(&self) -> Result<(String, Accounts), String> {
        let Self { key, kind, tenant, authority, domain, issuer, .. } = self;
        let or =
            |given: &Option<String>, usual: &str| given.clone().unwrap_or_else(|| usual.to_owned());
        match (kind, tenant, domain, issuer) {
            (Kind::Entra, Some(tenant), None, None) => {
                let tenant = tenant.to_lowercase();
                let issuer = format!("{}/{tenant}/v2.0", or(authority, MICROSOFT));
                Ok((issuer, Accounts::OfTenant(tenant)))
            }
            (Kind::Google, None, Some(domain), issuer) => {
                Ok((or(issuer, GOOGLE), Accounts::OfDomain(domain.clone())))
            }
            (Kind::OpenId, None, None, Some(issuer)) => Ok((issuer.clone(), Accounts::All)),
            _ => Err(format!(
                "the provider {key} needs exactly: kind \"entra\" a tenant, \"google\" a domain, \"openid\" an issuer"
            )),
        }
    }
}

/// What was read, with the place that other files are named from.
#[derive(Debug)]
pub(crate) struct Settings {
    pub file: SignInFile,
    pub address: Address,
    path: PathBuf,
}

impl Settings {
    pub(crate) fn read(path: &Path) -> Result<Self, SignInSettingsError> {
        let wrong = |wrong: String| SignInSettingsError { file: path.display().to_string(), wrong };
        let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
        let file: SignInFile = toml::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        let address = Address::parse(&file.address).map_err(wrong)?;
        let settings = Self { file, address, path: path.to_owned() };
        settings.check()?;
        Ok(settings)
    }

    fn check(&self) -> Result<(), SignInSettingsError> {
        let providers = &self.file.provider;
        if providers.is_empty() && self.file.mail.is_none() {
            return Err(self.wrong("name a [[provider]], or [mail] for links by e-mail".to_owned()));
        }
        for (place, provider) in providers.iter().enumerate() {
            let plain = |letter: u8| {
                letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'-'
            };
            let key = &provider.key;
            if key.is_empty() || !key.bytes().all(plain) {
                let wrong = format!("the key {key:?} must be lower-case letters, digits, hyphens");
                return Err(self.wrong(wrong));
            }
            provider.accounts().map_err(|wrong| self.wrong(wrong))?;
            if providers[..place].iter().any(|earlier| earlier.key == *key) {
                return Err(self.wrong(format!("two providers have the key {key}")));
            }
        }
        Ok(())
    }

    pub(crate) fn wrong(&self, wrong: String) -> SignInSettingsError {
        SignInSettingsError { file: self.path.display().to_string(), wrong }
    }

    /// The secret in a file named beside the settings.
    pub(crate) fn secret(&self, file: &Path) -> Result<String, SignInSettingsError> {
        let path = self.beside(file);
        let text = std::fs::read_to_string(&path)
            .map_err(|error| self.wrong(format!("{} cannot be read: {error}", path.display())))?;
        let secret = text.trim_end();
        if secret.is_empty() {
            return Err(self.wrong(format!("{} is empty", path.display())));
        }
        Ok(secret.to_owned())
    }

    /// The way letters go out; `None` where none is named.
    pub(crate) fn mail(&self) -> Result<Option<Mail>, SignInSettingsError> {
        let Some(file) = &self.file.mail else { return Ok(None) };
        let mail = Mail::try_new(file, self.folder());
        mail.map(Some).map_err(|error| self.wrong(error.to_string()))
    }

    /// A path as seen from the settings file.
    fn beside(&self, file: &Path) -> PathBuf {
        self.folder().join(file)
    }

    fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new("."))
    }
}

/// Where people find this installation: https and a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    authority: String,
}

impl Address {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("the address {text:?} must be like https://plumbline.example");
        let url = Url::parse(text).map_err(|_| wrong())?;
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        let named = url.username().is_empty() && url.password().is_none();
        let host = url.host_str().ok_or_else(wrong)?;
        if url.scheme() != "https" || !bare || !named {
            return Err(wrong());
        }
        let authority = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        Ok(Self { authority })
    }

    /// Host and port, as a browser says them.
    pub(crate) fn authority(&self) -> &str {
        &self.authority
    }

    /// The address of a page.
    pub(crate) fn page(&self, path: &str) -> String {
        format!("https://{}{path}", self.authority)
    }
}

/// Whether something may be asked of this address: by https, or on this machine.
pub(crate) fn is_safe(url: &Url) -> bool {
    match (url.scheme(), url.host()) {
        ("https", Some(_)) => true,
        ("http", Some(Host::Domain(name))) => name == "localhost",
        ("http", Some(Host::Ipv4(address))) => address.is_loopback(),
        ("http", Some(Host::Ipv6(address))) => address.is_loopback(),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
