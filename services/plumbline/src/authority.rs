//! A private authority for one installation, and the certificates it gives to the processes.

use jiff::civil::Date;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, date_time_ymd,
};
use sha2::{Digest as _, Sha256};

/// From when to when a certificate is valid, both days included.
#[derive(Clone, Copy, Debug)]
pub struct Validity {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
}

/// An authority with its private key.
#[derive(Debug)]
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
}

/// A certificate and its private key, both in PEM.
#[derive(Clone)]
pub struct Certified {
    /// The certificate, for every process.
    pub certificate: String,
    /// The private key, for its owner.
    pub key: String,
}

impl std::fmt::Debug for Certified {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Certified")
            .field("certificate", &self.certificate)
            .finish_non_exhaustive()
    }
}

impl Authority {
    /// A new authority, and its certificate and key to keep.
    pub fn try_new(validity: Validity) -> Result<(Self, Certified), rcgen::Error> {
        let key = KeyPair::generate()?;
        let mut params = Self::params(&key)?;
        validity.set(&mut params);
        let certified =
            Certified { certificate: params.self_signed(&key)?.pem(), key: key.serialize_pem() };
        Ok((Self { issuer: Issuer::new(params, key) }, certified))
    }

    /// An authority made earlier, from its private key.
    pub fn parse(key: &str) -> Result<Self, rcgen::Error> {
        let key = KeyPair::from_pem(key)?;
        let params = Self::params(&key)?;
        Ok(Self { issuer: Issuer::new(params, key) })
    }

    /// The authority's certificate without validity. Its name is made from its key, so the key is enough to read it again.
    fn params(key: &KeyPair) -> Result<CertificateParams, rcgen::Error> {
        let digest = Sha256::digest(key.public_key_raw());
        let id = eventlog::hex(&digest[..8]);
        let mut params = CertificateParams::new(Vec::new())?;
        params.distinguished_name = named(&format!("Plumbline authority {id}"));
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        Ok(params)
    }

    /// A certificate for a process. The first name is its own, the others are those of the services it serves.
    pub fn certify(&self, names: &[String], validity: Validity) -> Result<Certified, rcgen::Error> {
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::new(names.to_vec())?;
        params.distinguished_name = named(names.first().map_or("", String::as_str));
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages =
            vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
        params.use_authority_key_identifier_extension = true;
        validity.set(&mut params);
        let certificate = params.signed_by(&key, &self.issuer)?;
        Ok(Certified { certificate: certificate.pem(), key: key.serialize_pem() })
    }
}

impl Validity {
    fn set(self, params: &mut CertificateParams) {
        let start = |day: Date| {
            date_time_ymd(day.year().into(), day.month().unsigned_abs(), day.day().unsigned_abs())
        };
        params.not_before = start(self.from);
        // The last day ends where the next begins.
        params.not_after = start(self.until.tomorrow().unwrap_or(self.until));
    }
}

fn named(name: &str) -> DistinguishedName {
    let mut distinguished = DistinguishedName::new();
    distinguished.push(DnType::CommonName, name);
    distinguished
}
