//! A version of the framework that the trustees agree: areas, ladder, and what each area looks like in each region.

use axum::extract::State;
use contract::categories::v1::{AgreeFrameworkRequest, Area, Descriptor, FrameworkAgreed, Region};
use contract::longest;
use maud::{Markup, html};
use serde::Deserialize;

use super::framework_draft;
use super::rounds::FIRST_FRAMEWORK;
use super::wave_plan::slug;
use crate::components::{Field, button_submit, details, textarea};
use crate::failure::Failure;
use crate::form::{Act, Check, Choice, Entered, Entry, Fields, Form, Query, Told, placed, sends};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::routes::Routes;
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found, and what its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default().get("/framework/new", show).form::<AgreeFramework>()
}

/// The words of an area in a region are shorter than the contract allows, since one form holds those of all.
const LONGEST: usize = 1_500;
/// Names of areas and regions may be as long as the framework's own.
const LONGEST_NAME: usize = longest::<AgreeFrameworkRequest>("name");

/// `GET /framework/new`; `?areas=` and `?regions=` begin another list of areas and another ladder, one a line.
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Markup, Failure> {
    if !visitor.may.anywhere::<AgreeFrameworkRequest>() {
        return Err(Failure::Forbidden("Trustees agree the framework.".to_owned()));
    }
    let told = Told::on(&web, &visitor, &query);
    let loaded = framework_draft::load(&web, &visitor, 0, told.at_least()).await?;
    Ok(render(&visitor, &drafted(loaded.begun(), &query), &told))
}

/// Before anything was agreed.
pub(super) fn first() -> FrameworkAgreed {
    FrameworkAgreed { framework_id: FIRST_FRAMEWORK.to_owned(), ..FrameworkAgreed::default() }
}

/// The agreed framework as a draft, with other areas and regions where they were asked for.
pub(super) fn drafted(agreed: FrameworkAgreed, query: &Fields) -> FrameworkAgreed {
    let lines = |name: &str| {
        let text = query.get(name).to_owned();
        let lines = text.lines().map(str::trim).filter(|line| !slug(line).is_empty());
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let (areas, regions) = (lines("areas"), lines("regions"));
    let mut draft = agreed;
    if !areas.is_empty() {
        let area = |name: String| Area { area_id: slug(&name), name };
        draft.areas = areas.into_iter().map(area).collect();
    }
    if !regions.is_empty() {
        let region = |name: String| Region { region_id: slug(&name), name };
        draft.regions = regions.into_iter().map(region).collect();
    }
    draft
}

pub(super) const NAME: Entry =
    Entry::line_of::<AgreeFrameworkRequest>("name", "Name of the framework")
        .wanted("Enter the name of the framework");
pub(super) const AREAS: Entry =
    Entry::each("areas", "Names of the areas", LONGEST_NAME).wanted("Enter the names of the areas");
pub(super) const REGIONS: Entry =
    Entry::each("regions", "Names of the regions, lowest first", LONGEST_NAME)
        .wanted("Enter the names of the regions");
pub(super) const WORDS: Entry =
    Entry::each("words", "What each area looks like in each region", LONGEST)
        .hint("Everybody in the trust reads it, and heads beside each choice")
        .wanted("Say what each area looks like in each region");

/// The trustees agree a version.
#[derive(Debug, Deserialize)]
pub(crate) struct AgreeFramework {
    pub framework: String,
    /// A number, as the address has it.
    pub version: String,
}

impl Act for AgreeFramework {
    type Command = AgreeFrameworkRequest;
    const ENTRIES: &'static [Entry] = &[NAME, AREAS, REGIONS, WORDS];
    const BUTTON: &'static str = "Continue";
    const DONE: &'static str =
        "The framework is agreed. Rounds opened from now on are judged by it";
    const CHECK: Option<Check> = Some(Check {
        at: "/framework/{framework}/versions/{version}/check",
        heading: "Check the framework",
        then: "This version is agreed as it stands here. It does not change any more; another wording is another version. \
               Rounds that are open stay with the version they were opened with.",
        button: "Agree",
    });
    placed!("/framework/{framework}/versions/{version}"(framework, version), "/framework/new"());
    sends!(categories, agree_framework);

    fn said(&self, _: &Ground, _: &str, value: &str) -> String {
        value.replace('/', ", ").replace('-', " ")
    }

    fn command(&self, entered: &Entered) -> AgreeFrameworkRequest {
        let framework = FrameworkAgreed {
            framework_id: self.framework.clone(),
            version: self.version.parse().unwrap_or_default(),
            ..worded(entered)
        };
        AgreeFrameworkRequest { command_id: entered.command(), framework: Some(framework) }
    }
}

/// Name, areas, regions and words as they were entered, of no version yet.
pub(super) fn worded(entered: &Entered) -> FrameworkAgreed {
    let areas = entered.each("areas").into_iter();
    let regions = entered.each("regions").into_iter();
    let descriptors = entered.each("words").into_iter().filter_map(|(of, text)| {
        let (area, region) = of.split_once('/')?;
        Some(Descriptor { area_id: area.to_owned(), region_id: region.to_owned(), text })
    });
    FrameworkAgreed {
        name: entered.get("name"),
        areas: areas.map(|(area_id, name)| Area { area_id, name }).collect(),
        regions: regions.map(|(region_id, name)| Region { region_id, name }).collect(),
        descriptors: descriptors.collect(),
        ..FrameworkAgreed::default()
    }
}

pub(crate) fn render(visitor: &Visitor, draft: &FrameworkAgreed, told: &Told) -> Markup {
    let version = draft.version + 1;
    let complete = !draft.areas.is_empty() && !draft.regions.is_empty();
    let body = html! {
        (told.above())
        h1.govuk-heading-l { "Agree the framework, version " (version) }
        @if complete {
            p.govuk-body {
                "The form begins with the words of the last draft, or of the version before where no draft stands. "
                a.govuk-link href=(framework_draft::AT) { "What headteachers said of the draft" }
            }
            (wording(visitor, draft, told))
            (details("Other areas, or another ladder", &structure(draft, "/framework/new")))
        } @else {
            p.pl-lead { "Begin with the areas that are judged, and the ladder of regions." }
            (structure(draft, "/framework/new"))
        }
    };
    let crumbs = [("What the regions mean".to_owned(), "/framework".to_owned())];
    let frame = Frame {
        title: "Agree the framework",
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs,
        as_of: None,
        problem: told.is_problem(),
    };
    page(&frame, &body)
}

fn wording(visitor: &Visitor, draft: &FrameworkAgreed, told: &Told) -> Markup {
    let act = AgreeFramework {
        framework: draft.framework_id.clone(),
        version: (draft.version + 1).to_string(),
    };
    asking(Form::new(&act, visitor, told), draft).render()
}

/// A form for a version, with the words of a draft.
pub(super) fn asking<'a, A: Act>(form: Form<'a, A>, draft: &FrameworkAgreed) -> Form<'a, A> {
    let areas = draft.areas.iter();
    let areas = areas
        .map(|area| Choice::new(&area.area_id, format!("Area {}", area.name)).filled(&area.name));
    let regions = draft.regions.iter();
    let regions = regions.map(|region| {
        Choice::new(&region.region_id, format!("Region {}", region.name)).filled(&region.name)
    });
    let words = draft.areas.iter().flat_map(|area| {
        draft.regions.iter().map(move |region| {
            let (area_id, region_id) = (&area.area_id, &region.region_id);
            let known = draft
                .descriptors
                .iter()
                .find(|known| known.area_id == *area_id && known.region_id == *region_id);
            let text = known.map(|known| known.text.clone()).unwrap_or_default();
            let words = format!("{} in {}", area.name, region.name);
            Choice::new(format!("{area_id}/{region_id}"), words).filled(text)
        })
    });
    form.starting("name", &draft.name)
        .choices("areas", areas.collect())
        .choices("regions", regions.collect())
        .choices("words", words.collect())
}

/// Which areas and which regions there are: asked for by the address, since nothing is recorded yet.
pub(super) fn structure(draft: &FrameworkAgreed, at: &str) -> Markup {
    let names = |names: Vec<&str>| names.join("\n");
    let areas = names(draft.areas.iter().map(|area| area.name.as_str()).collect());
    let regions = names(draft.regions.iter().map(|region| region.name.as_str()).collect());
    let field = |id, name, label, value| Field {
        id,
        name,
        label,
        value,
        hint: Some("One a line"),
        ..Field::default()
    };
    html! {
        form method="get" action=(at) {
            (textarea(&field("list-areas", "areas", "Areas", &areas), 8))
            (textarea(&field("list-regions", "regions", "Regions, lowest first", &regions), 5))
            (button_submit("Write the words for these"))
        }
    }
}

#[cfg(test)]
mod tests;
