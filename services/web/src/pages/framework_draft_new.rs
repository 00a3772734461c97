//! The form that writes a draft of the framework's next version.

use axum::extract::State;
use contract::categories::v1::{DraftFrameworkRequest, FrameworkAgreed};
use maud::{Markup, html};

use super::framework_draft::{self, FrameworkDraftLoaded, load};
use super::framework_draft_forms::DraftFramework;
use super::framework_new::{asking, drafted, structure};
use crate::components::details;
use crate::failure::Failure;
use crate::form::{Form, Query, Told};
use crate::frame::{Frame, Place, page};
use crate::visitor::Visitor;
use crate::web::Web;

pub(crate) const AT: &str = "/framework/draft/new";

/// `GET /framework/draft/new`; `?areas=` and `?regions=` begin another list of areas and another ladder, one a line.
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Markup, Failure> {
    if !visitor.may.anywhere::<DraftFrameworkRequest>() {
        let why = "The improvement lead and the chief executive write drafts of the framework.";
        return Err(Failure::Forbidden(why.to_owned()));
    }
    let told = Told::on(&web, &visitor, &query);
    let loaded = load(&web, &visitor, 0, told.at_least()).await?;
    let begun = drafted(loaded.begun(), &query);
    Ok(render(&visitor, &loaded, &begun, &told))
}

/// `begun` is what the form begins with, under the number of the version before.
pub(crate) fn render(
    visitor: &Visitor,
    loaded: &FrameworkDraftLoaded,
    begun: &FrameworkAgreed,
    told: &Told,
) -> Markup {
    let version = begun.version + 1;
    let act =
        DraftFramework { framework: begun.framework_id.clone(), version: version.to_string() };
    let form = || asking(Form::new(&act, visitor, told), begun).starting("draft", loaded.number());
    let complete = !begun.areas.is_empty() && !begun.regions.is_empty();
    let title = "Write a draft of the framework";
    let body = html! {
        (told.above())
        h1.govuk-heading-l { (title) ", version " (version) }
        @if complete {
            (form().render())
            (details("Other areas, or another ladder", &structure(begun, AT)))
        } @else {
            p.pl-lead { "Begin with the areas that are judged, and the ladder of regions." }
            (structure(begun, AT))
        }
    };
    let crumbs = [("The next version".to_owned(), framework_draft::AT.to_owned())];
    let frame = Frame {
        title,
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs,
        as_of: None,
        problem: told.is_problem(),
    };
    page(&frame, &body)
}
