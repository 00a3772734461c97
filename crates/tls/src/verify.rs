//! Verifies a certificate as rustls does, and names both sides where they do not fit.

use std::error::Error;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::{CertificateError, DigitallySignedStruct, OtherError, SignatureScheme};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use x509_parser::certificate::X509Certificate;
use x509_parser::parse_x509_certificate;

/// Why a server is not trusted, in a sentence for its operator. Another try changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Untrusted(String);

/// The distrust that led to an error, among the errors that it names as its cause.
pub fn untrusted<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a Untrusted> {
    let mut next = Some(error);
    while let Some(error) = next {
        // An I/O error names not what it holds, but the cause of that.
        let held = error.downcast_ref::<io::Error>().and_then(|io| io.get_ref());
        let held: Option<&(dyn Error + 'static)> = held.map(|held| held as _);
        let found = said_by(error).or_else(|| held.and_then(said_by));
        if found.is_some() {
            return found;
        }
        next = error.source().or_else(|| held.and_then(|held| held.source()));
    }
    None
}

fn said_by<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a Untrusted> {
    if let Some(untrusted) = error.downcast_ref::<Untrusted>() {
        return Some(untrusted);
    }
    match error.downcast_ref::<rustls::Error>() {
        Some(rustls::Error::Other(OtherError(held))) => (**held).downcast_ref::<Untrusted>(),
        _ => None,
    }
}

/// Refuses what rustls refuses. It says which authority signed, and which ones are believed.
#[derive(Debug)]
pub(crate) struct NamingVerifier {
    inner: Arc<WebPkiServerVerifier>,
    /// Which authorities are believed.
    believed: Arc<str>,
    /// What was said last: a client that tries again and again says the same once.
    said: Mutex<Option<Untrusted>>,
}

impl NamingVerifier {
    pub(crate) fn new(inner: Arc<WebPkiServerVerifier>, believed: Arc<str>) -> Self {
        Self { inner, believed, said: Mutex::default() }
    }

    fn in_words(&self, certificate: &CertificateDer<'_>, why: &CertificateError) -> Untrusted {
        let issuer = name_of_issuer(certificate);
        let believed = &self.believed;
        let reason = match why {
            CertificateError::UnknownIssuer => {
                format!("it is signed by {issuer}, and what is believed is {believed}")
            }
            CertificateError::BadSignature => {
                format!("it says that {issuer} signed it, and the signature is not by {believed}")
            }
            CertificateError::NotValidForNameContext { expected, presented } => {
                let called = expected.to_str();
                let names = presented.join(", ");
                format!("it is for {names}, and the server was called by {called}")
            }
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                let end = said_in(certificate, |parsed| parsed.validity().not_after.to_string());
                format!("it ended on {end}, which is before this machine's clock")
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                let begin = said_in(certificate, |parsed| parsed.validity().not_before.to_string());
                format!("it begins on {begin}, which is after this machine's clock")
            }
            other => format!("{other} (signed by {issuer}; what is believed is {believed})"),
        };
        Untrusted(format!("The server's certificate is not trusted: {reason}."))
    }

    /// Says it in the log where it is not what was said last.
    fn say(&self, now: Option<&Untrusted>) {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if said.as_ref() == now {
            return;
        }
        match now {
            Some(untrusted) => tracing::error!("{untrusted}"),
            None => tracing::info!("the server's certificate is trusted again"),
        }
        *said = now.cloned();
    }
}

impl ServerCertVerifier for NamingVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let verified = self.inner.verify_server_cert(
            end_entity,
            intermediates,
            server_name,
            ocsp_response,
            now,
        );
        let distrust = match &verified {
            Err(rustls::Error::InvalidCertificate(why)) => Some(self.in_words(end_entity, why)),
            Ok(_) | Err(_) => None,
        };
        self.say(distrust.as_ref());
        match distrust {
            Some(untrusted) => Err(rustls::Error::Other(OtherError(Arc::new(untrusted)))),
            None => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.inner.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.inner.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }
}

/// The name of the holder of a certificate.
pub(crate) fn name_of_subject(certificate: &CertificateDer<'_>) -> String {
    said_in(certificate, |parsed| format!("\"{}\"", parsed.subject()))
}

fn name_of_issuer(certificate: &CertificateDer<'_>) -> String {
    said_in(certificate, |parsed| format!("\"{}\"", parsed.issuer()))
}

/// Something that a certificate says.
fn said_in(
    certificate: &CertificateDer<'_>,
    say: impl Fn(&X509Certificate<'_>) -> String,
) -> String {
    match parse_x509_certificate(certificate) {
        Ok((_, parsed)) => say(&parsed),
        Err(_) => "a certificate that cannot be read".to_owned(),
    }
}
