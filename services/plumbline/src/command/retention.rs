//! `plumbline retention`: removes what has been kept long enough, and records it in the log.

use clap::{Args, Subcommand};
use contract::Caller;
use contract::Clock;
use contract::schools::v1::RetentionLine;
use eventlog::Log;
use eventlog::tokio_postgres::Transaction;
use eventlog::tokio_postgres::types::ToSql;
use host::Settings;
use jiff::ToSpan as _;
use jiff::civil::Date;
use schools::retention::RetentionRun;
use uuid::Uuid;

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
    settings: Settings,
}

/// A kind of data that is removed after a time.
struct Rule {
    what: &'static str,
    words: &'static str,
    table: &'static str,
    goes: Goes,
}

enum Goes {
    /// After a number of months, but not while a legal hold stands on the person who looked or was looked at.
    After { months: i64 },
    /// As soon as its wave has closed.
    OnceClosed,
    /// A number of months after its wave has closed.
    AfterTheClose { months: i64 },
    /// With the name of its person.
    WithTheName,
    /// A number of days after it was saved last.
    Unsent { days: i64 },
    /// Once no record has it attached and the trust does not show it, and a number of days after it was stored.
    Unattached { days: i64 },
}

const ANSWER_MONTHS: i64 = 12;

/// Between the storing of a file and its event lie seconds.
const ATTACHING_DAYS: i64 = 1;

const RULES: [Rule; 7] = [
    Rule {
        what: "access-records",
        words: "records of who has seen what",
        table: "disclosure.look",
        goes: Goes::After { months: 12 },
    },
    // Closing a wave destroys these; the run removes what was left behind all the same.
    Rule {
        what: "invitations",
        words: "invitations to surveys that have closed",
        table: "invitation.token",
        goes: Goes::OnceClosed,
    },
    Rule {
        what: "answers",
        words: "batches of answers, with their salts",
        table: "collector.batch",
        goes: Goes::AfterTheClose { months: ANSWER_MONTHS },
    },
    Rule {
        what: "authenticators",
        words: "authenticator apps of people who were erased",
        table: "sign_in.authenticator",
        goes: Goes::WithTheName,
    },
    Rule {
        what: "drafts",
        words: "forms that were saved and not sent",
        table: "web.draft",
        goes: Goes::Unsent { days: web::DRAFT_DAYS },
    },
    Rule {
        what: "attached-reports",
        words: "files of reports that no record has attached",
        table: "attachment.file",
        goes: Goes::Unattached { days: ATTACHING_DAYS },
    },
    Rule {
        what: "trust-marks",
        words: "marks that the trust took out or replaced",
        table: "attachment.mark",
        goes: Goes::Unattached { days: ATTACHING_DAYS },
    },
];

const CLOSED: &str = "select (body ->> 'waveId')::uuid, \
    recorded_at < ($2::text::date)::timestamp at time zone 'Europe/London' \
    from log.event where trust_id = $1 and type = 'plumbline.surveys.v1.WaveClosed'";

/// People on whom a legal hold stands.
const ON_HOLD: &str = "select placed.body ->> 'personId' as person_id from log.event placed \
    where placed.trust_id = $1 and placed.type = 'plumbline.schools.v1.LegalHoldPlaced' \
    and not exists (select from log.event released where released.trust_id = $1 \
        and released.type = 'plumbline.schools.v1.LegalHoldReleased' \
        and released.stream = placed.stream and released.position > placed.position)";

/// Hashes of the reports that a record has attached: nothing detached them, and the record was not withdrawn. And of the mark
/// that the trust shows.
const ATTACHED: &str = "select attached.body -> 'report' ->> 'sha256' as sha256 from log.event attached \
    where attached.trust_id = $1 and attached.type in \
        ('plumbline.evidence.v1.InspectionReportAttached', 'plumbline.evidence.v1.AccreditationReportAttached') \
    and not exists (select from log.event gone where gone.trust_id = $1 and gone.type in \
        ('plumbline.evidence.v1.InspectionReportDetached', 'plumbline.evidence.v1.AccreditationReportDetached', \
        'plumbline.evidence.v1.InspectionWithdrawn') \
        and gone.stream = attached.stream and gone.position > attached.position) \
    union all select marked.body -> 'mark' ->> 'sha256' from log.event marked \
    where marked.trust_id = $1 and marked.type = 'plumbline.schools.v1.TrustMarkSet' \
    and not exists (select from log.event gone where gone.trust_id = $1 and gone.type in \
        ('plumbline.schools.v1.TrustMarkSet', 'plumbline.schools.v1.TrustMarkRemoved') \
        and gone.stream = marked.stream and gone.position > marked.position)";

/// One trust on one day, which of its waves have closed, on whom a legal hold stands, and what is attached.
struct Scene<'a> {
    log: &'a Log,
    trust: Uuid,
    today: Date,
    closed: Vec<Uuid>,
    /// Those that closed longer ago than answers are kept.
    long_closed: Vec<Uuid>,
    /// Ids of people of whom nothing is erased, as looks name them.
    on_hold: Vec<String>,
    /// Hashes of the reports that records have attached, and of the trust's mark.
    attached: Vec<String>,
}

impl Retention {
    /// Deletes as the role of the eraser, which may do little else. Reads the log and appends to it as the schools service.
    pub(super) async fn run(self) -> Result<(), Failure> {
        let (over, remove) = match self {
            Self::Preview(over) => (over, false),
            Self::Run(over) => (over, true),
        };
        let log = Log::open(&over.settings.store_as("plumbline_schools")?, true).await?;
        let mut eraser = store::connect(&over.settings.store_as("plumbline_eraser")?).await?;
        for (trust, _) in log.heads().await? {
            if over.trust.is_some_and(|wanted| wanted != trust) {
                continue;
            }
            say(&format!("Trust {trust}:"));
            let scene = Scene::of(&log, trust).await?;
            let tx = eraser.transaction().await.map_err(Failure::failed)?;
            eventlog::name_trust(&tx, trust).await.map_err(Failure::failed)?;
            if remove {
                scene.run(tx).await?;
            } else {
                scene.preview(tx).await?;
            }
        }
        Ok(())
    }
}

impl Rule {
    fn before(&self, today: Date) -> Result<Option<String>, Failure> {
        match self.goes {
            Goes::After { months } | Goes::AfterTheClose { months } => {
                months_before(today, months).map(Some)
            }
            Goes::Unsent { days } | Goes::Unattached { days } => {
                Ok(Some(today.checked_sub(days.days()).map_err(Failure::failed)?.to_string()))
            }
            Goes::OnceClosed | Goes::WithTheName => Ok(None),
        }
    }

    /// The statement that counts or deletes: `select count(*) from ...` or `delete from ...`.
    fn statement(&self, verb: &str) -> String {
        let which = match self.goes {
            Goes::After { .. } => {
                "at < ($2::text::date)::timestamp at time zone 'Europe/London' \
                and person_id::text <> all ($3) and (thing_kind <> 'person' or thing_id <> all ($3))"
            }
            Goes::OnceClosed | Goes::AfterTheClose { .. } => "wave_id = any ($2)",
            Goes::Unsent { .. } => {
                "saved_at < ($2::text::date)::timestamp at time zone 'Europe/London'"
            }
            Goes::Unattached { .. } => {
                "kept_at < ($2::text::date)::timestamp at time zone 'Europe/London' \
                and encode(sha256, 'hex') <> all ($3)"
            }
            Goes::WithTheName => {
                "person_id not in (select person_id from identity.person where trust_id = $1)"
            }
        };
        format!("{verb} from {} where trust_id = $1 and {which}", self.table)
    }
}

fn months_before(today: Date, months: i64) -> Result<String, Failure> {
    Ok(today.checked_sub(months.months()).map_err(Failure::failed)?.to_string())
}

impl<'a> Scene<'a> {
    async fn of(log: &'a Log, trust: Uuid) -> Result<Self, Failure> {
        let today = Clock::new(false).today();
        let before = months_before(today, ANSWER_MONTHS)?;
        let rows = log.of(trust).await?.query(CLOSED, &[&trust, &before]).await;
        let rows = rows.map_err(Failure::failed)?;
        let closed = rows.iter().map(|row| row.get(0)).collect();
        let long_closed = rows.iter().filter(|row| row.get(1)).map(|row| row.get(0)).collect();
        let rows = log.of(trust).await?.query(ON_HOLD, &[&trust]).await.map_err(Failure::failed)?;
        let on_hold = rows.iter().map(|row| row.get("person_id")).collect();
        let rows =
            log.of(trust).await?.query(ATTACHED, &[&trust]).await.map_err(Failure::failed)?;
        let attached = rows.iter().map(|row| row.get("sha256")).collect();
        Ok(Self { log, trust, today, closed, long_closed, on_hold, attached })
    }

    /// The parameters of a rule's statements.
    fn told<'b>(&'b self, rule: &Rule, before: &'b Option<String>) -> Vec<&'b (dyn ToSql + Sync)> {
        match rule.goes {
            Goes::After { .. } => vec![&self.trust, before, &self.on_hold],
            Goes::Unsent { .. } => vec![&self.trust, before],
            Goes::Unattached { .. } => vec![&self.trust, before, &self.attached],
            Goes::OnceClosed => vec![&self.trust, &self.closed],
            Goes::AfterTheClose { .. } => vec![&self.trust, &self.long_closed],
            Goes::WithTheName => vec![&self.trust],
        }
    }

    async fn preview(self, tx: Transaction<'_>) -> Result<(), Failure> {
        for rule in &RULES {
            let before = rule.before(self.today)?;
            let row =
                tx.query_one(&rule.statement("select count(*)"), &self.told(rule, &before)).await;
            let count: i64 = row.map_err(Failure::failed)?.get(0);
            say(&format!("  {count:>9}  {} would go", rule.words));
        }
        Ok(())
    }

    /// Removes all of it or nothing. The event is in the log before the deletion commits.
    async fn run(self, tx: Transaction<'_>) -> Result<(), Failure> {
        let removed = self.remove(&tx).await?;
        let now = Clock::new(false).now(&Caller::new(self.trust, Uuid::nil(), "administrator"));
        let run = RetentionRun { on: self.today, removed: removed.clone() };
        let position = run.record(self.log, self.trust, now).await;
        let position = position.map_err(Failure::failed)?;
        tx.commit().await.map_err(Failure::failed)?;
        for (rule, line) in RULES.iter().zip(removed) {
            say(&format!("  {:>9}  {} went", line.removed, rule.words));
        }
        say(&format!("  recorded as event {position}"));
        Ok(())
    }

    async fn remove(&self, tx: &Transaction<'_>) -> Result<Vec<RetentionLine>, Failure> {
        let mut removed = Vec::new();
        for rule in &RULES {
            let before = rule.before(self.today)?;
            let count = tx.execute(&rule.statement("delete"), &self.told(rule, &before)).await;
            removed.push(RetentionLine {
                what: rule.what.to_owned(),
                before: before.unwrap_or_default(),
                removed: count.map_err(Failure::failed)?,
            });
        }
        Ok(removed)
    }
}
