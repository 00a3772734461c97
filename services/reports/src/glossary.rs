//! The words of the paper and what they mean, for a reader who has not met them.

use contract::categories::v1::{Descriptor, FrameworkAgreed};
use contract::reports::v1::{CategoryRow, GlossaryEntry};

const WORDS: &[(&str, &str)] = &[
    ("Area", "What is judged, for example governance. The trust decides which areas there are."),
    (
        "Region",
        "An area's place on the trust's ladder. Regions are not Ofsted grades and do not translate into them.",
    ),
    (
        "Movement",
        "Whether the region is higher or lower on the ladder than at the decision before. A first judgement has no movement.",
    ),
    (
        "School's own view",
        "Where the headteacher saw the school before the trust made its proposal. It is kept beside the decision, also where the two differ.",
    ),
    (
        "Response rate",
        "How many of those asked answered. It is said in steps that are at least five people wide: per cent from 50 asked on, below that “under a third”, “about half” or “most”, and nothing under 14.",
    ),
    (
        "Not shown",
        "Few people answered, or the figure would give another away beside those that are shown. It is not a nought.",
    ),
    (
        "90% or more, 10% or less",
        "All or nearly all of fewer than 20 people said so, or none or hardly any. The exact figure would tell what single people said.",
    ),
    (
        "Other schools",
        "The trust's figure without this school. Where what was released does not tell it, the whole trust's figure stands there and says so.",
    ),
    (
        "Percentile",
        "Of 100 schools put in order of a figure, 10 stand at or below the 10th percentile and 25 at or below the 25th.",
    ),
    (
        "n",
        "How many answers or children a figure rests on. Small numbers move a long way when one person changes.",
    ),
    (
        "Event",
        "A numbered entry of the trust's record. Entries are added and never altered; the number lets anyone find it again.",
    ),
];

/// The fixed words, then each region with its place and with the framework's own sentence for an area that stands in it.
pub(crate) fn glossary(framework: &FrameworkAgreed, rows: &[CategoryRow]) -> Vec<GlossaryEntry> {
    let entry = |word: &str, meaning: String| GlossaryEntry { word: word.to_owned(), meaning };
    let rungs = framework.regions.len();
    let regions = framework.regions.iter().zip(1..).map(|(region, place)| {
        let place = match place {
            1 => format!("The lowest of the {rungs} regions."),
            place if place == rungs => format!("The highest of the {rungs} regions."),
            place => format!("Region {place} of {rungs}, counted from the lowest."),
        };
        entry(&region.name, place + &sentence(framework, rows, &region.region_id))
    });
    WORDS.iter().map(|(word, meaning)| entry(word, (*meaning).to_owned())).chain(regions).collect()
}

/// How one area looks in a region, in the framework's words: the first that the school stands in, else the first described.
fn sentence(framework: &FrameworkAgreed, rows: &[CategoryRow], region_id: &str) -> String {
    let described = || framework.descriptors.iter().filter(|words| words.region_id == region_id);
    let stands = |words: &&Descriptor| {
        rows.iter().any(|row| row.area_id == words.area_id && row.region_id == region_id)
    };
    let Some(words) = described().find(stands).or_else(|| described().next()) else {
        return String::new();
    };
    let area = framework.areas.iter().find(|area| area.area_id == words.area_id);
    let area = area.map_or(words.area_id.as_str(), |area| area.name.as_str());
    format!(" {area}, for example, looks like this there: {}", words.text)
}
