//! A school's self-evaluation of a term: one form for all areas until the head signs it off, then what it says.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use contract::Said as _;
use contract::categories::v1::{Citation, Evidence};
use contract::evidence::v1::{
    ListSefTemplatesRequest, ListSelfEvaluationsRequest, ReportCardGrade, SefArea, SefTemplate,
    SelfEvaluation, SelfEvaluationState, WriteSelfEvaluationRequest,
};
use contract::log::v1::{AsOf, Words};
use jiff::civil::Date;
use maud::{Markup, html};

use super::citable::{self, Citable, CitableRecord};
use super::evidence::evidence_list;
use super::own_views::descriptors;
use super::sef::signed_before;
use super::sef_changes::changes;
use super::sef_forms::{SignSelfEvaluation, WriteSelfEvaluation};
use super::{ForReader, chip, choices, crumbs, event_link};
use crate::access::Behind;
use crate::components::{Row, details, summary_list, tag};
use crate::dates;
use crate::failure::{Failure, spare};
use crate::form::{Act as _, Choice, Form, FormThing, Query, Told};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::names::Names;
use crate::services::{Services, ask};
use crate::visitor::Visitor;
use crate::web::Web;

/// What the page is made from.
#[derive(Debug)]
pub(crate) struct SefTermLoaded {
    pub ground: Ground,
    pub evaluation: SelfEvaluation,
    /// The one that was signed off last before it.
    pub before: Option<SelfEvaluation>,
    /// The version that it is written by; the default one where it cannot be asked for.
    pub template: SefTemplate,
    /// What can be cited, by area; empty for a reader who does not write.
    pub citable: BTreeMap<String, Vec<Citable>>,
    /// Whether the running record has more entries than can be cited.
    pub more_entries: bool,
    pub as_of: Option<AsOf>,
}

/// `GET /schools/{school}/sef/{term}`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Path(act): Path<WriteSelfEvaluation>,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let told = Told::on(&web, &visitor, &query);
    let loaded = load(&web.services, &visitor, &act, told.at_least()).await?;
    loaded.ground.school(&act.school, &visitor)?;
    Ok(render(&visitor, &loaded, &told))
}

async fn load(
    services: &Services,
    visitor: &Visitor,
    act: &WriteSelfEvaluation,
    at_least: u64,
) -> Result<SefTermLoaded, Failure> {
    let school_id = act.school.clone();
    let wanted = ListSelfEvaluationsRequest { at_least, school_id, ..Default::default() };
    let asked = ListSefTemplatesRequest { at_least, ..Default::default() };
    let (mut evidence, mut templates) = (services.evidence(), services.evidence());
    let (ground, listed, templates) = tokio::join!(
        Ground::load(services, visitor),
        evidence.list_self_evaluations(ask(&visitor.caller(), wanted)),
        templates.list_sef_templates(ask(&visitor.caller(), asked)),
    );
    let (ground, listed) = (ground?, listed?.into_inner());
    let all = listed.self_evaluations;
    let none = || Failure::NotFound("You are shown no self-evaluation of this term.".to_owned());
    let evaluation = all.iter().find(|one| one.term == act.term).cloned().ok_or_else(none)?;
    let templates = spare(templates)?.unwrap_or_default().templates;
    let is_its = |one: &SefTemplate| {
        one.sef_template_id == evaluation.sef_template_id
            && one.version == evaluation.template_version
    };
    let mut loaded = SefTermLoaded {
        before: signed_before(&all, &evaluation.term).cloned(),
        template: templates.into_iter().find(is_its).unwrap_or_default(),
        citable: BTreeMap::new(),
        more_entries: false,
        as_of: listed.as_of,
        ground,
        evaluation,
    };
    if loaded.is_written_by(visitor) {
        let held = citable::held(services, visitor, &act.school).await?;
        loaded.more_entries = held.more_entries;
        loaded.citable = loaded.offered(&held);
    }
    Ok(loaded)
}

impl SefTermLoaded {
    /// Whether this person can change what it says.
    fn is_written_by(&self, visitor: &Visitor) -> bool {
        self.evaluation.state() == SelfEvaluationState::Draft
            && visitor.may.of::<WriteSelfEvaluationRequest>(&self.evaluation.school_id)
    }

    /// What it says of an area.
    fn of(&self, area: &str) -> Option<&SefArea> {
        self.evaluation.areas.iter().find(|known| known.area_id == area)
    }

    /// What can be cited for each area, and what it cites already.
    fn offered(&self, held: &CitableRecord) -> BTreeMap<String, Vec<Citable>> {
        let of_area = |area: &String| {
            let mut pieces = held.about(area);
            let cited = self.of(area).map(|known| known.evidence.as_slice()).unwrap_or_default();
            for piece in cited {
                if pieces.iter().all(|one| !is_same(one, piece)) {
                    pieces.push(as_citable(piece));
                }
            }
            (area.clone(), pieces)
        };
        self.evaluation.area_ids.iter().map(of_area).collect()
    }

    /// What the form's fields hold at first.
    fn filled(&self) -> Vec<(String, String)> {
        let mut fields = Vec::new();
        for said in &self.evaluation.areas {
            let area = &said.area_id;
            let mut fill = |name: &str, value: String| {
                fields.push((format!("{name}-{area}"), value));
            };
            fill("region", said.region_id.clone());
            if said.grade() != ReportCardGrade::Unspecified {
                fill("grade", said.grade().as_str_name().to_owned());
            }
            fill("strengths", typed(said.strengths.as_ref()));
            fill("next", typed(said.next_steps.as_ref()));
            let pieces = self.citable.get(area).map(Vec::as_slice).unwrap_or_default();
            let is_cited = |one: &&Citable| said.evidence.iter().any(|piece| is_same(one, piece));
            for piece in pieces.iter().filter(is_cited) {
                fill("evidence", citable::value(piece));
            }
        }
        fields
    }
}

/// The text that a form starts with: what was typed. The sentence that stands for a text that is removed or kept back would
/// be sent as if the person had typed it.
pub(super) fn typed(words: Option<&Words>) -> String {
    words.map(|words| words.text.clone()).unwrap_or_default()
}

pub(super) fn is_same(one: &Citable, piece: &Evidence) -> bool {
    let known = &one.piece;
    known.kind == piece.kind && known.id == piece.id && known.position == piece.position
}

/// Said of a piece that is cited already and not among those offered: where a saving is refused, it may be the reason.
const CITED_BEFORE: &str = "cited before, not offered now";

/// A piece that is cited already and not offered any more, so that it stays where nobody takes it out.
fn as_citable(piece: &Evidence) -> Citable {
    let words = format!("{} ({CITED_BEFORE})", piece.said());
    // What stands in the record says itself. Only a statement in words, which has no position, brings its sentence.
    let says = if piece.position > 0 { String::new() } else { typed(piece.says.as_ref()) };
    let Evidence { kind, id, position, .. } = piece;
    let piece = Citation { kind: *kind, id: id.clone(), says, position: *position };
    Citable { piece, words, near: true, ..Citable::default() }
}

pub(crate) fn render(visitor: &Visitor, loaded: &SefTermLoaded, told: &Told) -> Markup {
    let SefTermLoaded { ground, evaluation, .. } = loaded;
    let of = ForReader { visitor, ground, told };
    let school = ground.names.school(&evaluation.school_id);
    let title = format!("Self-evaluation (SEF), {}", dates::term(&evaluation.term));
    let body = html! {
        (told.above())
        span class="govuk-caption-l" { (school) }
        h1.govuk-heading-l { (title) }
        (standing(of, loaded))
        @if loaded.is_written_by(visitor) { (writing(of, loaded)) } @else { (said(of, loaded)) }
        @if let Some(before) = &loaded.before { (changes(&ground.names, before, evaluation)) }
    };
    let here = format!("/schools/{}", evaluation.school_id);
    let crumbs =
        crumbs([(school, here.clone()), ("Self-evaluations".to_owned(), format!("{here}/sef"))]);
    let frame = Frame {
        title: &title,
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs,
        as_of: loaded.as_of.clone(),
        problem: told.is_problem(),
    };
    page(&frame, &body)
}

/// How far it has come, and who sees it.
fn standing(of: ForReader<'_>, loaded: &SefTermLoaded) -> Markup {
    let evaluation = &loaded.evaluation;
    html! {
        p.govuk-body {
            @if evaluation.state() == SelfEvaluationState::Signed {
                (tag(evaluation.state().words(), "grey")) " On " (dates::day(&evaluation.signed_on)) " by "
                (of.ground.names.person(&evaluation.signed_by_id)) ", "
                (event_link(of.visitor, Behind::School(&evaluation.school_id), evaluation.signed_position)) "."
            } @else {
                (tag(evaluation.state().words(), "")) " Until it is signed off, it is for the school’s head. A search for words by "
                "the data protection officer finds it too. The improvement lead, the chief executive and that officer see in the "
                "history when it was begun and written."
            }
        }
    }
}

/// The form for all areas, and the way to sign it off.
fn writing(of: ForReader<'_>, loaded: &SefTermLoaded) -> Markup {
    let ForReader { visitor, ground, told } = of;
    let SelfEvaluation { school_id, term, version, .. } = &loaded.evaluation;
    let act = WriteSelfEvaluation { school: school_id.clone(), term: term.clone() };
    let sign = SignSelfEvaluation { school: school_id.clone(), term: term.clone() };
    let areas = loaded.evaluation.area_ids.iter();
    let things = areas.map(|area| thing(loaded, area, visitor.today));
    let regions = ground.framework.regions.iter();
    let regions = regions.map(|region| Choice::new(&region.region_id, &region.name)).collect();
    let grades = ReportCardGrade::PUBLISHED.iter();
    let grades = grades.map(|grade| Choice::new(grade.as_str_name(), grade.words())).collect();
    html! {
        (start(loaded))
        @if loaded.more_entries { p.pl-note { (citable::NEWEST) } }
        (Form::new(&act, visitor, told)
            .choices("region/of", choices::or("Not said", regions))
            .choices("grade/of", choices::or("Not said", grades))
            .things(things.collect())
            .filled(loaded.filled())
            .starting("version", version.to_string())
            .render())
        @if visitor.began(told, &act.address()) { (details("What the self-evaluation says now", &said(of, loaded))) }
        section #signing {
            h2.govuk-heading-m { "Sign it off" }
            @if loaded.evaluation.areas.is_empty() {
                p.govuk-body { "You can sign it off once something of at least one area is written." }
            } @else {
                p.govuk-body { "What you typed above and did not keep yet is not part of it." }
                (Form::new(&sign, visitor, told).starting("version", version.to_string()).render())
            }
        }
    }
}

/// Where the text came from, as long as nothing of it was changed.
fn start(loaded: &SefTermLoaded) -> Markup {
    let evaluation = &loaded.evaluation;
    let untouched = evaluation.written_position == evaluation.position;
    let from = loaded
        .before
        .as_ref()
        .filter(|before| untouched && before.self_evaluation_id == evaluation.carried_from_id);
    html! {
        @if let Some(before) = from {
            p.pl-note {
                "The text below is what you signed off for " (dates::term(&before.term)) ". Change what has changed since."
            }
        }
    }
}

/// An area with what the template asks of it and the words of each region.
fn thing(loaded: &SefTermLoaded, area: &str, today: Date) -> FormThing {
    let above = html! {
        (prompt(&loaded.template, area))
        (descriptors(&loaded.ground, area))
    };
    let pieces = loaded.citable.get(area).map(Vec::as_slice).unwrap_or_default();
    let (of, heading) = (area.to_owned(), loaded.ground.names.area(area));
    FormThing { of, heading, above, ticks: citable::choices(pieces, today) }
}

/// What the template asks of an area.
fn prompt(template: &SefTemplate, area: &str) -> Markup {
    let found = template.sections.iter().find(|section| section.area_id == area);
    html! {
        @if let Some(section) = found {
            p class="govuk-body pl-wrap pl-measure" { (section.prompt.said()) }
        }
    }
}

/// What it says of each area.
fn said(of: ForReader<'_>, loaded: &SefTermLoaded) -> Markup {
    let nothing = match loaded.evaluation.state() {
        SelfEvaluationState::Signed => "The school left this area out.",
        _ => "This area is empty so far.",
    };
    html! {
        @for area in &loaded.evaluation.area_ids {
            section aria-labelledby={"area-" (area)} {
                h2.govuk-heading-m id={"area-" (area)} { (of.ground.names.area(area)) }
                (prompt(&loaded.template, area))
                @match loaded.of(area) {
                    Some(known) => (of_area(of, &loaded.evaluation.school_id, known)),
                    None => p.govuk-body { (nothing) },
                }
            }
        }
    }
}

fn of_area(of: ForReader<'_>, school: &str, area: &SefArea) -> Markup {
    let names: &Names = &of.ground.names;
    let text = |words: &Option<Words>| {
        html! { span.pl-wrap { (words.said()) } }
    };
    let region = html! {
        @if area.region_id.is_empty() { "Not said" } @else { (chip(names, &area.region_id)) }
    };
    let grade = match area.grade() {
        ReportCardGrade::Unspecified => "Not said",
        grade => grade.words(),
    };
    let mut rows = vec![
        Row::new("The school sees itself in", region),
        Row::new("As a report card would grade it", html! { (grade) }),
    ];
    if area.strengths.is_some() {
        rows.push(Row::new("Strengths", text(&area.strengths)));
    }
    if area.next_steps.is_some() {
        rows.push(Row::new("Next steps", text(&area.next_steps)));
    }
    if !area.evidence.is_empty() {
        let pieces = evidence_list(of.visitor, names, school, &area.evidence);
        rows.push(Row::new("It rests on", pieces));
    }
    summary_list(&rows)
}

#[cfg(test)]
mod tests;
