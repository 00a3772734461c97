//! The URNs of a trust's schools and the hubs they work in, at this moment.
//!
//! The rows of `schools_register` may be behind the log, and a decision must not be. So the events after the rows
//! are read from the log.

use std::collections::{BTreeSet, HashMap};

use contract::events::{AnyEvent, HubEvent, SchoolEvent};
use contract::schools::v1::SchoolJoined;
use eventlog::{Log, ReadError, ReadModel, Snapshot};
use jiff::civil::Date;
use tonic::Status;
use uuid::Uuid;

/// The URNs and hubs of a trust's schools at the log's end.
#[derive(Debug, Default)]
pub struct Known {
    schools: HashMap<String, Uuid>,
    /// First day outside, ISO 8601, perhaps ahead; empty while none is known.
    left: HashMap<Uuid, String>,
    hubs: HashMap<Uuid, Vec<HubMembership>>,
    /// Ids of the hubs that the trust has.
    formed: BTreeSet<String>,
}

/// When a school works in which hub.
#[derive(Debug, PartialEq, Eq)]
struct HubMembership {
    hub: Uuid,
    from: String,
    /// First day it is no longer in the hub, ISO 8601; empty while none is known.
    until: String,
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

    /// Whether a school is in the trust on a day still, or is to join it.
    pub fn is_in_trust(&self, school: Uuid, on: Date) -> bool {
        self.left.get(&school).is_some_and(|left| left.is_empty() || *left > on.to_string())
    }

    /// Every school that is or was in the trust, or is to join it.
    pub fn schools(&self) -> impl Iterator<Item = Uuid> + '_ {
        self.left.keys().copied()
    }

    /// Ids of the hubs that the trust has.
    pub fn hubs(&self) -> impl Iterator<Item = &String> {
        self.formed.iter()
    }

    /// Whether a school works in another hub than this on a day or after it, ISO 8601.
    pub fn in_another_hub(&self, school: Uuid, hub: Uuid, from: &str) -> bool {
        let still = |other: &HubMembership| other.until.is_empty() || other.until.as_str() > from;
        let mut others = self.hubs.get(&school).into_iter().flatten();
        others.any(|other| other.hub != hub && still(other))
    }

    async fn take_rows(&mut self, rows: &Snapshot<'_>, trust: Uuid) -> Result<(), ReadError> {
        const URNS: &str = "select p.urn, p.school_id, (select k.left_on from stay k \
            where k.trust_id = p.trust_id and k.school_id = p.school_id \
            order by k.joined_on desc limit 1) as left_on from urn_period p where p.trust_id = $1";
        const HUBS: &str =
            "select school_id, hub_id, starts_on, ends_on from hub_member where trust_id = $1";
        const FORMED: &str = "select hub_id from hub where trust_id = $1";
        for row in rows.query(URNS, &[&trust]).await? {
            let school = row.get("school_id");
            self.schools.insert(row.get("urn"), school);
            self.left.insert(school, row.get("left_on"));
        }
        for row in rows.query(FORMED, &[&trust]).await? {
            self.formed.insert(row.get::<_, Uuid>("hub_id").to_string());
        }
        for row in rows.query(HUBS, &[&trust]).await? {
            let in_hub = HubMembership {
                hub: row.get("hub_id"),
                from: row.get("starts_on"),
                until: row.get("ends_on"),
            };
            self.hubs.entry(row.get("school_id")).or_default().push(in_hub);
        }
        Ok(())
    }

    fn take(&mut self, event: &AnyEvent) {
        match event {
            AnyEvent::School(event) => self.take_school(event),
            AnyEvent::Hub(HubEvent::HubFormed(formed)) => {
                self.formed.insert(formed.hub_id.clone());
            }
            AnyEvent::Hub(HubEvent::SchoolEnteredHub(entered)) => {
                let hub = Uuid::try_parse(&entered.hub_id).unwrap_or_default();
                let (from, until) = (entered.from.clone(), String::new());
                self.hubs_of(&entered.school_id).push(HubMembership { hub, from, until });
            }
            AnyEvent::Hub(HubEvent::SchoolWithdrewFromHub(withdrew)) => {
                let hub = Uuid::try_parse(&withdrew.hub_id).unwrap_or_default();
                let hubs = self.hubs_of(&withdrew.school_id).iter_mut();
                for open in hubs.filter(|known| known.hub == hub && known.until.is_empty()) {
                    open.until.clone_from(&withdrew.on);
                }
            }
            _ => {}
        }
    }

    fn take_school(&mut self, event: &SchoolEvent) {
        match event {
            SchoolEvent::JoinArranged(arranged) => {
                self.begins(&arranged.school.clone().unwrap_or_default());
            }
            SchoolEvent::SchoolJoined(joined) => self.begins(joined),
            SchoolEvent::SchoolSucceeded(succeeded) => {
                self.belongs(&succeeded.new_urn, &succeeded.school_id);
            }
            SchoolEvent::LeaveArranged(leaves) => self.stands(&leaves.school_id, &leaves.on),
            SchoolEvent::SchoolLeft(left) => self.stands(&left.school_id, &left.on),
            SchoolEvent::ArrangementTakenBack(taken) if taken.joining => {
                let school = Uuid::try_parse(&taken.school_id).unwrap_or_default();
                self.left.remove(&school);
                self.schools.retain(|_, other| *other != school);
            }
            // Whether the school left, and when, stays as it was.
            SchoolEvent::ArrangementTakenBack(taken) if taken.returning => {}
            SchoolEvent::ArrangementTakenBack(taken) => self.stands(&taken.school_id, ""),
            SchoolEvent::LeaveCorrected(corrected) => self.stands(&corrected.school_id, ""),
            SchoolEvent::SchoolReturned(returned) => {
                self.stands(&returned.school_id, "");
                // It begins in no hub but what was arranged for then.
                let on = returned.on.clone();
                self.hubs_of(&returned.school_id).retain(|known| known.from >= on);
            }
            SchoolEvent::ReturnArranged(_)
            | SchoolEvent::SchoolDescribed(_)
            | SchoolEvent::UniquenessStated(_) => {}
        }
    }

    fn begins(&mut self, joined: &SchoolJoined) {
        let earlier = joined.earlier_urns.iter().map(|earlier| &earlier.urn);
        for urn in earlier.chain([&joined.urn]) {
            self.belongs(urn, &joined.school_id);
        }
        self.stands(&joined.school_id, "");
    }

    fn belongs(&mut self, urn: &str, school: &str) {
        if let Ok(school) = Uuid::try_parse(school) {
            self.schools.insert(urn.to_owned(), school);
        }
    }

    fn hubs_of(&mut self, school: &str) -> &mut Vec<HubMembership> {
        self.hubs.entry(Uuid::try_parse(school).unwrap_or_default()).or_default()
    }

    fn stands(&mut self, school: &str, left: &str) {
        if let Ok(school) = Uuid::try_parse(school) {
            self.left.insert(school, left.to_owned());
        }
    }
}
