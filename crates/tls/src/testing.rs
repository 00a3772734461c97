//! An authority of a test's own, and certificates of it. Panics where something fails: a test can do nothing better.

use std::path::{Path, PathBuf};

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, Issuer, KeyPair,
};

/// An authority that lasts as long as its test.
#[derive(Debug)]
pub struct TestAuthority {
    issuer: Issuer<'static, KeyPair>,
    certificate: String,
}

/// A certificate and its key, in files.
#[derive(Clone, Debug)]
pub struct CertificateFiles {
    /// The certificate in PEM.
    pub certificate: PathBuf,
    /// Its private key in PEM.
    pub key: PathBuf,
}

impl TestAuthority {
    /// An authority of a name.
    pub fn new(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("no names");
        params.distinguished_name = called(name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.self_signed(&key).expect("a certificate of its own").pem();
        Self { issuer: Issuer::new(params, key), certificate }
    }

    /// Its own certificate, in a file below a folder.
    pub fn write(&self, folder: &Path) -> PathBuf {
        let file = folder.join("authority.crt");
        std::fs::write(&file, &self.certificate).expect("a folder of the test's own");
        file
    }

    /// A certificate for names or addresses of a server, in files below a folder.
    pub fn certify(&self, names: &[&str], folder: &Path) -> CertificateFiles {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        let mut params = CertificateParams::new(names).expect("names of a server");
        params.distinguished_name = called("A server");
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate");
        let files = CertificateFiles {
            certificate: folder.join("server.crt"),
            key: folder.join("server.key"),
        };
        std::fs::write(&files.certificate, certificate.pem()).expect("a folder of the test's own");
        std::fs::write(&files.key, key.serialize_pem()).expect("a folder of the test's own");
        files
    }
}

fn called(name: &str) -> DistinguishedName {
    let mut called = DistinguishedName::new();
    called.push(DnType::CommonName, name);
    called
}
