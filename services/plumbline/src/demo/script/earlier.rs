//! What the story says was decided of schools before Plumbline.

use std::collections::BTreeMap;

use contract::categories::v1::EarlierDecision;
use jiff::civil::Date;
use serde::Deserialize;

/// What was decided of a school on a day before Plumbline.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EarlierScript {
    /// The school's slug.
    pub school: String,
    /// The day on which it was decided.
    pub on: Date,
    /// The document in which it stands.
    pub paper: String,
    /// Who decided it.
    pub by: String,
    /// Regions by area, as the default framework has both.
    #[serde(default)]
    regions: BTreeMap<String, String>,
    /// Regions by area, as the document names both.
    #[serde(default)]
    named: BTreeMap<String, String>,
    /// Why it is taken back; empty where it stands.
    #[serde(default)]
    pub taken_back: String,
}

impl EarlierScript {
    /// Whether areas and regions are the framework's.
    pub fn is_by_framework(&self) -> bool {
        self.named.is_empty()
    }

    /// As the contract has it.
    pub fn decisions(&self) -> Vec<EarlierDecision> {
        let by_framework = self.regions.iter().map(|(area, region)| EarlierDecision {
            area_id: area.clone(),
            region_id: region.clone(),
            ..EarlierDecision::default()
        });
        let named = self.named.iter().map(|(area, region)| EarlierDecision {
            area_name: area.clone(),
            region_name: region.clone(),
            ..EarlierDecision::default()
        });
        by_framework.chain(named).collect()
    }
}
