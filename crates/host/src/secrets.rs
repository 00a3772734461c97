//! Secrets come from files only, and nothing that could hold one is printed.

use std::path::{Path, PathBuf};

use crate::SettingsError;

/// The folder where systemd puts what `LoadCredential=` names.
fn credentials() -> Option<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "a setting of the platform, not of ours")]
    std::env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from)
}

/// The secret of a name: a file of that name in the folder that is set, or else among systemd's credentials.
pub(crate) fn named(folder: Option<&Path>, name: &str) -> Result<Option<String>, SettingsError> {
    let given = folder.map(|folder| folder.join(name));
    let lent = || credentials().map(|folder| folder.join(name)).filter(|file| file.exists());
    given.or_else(lent).map(|file| read(&file)).transpose()
}

/// A secret from its file, without the line end that editors add.
pub fn read(file: &Path) -> Result<String, SettingsError> {
    let failed = |cause| SettingsError::Password(file.to_owned(), cause);
    Ok(std::fs::read_to_string(file).map_err(failed)?.trim_end().to_owned())
}

/// An address as it may be shown, without what could be a password in it.
pub fn masked(address: &str) -> String {
    let (before, parameters) = address.split_once('?').unwrap_or((address, ""));
    let (scheme, rest) = before.split_once("://").unwrap_or(("", before));
    let shown = match rest.rsplit_once('@') {
        Some((login, place)) => {
            let user = login.split_once(':').map_or(login, |(user, _)| user);
            let hidden = if user == login { "" } else { ":***" };
            format!("{user}{hidden}@{place}")
        }
        None => rest.to_owned(),
    };
    let scheme = if scheme.is_empty() { String::new() } else { format!("{scheme}://") };
    // Parameters and the form of keys and values may hold one anywhere.
    let telling = !parameters.is_empty() || address.to_ascii_lowercase().contains("password");
    if telling { format!("{scheme}***") } else { format!("{scheme}{shown}") }
}

#[cfg(test)]
mod tests;
