//! Figures of measures: which version the record holds, whether all who read a judgement are shown it, and what it shows.

use contract::FigureKey;
use contract::categories::v1::Citation;
use contract::events::{FigureEvent, ImportedFiguresEvent, MeasureEvent, StoredEvent as _};
use contract::evidence::v1::{
    FigureStatus, FiguresImported, KeptVersion, Measure, MeasureDefinition, RecordedFigure,
};
use eventlog::{Lookup, ReadError, Stream};
use measure_registry::{Topics, shipped, small};

use crate::Backing;

/// The version of a figure that was recorded, or brought by a file, at the position of a citation. An internal figure and one that tells
/// of few pupils do not count, since not all who read a judgement are shown them.
pub(crate) async fn figure(
    school: &str,
    key: FigureKey<'_>,
    citation: &Citation,
    lookup: &Lookup<'_>,
) -> Result<Backing, ReadError> {
    if key.cited() != citation.id {
        return Ok(Backing::Unknown);
    }
    if key.school_id != school {
        return Ok(Backing::OfAnotherSchool);
    }
    let measures = definitions(key.measure_id, lookup).await?;
    let topics = Topics::of(&measures);
    let figures = beside(key, &topics, lookup).await?;
    let id = key.id(lookup.trust());
    let own = figures.iter().find(|figure| figure.figure_id == id);
    let mut versions = own.into_iter().flat_map(|figure| &figure.versions);
    // What was withdrawn, or taken back with its import, stands no more.
    let cited = versions.find(|kept| kept.position == citation.position);
    let Some(states) = cited.and_then(|kept| kept.states.as_ref()) else {
        return Ok(Backing::Unknown);
    };
    if states.status() == FigureStatus::Internal || small(&figures, &topics).contains(&id) {
        return Ok(Backing::DoesNotCount);
    }
    let definition = MeasureDefinition::among(&measures, key.measure_id, states.measure_version);
    let shows = definition.map(|definition| definition.sentence(&key, states));
    Ok(shows.map_or(Backing::Unknown, Backing::Shows))
}

/// Every definition of a measure, the newest first.
async fn definitions(measure_id: &str, lookup: &Lookup<'_>) -> Result<Vec<Measure>, ReadError> {
    if let Some(measure) = shipped(measure_id) {
        return Ok(vec![measure.clone()]);
    }
    let mut measures = Vec::new();
    for event in lookup.happened(&Stream::new(MeasureEvent::CATEGORY, measure_id)).await?.iter() {
        match event.decode()? {
            MeasureEvent::MeasureDefined(defined) => measures.push(Measure {
                measure_id: defined.measure_id,
                version: defined.version,
                definition: defined.definition,
                ..Measure::default()
            }),
            MeasureEvent::MeasureRetired(_) => {}
        }
    }
    measures.reverse();
    Ok(measures)
}

/// The figure itself, and those of the same measure and period that could hide it, each with the versions that stand.
async fn beside(
    key: FigureKey<'_>,
    topics: &Topics,
    lookup: &Lookup<'_>,
) -> Result<Vec<RecordedFigure>, ReadError> {
    let parts = topics.beside(key.measure_id, key.breakdown_id);
    let keys: Vec<_> = parts.iter().map(|part| FigureKey { breakdown_id: part, ..key }).collect();
    let series = Stream::new(ImportedFiguresEvent::CATEGORY, key.series_id(lookup.trust()));
    let streams = keys.iter().map(|key| stream_of(key, lookup));
    let streams: Vec<Stream> = streams.chain([series.clone()]).collect();
    lookup.read_ahead(&streams).await?;
    let brought = brought(&series, lookup).await?;
    let mut figures = Vec::new();
    for key in keys {
        let mut versions = recorded(&key, lookup).await?;
        for series in &brought {
            let of_part = series.imported.figures.iter();
            let of_part = of_part.filter(|figure| figure.breakdown_id == key.breakdown_id);
            versions.extend(of_part.map(|figure| KeptVersion {
                states: Some(figure.version(series.imported.measure_version)),
                position: series.position,
                ..KeptVersion::default()
            }));
        }
        figures.push(RecordedFigure {
            figure_id: key.id(lookup.trust()),
            school_id: key.school_id.to_owned(),
            measure_id: key.measure_id.to_owned(),
            period: key.period.to_owned(),
            breakdown_id: key.breakdown_id.to_owned(),
            versions,
            ..RecordedFigure::default()
        });
    }
    Ok(figures)
}

fn stream_of(key: &FigureKey<'_>, lookup: &Lookup<'_>) -> Stream {
    Stream::new(FigureEvent::CATEGORY, key.id(lookup.trust()))
}

/// The versions that persons recorded and that stand.
async fn recorded(key: &FigureKey<'_>, lookup: &Lookup<'_>) -> Result<Vec<KeptVersion>, ReadError> {
    let mut standing = Vec::new();
    for event in lookup.happened(&stream_of(key, lookup)).await?.iter() {
        match event.decode()? {
            FigureEvent::FigureRecorded(it) => standing.push(KeptVersion {
                states: it.states,
                position: event.position(),
                ..KeptVersion::default()
            }),
            FigureEvent::FigureWithdrawn(_) => standing.clear(),
        }
    }
    Ok(standing)
}

/// What a file brought of a measure and a period.
struct BroughtFigures {
    position: u64,
    imported: FiguresImported,
}

/// What files brought, without what was taken back.
async fn brought(series: &Stream, lookup: &Lookup<'_>) -> Result<Vec<BroughtFigures>, ReadError> {
    let mut standing = Vec::<BroughtFigures>::new();
    for event in lookup.happened(series).await?.iter() {
        match event.decode()? {
            ImportedFiguresEvent::FiguresImported(imported) => {
                standing.push(BroughtFigures { position: event.position(), imported });
            }
            ImportedFiguresEvent::ImportTakenBack(back) => {
                standing.retain(|one| one.imported.import_id != back.import_id);
            }
        }
    }
    Ok(standing)
}
