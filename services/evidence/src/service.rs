//! The gRPC doors: read a request, tell the aggregate or ask a read model, answer.

use std::cmp::Reverse;

use contract::evidence::v1::evidence_service_server::EvidenceService;
use contract::evidence::v1::*;
use contract::log::v1::AsOf;
use contract::{Period, field};
use door::{Answer, Door, Reading};
use eventlog::{Documents, Log, Moment, When};
use jiff::civil::Date;
use tonic::{Request, Response, Status};
use uuid::Uuid;

use crate::accreditations::AccreditationsList;
use crate::figure::SchoolFigure;
use crate::figure_imports::FigureImportsList;
use crate::figures::FiguresList;
use crate::imported_figures::ImportedFiguresList;
use crate::inspections::InspectionsList;
use crate::measure::TrustMeasure;
use crate::measures::MeasuresList;
use crate::others::Together;
use crate::record_entries::RecordEntriesList;
use crate::school_urns::SchoolUrnsList;
use crate::shipped::shipped_measures;
use crate::shown::{self, Topics};
use crate::visit_notes::VisitNotesList;
use crate::{
    accreditation, import, inspection, merged, record_entry, record_filter, visit_note,
    visits_shown,
};

/// The rpcs of this service.
#[derive(Debug)]
pub(crate) struct EvidenceDoors {
    pub door: Door,
    pub inspections: Documents<InspectionsList>,
    pub accreditations: Documents<AccreditationsList>,
    pub measures: Documents<MeasuresList>,
    pub figures: Documents<FiguresList>,
    pub record_entries: Documents<RecordEntriesList>,
    pub visit_notes: Documents<VisitNotesList>,
    pub imported: Documents<ImportedFiguresList>,
    pub imports: Documents<FigureImportsList>,
    pub school_urns: Documents<SchoolUrnsList>,
    pub log: Log,
}

#[tonic::async_trait]
impl EvidenceService for EvidenceDoors {
    async fn record_inspection(
        &self,
        request: Request<RecordInspectionRequest>,
    ) -> Answer<RecordInspectionResponse> {
        self.door.tell::<inspection::Inspection, _>(request).await
    }

    async fn withdraw_inspection(
        &self,
        request: Request<WithdrawInspectionRequest>,
    ) -> Answer<WithdrawInspectionResponse> {
        self.door.tell::<inspection::Inspection, _>(request).await
    }

    async fn record_accreditation(
        &self,
        request: Request<RecordAccreditationRequest>,
    ) -> Answer<RecordAccreditationResponse> {
        self.door.tell::<accreditation::Accreditation, _>(request).await
    }

    async fn end_accreditation(
        &self,
        request: Request<EndAccreditationRequest>,
    ) -> Answer<EndAccreditationResponse> {
        self.door.tell::<accreditation::Accreditation, _>(request).await
    }

    async fn define_measure(
        &self,
        request: Request<DefineMeasureRequest>,
    ) -> Answer<DefineMeasureResponse> {
        self.door.tell::<TrustMeasure, _>(request).await
    }

    async fn retire_measure(
        &self,
        request: Request<RetireMeasureRequest>,
    ) -> Answer<RetireMeasureResponse> {
        self.door.tell::<TrustMeasure, _>(request).await
    }

    async fn record_figure(
        &self,
        request: Request<RecordFigureRequest>,
    ) -> Answer<RecordFigureResponse> {
        self.door.tell_knowing::<SchoolFigure, _>(request, self).await
    }

    async fn withdraw_figure(
        &self,
        request: Request<WithdrawFigureRequest>,
    ) -> Answer<WithdrawFigureResponse> {
        self.door.tell_knowing::<SchoolFigure, _>(request, self).await
    }

    async fn add_record_entry(
        &self,
        request: Request<AddRecordEntryRequest>,
    ) -> Answer<AddRecordEntryResponse> {
        self.door.tell_knowing::<record_entry::RecordEntry, _>(request, self).await
    }

    async fn correct_record_entry(
        &self,
        request: Request<CorrectRecordEntryRequest>,
    ) -> Answer<CorrectRecordEntryResponse> {
        self.door.tell_knowing::<record_entry::RecordEntry, _>(request, self).await
    }

    async fn list_record_entries(
        &self,
        request: Request<ListRecordEntriesRequest>,
    ) -> Answer<ListRecordEntriesResponse> {
        let Reading { caller, .. } = self.door.reading(&request).await?;
        let mut asked = request.into_inner();
        asked.school_id = usual("school_id", &asked.school_id)?;
        asked.record_entry_id = usual("record_entry_id", &asked.record_entry_id)?;
        record_filter::check(&asked)?;
        let like = RecordEntry { school_id: asked.school_id.clone(), ..RecordEntry::default() };
        let when = When::asked(asked.at_least, &asked.as_of_date)?;
        let (as_of, mut found) = self.record_entries.list(caller.trust, when, &like).await?;
        record_filter::mark_corrected(&mut found);
        record_filter::keep(&mut found, &asked);
        if !asked.text.is_empty() {
            self.door.fill(&caller, found.as_mut_slice()).await?;
            record_filter::keep_saying(&mut found, &asked.text);
        }
        let mut page = record_filter::page(found, asked.page);
        self.door.fill(&caller, page.entries.as_mut_slice()).await?;
        let record_filter::RecordPage { entries, found, next } = page;
        let as_of = Some(as_of);
        Ok(Response::new(ListRecordEntriesResponse { as_of, entries, found, next_page: next }))
    }

    async fn begin_visit_note(
        &self,
        request: Request<BeginVisitNoteRequest>,
    ) -> Answer<BeginVisitNoteResponse> {
        self.door.tell::<visit_note::VisitNote, _>(request).await
    }

    async fn record_visit_finding(
        &self,
        request: Request<RecordVisitFindingRequest>,
    ) -> Answer<RecordVisitFindingResponse> {
        self.door.tell::<visit_note::VisitNote, _>(request).await
    }

    async fn take_out_visit_finding(
        &self,
        request: Request<TakeOutVisitFindingRequest>,
    ) -> Answer<TakeOutVisitFindingResponse> {
        self.door.tell::<visit_note::VisitNote, _>(request).await
    }

    async fn agree_visit_action(
        &self,
        request: Request<AgreeVisitActionRequest>,
    ) -> Answer<AgreeVisitActionResponse> {
        self.door.tell::<visit_note::VisitNote, _>(request).await
    }

    async fn take_out_visit_action(
        &self,
        request: Request<TakeOutVisitActionRequest>,
    ) -> Answer<TakeOutVisitActionResponse> {
        self.door.tell::<visit_note::VisitNote, _>(request).await
    }

    async fn send_visit_note(
        &self,
        request: Request<SendVisitNoteRequest>,
    ) -> Answer<SendVisitNoteResponse> {
        self.door.tell::<visit_note::VisitNote, _>(request).await
    }

    async fn comment_on_visit_note(
        &self,
        request: Request<CommentOnVisitNoteRequest>,
    ) -> Answer<CommentOnVisitNoteResponse> {
        self.door.tell::<visit_note::VisitNote, _>(request).await
    }

    async fn agree_visit_note(
        &self,
        request: Request<AgreeVisitNoteRequest>,
    ) -> Answer<AgreeVisitNoteResponse> {
        self.door.tell::<visit_note::VisitNote, _>(request).await
    }

    async fn issue_visit_note(
        &self,
        request: Request<IssueVisitNoteRequest>,
    ) -> Answer<IssueVisitNoteResponse> {
        self.door.tell::<visit_note::VisitNote, _>(request).await
    }

    async fn revisit_visit_action(
        &self,
        request: Request<RevisitVisitActionRequest>,
    ) -> Answer<RevisitVisitActionResponse> {
        self.door.tell::<visit_note::VisitNote, _>(request).await
    }

    async fn list_visit_notes(
        &self,
        request: Request<ListVisitNotesRequest>,
    ) -> Answer<ListVisitNotesResponse> {
        let Reading { caller, reach, .. } = self.door.reading(&request).await?;
        let asked = request.into_inner();
        let school_id = usual("school_id", &asked.school_id)?;
        let note_id = usual("visit_note_id", &asked.visit_note_id)?;
        let when = When::asked(asked.at_least, &asked.as_of_date)?;
        let (as_of, found) = if note_id.is_empty() {
            let like = VisitNote { school_id: school_id.clone(), ..VisitNote::default() };
            self.visit_notes.list(caller.trust, when, &like).await?
        } else {
            let (as_of, note) = self.visit_notes.get(caller.trust, when, &note_id).await?;
            (as_of, note.into_iter().collect())
        };
        let is_asked = |note: &VisitNote| school_id.is_empty() || note.school_id == school_id;
        let found = found.into_iter().filter(is_asked);
        let shown = found.filter_map(|note| visits_shown::visit_note(note, &reach, caller.actor));
        let mut notes: Vec<_> = shown.collect();
        notes.sort_by(|one, other| {
            Reverse((&one.on, one.position)).cmp(&Reverse((&other.on, other.position)))
        });
        self.door.fill(&caller, notes.as_mut_slice()).await?;
        Ok(Response::new(ListVisitNotesResponse { as_of: Some(as_of), notes }))
    }

    async fn import_figures(
        &self,
        request: Request<ImportFiguresRequest>,
    ) -> Answer<ImportFiguresResponse> {
        import::import(self, request).await
    }

    async fn take_back_import(
        &self,
        request: Request<TakeBackImportRequest>,
    ) -> Answer<TakeBackImportResponse> {
        import::take_back(self, request).await
    }

    async fn list_figure_imports(
        &self,
        request: Request<ListFigureImportsRequest>,
    ) -> Answer<ListFigureImportsResponse> {
        let Reading { caller, .. } = self.door.reading(&request).await?;
        let asked = request.into_inner();
        let when = When::asked(asked.at_least, &asked.as_of_date)?;
        let nothing = FigureImport::default();
        let (as_of, mut imports) = self.imports.list(caller.trust, when, &nothing).await?;
        self.door.fill(&caller, imports.as_mut_slice()).await?;
        Ok(Response::new(ListFigureImportsResponse { as_of: Some(as_of), imports }))
    }

    async fn list_measures(
        &self,
        request: Request<ListMeasuresRequest>,
    ) -> Answer<ListMeasuresResponse> {
        let Reading { caller, .. } = self.door.reading(&request).await?;
        let asked = request.into_inner();
        let when = When::asked(asked.at_least, &asked.as_of_date)?;
        let (as_of, mut measures) = self.registry(caller.trust, when).await?;
        self.door.fill_by_class(&caller, measures.as_mut_slice()).await?;
        Ok(Response::new(ListMeasuresResponse { as_of: Some(as_of), measures }))
    }

    async fn list_figures(
        &self,
        request: Request<ListFiguresRequest>,
    ) -> Answer<ListFiguresResponse> {
        let Reading { caller, reach, .. } = self.door.reading(&request).await?;
        let asked = request.into_inner();
        let school_id = usual("school_id", &asked.school_id)?;
        let like = RecordedFigure {
            // The others of the trust are wanted too, so all are read.
            school_id: if asked.with_others { String::new() } else { school_id.clone() },
            measure_id: asked.measure_id,
            ..RecordedFigure::default()
        };
        let when = When::asked(asked.at_least, &asked.as_of_date)?;
        let (as_of, recorded) = self.figures.list(caller.trust, when, &like).await?;
        let imported = ImportedFigures {
            school_id: like.school_id.clone(),
            measure_id: like.measure_id.clone(),
            ..ImportedFigures::default()
        };
        let moment = Moment::Position(as_of.position);
        let same = When { at_least: as_of.position, moment };
        let (_, imported) = self.imported.list(caller.trust, same, &imported).await?;
        let mut figures = merged::together(caller.trust, recorded, &imported);
        let (_, measures) = self.registry(caller.trust, When::asked(0, &asked.as_of_date)?).await?;
        figures.retain(|figure| !figure.withdrawn);
        let small = shown::small(&figures, &Topics::of(&measures));
        shown::keep(&mut figures, &small, &reach);
        let together = asked.with_others.then(|| Together::of(&figures, &small));
        figures.retain(|figure| school_id.is_empty() || figure.school_id == school_id);
        if let Some(together) = together {
            for figure in &mut figures {
                figure.others = together.beside(figure, &measures);
            }
        }
        figures.sort_by_cached_key(|figure| {
            let RecordedFigure { measure_id, breakdown_id, .. } = figure;
            (measure_id.clone(), breakdown_id.clone(), Reverse(began(&figure.period)))
        });
        Ok(Response::new(ListFiguresResponse { as_of: Some(as_of), figures }))
    }

    async fn list_inspections(
        &self,
        request: Request<ListInspectionsRequest>,
    ) -> Answer<ListInspectionsResponse> {
        let Reading { caller, .. } = self.door.reading(&request).await?;
        let asked = request.into_inner();
        let school_id = usual("school_id", &asked.school_id)?;
        let like = Inspection { school_id, ..Inspection::default() };
        let when = When::asked(asked.at_least, &asked.as_of_date)?;
        let (as_of, mut inspections) = self.inspections.list(caller.trust, when, &like).await?;
        inspections.retain(|inspection| !inspection.withdrawn);
        // ISO 8601 dates sort as days do.
        inspections.sort_by(|one, other| Reverse(&one.on).cmp(&Reverse(&other.on)));
        Ok(Response::new(ListInspectionsResponse { as_of: Some(as_of), inspections }))
    }

    async fn list_accreditations(
        &self,
        request: Request<ListAccreditationsRequest>,
    ) -> Answer<ListAccreditationsResponse> {
        let Reading { caller, .. } = self.door.reading(&request).await?;
        let asked = request.into_inner();
        let school_id = usual("school_id", &asked.school_id)?;
        let like = Accreditation { school_id, ..Accreditation::default() };
        let when = When::asked(asked.at_least, &asked.as_of_date)?;
        let (as_of, mut found) = self.accreditations.list(caller.trust, when, &like).await?;
        found.sort_by(|one, other| Reverse(&one.awarded_on).cmp(&Reverse(&other.awarded_on)));
        self.door.fill_by_class(&caller, found.as_mut_slice()).await?;
        Ok(Response::new(ListAccreditationsResponse { as_of: Some(as_of), accreditations: found }))
    }
}

impl EvidenceDoors {
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
fn usual(name: &str, id: &str) -> Result<String, Status> {
    Ok(field::optional_uuid(name, id)?.map(|id| id.to_string()).unwrap_or_default())
}

/// The first day of a period; the latest period comes first in a list.
fn began(period: &str) -> Option<Date> {
    period.parse().ok().map(Period::first_day)
}

#[cfg(test)]
mod tests;
