//! Appends an event as another build would write it, past every command of this one.

use eventlog::{Append, Log, Metadata, NewEvent, StoreConfig, Stream};
use uuid::Uuid;

use crate::World;

/// An event of a service whose text no command of this build makes, or whose service does not run.
#[derive(Clone, Debug)]
pub struct RawEvent<'a> {
    /// The service that writes it.
    pub service: &'static str,
    pub trust: Uuid,
    pub stream: Stream,
    /// Full name of its type.
    pub kind: &'static str,
    pub body: &'a str,
    /// When it happened, RFC 3339.
    pub at: &'a str,
}

impl World {
    /// Appends it behind what its stream holds. Returns its position.
    pub async fn append_raw(&self, event: RawEvent<'_>) -> u64 {
        let mut config: StoreConfig = self.owner_store().parse().expect("our own address");
        config.user(eventlog::role_of(event.service));
        let log = Log::open(&config, true).await.expect("our own store");
        let RawEvent { trust, stream, kind, body, at, .. } = event;
        let version = "select coalesce(max(version), 0) from log.event \
            where trust_id = $1 and stream = $2";
        let version = self.owner().await.query_one(version, &[&trust, &stream.as_str()]).await;
        let metadata = Metadata {
            actor: Uuid::nil(),
            role: "administrator".to_owned(),
            command_id: Uuid::now_v7(),
            correlation: Uuid::nil(),
            causation: None,
            traceparent: None,
            at: at.parse().expect("a time"),
        };
        let append = Append {
            trust,
            stream,
            expected: version.expect("our own store").get::<_, i64>(0).unsigned_abs(),
            fingerprint: [0; 32],
            metadata,
            events: vec![NewEvent { event_id: Uuid::now_v7(), kind, body: body.to_owned() }],
            words: vec![],
            reads: vec![],
            also: vec![],
        };
        log.append(append).await.expect("an event of the service").last
    }
}
