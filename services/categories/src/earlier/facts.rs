//! What the judgements of earlier years have to know of others: the framework of the time, and what was decided in Plumbline since.

use std::collections::{BTreeMap, BTreeSet};

use contract::categories::v1::{EarlierDecision, FrameworkAgreed};
use contract::commands::EarlierDecisionsCommand;
use contract::events::{CategoryEvent, StoredEvent as _};
use contract::field;
use eventlog::{Happened, Knows, Lookup, ReadError, Stream, When};
use jiff::civil::Date;
use tonic::Status;

use super::{EarlierDecisions, EarlierRefusal};
use crate::category::Category;
use crate::framework::Framework;
use crate::service::Doors;

/// The framework of the time, and what was decided in Plumbline since.
#[derive(Clone, Debug, Default)]
pub(crate) struct EarlierFacts {
    /// Whether the trust agreed the version that is named.
    pub agreed: bool,
    pub area_ids: Vec<String>,
    pub region_ids: Vec<String>,
    /// By area: the day of the school's first decision that was taken in Plumbline.
    pub first_decided: BTreeMap<String, Date>,
    /// The day of the first of them in any area, where the paper's own names say no area.
    pub first_in_any_area: Option<Date>,
}

impl EarlierFacts {
    /// Area and region belong to the framework that is named. Without one they have names of their own.
    pub(super) fn check(
        &self,
        framework_id: &str,
        asked: &EarlierDecision,
    ) -> Result<(), EarlierRefusal> {
        let EarlierDecision { area_id, region_id, area_name, region_name } = asked;
        let (wanted, unwanted) = match framework_id {
            "" => ([area_name, region_name], [area_id, region_id]),
            _ => ([area_id, region_id], [area_name, region_name]),
        };
        if wanted.iter().any(|given| given.is_empty())
            || unwanted.iter().any(|given| !given.is_empty())
        {
            return Err(EarlierRefusal::NamedOtherwise);
        }
        if framework_id.is_empty() {
            return Ok(());
        }
        if !self.area_ids.contains(area_id) {
            return Err(EarlierRefusal::AreaUnknown(area_id.clone()));
        }
        if !self.region_ids.contains(region_id) {
            return Err(EarlierRefusal::RegionUnknown(region_id.clone()));
        }
        Ok(())
    }
}

#[tonic::async_trait]
impl Knows<EarlierDecisions> for Doors {
    async fn facts(
        &self,
        command: &EarlierDecisionsCommand,
        lookup: &Lookup<'_>,
    ) -> Result<EarlierFacts, Status> {
        let EarlierDecisionsCommand::BringInDecisions(asked) = command else {
            return Ok(EarlierFacts::default());
        };
        let mut facts = EarlierFacts::default();
        if !asked.framework_id.is_empty() {
            let framework: Framework = lookup.load(&asked.framework_id).await?;
            if let Some(version) = framework.version(asked.framework_version) {
                facts.agreed = true;
                facts.area_ids.clone_from(&version.area_ids);
                facts.region_ids.clone_from(&version.ladder);
            }
        }
        if asked.framework_id.is_empty() {
            facts.first_in_any_area = first_in_any_area(self, &asked.school_id, lookup).await?;
        }
        for decision in asked.decisions.iter().filter(|decision| !decision.area_id.is_empty()) {
            let id = Category::id(&asked.school_id, &decision.area_id);
            let history = lookup.happened(&Stream::new(CategoryEvent::CATEGORY, id)).await?;
            if let Some(day) = first_decided(&history)? {
                facts.first_decided.insert(decision.area_id.clone(), day);
            }
        }
        Ok(facts)
    }
}

/// The day of a school's first decision in any area. A framework that the rows do not hold yet is too new for one.
async fn first_in_any_area(
    doors: &Doors,
    school_id: &str,
    lookup: &Lookup<'_>,
) -> Result<Option<Date>, Status> {
    let every = FrameworkAgreed::default();
    let (_, versions) = doors.frameworks.list(lookup.trust(), When::now(0), &every).await?;
    let areas = versions.into_iter().flat_map(|version| version.areas);
    let areas: BTreeSet<String> = areas.map(|area| area.area_id).collect();
    let id = |area: &String| Category::id(school_id, area);
    let streams = areas.iter().map(|area| Stream::new(CategoryEvent::CATEGORY, id(area)));
    let streams: Vec<Stream> = streams.collect();
    lookup.read_ahead(&streams).await?;
    let mut days = Vec::new();
    for stream in &streams {
        days.extend(first_decided(&lookup.happened(stream).await?)?);
    }
    Ok(days.into_iter().min())
}

/// The day of the first decision of a category.
fn first_decided(history: &[Happened]) -> Result<Option<Date>, ReadError> {
    for event in history {
        if let CategoryEvent::CategoryDecided(decided) = event.decode()? {
            return Ok(field::day(&decided.decided_on));
        }
    }
    Ok(None)
}
