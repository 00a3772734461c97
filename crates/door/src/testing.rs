//! What the tests of every service begin with: a store, a trust, projections driven by hand, and a caller.

use std::fmt::Debug;
use std::sync::Arc;

use access::Access;
use contract::{Caller, Clock};
use eventlog::testing::TestStore;
use eventlog::{Follower, Log, Projection, ReadModel};
use tonic::{Code, Request, Status};
use tonic_types::StatusExt as _;
use uuid::Uuid;

use crate::{Disclosures, Door, Permissions};

/// The time of calls, where a test says no other.
const NOW: &str = "2025-11-21T10:00:00Z";

/// A service on a store of its own. Its doors are the test's to make. Panics where something fails.
pub struct TestService {
    /// The store.
    pub store: TestStore,
    /// The trust.
    pub trust: Uuid,
    /// Who calls: an improvement lead, on 21 November 2025.
    pub caller: Caller,
    name: &'static str,
    projections: Vec<Arc<dyn Projection>>,
    followers: Vec<Follower>,
}

impl std::fmt::Debug for TestService {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("TestService").field("name", &self.name).finish_non_exhaustive()
    }
}

impl TestService {
    /// With a founded trust.
    pub async fn start(name: &'static str, projections: Vec<Arc<dyn Projection>>) -> Self {
        let mut service = Self::unfounded(name, projections).await;
        service.trust = service.store.trust().await;
        service.caller.trust = service.trust;
        service
    }

    /// With a trust that is not founded yet.
    pub async fn unfounded(name: &'static str, projections: Vec<Arc<dyn Projection>>) -> Self {
        let store = TestStore::start().await;
        let mut followers = Vec::new();
        for projection in &projections {
            followers.push(store.follower(name, Arc::clone(projection)).await);
        }
        let trust = Uuid::now_v7();
        let mut caller = Caller::new(trust, Uuid::from_u128(9), "improvement_lead");
        caller.now = Some(NOW.parse().expect("an RFC 3339 time"));
        Self { store, trust, caller, name, projections, followers }
    }

    /// The log with the service's role.
    pub async fn log(&self) -> Log {
        self.store.log(self.name).await
    }

    /// A door that lets everything through in the role the caller claims, at the time the caller gives.
    pub async fn door(&self) -> Door {
        Door::unguarded(self.log().await, Clock::new(true))
    }

    /// A door that lets in what the rules and the roles in the log let in.
    pub async fn guarded_door(&self) -> Door {
        let log = self.log().await;
        let access = Access::try_new(None).expect("the rules that are shipped");
        let permissions = Permissions::of(access, log.clone());
        permissions.catch_up().await.expect("a log that can be read");
        let looks = Disclosures::kept_in(log.clone());
        Door::believing(log, permissions, looks)
    }

    /// What drives the projections, in the order they were given.
    pub fn followers(&self) -> &[Follower] {
        &self.followers
    }

    /// What drives a projection, by its name.
    pub fn follower(&self, projection: &str) -> &Follower {
        let found = self.followers.iter().find(|follower| follower.name() == projection);
        found.unwrap_or_else(|| panic!("{projection} is none of the projections"))
    }

    /// The rows of a projection, by its name.
    pub fn read_model(&self, projection: &str) -> ReadModel {
        self.follower(projection).read_model()
    }

    /// A request of the caller.
    pub fn request<M>(&self, message: M) -> Request<M> {
        self.caller.request(message)
    }

    /// The same at another time, RFC 3339.
    pub fn request_at<M>(&self, now: &str, message: M) -> Request<M> {
        let now = Some(now.parse().expect("an RFC 3339 time"));
        Caller { now, ..self.caller.clone() }.request(message)
    }

    /// Brings every projection to the log's end, and returns that position.
    pub async fn catch_up(&self) -> u64 {
        let mut position = 0;
        for follower in &self.followers {
            position = follower.catch_up(self.trust).await.expect("events that can be taken in");
        }
        position
    }

    /// Lets every projection take the trust's events in a second time.
    pub async fn take_in_again(&self) {
        let all: Vec<_> = self.projections.iter().map(|projection| projection.name()).collect();
        self.take_in_again_for(&all).await;
    }

    /// The same for the projections of some names.
    pub async fn take_in_again_for(&self, names: &[&str]) {
        let (admin, log) = (self.store.admin().await, self.log().await);
        for projection in self.projections.iter().filter(|one| names.contains(&one.name())) {
            let forget = format!("delete from {}.checkpoint", projection.name());
            admin.batch_execute(&forget).await.expect("a projection with its own tables");
            let anew = Follower::open(Arc::clone(projection), log.clone()).await;
            let anew = anew.expect("a store that is there");
            anew.catch_up(self.trust).await.expect("events that can be taken in");
        }
    }

    /// Position of the trust's last event; 0 where nothing happened.
    pub async fn end(&self) -> u64 {
        let head = self.log().await.head(self.trust).await;
        head.expect("a store that is there").unwrap_or(0)
    }

    /// Every row of some tables, as text.
    pub async fn rows(&self, tables: &[&str]) -> Vec<String> {
        let admin = self.store.admin().await;
        let mut rows = Vec::new();
        for table in tables {
            let all = format!("select d::text as row from {table} d order by 1");
            let found = admin.query(&all, &[]).await.expect("a table of the service");
            rows.extend(found.iter().map(|row| row.get::<_, String>("row")));
        }
        rows
    }
}

/// An id of a command, or of a thing that is nowhere.
pub fn new_id() -> String {
    Uuid::new_v4().to_string()
}

/// The stable reason that a refusal gives; empty where it gives none.
pub fn reason_of(status: &Status) -> String {
    status.get_details_error_info().map(|info| info.reason).unwrap_or_default()
}

/// Code and reason of a refusal.
pub fn refused<T: Debug>(answer: Result<T, Status>) -> (Code, String) {
    let status = answer.expect_err("a refusal");
    (status.code(), reason_of(&status))
}
