//! Who hears a stream of the bus: the services, or every system that the trust lets listen.

use uuid::Uuid;

/// A statement about the table that keeps the checkpoints of a relay, with what stands before its name and after.
macro_rules! of_both {
    ($hearers:expr, $before:literal, $after:literal) => {
        match $hearers {
            Hearers::House => concat!($before, "bus.relayed", $after),
            Hearers::Open => concat!($before, "bus.opened", $after),
        }
    };
}

/// The hearers of a stream. Each has a relay with a fence and a checkpoint of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hearers {
    /// The services: they hear every event.
    House,
    /// Other systems: they hear open events, and of any other its position.
    Open,
}

impl Hearers {
    /// Both.
    pub const ALL: [Self; 2] = [Self::House, Self::Open];

    /// Name of their stream.
    pub fn stream(self) -> &'static str {
        match self {
            Self::House => "HOUSE",
            Self::Open => "PLUMBLINE",
        }
    }

    /// For example `house`; in metrics and findings.
    pub fn word(self) -> &'static str {
        match self {
            Self::House => "house",
            Self::Open => "open",
        }
    }

    /// What their relay says, and they hear.
    pub(crate) fn subjects(self) -> &'static str {
        match self {
            Self::House => "house.>",
            Self::Open => "plumbline.>",
        }
    }

    /// Subject of an event of a service; `log` stands for the service of a marker.
    pub fn subject(self, trust: Uuid, service: &str, event: &str) -> String {
        let root = self.subjects().trim_end_matches(".>");
        format!("{root}.{trust}.{service}.{event}")
    }

    /// Everything that is said of a trust.
    pub(crate) fn of_trust(self, trust: Uuid) -> String {
        format!("{}.{trust}.>", self.subjects().trim_end_matches(".>"))
    }

    /// The number of the lock that lets one relay work: `plumb` and `open` in ASCII. Any number will do as long as nothing
    /// else in the database uses it.
    pub(crate) fn fence(self) -> i64 {
        match self {
            Self::House => 0x70_6c_75_6d_62,
            Self::Open => 0x6f_70_65_6e,
        }
    }

    pub(crate) fn checkpoints(self) -> &'static str {
        of_both!(self, "select trust_id, position, line from ", "")
    }

    pub(crate) fn move_checkpoint(self) -> &'static str {
        of_both!(
            self,
            "insert into ",
            " (trust_id, position, line) values ($1, $2, $3) \
             on conflict (trust_id) do update set position = excluded.position, line = excluded.line"
        )
    }

    /// Events on the bus, and events of the log that are not, over all trusts.
    pub(crate) fn lag(self) -> &'static str {
        of_both!(
            self,
            "select coalesce(sum(r.position), 0)::bigint, \
             coalesce(sum(greatest(h.position - coalesce(r.position, 0), 0)), 0)::bigint \
             from log.head h left join ",
            " r using (trust_id)"
        )
    }
}
