//! The users of a nats-server and their passwords: who may say and hear what is in `deploy/nats-users.conf`.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::{Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;

use crate::place::StartError;

/// Made from the services' own lists by a test of `plumbline`.
const USERS: &str = include_str!("../../../deploy/nats-users.conf");

/// The nats-server configuration of all users. Makes a password for every user who has none yet, in a folder with a file
/// for each.
pub fn nats_users(folder: &Path) -> Result<String, StartError> {
    with_passwords(folder, USERS)
}

/// The same with one user more, who may do everything.
pub(crate) fn with_operator(folder: &Path) -> Result<String, StartError> {
    let operator =
        format!("users: [\n        {{user: {OPERATOR}, password: $PLUMBLINE_BUS_OPERATOR}}");
    with_passwords(folder, &USERS.replacen("users: [", &operator, 1))
}

/// The user of a private server who may do everything.
pub(crate) const OPERATOR: &str = "operator";

fn with_passwords(folder: &Path, users: &str) -> Result<String, StartError> {
    let mut made = std::fs::DirBuilder::new();
    made.recursive(true).mode(0o700).create(folder).map_err(StartError::folder(folder))?;
    let mut passwords = String::new();
    for line in users.lines() {
        let Some((name, variable)) = user(line) else { continue };
        let password = password(&folder.join(name))?;
        // Writing to a String cannot fail.
        let _ = writeln!(passwords, "{variable}: \"{password}\"");
    }
    Ok(format!("{passwords}\n{users}"))
}

/// The user a line names, and the variable of its password.
fn user(line: &str) -> Option<(&str, &str)> {
    let (_, rest) = line.split_once("user: ")?;
    let (name, rest) = rest.split_once(", password: $")?;
    Some((name, rest.trim_end_matches('}')))
}

/// The password in the file; without a file a new random one is written to it.
fn password(file: &Path) -> Result<String, StartError> {
    if let Ok(kept) = std::fs::read_to_string(file) {
        return Ok(kept.trim_end().to_owned());
    }
    let mut random = [0_u8; 24];
    std::fs::File::open("/dev/urandom")
        .and_then(|mut source| source.read_exact(&mut random))
        .map_err(StartError::folder(Path::new("/dev/urandom")))?;
    let password: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)
        .and_then(|mut opened| opened.write_all(password.as_bytes()))
        .map_err(StartError::folder(file))?;
    Ok(password)
}
