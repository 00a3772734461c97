//! Gives every service of the contract its role in the store, and what every service may do there. A service needs no
//! migration for that. What it may do with tables of its own stands where those are made.

use contract::{SERVICES, categories_of};
use tokio_postgres::Client;

use crate::migrate::MigrateError;

/// The role a service logs in as.
pub fn role_of(service: &str) -> String {
    format!("plumbline_{service}")
}

/// Makes the roles that are missing; which only a superuser can. Before the migrations, which may grant them something.
pub(crate) async fn make_roles(client: &Client, superuser: bool) -> Result<(), MigrateError> {
    for role in SERVICES.map(role_of) {
        let known = client.query_opt("select from pg_roles where rolname = $1", &[&role]).await?;
        match (known, superuser) {
            (Some(_), _) => {}
            (None, false) => return Err(MigrateError::NoRole(role)),
            (None, true) => client.batch_execute(&format!("create role {role} login")).await?,
        }
    }
    Ok(())
}

/// Grants what every service may do. Harmless to repeat.
pub(crate) async fn grant_all(client: &Client, superuser: bool) -> Result<(), MigrateError> {
    for service in SERVICES {
        let role = role_of(service);
        client.batch_execute(&grants(&role, !categories_of(service).is_empty())).await?;
        if superuser {
            client.batch_execute(&silence(&role)).await?;
        }
    }
    Ok(())
}

/// The log to read, and words; where its projections may stand; whether store and program fit; who was shown what, to add to. Who
/// appends may also see what earlier commands led to. Names come from the contract, never from input.
fn grants(role: &str, appends: bool) -> String {
    let commands = if appends { ", log.command" } else { "" };
    format!(
        "grant usage on schema log, operate, disclosure, words to {role}; \
         grant select on words.text to {role}; \
         grant select on log.head, log.event{commands}, operate.projection, operate.line, refinery_schema_history to {role}; \
         grant insert on disclosure.look to {role}; \
         grant select on operate.proved_backup to {role}; \
         grant execute on function log.recorded_at, operate.backup_standing to {role}"
    )
}

/// The server's own log must not hold what a person typed, however slow or wrong a statement was. Only a superuser can say so.
fn silence(role: &str) -> String {
    format!(
        "alter role {role} set log_parameter_max_length = 0; \
         alter role {role} set log_parameter_max_length_on_error = 0"
    )
}

#[cfg(test)]
mod tests;
