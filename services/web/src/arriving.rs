//! Who asks for a page: found from what the browser sent, with what the rules let this person do and what the address asks for.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::Method;
use axum::http::request::Parts;

use crate::asked::Asked;
use crate::dates::british_day;
use crate::drafts::Saved;
use crate::failure::Failure;
use crate::form::{Fields, mark};
use crate::guests;
use crate::listing::{AskedList, ListView, OwnViews};
use crate::sessions::DEMO_SESSION;
use crate::sign_in::{self, Arrival, Moment};
use crate::visitor::Visitor;
use crate::web::Web;

impl FromRequestParts<Web> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        let moment = Moment::of(&parts.headers, &web.clock);
        let found = match &web.sign_in {
            Some(sign_in) => {
                let secret = sign_in::cookie::sent(&parts.headers, sign_in::cookie::SESSION);
                match secret.and_then(sign_in::Secret::parse) {
                    Some(secret) => sign_in.visitor(&web.services, &secret, &moment).await?,
                    None => None,
                }
            }
            None => {
                let session = sign_in::cookie::sent(&parts.headers, DEMO_SESSION);
                session.and_then(|session| web.sessions.find(session))
            }
        };
        let visitor = found.ok_or_else(|| {
            let asked = parts.uri.path_and_query().map_or("/", |address| address.as_str());
            Failure::SignInFirst { next: asked.to_owned() }
        })?;
        guests::admit(&visitor, parts)?;
        // A guest may what the page of the note says, and asks nothing else.
        let (may, style) = match visitor.is_guest() {
            true => (Arc::default(), Arc::default()),
            false => {
                let caller = visitor.caller();
                let may = web.mays.of(&web.services, &caller, moment.now).await?;
                (may, web.styles.of(&web.services, &caller).await)
            }
        };
        let (mark, today) = (mark(&web.mark_secret, visitor.actor), british_day(moment.now));
        let query = Fields::parse(parts.uri.query().unwrap_or_default().as_bytes());
        let asked = Asked::of(&query, today);
        // What is sent is sent whole. A guest saves nothing for later, since a guest's access ends.
        let reads = parts.method == Method::GET && !visitor.is_guest();
        let saved = if reads { saved(web, &visitor).await } else { Saved::default() };
        let list = AskedList { path: parts.uri.path(), query: &query, mark: &mark };
        let own = if reads { OwnViews::of(web, &visitor, list).await } else { None };
        let view = ListView::of(list.path, &query).with_own(own);
        Ok(Self { may, style, mark, today, asked, view, saved, ..visitor })
    }
}

impl FromRequestParts<Web> for Moment {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.headers, &web.clock))
    }
}

impl FromRequestParts<Web> for Arrival {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Infallible> {
        Ok(Self::new(Moment::of(&parts.headers, &web.clock), parts.headers.clone()))
    }
}

/// What a person saved. A store that is away keeps nobody from reading a page.
async fn saved(web: &Web, visitor: &Visitor) -> Saved {
    let Some(drafts) = &web.drafts else { return Saved::default() };
    let saved = drafts.all(visitor.known()).await;
    saved.inspect_err(|error| tracing::warn!(%error, "drafts were not read")).unwrap_or_default()
}
