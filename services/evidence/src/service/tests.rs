use std::sync::Arc;

use contract::Said as _;
use contract::events::{PersonEvent, StoredEvent};
use contract::evidence::v1::evidence_service_server::EvidenceService as _;
use contract::schools::v1::{Role, RoleGranted, Scope};
use door::testing::{TestService, new_id, reason_of};
use eventlog::testing::fits;
use eventlog::{Document as _, Documents, Projection};
use tonic::{Code, Status};
use uuid::Uuid;

use super::*;
use crate::accreditations::AccreditationsList;
use crate::adoptions::AdoptionsList;
use crate::attached_files::AttachedFiles;
use crate::figure_imports::FigureImportsList;
use crate::figure_mappings::FigureMappingsList;
use crate::figures::FiguresList;
use crate::imported_figures::ImportedFiguresList;
use crate::independence_levels::IndependenceLevelsList;
use crate::inspection::tests::{as_card, card};
use crate::inspections::InspectionsList;
use crate::measures::MeasuresList;
use crate::record_entries::RecordEntriesList;
use crate::report_reader::ReportReader;
use crate::requirements::RequirementsList;
use crate::school_independence::SchoolIndependenceList;
use crate::school_urns::SchoolUrnsList;
use crate::sef_templates::SefTemplatesList;
use crate::self_evaluations::SelfEvaluationsList;
use crate::virus_scanner::VirusScanner;
use crate::visit_notes::VisitNotesList;

mod attached;
mod benchmarks;
mod figures;
mod imports;
mod levels;
mod mappings;
mod record;
mod required;
mod sef;
mod visits;

/// The service on a store of its own.
struct House {
    service: TestService,
    doors: EvidenceDoors,
}

const SCHOOL: Uuid = Uuid::from_u128(0x40);
const OTHER: Uuid = Uuid::from_u128(0x41);

impl House {
    async fn start() -> Self {
        let projections: Vec<Arc<dyn Projection>> = vec![
            Arc::new(InspectionsList),
            Arc::new(AccreditationsList),
            Arc::new(MeasuresList),
            Arc::new(FiguresList),
            Arc::new(RecordEntriesList),
            Arc::new(VisitNotesList),
            Arc::new(SefTemplatesList),
            Arc::new(SelfEvaluationsList),
            Arc::new(ImportedFiguresList),
            Arc::new(FigureImportsList),
            Arc::new(FigureMappingsList),
            Arc::new(SchoolUrnsList),
            Arc::new(RequirementsList),
            Arc::new(AdoptionsList),
            Arc::new(IndependenceLevelsList),
            Arc::new(SchoolIndependenceList),
        ];
        let service = TestService::start("evidence", projections).await;
        let doors = EvidenceDoors {
            door: service.door().await,
            inspections: Documents::new(service.read_model(InspectionsList::NAME)),
            accreditations: Documents::new(service.read_model(AccreditationsList::NAME)),
            measures: Documents::new(service.read_model(MeasuresList::NAME)),
            figures: Documents::new(service.read_model(FiguresList::NAME)),
            record_entries: Documents::new(service.read_model(RecordEntriesList::NAME)),
            visit_notes: Documents::new(service.read_model(VisitNotesList::NAME)),
            sef_templates: Documents::new(service.read_model(SefTemplatesList::NAME)),
            self_evaluations: Documents::new(service.read_model(SelfEvaluationsList::NAME)),
            imported: Documents::new(service.read_model(ImportedFiguresList::NAME)),
            imports: Documents::new(service.read_model(FigureImportsList::NAME)),
            mappings: Documents::new(service.read_model(FigureMappingsList::NAME)),
            school_urns: Documents::new(service.read_model(SchoolUrnsList::NAME)),
            requirements: Documents::new(service.read_model(RequirementsList::NAME)),
            adoptions: Documents::new(service.read_model(AdoptionsList::NAME)),
            independence_levels: Documents::new(service.read_model(IndependenceLevelsList::NAME)),
            independence: Documents::new(service.read_model(SchoolIndependenceList::NAME)),
            files: AttachedFiles::new(service.log().await, ReportReader::Here),
            scanner: VirusScanner::Unset,
            log: service.log().await,
        };
        Self { service, doors }
    }

    fn request<M>(&self, message: M) -> Request<M> {
        self.service.request_at("2026-06-01T10:00:00Z", message)
    }

    async fn happens<E: StoredEvent>(&self, id: Uuid, event: E) {
        let at = "2025-09-01T08:00:00Z".parse().unwrap();
        self.service.store.record_at(self.service.trust, &id.to_string(), vec![event], at).await;
    }

    async fn grants(&self, person: Uuid, role: Role, over: Scope) {
        let granted = RoleGranted {
            person_id: person.to_string(),
            grant_id: Uuid::from_u128(person.as_u128() + 0x100).to_string(),
            role: role.into(),
            scope: Some(over),
            from: "2025-09-01".to_owned(),
            until: String::new(),
        };
        self.happens(person, PersonEvent::RoleGranted(granted)).await;
    }

    async fn record(&self, school: Uuid, on: &str) -> Result<RecordInspectionResponse, Status> {
        let request = RecordInspectionRequest {
            command_id: new_id(),
            school_id: school.to_string(),
            on: on.to_owned(),
            outcome: Some(as_card(card())),
        };
        Ok(self.doors.record_inspection(self.request(request)).await?.into_inner())
    }

    async fn list(&self, school: Option<Uuid>) -> Vec<Inspection> {
        let at_least = self.service.catch_up().await;
        let school_id = school.map(|id| id.to_string()).unwrap_or_default();
        let asked = ListInspectionsRequest { at_least, school_id, as_of_date: String::new() };
        let answer = self.doors.list_inspections(self.request(asked)).await.unwrap();
        answer.into_inner().inspections
    }
}

#[tokio::test]
async fn a_schools_inspections_come_newest_first_as_they_were_published() {
    let house = House::start().await;
    house.record(SCHOOL, "2025-12-02").await.unwrap();
    let newest = house.record(SCHOOL, "2026-05-05").await.unwrap();
    house.record(OTHER, "2026-02-03").await.unwrap();
    let listed = house.list(Some(SCHOOL)).await;
    let days: Vec<_> = listed.iter().map(|inspection| inspection.on.as_str()).collect();
    assert_eq!(days, ["2026-05-05", "2025-12-02"]);
    assert_eq!(listed[0].inspection_id, newest.inspection_id);
    assert_eq!(listed[0].position, newest.position);
    assert_eq!(listed[0].outcome, Some(as_card(card())));
    assert_eq!(house.list(None).await.len(), 3);
}

#[tokio::test]
async fn what_was_withdrawn_stands_in_no_list() {
    let house = House::start().await;
    let recorded = house.record(SCHOOL, "2025-12-02").await.unwrap();
    let request = WithdrawInspectionRequest {
        command_id: new_id(),
        inspection_id: recorded.inspection_id,
        school_id: SCHOOL.to_string(),
        reason: "It was of another day.".to_owned(),
    };
    house.doors.withdraw_inspection(house.request(request)).await.unwrap();
    assert!(house.list(None).await.is_empty());
}

#[tokio::test]
async fn accreditations_come_newest_first_and_an_end_is_told() {
    let house = House::start().await;
    let mut ids = Vec::new();
    for (scheme, awarded_on) in [("Artsmark", "2024-02-03"), ("PSQM", "2025-03-04")] {
        let request = RecordAccreditationRequest {
            command_id: new_id(),
            school_id: SCHOOL.to_string(),
            scheme: scheme.to_owned(),
            awarded_on: awarded_on.to_owned(),
            ..RecordAccreditationRequest::default()
        };
        let answer = house.doors.record_accreditation(house.request(request)).await.unwrap();
        ids.push(answer.into_inner().accreditation_id);
    }
    let request = EndAccreditationRequest {
        command_id: new_id(),
        accreditation_id: ids[0].clone(),
        school_id: SCHOOL.to_string(),
        on: "2026-01-05".to_owned(),
        reason: "The scheme closed.".to_owned(),
    };
    house.doors.end_accreditation(house.request(request)).await.unwrap();
    let at_least = house.service.catch_up().await;
    let request = ListAccreditationsRequest { at_least, ..Default::default() };
    let answer = house.doors.list_accreditations(house.request(request)).await.unwrap();
    let found = answer.into_inner().accreditations;
    let schemes: Vec<_> = found.iter().map(|one| one.scheme.as_str()).collect();
    assert_eq!(schemes, ["PSQM", "Artsmark"]);
    assert_eq!((found[0].ended_on.as_str(), found[1].ended_on.as_str()), ("", "2026-01-05"));
    assert_eq!(found[1].ended_because.said(), "The scheme closed.");
}

#[tokio::test]
async fn an_inspection_recorded_twice_is_refused_by_name() {
    let house = House::start().await;
    house.record(SCHOOL, "2025-12-02").await.unwrap();
    let status = house.record(SCHOOL, "2025-12-02").await.unwrap_err();
    assert_eq!(status.code(), Code::AlreadyExists);
    assert_eq!(reason_of(&status), "INSPECTION_ALREADY_RECORDED");
}

#[tokio::test]
async fn a_value_outside_the_contract_is_named() {
    let house = House::start().await;
    let mut strange = card();
    strange.judgements[0].grade = 77;
    let request = RecordInspectionRequest {
        command_id: new_id(),
        school_id: SCHOOL.to_string(),
        on: "2025-12-02".to_owned(),
        outcome: Some(as_card(strange)),
    };
    let status = house.doors.record_inspection(house.request(request)).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    assert!(status.message().contains("outcome.report_card.judgements"), "{}", status.message());
}

#[test]
fn the_largest_inspection_fits() {
    let largest = Inspection {
        inspection_id: Uuid::max().to_string(),
        school_id: Uuid::max().to_string(),
        on: "2026-05-05".to_owned(),
        outcome: Some(as_card(card())),
        position: u64::MAX,
        withdrawn: false,
        report: Some(attached::largest()),
    };
    fits::<InspectionsList>(&largest);
}

#[test]
fn the_largest_accreditation_fits() {
    fits::<AccreditationsList>(&Accreditation {
        accreditation_id: Uuid::max().to_string(),
        school_id: Uuid::max().to_string(),
        scheme: "S".repeat(100),
        level: "L".repeat(100),
        awarded_on: "2026-05-05".to_owned(),
        expires_on: "2026-05-05".to_owned(),
        ended_on: "2026-05-05".to_owned(),
        ended_because: Some("W".repeat(2_000).into()),
        position: u64::MAX,
        report: Some(attached::largest()),
    });
}
