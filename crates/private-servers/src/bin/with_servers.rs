//! `with-servers <command> ...`: runs a command beside a throw-away PostgreSQL and nats-server, whose
//! addresses it finds in `PLUMBLINE_TEST_STORE` and `PLUMBLINE_TEST_BUS`.
#![expect(clippy::disallowed_macros, reason = "this is a command line")]

use std::process::ExitCode;

use private_servers::{Durability, Nats, Postgres, StartError};

#[tokio::main]
async fn main() -> Result<ExitCode, StartError> {
    let mut arguments = std::env::args_os().skip(1);
    let Some(program) = arguments.next() else {
        eprintln!("usage: with-servers <command> ...");
        return Ok(ExitCode::from(2));
    };
    let folder = tempfile::Builder::new().prefix("plumbline-servers-").tempdir();
    let folder = folder.map_err(|cause| StartError::Folder(std::env::temp_dir(), cause))?;
    // As root the servers run as another account, which has to get in.
    let open = <std::fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o755);
    std::fs::set_permissions(folder.path(), open)
        .map_err(|cause| StartError::Folder(folder.path().to_owned(), cause))?;
    let postgres = Postgres::start(&folder.path().join("postgres"), Durability::ThrowAway).await?;
    let nats = Nats::start(&folder.path().join("nats"), None).await?;
    let status = tokio::process::Command::new(program)
        .args(arguments)
        .env("PLUMBLINE_TEST_STORE", postgres.url("postgres"))
        .env("PLUMBLINE_TEST_BUS", nats.url())
        .status()
        .await
        .map_err(|error| StartError::Failed { program: "the command", said: error.to_string() })?;
    Ok(ExitCode::from(u8::try_from(status.code().unwrap_or(1)).unwrap_or(1)))
}
