//! Saving a view of a list under a name, and removing it.

use axum::extract::State;
use axum::response::Redirect;
use contract::field::isolated;

use super::own::{AMONG_ALL, LIST, NAME, QUERY, REMOVE, REPLACE, SAVE_AT, address_of};
use super::view::{self, OwnViews, REFUSED, RefusedView};
use crate::drafts::SAVED_AT;
use crate::failure::Failure;
use crate::form::{
    Again, Entered, Entry, Fields, MARK, Posted, Problem, STALE, TOKEN, Whose, encoded, marked,
    same,
};
use crate::routes::Routes;
use crate::saved_views::{SavedView, SavedViews, ViewOutcome};
use crate::sessions::Notice;
use crate::sign_in::{Known, StoreError};
use crate::visitor::Visitor;
use crate::web::Web;

/// Characters of a name.
const LONGEST_NAME: usize = 60;
/// Letters of a list's address, and of its query.
const LONGEST_ADDRESS: usize = 2_000;

const ENTRIES: &[Entry] = &[Entry::line(NAME, "Name of the view")];

const LIST_FULL: &str =
    "You have saved 20 views of this list, and no more are kept. Remove one of them first";
const FULL: &str = "You have saved 200 views, and no more are kept. Remove some of them first, under “Saved for later”";
const DOUBLED: &str =
    "You have a view of this name. Replace it with this one, or enter another name";
const TOO_MUCH: &str = "This view asks for more than can be kept. Find or narrow by less";
const NOT_SAVED: &str = "The view could not be saved at the moment. Try again in a minute";
const SIGNED_OUT: &str = "The view was not saved yet. Send its name again";

/// A view as its form sends it.
#[derive(Debug)]
struct SentView {
    list: String,
    view: SavedView,
    /// Whether it takes the place of the view that has its name.
    replaces: bool,
}

/// What the forms of a list send.
pub(crate) fn routes() -> Routes {
    Routes::default().post(SAVE_AT, save).post(REMOVE, remove)
}

/// Under what a notice of the list's own forms waits. A page's own forms have theirs under the session alone.
fn notice_of(session: &str) -> String {
    format!("{session} views")
}

/// `POST /views`: saves it and leads to it, or leads back to the list with what was typed.
pub(crate) async fn save(
    State(web): State<Web>,
    visitor: Result<Visitor, Failure>,
    Posted(fields): Posted,
) -> Result<Redirect, Failure> {
    // Who is not signed in is told that first, also of a form that is not ours.
    let (visitor, sent) = match (visitor, SentView::read(&fields)) {
        (Ok(visitor), sent) => (visitor, sent?),
        (Err(failure), Ok(sent)) => return Err(sent.signed_out(&web, failure, fields)),
        (Err(failure), Err(_)) => return Err(failure),
    };
    // A guest's pages offer no saving, since a guest's access ends.
    let views = web.views.as_ref().filter(|_| !visitor.is_guest()).ok_or_else(Failure::no_page)?;
    let tried = match same(fields.get(TOKEN), &visitor.form_token) {
        true => sent.keep(views, visitor.known()).await,
        false => Err(STALE.to_owned()),
    };
    match tried {
        Ok(()) => {
            let done = format!("The view {} is saved", isolated(&sent.view.name));
            web.sessions.leave(&notice_of(&visitor.session), Notice::new(done, 0));
            Ok(Redirect::to(&address_of(&sent.list, &sent.view.query)))
        }
        Err(sentence) => {
            let refused = RefusedEntry { fields, sentence };
            Ok(Redirect::to(&sent.back(&web, Whose::Person(visitor.actor), refused)))
        }
    }
}

/// `POST /views/remove`: leads to the whole list, or to everything saved. Where the session has ended, that is shown after signing in.
pub(crate) async fn remove(
    State(web): State<Web>,
    visitor: Result<Visitor, Failure>,
    posted: Posted,
) -> Result<Redirect, Failure> {
    let sent = SentView::read(&posted.0);
    let among_all = posted.0.has(AMONG_ALL);
    let back = |sent: &SentView| if among_all { SAVED_AT.to_owned() } else { sent.list.clone() };
    let visitor = match (visitor, &sent) {
        (Err(Failure::SignInFirst { .. }), Ok(sent)) => {
            return Err(Failure::SignInFirst { next: back(sent) });
        }
        (visitor, _) => visitor?,
    };
    posted.checked(&visitor.form_token)?;
    let sent = sent?;
    let views = web.views.as_ref().ok_or_else(Failure::no_page)?;
    views.forget(visitor.known(), &sent.list, &sent.view.name).await?;
    let done = format!("The view {} is removed", isolated(&sent.view.name));
    web.sessions.leave(&notice_of(&visitor.session), Notice::new(done, 0));
    Ok(Redirect::to(&back(&sent)))
}

/// What was typed, and why it is not taken.
struct RefusedEntry {
    fields: Fields,
    sentence: String,
}

impl SentView {
    /// Refuses what no form of ours sends.
    fn read(fields: &Fields) -> Result<Self, Failure> {
        let list = fields.get(LIST);
        if !is_page(list) {
            return Err(Failure::Malformed("Views are saved of lists of these pages.".to_owned()));
        }
        let query = view::kept_of(&Fields::parse(fields.get(QUERY).as_bytes()));
        let name = fields.get(NAME).split_whitespace().collect::<Vec<_>>().join(" ");
        let view = SavedView { name, query };
        Ok(Self { list: list.to_owned(), view, replaces: fields.has(REPLACE) })
    }

    /// What is wrong with it, if anything is.
    fn problem(&self) -> Option<String> {
        let length = self.view.name.chars().count();
        match length {
            0 => Some("Enter a name for the view".to_owned()),
            _ if length > LONGEST_NAME => {
                Some(format!("Shorten the name to {LONGEST_NAME} characters; it has {length}"))
            }
            _ if self.view.query.len() > LONGEST_ADDRESS => Some(TOO_MUCH.to_owned()),
            _ => None,
        }
    }

    /// Why it is not kept.
    async fn keep(&self, views: &SavedViews, whose: Known) -> Result<(), String> {
        if let Some(problem) = self.problem() {
            return Err(problem);
        }
        let kept = views.keep(whose, &self.list, &self.view, self.replaces).await;
        match kept.map_err(not_saved)? {
            ViewOutcome::Kept => Ok(()),
            ViewOutcome::NameTaken => Err(DOUBLED.to_owned()),
            ViewOutcome::ListFull => Err(LIST_FULL.to_owned()),
            ViewOutcome::Full => Err(FULL.to_owned()),
        }
    }

    /// The address of the list, which shows again what was typed.
    fn back(&self, web: &Web, whose: Whose, refused: RefusedEntry) -> String {
        let RefusedEntry { fields, sentence } = refused;
        let problem = Problem::with(NAME, &sentence);
        let entered = Entered::read(ENTRIES, fields).with(problem);
        let again = Again { address: SAVE_AT.to_owned(), key: String::new(), entered };
        let id = web.keeping.keep(whose, again);
        let told = encoded(&[(REFUSED, &id)]);
        match self.view.query.as_str() {
            "" => address_of(&self.list, &told),
            query => address_of(&self.list, &format!("{query}&{told}")),
        }
    }

    /// What a person typed whose session has ended is shown again after signing in.
    fn signed_out(&self, web: &Web, failure: Failure, fields: Fields) -> Failure {
        match (failure, marked(&web.mark_secret, fields.get(MARK))) {
            (Failure::SignInFirst { .. }, Some(person)) => {
                let refused = RefusedEntry { fields, sentence: SIGNED_OUT.to_owned() };
                let next = self.back(web, Whose::Person(person), refused);
                Failure::SignInFirst { next }
            }
            (Failure::SignInFirst { .. }, None) => {
                Failure::SignInFirst { next: address_of(&self.list, &self.view.query) }
            }
            (other, _) => other,
        }
    }
}

fn not_saved(error: StoreError) -> String {
    tracing::warn!(%error, "a view of a list was not kept");
    NOT_SAVED.to_owned()
}

/// Whether an address leads to a page of ours and nowhere else: the browser is led back there.
fn is_page(list: &str) -> bool {
    let plain = |letter: u8| letter.is_ascii_graphic() && !b"\\?#".contains(&letter);
    let ours = list.starts_with('/') && !list.starts_with("//");
    ours && list.len() <= LONGEST_ADDRESS && list.bytes().all(plain)
}

impl OwnViews {
    /// What a reader of a page has of its list. A store that is away keeps nobody from reading a page.
    pub(crate) async fn of(web: &Web, visitor: &Visitor, asked: AskedList<'_>) -> Option<Self> {
        let views = web.views.as_ref()?;
        let views = views.of_list(visitor.known(), asked.path).await;
        let views = views
            .inspect_err(|error| tracing::warn!(%error, "saved views were not read"))
            .unwrap_or_default();
        let again = match asked.query.get(REFUSED) {
            "" => None,
            id => web.keeping.find(id, Whose::Person(visitor.actor)),
        };
        let again = again.filter(|again| again.address == SAVE_AT);
        let refused = again.map(|again| RefusedView {
            name: again.entered.get(NAME),
            sentence: again.entered.error(NAME).unwrap_or_default().to_owned(),
        });
        let done = web.sessions.take(&notice_of(&visitor.session)).map(|notice| notice.sentence);
        let token = visitor.form_token.clone();
        Some(Self { views, token, mark: asked.mark.to_owned(), done, refused })
    }
}

/// A list as a request asks for it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AskedList<'a> {
    pub path: &'a str,
    pub query: &'a Fields,
    /// Says whom the forms beside it are drawn for.
    pub mark: &'a str,
}

#[cfg(test)]
mod tests;
