//! The authorities whose certificates are believed: those of a file, or those of this machine.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::crypto::{CryptoProvider, ring::default_provider};
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;

use crate::verify::{NamingVerifier, name_of_subject};

/// Authorities that sign certificates of servers. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Authorities {
    roots: Arc<RootCertStore>,
    /// Who they are, in words.
    named: Arc<str>,
}

/// Why authorities cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum AuthoritiesError {
    /// The file is not there, or is none of certificates.
    #[error("the file of authorities {0} cannot be read: {1}")]
    File(PathBuf, String),
    /// The file holds nothing that could be believed.
    #[error("the file of authorities {0} holds no certificate")]
    Empty(PathBuf),
    /// This machine has no list of authorities.
    #[error(
        "this machine has no list of authorities ({0}): install ca-certificates, or name a file of authorities"
    )]
    NoneHere(String),
}

impl Authorities {
    /// The authorities of a file of certificates in PEM.
    pub fn of_file(file: &Path) -> Result<Self, AuthoritiesError> {
        let unread = |error: String| AuthoritiesError::File(file.to_owned(), error);
        let certificates = CertificateDer::pem_file_iter(file)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|error| unread(error.to_string()))?;
        let names: Vec<String> = certificates.iter().map(name_of_subject).collect();
        let mut roots = RootCertStore::empty();
        for certificate in certificates {
            roots.add(certificate).map_err(|error| unread(error.to_string()))?;
        }
        if roots.is_empty() {
            return Err(AuthoritiesError::Empty(file.to_owned()));
        }
        let named = format!("{}, of {}", names.join(" and "), file.display());
        Ok(Self { roots: Arc::new(roots), named: named.into() })
    }

    /// The authorities that this machine believes.
    pub fn of_this_machine() -> Result<Self, AuthoritiesError> {
        let found = rustls_native_certs::load_native_certs();
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(found.certs);
        if roots.is_empty() {
            let why: Vec<String> = found.errors.iter().map(ToString::to_string).collect();
            return Err(AuthoritiesError::NoneHere(why.join("; ")));
        }
        let named = format!("the {} authorities of this machine", roots.len());
        Ok(Self { roots: Arc::new(roots), named: named.into() })
    }

    /// Who they are, in words.
    pub fn named(&self) -> &str {
        &self.named
    }

    /// How a connection is encrypted: with a server whose certificate one of them signed, for the name that it was called by.
    pub fn client(&self) -> ClientConfig {
        let provider: Arc<CryptoProvider> = Arc::new(default_provider());
        let inner =
            WebPkiServerVerifier::builder_with_provider(self.roots.clone(), provider.clone())
                .build()
                .expect("authorities that are not empty, and no lists of revoked certificates");
        let verifier = NamingVerifier::new(inner, self.named.clone());
        ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("ring knows the versions that rustls wants")
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth()
    }
}

/// Settings that verify no server as trusted: for connections that are not encrypted.
pub fn of_nobody() -> ClientConfig {
    ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring knows the versions that rustls wants")
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth()
}
