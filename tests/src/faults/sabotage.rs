//! Promises broken on purpose, each with the fault that shows it and the check that has to turn red.

use eventlog::tokio_postgres::Client;
use private_servers::Durability;

use super::fault::Fault;

/// One broken promise.
#[derive(Clone, Copy, Debug)]
pub struct Sabotage {
    /// What is broken; also the switch of the sabotage build.
    pub name: &'static str,
    /// The fault that shows it.
    pub fault: Fault,
    /// The checks of which at least one has to turn red.
    pub red: &'static [&'static str],
    /// Whether it needs the sabotage build. Otherwise a setting of the store is enough.
    pub build: bool,
    /// Whether PostgreSQL may lose what it acknowledged.
    pub durability: Durability,
    /// The replacement in the text of `log.append`.
    append: &'static [(&'static str, &'static str)],
    /// The statement that is run on the store before.
    prepare: &'static str,
}

/// PostgreSQL acknowledges at once and writes ten seconds later, so that the loss does not depend on luck.
const COMMIT_OFF: &str =
    "alter system set synchronous_commit = off; alter system set wal_writer_delay = '10s'";

/// PostgreSQL waits for no standby.
const ALONE: &str = "alter system set synchronous_standby_names = ''";

/// Positions from a sequence, as most event stores draw them, and nothing that makes commits queue.
const GAPPED: [(&str, &str); 5] = [
    ("if 'plumbline.schools.v1.TrustFounded' = any (event_type) then", "if false then"),
    (
        "perform from log.head h where h.trust_id = any (in_trust) order by h.trust_id for update;",
        "",
    ),
    (
        "j.head + sum(case when j.outcome = 'accepted' then j.events else 0 end)\n                   \
         over (partition by j.trust order by j.ordinal) as last",
        "nextval('log.gapped') as last",
    ),
    (
        "update log.head h set position = l.last, recorded_at = l.recorded_at\n        from (",
        "select from log.head h, (",
    ),
    (
        "order by p.ordinal;\nend",
        "order by p.ordinal;\n    perform pg_sleep(random() * 0.05);\nend",
    ),
];

const NONE: Sabotage = Sabotage {
    name: "",
    fault: Fault::Nothing,
    red: &[],
    build: true,
    durability: Durability::ThrowAway,
    append: &[],
    prepare: "",
};

/// Every promise that a run can break.
pub const SABOTAGES: [Sabotage; 14] = [
    Sabotage {
        name: "checkpoint-before-publish",
        fault: Fault::RelayKilledBeforeCheckpoint,
        red: &["bus"],
        ..NONE
    },
    Sabotage {
        name: "two-transactions",
        fault: Fault::ProjectionKilledBeforeCommit,
        red: &["atomic"],
        ..NONE
    },
    Sabotage {
        name: "naive-reader",
        fault: Fault::TwoServices,
        red: &["fold"],
        append: &GAPPED,
        prepare: "create sequence log.gapped; \
            select setval('log.gapped', max(position)) from log.event; alter table log.head rename to old_head; \
            create view log.head as select trust_id, max(position) as position, \
            max(recorded_at) as recorded_at from log.event group by trust_id; \
            grant select on log.head to public; grant usage on sequence log.gapped to plumbline_appender",
        ..NONE
    },
    Sabotage {
        name: "no-repeat-detection",
        fault: Fault::KilledBeforeReply,
        red: &["repeat"],
        append: &[
            (
                "from log.command k where k.trust_id",
                "from log.command k where false and k.trust_id",
            ),
            (
                "from placed p\n        where p.outcome = 'accepted'\n    ),\n    moved",
                "from placed p\n        where p.outcome = 'accepted' on conflict do nothing\n    ),\n    moved",
            ),
        ],
        ..NONE
    },
    Sabotage {
        name: "sign-before-commit",
        fault: Fault::SealerKilledBeforeCommit,
        red: &["signed"],
        ..NONE
    },
    Sabotage {
        name: "power-cut-commit-off",
        fault: Fault::PowerCut,
        red: &["acknowledged"],
        build: false,
        durability: Durability::Durable,
        prepare: COMMIT_OFF,
        ..NONE
    },
    Sabotage {
        name: "one-bad-trust-closes-all",
        fault: Fault::OneBadTrust,
        red: &["converged"],
        ..NONE
    },
    Sabotage {
        name: "one-log-stops-the-sealer",
        fault: Fault::TreeDamaged,
        red: &["converged"],
        ..NONE
    },
    Sabotage {
        name: "one-message-stops-the-relay",
        fault: Fault::MessageRefused,
        red: &["converged"],
        ..NONE
    },
    Sabotage { name: "no-spare-writer", fault: Fault::HeadHeld, red: &["answered"], ..NONE },
    Sabotage { name: "no-end-to-a-wait", fault: Fault::StoreVanishes, red: &["converged"], ..NONE },
    Sabotage {
        name: "standby-not-synchronous",
        fault: Fault::StandbyPromoted,
        red: &["acknowledged"],
        build: false,
        durability: Durability::Durable,
        prepare: ALONE,
        ..NONE
    },
    Sabotage {
        name: "standby-not-waited-for",
        fault: Fault::StandbyVanishes,
        red: &["alone"],
        build: false,
        durability: Durability::Durable,
        prepare: ALONE,
        ..NONE
    },
    Sabotage { name: "tables-shared", fault: Fault::RollingUpgrade, red: &["fold"], ..NONE },
];

impl Sabotage {
    /// Fail points that switch it on in a sabotage build.
    pub fn switch(&self) -> String {
        if self.build { format!("{}=return", self.name) } else { String::new() }
    }

    /// Replaces the append function by a broken one, if this sabotage has one.
    pub async fn worsen(&self, owner: &Client) {
        // One by one: settings cannot be altered within a transaction.
        for statement in self.prepare.split(';') {
            owner.batch_execute(statement).await.expect("a worse store");
        }
        owner.batch_execute("select pg_reload_conf()").await.expect("settings that are read");
        if self.append.is_empty() {
            return;
        }
        // Commands that are all new then take the broken way too.
        replace(owner, "log.append_new", &[("\nbegin\n", "\nbegin\n    return null;\n")]).await;
        replace(owner, "log.append", self.append).await;
    }
}

async fn replace(owner: &Client, function: &str, words: &[(&str, &str)]) {
    let text = format!("select pg_get_functiondef('{function}'::regproc)");
    let row = owner.query_one(&text, &[]).await;
    let mut text: String = row.expect("the function is there").get(0);
    for (good, bad) in words {
        assert!(text.contains(good), "{function} no longer says {good}");
        text = text.replace(good, bad);
    }
    owner.batch_execute(&text).await.expect("a worse function");
}
