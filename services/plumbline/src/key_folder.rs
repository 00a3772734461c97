//! The folder in which an installation's keys and certificates are made: the files of each process, and those of all.

use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use access::Scope;
use identity::token::{
    Account, Accounts, KnownKey, KnownKeys, KnownKeysError, PublicKey, SigningKey, SigningKeyFile,
    SpeaksFor,
};
use uuid::Uuid;

use crate::Failure;
use crate::authority::{Authority, Validity};
use crate::units::{services, speaks_for};

/// A folder of keys.
#[derive(Clone, Debug)]
pub struct KeyFolder {
    path: PathBuf,
}

/// The account of another system, as it was made.
#[derive(Debug)]
pub struct NewAccount {
    /// Its id.
    pub id: Uuid,
    /// The path of its private key, to be handed over and deleted here.
    pub key: PathBuf,
}

/// For whom a process may speak and which services it serves.
#[derive(Clone, Debug)]
pub struct Part {
    /// Kinds of actor.
    pub speaks_for: Vec<SpeaksFor>,
    /// Services.
    pub serves: Vec<String>,
}

impl Part {
    /// The part of a unit, by its name; for `all` the parts of every unit.
    pub fn of(unit: &str) -> Self {
        let names = services().iter().map(|service| service.name().to_owned()).collect::<Vec<_>>();
        let serves = names.into_iter().filter(|name| unit == crate::units::ALL || name == unit);
        Self { speaks_for: speaks_for(unit), serves: serves.collect() }
    }
}

impl KeyFolder {
    /// Opens a folder, and makes it if it is not there.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        std::fs::create_dir_all(path).map_err(|error| wrong(path, error))?;
        Ok(Self { path: path.to_owned() })
    }

    /// The path of a file in the folder.
    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// The path of the public keys that every process believes.
    pub fn known_keys(&self) -> PathBuf {
        self.file("known-keys.toml")
    }

    /// The path of the accounts of other systems.
    pub fn accounts(&self) -> PathBuf {
        self.file("accounts.toml")
    }

    /// Makes the authority: `authority.crt` for every process, and `authority.key`, which stays in this folder.
    pub fn make_authority(&self, validity: Validity) -> Result<(), Failure> {
        let (_, certified) = Authority::try_new(validity).map_err(Failure::failed)?;
        write_new(&self.file("authority.key"), &certified.key, SECRET)?;
        write_new(&self.file("authority.crt"), &certified.certificate, PUBLIC)
    }

    /// Makes a process's signing key and, if the authority is here, its certificate. The key it had stays known until it is
    /// forgotten.
    pub fn make_service(&self, name: &str, part: Part, validity: Validity) -> Result<(), Failure> {
        plain(name)?;
        let mut known = self.read_known()?;
        if known.of(name).count() > 1 {
            let why = KnownKeysError::ThirdKey(name.to_owned());
            return Err(Failure::Input(why.to_string()));
        }
        if self.file(&format!("{name}.key")).exists() {
            self.set_aside(name)?;
        }
        let key = self.signing_key(&format!("{name}.key"))?;
        let Part { speaks_for, serves } = part;
        let owner = name.to_owned();
        let added =
            KnownKey { owner, speaks_for, serves: serves.clone(), public: key.public().clone() };
        known.add(added).map_err(|error| Failure::Input(error.to_string()))?;
        replace(&self.known_keys(), &known.text().map_err(Failure::failed)?)?;
        if !self.file("authority.key").exists() {
            return Ok(());
        }
        let names: Vec<String> = std::iter::once(name.to_owned())
            .chain(serves.into_iter().filter(|service| service != name))
            .collect();
        let authority = Authority::parse(&read(&self.file("authority.key"))?);
        let certified = authority.and_then(|authority| authority.certify(&names, validity));
        let certified = certified.map_err(Failure::failed)?;
        write_new(&self.file(&format!("{name}.tls.key")), &certified.key, SECRET)?;
        write_new(&self.file(&format!("{name}.crt")), &certified.certificate, PUBLIC)
    }

    /// Removes the older of two keys of a process or of another system.
    pub fn forget(&self, name: &str) -> Result<(), Failure> {
        let mut known = self.read_known()?;
        if known.forget_older(name) {
            return replace(&self.known_keys(), &known.text().map_err(Failure::failed)?);
        }
        let mut accounts = self.read_accounts()?;
        match accounts.keys_of(name) {
            Some(keys) if keys.len() > 1 => keys.remove(0),
            _ => return Err(Failure::Input(format!("{name} has no two keys, so none is older."))),
        };
        replace(&self.accounts(), &accounts.text().map_err(Failure::failed)?)
    }

    /// Writes a file without accounts, if there is no file yet.
    pub fn begin_accounts(&self) -> Result<(), Failure> {
        if self.accounts().exists() { Ok(()) } else { write_new(&self.accounts(), "", SECRET) }
    }

    /// Makes an account for another system; one that is known gets a second key.
    pub fn make_client(
        &self,
        name: &str,
        trust: Option<Uuid>,
        scopes: &[Scope],
    ) -> Result<NewAccount, Failure> {
        plain(name)?;
        let mut accounts = self.read_accounts()?;
        let known = accounts.named(name).map(|account| (account.id, account.keys.len()));
        match known {
            None if scopes.is_empty() || trust.is_none() => {
                return Err(Failure::Input(format!(
                    "A new account needs a trust and a scope: plumbline keys client {name} --trust <id> --scope read:trail"
                )));
            }
            Some((_, keys)) if keys > 1 => {
                return Err(Failure::Input(format!(
                    "{name} has two keys already; forget the old one first: plumbline keys forget {name}"
                )));
            }
            _ => {}
        }
        let file = self.vacant(&format!("{name}.client"));
        let public = self.signing_key(&file)?.public().clone();
        let id = add_key(&mut accounts, name, (known.map(|(id, _)| id), trust, scopes, public))?;
        replace(&self.accounts(), &accounts.text().map_err(Failure::failed)?)?;
        Ok(NewAccount { id, key: self.file(&file) })
    }

    /// `name.key`, or `name.2.key` if that is taken.
    fn vacant(&self, name: &str) -> String {
        let first = format!("{name}.key");
        if self.file(&first).exists() { format!("{name}.2.key") } else { first }
    }

    fn signing_key(&self, file: &str) -> Result<SigningKey, Failure> {
        let file = SigningKeyFile::generate(&self.file(file));
        file.and_then(|file| file.open()).map_err(|error| Failure::Input(error.to_string()))
    }

    /// Renames the files: `web.key` becomes `web.old.key`, and so on.
    fn set_aside(&self, name: &str) -> Result<(), Failure> {
        for ending in ["key", "tls.key", "crt"] {
            let (now, old) = (format!("{name}.{ending}"), format!("{name}.old.{ending}"));
            let (now, old) = (self.file(&now), self.file(&old));
            if now.exists() {
                std::fs::rename(&now, &old).map_err(|error| wrong(&now, error))?;
            }
        }
        Ok(())
    }

    fn read_known(&self) -> Result<KnownKeys, Failure> {
        let file = self.known_keys();
        if !file.exists() {
            return Ok(KnownKeys::default());
        }
        KnownKeys::parse(&read(&file)?).map_err(|error| wrong(&file, error))
    }

    fn read_accounts(&self) -> Result<Accounts, Failure> {
        let file = self.accounts();
        if !file.exists() {
            return Ok(Accounts::default());
        }
        Accounts::parse(&read(&file)?).map_err(|error| wrong(&file, error))
    }
}

type AddedKey<'a> = (Option<Uuid>, Option<Uuid>, &'a [Scope], PublicKey);

fn add_key(
    accounts: &mut Accounts,
    name: &str,
    (known, trust, scopes, public): AddedKey<'_>,
) -> Result<Uuid, Failure> {
    if let (Some(id), Some(keys)) = (known, accounts.keys_of(name)) {
        keys.push(public);
        return Ok(id);
    }
    let id = Uuid::now_v7();
    let trust = trust.unwrap_or_default();
    let scopes = scopes.iter().copied().collect();
    let account = Account { id, name: name.to_owned(), trust, scopes, keys: vec![public] };
    accounts.add(account).map_err(|error| Failure::Input(error.to_string()))?;
    Ok(id)
}

const SECRET: u32 = 0o600;
const PUBLIC: u32 = 0o644;

/// Checks that a name can be that of a file and of a certificate.
fn plain(name: &str) -> Result<(), Failure> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if !name.is_empty() && name.len() <= 40 && name.bytes().all(plain) {
        return Ok(());
    }
    Err(Failure::Input(format!(
        "{name:?} is no name for a key: small letters, digits and hyphens, at most 40."
    )))
}

fn read(file: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(file).map_err(|error| wrong(file, error))
}

fn write_new(file: &Path, text: &str, mode: u32) -> Result<(), Failure> {
    let opened = std::fs::OpenOptions::new().write(true).create_new(true).mode(mode).open(file);
    opened.and_then(|mut file| file.write_all(text.as_bytes())).map_err(|error| wrong(file, error))
}

/// Replaces a file as a whole, since processes read it meanwhile.
fn replace(file: &Path, text: &str) -> Result<(), Failure> {
    let beside = file.with_extension("new");
    let opened = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(SECRET)
        .open(&beside);
    opened
        .and_then(|mut opened| opened.write_all(text.as_bytes()).and_then(|()| opened.sync_all()))
        .and_then(|()| std::fs::rename(&beside, file))
        .map_err(|error| wrong(file, error))
}

fn wrong(path: &Path, error: impl std::fmt::Display) -> Failure {
    Failure::Input(format!("{}: {error}", path.display()))
}
