//! Figures of surveys: which of them a school can be judged by, and what each shows.

use contract::events::{InstrumentEvent, StoredEvent as _, WaveEvent};
use contract::sentences::ReleasedFigure;
use contract::surveys::v1::{Figure, InstrumentPublished, ResultsReleased, WaveScheduled};
use eventlog::{Lookup, ReadError, Stream};

use crate::Backing;

/// The figure of a school that has this id, `<wave>/<question>`, among those that were released.
pub(crate) async fn figure(
    school: &str,
    id: &str,
    released: &ResultsReleased,
    lookup: &Lookup<'_>,
) -> Result<Backing, ReadError> {
    let of = |question: &str| format!("{}/{question}", released.wave_id);
    let figures: Vec<&Figure> =
        released.figures.iter().filter(|one| of(&one.question_id) == id).collect();
    let Some(own) = figures.iter().find(|one| one.school_id == school) else {
        let none = figures.is_empty();
        return Ok(if none { Backing::Unknown } else { Backing::OfAnotherSchool });
    };
    if !own.suppression().is_shown() {
        return Ok(Backing::DoesNotCount);
    }
    let Some(wave) = scheduled(&released.wave_id, lookup).await? else {
        return Ok(Backing::Unknown);
    };
    let asked = published(&wave, lookup).await?;
    let sentence = asked.and_then(|asked| {
        let (term, words) = (&wave.term, &own.words);
        ReleasedFigure { asked: &asked, question_id: &own.question_id, term, words }.sentence()
    });
    Ok(sentence.map_or(Backing::Unknown, Backing::Shows))
}

async fn scheduled(wave_id: &str, lookup: &Lookup<'_>) -> Result<Option<WaveScheduled>, ReadError> {
    for event in lookup.happened(&Stream::new(WaveEvent::CATEGORY, wave_id)).await?.iter() {
        if let WaveEvent::WaveScheduled(wave) = event.decode()? {
            return Ok(Some(wave));
        }
    }
    Ok(None)
}

/// The version of the set of questions that the wave asked.
async fn published(
    wave: &WaveScheduled,
    lookup: &Lookup<'_>,
) -> Result<Option<InstrumentPublished>, ReadError> {
    let stream = Stream::new(InstrumentEvent::CATEGORY, &wave.instrument_id);
    for event in lookup.happened(&stream).await?.iter() {
        let InstrumentEvent::InstrumentPublished(known) = event.decode()?;
        if known.version == wave.instrument_version {
            return Ok(Some(known));
        }
    }
    Ok(None)
}
