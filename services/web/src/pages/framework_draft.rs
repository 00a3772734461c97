//! The draft of a framework's version: what it changes, what headteachers said of it, and the forms that move it on.

use axum::extract::State;
use contract::categories::v1::{
    AgreeFrameworkRequest, CommentOnFrameworkRequest, ConsultOnFrameworkRequest,
    DraftFrameworkRequest, FrameworkAgreed, FrameworkComments, FrameworkDraft,
    GetFrameworkDraftRequest, GetFrameworkDraftResponse, WithdrawFrameworkDraftRequest,
};
use contract::{Said as _, field};
use jiff::civil::Date;
use maud::{Markup, html};

use super::framework::of_area;
use super::framework_compared::{self, VersionPair, changes};
use super::framework_draft_forms::{
    CommentOnFramework, ConsultOnFramework, DraftFramework, WHOLE, WithdrawFrameworkDraft,
};
use super::rounds::{FIRST_FRAMEWORK, newest};
use super::{crumbs, event_link, framework_draft_new, framework_new};
use crate::access::Behind;
use crate::components::{Row, details, summary_list};
use crate::dates;
use crate::failure::Failure;
use crate::form::{Choice, Form, Query, Told};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::names::Names;
use crate::routes::Routes;
use crate::services::ask;
use crate::shown::{Absence, Extent, Shown, Words};
use crate::visitor::Visitor;
use crate::web::Web;

pub(crate) const AT: &str = "/framework/draft";

/// The page of a draft, and the forms that move it on.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .get(AT, show)
        .get(framework_draft_new::AT, framework_draft_new::show)
        .form::<DraftFramework>()
        .form::<ConsultOnFramework>()
        .form::<WithdrawFrameworkDraft>()
        .form::<CommentOnFramework>()
}

/// What the pages of a draft are made from.
#[derive(Debug)]
pub(crate) struct FrameworkDraftLoaded {
    pub ground: Ground,
    /// The version before; nothing where the draft is of the first.
    pub before: Option<FrameworkAgreed>,
    /// Of the draft.
    pub version: u32,
    /// Whether the trustees have not agreed this version yet.
    pub open: bool,
    pub found: Shown<GetFrameworkDraftResponse>,
}

impl FrameworkDraftLoaded {
    /// What a form for the version begins with, under the number of the version before: the draft that stands, else that version.
    pub(super) fn begun(&self) -> FrameworkAgreed {
        let before = self.before.clone().unwrap_or_else(framework_new::first);
        let draft = self.found.known().and_then(|found| found.draft.clone());
        match draft.filter(stands).and_then(|draft| draft.framework) {
            Some(framework) => FrameworkAgreed { version: before.version, ..framework },
            None => before,
        }
    }

    /// The number of the last draft; 0 before the first.
    pub(super) fn number(&self) -> String {
        let draft = self.found.known().and_then(|found| found.draft.as_ref());
        draft.map_or(0, |draft| draft.draft).to_string()
    }
}

/// `GET /framework/draft`, with `?version=2` for what became of a version.
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let told = Told::on(&web, &visitor, &query);
    let version = query.get("version").parse().unwrap_or_default();
    let loaded = load(&web, &visitor, version, told.at_least()).await?;
    Ok(render(&visitor, &loaded, &told))
}

/// Version 0 stands for the one that is agreed next.
pub(super) async fn load(
    web: &Web,
    visitor: &Visitor,
    version: u32,
    at_least: u64,
) -> Result<FrameworkDraftLoaded, Failure> {
    let ground = Ground::load(&web.services, visitor).await?;
    let newest = newest(&web.services, visitor, &ground, at_least).await?;
    let framework_id = newest.as_ref().map_or(FIRST_FRAMEWORK, |one| one.framework_id.as_str());
    let framework_id = framework_id.to_owned();
    let agreed = newest.as_ref().map_or(0, |newest| newest.version);
    let version = if version == 0 { agreed + 1 } else { version };
    let wanted = GetFrameworkDraftRequest {
        at_least,
        framework_id: framework_id.clone(),
        version,
        as_of_date: String::new(),
    };
    let answer =
        web.services.categories().get_framework_draft(ask(&visitor.caller(), wanted)).await;
    let before = match version {
        0 | 1 => None,
        next if next == agreed + 1 => newest,
        later => {
            let before = later - 1;
            Some(framework_compared::version(&web.services, visitor, &framework_id, before).await?)
        }
    };
    let found = Shown::of(answer, visitor.framework_drafts())?;
    Ok(FrameworkDraftLoaded { ground, before, version, open: version > agreed, found })
}

const DRAFTS: Words<'_> =
    Words { what: "The draft", none: Absence::of("No draft of this version has been written.") };
const CHANGED: Words<'_> = Words { what: "What changed", none: Absence::of("No word changed.") };
const SAID: Words<'_> =
    Words { what: "Comments", none: Absence::of("No headteacher has commented on it.") };

pub(crate) fn render(visitor: &Visitor, loaded: &FrameworkDraftLoaded, told: &Told) -> Markup {
    let found = loaded.found.known();
    let title = format!("Draft of the framework, version {}", loaded.version);
    let body = html! {
        (told.above())
        h1.govuk-heading-l { (title) }
        (loaded.found.draw(DRAFTS, |found| {
            found.draft.as_ref().map(|draft| of_draft(visitor, loaded, draft))
        }))
        @if let Some(found) = found.filter(|_| loaded.open) {
            (forms(visitor, loaded, found, told))
        }
        @if let Some(consulted) = found.and_then(|found| found.consulted.as_ref()) {
            h2.govuk-heading-l { "What headteachers say" }
            (comments(visitor, loaded, consulted))
        }
    };
    let crumbs = crumbs([("What the regions mean".to_owned(), "/framework".to_owned())]);
    let frame = Frame {
        title: &title,
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs,
        as_of: found.and_then(|found| found.as_of.clone()),
        problem: told.is_problem(),
    };
    page(&frame, &body)
}

fn stands(draft: &FrameworkDraft) -> bool {
    draft.withdrawn_on.is_empty()
}

/// The last day to comment on a draft, while headteachers are asked about it.
fn asking(draft: &FrameworkDraft, today: Date) -> Option<Date> {
    field::day(&draft.comment_by).filter(|last| stands(draft) && today <= *last)
}

fn of_draft(visitor: &Visitor, loaded: &FrameworkDraftLoaded, draft: &FrameworkDraft) -> Markup {
    let framework = draft.framework.clone().unwrap_or_default();
    let names = Names::of(&Default::default(), &[], &framework);
    let since = |earlier: &FrameworkAgreed| {
        let versions = VersionPair { earlier: earlier.clone(), later: framework.clone() };
        Shown::All(&versions).draw(CHANGED, changes)
    };
    let consulted = loaded.found.known().and_then(|found| found.consulted.as_ref());
    let sent_before = consulted.filter(|sent| sent.draft != draft.draft);
    let areas =
        html! { @for area in &framework.areas { (of_area(&framework, &names, &area.area_id)) } };
    html! {
        p.pl-lead { (standing(loaded, draft, visitor.today)) }
        p.pl-note {
            "Draft " (draft.draft) ", written on " (dates::day(&draft.drafted_on)) " by "
            (loaded.ground.names.person(&draft.drafted_by_id)) ". Recorded in "
            (event_link(visitor, Behind::Trust, draft.position))
        }
        @if let Some(sent) = sent_before.and_then(|sent| sent.framework.as_ref()) {
            h2.govuk-heading-l { "What changed since the headteachers were asked" }
            (since(sent))
        }
        @if let Some(before) = &loaded.before {
            h2.govuk-heading-l { "What it changes in version " (before.version) }
            (since(before))
        }
        (details("The draft in full", &areas))
    }
}

/// Where the draft stands, in a sentence.
fn standing(loaded: &FrameworkDraftLoaded, draft: &FrameworkDraft, today: Date) -> Markup {
    let consulted = loaded.found.known().and_then(|found| found.consulted.as_ref());
    html! {
        @if !loaded.open {
            "The trustees have agreed this version. "
            a.govuk-link href={"/framework?version=" (loaded.version)} { "See its words" }
        } @else if !stands(draft) {
            "It was withdrawn on " (dates::day(&draft.withdrawn_on)) ": "
            span.pl-wrap { (draft.reason.said()) }
        } @else if let Some(sent) = consulted {
            @let day = dates::day(&sent.comment_by);
            @if asking(sent, today).is_some() { "The headteachers can comment until " (day) "." }
            @else { "The headteachers could comment on draft " (sent.draft) " until " (day) "." }
        } @else {
            "It has not been sent to the headteachers."
        }
    }
}

/// What was said, by area. A headteacher reads what others said once the last day is over.
fn comments(
    visitor: &Visitor,
    loaded: &FrameworkDraftLoaded,
    consulted: &FrameworkDraft,
) -> Markup {
    let said = loaded.found.known().map(|found| found.comments.as_slice()).unwrap_or_default();
    let is_over = field::day(&consulted.comment_by).is_some_and(|last| last < visitor.today);
    let later = "What is said for other schools is shown to you after the last day to comment.";
    let whole = is_over || visitor.sees_every_framework_draft();
    let extent = if whole { Extent::All } else { Extent::Part(later) };
    let framework = consulted.framework.clone().unwrap_or_default();
    Shown::All(said).within(extent).draw(SAID, |said| by_area(loaded, &framework, said))
}

fn by_area(
    loaded: &FrameworkDraftLoaded,
    framework: &FrameworkAgreed,
    said: &[FrameworkComments],
) -> Option<Markup> {
    let names = Names::of(&Default::default(), &[], framework);
    let mut areas = vec![""];
    areas.extend(framework.areas.iter().map(|area| area.area_id.as_str()));
    for comment in said.iter().flat_map(|said| &said.comments) {
        if !areas.contains(&comment.area_id.as_str()) {
            areas.push(&comment.area_id);
        }
    }
    let of = areas.into_iter().map(|area| (area, rows(loaded, said, area)));
    let of: Vec<_> = of.filter(|(_, rows)| !rows.is_empty()).collect();
    (!of.is_empty()).then(|| {
        html! {
            @for (area, rows) in &of {
                h3.govuk-heading-m {
                    @if area.is_empty() { "The framework as a whole" } @else { (names.area(area)) }
                }
                (summary_list(rows))
            }
        }
    })
}

/// What was said of an area, one row a school and draft.
fn rows(loaded: &FrameworkDraftLoaded, said: &[FrameworkComments], area: &str) -> Vec<Row> {
    let names = &loaded.ground.names;
    let row = |of: &FrameworkComments| {
        let comment = of.comments.iter().find(|comment| comment.area_id == area)?;
        let value = html! {
            p class="govuk-body pl-wrap" { (comment.text.said()) }
            p.pl-note {
                (names.person(&of.by_id)) ", " (dates::day(&of.on)) ", of draft " (of.draft)
            }
        };
        Some(Row::new(names.school(&of.school_id), value))
    };
    said.iter().filter_map(row).collect()
}

/// What this person can do with the draft.
fn forms(
    visitor: &Visitor,
    loaded: &FrameworkDraftLoaded,
    found: &GetFrameworkDraftResponse,
    told: &Told,
) -> Markup {
    let may = &visitor.may;
    let standing = found.draft.as_ref().filter(|draft| stands(draft));
    let asked = found.consulted.as_ref().filter(|sent| asking(sent, visitor.today).is_some());
    let framework = loaded.begun().framework_id;
    let version = loaded.version.to_string();
    let consult = ConsultOnFramework { framework: framework.clone(), version: version.clone() };
    let withdraw = WithdrawFrameworkDraft { framework, version };
    let sending =
        if asked.is_some() { "Give them more time" } else { "Send it to the headteachers" };
    html! {
        @if asked.is_none() && may.anywhere::<DraftFrameworkRequest>() {
            p.govuk-body { a.govuk-link href=(framework_draft_new::AT) { "Write the next draft" } }
        }
        @if asked.is_none() && may.anywhere::<AgreeFrameworkRequest>() {
            p.govuk-body { a.govuk-link href="/framework/new" { "Agree this version" } }
        }
        @if let Some(sent) = asked { (commenting(visitor, loaded, sent, told)) }
        @if standing.is_some() && may.anywhere::<ConsultOnFrameworkRequest>() {
            (Form::new(&consult, visitor, told).folded(sending))
        }
        @if standing.is_some() && may.anywhere::<WithdrawFrameworkDraftRequest>() {
            (Form::new(&withdraw, visitor, told).folded("Withdraw it"))
        }
    }
}

/// The form of each school of which this person is the headteacher, with what was said for it before.
fn commenting(
    visitor: &Visitor,
    loaded: &FrameworkDraftLoaded,
    sent: &FrameworkDraft,
    told: &Told,
) -> Markup {
    let framework = sent.framework.clone().unwrap_or_default();
    let said = loaded.found.known().map(|found| found.comments.as_slice()).unwrap_or_default();
    let before = |school: &str, area: &str| {
        let mut own =
            said.iter().filter(|said| said.school_id == school && said.draft == sent.draft);
        let comments = own.next().map(|own| own.comments.as_slice()).unwrap_or_default();
        let found = comments.iter().find(|comment| comment.area_id == area);
        found.map(|comment| comment.text.said().into_owned()).unwrap_or_default()
    };
    let schools = visitor.may.schools::<CommentOnFrameworkRequest>().unwrap_or_default();
    html! {
        @for school in schools {
            @let name = loaded.ground.names.school(school);
            @let act = CommentOnFramework {
                framework: framework.framework_id.clone(),
                version: loaded.version.to_string(),
                school: school.to_owned(),
            };
            @let whole = Choice::new(WHOLE, "The framework as a whole").filled(before(school, ""));
            @let areas = framework.areas.iter().map(|area| {
                Choice::new(&area.area_id, &area.name).filled(before(school, &area.area_id))
            });
            h2.govuk-heading-l { "Comment for " (name) }
            (Form::new(&act, visitor, told)
                .choices("comments", std::iter::once(whole).chain(areas).collect())
                .about(&format!("for {name}"))
                .render())
        }
    }
}

#[cfg(test)]
mod tests;
