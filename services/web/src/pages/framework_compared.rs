//! Two versions of the framework side by side: which areas came and went, and which words changed.

use axum::extract::State;
use contract::categories::v1::{FrameworkAgreed, GetFrameworkRequest};
use maud::{Markup, html};
use similar::{ChangeTag, TextDiff};

use super::{chip, crumbs};
use crate::components::tag;
use crate::failure::Failure;
use crate::form::Query;
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::names::Names;
use crate::routes::Routes;
use crate::services::{Services, ask};
use crate::shown::{Absence, Shown, Words};
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found.
pub(crate) fn routes() -> Routes {
    Routes::default().get(AT, show)
}

pub(crate) const AT: &str = "/framework/compared";

/// An earlier version and a later one.
#[derive(Debug)]
pub(crate) struct VersionPair {
    pub earlier: FrameworkAgreed,
    pub later: FrameworkAgreed,
}

/// `GET /framework/compared`, with `?earlier=1&later=2`.
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let ground = Ground::load(&web.services, &visitor).await?;
    let framework = ground.framework.framework_id.clone();
    let number = |name: &str| query.get(name).parse::<u32>().ok().filter(|version| *version > 0);
    let asked = number("earlier").zip(number("later")).filter(|(earlier, later)| earlier < later);
    let Some((earlier, later)) = asked else {
        let sentence =
            "Say which two versions are compared, the earlier first: ?earlier=1&later=2.";
        return Err(Failure::Malformed(sentence.to_owned()));
    };
    let (earlier, later) = tokio::try_join!(
        version(&web.services, &visitor, &framework, earlier),
        version(&web.services, &visitor, &framework, later),
    )?;
    Ok(render(&visitor, &VersionPair { earlier, later }))
}

/// A version of a framework that was agreed.
pub(super) async fn version(
    services: &Services,
    visitor: &Visitor,
    framework_id: &str,
    version: u32,
) -> Result<FrameworkAgreed, Failure> {
    let framework_id = framework_id.to_owned();
    let wanted = GetFrameworkRequest { framework_id, version, ..GetFrameworkRequest::default() };
    let answer = services.categories().get_framework(ask(&visitor.caller(), wanted)).await?;
    Ok(answer.into_inner().framework.unwrap_or_default())
}

const WORDS: Words<'_> =
    Words { what: "What changed", none: Absence::of("No word changed between these versions.") };

pub(crate) fn render(visitor: &Visitor, versions: &VersionPair) -> Markup {
    let VersionPair { earlier, later } = versions;
    let body = html! {
        h1.govuk-heading-l { "What changed in the framework" }
        p.pl-lead {
            "From version " (earlier.version) " to version " (later.version) ". Words that went are struck through, words that came are underlined. "
            a.govuk-link href="/framework" { "See the newest version" }
        }
        // Everybody in the trust is shown the framework.
        (Shown::All(versions).draw(WORDS, changes))
    };
    let crumbs = crumbs([("What the regions mean".to_owned(), "/framework".to_owned())]);
    let title = "What changed in the framework";
    let place = Place::Elsewhere;
    page(&Frame { title, place, visitor, crumbs: &crumbs, as_of: None, problem: false }, &body)
}

/// Each area with what changed in it; nothing where that is nothing.
pub(super) fn changes(versions: &&VersionPair) -> Option<Markup> {
    let VersionPair { earlier, later } = versions;
    let (names, before) = (names(later), names(earlier));
    let ladder = ladder(earlier, later);
    let areas: Vec<Markup> =
        later.areas.iter().filter_map(|area| changed(versions, &names, &area.area_id)).collect();
    let has = |framework: &FrameworkAgreed, id: &str| {
        framework.areas.iter().any(|area| area.area_id == id)
    };
    let gone = earlier.areas.iter().filter(|area| !has(later, &area.area_id));
    let gone: Vec<_> = gone.map(|area| before.area(&area.area_id)).collect();
    let something = ladder.is_some() || !areas.is_empty() || !gone.is_empty();
    something.then(|| {
        html! {
            @if let Some(ladder) = ladder { (ladder) }
            @for area in areas { (area) }
            @for name in gone { h2.govuk-heading-m { (name) " " (tag("Left out", "grey")) } }
        }
    })
}

fn names(framework: &FrameworkAgreed) -> Names {
    Names::of(&Default::default(), &[], framework)
}

/// The ladders, where they are not the same.
fn ladder(earlier: &FrameworkAgreed, later: &FrameworkAgreed) -> Option<Markup> {
    let rungs = |framework: &FrameworkAgreed| {
        let names = framework.regions.iter().map(|region| region.name.as_str());
        names.collect::<Vec<_>>().join(", ")
    };
    let (before, after) = (rungs(earlier), rungs(later));
    (before != after).then(|| {
        html! {
            h2.govuk-heading-m { "The ladder, lowest first" }
            p.govuk-body { (in_words(&before, &after)) }
        }
    })
}

/// An area of the later version with the regions whose words changed; nothing where none did.
fn changed(versions: &VersionPair, names: &Names, area: &str) -> Option<Markup> {
    let VersionPair { earlier, later } = versions;
    let before = earlier.areas.iter().find(|known| known.area_id == area);
    let name = names.area(area);
    let rows: Vec<_> = later
        .regions
        .iter()
        .filter_map(|region| {
            let (old, new) =
                (words(earlier, area, &region.region_id), words(later, area, &region.region_id));
            (old != new).then(|| (region.region_id.clone(), in_words(old, new)))
        })
        .collect();
    let renamed = before.is_some_and(|before| before.name != name);
    (before.is_none() || renamed || !rows.is_empty()).then(|| {
        html! {
            h2.govuk-heading-m {
                @if let Some(before) = before { (in_words(&before.name, &name)) } @else { (name) " " (tag("New", "")) }
            }
            dl.govuk-summary-list {
                @for (region, words) in rows {
                    div.govuk-summary-list__row {
                        dt.govuk-summary-list__key { (chip(names, &region)) }
                        dd.govuk-summary-list__value { (words) }
                    }
                }
            }
        }
    })
}

/// What an area looks like in a region; empty where a version does not say.
fn words<'a>(framework: &'a FrameworkAgreed, area: &str, region: &str) -> &'a str {
    let mut described = framework.descriptors.iter();
    let found = described.find(|words| words.area_id == area && words.region_id == region);
    found.map_or("", |words| words.text.as_str())
}

/// Texts that share less than this are said whole, one after the other: their common words would only scatter them.
const LIKE: f32 = 0.4;

/// One text as another, word by word.
pub(super) fn in_words(before: &str, after: &str) -> Markup {
    let (old, new): (Vec<_>, Vec<_>) =
        (before.split_inclusive(' ').collect(), after.split_inclusive(' ').collect());
    let diff = TextDiff::from_slices(&old, &new);
    if diff.ratio() < LIKE {
        return html! {
            @if !before.is_empty() { del { (before) } " " }
            @if !after.is_empty() { ins { (after) } }
        };
    }
    html! {
        @for change in diff.iter_all_changes() {
            @match change.tag() {
                ChangeTag::Equal => (change.value()),
                ChangeTag::Delete => del { (change.value()) },
                ChangeTag::Insert => ins { (change.value()) },
            }
        }
    }
}

#[cfg(test)]
mod tests;
