//! `plumbline keys`: the key that seals the log, and the passwords of the bus.

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
    /// Make the passwords of the bus's users, and nats-server's configuration of what each may say and hear.
    Nats {
        /// A file for each user goes here (PLUMBLINE_BUS_PASSWORDS), and `users.conf`, which nats-server includes.
        folder: PathBuf,
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
            Self::Nats { folder } => return bus_users(&folder),
        };
        say(key.public());
        Ok(())
    }
}

/// Makes what is missing; passwords that are there stay.
fn bus_users(folder: &Path) -> Result<(), Failure> {
    let users = private_servers::nats_users(folder)?;
    let file = folder.join("users.conf");
    let written = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&file)
        .and_then(|mut opened| opened.write_all(users.as_bytes()));
    written.map_err(|error| {
        Failure::Input(format!("{} cannot be written: {error}", file.display()))
    })?;
    say(&format!("nats-server includes {}.", file.display()));
    Ok(())
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
