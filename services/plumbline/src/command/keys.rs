//! `plumbline keys`: the key that seals the log.

use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use proof::SealKey;

use super::say;
use crate::Failure;

#[derive(Debug, Subcommand)]
pub(super) enum Keys {
    /// Make a new seal key and print its public half.
    New {
        /// Where the key goes; the file must not exist, and only its owner may read it.
        file: PathBuf,
        /// The installation's name, which verifiers will see; a domain name of the trust is a good one.
        #[arg(long, default_value = "plumbline.local")]
        name: String,
    },
    /// Print the public half of a key.
    Show {
        /// The key's file.
        file: PathBuf,
    },
}

impl Keys {
    pub(super) fn run(self) -> Result<(), Failure> {
        let key = match self {
            Self::New { file, name } => new(&file, &name)?,
            Self::Show { file } => read_key(&file)?,
        };
        say(key.public());
        Ok(())
    }
}

/// Makes a key file.
pub(super) fn new(file: &Path, name: &str) -> Result<SealKey, Failure> {
    let key = SealKey::try_generate(name).map_err(|error| Failure::Input(error.to_string()))?;
    let written = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)
        .and_then(|mut opened| opened.write_all(key.file().as_bytes()));
    written
        .map_err(|error| Failure::Input(format!("{} cannot be made: {error}", file.display())))?;
    Ok(key)
}

/// Reads a key file.
pub(super) fn read_key(file: &Path) -> Result<SealKey, Failure> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::Input(format!("{} cannot be read: {error}", file.display())))?;
    SealKey::parse(&text).map_err(|error| Failure::Input(format!("{}: {error}", file.display())))
}
