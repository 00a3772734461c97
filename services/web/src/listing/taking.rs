//! A list or a table as a file: the page is made as ever, and what its list holds is sent in its place.
//!
//! So each page that has a list gives it as a file, for the same reader, the same day and the same look on record.

use std::cell::RefCell;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::file::{FileKind, Sheet};
use super::view::{TABLE, TAKE};
use super::{ListView, PageListing, PageTable};
use crate::components::Cell;
use crate::failure::Failure;
use crate::form::Fields;

tokio::task_local! {
    /// What the list of this request's page holds, where a file is asked for.
    static TAKEN: RefCell<Option<Sheet>>;
}

/// What the query of an address asks a list to be taken as.
fn taken_as(query: &str) -> Option<FileKind> {
    FileKind::of(Fields::parse(query.as_bytes()).get(TAKE))
}

/// Whether the query of an address asks for a list as a file.
pub(crate) fn takes_a_list(query: &str) -> bool {
    taken_as(query).is_some()
}

/// The layer around all pages: an address with `take` gets a file.
pub(crate) async fn take(request: Request, next: Next) -> Response {
    let kind = taken_as(request.uri().query().unwrap_or_default());
    let Some(kind) = kind else { return next.run(request).await };
    let taken = async {
        let response = next.run(request).await;
        if !response.status().is_success() {
            return response;
        }
        match TAKEN.with(RefCell::take) {
            Some(sheet) => sheet.respond(kind),
            None => {
                Failure::NotFound("This page has nothing that can be taken as a file.".to_owned())
                    .into_response()
            }
        }
    };
    TAKEN.scope(RefCell::default(), taken).await
}

/// Keeps what is found of a list, where it is to be taken.
pub(super) fn keep(listing: &PageListing<'_>, view: &ListView, found: &[&Vec<Cell>]) {
    // Outside a request for a file there is no place for it, and nothing to keep.
    let _elsewhere = TAKEN.try_with(|taken| {
        if !view.get(TABLE).is_empty() {
            return;
        }
        let mut about: Vec<_> = listing.about.iter().map(|line| without_marks(line)).collect();
        about.extend(listing.narrow_words(view).iter().map(|line| without_marks(line)));
        about.push(format!("{} of {} rows", found.len(), listing.table.rows.len()));
        about.extend((!listing.note.is_empty()).then(|| listing.note.to_owned()));
        taken.replace(Some(Sheet {
            name: listing.name,
            about,
            head: listing.table.head.iter().map(|(words, _)| (*words).to_owned()).collect(),
            rows: found.iter().map(|row| row.iter().map(Cell::taken).collect()).collect(),
        }));
    });
}

/// Keeps a table that is no list, where the address asks for it by its name.
pub(super) fn keep_table(
    table: &PageTable<'_>,
    view: &ListView,
    rows: impl FnOnce() -> Vec<Vec<Cell>>,
) {
    let _elsewhere = TAKEN.try_with(|taken| {
        if view.get(TABLE) != table.name {
            return;
        }
        let rows: Vec<Vec<_>> =
            rows().iter().map(|row| row.iter().map(Cell::taken).collect()).collect();
        let about = std::iter::once(table.says).chain(table.about.iter().map(String::as_str));
        let mut about: Vec<_> = about.map(without_marks).collect();
        about.push(format!("{count} of {count} rows", count = rows.len()));
        taken.replace(Some(Sheet {
            name: table.name,
            about,
            head: table.head.iter().map(|words| (*words).to_owned()).collect(),
            rows,
        }));
    });
}

/// Adds what the frame around the page says, above what the list says. `says` is asked only where a file is wanted.
pub(crate) fn framed(says: impl FnOnce() -> Vec<String>) {
    let _elsewhere = TAKEN.try_with(|taken| {
        if let Some(sheet) = taken.borrow_mut().as_mut() {
            let mut about = says();
            about.append(&mut sheet.about);
            sheet.about = about;
        }
    });
}

/// The marks that keep names of other scripts in order on a page mean nothing in a file.
pub(crate) fn without_marks(text: &str) -> String {
    text.replace(['\u{2068}', '\u{2069}'], "")
}
