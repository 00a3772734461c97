//! A list or a table as a file: the page is made as ever, and what its list holds is sent in its place.
//!
//! So each page that has a list gives it as a file, for the same reader, the same day and the same look on record.

use std::cell::RefCell;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use contract::log::v1::AsOf;

use super::file::{FileKind, Sheet};
use super::view::{TABLE, TAKE};
use super::{ListView, PageListing, PageTable};
use crate::components::Cell;
use crate::dates;
use crate::failure::Failure;
use crate::form::Fields;
use crate::frame::Frame;

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

/// Adds what the frame around the page says: its title, the pages above it, the trust, and as of when. So the file of a school's page
/// names the school. `day` says of which day the page is. The day on which the file is taken stands in each.
pub(crate) fn framed(frame: &Frame<'_>, day: Option<String>) {
    let _elsewhere = TAKEN.try_with(|taken| {
        if let Some(sheet) = taken.borrow_mut().as_mut() {
            let above: Vec<_> =
                frame.crumbs.iter().map(|(words, _)| without_marks(words)).collect();
            let mut about = vec![without_marks(frame.title)];
            about.extend((!above.is_empty()).then(|| format!("Under {}", above.join(", "))));
            about.push(without_marks(&frame.visitor.trust_name));
            about.push(format!("Taken on {}", dates::said(frame.visitor.today)));
            about.extend(day);
            about.extend(frame.as_of.as_ref().map(said));
            about.append(&mut sheet.about);
            sheet.about = about;
        }
    });
}

/// The marks that keep names of other scripts in order on a page mean nothing in a file.
fn without_marks(text: &str) -> String {
    text.replace(['\u{2068}', '\u{2069}'], "")
}

fn said(as_of: &AsOf) -> String {
    let when = dates::moment(&as_of.time);
    let when = if when.is_empty() { when } else { format!(", {when}") };
    format!("As of position {} of the record{when}", as_of.position)
}
