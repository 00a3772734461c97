//! Where the servers' programs are, and the account that runs them.

use std::io;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::path::{Path, PathBuf};

/// Why a server does not run.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Not installed.
    #[error("{0} is not installed; on Debian or Ubuntu: apt-get install {1}")]
    NotInstalled(&'static str, &'static str),
    /// A folder or file could not be made.
    #[error("{0}: {1}")]
    Folder(PathBuf, io::Error),
    /// The program ended with an error or did not start in time.
    #[error("{program} did not start: {said}")]
    Failed {
        /// Which program.
        program: &'static str,
        /// The last lines of its log.
        said: String,
    },
    /// As root a server needs an account of its own, and there is none.
    #[error(
        "PostgreSQL refuses to run as root, and there is no account `postgres` or `nobody` to run it as"
    )]
    NoAccount,
}

impl StartError {
    pub(crate) fn folder(path: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |cause| Self::Folder(path, cause)
    }
}

/// Finds a program on the path or where Debian keeps servers; the newest version first.
pub fn installed(program: &str) -> Option<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "the search path is no setting of ours")]
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = debian_postgres();
    folders.extend(std::env::split_paths(&path));
    folders.extend(["/usr/sbin", "/usr/local/bin"].map(PathBuf::from));
    folders.into_iter().map(|folder| folder.join(program)).find(|file| file.is_file())
}

fn debian_postgres() -> Vec<PathBuf> {
    let Ok(versions) = std::fs::read_dir("/usr/lib/postgresql") else { return Vec::new() };
    let number = |path: &PathBuf| -> u32 {
        path.file_name()
            .and_then(|name| name.to_str())
            .and_then(|name| name.parse().ok())
            .unwrap_or(0)
    };
    let mut folders: Vec<PathBuf> = versions.flatten().map(|entry| entry.path()).collect();
    folders.sort_by_key(|path| std::cmp::Reverse(number(path)));
    folders.into_iter().map(|folder| folder.join("bin")).collect()
}

/// The account a server runs as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) uid: u32,
    pub(crate) gid: u32,
}

/// The account for a server: none unless this process is root, then `postgres` or `nobody`.
pub(crate) fn account() -> Result<Option<Account>, StartError> {
    if !rustix::process::geteuid().is_root() {
        return Ok(None);
    }
    let accounts = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let named = |wanted: &str| {
        accounts.lines().find_map(|line| {
            let fields: Vec<&str> = line.split(':').collect();
            let (name, uid, gid) = (fields.first()?, fields.get(2)?, fields.get(3)?);
            (*name == wanted).then_some(Account { uid: uid.parse().ok()?, gid: gid.parse().ok()? })
        })
    };
    named("postgres").or_else(|| named("nobody")).map(Some).ok_or(StartError::NoAccount)
}

/// Makes a folder that only the server's account may enter. When this process is root, the account may not reach the
/// wanted folder, since a folder above it is closed to others. Then a place under `/var/lib/plumbline` is taken instead.
pub(crate) fn folder(wanted: &Path, account: Option<Account>) -> Result<PathBuf, StartError> {
    std::fs::create_dir_all(wanted).map_err(StartError::folder(wanted))?;
    let wanted = wanted.canonicalize().map_err(StartError::folder(wanted))?;
    let Some(account) = account else {
        only_mine(&wanted)?;
        return Ok(wanted);
    };
    let place = if reachable(&wanted) { wanted.clone() } else { elsewhere(&wanted) };
    std::fs::create_dir_all(&place).map_err(StartError::folder(&place))?;
    chown(&place, Some(account.uid), Some(account.gid)).map_err(StartError::folder(&place))?;
    only_mine(&place)?;
    Ok(place)
}

fn only_mine(folder: &Path) -> Result<(), StartError> {
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))
        .map_err(StartError::folder(folder))
}

fn reachable(folder: &Path) -> bool {
    folder
        .ancestors()
        .skip(1)
        .all(|above| above.metadata().is_ok_and(|meta| meta.mode() & 0o001 != 0))
}

fn elsewhere(folder: &Path) -> PathBuf {
    Path::new("/var/lib/plumbline").join(name_of(folder))
}

/// A short name that is always the same for a path.
pub(crate) fn name_of(path: &Path) -> String {
    // FNV-1a: no secret is in it, and unlike the standard hasher it never changes between releases.
    let hash =
        path.as_os_str().as_encoded_bytes().iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        });
    format!("{hash:016x}")
}
