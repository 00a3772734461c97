//! A batch of events becomes versions: one statement reads the documents, a fold makes the versions, one statement writes them.

use std::collections::HashMap;

use contract::events::{DecodeError, StoredEvent as _};
use futures::future::try_join;
use uuid::Uuid;

use super::documents::parsed;
use super::{At, Document, kept_as};
use crate::as_of::remember_days;
use crate::{ApplyError, Recorded, Transaction};

/// Takes a batch of one trust's events into its documents. An event that a document holds already changes nothing.
pub(super) async fn apply<D: Document>(
    tx: &Transaction<'_>,
    events: &[Recorded],
) -> Result<(), ApplyError> {
    let Some(first) = events.first() else { return Ok(()) };
    let changes = changes::<D>(events)?;
    let (newest, ()) =
        try_join(newest::<D>(tx, first.trust, &changes), remember_days(tx, events)).await?;
    let mut batch = Batch::<D> { newest, made: Vec::new(), ended: Vec::new() };
    for change in &changes {
        batch.take(change);
    }
    batch.write(tx, first.trust).await
}

/// An event that changes a document.
struct ThingEvent<E> {
    thing: String,
    event: E,
    at: At,
}

/// The newest version of a document; `from` is 0 where the thing has none yet.
struct Newest<B> {
    body: B,
    text: String,
    from: i64,
    began: i64,
    /// Where it stands among the versions of this batch; `None` where an earlier batch wrote it.
    made: Option<usize>,
}

/// A version that this batch writes.
struct DocumentVersion {
    id: String,
    from: i64,
    to: Option<i64>,
    began: i64,
    within: String,
    columns: String,
    body: String,
}

/// A version of an earlier batch that ends in this one.
struct Ended {
    id: String,
    from: i64,
    to: i64,
}

struct Batch<D: Document> {
    newest: HashMap<String, Newest<D::Body>>,
    made: Vec<DocumentVersion>,
    ended: Vec<Ended>,
}

fn changes<D: Document>(events: &[Recorded]) -> Result<Vec<ThingEvent<D::Event>>, DecodeError> {
    let of_a_thing = events.iter().filter_map(|event| Some((event, stream_id::<D>(event)?)));
    of_a_thing
        .map(|(recorded, stream_id)| {
            // A type that this build does not know stops the projection here.
            let event = D::Event::decode(&recorded.kind, &recorded.body)?;
            let metadata = recorded.metadata()?;
            let at = At { position: recorded.position, time: metadata.at, actor: metadata.actor };
            Ok(ThingEvent { thing: kept_as::<D>(D::thing(&event, stream_id)), event, at })
        })
        .collect()
}

/// Returns the id in the name of an event's stream, where the stream is of the document's category.
fn stream_id<D: Document>(event: &Recorded) -> Option<&str> {
    event.stream.strip_prefix(D::Event::CATEGORY)?.strip_prefix('-')
}

const NEWEST: &str = "select wanted.id, d.from_position, d.began, d.body from unnest($2::text[]) as wanted(id) \
    cross join lateral (select from_position, began, body from document \
        where trust_id = $1 and id = wanted.id order by from_position desc limit 1) as d";

async fn newest<D: Document>(
    tx: &Transaction<'_>,
    trust: Uuid,
    changes: &[ThingEvent<D::Event>],
) -> Result<HashMap<String, Newest<D::Body>>, ApplyError> {
    let mut things: Vec<&str> = changes.iter().map(|change| change.thing.as_str()).collect();
    things.sort_unstable();
    things.dedup();
    if things.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = tx.query(NEWEST, &[&trust, &things]).await?;
    let versions = rows.iter().map(|row| {
        let (from, began) = (row.get("from_position"), row.get("began"));
        let text: String = row.get("body");
        let body = parsed(&text)?;
        Ok((row.get("id"), Newest { body, text, from, began, made: None }))
    });
    versions.collect()
}

impl<D: Document> Batch<D> {
    fn take(&mut self, change: &ThingEvent<D::Event>) {
        let position = change.at.position.cast_signed();
        let newest = self.newest.entry(change.thing.clone()).or_insert_with(|| Newest {
            body: D::Body::default(),
            text: String::new(),
            from: 0,
            began: position,
            made: None,
        });
        // A repeat, after the checkpoint was set back.
        if position <= newest.from {
            return;
        }
        D::fold(&mut newest.body, &change.event, &change.at);
        let text = serde_json::to_string(&newest.body).expect("a document has a JSON form");
        if text == newest.text {
            return;
        }
        let id = change.thing.clone();
        match newest.made {
            Some(place) => self.made[place].to = Some(position),
            None if newest.from == 0 => {}
            None => self.ended.push(Ended { id: id.clone(), from: newest.from, to: position }),
        }
        newest.made = Some(self.made.len());
        newest.from = position;
        newest.text.clone_from(&text);
        let columns = D::columns(&newest.body);
        self.made.push(DocumentVersion {
            id,
            from: position,
            to: None,
            began: newest.began,
            within: columns.indexed().to_owned(),
            columns: columns.text(),
            body: text,
        });
    }

    async fn write(&self, tx: &Transaction<'_>, trust: Uuid) -> Result<(), ApplyError> {
        if self.made.is_empty() {
            return Ok(());
        }
        let ended = &self.ended;
        let made = &self.made;
        tx.execute(
            WRITE,
            &[
                &trust,
                &ended.iter().map(|ended| ended.id.as_str()).collect::<Vec<_>>(),
                &ended.iter().map(|ended| ended.from).collect::<Vec<_>>(),
                &ended.iter().map(|ended| ended.to).collect::<Vec<_>>(),
                &made.iter().map(|version| version.id.as_str()).collect::<Vec<_>>(),
                &made.iter().map(|version| version.from).collect::<Vec<_>>(),
                &made.iter().map(|version| version.to).collect::<Vec<_>>(),
                &made.iter().map(|version| version.began).collect::<Vec<_>>(),
                &made.iter().map(|version| version.within.as_str()).collect::<Vec<_>>(),
                &made.iter().map(|version| version.columns.as_str()).collect::<Vec<_>>(),
                &made.iter().map(|version| version.body.as_str()).collect::<Vec<_>>(),
            ],
        )
        .await?;
        Ok(())
    }
}

const WRITE: &str = "with ended as (\
        update document d set to_position = e.to_position \
        from unnest($2::text[], $3::bigint[], $4::bigint[]) as e(id, from_position, to_position) \
        where d.trust_id = $1 and d.id = e.id and d.from_position = e.from_position) \
    insert into document (trust_id, id, from_position, to_position, began, within, columns, body) \
    select $1, v.id, v.from_position, v.to_position, v.began, v.within, v.columns::jsonb, v.body \
    from unnest($5::text[], $6::bigint[], $7::bigint[], $8::bigint[], $9::text[], $10::text[], $11::text[]) \
        as v(id, from_position, to_position, began, within, columns, body)";
