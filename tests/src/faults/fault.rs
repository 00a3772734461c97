//! The faults that a run makes, and the trace each leaves.

use crate::{Disk, StoreShape};

/// One kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Nothing,
    ServiceKilled,
    KilledBeforeCommit,
    KilledBeforeReply,
    KilledInsideAppend,
    RelayKilledBeforeCheckpoint,
    ProjectionKilledBeforeCommit,
    SealerKilledBeforeCommit,
    BusStopped,
    BusWiped,
    BusReplaced,
    OldMessagesAgain,
    StoreKilled,
    StoreRestarted,
    StoreFull,
    PowerCut,
    TwoServices,
    TwoRelays,
    TwoSealers,
    TwoRunners,
    ConsumerStopped,
    EventUnreadable,
    RebuildWhileWriting,
    RollingRestart,
    ClockAnHourBack,
    ClockADayAhead,
    OneBadTrust,
    TreeDamaged,
    MessageRefused,
    HeadHeld,
    StandbyPromoted,
    StandbyVanishes,
    StoreVanishes,
    RollingUpgrade,
}

use Fault::*;

impl Fault {
    /// All faults, in the order of the table.
    pub const ALL: [Self; 34] = [
        Nothing,
        ServiceKilled,
        KilledBeforeCommit,
        KilledBeforeReply,
        KilledInsideAppend,
        RelayKilledBeforeCheckpoint,
        ProjectionKilledBeforeCommit,
        SealerKilledBeforeCommit,
        BusStopped,
        BusWiped,
        BusReplaced,
        OldMessagesAgain,
        StoreKilled,
        StoreRestarted,
        StoreFull,
        PowerCut,
        TwoServices,
        TwoRelays,
        TwoSealers,
        TwoRunners,
        ConsumerStopped,
        EventUnreadable,
        RebuildWhileWriting,
        RollingRestart,
        ClockAnHourBack,
        ClockADayAhead,
        OneBadTrust,
        TreeDamaged,
        MessageRefused,
        HeadHeld,
        StandbyPromoted,
        StandbyVanishes,
        StoreVanishes,
        RollingUpgrade,
    ];

    /// Its name on the command line and in the table.
    pub fn name(self) -> &'static str {
        match self {
            Nothing => "nothing",
            ServiceKilled => "service-killed",
            KilledBeforeCommit => "killed-before-commit",
            KilledBeforeReply => "killed-before-reply",
            KilledInsideAppend => "killed-inside-append",
            RelayKilledBeforeCheckpoint => "relay-killed-before-checkpoint",
            ProjectionKilledBeforeCommit => "projection-killed-before-commit",
            SealerKilledBeforeCommit => "sealer-killed-before-commit",
            BusStopped => "bus-stopped",
            BusWiped => "bus-wiped",
            BusReplaced => "bus-replaced",
            OldMessagesAgain => "old-messages-again",
            StoreKilled => "store-killed",
            StoreRestarted => "store-restarted",
            StoreFull => "store-full",
            PowerCut => "power-cut",
            TwoServices => "two-services",
            TwoRelays => "two-relays",
            TwoSealers => "two-sealers",
            TwoRunners => "two-runners",
            ConsumerStopped => "consumer-stopped",
            EventUnreadable => "event-unreadable",
            RebuildWhileWriting => "rebuild-while-writing",
            RollingRestart => "rolling-restart",
            ClockAnHourBack => "clock-an-hour-back",
            ClockADayAhead => "clock-a-day-ahead",
            OneBadTrust => "one-bad-trust",
            TreeDamaged => "tree-damaged",
            MessageRefused => "message-refused",
            HeadHeld => "head-held",
            StandbyPromoted => "standby-promoted",
            StandbyVanishes => "standby-vanishes",
            StoreVanishes => "store-vanishes",
            RollingUpgrade => "rolling-upgrade",
        }
    }

    /// Further processes beside one of each unit.
    pub(super) fn more_units(self) -> &'static [&'static str] {
        match self {
            TwoServices | RollingRestart => &["schools-2"],
            TwoRelays => &["relay-2"],
            TwoSealers => &["sealer-2"],
            TwoRunners => &["trail-2"],
            RollingUpgrade => &["schools-2", "trail-2"],
            _ => &[],
        }
    }

    /// What PostgreSQL's files are on.
    pub(super) fn disk(self) -> Disk {
        match self {
            StoreFull => Disk::Small,
            PowerCut => Disk::Own,
            _ => Disk::Plain,
        }
    }

    /// Whether PostgreSQL itself ends without warning, so that it has to run as in production.
    pub(super) fn needs_durability(self) -> bool {
        matches!(
            self,
            StoreKilled | StoreRestarted | StoreFull | PowerCut | StandbyPromoted | StandbyVanishes
        )
    }

    /// How the units reach PostgreSQL.
    pub(super) fn store(self) -> StoreShape {
        match self {
            StoreVanishes => StoreShape::OnWire,
            StandbyPromoted | StandbyVanishes => StoreShape::WithStandby,
            _ => StoreShape::OnSocket,
        }
    }

    /// Why this machine cannot make the fault, if it cannot.
    pub(super) fn missing(self) -> Option<&'static str> {
        match self {
            ClockAnHourBack | ClockADayAhead if super::faketime().is_none() => {
                Some("libfaketime is not installed (apt-get install faketime)")
            }
            StoreFull | PowerCut if !rustix::process::geteuid().is_root() => {
                Some("a file system can only be mounted as root")
            }
            _ => None,
        }
    }
}
