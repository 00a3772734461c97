//! What was recorded is withdrawn, retired, revised or taken back, and what was agreed is looked at again.

use contract::Caller;
use contract::evidence::v1::evidence_service_client::EvidenceServiceClient;
use contract::evidence::v1::{
    DefineMeasureRequest, FigureMapping, FigureSource, FigureStatus, ImportFiguresRequest,
    ListVisitNotesRequest, MakeFigureMappingRequest, MappedMeasure, MeasureDefinition,
    MeasureStage, MeasureUnit, Polarity, RecordFigureRequest, RetireMeasureRequest,
    ReviseFigureMappingRequest, RevisitOutcome, RevisitVisitActionRequest, TakeBackImportRequest,
    WithdrawFigureRequest,
};
use peers::Channel;

use crate::doors::{Doors, new_id, on};

const TODAY: &str = "2026-11-24";
/// The school whose figures are recorded by mistake.
const SCHOOL: &str = "quaymarsh";

/// The lead, who corrects on one day what the record holds of schools.
struct Correcting<'a> {
    doors: &'a Doors,
    lead: Caller,
}

pub async fn what_was_recorded_has_its_second_thoughts(doors: &Doors) {
    let correcting = Correcting { doors, lead: on(&doors.caller, TODAY) };
    correcting.a_figure_is_withdrawn_and_its_measure_retired().await;
    correcting.a_mapping_is_revised().await;
    correcting.an_import_is_taken_back().await;
    correcting.an_action_is_looked_at_again().await;
}

impl Correcting<'_> {
    fn evidence(&self) -> EvidenceServiceClient<Channel> {
        EvidenceServiceClient::new(self.doors.peers.channel("evidence"))
    }

    async fn a_figure_is_withdrawn_and_its_measure_retired(&self) {
        let measure_id = "choir-members".to_owned();
        let definition = MeasureDefinition {
            title: "Members of the choir".to_owned(),
            unit: MeasureUnit::Count.into(),
            polarity: Polarity::Neither.into(),
            decimals: 0,
            stage: MeasureStage::WholeSchool.into(),
            counts: "Pupils who sing in the choir".to_owned(),
            source: "The choir's own list".to_owned(),
            breakdowns: Vec::new(),
            survey_elsewhere: false,
        };
        let define = DefineMeasureRequest {
            command_id: new_id(),
            measure_id: measure_id.clone(),
            version: 1,
            definition: Some(definition),
        };
        self.evidence().define_measure(self.lead.request(define)).await.unwrap();
        let document = "Choir list of the autumn".to_owned();
        let record = RecordFigureRequest {
            command_id: new_id(),
            school_id: self.doors.schools[SCHOOL].clone(),
            measure_id: measure_id.clone(),
            period: "2025-26".to_owned(),
            value: "31".to_owned(),
            cohort: Some(140),
            status: FigureStatus::Internal.into(),
            source: Some(FigureSource { document, ..FigureSource::default() }),
            ..RecordFigureRequest::default()
        };
        let recorded = self.evidence().record_figure(self.lead.request(record)).await.unwrap();
        let withdraw = WithdrawFigureRequest {
            command_id: new_id(),
            figure_id: recorded.into_inner().figure_id,
            school_id: self.doors.schools[SCHOOL].clone(),
            reason: "The list was of the town's choir and not of the school's.".to_owned(),
        };
        self.evidence().withdraw_figure(self.lead.request(withdraw)).await.unwrap();
        let retire = RetireMeasureRequest {
            command_id: new_id(),
            measure_id,
            reason: "Only one school keeps a list of its choir.".to_owned(),
        };
        self.evidence().retire_measure(self.lead.request(retire)).await.unwrap();
    }

    async fn a_mapping_is_revised(&self) {
        let make = MakeFigureMappingRequest {
            command_id: new_id(),
            name: "Export of the pupil system, autumn".to_owned(),
            mapping: Some(mapping("Met")),
        };
        let made = self.evidence().make_figure_mapping(self.lead.request(make)).await.unwrap();
        let revise = ReviseFigureMappingRequest {
            command_id: new_id(),
            figure_mapping_id: made.into_inner().figure_mapping_id,
            version: 2,
            name: "Export of the pupil system since its update".to_owned(),
            mapping: Some(mapping("Met the standard")),
        };
        self.evidence().revise_figure_mapping(self.lead.request(revise)).await.unwrap();
    }

    async fn an_import_is_taken_back(&self) {
        let urn =
            &self.doors.script.schools.iter().find(|school| school.slug == SCHOOL).unwrap().urn;
        let import = ImportFiguresRequest {
            command_id: new_id(),
            file: format!("URN,Met,Pupils\n{urn},78%,30\n").into_bytes(),
            document: "Results of the school year".to_owned(),
            period: "2024-25".to_owned(),
            status: FigureStatus::Final.into(),
            mapping: Some(mapping("Met")),
            ..ImportFiguresRequest::default()
        };
        let imported = self.evidence().import_figures(self.lead.request(import)).await.unwrap();
        let imported = imported.into_inner();
        assert!(imported.faults.is_empty() && !imported.import_id.is_empty(), "{imported:?}");
        let back = TakeBackImportRequest {
            command_id: new_id(),
            import_id: imported.import_id,
            reason: "The export was of the mock tests in the spring.".to_owned(),
        };
        self.evidence().take_back_import(self.lead.request(back)).await.unwrap();
    }

    /// An action of a note that the demo's lead issued.
    async fn an_action_is_looked_at_again(&self) {
        let wanted =
            ListVisitNotesRequest { at_least: self.doors.head().await, ..Default::default() };
        let listed = self.evidence().list_visit_notes(self.lead.request(wanted)).await.unwrap();
        let notes = listed.into_inner().notes.into_iter();
        let mut agreed = notes
            .filter(|note| !note.issued_on.is_empty())
            .filter_map(|note| Some((note.actions.first()?.action_id.clone(), note)));
        let (action_id, note) = agreed.next().expect("an issued note with an action");
        let again = RevisitVisitActionRequest {
            command_id: new_id(),
            visit_note_id: note.visit_note_id,
            school_id: note.school_id,
            action_id,
            on: TODAY.to_owned(),
            outcome: RevisitOutcome::Improved.into(),
            text: "Four of six classes answered all five questions in the same words.".to_owned(),
        };
        self.evidence().revisit_visit_action(self.lead.request(again)).await.unwrap();
    }
}

/// The columns of an export in which each line is a school.
fn mapping(column: &str) -> FigureMapping {
    let measured = MappedMeasure {
        column: column.to_owned(),
        measure_id: "ks2-rwm-expected".to_owned(),
        ..MappedMeasure::default()
    };
    FigureMapping {
        school: "URN".to_owned(),
        cohort: "Pupils".to_owned(),
        measures: vec![measured],
        ..FigureMapping::default()
    }
}
