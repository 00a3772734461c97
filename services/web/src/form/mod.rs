//! Reading what a browser sends: query strings and forms; the proof that a form was ours; and forms declared once.

/// Where a form is sent and the page it stands on, written once: as the router writes it, with the names it takes.
macro_rules! placed {
    ($at:literal ($($of:ident),*), $page:literal ($($on:ident),*)) => {
        const AT: &'static str = $at;

        fn address(&self) -> String {
            format!($at, $($of = self.$of),*)
        }

        fn page(&self) -> String {
            format!($page, $($on = self.$on),*)
        }

        fn key(&self) -> String {
            self.address().trim_start_matches('/').replace('/', "-")
        }
    };
}

/// How a form's command is sent: the service and its rpc.
macro_rules! sends {
    ($service:ident, $rpc:ident) => {
        async fn send(
            services: &crate::services::Services,
            command: tonic::Request<Self::Command>,
        ) -> Result<u64, tonic::Status> {
            Ok(services.$service().$rpc(command).await?.into_inner().position)
        }
    };
}

mod act;
mod by_thing;
mod checking;
mod drawn;
mod entered;
mod entry;
mod fields;
mod keeping;
mod picking;
mod told;
mod upload;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;

use crate::failure::Failure;
use crate::visitor::Visitor;
use crate::web::Web;

pub(crate) use act::{Act, Check, SAVE, STALE, sent};
pub(crate) use by_thing::FormThing;
pub(crate) use checking::check;
#[cfg(test)]
pub(crate) use checking::render as checking;
pub(crate) use drawn::{Choice, Drawing, Form, Pickable};
pub(crate) use entered::Entered;
pub(crate) use entry::{Entry, Kind, Problem};
pub(crate) use fields::{
    COMMAND, ENTERED, Fields, LARGEST_FORM, MARK, TOKEN, address, encoded, same, token_field,
};
pub(crate) use keeping::{Again, Keeping, Whose, mark, marked};
pub(crate) use told::{Notice, Told, errors};
pub(crate) use upload::{FileField, Upload};
pub(crate) use {placed, sends};

/// A query string.
#[derive(Clone, Debug, Default)]
pub(crate) struct Query(pub Fields);

impl<S: Sync> FromRequestParts<S> for Query {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        Ok(Self(Fields::parse(parts.uri.query().unwrap_or_default().as_bytes())))
    }
}

/// A form's fields, its token not yet looked at.
#[derive(Debug)]
pub(crate) struct Posted(pub Fields);

impl<S: Send + Sync> FromRequest<S> for Posted {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if !kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded")) {
            return Err(Failure::Malformed(
                "Only forms of these pages can be sent here.".to_owned(),
            ));
        }
        let body = Bytes::from_request(request, state).await.map_err(|_| Failure::TooLarge)?;
        Ok(Self(Fields::parse(&body)))
    }
}

impl Posted {
    /// Refuses a form that is not ours or was made for another person.
    pub(crate) fn checked(self, token: &str) -> Result<Fields, Failure> {
        if same(self.0.get(TOKEN), token) { Ok(self.0) } else { Err(stale()) }
    }
}

/// A form sent by the person signed in, from a page of ours.
#[derive(Debug)]
pub(crate) struct Signed {
    pub visitor: Visitor,
    pub fields: Fields,
}

impl FromRequest<Web> for Signed {
    type Rejection = Failure;

    async fn from_request(request: Request, web: &Web) -> Result<Self, Failure> {
        let (mut parts, body) = request.into_parts();
        let visitor = Visitor::from_request_parts(&mut parts, web).await?;
        let posted = Posted::from_request(Request::from_parts(parts, body), web).await?;
        let fields = posted.checked(&visitor.form_token)?;
        Ok(Self { visitor, fields })
    }
}

pub(crate) fn stale() -> Failure {
    Failure::Forbidden(
        "The page this form was on is no longer valid. Go back, load the page again and send it once more."
            .to_owned(),
    )
}

#[cfg(test)]
mod tests;
