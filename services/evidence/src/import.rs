//! Importing the figures of a file, and taking an import back: one act each.

mod collect;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use contract::Refusal as _;
use contract::events::ImportedFiguresEvent;
use contract::evidence::v1::*;
use door::Answer;
use eventlog::{Decider as _, Envelope, Moment, Nothing, Receipt, When};
use figure_files::{FileReading, MappedColumn, MappedFigures, SaidOfFile, ShareStyle};
use jiff::civil::Date;
use sha2::{Digest as _, Sha256};
use tonic::{Request, Response, Status};

use crate::file_figure;
use crate::imported::{
    ImportCommand, ImportRefusal, ImportedSeries, SeriesImport, SeriesKey, SeriesTakenBack,
};
use crate::school_urns::SchoolUrns;
use crate::service::EvidenceDoors;
use collect::{CollectedFigures, WantedFigures};

/// Measures and periods of schools that one file may bring: a trust of 100 schools has some 5,000 in three years of key stage 2.
const MOST_SERIES: usize = 20_000;

/// Reads the file and does what it asks for, or says what would happen.
pub(crate) async fn import(
    doors: &EvidenceDoors,
    request: Request<ImportFiguresRequest>,
) -> Answer<ImportFiguresResponse> {
    let (envelope, asked) = doors.door.command(request).await?;
    let dry_run = asked.dry_run;
    // What a file is judged by may have changed since. A repeat gets what the first try led to all the same.
    let earlier = match dry_run {
        true => None,
        false => doors.log.earlier_act::<ImportedSeries>(&envelope).await?,
    };
    let (mut answer, collected) = read(doors, &envelope, asked).await?;
    let import_id = envelope.context.new_id("import").to_string();
    if let Some(told) = earlier {
        answer.faults.clear();
        recorded(&mut answer, &told, import_id);
        answer.schools = of_schools(&collected, &told.events);
        return Ok(Response::new(answer));
    }
    if !answer.faults.is_empty() {
        return Ok(Response::new(answer));
    }
    let file = answer.file.clone().unwrap_or_default();
    let commands = collected.series.iter().map(|(key, found)| {
        let (key, import_id, file) = (key.clone(), import_id.clone(), file.clone());
        let measure_version = found.measure_version;
        let figures = found.figures.values().map(|one| one.figure.clone()).collect();
        ImportCommand::Import(SeriesImport { key, import_id, measure_version, file, figures })
    });
    let commands: Vec<ImportCommand> = commands.collect();
    let events = if dry_run || commands.is_empty() {
        would_happen(doors, &envelope, &commands).await?
    } else {
        let told = doors.door.tell_each::<ImportedSeries>(&envelope, commands, &Nothing).await?;
        recorded(&mut answer, &told, import_id);
        told.events
    };
    answer.schools = of_schools(&collected, &events);
    Ok(Response::new(answer))
}

/// Says where the figures stand, if the file brought any.
fn recorded(
    answer: &mut ImportFiguresResponse,
    told: &Receipt<ImportedFiguresEvent>,
    import_id: String,
) {
    if !told.events.is_empty() {
        answer.position = told.position;
        answer.import_id = import_id;
    }
}

/// What a file holds of the trust's schools, with what is wrong with it.
async fn read(
    doors: &EvidenceDoors,
    envelope: &Envelope,
    asked: ImportFiguresRequest,
) -> Result<(ImportFiguresResponse, CollectedFigures), Status> {
    let trust = envelope.trust();
    let head = doors.log.head(trust).await?.unwrap_or(0);
    let (_, schools) = doors.school_urns.list(trust, When::now(head), &Default::default()).await?;
    let (_, measures) = doors.registry(trust, When::now(head)).await?;
    let today = envelope.context.today();
    let known = KnownOfFigures { schools, measures, today };
    // Reading 96 MB is work for a thread of its own.
    let read = tokio::task::spawn_blocking(move || found(&asked, &known));
    read.await.map_err(|_| contract::unavailable("The reading of the file was interrupted."))?
}

/// What a file is read against.
#[derive(Debug)]
struct KnownOfFigures {
    schools: Vec<SchoolUrns>,
    measures: Vec<Measure>,
    today: Date,
}

fn found(
    asked: &ImportFiguresRequest,
    known: &KnownOfFigures,
) -> Result<(ImportFiguresResponse, CollectedFigures), Status> {
    let said = said(asked);
    let mut wanted = WantedFigures::new(&known.schools, &known.measures, known.today);
    let reading = figure_files::read(Cursor::new(&asked.file), &said, &mut wanted)
        .map_err(|error| Status::internal(error.to_string()))?;
    let mut collected = wanted.collected();
    let mut answer = answer(asked, &reading);
    answer.faults.append(&mut collected.faults);
    if collected.series.len() > MOST_SERIES {
        let sentence = "The file has more figures of this trust than one import takes. Divide it.";
        answer.faults.push(FigureFault { sentence: sentence.to_owned(), ..FigureFault::default() });
    }
    if collected.of_earlier_urns > 0 {
        let what = "figures under an earlier URN, where the school’s later one is in the file too";
        let (what, lines) = (what.to_owned(), collected.of_earlier_urns);
        answer.left_out.push(LinesLeftOut { what, lines });
    }
    Ok((answer, collected))
}

fn said(asked: &ImportFiguresRequest) -> SaidOfFile {
    let status = Some(asked.status()).filter(|status| *status != FigureStatus::Unspecified);
    SaidOfFile {
        period: asked.period.parse().ok(),
        status,
        mapping: asked.mapping.as_ref().map(mapping),
        sheet: asked.sheet.clone(),
    }
}

fn mapping(asked: &FigureMapping) -> figure_files::ColumnMapping {
    let some = |column: &String| Some(column.clone()).filter(|column| !column.is_empty());
    let figures = if asked.measures.is_empty() {
        let (measure, value) = (asked.measure.clone(), asked.value.clone());
        MappedFigures::Long { measure, value, style: style(asked.written()) }
    } else {
        let column = |one: &MappedMeasure| MappedColumn {
            column: one.column.clone(),
            measure_id: one.measure_id.clone(),
            breakdown_id: one.breakdown_id.clone(),
            style: style(one.written()),
        };
        MappedFigures::Wide(asked.measures.iter().map(column).collect())
    };
    figure_files::ColumnMapping {
        school: asked.school.clone(),
        period: some(&asked.period),
        part: some(&asked.part),
        cohort: some(&asked.cohort),
        figures,
    }
}

fn style(written: ShareWritten) -> ShareStyle {
    match written {
        ShareWritten::OfOne => ShareStyle::OfOne,
        ShareWritten::Unspecified | ShareWritten::OfHundred => ShareStyle::OfHundred,
    }
}

fn answer(asked: &ImportFiguresRequest, reading: &FileReading) -> ImportFiguresResponse {
    let title = reading.shape.map_or("", figure_files::FileShape::title);
    let document = if asked.document.is_empty() { title } else { &asked.document };
    let file = ImportedFile {
        sha256: eventlog::hex(&Sha256::digest(&asked.file)),
        shape: reading.shape.map_or("", figure_files::FileShape::id).to_owned(),
        document: document.to_owned(),
        release: asked.release.clone(),
    };
    let (left_out, first_rows) = (reading.left_out.iter(), reading.first_rows.iter());
    ImportFiguresResponse {
        file: Some(file),
        faults: reading.faults.iter().map(file_figure::fault).collect(),
        lines: reading.lines,
        of_schools: reading.of_schools,
        of_others: reading.of_others,
        benchmarks: reading.benchmarks,
        left_out: left_out
            .map(|(what, lines)| LinesLeftOut { what: what.clone(), lines: *lines })
            .collect(),
        columns: reading.columns.clone(),
        unknown_columns: reading.unknown_columns.clone(),
        first_rows: first_rows.map(|values| FigureFileRow { values: values.clone() }).collect(),
        sheet: reading.sheet.clone(),
        sheets: reading.sheets.clone(),
        ..ImportFiguresResponse::default()
    }
}

/// The events that commands would lead to, decided by what stands now.
async fn would_happen(
    doors: &EvidenceDoors,
    envelope: &Envelope,
    commands: &[ImportCommand],
) -> Result<Vec<ImportedFiguresEvent>, Status> {
    let mut events = Vec::new();
    for command in commands {
        let id = ImportedSeries::derived_id(command, &envelope.context).unwrap_or_default();
        let (series, _) =
            eventlog::load::<ImportedSeries>(&doors.log, envelope.trust(), id).await?;
        let decided = series.decide(command, &(), &envelope.context);
        events.extend(decided.map_err(|refusal| refusal.to_status())?);
    }
    Ok(events)
}

fn of_schools(
    collected: &CollectedFigures,
    events: &[ImportedFiguresEvent],
) -> Vec<FiguresOfSchool> {
    let mut schools = BTreeMap::<&str, FiguresOfSchool>::new();
    for (key, found) in &collected.series {
        let school = schools.entry(&key.school_id).or_default();
        school.school_id.clone_from(&key.school_id);
        school.found += u32::try_from(found.figures.len()).unwrap_or(u32::MAX);
        if !school.measure_ids.contains(&key.measure_id) {
            school.measure_ids.push(key.measure_id.clone());
        }
    }
    for event in events {
        let ImportedFiguresEvent::FiguresImported(imported) = event else { continue };
        // Of an earlier try a school may be told that is not found any more.
        let school = schools.entry(&imported.school_id).or_default();
        school.school_id.clone_from(&imported.school_id);
        for figure in &imported.figures {
            if figure.changes {
                school.changed += 1;
            } else {
                school.added += 1;
            }
        }
    }
    schools.into_values().collect()
}

/// Takes everything back that an import brought.
pub(crate) async fn take_back(
    doors: &EvidenceDoors,
    request: Request<TakeBackImportRequest>,
) -> Answer<TakeBackImportResponse> {
    let (envelope, asked) = doors.door.command(request).await?;
    let trust = envelope.trust();
    let head = doors.log.head(trust).await?.unwrap_or(0);
    let (_, found) = doors.imports.get(trust, When::now(head), &asked.import_id).await?;
    let import = found.ok_or_else(|| ImportRefusal::Unknown.to_status())?;
    // As the figures stood when the import was done. A repeat of this command then names the same ones, and gets its answer.
    let then = When { at_least: head, moment: Moment::Position(import.until_position) };
    let (_, figures) = doors.imported.list(trust, then, &ImportedFigures::default()).await?;
    let mut keys = BTreeSet::new();
    for series in &figures {
        if series.sources.iter().any(|source| source.import_id == asked.import_id) {
            let ImportedFigures { school_id, measure_id, period, .. } = series.clone();
            keys.insert(SeriesKey { school_id, measure_id, period });
        }
    }
    let commands = keys.into_iter().map(|key| {
        let (import_id, reason) = (asked.import_id.clone(), asked.reason.clone());
        ImportCommand::TakeBack(SeriesTakenBack { key, import_id, reason })
    });
    let told =
        doors.door.tell_each::<ImportedSeries>(&envelope, commands.collect(), &Nothing).await;
    let told = told.map_err(|status| match import.taken_back_on.as_str() {
        "" => status,
        _ => ImportRefusal::IsTakenBack.to_status(),
    })?;
    Ok(Response::new(TakeBackImportResponse { position: told.position }))
}
