//! Who this process is to the others, and whom it believes: keys and certificates, read from files.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::token::{KeyFileError, KnownKeys, SigningKey, SigningKeyFile};
use clap::Args;
use tonic::transport::{Certificate, ClientTlsConfig, Identity as Pair, ServerTlsConfig};

/// The settings of keys and certificates. `plumbline keys` makes the files.
#[derive(Args, Clone, Debug, Default)]
pub struct IdentitySettings {
    /// The key with which this process signs for whom it asks (`plumbline keys service`).
    #[arg(long, env = "PLUMBLINE_KEY")]
    pub key: Option<PathBuf>,
    /// The public keys this process believes, each with its owner; read again when it changes.
    #[arg(long, env = "PLUMBLINE_KNOWN_KEYS")]
    pub known_keys: Option<PathBuf>,
    /// This process's certificate, in PEM; the doors then speak TLS only.
    #[arg(long, env = "PLUMBLINE_CERTIFICATE", requires_all = ["certificate_key", "authority"])]
    pub certificate: Option<PathBuf>,
    /// The private key of the certificate, in PEM.
    #[arg(long, env = "PLUMBLINE_CERTIFICATE_KEY", requires = "certificate")]
    pub certificate_key: Option<PathBuf>,
    /// The certificate of the authority that the others' certificates are from.
    #[arg(long, env = "PLUMBLINE_AUTHORITY")]
    pub authority: Option<PathBuf>,
}

/// A key or certificate that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// The file.
    #[error("{0} cannot be read: {1}")]
    File(PathBuf, std::io::Error),
    /// The process's own key.
    #[error(transparent)]
    Key(#[from] KeyFileError),
    /// The known keys.
    #[error("{0}: {1}")]
    KnownKeys(PathBuf, crate::token::KnownKeysError),
    /// The accounts.
    #[error("{0}: {1}")]
    Accounts(PathBuf, crate::token::AccountsError),
    /// Callers are to be believed at an address that strangers reach.
    #[error(
        "Callers are believed without showing who they are only in a demonstration on this machine: with --demo, and with \
         --listen on loopback. Elsewhere make keys (plumbline keys service <name>) and set PLUMBLINE_KEY and \
         PLUMBLINE_KNOWN_KEYS."
    )]
    Believing,
    /// No caller would be believed.
    #[error(
        "Nobody could use these doors: there are no keys by which callers show who they are. Make them, once for each \
         process, with `plumbline keys service <name>`, and set PLUMBLINE_KEY and PLUMBLINE_KNOWN_KEYS (deploy/README.md, \
         Keys). For a demonstration on this machine: --demo --believe-callers."
    )]
    NobodyBelieved,
    /// Known keys without an own one, or the other way round.
    #[error(
        "A process that believes only keys needs one of its own: set PLUMBLINE_KEY beside PLUMBLINE_KNOWN_KEYS."
    )]
    NoKey,
    /// The own key is not among those the others believe.
    #[error(
        "The key {0} is not among the known keys, so no other process would believe this one (plumbline keys service)."
    )]
    Stranger(PathBuf),
}

/// Keys and certificates, read.
#[derive(Clone, Debug, Default)]
pub struct Identity {
    /// The key with which this process signs.
    pub key: Option<Arc<SigningKey>>,
    tls: Option<Tls>,
}

#[derive(Clone)]
struct Tls {
    own: Option<Pair>,
    authority: Certificate,
}

impl std::fmt::Debug for Tls {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Tls").finish_non_exhaustive()
    }
}

impl IdentitySettings {
    /// Reads the files.
    pub fn read(&self) -> Result<Identity, IdentityError> {
        let key = self.key.as_ref().map(|file| SigningKeyFile::new(file).open().map(Arc::new));
        Ok(Identity { key: key.transpose()?, tls: self.tls()? })
    }

    fn tls(&self) -> Result<Option<Tls>, IdentityError> {
        let Some(authority) = &self.authority else { return Ok(None) };
        let authority = Certificate::from_pem(text(authority)?);
        let own = match (&self.certificate, &self.certificate_key) {
            (Some(certificate), Some(key)) => {
                Some(Pair::from_pem(text(certificate)?, secret(key)?))
            }
            _ => None,
        };
        Ok(Some(Tls { own, authority }))
    }

    /// The keys that are believed, as the file has them now.
    pub fn read_known(&self) -> Result<Option<KnownKeys>, IdentityError> {
        let Some(file) = &self.known_keys else { return Ok(None) };
        let known = KnownKeys::parse(&text(file)?);
        known.map(Some).map_err(|error| IdentityError::KnownKeys(file.clone(), error))
    }
}

impl Identity {
    /// How a service is reached: its certificate has to be for the service's own name, wherever it is.
    pub fn to(&self, service: &str) -> Option<ClientTlsConfig> {
        let tls = self.tls.as_ref()?;
        let config = ClientTlsConfig::new().ca_certificate(tls.authority.clone());
        let config = config.domain_name(service);
        Some(match &tls.own {
            Some(own) => config.identity(own.clone()),
            None => config,
        })
    }

    /// How the doors of this process speak: a certificate from elsewhere than the authority ends the handshake. None at
    /// all does not, since health, reflection and other systems have none; who has to have one, `door` says.
    pub fn doors(&self) -> Option<ServerTlsConfig> {
        let Tls { own, authority } = self.tls.as_ref()?;
        let config = ServerTlsConfig::new().identity(own.clone()?);
        Some(config.client_ca_root(authority.clone()).client_auth_optional(true).timeout(HANDSHAKE))
    }

    /// `https` where there are certificates.
    pub fn scheme(&self) -> &'static str {
        if self.tls.is_some() { "https" } else { "http" }
    }
}

/// A client that has not shaken hands by then is not let in.
const HANDSHAKE: std::time::Duration = std::time::Duration::from_secs(10);

fn text(file: &Path) -> Result<String, IdentityError> {
    std::fs::read_to_string(file).map_err(|cause| IdentityError::File(file.to_owned(), cause))
}

/// A file that its owner only may read.
fn secret(file: &Path) -> Result<String, IdentityError> {
    use std::os::unix::fs::PermissionsExt as _;
    let failed = |cause| IdentityError::File(file.to_owned(), cause);
    let mode = std::fs::metadata(file).map_err(failed)?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(KeyFileError::Open(file.to_owned()).into());
    }
    text(file)
}
