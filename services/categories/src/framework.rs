//! What is judged and in which words: versions follow one another, and a version's words never change.

use contract::categories::v1::{Area, Descriptor, FrameworkAgreed, Region};
use contract::commands::FrameworkCommand;
use contract::events::FrameworkEvent;
use contract::{Kind, Refusal};
use eventlog::{Context, Decider};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Why a framework says no.
#[derive(Debug, PartialEq, thiserror::Error)]
pub(crate) enum FrameworkRefusal {
    #[error("The next version of this framework is {next}, not {given}.")]
    VersionOutOfOrder { next: u32, given: u32 },
    #[error(
        "The headteachers are asked to comment on the draft until {0}. Agree the version after that day."
    )]
    HeadsAreAsked(Date),
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
            Self::HeadsAreAsked(_) => (Kind::State, "HEADS_ARE_ASKED"),
            Self::AreaRepeated(_) => (Kind::Malformed, "AREA_REPEATED"),
            Self::RegionRepeated(_) => (Kind::Malformed, "REGION_REPEATED"),
            Self::LadderTooShort => (Kind::Malformed, "LADDER_TOO_SHORT"),
            Self::DescriptorMissing { .. } => (Kind::Malformed, "DESCRIPTOR_MISSING"),
            Self::DescriptorMisplaced { .. } => (Kind::Malformed, "DESCRIPTOR_MISPLACED"),
        }
    }
}

/// What is said of the draft of the version that is to be agreed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct DraftBefore {
    /// The last day on which headteachers comment on it; nothing where they were not asked.
    pub comment_by: Option<Date>,
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

    /// The number of the version that is agreed next.
    pub(crate) fn next(&self) -> u32 {
        self.versions.last().map_or(1, |latest| latest.number + 1)
    }
}

impl Decider for Framework {
    type Command = FrameworkCommand;
    type Facts = DraftBefore;
    type Event = FrameworkEvent;
    type Refusal = FrameworkRefusal;

    fn decide(
        &self,
        FrameworkCommand::AgreeFramework(asked): &FrameworkCommand,
        draft: &DraftBefore,
        context: &Context,
    ) -> Result<Vec<FrameworkEvent>, FrameworkRefusal> {
        let agreed = asked.framework.clone().unwrap_or_default();
        check_next(agreed.version, self.next())?;
        if let Some(until) = draft.comment_by.filter(|until| context.today() <= *until) {
            return Err(FrameworkRefusal::HeadsAreAsked(until));
        }
        check_words(&agreed)?;
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

/// Refuses a version that is not the one that is agreed next.
pub(crate) fn check_next(given: u32, next: u32) -> Result<(), FrameworkRefusal> {
    if given == next { Ok(()) } else { Err(FrameworkRefusal::VersionOutOfOrder { next, given }) }
}

/// Refuses a version that could not be judged by.
pub(crate) fn check_words(version: &FrameworkAgreed) -> Result<(), FrameworkRefusal> {
    areas_and_regions(&version.areas, &version.regions)?;
    descriptors(version)
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
