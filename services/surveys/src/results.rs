//! What a wave's released results say: figures as they were decided, never counted again.

use contract::events::{AnyEvent, InstrumentEvent, WaveEvent};
use contract::surveys::v1::{
    Figure, GetResultsResponse, HubResults, InstrumentPublished, ResponseRate, ResultsReleased,
    Wave, WaveExtended, WaveScheduled, WaveState,
};
use eventlog::{ApplyError, Projection, ReadError, Recorded, Snapshot, Transaction};
use tokio_postgres::Row;
use tonic::Status;
use uuid::Uuid;

use crate::waves::as_wave;

/// The read model of released figures.
#[derive(Debug)]
pub(crate) struct Results;

#[async_trait::async_trait]
impl Projection for Results {
    fn name(&self) -> &'static str {
        "surveys_results"
    }

    fn tables(&self) -> &'static str {
        "create table instrument (\
             trust_id uuid not null, instrument_id text not null, version integer not null, body text not null, \
             primary key (trust_id, instrument_id, version)); \
         create table wave (\
             trust_id uuid not null, wave_id uuid not null, instrument_id text not null, version integer not null, \
             released_at bigint, body text not null, primary key (trust_id, wave_id)); \
         create table rate (\
             trust_id uuid not null, wave_id uuid not null, place integer not null, school_id text not null, \
             body text not null, primary key (trust_id, wave_id, place)); \
         create table figure (\
             trust_id uuid not null, wave_id uuid not null, place integer not null, school_id text not null, \
             body text not null, primary key (trust_id, wave_id, place)); \
         create table hub (\
             trust_id uuid not null, wave_id uuid not null, place integer not null, school_ids text[] not null, \
             body text not null, primary key (trust_id, wave_id, place))"
    }

    async fn apply(&self, tx: &Transaction<'_>, event: &Recorded) -> Result<(), ApplyError> {
        match event.event()? {
            AnyEvent::Instrument(InstrumentEvent::InstrumentPublished(published)) => {
                instrument_published(tx, event.trust, &published).await
            }
            AnyEvent::Wave(WaveEvent::WaveScheduled(scheduled)) => {
                wave_scheduled(tx, event.trust, &scheduled).await
            }
            AnyEvent::Wave(WaveEvent::WaveExtended(extended)) => {
                wave_extended(tx, event.trust, &extended).await
            }
            AnyEvent::Wave(WaveEvent::ResultsReleased(released)) => {
                results_released(tx, event, &released).await
            }
            _ => Ok(()),
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
    let version = scheduled.instrument_version.cast_signed();
    tx.execute(
        "insert into wave (trust_id, wave_id, instrument_id, version, body) values ($1, $2, $3, $4, $5)",
        &[&trust, &id(&scheduled.wave_id)?, &scheduled.instrument_id, &version, &json(&as_wave(scheduled))],
    )
    .await?;
    Ok(())
}

async fn wave_extended(
    tx: &Transaction<'_>,
    trust: Uuid,
    extended: &WaveExtended,
) -> Result<(), ApplyError> {
    // The row is a message as JSON, so its other fields stay as they are.
    tx.execute(
        "update wave set body = jsonb_set(body::jsonb, '{closesOn}', to_jsonb($3::text))::text \
         where trust_id = $1 and wave_id = $2",
        &[&trust, &id(&extended.wave_id)?, &extended.closes_on],
    )
    .await?;
    Ok(())
}

async fn results_released(
    tx: &Transaction<'_>,
    event: &Recorded,
    released: &ResultsReleased,
) -> Result<(), ApplyError> {
    let wave_id = id(&released.wave_id)?;
    tx.execute(
        "update wave set released_at = $3 where trust_id = $1 and wave_id = $2",
        &[&event.trust, &wave_id, &event.position.cast_signed()],
    )
    .await?;
    let rates = released.response_rates.iter();
    let (schools, bodies): (Vec<&str>, Vec<String>) =
        rates.map(|rate| (rate.school_id.as_str(), json(rate))).unzip();
    tx.execute(
        "insert into rate (trust_id, wave_id, place, school_id, body) \
         select $1, $2, r.place, r.school_id, r.body \
         from unnest($3::text[], $4::text[]) with ordinality as r(school_id, body, place)",
        &[&event.trust, &wave_id, &schools, &bodies],
    )
    .await?;
    let figures = released.figures.iter();
    let (schools, bodies): (Vec<&str>, Vec<String>) =
        figures.map(|figure| (figure.school_id.as_str(), json(figure))).unzip();
    tx.execute(
        "insert into figure (trust_id, wave_id, place, school_id, body) \
         select $1, $2, f.place, f.school_id, f.body \
         from unnest($3::text[], $4::text[]) with ordinality as f(school_id, body, place)",
        &[&event.trust, &wave_id, &schools, &bodies],
    )
    .await?;
    for (place, hub) in (0_i32..).zip(&released.hubs) {
        tx.execute(
            "insert into hub (trust_id, wave_id, place, school_ids, body) values ($1, $2, $3, $4, $5)",
            &[&event.trust, &wave_id, &place, &hub.school_ids, &json(hub)],
        )
        .await?;
    }
    Ok(())
}

fn json(message: &impl serde::Serialize) -> String {
    serde_json::to_string(message).expect("a proto message always has a JSON form")
}

/// Reads back what the projection has written as [`json`].
fn stored<T: serde::de::DeserializeOwned>(row: &Row, column: usize) -> Result<T, Status> {
    serde_json::from_str(row.get(column)).map_err(|error| {
        tracing::error!(%error, "a row of a read model cannot be read");
        Status::internal("This view has to be rebuilt.")
    })
}

fn id(text: &str) -> Result<Uuid, ApplyError> {
    Uuid::try_parse(text)
        .map_err(|_| ApplyError::Contradiction(format!("{text} is no id of a wave")))
}

/// The released figures of a wave: of one school, or of the trust and all its schools.
pub(crate) async fn results(
    snapshot: &Snapshot<'_>,
    trust: Uuid,
    wave_id: Uuid,
    school: Option<Uuid>,
) -> Result<GetResultsResponse, Status> {
    let failed = |error: tokio_postgres::Error| Status::from(ReadError::from(error));
    let row = snapshot
        .query_opt(
            "select w.body, w.released_at, i.body from wave w \
             join instrument i on i.trust_id = w.trust_id and i.instrument_id = w.instrument_id and i.version = w.version \
             where w.trust_id = $1 and w.wave_id = $2",
            &[&trust, &wave_id],
        )
        .await
        .map_err(failed)?
        .ok_or_else(|| contract::not_found("WAVE_UNKNOWN", "There is no such survey here."))?;
    let released_at =
        row.get::<_, Option<i64>>(1).ok_or_else(|| contract::Refusal::to_status(&NotReleased))?;
    let school = school.map(|school| school.to_string());
    let rates = snapshot
        .query(
            "select body from rate where trust_id = $1 and wave_id = $2 and ($3::text is null or school_id = $3) order by place",
            &[&trust, &wave_id, &school],
        )
        .await
        .map_err(failed)?;
    let figures = snapshot
        .query(
            "select body from figure where trust_id = $1 and wave_id = $2 and ($3::text is null or school_id = $3) order by place",
            &[&trust, &wave_id, &school],
        )
        .await
        .map_err(failed)?;
    let hubs = snapshot
        .query(
            "select body from hub where trust_id = $1 and wave_id = $2 \
             and ($3::text is null or $3 = any (school_ids)) order by place",
            &[&trust, &wave_id, &school],
        )
        .await
        .map_err(failed)?;
    Ok(GetResultsResponse {
        as_of: Some(snapshot.as_of.clone()),
        wave: Some(Wave { state: WaveState::Released.into(), ..stored(&row, 0)? }),
        questions: stored::<InstrumentPublished>(&row, 2)?.questions,
        response_rates: rates
            .iter()
            .map(|row| stored::<ResponseRate>(row, 0))
            .collect::<Result<_, _>>()?,
        figures: figures.iter().map(|row| stored::<Figure>(row, 0)).collect::<Result<_, _>>()?,
        released_at: released_at.unsigned_abs(),
        hubs: hubs.iter().map(|row| stored::<HubResults>(row, 0)).collect::<Result<_, _>>()?,
    })
}

/// The wave is there, its results are not.
#[derive(Debug, thiserror::Error)]
#[error("The results of this survey are not released yet.")]
pub(crate) struct NotReleased;

impl contract::Refusal for NotReleased {
    fn code(&self) -> (contract::Kind, &'static str) {
        (contract::Kind::State, "NOT_RELEASED")
    }
}
