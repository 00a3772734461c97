//! The templates for self-evaluations: what each version asks of each area, and the forms that make and revise them.

use axum::extract::State;
use contract::Said as _;
use contract::evidence::v1::{
    ListSefTemplatesRequest, MakeSefTemplateRequest, ReviseSefTemplateRequest, SefPrompt,
    SefTemplate,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::sef_term::typed;
use super::{ForReader, choices, crumbs, event_link};
use crate::access::Behind;
use crate::components::{Row, details, summary_list};
use crate::dates;
use crate::failure::Failure;
use crate::form::{Act, Choice, Entered, Entry, Form, Query, Told, placed, sends};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::services::ask;
use crate::shown::{Absence, Extent, Shown, Words};
use crate::visitor::Visitor;
use crate::web::Web;

pub(crate) const AT: &str = "/sef-templates";

/// A question is shorter than the contract allows, since one form holds one for each area.
const LONGEST: usize = 1_000;
/// Stands for the trust in an address, where else a school's id stands.
const TRUST: &str = "trust";

/// What both forms ask for.
const TEMPLATE: [Entry; 2] = [
    Entry::line_of::<MakeSefTemplateRequest>("name", "Name of the template").wanted("Enter a name"),
    Entry::each("prompts", "What is asked of each area", LONGEST)
        .hint(
            "Heads read it beside the words of each region. Leave out an area that is not asked of",
        )
        .wanted("Write what is asked of at least one area"),
];

/// What the page is made from.
#[derive(Debug)]
pub(crate) struct SefTemplatesLoaded {
    pub ground: Ground,
    /// The newest version of each first.
    pub templates: Shown<Vec<SefTemplate>>,
}

/// `GET /sef-templates`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let told = Told::on(&web, &visitor, &query);
    if !visitor.may.anywhere::<ListSefTemplatesRequest>() {
        let sentence = "Templates are shown to those who read self-evaluations.";
        return Err(Failure::Forbidden(sentence.to_owned()));
    }
    let wanted = ListSefTemplatesRequest { at_least: told.at_least(), ..Default::default() };
    let mut evidence = web.services.evidence();
    let (ground, answer) = tokio::join!(
        Ground::load(&web.services, &visitor),
        evidence.list_sef_templates(ask(&visitor.caller(), wanted)),
    );
    // Templates of other schools are not listed, so an empty list need not be all there is.
    let extent = match visitor.may.everywhere::<ListSefTemplatesRequest>() {
        true => Extent::All,
        false => Extent::Part(
            "You are shown the trust’s templates and those of the schools that your role includes.",
        ),
    };
    let templates = Shown::of(answer, extent)?.map(|answer| answer.templates);
    Ok(render(&visitor, &SefTemplatesLoaded { ground: ground?, templates }, &told))
}

/// Makes a template of the trust, or of a school.
#[derive(Debug, Deserialize)]
pub(crate) struct MakeSefTemplate {
    /// A school's id, or `trust`.
    pub of: String,
}

impl Act for MakeSefTemplate {
    type Command = MakeSefTemplateRequest;
    const ENTRIES: &'static [Entry] = &TEMPLATE;
    const BUTTON: &'static str = "Make the template";
    const DONE: &'static str = "The template is made. Self-evaluations can be begun by it";
    placed!("/sef-templates/{of}"(of), "/sef-templates"());
    sends!(evidence, make_sef_template);

    fn command(&self, entered: &Entered) -> MakeSefTemplateRequest {
        MakeSefTemplateRequest {
            command_id: entered.command(),
            school_id: school_of(&self.of),
            name: entered.get("name"),
            sections: sections(entered),
        }
    }
}

/// Gives a template a new version.
#[derive(Debug, Deserialize)]
pub(crate) struct ReviseSefTemplate {
    /// A school's id, or `trust`.
    pub of: String,
    pub template: String,
    /// Of the new version, as the address has it.
    pub version: String,
}

impl Act for ReviseSefTemplate {
    type Command = ReviseSefTemplateRequest;
    const ENTRIES: &'static [Entry] = &TEMPLATE;
    const BUTTON: &'static str = "Make this the new version";
    const DONE: &'static str =
        "The template has a new version. What was begun by an earlier one stays with it";
    placed!("/sef-templates/{of}/{template}/{version}"(of, template, version), "/sef-templates"());
    sends!(evidence, revise_sef_template);

    fn command(&self, entered: &Entered) -> ReviseSefTemplateRequest {
        ReviseSefTemplateRequest {
            command_id: entered.command(),
            sef_template_id: self.template.clone(),
            school_id: school_of(&self.of),
            // An address that was typed may name no version; the service refuses it.
            version: self.version.parse().unwrap_or_default(),
            name: entered.get("name"),
            sections: sections(entered),
        }
    }
}

fn school_of(of: &str) -> String {
    if of == TRUST { String::new() } else { of.to_owned() }
}

fn sections(entered: &Entered) -> Vec<SefPrompt> {
    let prompts = entered.each("prompts").into_iter();
    prompts.map(|(area_id, prompt)| SefPrompt { area_id, prompt }).collect()
}

const WORDS: Words<'_> = Words {
    what: "Templates",
    none: Absence::of("No template for self-evaluations has been made yet."),
};

pub(crate) fn render(visitor: &Visitor, loaded: &SefTemplatesLoaded, told: &Told) -> Markup {
    let of = ForReader { visitor, ground: &loaded.ground, told };
    let body = html! {
        (told.above())
        h1.govuk-heading-l { "Templates for self-evaluations (SEF)" }
        (loaded.templates.draw(WORDS, |templates| all(of, templates)))
        (making(of))
    };
    let crumbs = crumbs([]);
    let frame = Frame {
        title: "Templates for self-evaluations",
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs,
        as_of: None,
        problem: told.is_problem(),
    };
    page(&frame, &body)
}

/// Each template with its newest version, and the earlier ones folded; nothing where there is none.
fn all(of: ForReader<'_>, templates: &[SefTemplate]) -> Option<Markup> {
    let of_one =
        |one: &SefTemplate, other: &SefTemplate| one.sef_template_id == other.sef_template_id;
    let drawn = html! {
        @for versions in templates.chunk_by(of_one) {
            @if let Some((newest, earlier)) = versions.split_first() {
                (template(of, newest, earlier))
            }
        }
    };
    (!templates.is_empty()).then_some(drawn)
}

fn template(of: ForReader<'_>, newest: &SefTemplate, earlier: &[SefTemplate]) -> Markup {
    let whose = match newest.school_id.as_str() {
        "" => "The trust’s".to_owned(),
        school => format!("Of {}", of.ground.names.school(school)),
    };
    html! {
        section id=(newest.sef_template_id) {
            h2 class="govuk-heading-m pl-wrap" { (newest.name.said()) }
            p.pl-note { (whose) }
            (version(of, newest))
            @for one in earlier {
                (details(&format!("Version {}", one.version), &version(of, one)))
            }
            (revising(of, newest))
        }
    }
}

fn version(of: ForReader<'_>, version: &SefTemplate) -> Markup {
    let rows = version.sections.iter().map(|section| {
        let prompt = html! { span.pl-wrap { (section.prompt.said()) } };
        Row::new(of.ground.names.area(&section.area_id), prompt)
    });
    let rows: Vec<_> = rows.collect();
    let behind = match version.school_id.as_str() {
        "" => Behind::Trust,
        school => Behind::School(school),
    };
    html! {
        p.govuk-body {
            "Version " (version.version) ", " (dates::day(&version.made_on)) ", "
            (event_link(of.visitor, behind, version.position)) "."
        }
        (summary_list(&rows))
    }
}

/// The form for a new version, filled with the newest.
fn revising(of: ForReader<'_>, newest: &SefTemplate) -> Markup {
    let ForReader { visitor, ground, told } = of;
    let whose = match newest.school_id.as_str() {
        "" => TRUST,
        school => school,
    };
    let act = ReviseSefTemplate {
        of: whose.to_owned(),
        template: newest.sef_template_id.clone(),
        version: newest.version.saturating_add(1).to_string(),
    };
    let areas = choices::areas(ground).into_iter().map(|choice| {
        let known = newest.sections.iter().find(|section| section.area_id == choice.value);
        let prompt = typed(known.and_then(|section| section.prompt.as_ref()));
        choice.filled(prompt)
    });
    html! {
        @if visitor.may.of::<ReviseSefTemplateRequest>(&newest.school_id) {
            (Form::new(&act, visitor, told)
                .starting("name", typed(newest.name.as_ref()))
                .choices("prompts", areas.collect())
                .about(&format!("(event {})", newest.position))
                .folded("Make a new version"))
        }
    }
}

/// The forms for a new template: of the trust, and of each school that this person heads.
fn making(of: ForReader<'_>) -> Markup {
    let ForReader { visitor, ground, told } = of;
    let areas = choices::areas(ground);
    let mut places: Vec<Choice> = Vec::new();
    if visitor.may.of::<MakeSefTemplateRequest>("") {
        places.push(Choice::new(TRUST, "the trust"));
    } else {
        places.extend(choices::schools::<MakeSefTemplateRequest>(visitor, ground));
    }
    html! {
        @if areas.is_empty() {
            p.govuk-body { "A template asks of the areas of the framework, so the framework is agreed first." }
        } @else {
            @for place in &places {
                @let act = MakeSefTemplate { of: place.value.clone() };
                (Form::new(&act, visitor, told)
                    .choices("prompts", areas.clone())
                    .about(&format!("of {}", place.words))
                    .folded(&format!("Make a template for {}", place.words)))
            }
        }
    }
}

#[cfg(test)]
mod tests;
