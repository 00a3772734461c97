//! The accounts of other systems: id, trust, scopes and public keys, in one file. Each system keeps its private key.

use std::str::FromStr as _;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::key::PublicKey;
use access::{Scope, Scopes};

/// Most keys of an account: two, so that one can follow the other.
const MOST_KEYS: usize = 2;

/// The account of another system.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its id: the `client_id` of OAuth 2.0.
    pub id: Uuid,
    /// The installation's name for it.
    pub name: String,
    /// The one trust it may ask about.
    pub trust: Uuid,
    /// Its scopes.
    pub scopes: Scopes,
    /// Its public keys, the older first.
    pub keys: Vec<PublicKey>,
}

/// Every account of an installation.
#[derive(Clone, Debug, Default)]
pub struct Accounts {
    accounts: Vec<Account>,
}

/// Why a file of accounts is not taken.
#[derive(Debug, thiserror::Error)]
pub enum AccountsError {
    /// The file is no TOML of the expected form.
    #[error("the accounts cannot be read: {0}")]
    Form(#[from] toml::de::Error),
    /// The accounts cannot be written.
    #[error("the accounts cannot be written: {0}")]
    Write(#[from] toml::ser::Error),
    /// Not a key.
    #[error("a key of the account {0} is no Ed25519 public key")]
    NoKey(String),
    /// An unknown scope.
    #[error("there is no scope {0}; there are: {all}", all = every_scope())]
    NoScope(String),
    /// An account may have two keys.
    #[error("the account {0} needs one key and may have two")]
    Keys(String),
    /// The same id or name again.
    #[error("there are two accounts {0}")]
    Twice(String),
}

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    account: Vec<Line>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    id: Uuid,
    name: String,
    trust: Uuid,
    scopes: Vec<String>,
    keys: Vec<String>,
}

impl Accounts {
    /// Reads the file's text.
    pub fn parse(text: &str) -> Result<Self, AccountsError> {
        let File { account: lines } = toml::from_str(text)?;
        let mut accounts = Self::default();
        for Line { id, name, trust, scopes, keys } in lines {
            let no_key = |_| AccountsError::NoKey(name.clone());
            let keys = keys.iter().map(|line| PublicKey::from_line(line).map_err(no_key));
            let keys = keys.collect::<Result<_, _>>()?;
            accounts.add(Account { id, trust, scopes: read_scopes(&scopes)?, keys, name })?;
        }
        Ok(accounts)
    }

    /// The file's text.
    pub fn text(&self) -> Result<String, AccountsError> {
        let line = |account: &Account| {
            let Account { id, name, trust, scopes, keys } = account.clone();
            let no_key = |_| AccountsError::NoKey(name.clone());
            let keys = keys.iter().map(|key| key.line().map_err(no_key));
            let keys = keys.collect::<Result<_, _>>()?;
            let scopes = scopes.iter().map(|scope| scope.to_string()).collect();
            Ok(Line { id, name, trust, scopes, keys })
        };
        let account = self.accounts.iter().map(line).collect::<Result<_, AccountsError>>()?;
        Ok(toml::to_string(&File { account })?)
    }

    /// Adds an account.
    pub fn add(&mut self, account: Account) -> Result<(), AccountsError> {
        if !(1..=MOST_KEYS).contains(&account.keys.len()) {
            return Err(AccountsError::Keys(account.name));
        }
        let same = |known: &Account| known.id == account.id || known.name == account.name;
        if self.accounts.iter().any(same) {
            return Err(AccountsError::Twice(account.name));
        }
        self.accounts.push(account);
        Ok(())
    }

    /// The keys of a known account, for adding one or forgetting the older of two.
    pub fn keys_of(&mut self, name: &str) -> Option<&mut Vec<PublicKey>> {
        self.accounts.iter_mut().find(|account| account.name == name).map(|found| &mut found.keys)
    }

    /// An account by its id.
    pub fn account(&self, id: Uuid) -> Option<&Account> {
        self.accounts.iter().find(|account| account.id == id)
    }

    /// An account by its name.
    pub fn named(&self, name: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.name == name)
    }
}

/// Scopes by their names, such as `read:trail`.
pub(crate) fn read_scopes(names: &[impl AsRef<str>]) -> Result<Scopes, AccountsError> {
    let read =
        |name: &str| Scope::from_str(name).map_err(|_| AccountsError::NoScope(name.to_owned()));
    names.iter().map(|name| read(name.as_ref())).collect()
}

fn every_scope() -> String {
    Scope::all().collect::<Scopes>().to_string()
}
