//! `plumbline keys`: makes the key that seals the log, the keys of processes and other systems, and the passwords of the
//! bus.

use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use access::Scope;
use clap::{Args, Subcommand};
use contract::Clock;
use identity::token::{AssertionLife, MOST_ASSERTION_SECONDS, SigningKeyFile, SpeaksFor, assert};
use jiff::ToSpan as _;
use proof::SealKey;
use uuid::Uuid;

use super::say;
use crate::Failure;
use crate::authority::Validity;
use crate::key_folder::{KeyFolder, Part};

/// Days of a certificate: it is renewed once a year, with some weeks to spare.
const DAYS: i32 = 398;
/// Years of an authority; it outlives its certificates by far.
const AUTHORITY_DAYS: i32 = 3650;

#[derive(Debug, Subcommand)]
pub(super) enum Keys {
    /// Make a private authority for the certificates of one installation.
    Authority(Place),
    /// Make the key of a process, and its certificate if the authority is in the same folder. Again: the next ones.
    Service(Service),
    /// Give another system an account, or its next key.
    Client(Client),
    /// Remove the older of two keys of a process or of another system.
    Forget {
        /// The name of the process or the other system.
        name: String,
        #[command(flatten)]
        place: Place,
    },
    /// Print an assertion, as another system shows it to get a token; for trying it out.
    Assertion {
        /// The private key of the account.
        key: PathBuf,
        /// The account's id.
        account: Uuid,
    },
    /// Make a new seal key and print its public half.
    New {
        /// Where the key goes; the file must not exist, and only its owner may read it.
        file: PathBuf,
        /// The installation's name, which verifiers will see; a domain name of the trust is a good one.
        #[arg(long, default_value = "plumbline.local")]
        name: String,
    },
    /// Make the key that all web processes share: it seals what respondents' browsers keep (PLUMBLINE_PAGE_KEY).
    Pages {
        /// Where the key goes; the file must not exist, and only its owner may read it.
        file: PathBuf,
    },
    /// Make the passwords of the bus's users, and nats-server's configuration of what each may publish and hear.
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

/// The folder of the keys.
#[derive(Args, Debug)]
pub(super) struct Place {
    /// The folder; it is made where it is not there yet.
    #[arg(long, default_value = "keys")]
    folder: PathBuf,
}

#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  plumbline keys service web\n  plumbline keys service back --serves schools,surveys --speaks-for passed-on"
)]
pub(super) struct Service {
    /// The process: a unit's name, `all`, `operator` for the command line, or any other with what it is said here.
    name: String,
    /// For whom it may speak: persons, passed-on, system, sign-in, installation, accounts. Unless said, the name decides.
    #[arg(long, value_delimiter = ',', value_parser = kind)]
    speaks_for: Option<Vec<SpeaksFor>>,
    /// The services it serves; the one of its name unless said.
    #[arg(long, value_delimiter = ',')]
    serves: Option<Vec<String>>,
    /// Days until the certificate ends.
    #[arg(long, default_value_t = DAYS)]
    days: i32,
    #[command(flatten)]
    place: Place,
}

#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  plumbline keys client reading-room --trust <id> --scope read:trail --scope read:schools"
)]
pub(super) struct Client {
    /// What the installation calls the other system.
    name: String,
    /// The trust it may ask about.
    #[arg(long)]
    trust: Option<Uuid>,
    /// Its scopes: `read:` and a service whose answers another system may have, such as read:trail.
    #[arg(long = "scope")]
    scopes: Vec<Scope>,
    #[command(flatten)]
    place: Place,
}

fn kind(word: &str) -> Result<SpeaksFor, String> {
    match word {
        "persons" => Ok(SpeaksFor::Persons),
        "passed-on" => Ok(SpeaksFor::PassedOn),
        "system" => Ok(SpeaksFor::System),
        "sign-in" => Ok(SpeaksFor::SignIn),
        "installation" => Ok(SpeaksFor::Installation),
        "accounts" => Ok(SpeaksFor::Accounts),
        _ => {
            Err("must be persons, passed-on, system, sign-in, installation or accounts".to_owned())
        }
    }
}

/// Valid from yesterday, since clocks differ.
pub(super) fn days(days: i32) -> Result<Validity, Failure> {
    let today = Clock::new(false).today();
    let (from, until) = (today.yesterday(), today.checked_add(days.days()));
    let (from, until) = (from.map_err(Failure::failed)?, until.map_err(Failure::failed)?);
    Ok(Validity { from, until })
}

impl Service {
    fn run(self) -> Result<(), Failure> {
        let Self { name, speaks_for, serves, place, .. } = self;
        let usual = Part::of(&name);
        let part = Part {
            speaks_for: speaks_for.unwrap_or(usual.speaks_for),
            serves: serves.unwrap_or(usual.serves),
        };
        let folder = KeyFolder::open(&place.folder)?;
        folder.make_service(&name, part, days(self.days)?)?;
        let shown = |file: &str| folder.file(&format!("{name}.{file}")).display().to_string();
        say("The settings of this process:");
        say(&format!("  PLUMBLINE_KEY={}", shown("key")));
        say(&format!("  PLUMBLINE_KNOWN_KEYS={}", folder.known_keys().display()));
        if folder.file(&format!("{name}.crt")).exists() {
            say(&format!("  PLUMBLINE_CERTIFICATE={}", shown("crt")));
            say(&format!("  PLUMBLINE_CERTIFICATE_KEY={}", shown("tls.key")));
            say(&format!("  PLUMBLINE_AUTHORITY={}", folder.file("authority.crt").display()));
        }
        Ok(())
    }
}

impl Client {
    fn run(self) -> Result<(), Failure> {
        let folder = KeyFolder::open(&self.place.folder)?;
        let made = folder.make_client(&self.name, self.trust, &self.scopes)?;
        say(&format!("account      {}", made.id));
        say(&format!("private key  {}", made.key.display()));
        say(&format!("  PLUMBLINE_ACCOUNTS={}", folder.accounts().display()));
        say(
            "Hand the private key over and delete it here; the installation needs its public half only.",
        );
        Ok(())
    }
}

fn assertion(key: &Path, account: Uuid) -> Result<String, Failure> {
    let key = SigningKeyFile::new(key).open().map_err(|error| Failure::Input(error.to_string()))?;
    let id = Uuid::now_v7().to_string();
    let life =
        AssertionLife { issued: Clock::new(false).machine(), seconds: MOST_ASSERTION_SECONDS };
    assert(&key, account, &id, life).map_err(Failure::failed)
}

impl Keys {
    pub(super) fn run(self) -> Result<(), Failure> {
        let key = match self {
            Self::Authority(place) => {
                let folder = KeyFolder::open(&place.folder)?;
                folder.make_authority(days(AUTHORITY_DAYS)?)?;
                say(&format!("  PLUMBLINE_AUTHORITY={}", folder.file("authority.crt").display()));
                return Ok(());
            }
            Self::Service(service) => return service.run(),
            Self::Client(client) => return client.run(),
            Self::Forget { name, place } => return KeyFolder::open(&place.folder)?.forget(&name),
            Self::Assertion { key, account } => {
                say(&assertion(&key, account)?);
                return Ok(());
            }
            Self::Pages { file } => {
                web::PageKey::generate(&file).map_err(|error| Failure::Input(error.to_string()))?;
                say(&format!("  PLUMBLINE_PAGE_KEY={}", file.display()));
                return Ok(());
            }
            Self::New { file, name } => new(&file, &name)?,
            Self::Show { file } => read_key(&file)?,
            Self::Nats { folder } => return bus_users(&folder),
        };
        say(key.public());
        Ok(())
    }
}

/// Makes the missing passwords; those that are there stay.
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
