//! `plumbline doctor`: what is wrong, and how to mend it.

mod backups;
mod encryption;
mod log_stamps;
mod roles;
mod store_fault;

use std::path::PathBuf;

use clap::Args;
use eventlog::{Fit, Log, Projection, ProjectionTables};
use host::Settings;
use private_servers::installed;
use web::ProviderTrouble;

use self::store_fault::{StoreFault, connect};
use super::say;
use crate::units::services;
use crate::{Budget, Failure};

#[derive(Args, Debug)]
pub(super) struct Doctor {
    #[command(flatten)]
    settings: Settings,
    /// The settings of signing in to the web application, to ask each identity provider in them.
    #[arg(long, env = "PLUMBLINE_SIGN_IN")]
    sign_in: Option<PathBuf>,
    /// The key that all web processes share, to be read once.
    #[arg(long, env = "PLUMBLINE_PAGE_KEY")]
    page_key: Option<PathBuf>,
    /// Print JSON instead of a table.
    #[arg(long, value_parser = ["table", "json"], default_value = "table")]
    output: String,
}

#[derive(serde::Serialize)]
struct Finding {
    what: String,
    well: bool,
    found: String,
    mend: &'static str,
}

impl Finding {
    fn well(what: &str, found: impl Into<String>) -> Self {
        Self { what: what.to_owned(), well: true, found: found.into(), mend: "" }
    }

    fn ill(what: &str, found: impl Into<String>, mend: &'static str) -> Self {
        Self { what: what.to_owned(), well: false, found: found.into(), mend }
    }
}

/// Which past the log goes on from, and whether that was compared on this server.
async fn line(log: &Result<Log, eventlog::StartError>) -> Finding {
    let what = "line of the log";
    let asked = async {
        let log = log.as_ref().map_err(StoreFault::from)?;
        let client = log.across_trusts().await.map_err(|error| StoreFault::from(&error))?;
        let line = eventlog::LogLine::current(&**client).await;
        line.map_err(|error| StoreFault::answered(&error))
    };
    match asked.await {
        Ok(line) if line.stands_here => {
            Finding::well(what, format!("line {}: {}", line.number, line.reason))
        }
        Ok(line) => Finding::ill(
            what,
            format!("line {}, and the store is on another server than before", line.number),
            "the relay compares it with the bus; where it cannot, say `plumbline line stays` or `plumbline line begin`",
        ),
        Err(error) => Finding::store(what, error),
    }
}

impl Doctor {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let mut findings =
            vec![program("postgres", "postgresql"), program("nats-server", "nats-server")];
        findings.push(self.bus().await);
        findings.extend(self.relays().await?);
        findings.extend(self.store().await?);
        findings.push(self.roles().await?);
        findings.push(self.backups().await?);
        findings.push(self.log_stamps().await?);
        findings.push(self.erasures().await?);
        findings.push(self.wave_keys().await?);
        findings.push(self.page_key());
        findings.push(self.doors().await?);
        findings.extend(self.providers().await);
        self.print(&findings)?;
        let ill = findings.iter().filter(|finding| !finding.well).count();
        match ill {
            0 => Ok(()),
            1 => Err(Failure::Failed("One thing is not well.".to_owned())),
            ill => Err(Failure::Failed(format!("{ill} things are not well."))),
        }
    }

    /// How far each relay is behind the log.
    async fn relays(&self) -> Result<Vec<Finding>, Failure> {
        if self.settings.bus().is_none() {
            return Ok(Vec::new());
        }
        let config = self.settings.store_as("plumbline_relay")?;
        let log = Log::open(&config, self.settings.throw_away).await;
        let mut findings = vec![line(&log).await];
        for hearers in host::Hearers::ALL {
            let what = format!("relay ({})", hearers.word());
            let relayed = match &log {
                Ok(log) => {
                    host::relayed(log, hearers).await.map_err(|error| StoreFault::from(&error))
                }
                Err(error) => Err(StoreFault::from(error)),
            };
            findings.push(match relayed {
                Ok((position, lag)) => {
                    Finding::well(&what, format!("{position} events carried, {lag} behind"))
                }
                Err(error) => Finding::store(&what, error),
            });
        }
        Ok(findings)
    }

    async fn store(&self) -> Result<Vec<Finding>, Failure> {
        let mut findings =
            vec![self.encryption().await?, self.age().await?, self.connections().await?];
        for service in services() {
            let role = eventlog::role_of(service.name());
            let log =
                match Log::open(&self.settings.store_as(&role)?, self.settings.throw_away).await {
                    Ok(log) => log,
                    Err(error) => {
                        let what = format!("store as {role}");
                        findings.push(Finding::store(&what, StoreFault::from(&error)));
                        continue;
                    }
                };
            for projection in service.projections(&self.settings.peers()?) {
                findings.push(standing(&log, projection.as_ref()).await);
            }
        }
        Ok(findings)
    }

    /// What Plumbline may open, what is open now, and what the server allows.
    async fn connections(&self) -> Result<Finding, Failure> {
        const ALLOWED: &str = "select current_setting('max_connections')::bigint, \
            current_setting('superuser_reserved_connections')::bigint, \
            (select count(*) from pg_stat_activity where backend_type = 'client backend')";
        let what = "connections to the store";
        let budget = Budget::of(self.settings.connections());
        let row = match connect(&self.settings.store_as("plumbline_trail")?).await {
            Ok(client) => {
                let row = client.query_one(ALLOWED, &[]).await;
                row.map_err(|error| StoreFault::answered(&error))
            }
            Err(fault) => Err(fault),
        };
        let row = match row {
            Ok(row) => row,
            Err(fault) => return Ok(Finding::store(what, fault)),
        };
        let [most, kept, open] = [0, 1, 2].map(|column| row.get::<_, i64>(column).unsigned_abs());
        let (together, apart) = (budget.together(), budget.apart());
        let found = format!(
            "at most {together} for all units in one process, {apart} apart; the server has {open} open \
             and allows {most}, {kept} of them to superusers only"
        );
        let mend = "raise the server's max_connections, or lower PLUMBLINE_STORE_CONNECTIONS";
        Ok(match together as u64 + kept > most {
            true => Finding::ill(what, found, mend),
            false => Finding::well(what, found),
        })
    }

    /// Whether names that were erased are back, after a restore.
    async fn erasures(&self) -> Result<Finding, Failure> {
        let mend = "run `plumbline people replay-erasures`";
        let config = self.settings.store_as("plumbline_schools")?;
        let back = match Log::open(&config, self.settings.throw_away).await {
            Ok(log) => {
                let back = schools::erasures::come_back(&log).await;
                back.map_err(|error| StoreFault::from(&error))
            }
            Err(error) => Err(StoreFault::from(&error)),
        };
        Ok(match back {
            Ok(back) if back.is_empty() => Finding::well("erasures", "what was erased is gone"),
            Ok(back) => {
                Finding::ill("erasures", format!("{} erased names are back", back.len()), mend)
            }
            Err(error) => Finding::store("erasures", error),
        })
    }

    /// Whether every open survey has its key in the folder.
    async fn wave_keys(&self) -> Result<Finding, Failure> {
        let what = "keys of open surveys";
        let config = self.settings.store_as("plumbline_surveys")?;
        let folder = self.settings.wave_keys.as_deref();
        let lost = match Log::open(&config, self.settings.throw_away).await {
            Ok(log) => {
                let lost = surveys::lost_keys(&log, folder).await;
                lost.map_err(|error| StoreFault::from(&error))
            }
            Err(error) => Err(StoreFault::from(&error)),
        };
        Ok(match lost {
            Ok(lost) if !lost.is_empty() => Finding::ill(
                what,
                format!("{} open surveys have lost their key and can only be closed", lost.len()),
                "put the folder's files back, or close these surveys and open others",
            ),
            Ok(_) if folder.is_none() => Finding::ill(
                what,
                "no folder is set, so no survey can be opened",
                "set PLUMBLINE_WAVE_KEYS",
            ),
            Ok(_) => Finding::well(what, "every open survey has its key"),
            Err(error) => Finding::store(what, error),
        })
    }

    /// Whether the store's migrations are those of this build.
    async fn age(&self) -> Result<Finding, Failure> {
        let (what, mend) = ("migrations", "run `plumbline migrate`");
        let config = self.settings.store_as("plumbline_trail")?;
        let fit = match connect(&config).await {
            Ok(client) => {
                eventlog::fit(&client).await.map_err(|error| StoreFault::answered(&error))
            }
            Err(fault) => Err(fault),
        };
        Ok(match fit {
            Err(error) => Finding::store(what, error),
            Ok(Fit::Same) => Finding::well(what, "the store is as this program wants it"),
            Ok(Fit::Older(0, _)) => {
                Finding::ill(what, "the store is older than this program", mend)
            }
            Ok(Fit::Older(store, build)) => Finding::ill(
                what,
                format!("the store has migration {store}, this program needs {build}"),
                mend,
            ),
            Ok(Fit::Newer(store, build)) => Finding::ill(
                what,
                format!("the store has migration {store}, this program knows {build}"),
                "replace this program by the newer one that migrated the store",
            ),
            Ok(Fit::Broken(migration, build)) => Finding::ill(
                what,
                format!(
                    "migration {migration} took away what this program needs, which knows {build}"
                ),
                "install the newer program that migrated the store",
            ),
        })
    }

    async fn doors(&self) -> Result<Finding, Failure> {
        let mut health = tonic_health::pb::health_client::HealthClient::new(
            self.settings.peers()?.channel("schools"),
        );
        let answer = health.check(tonic_health::pb::HealthCheckRequest::default()).await;
        Ok(match answer {
            Ok(_) => Finding::well("doors", format!("answering at {}", self.settings.listen)),
            Err(status) => {
                Finding::ill("doors", status.message(), "start them: plumbline serve all")
            }
        })
    }

    /// Whether the key of the pages is there, where people sign in: without it a restart loses the answers under way.
    fn page_key(&self) -> Finding {
        let what = "key of the pages";
        let mend = "make one with `plumbline keys pages <file>`, and set PLUMBLINE_PAGE_KEY for all web processes";
        match self.page_key.as_deref().map(web::PageKey::read) {
            Some(Ok(_)) => Finding::well(what, "answers under way survive a restart"),
            Some(Err(error)) => Finding::ill(what, error.to_string(), mend),
            None if self.sign_in.is_none() => {
                Finding::well(what, "no web application is set up here")
            }
            None => Finding::ill(what, "none is set, so a restart loses answers under way", mend),
        }
    }

    /// Whether each identity provider is what the settings say it is.
    async fn providers(&self) -> Vec<Finding> {
        let Some(file) = &self.sign_in else { return Vec::new() };
        let mend = "correct the provider's entry in the file of PLUMBLINE_SIGN_IN, or what is registered with the provider";
        match web::provider_standings(file).await {
            Ok(standings) => standings
                .into_iter()
                .map(|provider| {
                    let what = format!("sign-in with {}", provider.name);
                    match provider.trouble {
                        None => Finding::well(&what, provider.issuer),
                        Some(ProviderTrouble::Settings(error)) => Finding::ill(&what, error, mend),
                        Some(ProviderTrouble::Away(error)) => Finding::ill(
                            &what,
                            error,
                            "wait until it answers, or correct its issuer",
                        ),
                    }
                })
                .collect(),
            Err(error) => vec![Finding::ill("signing in", error.to_string(), mend)],
        }
    }

    fn print(&self, findings: &[Finding]) -> Result<(), Failure> {
        if self.output == "json" {
            say(&serde_json::to_string_pretty(findings).map_err(Failure::failed)?);
            return Ok(());
        }
        for finding in findings {
            let mark = if finding.well { "ok  " } else { "ILL " };
            say(&format!("{mark} {:<28} {}", finding.what, finding.found));
            if !finding.mend.is_empty() {
                say(&format!("     {:<28} to mend: {}", "", finding.mend));
            }
        }
        Ok(())
    }
}

/// Checks for a program that `plumbline run` starts. An installation may have its server elsewhere; another check says
/// whether that one answers.
fn program(name: &str, package: &str) -> Finding {
    let found = installed(name).map_or_else(
        || format!("not here; `plumbline run` and the tests need it (apt-get install {package})"),
        |path| path.display().to_string(),
    );
    Finding::well(name, found)
}

/// The checkpoint of a projection, and the error it stopped at.
async fn standing(log: &Log, projection: &dyn Projection) -> Finding {
    let name = projection.name();
    let what = format!("projection {name}");
    let mend = "run `plumbline migrate`; if it stopped at an event, upgrade or `plumbline rebuild`";
    let client = match log.across_trusts().await {
        Ok(client) => client,
        Err(error) => return Finding::ill(&what, error.to_string(), mend),
    };
    let schema = match ProjectionTables::find(&client, projection).await {
        Ok(ProjectionTables { schema, made: true }) => schema,
        Ok(_) => return Finding::ill(&what, "its tables are not made yet", mend),
        Err(error) => return Finding::ill(&what, eventlog::in_words(&error), mend),
    };
    let statement = format!(
        "select count(*), coalesce(sum(h.position - coalesce(c.position, 0)), 0)::bigint, max(c.error), \
         coalesce((select p.paused from operate.projection p where p.name = '{name}'), false) \
         from log.head h left join {schema}.checkpoint c using (trust_id)"
    );
    match client.query_one(&statement, &[]).await {
        Err(error) => Finding::ill(&what, eventlog::in_words(&error), mend),
        Ok(row) => match row.get::<_, Option<String>>(2) {
            Some(error) => Finding::ill(&what, error, mend),
            None if row.get(3) => Finding::ill(
                &what,
                format!("paused, {} events behind", row.get::<_, i64>(1)),
                "run `plumbline projections resume <name>`",
            ),
            None => Finding::well(
                &what,
                format!("{} trusts, {} events behind", row.get::<_, i64>(0), row.get::<_, i64>(1)),
            ),
        },
    }
}
