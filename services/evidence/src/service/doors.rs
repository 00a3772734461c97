//! What the rpcs of this service reach: the door, the read models and the log.

use door::Door;
use eventlog::{Documents, Log};

use crate::accreditations::AccreditationsList;
use crate::adoptions::AdoptionsList;
use crate::attached_files::AttachedFiles;
use crate::figure_imports::FigureImportsList;
use crate::figure_mappings::FigureMappingsList;
use crate::figures::FiguresList;
use crate::imported_figures::ImportedFiguresList;
use crate::independence_levels::IndependenceLevelsList;
use crate::inspections::InspectionsList;
use crate::measures::MeasuresList;
use crate::record_entries::RecordEntriesList;
use crate::requirements::RequirementsList;
use crate::school_independence::SchoolIndependenceList;
use crate::school_urns::SchoolUrnsList;
use crate::sef_templates::SefTemplatesList;
use crate::self_evaluations::SelfEvaluationsList;
use crate::virus_scanner::VirusScanner;
use crate::visit_notes::VisitNotesList;

/// The rpcs of this service.
#[derive(Clone, Debug)]
pub(crate) struct EvidenceDoors {
    pub door: Door,
    pub inspections: Documents<InspectionsList>,
    pub accreditations: Documents<AccreditationsList>,
    pub measures: Documents<MeasuresList>,
    pub figures: Documents<FiguresList>,
    pub record_entries: Documents<RecordEntriesList>,
    pub visit_notes: Documents<VisitNotesList>,
    pub sef_templates: Documents<SefTemplatesList>,
    pub self_evaluations: Documents<SelfEvaluationsList>,
    pub imported: Documents<ImportedFiguresList>,
    pub imports: Documents<FigureImportsList>,
    pub mappings: Documents<FigureMappingsList>,
    pub school_urns: Documents<SchoolUrnsList>,
    pub requirements: Documents<RequirementsList>,
    pub adoptions: Documents<AdoptionsList>,
    pub independence_levels: Documents<IndependenceLevelsList>,
    pub independence: Documents<SchoolIndependenceList>,
    pub files: AttachedFiles,
    pub scanner: VirusScanner,
    pub log: Log,
}
