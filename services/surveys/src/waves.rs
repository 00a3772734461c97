//! Which instruments and waves there are, where the waves stand, and who took part.

use std::collections::BTreeMap;

use contract::events::{AnyEvent, InstrumentEvent, WaveEvent};
use contract::surveys::v1::{
    InstrumentPublished, ResponsesCollected, Wave, WaveOpened, WaveScheduled, WaveState,
};
use eventlog::{ApplyError, Projection, Recorded, Snapshot, Transaction};
use tokio_postgres::Row;
use tonic::Status;
use uuid::Uuid;

/// The read model of instruments, waves and participation.
#[derive(Debug)]
pub(crate) struct Waves;

#[async_trait::async_trait]
impl Projection for Waves {
    fn name(&self) -> &'static str {
        "surveys_waves"
    }

    fn tables(&self) -> &'static str {
        "create table instrument (\
             trust_id uuid not null, instrument_id text not null, version integer not null, body text not null, \
             primary key (trust_id, instrument_id, version)); \
         create table wave (\
             trust_id uuid not null, wave_id uuid not null, term text not null, opens_on text not null, \
             state integer not null, body text not null, primary key (trust_id, wave_id)); \
         create table participation (\
             trust_id uuid not null, wave_id uuid not null, school_id text not null, \
             asked integer not null, answered integer not null, primary key (trust_id, wave_id, school_id))"
    }

    async fn apply(&self, tx: &Transaction<'_>, event: &Recorded) -> Result<(), ApplyError> {
        match event.event()? {
            AnyEvent::Instrument(InstrumentEvent::InstrumentPublished(published)) => {
                instrument_published(tx, event.trust, &published).await
            }
            AnyEvent::Wave(wave) => self.wave(tx, event.trust, &wave).await,
            _ => Ok(()),
        }
    }
}

impl Waves {
    async fn wave(
        &self,
        tx: &Transaction<'_>,
        trust: Uuid,
        event: &WaveEvent,
    ) -> Result<(), ApplyError> {
        match event {
            WaveEvent::WaveScheduled(scheduled) => wave_scheduled(tx, trust, scheduled).await,
            WaveEvent::WaveOpened(opened) => wave_opened(tx, trust, opened).await,
            WaveEvent::ResponsesCollected(collected) => {
                responses_collected(tx, trust, collected).await
            }
            WaveEvent::WaveClosed(closed) => {
                now(tx, trust, &closed.wave_id, WaveState::Closed).await
            }
            WaveEvent::ResultsReleased(released) => {
                now(tx, trust, &released.wave_id, WaveState::Released).await
            }
        }
    }
}

async fn instrument_published(
    tx: &Transaction<'_>,
    trust: Uuid,
    published: &InstrumentPublished,
) -> Result<(), ApplyError> {
    tx.execute(
        "insert into instrument (trust_id, instrument_id, version, body) values ($1, $2, $3, $4)",
        &[&trust, &published.instrument_id, &published.version.cast_signed(), &json(published)],
    )
    .await?;
    Ok(())
}

async fn wave_scheduled(
    tx: &Transaction<'_>,
    trust: Uuid,
    scheduled: &WaveScheduled,
) -> Result<(), ApplyError> {
    let state = WaveState::Scheduled as i32;
    tx.execute(
        "insert into wave (trust_id, wave_id, term, opens_on, state, body) values ($1, $2, $3, $4, $5, $6)",
        &[
            &trust,
            &id(&scheduled.wave_id)?,
            &scheduled.term,
            &scheduled.opens_on,
            &state,
            &json(&as_wave(scheduled)),
        ],
    )
    .await?;
    Ok(())
}

async fn wave_opened(
    tx: &Transaction<'_>,
    trust: Uuid,
    opened: &WaveOpened,
) -> Result<(), ApplyError> {
    let schools: Vec<&str> =
        opened.invited.iter().map(|school| school.school_id.as_str()).collect();
    let asked: Vec<i32> = opened.invited.iter().map(|school| school.count.cast_signed()).collect();
    tx.execute(
        "insert into participation (trust_id, wave_id, school_id, asked, answered) \
         select $1, $2, i.school_id, i.asked, 0 from unnest($3::text[], $4::integer[]) as i(school_id, asked)",
        &[&trust, &id(&opened.wave_id)?, &schools, &asked],
    )
    .await?;
    now(tx, trust, &opened.wave_id, WaveState::Open).await
}

async fn responses_collected(
    tx: &Transaction<'_>,
    trust: Uuid,
    collected: &ResponsesCollected,
) -> Result<(), ApplyError> {
    let mut by_school: BTreeMap<&str, i32> = BTreeMap::new();
    for response in &collected.responses {
        *by_school.entry(&response.school_id).or_default() += 1;
    }
    let (schools, answered): (Vec<&str>, Vec<i32>) = by_school.into_iter().unzip();
    tx.execute(
        "update participation p set answered = p.answered + c.answered \
         from unnest($3::text[], $4::integer[]) as c(school_id, answered) \
         where p.trust_id = $1 and p.wave_id = $2 and p.school_id = c.school_id",
        &[&trust, &id(&collected.wave_id)?, &schools, &answered],
    )
    .await?;
    Ok(())
}

async fn now(
    tx: &Transaction<'_>,
    trust: Uuid,
    wave_id: &str,
    state: WaveState,
) -> Result<(), ApplyError> {
    let state = state as i32;
    tx.execute(
        "update wave set state = $3 where trust_id = $1 and wave_id = $2",
        &[&trust, &id(wave_id)?, &state],
    )
    .await?;
    Ok(())
}

/// A wave as it is answered, before anything but its scheduling is known.
pub(crate) fn as_wave(scheduled: &WaveScheduled) -> Wave {
    Wave {
        wave_id: scheduled.wave_id.clone(),
        instrument_id: scheduled.instrument_id.clone(),
        instrument_version: scheduled.instrument_version,
        title: scheduled.title.clone(),
        audience: scheduled.audience,
        term: scheduled.term.clone(),
        opens_on: scheduled.opens_on.clone(),
        closes_on: scheduled.closes_on.clone(),
        school_ids: scheduled.school_ids.clone(),
        floor: scheduled.floor,
        privacy: scheduled.privacy,
        state: WaveState::Scheduled.into(),
    }
}

pub(crate) fn json(message: &impl serde::Serialize) -> String {
    serde_json::to_string(message).expect("a proto message always has a JSON form")
}

/// Reads back what a projection of ours has written as [`json`].
pub(crate) fn stored<T: serde::de::DeserializeOwned>(
    row: &Row,
    column: usize,
) -> Result<T, Status> {
    serde_json::from_str(row.get(column)).map_err(|error| {
        tracing::error!(%error, "a row of a read model cannot be read");
        Status::internal("This view has to be rebuilt.")
    })
}

pub(crate) fn id(text: &str) -> Result<Uuid, ApplyError> {
    Uuid::try_parse(text)
        .map_err(|_| ApplyError::Contradiction(format!("{text} is no id of a wave")))
}

/// Every published version, newest first within an instrument.
pub(crate) async fn instruments(
    snapshot: &Snapshot<'_>,
    trust: Uuid,
) -> Result<Vec<InstrumentPublished>, Status> {
    let rows = snapshot
        .query(
            "select body from instrument where trust_id = $1 order by instrument_id, version desc",
            &[&trust],
        )
        .await
        .map_err(eventlog::ReadError::from)?;
    rows.iter().map(|row| stored(row, 0)).collect()
}

/// Waves of a term (empty: of every term), the latest first.
pub(crate) async fn waves(
    snapshot: &Snapshot<'_>,
    trust: Uuid,
    term: &str,
) -> Result<Vec<Wave>, Status> {
    let rows = snapshot
        .query(
            "select body, state from wave where trust_id = $1 and ($2 = '' or term = $2) order by opens_on desc, wave_id",
            &[&trust, &term],
        )
        .await
        .map_err(eventlog::ReadError::from)?;
    rows.iter().map(|row| Ok(Wave { state: row.get(1), ..stored(row, 0)? })).collect()
}

/// How a wave was taken part in.
#[derive(Debug)]
pub(crate) struct Participation {
    pub(crate) state: WaveState,
    /// School, asked, answered; answers are known here from the close on.
    pub(crate) schools: Vec<(String, u32, u32)>,
}

/// Participation in one wave; `None` where there is no such wave.
pub(crate) async fn participation(
    snapshot: &Snapshot<'_>,
    trust: Uuid,
    wave_id: Uuid,
) -> Result<Option<Participation>, Status> {
    let failed = |error: tokio_postgres::Error| Status::from(eventlog::ReadError::from(error));
    let wave = snapshot
        .query_opt(
            "select body, state from wave where trust_id = $1 and wave_id = $2",
            &[&trust, &wave_id],
        )
        .await
        .map_err(failed)?;
    let Some(row) = wave else { return Ok(None) };
    let wave: Wave = stored(&row, 0)?;
    let rows = snapshot
        .query(
            "select school_id, asked, answered from participation where trust_id = $1 and wave_id = $2",
            &[&trust, &wave_id],
        )
        .await
        .map_err(failed)?;
    let count = |row: &Row, column| row.get::<_, i32>(column).cast_unsigned();
    let counted: BTreeMap<&str, (u32, u32)> =
        rows.iter().map(|row| (row.get(0), (count(row, 1), count(row, 2)))).collect();
    let schools = wave.school_ids.iter().map(|school| {
        let (asked, answered) = counted.get(school.as_str()).copied().unwrap_or_default();
        (school.clone(), asked, answered)
    });
    let state = WaveState::try_from(row.get::<_, i32>(1)).unwrap_or_default();
    Ok(Some(Participation { state, schools: schools.collect() }))
}
