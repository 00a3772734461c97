//! The URNs of a trust's schools and the hubs they work in, at this moment.
//!
//! The rows of `schools_register` may be behind the log, and a decision must not be. So the events after the rows
//! are read from the log.

use std::collections::HashMap;

use contract::events::{AnyEvent, HubEvent, SchoolEvent};
use eventlog::{Log, ReadError, ReadModel, Snapshot};
use tonic::Status;
use uuid::Uuid;

/// The URNs and hubs of a trust's schools at the log's end.
#[derive(Debug, Default)]
pub struct Known {
    schools: HashMap<String, Uuid>,
    left: HashMap<Uuid, bool>,
    hubs: HashMap<String, String>,
}

const CHUNK: u32 = 1_000;

impl Known {
    /// Reads the rows, then the events of the log after them.
    pub async fn now(log: &Log, register: &ReadModel, trust: Uuid) -> Result<Self, Status> {
        let mut known = Self::default();
        let mut reader = register.reader(trust, 0).await?;
        let snapshot = reader.snapshot().await?;
        let mut position = snapshot.as_of.position;
        known.take_rows(&snapshot, trust).await?;
        drop(snapshot);
        // The log is read with a connection of the same few.
        drop(reader);
        loop {
            let events = log.read(trust, position, CHUNK).await?;
            let Some(last) = events.last() else { return Ok(known) };
            position = last.position;
            let ours = |stream: &str| stream.starts_with("school-") || stream.starts_with("hub-");
            for recorded in events.iter().filter(|recorded| ours(&recorded.stream)) {
                known.take(&recorded.event().map_err(ReadError::from)?);
            }
        }
    }

    /// The school that has or had a URN.
    pub fn school(&self, urn: &str) -> Option<Uuid> {
        self.schools.get(urn).copied()
    }

    /// Whether a school is in the trust still.
    pub fn is_in_trust(&self, school: Uuid) -> bool {
        self.left.get(&school) == Some(&false)
    }

    /// Whether a school works in another hub than this.
    pub fn in_another_hub(&self, school: Uuid, hub: Uuid) -> bool {
        self.hubs.get(&school.to_string()).is_some_and(|other| *other != hub.to_string())
    }

    async fn take_rows(&mut self, rows: &Snapshot<'_>, trust: Uuid) -> Result<(), ReadError> {
        const URNS: &str = "select p.urn, p.school_id, s.left_on <> '' as has_left from urn_period p \
            join school s using (trust_id, school_id) where trust_id = $1";
        const HUBS: &str = "select school_id, hub_id from hub_member where trust_id = $1";
        for row in rows.query(URNS, &[&trust]).await? {
            let school = row.get("school_id");
            self.schools.insert(row.get("urn"), school);
            self.left.insert(school, row.get("has_left"));
        }
        for row in rows.query(HUBS, &[&trust]).await? {
            let (school, hub): (Uuid, Uuid) = (row.get("school_id"), row.get("hub_id"));
            self.hubs.insert(school.to_string(), hub.to_string());
        }
        Ok(())
    }

    fn take(&mut self, event: &AnyEvent) {
        match event {
            AnyEvent::School(SchoolEvent::SchoolJoined(joined)) => {
                let earlier = joined.earlier_urns.iter().map(|earlier| &earlier.urn);
                for urn in earlier.chain([&joined.urn]) {
                    self.belongs(urn, &joined.school_id);
                }
                self.stands(&joined.school_id, false);
            }
            AnyEvent::School(SchoolEvent::SchoolSucceeded(succeeded)) => {
                self.belongs(&succeeded.new_urn, &succeeded.school_id);
            }
            AnyEvent::School(SchoolEvent::SchoolLeft(left)) => {
                self.stands(&left.school_id, true);
                self.hubs.remove(&left.school_id);
            }
            AnyEvent::Hub(HubEvent::SchoolEnteredHub(entered)) => {
                self.hubs.insert(entered.school_id.clone(), entered.hub_id.clone());
            }
            AnyEvent::Hub(HubEvent::SchoolWithdrewFromHub(withdrew)) => {
                self.hubs.remove(&withdrew.school_id);
            }
            _ => {}
        }
    }

    fn belongs(&mut self, urn: &str, school: &str) {
        if let Ok(school) = Uuid::try_parse(school) {
            self.schools.insert(urn.to_owned(), school);
        }
    }

    fn stands(&mut self, school: &str, left: bool) {
        if let Ok(school) = Uuid::try_parse(school) {
            self.left.insert(school, left);
        }
    }
}
