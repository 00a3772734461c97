//! What is judged and in which words: versions follow one another, and a version's words never change.

use contract::categories::v1::{Area, Descriptor, FrameworkAgreed, Region};
use contract::commands::FrameworkCommand;
use contract::events::FrameworkEvent;
use contract::{Kind, Refusal};
use eventlog::{Context, Decider};
use serde::{Deserialize, Serialize};

/// Why a framework says no.
#[derive(Debug, PartialEq, thiserror::Error)]
pub(crate) enum FrameworkRefusal {
    #[error("The next version of this framework is {next}, not {given}.")]
    VersionOutOfOrder { next: u32, given: u32 },
    #[error("The area {0} is listed twice.")]
    AreaRepeated(String),
    #[error("The region {0} is listed twice.")]
    RegionRepeated(String),
    #[error("A ladder needs at least two regions.")]
    LadderTooShort,
    #[error("{area} has no description of what {region} looks like.")]
    DescriptorMissing { area: String, region: String },
    #[error(
        "The description for {area} and {region} names an area or region that is not listed, or is there twice."
    )]
    DescriptorMisplaced { area: String, region: String },
}

impl Refusal for FrameworkRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::VersionOutOfOrder { .. } => (Kind::State, "VERSION_OUT_OF_ORDER"),
            Self::AreaRepeated(_) => (Kind::Malformed, "AREA_REPEATED"),
            Self::RegionRepeated(_) => (Kind::Malformed, "REGION_REPEATED"),
            Self::LadderTooShort => (Kind::Malformed, "LADDER_TOO_SHORT"),
            Self::DescriptorMissing { .. } => (Kind::Malformed, "DESCRIPTOR_MISSING"),
            Self::DescriptorMisplaced { .. } => (Kind::Malformed, "DESCRIPTOR_MISPLACED"),
        }
    }
}

/// The agreed versions, oldest first.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Framework {
    versions: Vec<Version>,
}

/// What others need of a version to decide.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Version {
    number: u32,
    /// In the order they are shown.
    pub area_ids: Vec<String>,
    /// Region ids, lowest first.
    pub ladder: Vec<String>,
}

impl Framework {
    /// A version, where it was agreed.
    pub(crate) fn version(&self, number: u32) -> Option<&Version> {
        self.versions.iter().find(|version| version.number == number)
    }

    fn next(&self) -> u32 {
        self.versions.last().map_or(1, |latest| latest.number + 1)
    }
}

impl Decider for Framework {
    type Command = FrameworkCommand;
    type Facts = ();
    type Event = FrameworkEvent;
    type Refusal = FrameworkRefusal;

    fn decide(
        &self,
        FrameworkCommand::AgreeFramework(asked): &FrameworkCommand,
        (): &(),
        _context: &Context,
    ) -> Result<Vec<FrameworkEvent>, FrameworkRefusal> {
        let agreed = asked.framework.clone().unwrap_or_default();
        if agreed.version != self.next() {
            let (next, given) = (self.next(), agreed.version);
            return Err(FrameworkRefusal::VersionOutOfOrder { next, given });
        }
        areas_and_regions(&agreed.areas, &agreed.regions)?;
        descriptors(&agreed)?;
        Ok(vec![agreed.into()])
    }

    fn evolve(&mut self, event: &FrameworkEvent) {
        match event {
            FrameworkEvent::FrameworkAgreed(agreed) => self.versions.push(Version {
                number: agreed.version,
                area_ids: agreed.areas.iter().map(|area| area.area_id.clone()).collect(),
                ladder: agreed.regions.iter().map(|region| region.region_id.clone()).collect(),
            }),
        }
    }

    fn derived_id(
        FrameworkCommand::AgreeFramework(asked): &FrameworkCommand,
        _: &Context,
    ) -> Option<String> {
        asked.framework.as_ref().map(|framework| framework.framework_id.clone())
    }
}

fn areas_and_regions(areas: &[Area], regions: &[Region]) -> Result<(), FrameworkRefusal> {
    if let Some(id) = repeated(areas.iter().map(|area| &area.area_id)) {
        return Err(FrameworkRefusal::AreaRepeated(id));
    }
    if let Some(id) = repeated(regions.iter().map(|region| &region.region_id)) {
        return Err(FrameworkRefusal::RegionRepeated(id));
    }
    if regions.len() < 2 {
        return Err(FrameworkRefusal::LadderTooShort);
    }
    Ok(())
}

fn repeated<'a>(ids: impl Iterator<Item = &'a String> + Clone) -> Option<String> {
    let mut later = ids.clone().enumerate();
    later
        .find(|(place, id)| ids.clone().take(*place).any(|earlier| earlier == *id))
        .map(|(_, id)| id.clone())
}

/// One description for each area and region, and no other.
fn descriptors(agreed: &FrameworkAgreed) -> Result<(), FrameworkRefusal> {
    for area in &agreed.areas {
        for region in &agreed.regions {
            let said =
                |d: &&Descriptor| d.area_id == area.area_id && d.region_id == region.region_id;
            if !agreed.descriptors.iter().filter(said).any(|d| !d.text.trim().is_empty()) {
                let (area, region) = (area.name.clone(), region.name.clone());
                return Err(FrameworkRefusal::DescriptorMissing { area, region });
            }
        }
    }
    for (place, one) in agreed.descriptors.iter().enumerate() {
        let known = agreed.areas.iter().any(|area| area.area_id == one.area_id)
            && agreed.regions.iter().any(|region| region.region_id == one.region_id);
        let same = |other: &Descriptor| {
            (&other.area_id, &other.region_id) == (&one.area_id, &one.region_id)
        };
        if !known || agreed.descriptors.iter().take(place).any(same) {
            let (area, region) = (one.area_id.clone(), one.region_id.clone());
            return Err(FrameworkRefusal::DescriptorMisplaced { area, region });
        }
    }
    Ok(())
}

eventlog::aggregate_plug!(Framework);

#[cfg(test)]
mod tests;
