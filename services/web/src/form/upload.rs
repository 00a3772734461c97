//! A form with a file in it.

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::CONTENT_TYPE;
use maud::{Markup, html};

use super::Fields;
use crate::failure::Failure;

/// What a form with a file sends: its fields, and the file; empty where none was chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Upload {
    pub fields: Fields,
    pub file: Vec<u8>,
}

impl Upload {
    /// Reads a request of these fields, the last of them the file, of so many bytes at most.
    pub(crate) async fn read(
        request: Request,
        names: &[&str],
        largest: usize,
    ) -> Result<Self, Failure> {
        let unread =
            || Failure::Malformed("Only the form of this page can be sent here.".to_owned());
        let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let boundary =
            kind.and_then(|kind| multer::parse_boundary(kind).ok()).ok_or_else(unread)?;
        let limit = multer::SizeLimit::new().whole_stream(largest as u64);
        let constraints =
            multer::Constraints::new().allowed_fields(names.to_vec()).size_limit(limit);
        let body = Body::into_data_stream(request.into_body());
        let mut parts = multer::Multipart::with_constraints(body, boundary, constraints);
        let failed = |error: multer::Error| match error {
            multer::Error::StreamSizeExceeded { .. } | multer::Error::FieldSizeExceeded { .. } => {
                Failure::TooLarge
            }
            _ => unread(),
        };
        let mut upload = Self::default();
        while let Some(part) = parts.next_field().await.map_err(failed)? {
            let name = part.name().unwrap_or_default().to_owned();
            if names.last() == Some(&name.as_str()) {
                upload.file = part.bytes().await.map_err(failed)?.to_vec();
            } else {
                upload.fields.0.push((name, part.text().await.map_err(failed)?));
            }
        }
        Ok(upload)
    }
}

/// The field in which a file is chosen.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FileField<'a> {
    pub name: &'a str,
    pub label: &'a str,
    pub hint: &'a str,
    /// Kinds of files, for example `text/csv`.
    pub accept: &'a str,
    pub wrong: Option<&'a str>,
}

impl FileField<'_> {
    pub(crate) fn render(&self) -> Markup {
        let Self { name, label, hint, accept, wrong } = self;
        let described = match wrong {
            Some(_) => format!("{name}-hint {name}-error"),
            None => format!("{name}-hint"),
        };
        html! {
            div class={ "govuk-form-group" @if wrong.is_some() { " govuk-form-group--error" } } {
                label.govuk-label for=(name) { (label) }
                div.govuk-hint id={ (name) "-hint" } { (hint) }
                @if let Some(wrong) = wrong {
                    p.govuk-error-message id={ (name) "-error" } {
                        span.govuk-visually-hidden { "Error:" } " " (wrong)
                    }
                }
                input class={ "govuk-file-upload" @if wrong.is_some() { " govuk-file-upload--error" } } id=(name) name=(name)
                    type="file" accept=(accept) aria-describedby=(described);
            }
        }
    }
}
