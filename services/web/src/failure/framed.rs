//! Puts the page of a failure into the frame of the person who asked: the navigation, the search and the name stay.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequestParts as _, Request, State};
use axum::http::header::CONTENT_LENGTH;
use axum::middleware::Next;
use axum::response::Response;
use maud::{Markup, html};

use crate::frame::{self, Answering};
use crate::visitor::Visitor;
use crate::web::Web;

/// How long the frame is waited for. What made the page fail may keep the frame away, too.
const FRAME_WITHIN: Duration = Duration::from_secs(2);

/// What the page of a failure says. It travels beside the page that has no frame.
#[derive(Clone, Debug)]
pub(super) struct FailureTold {
    pub(super) title: &'static str,
    pub(super) body: Markup,
}

impl FailureTold {
    /// A guest of a visit has no first page.
    pub(super) fn page(&self, of_guest: bool) -> Markup {
        html! {
            (self.heading())
            @if !of_guest { p.govuk-body { a.govuk-link href="/" { "Go to the first page" } } }
        }
    }

    fn heading(&self) -> Markup {
        html! {
            h1.govuk-heading-l { (self.title) }
            (self.body)
        }
    }
}

/// The layer around all pages. A failure whose reader cannot be found in time stays without a frame.
pub(crate) async fn frame_failures(
    State(web): State<Web>,
    request: Request,
    next: Next,
) -> Response {
    let (mut asked, body) = request.into_parts();
    let answered = next.run(Request::from_parts(asked.clone(), body)).await;
    let Some(told) = answered.extensions().get::<FailureTold>().cloned() else { return answered };
    // They have no frame, and no way to the pages of staff.
    if frame::is_of_respondents(asked.uri.path()) {
        let page = Answering { title: told.title, ..Answering::default() };
        return with_page(answered, frame::answering(page, &told.heading()));
    }
    let reader = Visitor::from_request_parts(&mut asked, &web);
    match tokio::time::timeout(FRAME_WITHIN, reader).await {
        Ok(Ok(visitor)) => {
            with_page(answered, frame::failed(&visitor, told.title, &told.page(false)))
        }
        Ok(Err(_)) | Err(_) => answered,
    }
}

/// The same answer with another page.
fn with_page(answered: Response, page: Markup) -> Response {
    let (mut head, _) = answered.into_parts();
    head.headers.remove(CONTENT_LENGTH);
    Response::from_parts(head, Body::from(page.into_string()))
}
