//! Faults of the bus: stopped, wiped, replaced, or with old messages published again.

use std::time::Duration;

use async_nats::jetstream;
use rand::seq::SliceRandom as _;
use serde_json::json;

use super::super::{dump, pause};
use super::{Ground, Trace, patiently};

/// The bus's stream as it is now.
struct Stream {
    messages: u64,
    /// When the stream was made; tells it from another of the same name.
    made: String,
}

impl Ground<'_> {
    pub(super) async fn bus_stopped(&mut self) -> Trace {
        self.world.bus_goes_away();
        pause(self.away).await;
        let waiting = "select ((select sum(position) from log.head) \
            - (select coalesce(sum(position), 0) from bus.relayed))::bigint";
        let waiting = self.number(waiting).await;
        self.world.bus_comes_back().await;
        let trace = format!("{waiting} events waited {} s for it", self.away.as_secs());
        if waiting > 0 && self.noticed() { Ok(trace) } else { Err(trace) }
    }

    /// Wipes the server, or starts another one in its place.
    pub(super) async fn bus_begins_anew(&mut self, another: bool) -> Trace {
        let before = self.stream().await.ok_or("there was no stream yet")?;
        if another {
            self.world.bus_is_killed();
        } else {
            self.world.bus_goes_away();
        }
        // Only messages that the relay has an acknowledgement of may be lost; those are in its checkpoint soon.
        pause(Duration::from_secs(if another { 1 } else { 2 })).await;
        let relayed = "select coalesce(sum(position), 0)::bigint from bus.relayed";
        let relayed = self.number(relayed).await;
        self.lines.write(&json!({ "kind": "bus_from", "position": relayed }));
        if another {
            self.world.bus_is_replaced().await;
        } else {
            self.world.bus_loses_everything();
            self.world.bus_comes_back().await;
        }
        let after = self.stream().await.ok_or("nobody made a stream on the new bus")?;
        let trace = format!("{} messages were gone, and the stream made anew", before.messages);
        if after.made != before.made && self.noticed() { Ok(trace) } else { Err(trace) }
    }

    /// Whether relay and follower have noticed that the bus is away.
    fn noticed(&self) -> bool {
        ["relay", "trail"].iter().all(|unit| self.world.said(unit).contains("the bus is away"))
    }

    /// The stream, as soon as there is one.
    async fn stream(&self) -> Option<Stream> {
        let bus = self.world.bus_operator().await;
        let jetstream = jetstream::new(bus);
        patiently(async || {
            let stream = jetstream.get_stream(host::Hearers::House.stream()).await.ok()?;
            let info = stream.cached_info();
            Some(Stream { messages: info.state.messages, made: info.created.to_string() })
        })
        .await
    }

    /// Publishes all messages again, shuffled, without the ids by which the bus knows duplicates.
    pub(super) async fn old_messages_again(&mut self) -> Trace {
        let bus = self.world.bus_operator().await;
        let mut messages = dump::messages(&bus).await;
        messages.shuffle(&mut self.rng);
        let count = messages.len();
        for message in messages {
            let mut headers = async_nats::HeaderMap::new();
            for (name, values) in message.headers.iter().flat_map(|headers| headers.iter()) {
                if !name.to_string().starts_with("Nats-") {
                    values.iter().for_each(|value| headers.append(name.clone(), value.clone()));
                }
            }
            let sent =
                bus.publish_with_headers(message.subject.clone(), headers, message.payload.clone());
            sent.await.expect("the bus takes it");
        }
        bus.flush().await.expect("the bus is there");
        if count > 0 {
            Ok(format!("{count} old messages came again, shuffled"))
        } else {
            Err("no message yet".to_owned())
        }
    }
}
