//! Which backup of the store was last shown to restore, and whether that is long ago.

use std::time::{Duration, SystemTime};

use tokio_postgres::GenericClient;

/// A backup that was restored beside the live system, and whose logs were what had been sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvedBackup {
    /// The name of its folder.
    pub name: String,
    /// Events of all trusts in it.
    pub events: u64,
    /// When it began: what came later is not in it.
    pub taken_at: SystemTime,
}

/// The newest of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewestProved {
    /// The backup.
    pub backup: ProvedBackup,
    /// When it was shown to restore, by the store's clock.
    pub proved_at: SystemTime,
    /// How long ago it began, by the store's clock.
    pub age: Duration,
}

/// How an installation stands with its backups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupStanding {
    /// The newest backup that was proved; `None` where none ever was.
    pub last: Option<NewestProved>,
    /// Whether that is longer ago than the operator allows. Where none was proved, the installation's own age counts.
    pub late: bool,
}

impl BackupStanding {
    /// How it stands now, where so many days are allowed; every service's role may ask.
    pub async fn now(
        client: &impl GenericClient,
        days: u16,
    ) -> Result<Self, tokio_postgres::Error> {
        const STANDING: &str = "select name, events, taken_at, proved_at, age_seconds, late \
            from operate.backup_standing($1)";
        let row = client.query_one(STANDING, &[&i32::from(days)]).await?;
        let last = row.get::<_, Option<String>>("name").map(|name| NewestProved {
            backup: ProvedBackup {
                name,
                events: row.get::<_, i64>("events").unsigned_abs(),
                taken_at: row.get("taken_at"),
            },
            proved_at: row.get("proved_at"),
            age: Duration::from_secs(row.get::<_, i64>("age_seconds").unsigned_abs()),
        });
        Ok(Self { last, late: row.get("late") })
    }

    /// Notes a backup as proved, with a role that may write it.
    pub async fn note(
        client: &impl GenericClient,
        backup: &ProvedBackup,
    ) -> Result<(), tokio_postgres::Error> {
        const NOTE: &str = "insert into operate.proved_backup (taken_at, name, events) values ($1, $2, $3) \
            on conflict (taken_at) do update set name = excluded.name, proved_at = clock_timestamp()";
        let events = backup.events.cast_signed();
        client.execute(NOTE, &[&backup.taken_at, &backup.name, &events]).await.map(drop)
    }

    /// Whole days since the newest proved backup began; `None` where none was proved.
    pub fn days(&self) -> Option<u64> {
        self.last.as_ref().map(|last| last.age.as_secs() / (24 * 60 * 60))
    }

    /// In a sentence for the operator, who allows so many days.
    pub fn sentence(&self, allowed: u16) -> String {
        let said = match (&self.last, self.days()) {
            (Some(last), Some(days)) => {
                let age = match days {
                    0 => "less than a day".to_owned(),
                    // It counts whole days, and a late one is older than those that are allowed.
                    days if self.late => format!("more than {}", in_days(days)),
                    days => in_days(days),
                };
                let ProvedBackup { name, events, .. } = &last.backup;
                format!("the newest backup that was proved is {age} old: {name}, {events} events")
            }
            _ => "a backup of this store was never proved".to_owned(),
        };
        match self.late {
            true => format!("{said}; the newest may be at most {} old", in_days(allowed.into())),
            false => said,
        }
    }
}

fn in_days(days: u64) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}

#[cfg(test)]
mod tests;
