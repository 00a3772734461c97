//! The key that seals, and the policy a verifier goes by.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use rand_core::OsRng;
use signed_note::{StandardSigner, StandardVerifier, generate_key};

/// A private key, as a line of text in a file.
pub struct SealKey {
    secret: String,
    public: String,
}

/// A key or policy that can't be read.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum KeyError {
    /// The private key's line.
    #[error("the seal key cannot be read: {0}")]
    Secret(String),
    /// A public key's line.
    #[error("the public key {0} cannot be read")]
    Public(String),
    /// A name with spaces or pluses.
    #[error("a log's name may hold no spaces and no plus signs: {0}")]
    Name(String),
    /// A line of the policy that is none.
    #[error(
        "the policy's line {0} is not understood; it must be: log <public key>, or: quorum none"
    )]
    Policy(String),
}

impl std::fmt::Debug for SealKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("SealKey").field("public", &self.public).finish_non_exhaustive()
    }
}

impl SealKey {
    /// A new key for a log of this name.
    pub fn try_generate(name: &str) -> Result<Self, KeyError> {
        if !signed_note::is_key_name_valid(name) {
            return Err(KeyError::Name(name.to_owned()));
        }
        let (secret, public) = generate_key(&mut OsRng, name);
        Ok(Self { secret, public })
    }

    /// Reads the two lines [`SealKey::file`] wrote.
    pub fn parse(file: &str) -> Result<Self, KeyError> {
        let mut lines = file.lines();
        let secret = lines.next().unwrap_or_default().trim().to_owned();
        let public = lines.next().unwrap_or_default().trim().to_owned();
        StandardSigner::new(&secret).map_err(|error| KeyError::Secret(error.to_string()))?;
        StandardVerifier::new(&public).map_err(|_| KeyError::Public(public.clone()))?;
        Ok(Self { secret, public })
    }

    /// What goes into the key file: private line, public line.
    pub fn file(&self) -> String {
        format!("{}\n{}\n", self.secret, self.public)
    }

    /// The public key, `<name>+<key id>+<base64>`.
    pub fn public(&self) -> &str {
        &self.public
    }

    /// The log's name.
    pub fn name(&self) -> &str {
        self.public.split('+').next().unwrap_or_default()
    }

    /// The same key under the name of one of the installation's logs.
    pub fn of_log(&self, name: &str) -> Result<Self, KeyError> {
        if !signed_note::is_key_name_valid(name) {
            return Err(KeyError::Name(name.to_owned()));
        }
        let (id, public) = public_of_log(&self.public, name)?;
        let secret =
            self.secret.splitn(5, '+').nth(4).and_then(|key| BASE64_STANDARD.decode(key).ok());
        let secret = secret.ok_or_else(|| KeyError::Secret("it is not base64".to_owned()))?;
        let secret = format!("PRIVATE+KEY+{name}+{id:08x}+{}", BASE64_STANDARD.encode(secret));
        Ok(Self { secret, public })
    }

    pub(crate) fn signer(&self) -> Result<StandardSigner, KeyError> {
        StandardSigner::new(&self.secret).map_err(|error| KeyError::Secret(error.to_string()))
    }
}

/// The same public key under the name of one of the installation's logs, and its id there.
pub fn public_of_log(public: &str, name: &str) -> Result<(u32, String), KeyError> {
    // `<name>+<id>+<base64>`; base64 may hold a plus of its own, a name may not.
    let key = public.splitn(3, '+').nth(2).and_then(|key| BASE64_STANDARD.decode(key).ok());
    let key = key.ok_or_else(|| KeyError::Public(public.to_owned()))?;
    let id = signed_note::key_id(name, &key);
    Ok((id, format!("{name}+{id:08x}+{}", BASE64_STANDARD.encode(key))))
}

/// The keys whose signature a verifier accepts, in C2SP's tlog-policy format (logs only, no witnesses).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    keys: Vec<String>,
}

impl Policy {
    /// Accepts any one of these public keys.
    pub fn new(keys: Vec<String>) -> Self {
        Self { keys }
    }

    /// Reads a policy file.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let mut keys = Vec::new();
        for line in
            text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
        {
            match line.split_ascii_whitespace().collect::<Vec<_>>().as_slice() {
                ["log", key, ..] => keys.push((*key).to_owned()),
                ["quorum", "none"] => {}
                _ => return Err(KeyError::Policy(line.to_owned())),
            }
        }
        let policy = Self { keys };
        policy.verifiers()?;
        Ok(policy)
    }

    /// The file's text.
    pub fn file(&self) -> String {
        let logs: String = self.keys.iter().map(|key| format!("log {key}\n")).collect();
        format!("{logs}quorum none\n")
    }

    /// The accepted public keys.
    pub fn keys(&self) -> &[String] {
        &self.keys
    }

    pub(crate) fn verifiers(&self) -> Result<Vec<StandardVerifier>, KeyError> {
        // A key that is named twice would be ambiguous.
        let keys: BTreeSet<&String> = self.keys.iter().collect();
        keys.into_iter()
            .map(|key| StandardVerifier::new(key).map_err(|_| KeyError::Public(key.clone())))
            .collect()
    }
}
