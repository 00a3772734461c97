//! The gRPC doors: read a request, tell the aggregate or ask a read model, answer.

mod attached;
mod benchmarked;
mod doors;
mod listed;
mod required;
mod sef_listed;
mod similar_found;

use contract::evidence::v1::*;
use door::Answer;
use tonic::Request;

use crate::import;

pub(crate) use doors::EvidenceDoors;

/// What decides the commands, by the names that the contract gives.
mod aggregates {
    pub(super) use crate::accreditation::Accreditation;
    pub(super) use crate::adoption::Adoption;
    pub(super) use crate::figure::SchoolFigure as Figure;
    pub(super) use crate::figure_mapping::TrustMapping as FigureMapping;
    pub(super) use crate::independence::Independence;
    pub(super) use crate::independence_scale::IndependenceScale;
    pub(super) use crate::inspection::Inspection;
    pub(super) use crate::measure::TrustMeasure as Measure;
    pub(super) use crate::record_entry::RecordEntry;
    pub(super) use crate::requirement::Requirement;
    pub(super) use crate::sef_template::SefTemplate;
    pub(super) use crate::self_evaluation::SelfEvaluation;
    pub(super) use crate::visit_note::VisitNote;
}

contract::evidence_service!(EvidenceDoors);
eventlog::knows_nothing!(EvidenceDoors: aggregates::FigureMapping, aggregates::IndependenceScale, aggregates::Measure, aggregates::Requirement, aggregates::SefTemplate, aggregates::VisitNote);

#[tonic::async_trait]
impl contract::answers::EvidenceAnswers for EvidenceDoors {
    async fn attach_inspection_report(
        &self,
        request: Request<AttachInspectionReportRequest>,
    ) -> Answer<AttachInspectionReportResponse> {
        attached::to_inspection(self, request).await
    }

    async fn attach_accreditation_report(
        &self,
        request: Request<AttachAccreditationReportRequest>,
    ) -> Answer<AttachAccreditationReportResponse> {
        attached::to_accreditation(self, request).await
    }

    async fn get_attached_report(
        &self,
        request: Request<GetAttachedReportRequest>,
    ) -> Answer<GetAttachedReportResponse> {
        attached::report(self, request).await
    }

    async fn list_record_entries(
        &self,
        request: Request<ListRecordEntriesRequest>,
    ) -> Answer<ListRecordEntriesResponse> {
        listed::record_entries(self, request).await
    }

    async fn list_visit_notes(
        &self,
        request: Request<ListVisitNotesRequest>,
    ) -> Answer<ListVisitNotesResponse> {
        listed::visit_notes(self, request).await
    }

    async fn list_sef_templates(
        &self,
        request: Request<ListSefTemplatesRequest>,
    ) -> Answer<ListSefTemplatesResponse> {
        sef_listed::templates(self, request).await
    }

    async fn list_self_evaluations(
        &self,
        request: Request<ListSelfEvaluationsRequest>,
    ) -> Answer<ListSelfEvaluationsResponse> {
        sef_listed::self_evaluations(self, request).await
    }

    async fn list_requirements(
        &self,
        request: Request<ListRequirementsRequest>,
    ) -> Answer<ListRequirementsResponse> {
        required::requirements(self, request).await
    }

    async fn list_adoptions(
        &self,
        request: Request<ListAdoptionsRequest>,
    ) -> Answer<ListAdoptionsResponse> {
        required::adoptions(self, request).await
    }

    async fn list_independence_levels(
        &self,
        request: Request<ListIndependenceLevelsRequest>,
    ) -> Answer<ListIndependenceLevelsResponse> {
        required::independence_levels(self, request).await
    }

    async fn list_independence(
        &self,
        request: Request<ListIndependenceRequest>,
    ) -> Answer<ListIndependenceResponse> {
        required::independence(self, request).await
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
        listed::figure_imports(self, request).await
    }

    async fn list_figure_mappings(
        &self,
        request: Request<ListFigureMappingsRequest>,
    ) -> Answer<ListFigureMappingsResponse> {
        listed::figure_mappings(self, request).await
    }

    async fn list_measures(
        &self,
        request: Request<ListMeasuresRequest>,
    ) -> Answer<ListMeasuresResponse> {
        listed::measures(self, request).await
    }

    async fn list_figures(
        &self,
        request: Request<ListFiguresRequest>,
    ) -> Answer<ListFiguresResponse> {
        listed::figures(self, request).await
    }

    async fn list_benchmarks(
        &self,
        request: Request<ListBenchmarksRequest>,
    ) -> Answer<ListBenchmarksResponse> {
        benchmarked::benchmarks(self, request).await
    }

    async fn list_inspections(
        &self,
        request: Request<ListInspectionsRequest>,
    ) -> Answer<ListInspectionsResponse> {
        listed::inspections(self, request).await
    }

    async fn list_accreditations(
        &self,
        request: Request<ListAccreditationsRequest>,
    ) -> Answer<ListAccreditationsResponse> {
        listed::accreditations(self, request).await
    }
}

#[cfg(test)]
mod tests;
