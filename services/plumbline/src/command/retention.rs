//! `plumbline retention`: removes what has been kept long enough, and says so in the record.

use clap::{Args, Subcommand};
use contract::Caller;
use contract::schools::v1::RetentionLine;
use eventlog::Log;
use eventlog::tokio_postgres::{Client, Transaction};
use host::{Clock, Settings};
use jiff::ToSpan as _;
use jiff::civil::Date;
use uuid::Uuid;

use super::migrate::OwnerArgs;
use super::say;
use crate::{Failure, store};

#[derive(Debug, Subcommand)]
#[command(
    after_help = "What is kept how long, and what stays for ever, is in docs/privacy/retention.md."
)]
pub(super) enum Retention {
    /// Say what a run would remove.
    Preview(Over),
    /// Remove it, and leave RetentionExecuted in each trust's log.
    Run(Over),
}

#[derive(Args, Debug)]
pub(super) struct Over {
    /// One trust only.
    #[arg(long)]
    trust: Option<Uuid>,
    #[command(flatten)]
    owner: OwnerArgs,
    #[command(flatten)]
    settings: Settings,
}

/// A kind of data that does not stay. `$1` is the trust, `$2` the day before which it goes, or nothing.
struct Rule {
    what: &'static str,
    words: &'static str,
    /// How many months it stays; `None`: it goes at once.
    months: Option<i64>,
    count: &'static str,
    remove: &'static str,
}

const RULES: [Rule; 3] = [
    Rule {
        what: "access-records",
        words: "records of who has seen what",
        months: Some(12),
        count: "select count(*) from disclosure.look where trust_id = $1 \
            and at < ($2::text::date)::timestamp at time zone 'Europe/London'",
        remove: "delete from disclosure.look where trust_id = $1 \
            and at < ($2::text::date)::timestamp at time zone 'Europe/London'",
    },
    // Closing a wave destroys these; here goes what a crash in between has left.
    Rule {
        what: "invitations",
        words: "invitations to surveys that have closed",
        months: None,
        count: "select count(*) from invitation.token t where trust_id = $1 and $2::text is null and exists (\
            select from log.event e where e.trust_id = $1 and e.type = 'plumbline.surveys.v1.WaveClosed' \
            and e.body ->> 'waveId' = t.wave_id::text)",
        remove: "delete from invitation.token t where trust_id = $1 and $2::text is null and exists (\
            select from log.event e where e.trust_id = $1 and e.type = 'plumbline.surveys.v1.WaveClosed' \
            and e.body ->> 'waveId' = t.wave_id::text)",
    },
    Rule {
        what: "answer-copies",
        words: "copies of answers that the log has",
        months: None,
        count: "select count(*) from collector.batch b where trust_id = $1 and $2::text is null and exists (\
            select from log.event e where e.trust_id = $1 and e.type = 'plumbline.surveys.v1.WaveClosed' \
            and e.body ->> 'waveId' = b.wave_id::text)",
        remove: "delete from collector.batch b where trust_id = $1 and $2::text is null and exists (\
            select from log.event e where e.trust_id = $1 and e.type = 'plumbline.surveys.v1.WaveClosed' \
            and e.body ->> 'waveId' = b.wave_id::text)",
    },
];

/// What a run cannot remove: shuffled answers are events, and events stay.
const ANSWERS_THAT_STAY: &str = "select count(*) from log.event where trust_id = $1 \
    and type = 'plumbline.surveys.v1.ResponsesCollected' \
    and recorded_at < ($2::text::date)::timestamp at time zone 'Europe/London'";
const ANSWER_MONTHS: i64 = 12;

impl Retention {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let (over, remove) = match self {
            Self::Preview(over) => (over, false),
            Self::Run(over) => (over, true),
        };
        let log = Log::open(&over.settings.store_as("plumbline_schools")?, true).await?;
        let mut owner = store::owner(&over.owner.config()?).await?;
        let today = Clock::new(false).today();
        for (trust, _) in log.heads().await? {
            if over.trust.is_some_and(|wanted| wanted != trust) {
                continue;
            }
            say(&format!("Trust {trust}:"));
            if remove {
                run(&mut owner, &log, trust, today).await?;
            } else {
                preview(&owner, trust, today).await?;
            }
        }
        Ok(())
    }
}

impl Rule {
    fn before(&self, today: Date) -> Result<Option<String>, Failure> {
        self.months.map(|months| months_before(today, months)).transpose()
    }
}

fn months_before(today: Date, months: i64) -> Result<String, Failure> {
    Ok(today.checked_sub(months.months()).map_err(Failure::failed)?.to_string())
}

async fn preview(owner: &Client, trust: Uuid, today: Date) -> Result<(), Failure> {
    for rule in &RULES {
        let row = owner.query_one(rule.count, &[&trust, &rule.before(today)?]).await;
        let count: i64 = row.map_err(Failure::failed)?.get(0);
        say(&format!("  {count:>9}  {} would go", rule.words));
    }
    let before = months_before(today, ANSWER_MONTHS)?;
    let row = owner.query_one(ANSWERS_THAT_STAY, &[&trust, &Some(before)]).await;
    let count: i64 = row.map_err(Failure::failed)?.get(0);
    say(&format!(
        "  {count:>9}  batches of shuffled answers stay: they are events, see docs/privacy/retention.md"
    ));
    Ok(())
}

/// Everything or nothing goes; the record says so before it is gone for good.
async fn run(owner: &mut Client, log: &Log, trust: Uuid, today: Date) -> Result<(), Failure> {
    let tx = owner.transaction().await.map_err(Failure::failed)?;
    let removed = remove(&tx, trust, today).await?;
    let now = Clock::new(false).now(&Caller::new(trust, Uuid::nil(), "administrator"));
    let position = schools::retention::record(log, trust, (today, now), removed.clone()).await;
    let position = position.map_err(Failure::failed)?;
    tx.commit().await.map_err(Failure::failed)?;
    for (rule, line) in RULES.iter().zip(removed) {
        say(&format!("  {:>9}  {} went", line.removed, rule.words));
    }
    say(&format!("  recorded as event {position}"));
    Ok(())
}

async fn remove(
    tx: &Transaction<'_>,
    trust: Uuid,
    today: Date,
) -> Result<Vec<RetentionLine>, Failure> {
    let mut removed = Vec::new();
    for rule in &RULES {
        let before = rule.before(today)?;
        let count = tx.execute(rule.remove, &[&trust, &before]).await.map_err(Failure::failed)?;
        removed.push(RetentionLine {
            what: rule.what.to_owned(),
            before: before.unwrap_or_default(),
            removed: count,
        });
    }
    Ok(removed)
}
