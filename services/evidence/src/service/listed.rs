//! What the lists answer with: documents of the read models, as their reader may see them.

use std::cmp::Reverse;

use access::Shows;
use contract::evidence::v1::*;
use contract::log::v1::AsOf;
use contract::{Period, field};
use door::{Answer, Reading};
use eventlog::{Moment, When};
use jiff::civil::Date;
use measure_registry::{Topics, shipped_measures, small};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::EvidenceDoors;
use crate::others::Together;
use crate::three_years::{FiguresShown, TotalsSource};
use crate::{merged, record_filter, shown, three_years, visits_shown};

/// The running record of a school, filtered, a page at a time.
pub(super) async fn record_entries(
    doors: &EvidenceDoors,
    request: Request<ListRecordEntriesRequest>,
) -> Answer<ListRecordEntriesResponse> {
    let Reading { caller, .. } = doors.door.reading(&request).await?;
    let mut asked = request.into_inner();
    asked.school_id = usual("school_id", &asked.school_id)?;
    asked.record_entry_id = usual("record_entry_id", &asked.record_entry_id)?;
    record_filter::check(&asked)?;
    let like = RecordEntry { school_id: asked.school_id.clone(), ..RecordEntry::default() };
    let when = When::asked(asked.at_least, &asked.as_of_date)?;
    let (as_of, mut found) = doors.record_entries.list(caller.trust, when, &like).await?;
    record_filter::mark_corrected(&mut found);
    record_filter::keep(&mut found, &asked);
    if !asked.text.is_empty() {
        doors.door.fill(&caller, found.as_mut_slice()).await?;
        record_filter::keep_saying(&mut found, &asked.text);
    }
    let mut page = record_filter::page(found, asked.page);
    doors.door.fill(&caller, page.entries.as_mut_slice()).await?;
    let record_filter::RecordPage { entries, found, next } = page;
    let as_of = Some(as_of);
    Ok(Response::new(ListRecordEntriesResponse { as_of, entries, found, next_page: next }))
}

/// Notes of visits as their reader may see them, the latest visit first.
pub(super) async fn visit_notes(
    doors: &EvidenceDoors,
    request: Request<ListVisitNotesRequest>,
) -> Answer<ListVisitNotesResponse> {
    let Reading { caller, reach, .. } = doors.door.reading(&request).await?;
    let asked = request.into_inner();
    let school_id = usual("school_id", &asked.school_id)?;
    let note_id = usual("visit_note_id", &asked.visit_note_id)?;
    let when = When::asked(asked.at_least, &asked.as_of_date)?;
    let (as_of, found) = if note_id.is_empty() {
        let like = VisitNote { school_id: school_id.clone(), ..VisitNote::default() };
        doors.visit_notes.list(caller.trust, when, &like).await?
    } else {
        let (as_of, note) = doors.visit_notes.get(caller.trust, when, &note_id).await?;
        (as_of, note.into_iter().collect())
    };
    let is_asked = |note: &VisitNote| school_id.is_empty() || note.school_id == school_id;
    let found = found.into_iter().filter(is_asked);
    let shown = found.filter_map(|note| visits_shown::visit_note(note, &reach, caller.actor));
    let mut notes: Vec<_> = shown.collect();
    notes.sort_by(|one, other| {
        Reverse((&one.on, one.position)).cmp(&Reverse((&other.on, other.position)))
    });
    doors.door.fill(&caller, notes.as_mut_slice()).await?;
    Ok(Response::new(ListVisitNotesResponse { as_of: Some(as_of), notes }))
}

/// Imported files, newest first.
pub(super) async fn figure_imports(
    doors: &EvidenceDoors,
    request: Request<ListFigureImportsRequest>,
) -> Answer<ListFigureImportsResponse> {
    let Reading { caller, .. } = doors.door.reading(&request).await?;
    let asked = request.into_inner();
    let when = When::asked(asked.at_least, &asked.as_of_date)?;
    let nothing = FigureImport::default();
    let (as_of, mut imports) = doors.imports.list(caller.trust, when, &nothing).await?;
    doors.door.fill(&caller, imports.as_mut_slice()).await?;
    Ok(Response::new(ListFigureImportsResponse { as_of: Some(as_of), imports }))
}

/// Every version of the saved mappings, by mapping, the newest version first.
pub(super) async fn figure_mappings(
    doors: &EvidenceDoors,
    request: Request<ListFigureMappingsRequest>,
) -> Answer<ListFigureMappingsResponse> {
    let Reading { caller, .. } = doors.door.reading(&request).await?;
    let asked = request.into_inner();
    let when = When::asked(asked.at_least, &asked.as_of_date)?;
    let every = SavedFigureMapping::default();
    let (as_of, mut mappings) = doors.mappings.list(caller.trust, when, &every).await?;
    mappings.sort_by_cached_key(|one| (one.figure_mapping_id.clone(), Reverse(one.version)));
    doors.door.fill(&caller, mappings.as_mut_slice()).await?;
    Ok(Response::new(ListFigureMappingsResponse { as_of: Some(as_of), mappings }))
}

/// The registry of measures.
pub(super) async fn measures(
    doors: &EvidenceDoors,
    request: Request<ListMeasuresRequest>,
) -> Answer<ListMeasuresResponse> {
    let Reading { caller, .. } = doors.door.reading(&request).await?;
    let asked = request.into_inner();
    let when = When::asked(asked.at_least, &asked.as_of_date)?;
    let (as_of, mut measures) = doors.registry(caller.trust, when).await?;
    doors.door.fill(&caller, measures.as_mut_slice()).await?;
    Ok(Response::new(ListMeasuresResponse { as_of: Some(as_of), measures }))
}

/// Figures with those that files brought, as their reader may see them.
pub(super) async fn figures(
    doors: &EvidenceDoors,
    request: Request<ListFiguresRequest>,
) -> Answer<ListFiguresResponse> {
    let Reading { caller, reach, .. } = doors.door.reading(&request).await?;
    let asked = request.into_inner();
    let school_id = usual("school_id", &asked.school_id)?;
    let like = RecordedFigure {
        // The others of the trust are wanted too, so all are read.
        school_id: if asked.with_others { String::new() } else { school_id.clone() },
        measure_id: asked.measure_id,
        ..RecordedFigure::default()
    };
    let when = When::asked(asked.at_least, &asked.as_of_date)?;
    let standing = doors.standing_figures(caller.trust, when, &like).await?;
    let StandingFigures { as_of, mut figures, measures } = standing;
    let topics = Topics::of(&measures);
    let small = small(&figures, &topics);
    let source =
        TotalsSource { figures: &figures, measures: &measures, topics: &topics, small: &small };
    // Before what is not shown is taken out of the figures.
    let mut totals = three_years::totals(&source, |school| FiguresShown {
        published: reach.shows_of(school, Shows::Published),
        of_few: reach.shows_of(school, Shows::SmallCohorts),
    });
    shown::keep(&mut figures, &small, &reach);
    let together = asked.with_others.then(|| Together::of(&figures, &small));
    figures.retain(|figure| school_id.is_empty() || figure.school_id == school_id);
    for figure in &mut figures {
        figure.three_years = totals.remove(&figure.figure_id);
        if let Some(together) = &together {
            figure.others = together.beside(figure, &measures);
        }
    }
    Ok(Response::new(ListFiguresResponse { as_of: Some(as_of), figures }))
}

/// Inspections that stand, newest first.
pub(super) async fn inspections(
    doors: &EvidenceDoors,
    request: Request<ListInspectionsRequest>,
) -> Answer<ListInspectionsResponse> {
    let Reading { caller, .. } = doors.door.reading(&request).await?;
    let asked = request.into_inner();
    let school_id = usual("school_id", &asked.school_id)?;
    let like = Inspection { school_id, ..Inspection::default() };
    let when = When::asked(asked.at_least, &asked.as_of_date)?;
    let (as_of, mut inspections) = doors.inspections.list(caller.trust, when, &like).await?;
    inspections.retain(|inspection| !inspection.withdrawn);
    // ISO 8601 dates sort as days do.
    inspections.sort_by(|one, other| Reverse(&one.on).cmp(&Reverse(&other.on)));
    Ok(Response::new(ListInspectionsResponse { as_of: Some(as_of), inspections }))
}

/// Accreditations, the newest award first.
pub(super) async fn accreditations(
    doors: &EvidenceDoors,
    request: Request<ListAccreditationsRequest>,
) -> Answer<ListAccreditationsResponse> {
    let Reading { caller, .. } = doors.door.reading(&request).await?;
    let asked = request.into_inner();
    let school_id = usual("school_id", &asked.school_id)?;
    let like = Accreditation { school_id, ..Accreditation::default() };
    let when = When::asked(asked.at_least, &asked.as_of_date)?;
    let (as_of, mut found) = doors.accreditations.list(caller.trust, when, &like).await?;
    found.sort_by(|one, other| Reverse(&one.awarded_on).cmp(&Reverse(&other.awarded_on)));
    doors.door.fill(&caller, found.as_mut_slice()).await?;
    Ok(Response::new(ListAccreditationsResponse { as_of: Some(as_of), accreditations: found }))
}

/// Figures that stand, with the definitions of the same time.
#[derive(Clone, Debug)]
pub(super) struct StandingFigures {
    pub as_of: AsOf,
    /// By measure and part of the pupils, the latest period first; nothing is kept back from a reader yet.
    pub figures: Vec<RecordedFigure>,
    pub measures: Vec<Measure>,
}

impl EvidenceDoors {
    /// Figures that persons recorded together with those that files brought, with the columns that `like` has.
    pub(super) async fn standing_figures(
        &self,
        trust: Uuid,
        when: When,
        like: &RecordedFigure,
    ) -> Result<StandingFigures, Status> {
        let (as_of, recorded) = self.figures.list(trust, when, like).await?;
        let imported = ImportedFigures {
            school_id: like.school_id.clone(),
            measure_id: like.measure_id.clone(),
            ..ImportedFigures::default()
        };
        let moment = Moment::Position(as_of.position);
        let same = When { at_least: as_of.position, moment };
        let (_, imported) = self.imported.list(trust, same, &imported).await?;
        let mut figures = merged::together(trust, recorded, &imported);
        let (_, measures) = self.registry(trust, When { at_least: 0, ..when }).await?;
        figures.retain(|figure| !figure.withdrawn);
        figures.sort_by_cached_key(|figure| {
            let RecordedFigure { measure_id, breakdown_id, .. } = figure;
            (measure_id.clone(), breakdown_id.clone(), Reverse(began(&figure.period)))
        });
        Ok(StandingFigures { as_of, figures, measures })
    }

    /// Every definition there is, by id, the newest first.
    pub(crate) async fn registry(
        &self,
        trust: Uuid,
        when: When,
    ) -> Result<(AsOf, Vec<Measure>), Status> {
        let (as_of, own) = self.measures.list(trust, when, &Measure::default()).await?;
        let mut measures: Vec<Measure> = shipped_measures().iter().cloned().chain(own).collect();
        measures.sort_by(|one, other| {
            let key = |measure: &Measure| Reverse(measure.version);
            one.measure_id.cmp(&other.measure_id).then_with(|| key(one).cmp(&key(other)))
        });
        Ok((as_of, measures))
    }
}

/// An id in its usual form, as it is kept; empty where none is given.
pub(super) fn usual(name: &str, id: &str) -> Result<String, Status> {
    Ok(field::optional_uuid(name, id)?.map(|id| id.to_string()).unwrap_or_default())
}

/// The first day of a period; the latest period comes first in a list.
fn began(period: &str) -> Option<Date> {
    period.parse().ok().map(Period::first_day)
}
