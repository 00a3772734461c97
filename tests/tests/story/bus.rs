//! Another system that listens on NATS.

use std::collections::BTreeMap;
use std::time::Duration;

use contract::categories::v1::CategoryChanged;
use futures::StreamExt as _;
use plumbline_tests::World;

use crate::doors::Doors;

/// Eleven moves up and one down.
const CHANGES: usize = 12;

/// Hears every change of category from before the story begins.
pub struct Listener {
    heard: async_nats::Subscriber,
}

impl Listener {
    pub async fn of(world: &World) -> Self {
        let client = world.bus_subscriber().await;
        let heard = client.subscribe("plumbline.*.categories.CategoryChanged").await.unwrap();
        client.flush().await.unwrap();
        Self { heard }
    }

    /// Waits until every change was heard. One may come twice, since the relay died between publish and checkpoint.
    pub async fn heard_every_category_change(mut self, doors: &Doors) {
        let mut changes: BTreeMap<String, CategoryChanged> = BTreeMap::new();
        while changes.len() < CHANGES {
            let next = tokio::time::timeout(Duration::from_secs(60), self.heard.next()).await;
            let message = next
                .unwrap_or_else(|_| panic!("only {} changes were heard", changes.len()))
                .unwrap();
            assert!(message.subject.starts_with(&format!("plumbline.{}.", doors.caller.trust)));
            let headers = message.headers.unwrap();
            assert_eq!(
                headers.get("ce-type").unwrap().as_str(),
                "plumbline.categories.v1.CategoryChanged"
            );
            let id = headers.get("ce-id").unwrap().as_str().to_owned();
            changes.insert(id, serde_json::from_slice(&message.payload).unwrap());
        }
        let sallowfield = &doors.schools["sallowfield"];
        let moved = changes.values().any(|change| {
            let cell = change.cell.clone().unwrap();
            &cell.school_id == sallowfield
                && cell.area_id == "behaviour-and-attendance"
                && (change.from_region_id.as_str(), change.to_region_id.as_str())
                    == ("improve", "sustain")
        });
        assert!(moved, "{changes:?}");
    }
}
