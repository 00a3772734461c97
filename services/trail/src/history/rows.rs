//! The lines of a batch as the arrays its statements take.

use eventlog::{ApplyError, Metadata, Recorded, Transaction};
use jiff::civil::Date;
use uuid::Uuid;

use crate::sentences::Line;

/// Lines, column by column.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    position: Vec<i64>,
    at: Vec<String>,
    recorded_at: Vec<String>,
    on_day: Vec<String>,
    actor_id: Vec<Uuid>,
    actor_role: Vec<String>,
    sentence: Vec<String>,
    school_id: Vec<String>,
    area_id: Vec<String>,
    kind: Vec<String>,
    stream: Vec<String>,
    schools: About,
    areas: About,
    words: WordsOfLines,
    causes: CausesOfLines,
}

/// Events that led to the event of a line, column by column.
#[derive(Debug, Default)]
struct CausesOfLines {
    cause: Vec<Uuid>,
    position: Vec<i64>,
}

/// Texts that lines commit to, column by column.
#[derive(Debug, Default)]
struct WordsOfLines {
    commitment: Vec<String>,
    position: Vec<i64>,
    place: Vec<i32>,
}

impl WordsOfLines {
    fn push(&mut self, commitments: Vec<String>, position: i64) {
        for (place, commitment) in (0..).zip(commitments) {
            self.commitment.push(commitment);
            self.position.push(position);
            self.place.push(place);
        }
    }
}

/// Pairs of a school or area and a line about it.
#[derive(Debug, Default)]
struct About {
    id: Vec<String>,
    position: Vec<i64>,
}

impl About {
    fn push(&mut self, ids: Vec<String>, position: i64) -> String {
        let first = ids.first().cloned().unwrap_or_default();
        self.position.extend(std::iter::repeat_n(position, ids.len()));
        self.id.extend(ids);
        first
    }
}

const LINES: &str = "insert into line (trust_id, position, at, recorded_at, on_day, actor_id, actor_role, sentence, \
    school_id, area_id, type, stream) \
    select $1, l.position, l.at, l.recorded_at, l.on_day::date, l.actor_id, l.actor_role, l.sentence, \
    l.school_id, l.area_id, l.type, l.stream \
    from unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::text[], $8::text[], \
    $9::text[], $10::text[], $11::text[], $12::text[]) \
    as l(position, at, recorded_at, on_day, actor_id, actor_role, sentence, school_id, area_id, type, stream)";

const SCHOOLS: &str = "insert into line_school (trust_id, school_id, position) \
    select $1, a.* from unnest($2::text[], $3::bigint[]) as a";

const WORDS: &str = "insert into line_words (trust_id, commitment, position, place) \
    select $1, w.* from unnest($2::text[], $3::bigint[], $4::integer[]) as w on conflict do nothing";

const CAUSES: &str = "insert into line_cause (trust_id, cause, position) \
    select $1, c.* from unnest($2::uuid[], $3::bigint[]) as c";

const AREAS: &str = "insert into line_area (trust_id, area_id, position) \
    select $1, a.* from unnest($2::text[], $3::bigint[]) as a";

impl Rows {
    /// Adds an event's line.
    pub(crate) fn push(&mut self, event: &Recorded, metadata: &Metadata, day: Date, line: Line) {
        let position = event.position.cast_signed();
        self.position.push(position);
        self.at.push(metadata.at.to_string());
        self.recorded_at.push(event.recorded_at.to_string());
        self.on_day.push(day.to_string());
        self.actor_id.push(metadata.actor);
        self.actor_role.push(metadata.role.clone());
        self.sentence.push(line.sentence);
        self.school_id.push(self.schools.push(line.schools, position));
        self.area_id.push(self.areas.push(line.areas, position));
        self.kind.push(event.kind.clone());
        self.stream.push(event.stream.clone());
        if let Some(cause) = metadata.causation {
            self.causes.cause.push(cause);
            self.causes.position.push(position);
        }
    }

    /// Adds the texts that the event of the last line commits to.
    pub(crate) fn push_words(&mut self, event: &Recorded, commitments: Vec<String>) {
        self.words.push(commitments, event.position.cast_signed());
    }

    /// Writes them all.
    pub(crate) async fn write(&self, tx: &Transaction<'_>, trust: Uuid) -> Result<(), ApplyError> {
        tx.execute(
            LINES,
            &[
                &trust,
                &self.position,
                &self.at,
                &self.recorded_at,
                &self.on_day,
                &self.actor_id,
                &self.actor_role,
                &self.sentence,
                &self.school_id,
                &self.area_id,
                &self.kind,
                &self.stream,
            ],
        )
        .await?;
        if !self.schools.id.is_empty() {
            tx.execute(SCHOOLS, &[&trust, &self.schools.id, &self.schools.position]).await?;
        }
        if !self.areas.id.is_empty() {
            tx.execute(AREAS, &[&trust, &self.areas.id, &self.areas.position]).await?;
        }
        let CausesOfLines { cause, position } = &self.causes;
        if !cause.is_empty() {
            tx.execute(CAUSES, &[&trust, cause, position]).await?;
        }
        let WordsOfLines { commitment, position, place } = &self.words;
        if !commitment.is_empty() {
            tx.execute(WORDS, &[&trust, commitment, position, place]).await?;
        }
        Ok(())
    }
}
