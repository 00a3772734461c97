//! What each area looks like in each region, in the words the trust agreed.

use axum::extract::State;
use contract::categories::v1::{FrameworkAgreed, GetFrameworkDraftRequest, GetFrameworkRequest};
use contract::log::v1::AsOf;
use maud::{Markup, html};

use super::{chip, crumbs, framework_compared, framework_draft};
use crate::components::inset;
use crate::failure::Failure;
use crate::form::Query;
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::names::Names;
use crate::routes::Routes;
use crate::services::ask;
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found.
pub(crate) fn routes() -> Routes {
    Routes::default().get("/framework", show)
}

/// `GET /framework`, with `?version=1` for an older one.
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let ground = Ground::load(&web.services, &visitor).await?;
    let version =
        query.get("version").parse().ok().filter(|version| *version != ground.framework.version);
    let (Some(version), false) = (version, ground.framework.framework_id.is_empty()) else {
        return Ok(render(&visitor, &ground.framework, ground.framework.version, None));
    };
    let wanted = GetFrameworkRequest {
        framework_id: ground.framework.framework_id.clone(),
        version,
        ..Default::default()
    };
    let answer =
        web.services.categories().get_framework(ask(&visitor.caller(), wanted)).await?.into_inner();
    let framework = answer.framework.unwrap_or_default();
    Ok(render(&visitor, &framework, ground.framework.version, answer.as_of))
}

pub(crate) fn render(
    visitor: &Visitor,
    framework: &FrameworkAgreed,
    newest: u32,
    as_of: Option<AsOf>,
) -> Markup {
    let names = Names::of(&Default::default(), &[], framework);
    let body = html! {
        h1.govuk-heading-l { "What the regions mean" }
        @if framework.areas.is_empty() {
            p.pl-lead { "The trust has not agreed a framework yet." }
        } @else {
            p.pl-lead {
                (framework.name) ", version " (framework.version) ". The ladder, lowest first: "
                (framework.regions.iter().map(|region| region.name.as_str()).collect::<Vec<_>>().join(", ")) "."
            }
            @if framework.version > 1 {
                p.govuk-body {
                    @let compared = format!("{}?earlier={}&later={}", framework_compared::AT, framework.version - 1, framework.version);
                    a.govuk-link href=(compared) { "What changed since version " (framework.version - 1) }
                }
            }
            (drafts(visitor, framework.version))
            @if framework.version != newest {
                (inset(&html! {
                    "These are the words of an older version. "
                    a.govuk-link href="/framework" { "See version " (newest) }
                }))
            }
            @for area in &framework.areas { (of_area(framework, &names, &area.area_id)) }
        }
    };
    let crumbs = crumbs([]);
    let frame = Frame {
        title: "What the regions mean",
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs,
        as_of,
        problem: false,
    };
    page(&frame, &body)
}

/// The ways to the drafts of this version and of the next, for those who are shown drafts.
fn drafts(visitor: &Visitor, version: u32) -> Markup {
    let at = format!("{}?version={version}", framework_draft::AT);
    html! {
        @if visitor.may.anywhere::<GetFrameworkDraftRequest>() {
            p.govuk-body {
                a.govuk-link href=(at) { "The drafts of version " (version) }
                " · "
                a.govuk-link href=(framework_draft::AT) { "The next version" }
            }
        }
    }
}

/// An area with what it looks like in each region.
pub(super) fn of_area(framework: &FrameworkAgreed, names: &Names, area: &str) -> Markup {
    let words = |region: &str| {
        let found = framework.descriptors.iter().filter(|words| words.area_id == area);
        found
            .into_iter()
            .find(|words| words.region_id == region)
            .map_or("", |words| words.text.as_str())
    };
    html! {
        h2.govuk-heading-m id=(area) { (names.area(area)) }
        dl.govuk-summary-list {
            @for region in &framework.regions {
                div.govuk-summary-list__row {
                    dt.govuk-summary-list__key { (chip(names, &region.region_id)) }
                    dd.govuk-summary-list__value { (words(&region.region_id)) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
