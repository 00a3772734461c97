//! `plumbline migrate`.

use std::path::PathBuf;

use clap::Args;
use eventlog::StoreConfig;
use host::{Settings, SettingsError};

use super::say;
use crate::{Failure, store};

#[derive(Args, Debug)]
pub(super) struct Migrate {
    #[command(flatten)]
    owner: OwnerArgs,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Args, Clone, Debug)]
pub(super) struct OwnerArgs {
    /// The store as the migrator or a superuser, for migrations, rebuilds and pausing: postgresql://plumbline_migrator@host/plumbline
    #[arg(long, env = "PLUMBLINE_OWNER_STORE", hide_env_values = true)]
    pub(super) owner_store: String,
    /// A file with that user's password.
    #[arg(long, env = "PLUMBLINE_OWNER_PASSWORD")]
    pub(super) owner_password: Option<PathBuf>,
}

impl OwnerArgs {
    pub(super) fn config(&self) -> Result<StoreConfig, Failure> {
        let mut config: StoreConfig = self.owner_store.parse().map_err(|error| {
            Failure::Input(format!("The owner's store is no PostgreSQL URL: {error}"))
        })?;
        if config.get_password().is_some() {
            return Err(SettingsError::PasswordShown("PLUMBLINE_OWNER_PASSWORD").into());
        }
        if let Some(file) = &self.owner_password {
            config.password(host::secrets::read(file)?);
        }
        Ok(config)
    }
}

impl Migrate {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let prepared = store::prepare(&self.owner.config()?, &self.settings).await?;
        say(&format!("Migrations run: {}.", prepared.migrations));
        for name in &prepared.built {
            say(&format!("Built {name} beside the tables of another build."));
        }
        if !prepared.built.is_empty() {
            say(
                "Once no process of that build runs: `plumbline projections tidy` drops its tables.",
            );
        }
        Ok(())
    }
}
