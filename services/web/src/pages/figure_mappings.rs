//! Saved mappings of a file's columns: which fit a file, the forms that save one, and the list of all.

use contract::Said as _;
use contract::evidence::v1::{
    FigureMapping, MakeFigureMappingRequest, ReviseFigureMappingRequest, SavedFigureMapping,
    TakeOutFigureMappingRequest,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::event_link;
use super::figure_columns::SaidOfImport;
use super::figure_file::ImportFigures;
use super::sef_term::typed;
use crate::access::Behind;
use crate::components::{Row, button_link, details, summary_list};
use crate::dates;
use crate::form::{Act, Check, Entered, Entry, Form, Told, placed, sends};
use crate::routes::Routes;
use crate::shown::{Absence, Shown, Words};
use crate::visitor::Visitor;

/// What its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .form::<MakeFigureMapping>()
        .form::<ReviseFigureMapping>()
        .form::<TakeOutFigureMapping>()
}

/// Both forms ask for the name. What the columns hold stands in the address.
const NAME: [Entry; 1] = [Entry::line_of::<MakeFigureMappingRequest>("name", "What is the mapping called?")
    .hint("For example the name of the export. Administrators, the improvement lead and the executive read it. Name no person")
    .wanted("Enter a name for the mapping")];

/// Who may keep mappings, and what the page tells above.
#[derive(Clone, Copy, Debug)]
pub(super) struct SavingReader<'a> {
    pub visitor: &'a Visitor,
    pub told: &'a Told,
}

/// Saves what was said of a file's columns.
#[derive(Debug, Deserialize)]
pub(crate) struct MakeFigureMapping {
    pub file: String,
    /// What a person said of the file.
    pub said: String,
}

impl Act for MakeFigureMapping {
    type Command = MakeFigureMappingRequest;
    const ENTRIES: &'static [Entry] = &NAME;
    const BUTTON: &'static str = "Save the mapping";
    const DONE: &'static str =
        "The mapping is saved. It is offered for the next file with these columns";
    placed!(
        "/figures/import/{file}/{said}/mapping"(file, said),
        "/figures/import/{file}/{said}"(file, said)
    );
    sends!(evidence, make_figure_mapping);

    fn command(&self, entered: &Entered) -> MakeFigureMappingRequest {
        MakeFigureMappingRequest {
            command_id: entered.command(),
            name: entered.get("name"),
            mapping: SaidOfImport::read(&self.said).mapping,
        }
    }
}

/// Gives a saved mapping a new version: what was said of this file's columns.
#[derive(Debug, Deserialize)]
pub(crate) struct ReviseFigureMapping {
    pub file: String,
    /// What a person said of the file.
    pub said: String,
    pub mapping: String,
    /// Of the new version, as the address has it.
    pub version: String,
}

impl Act for ReviseFigureMapping {
    type Command = ReviseFigureMappingRequest;
    const ENTRIES: &'static [Entry] = &NAME;
    const BUTTON: &'static str = "Make this the new version";
    const DONE: &'static str =
        "The mapping has a new version. What was imported by an earlier one stays";
    placed!(
        "/figures/import/{file}/{said}/mapping/{mapping}/{version}"(file, said, mapping, version),
        "/figures/import/{file}/{said}"(file, said)
    );
    sends!(evidence, revise_figure_mapping);

    fn command(&self, entered: &Entered) -> ReviseFigureMappingRequest {
        ReviseFigureMappingRequest {
            command_id: entered.command(),
            figure_mapping_id: self.mapping.clone(),
            // An address that was typed may name no version; the service refuses it.
            version: self.version.parse().unwrap_or_default(),
            name: entered.get("name"),
            mapping: SaidOfImport::read(&self.said).mapping,
        }
    }
}

/// Takes a saved mapping out.
#[derive(Debug, Deserialize)]
pub(crate) struct TakeOutFigureMapping {
    pub mapping: String,
}

impl Act for TakeOutFigureMapping {
    type Command = TakeOutFigureMappingRequest;
    const ENTRIES: &'static [Entry] = &[];
    const BUTTON: &'static str = "Take the mapping out";
    const DONE: &'static str = "The mapping is taken out. What was imported by it stays";
    const CHECK: Option<Check> = Some(Check {
        at: "/figures/mappings/{mapping}/take-out/check",
        heading: "Take the mapping out",
        then: "It is offered for no file any more, and gets no new version. What was imported by it stays.",
        button: "Take it out",
    });
    placed!("/figures/mappings/{mapping}/take-out"(mapping), "/figures/import"());
    sends!(evidence, take_out_figure_mapping);

    fn command(&self, entered: &Entered) -> TakeOutFigureMappingRequest {
        TakeOutFigureMappingRequest {
            command_id: entered.command(),
            figure_mapping_id: self.mapping.clone(),
        }
    }
}

/// The versions of each saved mapping, the newest first.
fn by_mapping(
    saved: &[SavedFigureMapping],
) -> impl Iterator<Item = (&SavedFigureMapping, &[SavedFigureMapping])> {
    let of_one = |one: &SavedFigureMapping, other: &SavedFigureMapping| {
        one.figure_mapping_id == other.figure_mapping_id
    };
    saved.chunk_by(of_one).filter_map(|versions| versions.split_first())
}

/// The same of those that were not taken out.
fn standing(
    saved: &[SavedFigureMapping],
) -> impl Iterator<Item = (&SavedFigureMapping, &[SavedFigureMapping])> {
    by_mapping(saved).filter(|(newest, _)| newest.taken_out_on.is_empty())
}

/// The columns that a mapping speaks of.
fn columns(mapping: &FigureMapping) -> impl Iterator<Item = &str> {
    let FigureMapping { school, period, part, cohort, measure, value, measures, .. } = mapping;
    let named = [school, period, part, cohort, measure, value].into_iter();
    let named = named.chain(measures.iter().map(|measured| &measured.column));
    named.map(String::as_str).filter(|name| !name.is_empty())
}

/// The columns of a saved mapping that a file lacks.
fn lacking<'a>(saved: &'a SavedFigureMapping, of_file: &[String]) -> Vec<&'a str> {
    let is_there = |name: &str| of_file.iter().any(|known| figure_files::same_column(known, name));
    let mapping = saved.mapping.iter();
    mapping.flat_map(columns).filter(|name| !is_there(name)).collect()
}

/// The saved mappings of which the file has every column, each with the way to use it; the others with what the file lacks.
pub(super) fn offered(
    act: &ImportFigures,
    saved: &[SavedFigureMapping],
    of_file: &[String],
) -> Markup {
    let before = SaidOfImport::read(&act.said);
    let newest = standing(saved).map(|(newest, _)| newest);
    let others = newest.filter(|one| one.mapping.is_some() && one.mapping != before.mapping);
    let (fitting, others): (Vec<_>, Vec<_>) =
        others.partition(|one| lacking(one, of_file).is_empty());
    let using = |one: &SavedFigureMapping| {
        let said = SaidOfImport { mapping: one.mapping.clone(), ..before.clone() };
        act.saying(&said).page()
    };
    html! {
        @if !fitting.is_empty() {
            h2.govuk-heading-m { "Use a saved mapping" }
            p.govuk-body { "The file has every column of these." }
            @for one in fitting {
                p.pl-wrap { (button_link(&format!("Use “{}”", one.name.said()), &using(one))) }
            }
        }
        @if !others.is_empty() {
            (details("Saved mappings that do not fit this file", &html! {
                ul class="govuk-list govuk-list--bullet" {
                    @for one in others {
                        li.pl-wrap { "“" (one.name.said()) "”: the file lacks " (lacking(one, of_file).join(", ")) }
                    }
                }
            }))
        }
    }
}

/// The forms that save what was said of the columns, once it says enough.
pub(super) fn saving(
    of: SavingReader<'_>,
    act: &ImportFigures,
    saved: &[SavedFigureMapping],
) -> Markup {
    let SavingReader { visitor, told } = of;
    let said = SaidOfImport::read(&act.said).mapping.unwrap_or_default();
    let says_enough = !said.school.is_empty() && !said.measures.is_empty();
    let same = standing(saved).find(|(newest, _)| newest.mapping.as_ref() == Some(&said));
    let (file, as_said) = (act.file.clone(), act.said.clone());
    let make = MakeFigureMapping { file, said: as_said };
    html! {
        @if let Some((known, _)) = same {
            p.govuk-body.pl-wrap {
                "The columns are read by the saved mapping “" (known.name.said()) "”, version " (known.version) "."
            }
        } @else if says_enough && visitor.may.anywhere::<MakeFigureMappingRequest>() {
            h2.govuk-heading-m { "Save what the columns hold" }
            p.govuk-body { "All who import figures can use it for the next file with these columns." }
            (Form::new(&make, visitor, told).folded("Save it as a new mapping"))
            @for (newest, _) in standing(saved) {
                (revising(of, act, newest))
            }
        }
    }
}

fn revising(of: SavingReader<'_>, act: &ImportFigures, newest: &SavedFigureMapping) -> Markup {
    let SavingReader { visitor, told } = of;
    let version = newest.version.saturating_add(1);
    let revise = ReviseFigureMapping {
        file: act.file.clone(),
        said: act.said.clone(),
        mapping: newest.figure_mapping_id.clone(),
        version: version.to_string(),
    };
    let name = newest.name.said();
    html! {
        @if visitor.may.anywhere::<ReviseFigureMappingRequest>() {
            (Form::new(&revise, visitor, told)
                .starting("name", typed(newest.name.as_ref()))
                .about(&format!("of “{name}”"))
                .folded(&format!("Save it as version {version} of “{name}”")))
        }
    }
}

const WORDS: Words<'static> = Words {
    what: "The list of saved mappings",
    none: Absence::of("No mapping of columns has been saved here yet."),
};

/// Every saved mapping with its newest version, and the earlier ones folded. Those that were taken out stand below.
pub(super) fn list(of: SavingReader<'_>, saved: &Shown<Vec<SavedFigureMapping>>) -> Markup {
    saved.draw(WORDS, |saved| {
        let taken_out = by_mapping(saved).filter(|(newest, _)| !newest.taken_out_on.is_empty());
        let taken_out: Vec<_> = taken_out.collect();
        let drawn = html! {
            @for (newest, earlier) in standing(saved) { (listed(of, newest, earlier)) }
            @if !taken_out.is_empty() {
                (details("Mappings that were taken out", &html! {
                    @for (newest, earlier) in taken_out { (listed(of, newest, earlier)) }
                }))
            }
        };
        (!saved.is_empty()).then_some(drawn)
    })
}

/// One mapping, with the form that takes it out while it stands.
fn listed(
    of: SavingReader<'_>,
    newest: &SavedFigureMapping,
    earlier: &[SavedFigureMapping],
) -> Markup {
    let SavingReader { visitor, told } = of;
    let name = newest.name.said();
    let stands = newest.taken_out_on.is_empty();
    let act = TakeOutFigureMapping { mapping: newest.figure_mapping_id.clone() };
    details(
        &name,
        &html! {
            @if !stands { p.govuk-body { "Taken out on " (dates::day(&newest.taken_out_on)) "." } }
            (version(visitor, newest))
            @for one in earlier {
                (details(&format!("Version {}", one.version), &version(visitor, one)))
            }
            @if stands && visitor.may.anywhere::<TakeOutFigureMappingRequest>() {
                (Form::new(&act, visitor, told)
                    .about(&format!("“{name}”"))
                    .folded(&format!("Take out “{name}”")))
            }
        },
    )
}

fn version(visitor: &Visitor, one: &SavedFigureMapping) -> Markup {
    let mapping = one.mapping.clone().unwrap_or_default();
    let FigureMapping { school, period, part, cohort, measure, value, measures, .. } = mapping;
    let named = [
        ("URN", school),
        ("Period", period),
        ("Part of the pupils", part),
        ("Number of pupils", cohort),
        ("Id of the measure", measure),
        ("Value", value),
    ];
    let named = named.into_iter().filter(|(_, column)| !column.is_empty());
    let mut rows: Vec<_> = named.map(|(what, column)| Row::new(what, html! { (column) })).collect();
    rows.extend(measures.iter().map(|measured| {
        let column = &measured.column;
        Row::new(measured.measure_id.as_str(), html! { (column) })
    }));
    html! {
        p.govuk-body {
            "Version " (one.version) ", " (dates::day(&one.made_on)) ", "
            (event_link(visitor, Behind::Trust, one.position)) "."
        }
        (summary_list(&rows))
    }
}

#[cfg(test)]
pub(crate) mod tests;
