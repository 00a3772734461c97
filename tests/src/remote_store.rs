//! The ways in which a world's units reach PostgreSQL: by its socket, over a wire that can be cut, or with a standby beside it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use private_servers::{Durability, Postgres, StartError, Wire};
use rustix::process::{Pid, Signal, kill_process};

use crate::World;

/// How the units of a world reach PostgreSQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreShape {
    /// By its socket.
    OnSocket,
    /// Over a wire that can be cut.
    OnWire,
    /// By its socket, or by that of its synchronous standby once the standby is promoted.
    WithStandby,
}

/// What stands between the units and PostgreSQL, or beside it.
#[derive(Debug)]
pub(crate) enum RemoteStore {
    Nothing,
    Wire(Wire),
    Standby(Postgres),
}

impl StoreShape {
    /// Starts the server.
    pub(crate) async fn start(
        self,
        data: &Path,
        durability: Durability,
    ) -> Result<Postgres, StartError> {
        match self {
            Self::OnWire => Postgres::start_on_a_port(data, durability).await,
            Self::OnSocket | Self::WithStandby => Postgres::start(data, durability).await,
        }
    }
}

impl RemoteStore {
    /// What stands before the server from the beginning; a standby comes later, as a copy of it.
    pub(crate) async fn before(shape: StoreShape, server: &Postgres) -> Self {
        match (shape, server.port()) {
            (StoreShape::OnWire, Some(port)) => {
                Self::Wire(Wire::to(port).await.expect("a free port"))
            }
            _ => Self::Nothing,
        }
    }

    /// Where the units find a database of the server.
    pub(crate) fn address(&self, server: &Postgres, database: &str) -> String {
        let own = server.url_without_user(database);
        match self {
            Self::Nothing => own,
            Self::Wire(wire) => format!("postgresql://127.0.0.1:{}/{database}", wire.port()),
            Self::Standby(standby) => {
                let other = standby.url_without_user(database);
                let (_, host) = other.split_once('?').expect("an address that names its socket");
                format!("{own}&{host}")
            }
        }
    }

    fn wire(&self) -> &Wire {
        let Self::Wire(wire) = self else { panic!("the world has no wire") };
        wire
    }

    fn standby(&mut self) -> &mut Postgres {
        let Self::Standby(standby) = self else { panic!("the world has no standby") };
        standby
    }
}

/// How long a standby may take to follow.
const PATIENCE: Duration = Duration::from_secs(60);

impl World {
    fn standby_place(&self) -> PathBuf {
        self.data.path().join("standby")
    }

    /// Copies the server to a standby; from then on each commit waits until the standby has it too.
    pub(crate) async fn standby_follows(&mut self) {
        let place = self.standby_place();
        self.postgres.copy_to(&place).expect("pg_basebackup is installed");
        let standby = Postgres::start(&place, self.durability).await.expect("a copy of a server");
        self.remote = RemoteStore::Standby(standby);
        let owner = self.owner().await;
        // One by one: settings cannot be altered within a transaction.
        for statement in
            ["alter system set synchronous_standby_names = '*'", "select pg_reload_conf()"]
        {
            owner.batch_execute(statement).await.expect("a setting of our own server");
        }
        let following = "select count(*) from pg_stat_replication where sync_state = 'sync'";
        let follows = async {
            while owner.query_one(following, &[]).await.expect("our own server").get::<_, i64>(0)
                == 0
            {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, follows).await.expect("a standby that follows");
    }

    /// Stops what the server sends its standby with, as a network does that takes no more.
    pub async fn store_tells_its_standby_nothing(&self) {
        let senders = "select pid from pg_stat_replication";
        let senders = self.owner().await.query(senders, &[]).await.expect("our own server");
        for sender in senders {
            let pid = Pid::from_raw(sender.get(0)).expect("a process of our own server");
            kill_process(pid, Signal::STOP).expect("a process of our own server can be told");
        }
    }

    /// Kills the server, and promotes its standby in its place.
    pub async fn standby_takes_over(&mut self) {
        self.postgres.kill();
        let RemoteStore::Standby(standby) =
            std::mem::replace(&mut self.remote, RemoteStore::Nothing)
        else {
            panic!("the world has no standby")
        };
        self.postgres = standby;
        let promoted = self.owner().await.query_one("select pg_promote()", &[]).await;
        assert!(promoted.expect("a standby that answers").get::<_, bool>(0), "it is promoted");
    }

    /// Kills the standby.
    pub fn standby_goes_away(&mut self) {
        self.remote.standby().kill();
    }

    /// Starts the standby again, with what it had.
    pub async fn standby_comes_back(&mut self) {
        let place = self.standby_place();
        let started = Postgres::start(&place, self.durability).await;
        *self.remote.standby() = started.expect("its own data");
    }

    /// Cuts the wire to the server. Neither end is told.
    pub async fn store_vanishes(&self) {
        self.remote.wire().cut().await.expect("our own sockets");
    }

    /// Lets new connections to the server through.
    pub fn store_is_there_again(&self) {
        self.remote.wire().mend().expect("our own socket");
    }
}
